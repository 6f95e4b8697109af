package experiment

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"time"

	"github.com/throughlinehq/throughline/engine/stats"
)

// Event is something a user did.
type Event struct {
	ID    string
	At    time.Time
	User  string
	Name  string
	Value float64
}

// Exposure is a user who met a variant.
type Exposure struct {
	At         time.Time
	User       string
	Experiment string
	Variant    string
}

// Readout is what came of an experiment.
type Readout struct {
	Experiment       string         `json:"experiment"`
	Events           int            `json:"events_after_dedupe"`
	Exposed          map[string]int `json:"exposed_users"`
	MultipleExcluded int            `json:"multiple_exposure_users_excluded"`
	SRM              float64        `json:"srm_p"`
	Metrics          []Outcome      `json:"metrics"`
	// Verdict is ship, stop, wait (nothing is shown yet) or invalid, with the reason in words.
	Verdict string `json:"verdict"`
	Reason  string `json:"reason"`
	Rule    string `json:"rule"` // the version of the rule that the verdict follows
	Health  Health `json:"health"`
	// Plan is what was read by, with its defaults.
	Plan     Plan       `json:"plan"`
	Boundary []Boundary `json:"boundary"` // of the primary metrics, at every planned look
	// Inputs is the SHA-256 of the plan and the rows.
	Inputs string `json:"inputs_sha256"`
}

// Outcome is a metric's effect.
type Outcome struct {
	Name      string         `json:"name"`
	Role      string         `json:"role"`
	Control   float64        `json:"control"` // mean, share, ratio or quantile
	Treatment float64        `json:"treatment"`
	Cap       *float64       `json:"cap,omitempty"`
	Theta     *float64       `json:"theta,omitempty"`
	Effect    float64        `json:"effect"`
	SE        float64        `json:"se"`
	DoF       float64        `json:"dof"`
	P         float64        `json:"p"`
	CI        stats.Interval `json:"ci"`
	// Shown says whether it got better or worse beyond chance: better, worse or neither.
	Shown string `json:"shown"`
	// Looks are those that were reached. Shown is what the first that crossed its bound says; the
	// numbers above take all rows, at the plan's alpha.
	Looks []Look `json:"looks"`
}

// Read reads the experiment.
func Read(p Plan, events []Event, exposures []Exposure) (Readout, error) {
	p = p.withDefaults()
	if err := p.check(); err != nil {
		return Readout{}, err
	}
	r := Readout{Experiment: p.Experiment, Exposed: map[string]int{}, Rule: Rule, Plan: p,
		Inputs: digest(p, events, exposures)}
	s := newStudy(p, exposures)
	r.MultipleExcluded = s.excluded
	r.Events = s.count(events)
	var err error
	if r.Boundary, err = p.boundary(); err != nil {
		return r, err
	}
	for arm, name := range []string{p.Control, p.Treatment} {
		r.Exposed[name] = len(s.users[arm])
		if len(s.users[arm]) < 2 {
			return r, fmt.Errorf("exposures: %d users of variant %q, expected at least 2",
				len(s.users[arm]), name)
		}
	}
	if r.Health, err = s.health(); err != nil {
		return r, err
	}
	r.SRM = r.Health.SRM
	for k, m := range p.Metrics {
		o, err := s.measure(k)
		if err != nil {
			return r, fmt.Errorf("metrics/%d: %s: %w", k, m.Name, err)
		}
		if o.Looks, err = s.looks(k); err != nil {
			return r, fmt.Errorf("metrics/%d: %s: %w", k, m.Name, err)
		}
		o.Shown = m.shown(o.Looks)
		r.Metrics = append(r.Metrics, o)
	}
	r.Verdict, r.Reason = p.judge(r)
	return r, nil
}

func digest(p Plan, events []Event, exposures []Exposure) string {
	h := sha256.New()
	encoder := json.NewEncoder(h)
	for _, part := range []any{p, events, exposures} {
		_ = encoder.Encode(part) // a hash takes everything
	}
	return hex.EncodeToString(h.Sum(nil))
}

// tally is what one user did for one metric: in the window, and before the exposure.
type tally struct {
	sum, n, sumPre, nPre float64
	rows                 []float64 // every value in the window, for a quantile
}

type user struct {
	at      time.Time
	arm     int
	twice   bool
	tallies []tally
}

type study struct {
	p        Plan
	alpha    float64
	known    map[string]*user
	users    [2][]*user // in the order of their first exposure in the file
	excluded int
	others   int       // exposures to variants that the plan does not name
	end      time.Time // of what the rows tell
}

func newStudy(p Plan, exposures []Exposure) *study {
	s := &study{p: p, alpha: p.Alpha, known: map[string]*user{}}
	var order []*user
	for _, e := range exposures {
		arm := 0
		switch {
		case p.Experiment != "" && e.Experiment != p.Experiment:
			continue
		case e.Variant == p.Treatment:
			arm = 1
		case e.Variant != p.Control:
			s.others++
			continue
		}
		s.until(e.At)
		u := s.known[e.User]
		if u == nil {
			u = &user{at: e.At, arm: arm, tallies: make([]tally, len(p.Metrics))}
			s.known[e.User] = u
			order = append(order, u)
		}
		u.twice = u.twice || u.arm != arm
		if e.At.Before(u.at) {
			u.at = e.At
		}
	}
	for _, u := range order {
		if u.twice {
			s.excluded++
		} else {
			s.users[u.arm] = append(s.users[u.arm], u)
		}
	}
	return s
}

func (s *study) until(at time.Time) {
	if at.After(s.end) {
		s.end = at
	}
}

func days(n float64) time.Duration { return time.Duration(n * 24 * float64(time.Hour)) }

// count adds up what users did, each event once, and returns how many events there were.
func (s *study) count(events []Event) (kept int) {
	seen := map[string]bool{}
	window, pre := days(s.p.WindowDays), days(s.p.PreDays)
	for _, e := range events {
		if e.ID != "" {
			if seen[e.ID] {
				continue
			}
			seen[e.ID] = true
		}
		kept++
		s.until(e.At)
		u := s.known[e.User]
		if u == nil {
			continue
		}
		after := e.At.Sub(u.at)
		for k, m := range s.p.Metrics {
			if m.Event != e.Name {
				continue
			}
			t := &u.tallies[k]
			switch {
			case after >= 0 && after < window:
				t.sum, t.n = t.sum+e.Value, t.n+1
				if m.Kind == "quantile" {
					t.rows = append(t.rows, e.Value)
				}
			case after < 0 && after >= -pre:
				t.sumPre, t.nPre = t.sumPre+e.Value, t.nPre+1
			}
		}
	}
	return kept
}
