package schedule

import (
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"slices"
	"testing"

	"github.com/throughlinehq/throughline/engine/schedule/model"
)

// always is a team of so many people for good.
func always(id string, people float64) Team {
	return Team{ID: id, Capacity: []Window{{Units: people}}}
}

// work is an item with one demand.
func work(id, team string, effort, perWeek float64) Item {
	return Item{ID: id, Demands: []Demand{{Team: team, Effort: Certain(effort)}},
		Delay: Delay{PerWeek: perWeek}}
}

func at(unit int) *Lock { return model.LockedAt(unit) }

func mustSolve(t testing.TB, m Model, opt Options) Plan {
	t.Helper()
	plan, err := Solve(m, opt)
	if err != nil {
		t.Fatal(err)
	}
	for _, v := range Check(m, plan) {
		t.Errorf("violation: %+v", v)
	}
	return plan
}

func planned(t testing.TB, plan Plan, id string) Planned {
	t.Helper()
	i := slices.IndexFunc(plan.Items, func(p Planned) bool { return p.ID == id })
	if i < 0 {
		t.Fatalf("item %q is not in the plan", id)
	}
	return plan.Items[i]
}

// randomModel is a product's backlog: n items over several teams, chains of dependencies, a third
// of the items valuable, holidays, a growing team, dates and ranges.
func randomModel(seed uint64, n, teams int) Model {
	rng := rand.New(rand.NewPCG(seed, 9))
	m := Model{Calendar: Calendar{Closed: []int{10, 11}}}
	for k := range teams {
		people := float64(2 + rng.IntN(6))
		team := Team{ID: fmt.Sprintf("team%d", k), Capacity: []Window{{Units: people}}}
		if rng.IntN(3) == 0 {
			team.Capacity = append(team.Capacity, Window{From: 8, To: 16, Units: people / 2})
		}
		if rng.IntN(4) == 0 {
			team.WIP = 2
		}
		m.Teams = append(m.Teams, team)
	}
	for i := range n {
		m.Items = append(m.Items, randomItem(rng, i, teams))
		for range rng.IntN(3) {
			if i > 0 {
				from := max(0, i-1-rng.IntN(15))
				m.Deps = append(m.Deps, Dep{From: m.Items[from].ID, To: m.Items[i].ID,
					Type: []string{"", "FS", "FS", "SS", "FF"}[rng.IntN(5)], Lag: rng.IntN(4) / 3})
			}
		}
	}
	return m
}

func randomItem(rng *rand.Rand, i, teams int) Item {
	item := Item{ID: fmt.Sprintf("item%d", i)}
	for _, k := range rng.Perm(teams)[:1+rng.IntN(8)/7*min(1, teams-1)] {
		low := .3 + 8*rng.Float64()
		item.Demands = append(item.Demands, Demand{Team: fmt.Sprintf("team%d", k),
			Effort: Between(low, low*(1+2*rng.Float64())), MaxParallel: float64(rng.IntN(4))})
	}
	if rng.IntN(3) == 0 {
		item.Delay = Delay{PerWeek: float64(100 * (1 + rng.IntN(100)))}
		switch rng.IntN(5) {
		case 0:
			item.Delay.Profile, item.Delay.Deadline, item.Delay.Step = "deadline", 10, 5000
		case 1:
			item.Delay.Profile, item.Delay.HalfLife = "decay", 8
		case 2:
			item.Delay.Profile, item.Delay.Peak = "peak", 12
		}
	}
	if rng.IntN(10) == 0 {
		item.Release = rng.IntN(20)
	}
	if rng.IntN(6) == 0 {
		item.Due = &Due{At: 5 + rng.IntN(40), Weight: 500}
	}
	if rng.IntN(12) == 0 {
		item.State = Doing
	}
	return item
}

func TestModelJSON(t *testing.T) {
	text := `{"calendar":{"unit":"week"},"teams":[{"id":"web","capacity":[{"from":0,"units":3}]}],
		"items":[{"id":"a","demands":[{"team":"web","effort":{"p10":2,"p90":8}}],
		"cod":{"per_week":100}},{"id":"b","demands":[{"team":"web","effort":5}],
		"cod":{"profile":"deadline","per_week":9,"deadline":4},"lock":2}],
		"deps":[{"from":"a","to":"b","type":"SS"}]}`
	var m Model
	if err := json.Unmarshal([]byte(text), &m); err != nil {
		t.Fatal(err)
	}
	if e := m.Items[0].Demands[0].Effort; e.P50 != 4 {
		t.Errorf("effort %+v, want a median of 4", e)
	}
	again, err := json.Marshal(m)
	if err != nil {
		t.Fatal(err)
	}
	var back Model
	if err := json.Unmarshal(again, &back); err != nil {
		t.Fatal(err)
	}
	first, _ := json.Marshal(m)
	second, _ := json.Marshal(back)
	if string(first) != string(second) {
		t.Errorf("came back as %s", second)
	}
	for _, bad := range []string{`"5"`, `null`, `{"p10":1}`, `[1]`} {
		var e Effort
		if err := json.Unmarshal([]byte(bad), &e); err == nil {
			t.Errorf("effort %s was read as %+v", bad, e)
		}
	}
}
