package schedule

import (
	"encoding/json"
	"fmt"
	"math"
	"strings"
	"testing"

	"pgregory.net/rapid"
)

func TestSolveOrdersByCD3(t *testing.T) {
	m := Model{Teams: []Team{always("web", 2)}, Items: []Item{
		work("slow", "web", 8, 100), work("quick", "web", 2, 90), work("worthless", "web", 2, 0)}}
	plan := mustSolve(t, m, Options{})
	for id, want := range map[string][2]int{"quick": {0, 1}, "slow": {1, 5}, "worthless": {5, 6}} {
		if p := planned(t, plan, id); p.Start != want[0] || p.Finish != want[1] {
			t.Errorf("%s %d to %d, want %v", id, p.Start, p.Finish, want)
		}
	}
	if plan.Objective.DelayCost != 90+5*100 || plan.Objective.Total != 590 {
		t.Errorf("objective %+v, want 590", plan.Objective)
	}
	if plan.LowerBound > plan.Objective.DelayCost || plan.LowerBound < 500 {
		t.Errorf("lower bound %v", plan.LowerBound)
	}
}

// A worthless item that opens the way for a valuable one goes first.
func TestSolveSeesWhatAnItemOpens(t *testing.T) {
	m := Model{Teams: []Team{always("web", 1)}, Items: []Item{
		work("feature", "web", 2, 1000), work("other", "web", 2, 300),
		work("enabler", "web", 1, 0)},
		Deps: []Dep{{From: "enabler", To: "feature"}}}
	plan := mustSolve(t, m, Options{})
	if planned(t, plan, "enabler").Start != 0 || planned(t, plan, "feature").Finish != 3 {
		t.Errorf("plan %+v", plan.Items)
	}
	if c := planned(t, plan, "feature").Cause; c.Kind != CausePredecessor || c.Item != "enabler" {
		t.Errorf("feature waits for %+v", c)
	}
	if c := planned(t, plan, "other").Cause; c.Kind != CauseTeamFull || c.Item != "feature" {
		t.Errorf("other waits for %+v", c)
	}
}

func TestSolveRules(t *testing.T) {
	holiday := always("web", 2)
	tests := []struct {
		name          string
		model         Model
		start, finish int // of item b
		cause         string
	}{
		{"alone", Model{Items: []Item{work("b", "web", 4, 1)}}, 0, 2, CauseNow},
		{"max parallel", Model{Items: []Item{{ID: "b", Demands: []Demand{
			{Team: "web", Effort: Certain(4), MaxParallel: 1}}}}}, 0, 4, CauseNow},
		{"release", Model{Items: []Item{{ID: "b", Release: 3,
			Demands: []Demand{{Team: "web", Effort: Certain(2)}}}}}, 3, 4, CauseRelease},
		{"lock", Model{Items: []Item{{ID: "b", Lock: at(7),
			Demands: []Demand{{Team: "web", Effort: Certain(2)}}}}}, 7, 8, CauseLock},
		{"lag", Model{Items: []Item{work("a", "web", 2, 9), work("b", "web", 2, 1)},
			Deps: []Dep{{From: "a", To: "b", Lag: 2}}}, 3, 4, CausePredecessor},
		{"start to start", Model{Items: []Item{work("a", "web", 6, 9), work("b", "ops", 1, 1)},
			Deps: []Dep{{From: "a", To: "b", Type: "SS", Lag: 1}}}, 1, 2, CausePredecessor},
		{"finish to finish", Model{Items: []Item{work("a", "web", 6, 9), work("b", "ops", 1, 1)},
			Deps: []Dep{{From: "a", To: "b", Type: "FF", Lag: 1}}}, 3, 4, CausePredecessor},
		{"closed", Model{Calendar: Calendar{Closed: []int{0, 2}},
			Items: []Item{work("b", "web", 4, 1)}}, 1, 4, CauseCalendar},
		{"done before", Model{Items: []Item{{ID: "a", State: Done}, work("b", "web", 2, 1)},
			Deps: []Dep{{From: "a", To: "b", Lag: 5}}}, 0, 1, CauseNow},
		{"under way", Model{Items: []Item{work("a", "web", 8, 999), {ID: "b", State: Doing,
			Demands: []Demand{{Team: "web", Effort: Certain(8)}}, Remaining: new(float64(3))}}},
			0, 2, CauseDoing},
		{"milestone", Model{Items: []Item{work("a", "web", 6, 9), {ID: "b"}},
			Deps: []Dep{{From: "a", To: "b"}}}, 3, 3, CausePredecessor},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			tt.model.Teams = []Team{holiday, always("ops", 1)}
			p := planned(t, mustSolve(t, tt.model, Options{Schedules: 50}), "b")
			if p.Start != tt.start || p.Finish != tt.finish || p.Cause.Kind != tt.cause {
				t.Errorf("%d to %d because %+v, want %d to %d because %s",
					p.Start, p.Finish, p.Cause, tt.start, tt.finish, tt.cause)
			}
		})
	}
}

func TestWorkInProgressLimit(t *testing.T) {
	team := always("web", 4)
	team.WIP = 1
	one := func(id string) Item {
		return Item{ID: id, Demands: []Demand{{Team: "web", Effort: Certain(2), MaxParallel: 1}}}
	}
	plan := mustSolve(t, Model{Teams: []Team{team}, Items: []Item{one("a"), one("b")}}, Options{})
	if plan.Makespan != 4 {
		t.Errorf("makespan %d, want 4: one at a time", plan.Makespan)
	}
}

func TestLocksThatOverload(t *testing.T) {
	a, b := work("a", "web", 4, 1), work("b", "web", 4, 1)
	a.Lock, b.Lock = at(1), at(2)
	c := work("c", "web", 4, 5)
	m := Model{Teams: []Team{always("web", 2)}, Items: []Item{a, b, c}}
	plan := mustSolve(t, m, Options{})
	if over := plan.Teams[0].Over; len(over) != 1 || over[0] != 2 {
		t.Errorf("overload at %v, want at 2", over)
	}
	if p := planned(t, plan, "c"); p.Start != 4 {
		t.Errorf("c starts at %d: it needs two units in a row", p.Start)
	}
}

func TestConflictIsToldNotHidden(t *testing.T) {
	b := work("b", "web", 2, 1)
	b.Lock = at(2)
	m := Model{Teams: []Team{always("web", 1)}, Items: []Item{work("a", "web", 2, 1),
		work("hard", "web", 2, 1), b}, Deps: []Dep{{From: "a", To: "b"}}}
	m.Items[1].Due = &Due{At: 2, Hard: true}
	plan, err := Solve(m, Options{})
	if err != nil {
		t.Fatal(err)
	}
	if len(plan.Conflicts) != 1 {
		t.Fatalf("conflicts %+v: either a is late for b, or hard is late", plan.Conflicts)
	}
	if found := Check(m, plan); len(found) != 1 {
		t.Errorf("the verifier found %+v", found)
	}
	m.Items[1].Due = nil
	if plan = mustSolve(t, m, Options{}); planned(t, plan, "a").Finish != 2 {
		t.Errorf("a must make way for the lock behind it: %+v", plan.Items)
	}
}

func TestImpossibleModels(t *testing.T) {
	locked := func(id string, unit int) Item {
		item := work(id, "web", 2, 1)
		item.Lock = at(unit)
		return item
	}
	hard := work("h", "web", 9, 1)
	hard.Due = &Due{At: 2, Hard: true}
	a, b := work("a", "web", 4, 1), work("b", "web", 4, 1)
	edit := func(change func(*Item)) []Item {
		item := work("a", "web", 1, 1)
		change(&item)
		return []Item{item}
	}
	tests := []struct {
		items []Item
		deps  []Dep
		want  string
	}{
		{[]Item{a, b, work("c", "web", 1, 1)}, []Dep{{From: "a", To: "b"}, {From: "b", To: "c"},
			{From: "c", To: "b"}}, "circle: b -> c -> b"},
		{[]Item{a}, []Dep{{From: "a", To: "a"}}, "circle: a -> a"},
		{[]Item{a, locked("l", 1)}, []Dep{{From: "a", To: "l"}},
			`item "l" is locked to start at 1 but cannot before 2 because of item "a"`},
		{[]Item{hard}, nil, `item "h" must finish by 2 but cannot before 5`},
		{[]Item{work("z", "empty", 1, 1)}, nil, `item "z" needs 1.00 person-weeks of team "empty"`},
		{[]Item{work("z", "short", 9, 1)}, nil, `"short" from 0 on, but its capacity ends before`},
		{[]Item{work("y", "short", 3, 1), work("z", "short", 3, 1)}, nil,
			`does not fit: the capacity of team "short" ends at 4`},
		{[]Item{work("z", "nobody", 1, 1)}, nil, `"nobody", which is not in the model`},
		{[]Item{a, a}, nil, `"a" is empty or used twice`},
		{[]Item{a}, []Dep{{From: "a", To: "q"}}, "both items must be in the model"},
		{[]Item{a, b}, []Dep{{From: "a", To: "b", Type: "SF"}}, "expected FS, SS or FF"},
		{[]Item{a, b}, []Dep{{From: "a", To: "b", Lag: 1e9}}, "lag"},
		{edit(func(i *Item) { i.Demands[0].Effort = Certain(-1) }), nil, "effort"},
		{edit(func(i *Item) { i.Demands[0].Effort = Certain(math.NaN()) }), nil, "effort"},
		{edit(func(i *Item) { i.Demands[0].Effort = Certain(1e300) }), nil, "effort"},
		{edit(func(i *Item) { i.Demands[0].Effort = Effort{P10: 3, P50: 2, P90: 1} }), nil, "effort"},
		{edit(func(i *Item) { i.Demands[0].MaxParallel = -1 }), nil, "max parallel"},
		{edit(func(i *Item) { i.Demands = append(i.Demands, i.Demands[0]) }), nil, "twice"},
		{edit(func(i *Item) { i.Delay.PerWeek = math.Inf(1) }), nil, "cost of delay"},
		{edit(func(i *Item) { i.Delay.Profile = "steep" }), nil, "profile"},
		{edit(func(i *Item) { i.Delay.Profile = "decay" }), nil, "half-life"},
		{edit(func(i *Item) { i.Delay.Profile = "peak" }), nil, "peak"},
		{edit(func(i *Item) { i.Release = -1 }), nil, "release -1"},
		{edit(func(i *Item) { i.Lock = at(1 << 40) }), nil, "lock"},
		{edit(func(i *Item) { i.Due = &Due{At: -1} }), nil, "due date"},
		{edit(func(i *Item) { i.Due = &Due{Weight: -1} }), nil, "weight"},
		{edit(func(i *Item) { i.State.Phase = "maybe" }), nil, "state"},
		{edit(func(i *Item) { i.State, i.Lock = Doing, at(1) }), nil, "drop one"},
		{edit(func(i *Item) { i.State, i.Remaining = Doing, new(float64) }), nil, "remaining"},
	}
	for _, tt := range tests {
		m := Model{Teams: []Team{always("web", 2), {ID: "empty"},
			{ID: "short", Capacity: []Window{{To: 4, Units: 1}}}}, Items: tt.items, Deps: tt.deps}
		if _, err := Solve(m, Options{}); err == nil || !strings.Contains(err.Error(), tt.want) {
			t.Errorf("%v, want %q", err, tt.want)
		}
	}
}

func TestImpossibleTeamsAndOptions(t *testing.T) {
	for _, w := range []Window{{Units: -1}, {Units: math.NaN()}, {From: -1}, {From: 3, To: 2},
		{From: 1 << 50}, {To: 1 << 50, Units: 1}} {
		m := Model{Teams: []Team{{ID: "web", Capacity: []Window{w}}}}
		if _, err := Solve(m, Options{}); err == nil {
			t.Errorf("window %+v was accepted", w)
		}
	}
	for _, m := range []Model{{Teams: []Team{{ID: "a"}, {ID: "a"}}},
		{Calendar: Calendar{Unit: "year"}},
		{Calendar: Calendar{Closed: []int{-1}}}, {Teams: []Team{{ID: "a", WIP: -1}}},
		{Items: make([]Item, maxItems+1)}} {
		if _, err := Solve(m, Options{}); err == nil {
			t.Errorf("%+v was accepted", m.Calendar)
		}
	}
	for _, o := range []Options{{Objective: "fun"}, {Schedules: -1}, {MovePrice: math.NaN()}} {
		if _, err := Solve(Model{}, o); err == nil {
			t.Errorf("%+v was accepted", o)
		}
	}
	if plan := mustSolve(t, Model{}, Options{}); len(plan.Items) != 0 {
		t.Errorf("nothing to plan: %+v", plan)
	}
}

func TestSolveProperties(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		m := randomModel(rapid.Uint64().Draw(t, "model"), rapid.IntRange(1, 40).Draw(t, "items"),
			rapid.IntRange(1, 4).Draw(t, "teams"))
		opt := Options{Schedules: 60, Seed: rapid.Uint64().Draw(t, "seed")}
		plan, err := Solve(m, opt)
		if err != nil {
			t.Fatal(err)
		}
		if found := Check(m, plan); len(found) > 0 {
			t.Fatalf("violations: %+v", found)
		}
		again, _ := Solve(m, opt)
		if a, b := asJSON(plan), asJSON(again); a != b {
			t.Fatalf("same seed, different plan:\n%s\n%s", a, b)
		}
		if plan.LowerBound > plan.Objective.DelayCost {
			t.Fatalf("cost %v below its bound %v", plan.Objective.DelayCost, plan.LowerBound)
		}
		for _, p := range plan.Items {
			e, err := Explain(m, plan, p.ID)
			if err != nil {
				t.Fatal(err)
			}
			checkChain(t, e)
		}
	})
}

func asJSON(v any) string {
	text, err := json.Marshal(v)
	if err != nil {
		return err.Error()
	}
	return string(text)
}

// checkChain holds that the chain leads from 0 to the finish without a gap, and that the reasons
// account for all of the lateness.
func checkChain(t *rapid.T, e Explanation) {
	now := 0
	for _, s := range e.Chain {
		if s.From != now {
			t.Fatalf("%s: chain has a gap at %d: %+v", e.Item, now, e.Chain)
		}
		now = s.To
	}
	if now != e.Finish {
		t.Fatalf("%s: chain ends at %d, not %d: %+v", e.Item, now, e.Finish, e.Chain)
	}
	want := e.Finish
	if e.Late > 0 {
		want = e.Late
	}
	for _, r := range e.Reasons {
		want -= r.Units
	}
	if want != 0 {
		t.Fatalf("%s: reasons leave %d units open: %+v", e.Item, want, e)
	}
}

// More search never costs more, and beats sorting by score.
func TestSearchImproves(t *testing.T) {
	m := randomModel(4, 60, 3)
	short := mustSolve(t, m, Options{Schedules: 5})
	long := mustSolve(t, m, Options{Schedules: 3000})
	if long.Objective.Total >= short.Objective.Total {
		t.Errorf("3,000 schedules %v, 5 schedules %v", long.Objective.Total, short.Objective.Total)
	}
}

func TestMakespanObjective(t *testing.T) {
	m := randomModel(5, 50, 3)
	byCost := mustSolve(t, m, Options{Schedules: 500})
	bySpan := mustSolve(t, m, Options{Schedules: 500, Objective: "makespan"})
	if bySpan.Makespan > byCost.Makespan {
		t.Errorf("makespan %d, by delay cost %d", bySpan.Makespan, byCost.Makespan)
	}
}

func TestProgressStops(t *testing.T) {
	calls := 0
	plan := mustSolve(t, randomModel(1, 30, 2), Options{Schedules: 100_000,
		Progress: func(schedules int, _ float64) bool {
			calls++
			return schedules < 300
		}})
	if plan.Schedules > 400 || calls == 0 {
		t.Errorf("%d schedules after %d calls", plan.Schedules, calls)
	}
}

func BenchmarkFirstAnswer5000(b *testing.B) {
	m := randomModel(1, 5000, 12)
	for _, c := range []struct {
		name      string
		schedules int
	}{{"first", 1}, {"usual", 0}} {
		b.Run(c.name, func(b *testing.B) {
			for b.Loop() {
				plan, err := Solve(m, Options{Schedules: c.schedules})
				if err != nil {
					b.Fatal(err)
				}
				b.ReportMetric(float64(plan.Schedules), "schedules")
			}
		})
	}
}

func BenchmarkDecode(b *testing.B) {
	for _, n := range []int{60, 300, 5000} {
		b.Run(fmt.Sprint(n), func(b *testing.B) {
			p, err := normalize(randomModel(1, n, 5))
			if err != nil {
				b.Fatal(err)
			}
			d, keys := newDecoder(p, goal{}), p.priorities(goal{})[0]
			for b.Loop() {
				d.decode(genes{keys: keys})
				d.judge()
			}
		})
	}
}
