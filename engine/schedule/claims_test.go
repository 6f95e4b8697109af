package schedule

import "testing"

// What a plan says of itself is checked like the rest, for every profile of the cost of delay.
func TestCheckDoesNotTakeAPlanAtItsWord(t *testing.T) {
	m := Model{Teams: []Team{always("web", 2)}, Items: []Item{work("a", "web", 7, 9)}}
	for _, delay := range []Delay{{PerWeek: 3.333}, {Profile: "deadline", PerWeek: 5, Deadline: 4,
		Step: 100}, {Profile: "decay", PerWeek: 50, HalfLife: 6}, {Profile: "peak", PerWeek: 70,
		Peak: 5}, {Profile: "decay", PerWeek: 1e6, HalfLife: 900}} {
		item := work(delay.Profile, "web", 5, 0)
		item.ID, item.Delay = string(rune('b'+len(m.Items))), delay
		item.Due = &Due{At: 6, Weight: 2}
		m.Items = append(m.Items, item)
	}
	far := m.Items[len(m.Items)-1]
	far.ID, far.Release = "far", 3000
	m.Items = append(m.Items, far)
	good := mustSolve(t, m, Options{Schedules: 20})
	tests := []struct {
		rule  string
		spoil func(p *Plan)
	}{
		{"makespan", func(p *Plan) { p.Makespan-- }},
		{"late", func(p *Plan) { p.Items[5].Late-- }},
		{"cost", func(p *Plan) { p.Items[2].DelayCost-- }},
		{"cost", func(p *Plan) { p.Objective.DelayCost-- }},
		{"cost", func(p *Plan) { p.Objective.Total-- }},
	}
	for i, tt := range tests {
		plan := good
		plan.Items = append([]Planned{}, good.Items...)
		tt.spoil(&plan)
		if found := Check(m, plan); len(found) == 0 || found[0].Rule != tt.rule {
			t.Errorf("case %d: no %q in %+v", i, tt.rule, found)
		}
	}
}

// Two locks may ask for more than a team has: the bound must not promise what they undercut.
func TestNoPlanIsBelowItsBoundWhenLocksPileUp(t *testing.T) {
	a, b, c := work("a", "web", 4, 100), work("b", "web", 4, 300), work("c", "web", 4, 10)
	a.Lock, b.Lock = at(0), at(0)
	m := Model{Teams: []Team{always("web", 2)}, Items: []Item{a, b, c}}
	plan := mustSolve(t, m, Options{})
	if plan.Objective.Total < plan.LowerBound || len(plan.Overloads(m)) == 0 {
		t.Errorf("costs %v, below %v; %v", plan.Objective, plan.LowerBound, plan.Overloads(m))
	}
}
