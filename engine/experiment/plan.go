package experiment

import (
	"fmt"
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
	// Difference is relative (default) or absolute.
	Difference stats.Difference `json:"difference"`
	Metrics    []Metric         `json:"metrics"`
}

// Metric is measured for each user over the window.
type Metric struct {
	Name string `json:"name"`
	// Kind is proportion (did it at all), mean (sum of values), count, or ratio (sum of values by
	// number of events, such as an average order).
	Kind  string `json:"kind"`
	Event string `json:"event"`
	// Role is primary, secondary or guardrail. A guardrail must not get worse by its margin.
	Role          string  `json:"role"`
	Margin        float64 `json:"margin"`
	LowerIsBetter bool    `json:"lower_is_better"`
	CapPercentile float64 `json:"cap_percentile"` // 0 means no cap
	CUPED         bool    `json:"cuped"`          // takes out what the same metric was before
}

// SRMLevel is below which a sample ratio is a mismatch.
const SRMLevel = .001

func (p Plan) withDefaults() Plan {
	if p.Share == 0 {
		p.Share = .5
	}
	if p.Alpha == 0 {
		p.Alpha = .05
	}
	if p.Difference == "" {
		p.Difference = "relative"
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
	return p.checkMetrics()
}

func (p Plan) checkMetrics() error {
	primaries := 0
	for i, m := range p.Metrics {
		if err := m.check(p); err != nil {
			return fmt.Errorf("metrics/%d: %w", i, err)
		}
		if m.Role == "primary" {
			primaries++
		}
	}
	if primaries != 1 {
		return fmt.Errorf("metrics: %d have the role primary, expected one", primaries)
	}
	return nil
}

// within is for shares that are neither nothing nor all.
func within(v float64) bool { return v > 0 && v < 1 }

var (
	roles = []string{"primary", "secondary", "guardrail"}
	kinds = []string{"proportion", "mean", "count", "ratio"}
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
	case m.CUPED && p.PreDays == 0:
		return fmt.Errorf("cuped: needs pre_window_days in the plan")
	case m.CapPercentile > 0 && (m.Kind == "ratio" || m.Kind == "proportion" || m.CUPED):
		return fmt.Errorf("cap_percentile: is for means and counts without cuped")
	}
	return nil
}
