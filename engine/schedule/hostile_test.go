package schedule

import (
	"encoding/json"
	"fmt"
	"math"
	"strings"
	"testing"
)

// hostile is a model of one team and two items, ready to be spoiled.
const hostile = `{"calendar": {"closed": [3]},
	"teams": [{"id": "web", "capacity": [{"from": 0, "units": 2}], "wip": 3}],
	"items": [
	{"id": "a", "demands": [{"team": "web", "effort": {"p10": 2, "p50": 4, "p90": 8}}],
	 "cod": {"per_week": 100}, "due": {"at": 9, "weight": 5}},
	{"id": "b", "demands": [{"team": "web", "effort": 2, "max_parallel": 1}], "lock": 5,
	 "cod": {"profile": "decay", "per_week": 9, "half_life": 4}}],
	"deps": [{"from": "a", "to": "b", "type": "FS", "lag": 1}]}`

// A hostile model gets an error that names the items, never a wrong plan.
func TestHostileModels(t *testing.T) {
	huge := strings.Repeat("9", 400)
	for name, tt := range map[string]struct{ old, bad, want string }{
		"duplicate id": {`"id": "b"`, `"id": "a"`, `id "a" is empty or used twice`},
		"next version": {`{"calendar"`, `{"version": 2, "calendar"`, `version 2 is not known, expected 1`},
		"version text": {`{"calendar"`, `{"version": "1", "calendar"`, `version "1" is not known`},
		"empty id":     {`"id": "a"`, `"id": ""`, `id "" is empty or used twice`},
		"unknown team": {`"team": "web", "effort": 2`, `"team": "ops", "effort": 2`,
			`item "b": asks for team "ops"`},
		"unknown item":      {`"from": "a"`, `"from": "c"`, `dependency "c" to "b"`},
		"circle":            {`"deps": [`, `"deps": [{"from": "b", "to": "a"},`, "circle: a -> b -> a"},
		"own predecessor":   {`"from": "a"`, `"from": "b"`, "circle: b -> b"},
		"zero capacity":     {`"units": 2`, `"units": 0`, `item "a" needs 4.00 person-weeks of team "web"`},
		"capacity too soon": {`"from": 0, "units"`, `"from": 0, "to": 1, "units"`, `item "a" needs`},
		"lock too soon": {`"lock": 5`, `"lock": 1`,
			`"b" is locked to start at 1 but cannot before 3 because of item "a"`},
		"lock in a holiday": {`"lock": 5`, `"lock": 3`, `"b" is locked to start at 3`},
		"negative effort":   {`"effort": 2`, `"effort": -2`, `item "b": effort`},
		"huge effort":       {`"effort": 2`, `"effort": 1e300`, `item "b": effort`},
		"effort of lead":    {`"effort": 2`, `"effort": 100000, "max_parallel": 0.01`, `"b"`},
		"beyond a float":    {`"effort": 2`, `"effort": ` + huge, `expected a number`},
		"beyond a whole":    {`"lock": 5`, `"lock": ` + huge, `cannot unmarshal number`},
		"negative lock":     {`"lock": 5`, `"lock": -5`, `item "b": lock -5`},
		"late lock":         {`"lock": 5`, `"lock": 9223372036854775807`, `item "b": lock 9223372036854775807`},
		"negative capacity": {`"units": 2`, `"units": -2`, `team "web": capacity of -2`},
		"negative money":    {`"per_week": 100`, `"per_week": -1`, `item "a": cost of delay -1`},
		"huge lag":          {`"lag": 1`, `"lag": -9223372036854775808`, `dependency "a" to "b": lag`},
		"not a number":      {`"units": 2`, `"units": NaN`, "invalid character 'N'"},
		"broken range":      {`"p10": 2`, `"p10": 20`, `item "a": effort`},
		"hard and hopeless": {`"at": 9`, `"at": 1, "hard": true`, `item "a" must finish by 1 but cannot before 2`},
	} {
		t.Run(name, func(t *testing.T) {
			text := strings.Replace(hostile, tt.old, tt.bad, 1)
			if text == hostile {
				t.Fatalf("%s is not in the model", tt.old)
			}
			if err := solveText(t, text); err == nil || !strings.Contains(err.Error(), tt.want) {
				t.Errorf("%v, want %s", err, tt.want)
			}
		})
	}
	if err := solveText(t, hostile); err != nil {
		t.Errorf("as it is: %v", err)
	}
}

// solveText does all that can be done with a model, and judges every plan on the way.
func solveText(t *testing.T, text string) error {
	var m Model
	if err := json.Unmarshal([]byte(text), &m); err != nil {
		return err
	}
	plan, err := Solve(m, Options{Schedules: 20})
	if err != nil {
		return err
	}
	if found := Check(m, plan); len(found) > 0 && len(plan.Conflicts) == 0 {
		t.Fatalf("a wrong plan: %+v for %s", found, text)
	}
	for _, item := range plan.Items {
		if _, err := Explain(m, plan, item.ID); err != nil {
			t.Fatalf("%v for %s", err, text)
		}
	}
	// Drawn efforts may outgrow a capacity that ends: an error then, and soon.
	if o, err := Simulate(m, plan, SimulateOptions{Draws: 3, Seed: 1}); err == nil && len(o.Items) != len(plan.Items) {
		t.Fatalf("%d of %d items in the outlook", len(o.Items), len(plan.Items))
	}
	return nil
}

func FuzzModel(f *testing.F) {
	f.Add(hostile)
	for _, seed := range []string{rival, alternative, skilled} { // rules, modes, skills
		f.Add(seed)
	}
	for _, objective := range []string{`["lateness", "levelling", "makespan"]`,
		`[{"term": "delayCost", "weight": 2}, {"term": "stability", "weight": 1, "perDay": 10,
		"perTeamChange": 9, "baseline": [{"id": "due", "start": 3, "team": "ops"}]}]`} {
		f.Add(strings.Replace(judged, "OBJECTIVE", objective, 1))
	}
	f.Add(`{"teams":[{"id":"t","capacity":[{"units":1,"to":9}]}],"items":[{"id":"x","state":"doing",
		"remaining":0.5,"demands":[{"team":"t","effort":3}]},{"id":"y","state":"done"},{"id":"z",
		"cod":{"profile":"peak","per_week":1e9,"peak":3},"due":{"at":2,"hard":true}}]}`)
	f.Fuzz(func(t *testing.T, text string) {
		if len(text) < 4000 { // longer ones are many items, which is slow and no other case
			_ = solveText(t, text)
		}
	})
}

// Ten thousand items in one chain make a right plan.
func TestLongChain(t *testing.T) {
	const n = 10_000
	m := Model{Teams: []Team{always("web", 1)}}
	for i := range n {
		m.Items = append(m.Items, work(fmt.Sprint(i), "web", 1, 1))
		if i > 0 {
			m.Deps = append(m.Deps, Dep{From: fmt.Sprint(i - 1), To: fmt.Sprint(i)})
		}
	}
	plan := mustSolve(t, m, Options{Schedules: 10})
	if last := plan.Items[n-1]; plan.Makespan != n || last.Start != n-1 {
		t.Errorf("the chain ends at %d", plan.Makespan)
	}
	e, err := Explain(m, plan, fmt.Sprint(n-1))
	if err != nil || len(e.Chain) != n {
		t.Errorf("%v, %d steps", err, len(e.Chain))
	}
	m.Items[n-1].Demands[0].Effort = Certain(2 * n)
	if _, err := Solve(m, Options{}); err == nil || !strings.Contains(err.Error(), `"9999"`) {
		t.Errorf("beyond the longest plan: %v", err)
	}
}

// Sums beyond their type would turn overload into room and cost into gain.
func TestHugeSums(t *testing.T) {
	m := Model{Teams: []Team{always("web", maxEffort)}}
	for i := range 300 {
		item := work(fmt.Sprint(i), "web", maxEffort, 0)
		item.Lock = at(0)
		m.Items = append(m.Items, item)
	}
	m.Items = append(m.Items, work("free", "web", 1, 1))
	plan := mustSolve(t, m, Options{Schedules: 5})
	if p := planned(t, plan, "free"); p.Start != 1 || plan.Teams[0].Load[0] != 300*maxEffort {
		t.Errorf("free starts at %d beside a load of %g", p.Start, plan.Teams[0].Load[0])
	}
	m = Model{Teams: []Team{always("web", 1)}}
	for i := range 5000 {
		m.Items = append(m.Items, work(fmt.Sprint(i), "web", 1, maxMoney/2))
	}
	m.Items[7].Delay.PerWeek = maxMoney
	if _, err := Solve(m, Options{}); err == nil || !strings.Contains(err.Error(), `item "7"`) {
		t.Errorf("costs beyond 64 bits: %v", err)
	}
	m.Items = m.Items[:100]
	plan = mustSolve(t, m, Options{Schedules: 1})
	if _, err := Solve(m, Options{Baseline: &plan, UnitPrice: maxMoney}); err != nil {
		t.Errorf("a price of moving that can be added up: %v", err)
	}
}

// A locked item that draws a larger effort than its team's capacity can ever do is an error.
func TestSimulateLockBeyondCapacity(t *testing.T) {
	item := work("a", "web", 4, 1)
	item.Demands[0].Effort, item.Lock = Between(2, 8), at(0)
	m := Model{Teams: []Team{{ID: "web", Capacity: []Window{{To: 5, Units: 1}}}}, Items: []Item{item}}
	_, err := Simulate(m, mustSolve(t, m, Options{}), SimulateOptions{Draws: 500, Seed: 1})
	if err == nil || !strings.Contains(err.Error(), `item "a"`) {
		t.Errorf("%v, want an error that names the item", err)
	}
}

// The verifier reads plans that anybody wrote.
func TestCheckHostilePlans(t *testing.T) {
	m := Model{Teams: []Team{always("web", 1)}, Items: []Item{work("a", "web", 1, 1), {ID: "ms"}},
		Deps: []Dep{{From: "ms", To: "a"}}}
	for i, spoil := range []func(a, ms *Planned){
		func(a, _ *Planned) { a.Start, a.Finish, a.Work[0].From = math.MaxInt-1, math.MaxInt, math.MaxInt-1 },
		func(a, _ *Planned) { a.Work[0].From = math.MaxInt },
		func(a, _ *Planned) { a.Start, a.Work[0].From = -1, -1 },
		func(_, ms *Planned) { ms.Start, ms.Finish = math.MaxInt, math.MaxInt },
		func(_, ms *Planned) { ms.Start, ms.Finish = math.MinInt, math.MinInt },
		func(_, ms *Planned) { ms.Start = -1 },
		func(a, _ *Planned) { a.Work[0].Units[0] = math.NaN() },
		func(a, _ *Planned) { a.Work[0].Units = make([]float64, 1<<20) },
	} {
		plan := mustSolve(t, m, Options{})
		spoil(&plan.Items[0], &plan.Items[1])
		if len(Check(m, plan)) == 0 {
			t.Errorf("plan %d passed", i)
		}
		if _, err := Explain(m, plan, "a"); err == nil {
			t.Errorf("plan %d was explained", i)
		}
	}
}
