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
	// Inputs is the SHA-256 of the plan and the rows.
	Inputs string `json:"inputs_sha256"`
}

// Outcome is a metric's effect.
type Outcome struct {
	Name      string         `json:"name"`
	Role      string         `json:"role"`
	Control   float64        `json:"control"` // mean, share or ratio
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
}

// Read reads the experiment.
func Read(p Plan, events []Event, exposures []Exposure) (Readout, error) {
	p = p.withDefaults()
	if err := p.check(); err != nil {
		return Readout{}, err
	}
	r := Readout{Experiment: p.Experiment, Exposed: map[string]int{}, Inputs: digest(p, events,
		exposures)}
	s := newStudy(p, exposures)
	r.MultipleExcluded = s.excluded
	r.Events = s.count(events)
	for arm, name := range []string{p.Control, p.Treatment} {
		r.Exposed[name] = len(s.users[arm])
		if len(s.users[arm]) < 2 {
			return r, fmt.Errorf("exposures: %d users of variant %q, expected at least 2",
				len(s.users[arm]), name)
		}
	}
	srm, err := stats.SampleRatio([]float64{float64(len(s.users[0])), float64(len(s.users[1]))},
		[]float64{1 - p.Share, p.Share})
	if err != nil {
		return r, err
	}
	r.SRM = srm.P
	for k, m := range p.Metrics {
		o, err := s.measure(k)
		if err != nil {
			return r, fmt.Errorf("metric %s: %w", m.Name, err)
		}
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
type tally struct{ sum, n, sumPre, nPre float64 }

type user struct {
	at      time.Time
	arm     int
	twice   bool
	tallies []tally
}

type study struct {
	p        Plan
	known    map[string]*user
	users    [2][]*user // in the order of their first exposure in the file
	excluded int
}

func newStudy(p Plan, exposures []Exposure) *study {
	s := &study{p: p, known: map[string]*user{}}
	var order []*user
	for _, e := range exposures {
		arm := 0
		switch {
		case p.Experiment != "" && e.Experiment != p.Experiment:
			continue
		case e.Variant == p.Treatment:
			arm = 1
		case e.Variant != p.Control:
			continue
		}
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

// count adds up what users did, each event once, and returns how many events there were.
func (s *study) count(events []Event) (kept int) {
	seen := map[string]bool{}
	window := time.Duration(s.p.WindowDays * 24 * float64(time.Hour))
	pre := time.Duration(s.p.PreDays * 24 * float64(time.Hour))
	for _, e := range events {
		if e.ID != "" {
			if seen[e.ID] {
				continue
			}
			seen[e.ID] = true
		}
		kept++
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
			case after < 0 && after >= -pre:
				t.sumPre, t.nPre = t.sumPre+e.Value, t.nPre+1
			}
		}
	}
	return kept
}
