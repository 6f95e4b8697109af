package schedule

import (
	"math"
	"strings"
	"testing"
)

// launch has two teams, a milestone on both and one on another milestone.
func launch() Model {
	m := Model{Teams: []Team{one("web"), one("core")},
		Items: []Item{work("a", "web", 3, 1), work("b", "core", 2, 1), work("c", "web", 2, 1)},
		Milestones: []Milestone{
			{ID: "beta", Requires: []string{"a", "b"}, Due: &Due{At: 2, Weight: 10}},
			{ID: "launch", Name: "Launch", Requires: []string{"beta", "c"}, Confidence: .5}}}
	m.Items[0].Delay.PerWeek = 100 // first
	return m
}

func one(id string) Team { return Team{ID: id, Capacity: []Window{{Units: 1}}} }

func TestMilestones(t *testing.T) {
	m := launch()
	plan := mustSolve(t, m, Options{})
	if len(plan.Items) != 3 || len(plan.Milestones) != 2 {
		t.Fatalf("%d items and %d milestones", len(plan.Items), len(plan.Milestones))
	}
	beta, last := plan.Milestones[0], plan.Milestones[1]
	if beta.Finish != 3 || beta.Late != 1 || beta.Cause.Item != "a" || last.Finish != 5 {
		t.Errorf("beta %+v, launch %+v", beta, last)
	}
	if plan.Objective.Lateness != 10 {
		t.Errorf("lateness costs %g", plan.Objective.Lateness)
	}
	e, err := Explain(m, plan, "beta")
	if err != nil || !strings.Contains(e.Text, "Late 1 week: 1 for a") {
		t.Errorf("%q, %v", e.Text, err)
	}
	again, err := Replan(m, Options{Baseline: &plan})
	if err != nil || len(again.Moved) > 0 || len(again.Plan.Milestones) != 2 {
		t.Errorf("replanned %+v, %v", again, err)
	}
	m.Items[0].State, m.Items[1].State = Done, Done
	if plan = mustSolve(t, m, Options{}); plan.Milestones[0].Finish != 0 {
		t.Errorf("what is required is done, yet beta is at %d", plan.Milestones[0].Finish)
	}
}

func TestCheckMilestones(t *testing.T) {
	for want, spoil := range map[string]func(p *Plan){
		"says 1 and 0":     func(p *Plan) { p.Milestones[0].Finish, p.Milestones[0].Late = 1, 0 },
		"is not in the pl": func(p *Plan) { p.Milestones = p.Milestones[1:] },
		"twice":            func(p *Plan) { p.Milestones = append(p.Milestones, p.Milestones[0]) },
		"not in the model": func(p *Plan) { p.Milestones[1].ID = "x" },
		"lateness costs 0": func(p *Plan) { p.Objective.Lateness = 0 },
	} {
		plan := mustSolve(t, launch(), Options{})
		spoil(&plan)
		found := Check(launch(), plan)
		text := ""
		for _, v := range found {
			text += v.Text + "\n"
		}
		if !strings.Contains(text, want) {
			t.Errorf("%q: want %q", text, want)
		}
	}
}

func TestHostileMilestones(t *testing.T) {
	for want, spoil := range map[string]func(m *Model){
		`id "a" is empty or used twice`:    func(m *Model) { m.Milestones[0].ID = "a" },
		`id "beta" is empty or used twice`: func(m *Model) { m.Milestones[1].ID = "beta" },
		`requires "x", which is not`:       func(m *Model) { m.Milestones[0].Requires[0] = "x" },
		`milestone "beta": requires noth`:  func(m *Model) { m.Milestones[0].Requires = nil },
		"confidence 1, expected":           func(m *Model) { m.Milestones[0].Confidence = 1 },
		"in a circle: beta -> launch -> b": func(m *Model) { m.Milestones[0].Requires[0] = "launch" },
		`item "beta" must finish by 2`:     func(m *Model) { m.Milestones[0].Due.Hard = true },
		"has 2000 bytes":                   func(m *Model) { m.Items[1].ID = strings.Repeat("n", 2000) },
	} {
		m := launch()
		spoil(&m)
		if _, err := Solve(m, Options{}); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%.200v, want %q", err, want)
		} else if len(err.Error()) > 400 {
			t.Errorf("a message of %d bytes", len(err.Error()))
		}
	}
}

func TestSimulateMilestones(t *testing.T) {
	m := launch()
	m.Items[0].Demands[0].Effort = Effort{P10: 2, P50: 3, P90: 6}
	out, err := Simulate(m, mustSolve(t, m, Options{}), SimulateOptions{Draws: 4000, Seed: 1})
	if err != nil || len(out.Items) != 3 || len(out.Milestones) != 2 {
		t.Fatalf("%+v, %v", out, err)
	}
	beta, a := out.Milestones[0], out.Items[0]
	if beta.P10 != max(2, a.P10) || beta.P85 != a.P85 || beta.At != a.P85 ||
		beta.Confidence != .85 || beta.PLate < .85 {
		t.Errorf("beta %+v, its item %+v", beta, a)
	}
	if last := out.Milestones[1]; last.At != last.P50 || out.Makespan10 > out.Makespan50 {
		t.Errorf("launch %+v, the plan from %d", last, out.Makespan10)
	}
}

func TestCriticality(t *testing.T) {
	wide := Effort{P10: 1, P50: 3, P90: 9}
	m := Model{Teams: []Team{one("web"), one("core"), one("ops")},
		Items: []Item{work("a", "web", 3, 1), work("b", "web", 3, 1), work("c", "core", 3, 1),
			work("d", "core", 3, 1), work("e", "ops", 1, 1)},
		Deps: []Dep{{From: "c", To: "d"}}}
	for i := range 4 {
		m.Items[i].Demands[0].Effort = wide
	}
	out, err := Simulate(m, mustSolve(t, m, Options{}), SimulateOptions{Draws: 2000, Seed: 1})
	if err != nil {
		t.Fatal(err)
	}
	crit := map[string]float64{}
	for _, item := range out.Items {
		crit[item.ID] = item.Criticality
	}
	// The two lines, one through a team and one through a dependency, are alike.
	for _, line := range []string{"ab", "cd"} {
		first, second := crit[line[:1]], crit[line[1:]]
		if first < .45 || first > .55 || math.Abs(first-second) > .01 {
			t.Errorf("criticality %v", crit)
		}
	}
	if crit["e"] != 0 {
		t.Errorf("the plan waits for e in %g", crit["e"])
	}
}

func TestSimulateStops(t *testing.T) {
	m := launch()
	m.Items[0].Demands[0].Effort = Effort{P10: 2, P50: 3, P90: 6}
	out, err := Simulate(m, mustSolve(t, m, Options{}), SimulateOptions{Draws: 100_000,
		Progress: func(draws int) bool { return draws < 500 }})
	if err != nil || out.Draws < 500 || out.Draws > 1000 {
		t.Errorf("%d draws, %v", out.Draws, err)
	}
}
