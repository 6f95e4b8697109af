package schedule

import "testing"

// Each way to spoil a good plan must be found, under its own name.
func TestCheckFinds(t *testing.T) {
	lock, due := work("lock", "web", 2, 1), work("due", "web", 2, 1)
	lock.Lock = at(9)
	due.Due = &Due{At: 9, Hard: true}
	late := Item{ID: "late", Release: 4, Demands: []Demand{
		{Team: "ops", Effort: Certain(2), MaxParallel: 1}}}
	ops := always("ops", 3)
	ops.WIP = 1
	m := Model{Teams: []Team{always("web", 2), ops},
		Items: []Item{work("a", "web", 4, 9), lock, due, late, {ID: "done", State: Done},
			work("b", "ops", 2, 1)},
		Deps: []Dep{{From: "a", To: "due"}, {From: "a", To: "b", Type: "FF"},
			{From: "a", To: "late", Type: "SS", Lag: 3}}}
	index := map[string]int{"a": 0, "lock": 1, "due": 2, "late": 3, "b": 4}
	shift := func(p *Plan, id string, to int) {
		item := &p.Items[index[id]]
		by := to - item.Start
		item.Start, item.Finish = item.Start+by, item.Finish+by
		for i := range item.Work {
			item.Work[i].From += by
		}
	}
	tests := []struct {
		rule  string
		spoil func(p *Plan)
	}{
		{"item", func(p *Plan) { p.Items = p.Items[1:] }},
		{"item", func(p *Plan) { p.Items[0].ID = "unknown" }},
		{"item", func(p *Plan) { p.Items = append(p.Items, p.Items[0]) }},
		{"item", func(p *Plan) { p.Items = append(p.Items, Planned{ID: "done"}) }},
		{"start", func(p *Plan) { p.Items[0].Start++ }},
		{"work", func(p *Plan) { p.Items[0].Work[0].Units[0] -= .5 }},
		{"work", func(p *Plan) { p.Items[0].Work[0].Units[0] = -1 }},
		{"work", func(p *Plan) { p.Items[0].Work = nil }},
		{"work", func(p *Plan) { p.Items[0].Work[0].Team = "ops" }},
		{"work", func(p *Plan) { p.Items[index["late"]].Work[0].Units = []float64{2} }},
		{"work", func(p *Plan) {
			p.Items[0].Work[0].Units, p.Items[0].Finish = []float64{2, 0, 2}, p.Items[0].Finish+1
		}},
		{"capacity", func(p *Plan) { shift(p, "due", 1) }},
		{"wip", func(p *Plan) { shift(p, "b", planned(t, *p, "late").Start) }},
		{"dependency", func(p *Plan) { shift(p, "due", 0) }},
		{"dependency", func(p *Plan) { shift(p, "b", 0) }},
		{"release", func(p *Plan) { shift(p, "late", 3) }},
		{"lock", func(p *Plan) { shift(p, "lock", 8) }},
		{"due", func(p *Plan) { shift(p, "due", 10) }},
	}
	for i, tt := range tests {
		plan := mustSolve(t, m, Options{Schedules: 20})
		tt.spoil(&plan)
		found := false
		for _, v := range Check(m, plan) {
			found = found || v.Rule == tt.rule
		}
		if !found {
			t.Errorf("case %d: no %q among %+v", i, tt.rule, Check(m, plan))
		}
	}
}
