package lever

import (
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"github.com/throughlinehq/throughline/engine/schedule"
)

func always(id string, people float64) schedule.Team {
	return schedule.Team{ID: id, Capacity: []schedule.Window{{Units: people}}}
}

func work(id, team string, effort, perWeek float64) schedule.Item {
	return schedule.Item{ID: id, Demands: []schedule.Demand{{Team: team, Effort: schedule.Certain(effort)}},
		Delay: schedule.Delay{PerWeek: perWeek}}
}

func solved(t testing.TB, m schedule.Model) schedule.Plan {
	t.Helper()
	plan, err := schedule.Solve(m, schedule.Options{})
	if err != nil {
		t.Fatal(err)
	}
	return plan
}

func asJSON(v any) string {
	raw, _ := json.Marshal(v)
	return string(raw)
}

// late has billing, which SSO must come before, and a team that is busy with something dearer.
func late() schedule.Model {
	billing, sso := work("billing", "platform", 3, 50), work("sso", "identity", 4, 1)
	billing.Name, billing.Due, sso.Name = "Billing", &schedule.Due{At: 3}, "SSO"
	platform := always("platform", 1)
	platform.Name = "Platform"
	return schedule.Model{Teams: []schedule.Team{platform, always("identity", 1)},
		Items: []schedule.Item{billing, sso, work("core", "platform", 9, 1000)},
		Deps:  []schedule.Dep{{From: "sso", To: "billing"}}}
}

// random is a backlog with chains, of which a third is worth something.
func random(seed uint64, n, teams int) schedule.Model {
	rng := rand.New(rand.NewPCG(seed, 9))
	var m schedule.Model
	for k := range teams {
		m.Teams = append(m.Teams, always(fmt.Sprint("team", k), float64(2+rng.IntN(6))))
	}
	for i := range n {
		item := work(fmt.Sprint("item", i), m.Teams[rng.IntN(teams)].ID, .3+8*rng.Float64(), 0)
		if rng.IntN(3) == 0 {
			item.Delay.PerWeek = float64(100 * (1 + rng.IntN(100)))
		}
		if m.Items = append(m.Items, item); i > 0 && rng.IntN(2) == 0 {
			m.Deps = append(m.Deps, schedule.Dep{From: m.Items[rng.IntN(i)].ID, To: item.ID})
		}
	}
	return m
}

func mustPull(t testing.TB, m schedule.Model, plan schedule.Plan, item string) []Lever {
	t.Helper()
	before := asJSON(m)
	levers, err := All(m, plan, item, schedule.Options{})
	if err != nil {
		t.Fatal(err)
	}
	if asJSON(m) != before {
		t.Error("the model was changed")
	}
	if again, _ := All(m, plan, item, schedule.Options{}); asJSON(again) != asJSON(levers) {
		t.Error("asked twice, answered differently")
	}
	return levers
}

// find returns the lever of a kind for an item or team.
func find(levers []Lever, kind, of string) (Lever, bool) {
	i := slices.IndexFunc(levers, func(l Lever) bool { return l.Kind == kind && l.Item+l.Team == of })
	if i < 0 {
		return Lever{}, false
	}
	return levers[i], true
}

// In the late model core works until 9 and billing until 12, at 1,000 and 50 a week.
func TestLevers(t *testing.T) {
	m := late()
	m.Items[0].Due.Weight = 100
	plan := solved(t, m)
	levers := mustPull(t, m, plan, "")
	// Two people: core until 5, billing, which gets the half week left, until 6 instead of 12.
	if l, ok := find(levers, Capacity, "platform"); !ok || l.Saves != 4*1000+6*(50+100) || l.Late != 6 {
		t.Errorf("one more for platform: %+v", l)
	}
	if l, _ := find(levers, Capacity, "identity"); l.Saves != 2*1 { // of SSO's own
		t.Errorf("one more for identity: %+v", l)
	}
	// Without core billing goes from 4, after SSO, until 7; what core costs itself does not count.
	if l, ok := find(levers, Drop, "core"); !ok || l.Saves != 5*(50+100) {
		t.Errorf("without core: %+v", l)
	}
	if _, ok := find(levers, Drop, "sso"); ok {
		t.Error("billing needs SSO")
	}
	if !strings.Contains(levers[0].Text, "team Platform") {
		t.Errorf("the best is %+v", levers[0])
	}
	levers = mustPull(t, m, plan, "billing")
	if l, _ := find(levers, Capacity, "platform"); l.Sooner != 6 {
		t.Errorf("billing with one more for platform: %+v", l)
	}
	if _, err := All(m, plan, "nothing", schedule.Options{}); err == nil {
		t.Error("an unknown item has levers")
	}
}

func TestLeversOfLocksAndHalves(t *testing.T) {
	m := schedule.Model{Teams: []schedule.Team{always("web", 1)}, Items: []schedule.Item{work("large", "web", 8, 90),
		work("small", "web", 3, 30), work("locked", "web", 1, 50)}}
	m.Items[2].Lock = schedule.LockedAt(20)
	plan := solved(t, m)
	levers := mustPull(t, m, plan, "")
	if l, ok := find(levers, Unlock, "locked"); !ok || l.Saves <= 0 {
		t.Errorf("unlocked: %+v", l)
	}
	// Half of large is there after 4 weeks instead of 8.
	if l, ok := find(levers, Split, "large"); !ok || l.Saves != 4*45 {
		t.Errorf("in halves: %+v", l)
	}
}

func TestLeversOfRandomModels(t *testing.T) {
	for seed := range uint64(3) {
		m := random(seed, 50, 3)
		m.Items[9].Lock, m.Items[9].State = schedule.LockedAt(30), schedule.Waiting
		plan, err := schedule.Solve(m, schedule.Options{Schedules: 300})
		if err != nil {
			t.Fatal(err)
		}
		for _, l := range mustPull(t, m, plan, "") {
			if then, err := schedule.Solve(l.pull(m), schedule.Options{Schedules: 50}); err == nil {
				if found := schedule.Check(l.pull(m), then); len(found) > len(then.Conflicts) {
					t.Errorf("%+v: %+v", l, found)
				}
			}
			if l.Text == "" || l.Saves <= 0 {
				t.Errorf("%+v", l)
			}
		}
	}
}

func BenchmarkLevers(b *testing.B) {
	for _, n := range []int{60, 300} {
		m := random(1, n, 5)
		plan := solved(b, m)
		b.Run(fmt.Sprint(n), func(b *testing.B) {
			for b.Loop() {
				if _, err := All(m, plan, "", schedule.Options{}); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}
