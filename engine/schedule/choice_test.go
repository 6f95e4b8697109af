package schedule

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
)

// rival has two items that exclude each other, one that needs the cheaper of them, and one that
// need not be done.
const rival = `{"teams": [{"id": "web", "capacity": [{"units": 1}]}], "calendar": {"end": 20}, "items": [
	{"id": "a", "demands": [{"team": "web", "effort": 2}], "cod": {"per_week": 50}},
	{"id": "b", "demands": [{"team": "web", "effort": 2}], "cod": {"per_week": 40}},
	{"id": "c", "demands": [{"team": "web", "effort": 1}], "cod": {"per_week": 30}, "must": false},
	{"id": "d", "demands": [{"team": "web", "effort": 30}], "cod": {"per_week": 1}, "due": {"at": 15, "weight": 2},
	 "must": false}],
	"rules": [{"excludes": ["a", "b"]}, {"requires": ["c", "b"]}]}`

func leftOut(plan Plan) (ids []string) {
	for _, l := range plan.Left {
		ids = append(ids, l.ID)
	}
	return ids
}

// With b come both b and c, which is worth more than a; d takes longer than the plan looks ahead.
func TestSolveChoosesItems(t *testing.T) {
	m := parsed(t, rival)
	plan := mustSolve(t, m, Options{})
	// c 0-1 (30), b 1-3 (120), a left out (50*20), d left out (20 and 5 late at 2).
	if got := leftOut(plan); !slices.Equal(got, []string{"a", "d"}) || plan.Objective.Total != 30+120+1000+20+10 {
		t.Errorf("without %v, %+v", got, plan.Objective)
	}
	for id, want := range map[string]string{
		"a": `Left out of the plan: a excludes "b", which is in the plan.`,
		"d": `Left out of the plan: d costs more in the plan than left out until 20.`} {
		if e, err := Explain(m, plan, id); err != nil || e.Text != want {
			t.Errorf("%q, %v", e.Text, err)
		}
	}
	o, err := Simulate(m, plan, SimulateOptions{Draws: 10})
	if err != nil || len(o.Items) != 2 {
		t.Errorf("%+v, %v", o, err)
	}
	m.Items[0].Must = new(bool)
	*m.Items[0].Must = true
	plan = mustSolve(t, m, Options{})
	if got := leftOut(plan); !slices.Equal(got, []string{"b", "c", "d"}) {
		t.Errorf("with a: without %v", got)
	}
	if e, _ := Explain(m, plan, "c"); !strings.Contains(e.Text, `c needs "b", which is left out`) {
		t.Errorf("%q", e.Text)
	}
}

// What does not fit before the capacity ends is left out only if it may be.
func TestCapacityEnds(t *testing.T) {
	m := Model{Teams: []Team{{ID: "web", Capacity: []Window{{To: 4, Units: 1}}}}}
	for k, cost := range []float64{10, 30, 20} {
		item := work(fmt.Sprint("i", k), "web", 2, cost)
		item.Must = new(bool)
		m.Items = append(m.Items, item)
	}
	if got := leftOut(mustSolve(t, m, Options{})); !slices.Equal(got, []string{"i0"}) {
		t.Errorf("without %v, want the cheapest", got)
	}
	m.Milestones = []Milestone{{ID: "ms", Requires: []string{"i0"}}}
	if got := leftOut(mustSolve(t, m, Options{})); !slices.Equal(got, []string{"i2"}) {
		t.Errorf("with what a milestone requires: without %v", got)
	}
	m.Rules = []Rule{{Together: []string{"i1", "i2"}}}
	if got := leftOut(mustSolve(t, m, Options{})); !slices.Equal(got, []string{"i1", "i2"}) {
		t.Errorf("together: without %v", got)
	}
	for k := range m.Items {
		m.Items[k].Must = nil
	}
	if _, err := Solve(m, Options{}); err == nil || !strings.Contains(err.Error(), "does not fit") {
		t.Errorf("all of them: %v", err)
	}
}

func TestCheckFindsWrongChoices(t *testing.T) {
	for i, tt := range []struct {
		rule  string
		spoil func(m *Model, p *Plan)
	}{
		{"item", func(_ *Model, p *Plan) { p.Left = p.Left[1:] }},
		{"item", func(_ *Model, p *Plan) { p.Left = append(p.Left, p.Left[0]) }},
		{"item", func(_ *Model, p *Plan) { p.Left[0].ID = "b" }},
		{"item", func(m *Model, _ *Plan) { m.Items[3].Must = nil }},
		{"excludes", func(m *Model, _ *Plan) { m.Rules[0] = Rule{AtMostOne: []string{"b", "c"}} }},
		{"requires", func(m *Model, _ *Plan) { m.Rules[1] = Rule{Requires: []string{"b", "a"}} }},
		{"together", func(m *Model, _ *Plan) { m.Rules[1] = Rule{Together: []string{"a", "b"}} }},
		{"dependency", func(m *Model, _ *Plan) { m.Deps = []Dep{{From: "a", To: "b"}} }},
		{"milestone", func(m *Model, _ *Plan) { m.Milestones = []Milestone{{ID: "x", Requires: []string{"a"}}} }},
		{"cost", func(_ *Model, p *Plan) { p.Left[0].DelayCost-- }},
		{"cost", func(_ *Model, p *Plan) { p.Left[1].Late++ }},
		{"cost", func(m *Model, _ *Plan) { m.Calendar.End = 30 }},
	} {
		m := parsed(t, rival)
		plan := mustSolve(t, m, Options{})
		tt.spoil(&m, &plan)
		if found := Check(m, plan); !slices.ContainsFunc(found, func(v Violation) bool { return v.Rule == tt.rule }) {
			t.Errorf("case %d: no %q among %+v", i, tt.rule, found)
		}
	}
}

func TestHostileRules(t *testing.T) {
	for name, tt := range map[string]struct{ old, bad, want string }{
		"unknown item": {`["a", "b"]`, `["a", "x"]`, `rule 1: names "x", which is no item`},
		"a milestone": {`"rules": [`,
			`"milestones": [{"id": "ms", "requires": ["a"]}], "rules": [{"together": ["a", "ms"]}, `,
			`rule 1: names "ms", which is no item`},
		"one item": {`["a", "b"]`, `["a"]`, `rule 1: names 1 items`},
		"nothing":  {`"excludes": ["a", "b"]`, ``, `rule 1: names 0 items`},
		"twice":    {`["a", "b"]`, `["a", "a"]`, `rule 1: names "a" twice`},
		"two rules": {`"excludes": ["a", "b"]`, `"excludes": ["a", "b"], "together": ["c", "d"]`,
			`rule 1: says two things`},
		"both must": {`"cod": {"per_week": 50}}`, `"must": true}, {"id": "e", "must": true}`,
			``},
		"both needed": {`"cod": {"per_week": 50}}`, `"must": true}, {"id": "z", "state": "done"}`, ``},
		"end":         {`"end": 20`, `"end": -1`, `calendar: end -1`},
	} {
		t.Run(name, func(t *testing.T) {
			text := strings.Replace(rival, tt.old, tt.bad, 1)
			if text == rival {
				t.Fatalf("%s is not in the model", tt.old)
			}
			err := solveText(t, text)
			if tt.want == "" && err != nil || tt.want != "" && (err == nil || !strings.Contains(err.Error(), tt.want)) {
				t.Errorf("%v, want %s", err, tt.want)
			}
		})
	}
	m := parsed(t, rival)
	yes := true
	m.Items[0].Must, m.Items[2].Must = &yes, &yes
	want := `items "a" and "b", which "c" needs, exclude each other, and both must be in the plan`
	if _, err := Solve(m, Options{}); err == nil || err.Error() != want {
		t.Errorf("%v, want %s", err, want)
	}
}

// selective is a random backlog of which much need not be done.
func selective(seed uint64, n, teams int) Model {
	m, rng := versatile(seed, n, teams), rand.New(rand.NewPCG(seed, 11))
	m.Calendar.End = 10 + rng.IntN(40)
	for i := range m.Items {
		if m.Items[i].State == Waiting && rng.IntN(2) == 0 {
			m.Items[i].Must = new(bool)
		}
	}
	for range n / 4 {
		var items []string
		for _, k := range rng.Perm(n)[:2+rng.IntN(2)] {
			if m.Items[k].Must != nil {
				items = append(items, m.Items[k].ID)
			}
		}
		if len(items) > 1 {
			m.Rules = append(m.Rules, []Rule{{Requires: items}, {Excludes: items}, {AtMostOne: items},
				{Together: items}}[rng.IntN(4)])
		}
	}
	return m
}

func TestChoicesMakeRightPlans(t *testing.T) {
	solved := 0
	for seed := range uint64(60) {
		m := selective(seed, 30, 2+int(seed%4))
		plan, err := Solve(m, Options{Schedules: 60, Seed: seed})
		if err != nil {
			if !strings.Contains(err.Error(), "exclude each other") {
				t.Errorf("seed %d: %v", seed, err)
			}
			continue
		}
		solved++
		if found := Check(m, plan); len(found) > 0 || plan.LowerBound > plan.Objective.DelayCost {
			t.Errorf("seed %d: %+v, bound %g of %g", seed, found, plan.LowerBound, plan.Objective.DelayCost)
		}
		if _, err := Simulate(m, plan, SimulateOptions{Draws: 3}); err != nil {
			t.Errorf("seed %d: %v", seed, err)
		}
		for _, item := range m.Items {
			if _, err := Explain(m, plan, item.ID); err != nil && item.State != Done {
				t.Errorf("seed %d: %v", seed, err)
			}
		}
		if r, err := Replan(m, Options{Baseline: &plan, Schedules: 60}); err != nil || len(r.Moved) > 0 ||
			len(Check(m, r.Plan)) > 0 || !slices.Equal(leftOut(r.Plan), leftOut(plan)) {
			t.Errorf("seed %d: replanned with %v, %+v", seed, err, r.Moved)
		}
	}
	if solved < 30 {
		t.Errorf("only %d of 60 models have a plan", solved)
	}
}
