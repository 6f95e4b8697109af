package experiment

import (
	"cmp"
	"fmt"
	"math"
	"slices"

	"github.com/throughlinehq/throughline/engine/stats"
)

// Plan is what was decided before anybody looked.
type Plan struct {
	Experiment string  `json:"experiment"`
	Control    string  `json:"control"`
	Treatment  string  `json:"treatment"`
	Share      float64 `json:"treatment_share"` // of the users; 0 means a half
	WindowDays float64 `json:"window_days"`     // of the outcome, from the exposure on
	PreDays    float64 `json:"pre_window_days"` // of the covariate, before the exposure
	Alpha      float64 `json:"alpha"`           // 0 means 0.05
	Power      float64 `json:"power"`           // to find the effects worth finding; 0 means 0.8
	// Mode says when the plan may be read: group-sequential (default), confidence-sequence (at any
	// time, for monitoring) or fixed (once, at the end).
	Mode Mode `json:"mode"`
	// Users of both variants, through their windows, are what the plan waits for. Without it the
	// rows are the whole test, and reading them is its only look.
	Users    int    `json:"users"`
	Looks    int    `json:"looks"`    // equally apart; 0 means 5, or 20 points of a sequence
	Spending string `json:"spending"` // of alpha over the looks; "" means O'Brien-Fleming's
	// Difference is relative (default) or absolute.
	Difference stats.Difference `json:"difference"`
	Metrics    []Metric         `json:"metrics"`
}

// Metric is measured for each user over the window.
type Metric struct {
	Name string `json:"name"`
	// Kind is proportion (did it at all), mean (sum of values), count, ratio (sum of values by
	// number of events, such as an average order), or quantile (of the values of all events, such
	// as the time that 95 % of page loads stay under).
	Kind     string  `json:"kind"`
	Quantile float64 `json:"quantile,omitempty"` // which, for that kind: .95
	Event    string  `json:"event"`
	// Role is primary, secondary or guardrail. A guardrail must not get worse by its margin.
	Role          string  `json:"role"`
	Margin        float64 `json:"margin"`
	LowerIsBetter bool    `json:"lower_is_better"`
	CapPercentile float64 `json:"cap_percentile"` // 0 means no cap
	CUPED         bool    `json:"cuped"`          // takes out what the same metric was before
	MDE           float64 `json:"mde"`            // the least effect worth finding
}

// Mode is a rule of when one may look.
type Mode string

// The modes of a plan.
const (
	GroupSequential    Mode = "group-sequential"
	ConfidenceSequence Mode = "confidence-sequence"
	Fixed              Mode = "fixed"
)

// What makes a test unhealthy: a sample ratio this improbable, or this share of the users having
// met both variants.
const (
	SRMLevel      = .001
	MultipleShare = .01
)

const mostLooks = 100

func (p Plan) withDefaults() Plan {
	if p.Share == 0 {
		p.Share = .5
	}
	if p.Alpha == 0 {
		p.Alpha = .05
	}
	if p.Power == 0 {
		p.Power = .8
	}
	p.Difference = cmp.Or(p.Difference, "relative")
	p.Mode = cmp.Or(p.Mode, GroupSequential)
	p.Spending = cmp.Or(p.Spending, "lan_demets_obrien_fleming")
	switch {
	case p.Looks != 0:
	case p.Users == 0 || p.Mode == Fixed:
		p.Looks = 1
	case p.Mode == ConfidenceSequence:
		p.Looks = 20
	default:
		p.Looks = 5
	}
	return p
}

func (p Plan) check() error {
	switch {
	case p.Control == "" || p.Treatment == "" || p.Control == p.Treatment:
		return fmt.Errorf("control and treatment: need two names that differ")
	case !within(p.Share):
		return fmt.Errorf("treatment_share: %g, expected more than 0 and less than 1", p.Share)
	case !(p.WindowDays > 0 && p.WindowDays <= 3660):
		return fmt.Errorf("window_days: %g, expected more than 0 up to 3660", p.WindowDays)
	case !(p.PreDays >= 0 && p.PreDays <= 3660):
		return fmt.Errorf("pre_window_days: %g, expected 0 to 3660", p.PreDays)
	case !within(p.Alpha):
		return fmt.Errorf("alpha: %g, expected more than 0 and less than 1", p.Alpha)
	case p.Difference != "relative" && p.Difference != "absolute":
		return fmt.Errorf("difference: %q, expected relative or absolute", p.Difference)
	}
	if err := p.checkLooks(); err != nil {
		return err
	}
	return p.checkMetrics()
}

func (p Plan) checkLooks() error {
	_, err := stats.Spending(p.Spending, p.Alpha/2)
	switch {
	case !slices.Contains(modes, p.Mode):
		return fmt.Errorf("mode: %q, expected one of %v", p.Mode, modes)
	case err != nil:
		return err
	case !within(p.Power):
		return fmt.Errorf("power: %g, expected more than 0 and less than 1", p.Power)
	case p.Users < 0:
		return fmt.Errorf("users: %d, expected 0 or more", p.Users)
	case p.Looks < 1 || p.Looks > mostLooks:
		return fmt.Errorf("looks: %d, expected 1 to %d", p.Looks, mostLooks)
	case p.Mode == Fixed && p.Looks != 1:
		return fmt.Errorf("looks: %d, a fixed test is looked at once", p.Looks)
	case p.Users == 0 && (p.Looks > 1 || p.Mode == ConfidenceSequence):
		return fmt.Errorf("users: needs the number that the plan waits for, to place its looks")
	case p.Users > 0 && p.Users < 4*p.Looks:
		return fmt.Errorf("users: %d, expected at least 4 for each of %d looks", p.Users, p.Looks)
	}
	return nil
}

func (p Plan) checkMetrics() error {
	primaries := 0
	names := map[string]bool{}
	for i, m := range p.Metrics {
		if err := m.check(p); err != nil {
			return fmt.Errorf("metrics/%d: %w", i, err)
		}
		if names[m.Name] {
			return fmt.Errorf("metrics/%d: the name %q is used twice", i, m.Name)
		}
		names[m.Name] = true
		if m.Role == "primary" {
			primaries++
		}
	}
	if primaries == 0 {
		return fmt.Errorf("metrics: none has the role primary, expected at least one")
	}
	return nil
}

// level is the alpha of a metric. Those that are tried together in hope share it (Bonferroni);
// every guardrail must hold by itself, so guardrails need no correction.
func (p Plan) level(role string) float64 {
	if role == "guardrail" {
		return p.Alpha
	}
	n := 0
	for _, m := range p.Metrics {
		if m.Role == role {
			n++
		}
	}
	return p.Alpha / float64(max(1, n))
}

// within is for shares that are neither nothing nor all.
func within(v float64) bool { return v > 0 && v < 1 }

var (
	modes = []Mode{GroupSequential, ConfidenceSequence, Fixed}
	roles = []string{"primary", "secondary", "guardrail"}
	kinds = []string{"proportion", "mean", "count", "ratio", "quantile"}
)

func (m Metric) check(p Plan) error {
	switch {
	case m.Name == "" || m.Event == "":
		return fmt.Errorf("needs a name and an event")
	case !slices.Contains(roles, m.Role):
		return fmt.Errorf("role: %q, expected one of %v", m.Role, roles)
	case !slices.Contains(kinds, m.Kind):
		return fmt.Errorf("kind: %q, expected one of %v", m.Kind, kinds)
	case !(m.CapPercentile >= 0 && m.CapPercentile <= 1):
		return fmt.Errorf("cap_percentile: %g, expected 0 to 1", m.CapPercentile)
	case !(m.Margin >= 0):
		return fmt.Errorf("margin: %g, expected 0 or more", m.Margin)
	case math.IsNaN(m.MDE - m.MDE): // which it also is of what is infinite
		return fmt.Errorf("mde: %g is not a number", m.MDE)
	}
	return m.checkMethod(p)
}

// checkMethod checks what is done beyond comparing the values as they are.
func (m Metric) checkMethod(p Plan) error {
	plain := m.Kind == "mean" || m.Kind == "count"
	switch {
	case m.CUPED && p.PreDays == 0:
		return fmt.Errorf("cuped: needs pre_window_days in the plan")
	case m.Kind == "quantile" && !within(m.Quantile):
		return fmt.Errorf("quantile: %g, expected more than 0 and less than 1", m.Quantile)
	case m.Kind != "quantile" && m.Quantile != 0:
		return fmt.Errorf("quantile: is for the kind quantile")
	case m.Kind == "quantile" && m.CUPED:
		return fmt.Errorf("cuped: is not for quantiles")
	case m.CapPercentile > 0 && (m.CUPED || !plain):
		return fmt.Errorf("cap_percentile: is for means and counts without cuped")
	}
	return nil
}
