package schedule

import (
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"reflect"
	"slices"
	"strings"
	"testing"
)

// single is a model of one team with these items.
func single(t testing.TB, calendar, items string) Model {
	t.Helper()
	return parsed(t, `{"calendar": {`+calendar+`}, "teams": [{"id": "web", "capacity": [{"units": 1}]}],
		"items": [`+items+`]}`)
}

// What can be written in two ways means the same.
func TestForms(t *testing.T) {
	demand := `"demands": [{"team": "web", "effort": 4}]`
	for _, c := range [][3]string{
		{``, `{"id": "a", ` + demand + `, "value": 30}`, `{"id": "a", ` + demand + `, "cod": {"per_week": 30}}`},
		{``, `{"id": "a", ` + demand + `, "cod": {"p10": 0, "p90": 30}}`,
			`{"id": "a", ` + demand + `, "cod": {"per_week": 15}}`},
		{``, `{"id": "a", ` + demand + `, "state": {"doing": true, "remaining": 2}}`,
			`{"id": "a", ` + demand + `, "state": "doing", "remaining": 2}`},
		{``, `{"id": "a", ` + demand + `, "state": {"done": true}}`, `{"id": "a", ` + demand + `, "state": "done"}`},
		{``, `{"id": "a", ` + demand + `, "lock": {"start": 3}}`, `{"id": "a", ` + demand + `, "lock": 3}`},
		{``, `{"id": "a", ` + demand + `, "due": {"date": 3}}`, `{"id": "a", ` + demand + `, "due": {"at": 3}}`},
		{`"start": "2027-01-04"`, `{"id": "a", ` + demand + `, "due": {"date": "2027-01-22"}}`,
			`{"id": "a", ` + demand + `, "due": {"at": 3}}`}, // the Friday of the third week
		{`"start": "2027-01-04"`, `{"id": "a", ` + demand + `, "due": {"date": "2027-01-21"}}`,
			`{"id": "a", ` + demand + `, "due": {"at": 2}}`},
		{`"start": "2027-01-04", "unit": "day"`, `{"id": "a", ` + demand + `, "due": {"date": "2027-01-05"}}`,
			`{"id": "a", ` + demand + `, "due": {"at": 2}}`},
		{`"start": "2027-01-04", "unit": "halfday"`, `{"id": "a", ` + demand + `, "due": {"date": "2027-01-05"}}`,
			`{"id": "a", ` + demand + `, "due": {"at": 4}}`},
		{``, `{"id": "a", "demands": [{"team": "web", "effort": 4, "maxParallel": 0.5}]}`,
			`{"id": "a", "demands": [{"team": "web", "effort": 4, "max_parallel": 0.5}]}`},
	} {
		long, short := single(t, c[0], c[1]), single(t, c[0], c[2])
		raw, err := json.Marshal(long)
		if back := parsed(t, string(raw)); err != nil || !reflect.DeepEqual(back, long) {
			t.Errorf("%s comes back as %s, %v", c[1], raw, err)
		}
		a, b := mustSolve(t, long, Options{}), mustSolve(t, short, Options{})
		if fmt.Sprint(a) != fmt.Sprint(b) {
			t.Errorf("%s: %+v, %s: %+v", c[1], a, c[2], b)
		}
	}
	// The mean of a range that is log-normal, between 10 and 90 with a median of 30.
	m := single(t, ``, `{"id": "a", `+demand+`, "cod": {"p10": 10, "p90": 90}}`)
	if got := mustSolve(t, m, Options{}).Objective.DelayCost; got < 4*43.3 || got > 4*43.4 {
		t.Errorf("a range from 10 to 90 costs %g in 4 weeks", got)
	}
}

// Split work pauses for what is dearer, and goes on after it.
func TestSplitWork(t *testing.T) {
	m := single(t, ``,
		`{"id": "long", "demands": [{"team": "web", "effort": 4, "split": true}], "cod": {"per_week": 1}},
		{"id": "dear", "demands": [{"team": "web", "effort": 2}], "release": 1, "cod": {"per_week": 100}}`)
	plan := mustSolve(t, m, Options{})
	if p := planned(t, plan, "long"); p.Start != 0 || p.Finish != 6 ||
		!slices.Equal(p.Work[0].Units, []float64{1, 0, 0, 1, 1, 1}) {
		t.Errorf("%+v", p)
	}
	m.Items[0].Demands[0].Split = false
	if found := Check(m, plan); len(found) == 0 || found[0].Rule != "work" {
		t.Errorf("a pause of work that may not be split: %+v", found)
	}
	if p := planned(t, mustSolve(t, m, Options{}), "long"); p.Start != 3 {
		t.Errorf("in one piece: %+v", p)
	}
}

func TestLockForms(t *testing.T) {
	m := single(t, ``, `{"id": "end", "demands": [{"team": "web", "effort": 2}], "lock": {"finish": 6}},
		{"id": "b", "demands": [{"team": "web", "effort": 1}], "cod": {"per_week": 9}, "lock": {"order": 2}},
		{"id": "a", "demands": [{"team": "web", "effort": 2}], "cod": {"per_week": 1}, "lock": {"order": 1}}`)
	plan := mustSolve(t, m, Options{})
	for id, want := range map[string][2]int{"end": {4, 6}, "a": {0, 2}, "b": {2, 3}} {
		if p := planned(t, plan, id); p.Start != want[0] || p.Finish != want[1] {
			t.Errorf("%s %d to %d, want %v", id, p.Start, p.Finish, want)
		}
	}
	m.Items[0].Lock.Finish, m.Items[1].Lock.Order = new(7), 1
	m.Items[2].Lock.Order = 2
	rules := []string{}
	for _, v := range Check(m, plan) {
		rules = append(rules, v.Rule)
	}
	if !slices.Equal(rules, []string{"lock", "order"}) {
		t.Errorf("another finish and order: %v", rules)
	}
}

// A parent ends with its last part; what it waits for, and its release, hold for its parts.
func TestParents(t *testing.T) {
	m := single(t, ``, `{"id": "epic", "cod": {"per_week": 10}, "release": 2, "due": {"at": 5}},
		{"id": "p", "parent": "epic", "demands": [{"team": "web", "effort": 2}]},
		{"id": "q", "parent": "epic", "demands": [{"team": "web", "effort": 1}]},
		{"id": "first", "demands": [{"team": "web", "effort": 3}]},
		{"id": "other", "demands": [{"team": "web", "effort": 4}], "cod": {"per_week": 12}}`)
	m.Deps = []Dep{{From: "first", To: "epic"}}
	plan := mustSolve(t, m, Options{})
	if p := planned(t, plan, "epic"); p.Finish != max(planned(t, plan, "p").Finish, planned(t, plan, "q").Finish) ||
		planned(t, plan, "p").Start < 3 || planned(t, plan, "q").Start < 3 || p.Cause.Kind != CausePredecessor {
		t.Errorf("%+v", plan.Items)
	}
	e, err := Explain(m, plan, "epic")
	if err != nil || !strings.Contains(e.Text, "Late 5 weeks: 5 waiting for team web") {
		t.Errorf("%q, %v", e.Text, err)
	}
	for _, c := range []struct {
		rule  string
		spoil func(m *Model, p *Plan)
	}{
		{"parent", func(_ *Model, p *Plan) { p.Items[0].Start, p.Items[0].Finish = 3, 3 }},
		{"release", func(m *Model, _ *Plan) { m.Items[0].Release = 9 }},
		{"dependency", func(m *Model, _ *Plan) { m.Deps = append(m.Deps, Dep{From: "other", To: "epic", Lag: 9}) }},
	} {
		wrong := parsed(t, asJSON(m))
		plan := mustSolve(t, m, Options{})
		c.spoil(&wrong, &plan)
		if found := Check(wrong, plan); !slices.ContainsFunc(found,
			func(v Violation) bool { return v.Rule == c.rule }) {
			t.Errorf("no %q among %+v", c.rule, found)
		}
	}
	m.Items[0].Must = new(bool)
	m.Items[1].Must, m.Items[2].Must = new(bool), new(bool)
	m.Calendar.End = 4
	if got := leftOut(mustSolve(t, m, Options{})); !slices.Equal(got, []string{"epic", "p", "q"}) {
		t.Errorf("beyond the end: without %v", got)
	}
}

func TestHostileForms(t *testing.T) {
	demand := `"demands": [{"team": "web", "effort": 4}]`
	for _, c := range [][3]string{
		{`"start": "soon"`, `{"id": "a", ` + demand + `}`, `calendar: start "soon", expected a date`},
		{`"unit": "hour"`, `{"id": "a", ` + demand + `}`, `unit "hour", expected week, day or halfday`},
		{``, `{"id": "a", ` + demand + `, "due": {"date": "2027-01-05"}}`, `item "a": is due on a date, which needs`},
		{`"start": "2027-01-04"`, `{"id": "a", ` + demand + `, "due": {"date": "5.1."}}`, `item "a": is due on "5.1."`},
		{``, `{"id": "a", ` + demand + `, "due": {"date": 3, "at": 4}}`, `item "a": is due at a unit and at a date`},
		{`"start": "2027-01-04"`, `{"id": "a", ` + demand + `, "due": {"date": "9999-12-31"}}`, `item "a": due date`},
		{``, `{"id": "a", ` + demand + `, "due": {"date": -3}}`, `item "a": due date -3`},
		{``, `{"id": "a", ` + demand + `, "value": 3, "cod": {"per_week": 3}}`, `item "a": has a value and a cost`},
		{``, `{"id": "a", ` + demand + `, "value": -3}`, `item "a": cost of delay -3`},
		{``, `{"id": "a", ` + demand + `, "cod": {"p10": 9, "p90": 3}}`, `item "a": cost of delay from 9 to 3`},
		{``, `{"id": "a", ` + demand + `, "cod": {"p10": 1e-300, "p90": 3}}`, `item "a": cost of delay +Inf`},
		{``, `{"id": "a", ` + demand + `, "state": {"done": true, "doing": true}}`, `is done and doing`},
		{``, `{"id": "a", ` + demand + `, "state": {"remaining": 1}}`, `remaining is for what is being done`},
		{``, `{"id": "a", ` + demand + `, "state": {"doing": true, "remaining": 1}, "remaining": 2}`,
			`item "a": says twice how much remains`},
		{``, `{"id": "a", ` + demand + `, "state": "asleep"}`, `item "a": state "asleep"`},
		{``, `{"id": "a", ` + demand + `, "lock": {"start": 1, "finish": 9}}`, `is locked to a start and a finish`},
		{``, `{"id": "a", ` + demand + `, "lock": {"finish": 3}}`,
			`item "a" is locked to finish at 3 but cannot by then`},
		{``, `{"id": "a", ` + demand + `, "lock": {"finish": 0}}`, `item "a": locked to finish at 0`},
		{`"closed": [8]`, `{"id": "a", ` + demand + `, "lock": {"finish": 9}}`, `item "a" is locked to finish at 9`},
		{``, `{"id": "a", ` + demand + `, "lock": {"order": -1}}`, `item "a": place -1 in the order`},
		{``, `{"id": "a", ` + demand + `, "parent": "b"}`, `item "a": its parent "b" is not in the model`},
		{``, `{"id": "a", ` + demand + `, "parent": "ms"}], "milestones": [{"id": "ms", "requires": ["a"]}`,
			`item "a": its parent "ms" is not in the model`},
		{``, `{"id": "a", "parent": "b"}, {"id": "b", "parent": "a"}`, `circle: a -> b -> a`},
		{``, `{"id": "a", "demands": [{"team": "web", "effort": 4, "maxParallel": 1, "max_parallel": 1}]}`,
			`item "a": has max_parallel and maxParallel`},
		{``, `{"id": "a", "demands": [{"team": "web", "effort": {"p10": 1, "p90": 2, "p5": 1}}]}`,
			`unknown field "p5"`},
	} {
		text := `{"calendar": {` + c[0] + `}, "teams": [{"id": "web", "capacity": [{"units": 1}]}], "items": [` + c[1] +
			`]}`
		if err := solveText(t, text); err == nil || !strings.Contains(err.Error(), c[2]) {
			t.Errorf("%s: %v, want %s", c[1], err, c[2])
		}
	}
}

// Random backlogs with everything that there is make right plans.
func TestAllFormsMakeRightPlans(t *testing.T) {
	solved := 0
	for seed := range uint64(60) {
		m, rng := selective(seed, 30, 2+int(seed%4)), rand.New(rand.NewPCG(seed, 12))
		m.Calendar.Unit = []string{"week", "day", "halfday"}[seed%3]
		for i := range m.Items {
			item := &m.Items[i]
			for k := range item.Demands {
				item.Demands[k].Split = rng.IntN(3) == 0
			}
			if rng.IntN(3) == 0 {
				item.Parent = fmt.Sprint("epic", rng.IntN(3))
			}
			if item.State == Waiting && rng.IntN(6) == 0 {
				item.Lock = &Lock{Order: 1 + i/8}
			}
		}
		for k := range 3 {
			epic := Item{ID: fmt.Sprint("epic", k), Release: k, Delay: Delay{PerWeek: 50}}
			if k == 2 {
				epic.Must = new(bool)
			}
			m.Items = append(m.Items, epic)
		}
		m.Objective = [][]Term{nil, {{Term: "lateness"}, {Term: "levelling"}}, {{Term: "makespan"}}}[seed%3]
		plan, err := Solve(m, Options{Schedules: 60, Seed: seed})
		if err != nil {
			if !strings.Contains(err.Error(), "exclude each other") && !strings.Contains(err.Error(), "circle") {
				t.Errorf("seed %d: %v", seed, err)
			}
			continue
		}
		solved++
		if found := Check(m, plan); len(found) > 0 {
			t.Errorf("seed %d: %+v", seed, found)
		}
		if _, err := Simulate(m, plan, SimulateOptions{Draws: 3}); err != nil {
			t.Errorf("seed %d: %v", seed, err)
		}
		for _, item := range plan.Items {
			if _, err := Explain(m, plan, item.ID); err != nil {
				t.Errorf("seed %d: %v", seed, err)
			}
		}
	}
	if solved < 20 {
		t.Errorf("only %d of 60 models have a plan", solved)
	}
}
