package schedule

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/throughlinehq/throughline/engine/schedule/model"
)

// judged has one team; what is dear is not what is due.
const judged = `{"teams": [{"id": "web", "capacity": [{"units": 1}]}, {"id": "ops", "capacity": [{"units": 1}]}],
	"items": [{"id": "dear", "demands": [{"team": "web", "effort": 3}], "cod": {"per_week": 100}},
	{"id": "due", "demands": [{"team": "web", "effort": 2}], "modes": [{"demands": [{"team": "ops", "effort": 9}]}],
	 "due": {"at": 2}}], "objective": OBJECTIVE}`

// Terms without weights count one after the other, terms with weights are added up.
func TestObjectives(t *testing.T) {
	// dear first: 300, due ends at 5 and is 3 late; due first: 500, in time; due by ops: 300, 7 late.
	for _, c := range [][2]string{
		{`["delayCost", "lateness"]`,
			`0 3 [{delayCost 300} {lateness 3}]`},
		{`["lateness", "delayCost"]`,
			`2 0 [{lateness 0} {delayCost 500}]`},
		{`["delayCost", "lateness", "makespan"]`,
			`0 3 [{delayCost 300} {lateness 3} {makespan 5}]`},
		{`[{"term": "delayCost", "weight": 1}, {"term": "lateness", "weight": 60}]`,
			`0 3 [{delayCost 300} {lateness 3}]`},
		{`[{"term": "delayCost", "weight": 1}, {"term": "lateness", "weight": 70}]`,
			`2 0 [{delayCost 500} {lateness 0}]`},
		{`["levelling", "lateness"]`,
			`2 0 [{levelling 5} {lateness 0}]`},
		{`[{"term": "stability", "perDay": 9, "baseline": [{"id": "due", "start": 1}]}]`,
			`2 1 [{stability 0}]`},
		{`[{"term": "stability", "perDay": 1, "perTeamChange": 50, "baseline": [{"id": "due", "start": 0,
			"team": "ops"}]},
		"lateness"]`,
			`0 0 [{stability 0} {lateness 7}]`},
	} {
		objective, want := c[0], c[1]
		m := parsed(t, strings.Replace(judged, "OBJECTIVE", objective, 1))
		plan := mustSolve(t, m, Options{})
		goals := strings.ReplaceAll(fmt.Sprint(plan.Goals), " false}", "}")
		got := fmt.Sprintf("%d %d %s", planned(t, plan, "dear").Start, planned(t, plan, "due").Start, goals)
		if strings.Contains(objective, "stability") { // where dear goes is open
			got, want = got[2:], want[2:]
		}
		if got != want {
			t.Errorf("%s: %s, want %s", objective, got, want)
		}
	}
}

// What counts second is searched for with what is left of the schedules.
func TestLaterTermsAreSearchedFor(t *testing.T) {
	for seed := range uint64(5) {
		m := randomModel(seed, 40, 3)
		alone := mustSolve(t, m, Options{Schedules: 2000})
		m.Objective = []Term{{Term: "stability", PerDay: 1, Baseline: []model.Place{{ID: "item0",
			Start: planned(t, alone, "item0").Start}}}, {Term: "delayCost"}, {Term: "makespan"}}
		plan := mustSolve(t, m, Options{Schedules: 4000})
		if plan.Goals[0].Value > 0 || plan.Goals[1].Value > 1.02*alone.Objective.DelayCost || plan.Schedules < 3900 {
			t.Errorf("seed %d: %+v after %d schedules, alone %+v", seed, plan.Goals, plan.Schedules, alone.Objective)
		}
	}
}

// Levelled work is spread over time, unless the end counts first.
func TestLevelling(t *testing.T) {
	m := Model{Teams: []Team{always("web", 2)}}
	for k := range 4 {
		m.Items = append(m.Items, Item{ID: fmt.Sprint(k), Demands: []Demand{
			{Team: "web", Effort: Certain(2), MaxParallel: 1}}})
	}
	m.Objective = []Term{{Term: "levelling"}}
	if plan := mustSolve(t, m, Options{}); plan.Goals[0].Value != 8 {
		t.Errorf("levelled: %+v until %d", plan.Goals, plan.Makespan)
	}
	m.Objective = []Term{{Term: "makespan"}, {Term: "levelling"}}
	if plan := mustSolve(t, m, Options{}); plan.Goals[1].Value != 16 || plan.Makespan != 4 {
		t.Errorf("soon: %+v until %d", plan.Goals, plan.Makespan)
	}
}

func TestCheckFindsWrongGoals(t *testing.T) {
	m := parsed(t, strings.Replace(judged, "OBJECTIVE", `["lateness", "delayCost", "makespan", "levelling",
		{"term": "stability", "perDay": 9, "baseline": [{"id": "due", "start": 1}]}]`, 1))
	for k := range 5 {
		plan := mustSolve(t, m, Options{})
		plan.Goals[k].Value++
		found := Check(m, plan)
		if !slices.ContainsFunc(found, func(v Violation) bool { return v.Rule == "objective" }) {
			t.Errorf("goal %d: %+v", k, found)
		}
	}
}

func TestHostileObjectives(t *testing.T) {
	for _, c := range [][2]string{
		{`["profit"]`,
			`objective 1: term "profit", expected delayCost`},
		{`["makespan", "makespan"]`,
			`objective 2: makespan is named twice`},
		{`[{"term": "makespan", "weight": 1}, "lateness"]`,
			`some terms have a weight, some have none`},
		{`[{"term": "makespan", "weight": -1}]`,
			`objective 1: weight -1 of makespan`},
		{`[{"term": "makespan", "weight": 1e300}]`,
			`objective 1: weight 1e+300 of makespan`},
		{`[{"term": "makespan", "perDay": 1}]`,
			`are for stability, not for makespan`},
		{`[{"term": "stability", "perDay": 1}]`,
			`stability needs a baseline`},
		{`[{"term": "stability", "baseline": [{"id": "due", "start": 1}]}]`,
			`stability needs perDay or perTeamChange`},
		{`[{"term": "stability", "perDay": -1, "baseline": []}]`,
			`price of moving -1`},
		{`[{"term": "stability", "perDay": 1, "baseline": [{"id": "x"}]}]`,
			`baseline names item "x"`},
		{`[{"term": "stability", "perDay": 1, "baseline": [{"id": "due", "team": "x"}]}]`,
			`team "x", which is not in the model`},
		{`[{"term": "stability", "perDay": 1, "baseline": [{"id": "due", "start": -5}]}]`,
			`item "due" starts at -5`},
		{`[{"term": "makespan", "wieght": 1}]`,
			`unknown field "wieght"`},
		{`[], "limits": {"schedules": -1}`,
			`limits: -1 schedules`},
		{`[], "limits": {"ms": 1000000000000}`,
			`limits: 0 schedules and 1000000000000 ms`},
	} {
		objective, want := c[0], c[1]
		err := solveText(t, strings.Replace(judged, "OBJECTIVE", objective, 1))
		if err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%s: %v, want %s", objective, err, want)
		}
	}
}

// The model's limits hold where nobody says otherwise.
func TestLimits(t *testing.T) {
	m := randomModel(3, 30, 3)
	m.Limits = &Limits{Schedules: 77, Seed: 5}
	if plan := mustSolve(t, m, Options{}); plan.Schedules != 77 || plan.Seed != 5 {
		t.Errorf("%d schedules with seed %d", plan.Schedules, plan.Seed)
	}
	if plan := mustSolve(t, m, Options{Schedules: 99, Seed: 6}); plan.Schedules != 99 || plan.Seed != 6 {
		t.Errorf("%d schedules with seed %d", plan.Schedules, plan.Seed)
	}
}

// Replanning under an objective of its own moves as little as it can first.
func TestReplanWithObjective(t *testing.T) {
	for seed := range uint64(10) {
		m := selective(seed, 20, 3)
		m.Objective = []Term{{Term: "lateness"}, {Term: "makespan"}, {Term: "levelling"}}
		plan, err := Solve(m, Options{Schedules: 100})
		if err != nil {
			continue
		}
		r, err := Replan(m, Options{Baseline: &plan, Schedules: 100})
		if err != nil || len(r.Moved) > len(plan.Items)/4 || len(Check(m, r.Plan)) > 0 {
			t.Errorf("seed %d: %v, %d of %d moved, %+v", seed, err, len(r.Moved), len(plan.Items), Check(m, r.Plan))
		}
	}
}
