package schedule

import (
	"strings"
	"testing"
)

// lateModel: SSO must be built first, Platform is busy with something dearer, and the promise is
// missed.
func lateModel() Model {
	billing := work("billing", "platform", 3, 50)
	billing.Name, billing.Due = "Billing", &Due{At: 3}
	sso := work("sso", "identity", 4, 1)
	sso.Name = "SSO"
	return Model{
		Teams: []Team{{ID: "platform", Name: "Platform", Capacity: []Window{{Units: 1}}},
			always("identity", 1)},
		Items: []Item{billing, sso, work("core", "platform", 9, 1000)},
		Deps:  []Dep{{From: "sso", To: "billing"}}}
}

func TestExplainLateItem(t *testing.T) {
	m := lateModel()
	plan := mustSolve(t, m, Options{})
	e, err := Explain(m, plan, "billing")
	if err != nil {
		t.Fatal(err)
	}
	want := "Late 9 weeks: 5 waiting for team Platform, 4 for SSO."
	if e.Text != want || e.Late != 9 || e.Finish != 12 {
		t.Errorf("%q (%+v), want %q", e.Text, e, want)
	}
	steps := []Step{
		{Kind: StepWork, Item: "sso", Team: "identity", To: 4},
		{Kind: StepWait, Item: "billing", Team: "platform", By: "core", From: 4, To: 9},
		{Kind: StepWork, Item: "billing", Team: "platform", From: 9, To: 12}}
	for i, s := range steps {
		if e.Chain[i] != s {
			t.Errorf("step %d is %+v, want %+v", i, e.Chain[i], s)
		}
	}
}

func TestExplainOthers(t *testing.T) {
	m := lateModel()
	m.Calendar.Unit = "day"
	m.Items[2].Release = 2
	plan := mustSolve(t, m, Options{})
	e, _ := Explain(m, plan, "core")
	if want := "Finishes after 11 days: 2 until core is released, 9 its own work."; e.Text != want {
		t.Errorf("%q, want %q", e.Text, want)
	}
	m = lateModel()
	m.Items[0].Due.At = 20
	plan = mustSolve(t, m, Options{})
	e, _ = Explain(m, plan, "billing")
	if !strings.HasPrefix(e.Text, "Finishes after 12 weeks, 8 weeks before it is due: 5 waiting") {
		t.Errorf("%q", e.Text)
	}
	if _, err := Explain(m, plan, "nothing"); err == nil {
		t.Error("an unknown item was explained")
	}
	plan.Items[0].Work[0].Units[0] = 99
	if _, err := Explain(m, plan, "billing"); err == nil {
		t.Error("a plan that does not fit its model was explained")
	}
}

// An item that gets only half of its team is told so, not said to be large.
func TestExplainSharedTeam(t *testing.T) {
	half := Item{ID: "half", Demands: []Demand{{Team: "web", Effort: Certain(6), MaxParallel: 1}},
		Delay: Delay{PerWeek: 1000}}
	m := Model{Teams: []Team{always("web", 2)}, Items: []Item{half, work("b", "web", 4, 1)}}
	plan := mustSolve(t, m, Options{})
	e, err := Explain(m, plan, "b")
	if want := "Finishes after 4 weeks: 2 waiting for team web, 2 its own work."; e.Text != want {
		t.Errorf("%q, %v, want %q", e.Text, err, want)
	}
}

func TestSimulateCertain(t *testing.T) {
	m := lateModel()
	plan := mustSolve(t, m, Options{})
	out, err := Simulate(m, plan, SimulateOptions{Draws: 100, Seed: 1})
	if err != nil {
		t.Fatal(err)
	}
	for i, item := range out.Items {
		if f := plan.Items[i].Finish; item.P10 != f || item.P50 != f || item.P85 != f {
			t.Errorf("without ranges %+v, want %d", item, f)
		}
	}
	if out.Items[0].PLate != 1 || out.Items[1].PLate != 0 || out.Makespan85 != plan.Makespan {
		t.Errorf("outlook %+v", out)
	}
}

func TestSimulateRange(t *testing.T) {
	item := work("a", "web", 10, 1)
	item.Demands[0].Effort = Between(5, 20)
	item.Due = &Due{At: 20}
	m := Model{Teams: []Team{always("web", 1)}, Items: []Item{item}}
	out, err := Simulate(m, mustSolve(t, m, Options{}), SimulateOptions{Draws: 20_000, Seed: 3})
	if err != nil {
		t.Fatal(err)
	}
	got := out.Items[0]
	if got.P10 < 5 || got.P10 > 6 || got.P50 < 10 || got.P50 > 11 || got.PLate < .09 ||
		got.PLate > .11 {
		t.Errorf("effort 5 to 20 on one person: %+v, want about 5, 10 and late in 10 %%", got)
	}
	if got.P85 < 17 || got.P85 > 19 { // ln-normal: 10 * 2^(1.036/1.2816) = 17.5
		t.Errorf("P85 %d, want 18", got.P85)
	}
}

func TestSimulateProperties(t *testing.T) {
	m := randomModel(3, 60, 3)
	plan := mustSolve(t, m, Options{Schedules: 200})
	a, err := Simulate(m, plan, SimulateOptions{Draws: 300, Seed: 5})
	if err != nil {
		t.Fatal(err)
	}
	b, _ := Simulate(m, plan, SimulateOptions{Draws: 300, Seed: 5})
	if asJSON(a) != asJSON(b) {
		t.Error("same seed, different outlook")
	}
	for _, item := range a.Items {
		if item.P10 > item.P50 || item.P50 > item.P85 || item.PLate < 0 || item.PLate > 1 {
			t.Errorf("%+v", item)
		}
	}
	plan.Order = plan.Order[1:]
	if _, err := Simulate(m, plan, SimulateOptions{Draws: 10, Seed: 1}); err == nil {
		t.Error("a plan without an order was simulated")
	}
	if _, err := Simulate(m, plan, SimulateOptions{Draws: -1, Seed: 1}); err == nil {
		t.Error("-1 draws")
	}
}

func TestSimulateBeyondCapacity(t *testing.T) {
	item := work("a", "web", 4, 1)
	item.Demands[0].Effort = Between(2, 8)
	m := Model{Teams: []Team{{ID: "web", Capacity: []Window{{To: 5, Units: 1}}}},
		Items: []Item{item}}
	plan := mustSolve(t, m, Options{})
	_, err := Simulate(m, plan, SimulateOptions{Draws: 500, Seed: 1})
	if err == nil || !strings.Contains(err.Error(), "capacity") {
		t.Errorf("%v, want an error that names the capacity", err)
	}
}

func BenchmarkSimulate300(b *testing.B) {
	m := randomModel(1, 300, 5)
	plan, err := Solve(m, Options{})
	if err != nil {
		b.Fatal(err)
	}
	for b.Loop() {
		if _, err := Simulate(m, plan, SimulateOptions{Draws: 2000, Seed: 1}); err != nil {
			b.Fatal(err)
		}
	}
}
