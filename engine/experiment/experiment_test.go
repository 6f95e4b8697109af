package experiment

import (
	"fmt"
	"math"
	"strings"
	"testing"
	"time"
)

var start = time.Date(2027, 1, 4, 9, 0, 0, 0, time.UTC)

func plan() Plan {
	return Plan{Experiment: "x", Control: "a", Treatment: "b", WindowDays: 7, PreDays: 7,
		Metrics: []Metric{{Name: "orders", Kind: "count", Event: "order", Role: "primary"}}}
}

// rows are users of both variants, who order so often after their exposure.
func rows(users int, control, treatment int) (events []Event, exposures []Exposure) {
	for i := range 2 * users {
		name, orders, variant := fmt.Sprint("u", i), control, "a"
		if i%2 == 1 {
			orders, variant = treatment, "b"
		}
		exposures = append(exposures, Exposure{start, name, "x", variant})
		for n := range orders + i%3 {
			events = append(events, Event{fmt.Sprint(name, "-", n), start.Add(time.Hour), name,
				"order", 1})
		}
	}
	return events, exposures
}

func read(t *testing.T, p Plan, events []Event, exposures []Exposure) Readout {
	t.Helper()
	r, err := Read(p, events, exposures)
	if err != nil {
		t.Fatal(err)
	}
	return r
}

func TestVerdicts(t *testing.T) {
	for want, orders := range map[string][2]int{"ship": {1, 3}, "stop": {3, 1}, "wait": {2, 2}} {
		events, exposures := rows(200, orders[0], orders[1])
		if r := read(t, plan(), events, exposures); r.Verdict != want {
			t.Errorf("%v: %s, %s", orders, r.Verdict, r.Reason)
		}
	}
	events, exposures := rows(200, 1, 3)
	p := plan()
	p.Share = .7
	if r := read(t, p, events, exposures); r.Verdict != "invalid" {
		t.Errorf("a sample ratio mismatch: %s", r.Verdict)
	}
	p = plan()
	p.Metrics = append(p.Metrics, Metric{Name: "calls", Kind: "count", Event: "order",
		Role: "guardrail", LowerIsBetter: true})
	if r := read(t, p, events, exposures); r.Verdict != "stop" {
		t.Errorf("a guardrail that is broken: %s", r.Verdict)
	}
}

// TestWhatCounts: each event once, in its window only, and nobody who saw both variants.
func TestWhatCounts(t *testing.T) {
	events, exposures := rows(50, 1, 1)
	before := read(t, plan(), events, exposures)
	more := append(events, events[0], // the same again
		Event{"late", start.Add(7 * 24 * time.Hour), "u0", "order", 1},
		Event{"early", start.Add(-time.Second), "u0", "order", 1},
		Event{"other", start, "u0", "view", 1}, Event{"stranger", start, "nobody", "order", 1})
	after := read(t, plan(), more, exposures)
	if after.Events != before.Events+4 || after.Metrics[0].Control != before.Metrics[0].Control {
		t.Errorf("%d events, control %g, want %d and %g", after.Events, after.Metrics[0].Control,
			before.Events+4, before.Metrics[0].Control)
	}
	both := append(exposures, Exposure{start, "u0", "x", "b"}, Exposure{start, "u1", "y", "a"})
	r := read(t, plan(), events, both)
	if r.MultipleExcluded != 1 || r.Exposed["a"] != 49 || r.Exposed["b"] != 50 {
		t.Errorf("%+v", r)
	}
	if before.Inputs == after.Inputs || before.Inputs != read(t, plan(), events, exposures).Inputs {
		t.Error("the hash does not tell the inputs apart")
	}
}

func TestPlansAreChecked(t *testing.T) {
	for want, change := range map[string]func(*Plan){
		"two names":       func(p *Plan) { p.Treatment = "a" },
		"window_days":     func(p *Plan) { p.WindowDays = 0 },
		"treatment_share": func(p *Plan) { p.Share = 1 },
		"difference":      func(p *Plan) { p.Difference = "half" },
		"role primary":    func(p *Plan) { p.Metrics[0].Role = "guardrail" },
		"metrics/0: role": func(p *Plan) { p.Metrics[0].Role = "king" },
		"kind":            func(p *Plan) { p.Metrics[0].Kind = "guess" },
		"cuped":           func(p *Plan) { p.PreDays, p.Metrics[0].CUPED = 0, true },
		"variant":         func(p *Plan) { p.Treatment = "c" },
		"mode":            func(p *Plan) { p.Mode = "hasty" },
		"spending":        func(p *Plan) { p.Spending = "all" },
		"power":           func(p *Plan) { p.Power = 1 },
		"users: needs":    func(p *Plan) { p.Looks = 3 },
		"users: -1":       func(p *Plan) { p.Users = -1 },
		"users: 10":       func(p *Plan) { p.Users = 10 },
		"looks: 101":      func(p *Plan) { p.Users, p.Looks = 1000, 101 },
		"looked at once":  func(p *Plan) { p.Mode, p.Users, p.Looks = Fixed, 1000, 2 },
		"mde":             func(p *Plan) { p.Metrics[0].MDE = math.NaN() },
	} {
		p := plan()
		change(&p)
		events, exposures := rows(5, 1, 1)
		if _, err := Read(p, events, exposures); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%v, want %s", err, want)
		}
	}
}
