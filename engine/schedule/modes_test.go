package schedule

import (
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"
)

func parsed(t testing.TB, text string) Model {
	t.Helper()
	var m Model
	if err := json.Unmarshal([]byte(text), &m); err != nil {
		t.Fatal(err)
	}
	return m
}

// alternative has one item that two teams could do, and a dear one for the quicker of them.
const alternative = `{"teams": [{"id": "a", "capacity": [{"units": 1}]}, {"id": "b", "capacity": [{"units": 1}]}],
	"items": [{"id": "dear", "demands": [{"team": "b", "effort": 5}], "cod": {"per_week": 100}},
	{"id": "open", "demands": [{"team": "a", "effort": {"p10": 3, "p50": 4, "p90": 6}}],
	 "modes": [{"demands": [{"team": "b", "effort": 2}]}], "cod": {"per_week": 10}}]}`

// The slower team does it, since the quicker one is busy with what is dearer.
func TestSolveChoosesMode(t *testing.T) {
	m := parsed(t, alternative)
	plan := mustSolve(t, m, Options{})
	if p := planned(t, plan, "open"); p.Mode != 1 || p.Finish != 4 || p.Work[0].Team != "a" ||
		plan.Objective.Total != 540 || plan.LowerBound > 540 {
		t.Errorf("%+v costs %g", p, plan.Objective.Total)
	}
	o, err := Simulate(m, plan, SimulateOptions{Seed: 1})
	if err != nil || o.Items[1].P10 > 3 || o.Items[1].P85 < 5 {
		t.Errorf("%+v, %v: want the range of the mode that is taken", o.Items, err)
	}
	e, err := Explain(m, plan, "open")
	if err != nil || e.Text != "Finishes after 4 weeks: 4 its own work." {
		t.Errorf("%q, %v", e.Text, err)
	}
	m.Items[0].State = Done
	if p := planned(t, mustSolve(t, m, Options{}), "open"); p.Mode != 2 || p.Finish != 2 {
		t.Errorf("alone: %+v", p)
	}
	m.Items[1].Lock = &Lock{Team: "a"}
	if p := planned(t, mustSolve(t, m, Options{}), "open"); p.Mode != 1 || p.Finish != 4 {
		t.Errorf("locked to the slower team: %+v", p)
	}
}

// Replanning gives an item to another team only where that saves more than its price.
func TestReplanKeepsTeams(t *testing.T) {
	m := parsed(t, alternative)
	before := mustSolve(t, m, Options{})
	m.Items[0].State = Done // team b, which is quicker, is free now
	for price, mode := range map[float64]int{5: 2, 100: 1} {
		plan := mustSolve(t, m, Options{Baseline: &before, TeamPrice: price})
		if p := planned(t, plan, "open"); p.Mode != mode || plan.Objective.Stability != 5*float64(mode-1) {
			t.Errorf("at %g: mode %d, %+v", price, p.Mode, plan.Objective)
		}
	}
}

const skilled = `{"teams": [{"id": "web", "capacity": [{"units": 3}], "skills": {"go": 1}},
	{"id": "ops", "capacity": [{"from": 6, "units": 2}], "skills": {"go": 2, "sql": 1}}],
	"items": [{"id": "p", "demands": [{"skill": "go", "effort": 2}], "cod": {"per_week": 10}},
	{"id": "q", "demands": [{"team": "web", "skill": "go", "effort": 2}], "cod": {"per_week": 9}},
	{"id": "r", "demands": [{"team": "web", "effort": 4}], "cod": {"per_week": 1}}]}`

func TestSolveSharesSkills(t *testing.T) {
	m := parsed(t, skilled)
	plan := mustSolve(t, m, Options{})
	for id, want := range map[string][2]int{"p": {0, 2}, "q": {2, 4}, "r": {0, 2}} {
		if p := planned(t, plan, id); p.Start != want[0] || p.Finish != want[1] {
			t.Errorf("%s %d to %d, want %v", id, p.Start, p.Finish, want)
		}
	}
	want := Cause{Kind: CauseTeamFull, Team: "web", Item: "p", Skill: "go"}
	if c := planned(t, plan, "q").Cause; c != want {
		t.Errorf("q waits for %+v", c)
	}
	e, err := Explain(m, plan, "q")
	if err != nil || e.Text != "Finishes after 4 weeks: 2 waiting for go in team web, 2 its own work." {
		t.Errorf("%q, %v", e.Text, err)
	}
	m.Items[0].Lock = &Lock{Team: "ops"}
	if p := planned(t, mustSolve(t, m, Options{}), "p"); p.Start != 6 || p.Finish != 7 || p.Work[0].Team != "ops" {
		t.Errorf("locked to ops: %+v", p)
	}
}

// Two skills of one team share its people.
func TestTwoSkillsOfOneTeam(t *testing.T) {
	m := parsed(t, `{"teams": [{"id": "web", "capacity": [{"units": 2}], "skills": {"go": 2, "ui": 1}, "wip": 1}],
	"items": [{"id": "x", "demands": [{"skill": "go", "effort": 4}, {"skill": "ui", "effort": 2}]}]}`)
	plan := mustSolve(t, m, Options{})
	if p := planned(t, plan, "x"); p.Start != 0 || p.Finish != 4 {
		t.Errorf("%+v, want go for two weeks and ui for two more", p)
	}
	if _, err := Simulate(m, plan, SimulateOptions{Draws: 10}); err != nil {
		t.Error(err)
	}
}

// An item is one item in progress, however many skills of a team it asks for.
func TestTwoSkillsAreOneInProgress(t *testing.T) {
	for _, split := range []string{"", `, "split": true`} {
		m := parsed(t, strings.ReplaceAll(`{"teams": [{"id": "web", "capacity": [{"units": 6}],
			"skills": {"go": 2, "ui": 1}, "wip": 1}], "items": [
			{"id": "x", "demands": [{"skill": "go", "effort": 4 SPLIT}, {"skill": "ui", "effort": 2 SPLIT}]},
			{"id": "y", "demands": [{"team": "web", "effort": 6}]}]}`, " SPLIT", split))
		plan := mustSolve(t, m, Options{})
		x, y := planned(t, plan, "x"), planned(t, plan, "y")
		if x.Finish-x.Start != 2 || y.Finish-y.Start != 1 || plan.Makespan != 3 {
			t.Errorf("x %d to %d, y %d to %d", x.Start, x.Finish, y.Start, y.Finish)
		}
	}
}

// Each way to spoil a plan with modes and skills is found under its own name.
func TestCheckFindsWrongModes(t *testing.T) {
	m, s := parsed(t, alternative), parsed(t, skilled)
	s.Items[0].Lock = &Lock{Team: "web"}
	for i, tt := range []struct {
		rule  string
		model Model
		spoil func(p *Plan)
	}{
		{"mode", m, func(p *Plan) { p.Items[1].Mode = 3 }},
		{"work", m, func(p *Plan) { p.Items[1].Mode = 2 }},
		{"work", m, func(p *Plan) { p.Items[1].Work[0].Team = "b" }},
		{"skill", s, func(p *Plan) { p.Items[1].Start, p.Items[1].Finish, p.Items[1].Work[0].From = 0, 2, 0 }},
		{"skill", s, func(p *Plan) { p.Items[1].Work[0].Skill = "" }},
		{"skill", s, func(p *Plan) { p.Items[2].Work[0].Skill = "go" }},
		{"lock", s, func(p *Plan) { p.Items[0].Work[0].Team = "ops" }},
	} {
		plan := mustSolve(t, tt.model, Options{})
		tt.spoil(&plan)
		found := Check(tt.model, plan)
		for _, v := range found {
			if v.Rule == tt.rule {
				found = nil
				break
			}
		}
		if found != nil || len(Check(tt.model, plan)) == 0 {
			t.Errorf("case %d: no %q among %+v", i, tt.rule, found)
		}
	}
}

func TestHostileModes(t *testing.T) {
	for name, tt := range map[string]struct{ model, old, bad, want string }{
		"unknown team": {alternative, `"team": "b", "effort": 2`,
			`"team": "c", "effort": 2`, `item "open": asks for team "c"`},
		"nothing to do": {alternative, `"modes": [{`,
			`"modes": [{"demands": []}, {`, `item "open": has a mode without demands`},
		"no one asked": {alternative, `"team": "b", "effort": 2`,
			`"effort": 2`, `item "open": asks for neither a team nor a skill`},
		"nobody knows": {skilled, `"skill": "go", "effort": 2}], "cod": {"per_week": 10}`,
			`"skill": "c", "effort": 2}]`, `item "p": asks for skill "c", which no team has`},
		"wrong team": {skilled, `"skill": "go", "effort": 2}], "cod": {"per_week": 9}`,
			`"skill": "sql", "effort": 2}]`, `item "q": asks for skill "sql" of team "web"`},
		"no people": {skilled, `"go": 1`, `"go": 0`, `team "web": skill "go" of 0 people`},
		"negative":  {skilled, `"go": 1`, `"go": -1e300`, `team "web": skill "go" of -1e+300 people`},
		"lock elsewhere": {alternative, `"cod": {"per_week": 100}`, `"lock": {"team": "a"}`,
			`item "dear": is locked to team "a", which does none of its work`},
		"lock to nobody": {alternative, `"cod": {"per_week": 100}`,
			`"lock": {"team": "x"}`, `item "dear": is locked to team "x"`},
		"lock of what": {alternative, `"cod": {"per_week": 100}`, `"lock": {"teem": "x"}`, `unknown field "teem"`},
		"twice": {skilled, `[{"team": "web", "effort": 4}]`,
			`[{"team": "web", "effort": 4}, {"team": "web", "effort": 1}]`, `item "r": asks for team "web" twice`},
	} {
		t.Run(name, func(t *testing.T) {
			text := strings.Replace(tt.model, tt.old, tt.bad, 1)
			if text == tt.model {
				t.Fatalf("%s is not in the model", tt.old)
			}
			if err := solveText(t, text); err == nil || !strings.Contains(err.Error(), tt.want) {
				t.Errorf("%v, want %s", err, tt.want)
			}
		})
	}
	many := `{"skill": "go", "effort": 1}`
	teams, demands := "", ""
	for k := range 5 {
		teams += fmt.Sprintf(`,{"id": "t%d", "capacity": [{"units": 1}], "skills": {"go": 1, "ui": 1, "c": 1}}`, k)
		demands += "," + strings.Replace(many, "go", []string{"go", "ui", "c"}[k%3], 1)
	}
	text := `{"teams": [` + teams[1:] + `], "items": [{"id": "x", "demands": [` + demands[1:] + `]}]}`
	if err := solveText(t, text); err == nil || !strings.Contains(err.Error(), "more than 64 ways") {
		t.Errorf("3,125 ways: %v", err)
	}
}

// versatile is a random backlog whose items can be done in several ways.
func versatile(seed uint64, n, teams int) Model {
	m, rng := randomModel(seed, n, teams), rand.New(rand.NewPCG(seed, 10))
	for k := range m.Teams {
		m.Teams[k].Skills = map[string]float64{fmt.Sprint("s", k%2): .5 + float64(rng.IntN(3))}
	}
	for i := range m.Items {
		item := &m.Items[i]
		if rng.IntN(2) == 0 {
			item.Modes = []Mode{{Demands: []Demand{{Team: m.Teams[rng.IntN(teams)].ID,
				Effort: Certain(1 + 5*rng.Float64())}}}}
		}
		if rng.IntN(3) == 0 {
			item.Demands = []Demand{{Skill: fmt.Sprint("s", rng.IntN(2)), Effort: Certain(1 + 4*rng.Float64())}}
		}
		if rng.IntN(8) == 0 && item.Demands[0].Skill != "s0" {
			item.Demands = append(item.Demands, Demand{Skill: "s0", Team: "team0", Effort: Certain(2),
				MaxParallel: 1})
		}
	}
	return m
}

func TestManyWaysMakeRightPlans(t *testing.T) {
	for seed := range uint64(40) {
		m := versatile(seed, 30, 2+int(seed%4))
		plan := mustSolve(t, m, Options{Schedules: 60, Seed: seed})
		if plan.LowerBound > plan.Objective.DelayCost {
			t.Errorf("seed %d: bound %g above %g", seed, plan.LowerBound, plan.Objective.DelayCost)
		}
		if _, err := Simulate(m, plan, SimulateOptions{Draws: 3}); err != nil {
			t.Errorf("seed %d: %v", seed, err)
		}
		for _, item := range plan.Items {
			if _, err := Explain(m, plan, item.ID); err != nil {
				t.Errorf("seed %d: %v", seed, err)
			}
		}
		m.Items[3].Release++
		if r, err := Replan(m, Options{Baseline: &plan, Schedules: 60}); err != nil || len(Check(m, r.Plan)) > 0 {
			t.Errorf("seed %d: replanned with %v, %+v", seed, err, Check(m, r.Plan))
		}
	}
}
