package planpage

import (
	"bytes"
	"strings"
	"testing"

	"github.com/throughlinehq/throughline/engine/rank"
	"github.com/throughlinehq/throughline/engine/schedule"
	"github.com/throughlinehq/throughline/engine/schedule/rcpsp"
)

// standsAlone holds that a page asks nobody for anything, runs nothing, and lets no name out of
// its place.
func standsAlone(t *testing.T, page string, wanted ...string) {
	t.Helper()
	for _, bad := range []string{"http:", "https:", "<script", "url(", "@import", "src=", "ZgotmplZ",
		"<b>bold", "NaN"} {
		if strings.Contains(page, bad) {
			t.Errorf("the page has %s", bad)
		}
	}
	for _, want := range append(wanted, "prefers-color-scheme: dark", "</html>") {
		if !strings.Contains(page, want) {
			t.Errorf("the page lacks %s", want)
		}
	}
}

func TestPlanPage(t *testing.T) {
	team := schedule.Team{ID: "web", Name: "Web & co", Capacity: []schedule.Window{{Units: 2}}}
	lock := 0
	demand := []schedule.Demand{{Team: "web", Effort: schedule.Between(4, 8)}}
	m := schedule.Model{Teams: []schedule.Team{team}, Calendar: schedule.Calendar{Start: "2027-01-04"},
		Items: []schedule.Item{
			{ID: "a", Name: "<b>bold", Demands: demand, Lock: schedule.LockedAt(lock), Due: &schedule.Due{At: 1}},
			{ID: "b", Demands: demand, Lock: schedule.LockedAt(lock)}},
		Milestones: []schedule.Milestone{{ID: "ga", Name: "Launch", Requires: []string{"a", "b"},
			Due: &schedule.Due{At: 2}, Confidence: .9}}}
	plan, err := schedule.Solve(m, schedule.Options{})
	if err != nil {
		t.Fatal(err)
	}
	outlook, err := schedule.Simulate(m, plan, schedule.SimulateOptions{Draws: 50, Seed: 1})
	if err != nil {
		t.Fatal(err)
	}
	var out bytes.Buffer
	page := Plan{Model: m, Plan: plan, Outlook: outlook, Levers: []string{"more people"},
		Why: func(item string) string { return "because of " + item }}
	if err := page.Write(&out); err != nil {
		t.Fatal(err)
	}
	standsAlone(t, out.String(), "&lt;b&gt;bold", "Web &amp; co", "overloaded", "late 2", "2027-01-04",
		"more people", "because of b", `class="due" style="left:`, `class="maybe"`,
		`class="stone late"`, "ga Launch", "90 % by", "Misses its due date in 100 %", "in 85 of 100",
		"The end of the plan waits for it in", `class="half"`)
	out.Reset()
	empty := Plan{Why: page.Why}
	if err := empty.Write(&out); err != nil {
		t.Fatal(err)
	}
	standsAlone(t, out.String(), "nothing to plan")
}

func TestProjectPage(t *testing.T) {
	p, err := rcpsp.Read(strings.NewReader("4 1\n2\n0 0 2 2 3\n2 2 1 4\n4 1 1 4\n0 0 0\n"))
	if err != nil {
		t.Fatal(err)
	}
	s, err := rcpsp.Solve(p, rcpsp.Options{})
	if err != nil {
		t.Fatal(err)
	}
	var out bytes.Buffer
	if err := WriteProject(&out, p, s, "1 May 2027"); err != nil {
		t.Fatal(err)
	}
	standsAlone(t, out.String(), "Job 2", "Resource 1", "1 May 2027", "no schedule is shorter")
}

func TestRankPage(t *testing.T) {
	f, err := rank.Custom("Mine", []rank.Field{{Key: "x", Label: "x", Min: -1e12}}, "x")
	if err != nil {
		t.Fatal(err)
	}
	item := func(id string, e rank.Estimate) rank.Item {
		return rank.Item{ID: id, Values: map[string]rank.Estimate{"x": e}}
	}
	r, err := rank.Rank(f, []rank.Item{item("<b>bold", rank.Range(1, 90)), item("b", rank.Range(2, 80)),
		item("c", rank.Point(-3)), {ID: "d"}}, rank.Options{TopK: []int{1}})
	if err != nil {
		t.Fatal(err)
	}
	var out bytes.Buffer
	if err := WriteRanking(&out, f, r, 1, "1 May 2027"); err != nil {
		t.Fatal(err)
	}
	standsAlone(t, out.String(), "&lt;b&gt;bold", "Refine first", "d: missing [x]", "Outranks the next")
}

func TestRankPageOfWeights(t *testing.T) {
	f, err := rank.Preset("focus_weighted")
	item := func(id string, value, effort float64) rank.Item {
		return rank.Item{ID: id, Values: map[string]rank.Estimate{"value": rank.Point(value),
			"effort": rank.Point(effort)}}
	}
	r, wrong := rank.Rank(f, []rank.Item{item("a", 9, 9), item("b", 5, 3)}, rank.Options{})
	if err != nil || wrong != nil {
		t.Fatal(err, wrong)
	}
	var out bytes.Buffer
	if err := WriteRanking(&out, f, r, 1, "1 May 2027"); err != nil {
		t.Fatal(err)
	}
	standsAlone(t, out.String(), "How far a weight may move", "passes")
}

func TestAxis(t *testing.T) {
	for _, c := range []struct {
		low, high float64
		whole     bool
		want      string
	}{
		{0, 26, true, "0 5 10 15 20 25 30"}, {0, 1, true, "0 1"}, {0, 1131, false, "0 200 400 600 800 1000 1200"},
		{-3, 2, false, "-3 -2 -1 0 1 2"}, {0, .1, false, "0 0.02 0.04 0.06 0.08 0.1"}, {0, 10000, true,
			"0 2000 4000 6000 8000 10000"},
	} {
		a, got := newAxis(c.low, c.high, c.whole), ""
		for _, tick := range a.Ticks {
			got += " " + tick.Text
		}
		if got != " "+c.want || a.Low > c.low || a.High < c.high {
			t.Errorf("%g to %g: %s from %g to %g", c.low, c.high, got, a.Low, a.High)
		}
	}
}

func TestSteps(t *testing.T) {
	if got, want := steps([]float64{1, 1, 2}, 2, true), "M0 100V52.0H2V4.0H3V100Z"; got != want {
		t.Errorf("%s, want %s", got, want)
	}
	if got := money(-1234567.4); got != "-1,234,567" {
		t.Errorf("money %s", got)
	}
}
