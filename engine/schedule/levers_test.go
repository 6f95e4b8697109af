package schedule

import (
	"slices"
	"strings"
	"testing"
)

func mustPull(t testing.TB, m Model, plan Plan, item string) []Lever {
	t.Helper()
	before := asJSON(m)
	levers, err := Levers(m, plan, item, Options{})
	if err != nil {
		t.Fatal(err)
	}
	if asJSON(m) != before {
		t.Error("the model was changed")
	}
	if again, _ := Levers(m, plan, item, Options{}); asJSON(again) != asJSON(levers) {
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
	m := lateModel()
	m.Items[0].Due.Weight = 100
	plan := mustSolve(t, m, Options{})
	levers := mustPull(t, m, plan, "")
	// Two people: core until 5, billing, which gets the half week left, until 6 instead of 12.
	if l, ok := find(levers, LeverCapacity, "platform"); !ok || l.Saves != 4*1000+6*(50+100) || l.Late != 6 {
		t.Errorf("one more for platform: %+v", l)
	}
	if l, _ := find(levers, LeverCapacity, "identity"); l.Saves != 2*1 { // of SSO's own
		t.Errorf("one more for identity: %+v", l)
	}
	// Without core billing goes from 4, after SSO, until 7; what core costs itself does not count.
	if l, ok := find(levers, LeverDrop, "core"); !ok || l.Saves != 5*(50+100) {
		t.Errorf("without core: %+v", l)
	}
	if _, ok := find(levers, LeverDrop, "sso"); ok {
		t.Error("billing needs SSO")
	}
	if !strings.Contains(levers[0].Text, "team Platform") {
		t.Errorf("the best is %+v", levers[0])
	}
	levers = mustPull(t, m, plan, "billing")
	if l, _ := find(levers, LeverCapacity, "platform"); l.Sooner != 6 {
		t.Errorf("billing with one more for platform: %+v", l)
	}
	if _, err := Levers(m, plan, "nothing", Options{}); err == nil {
		t.Error("an unknown item has levers")
	}
}

func TestLeversOfLocksAndHalves(t *testing.T) {
	m := Model{Teams: []Team{always("web", 1)}, Items: []Item{work("large", "web", 8, 90),
		work("small", "web", 3, 30), work("locked", "web", 1, 50)}}
	m.Items[2].Lock = at(20)
	plan := mustSolve(t, m, Options{})
	levers := mustPull(t, m, plan, "")
	if l, ok := find(levers, LeverUnlock, "locked"); !ok || l.Saves <= 0 {
		t.Errorf("unlocked: %+v", l)
	}
	// Half of large is there after 4 weeks instead of 8.
	if l, ok := find(levers, LeverSplit, "large"); !ok || l.Saves != 4*45 {
		t.Errorf("in halves: %+v", l)
	}
}

func TestLeversOfRandomModels(t *testing.T) {
	for seed := range uint64(3) {
		m := randomModel(seed, 50, 3)
		m.Items[9].Lock, m.Items[9].State = at(30), Waiting
		plan, err := Solve(m, Options{Schedules: 300})
		if err != nil {
			t.Fatal(err)
		}
		for _, l := range mustPull(t, m, plan, "") {
			if then, err := Solve(l.pull(m), Options{Schedules: 50}); err == nil {
				if found := Check(l.pull(m), then); len(found) > len(then.Conflicts) {
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
		m := randomModel(1, n, 5)
		plan := mustSolve(b, m, Options{})
		b.Run(plural(n, "item"), func(b *testing.B) {
			for b.Loop() {
				if _, err := Levers(m, plan, "", Options{}); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}
