package roadmap

import (
	"encoding/json"
	"fmt"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"github.com/throughlinehq/throughline/engine/schedule"
	"github.com/throughlinehq/throughline/internal/backlog"
	"github.com/throughlinehq/throughline/internal/kit/fault"
	"github.com/throughlinehq/throughline/internal/kit/id"
)

var start = time.Date(2027, 1, 11, 0, 0, 0, 0, time.UTC)

// draftOf makes a draft of one team with two person-weeks a week. An item is written as its
// name, its weeks of effort, its parent and what it needs: "B 2 <F !A".
func draftOf(items ...string) *Draft {
	d := &Draft{Request: Request{Name: "Test", Start: "2027-01-11", Seed: 1},
		calendar: calendar{start}, chosen: map[id.ID]bool{}, locks: map[id.ID]int{},
		teams: map[id.ID]*Team{"mail": {Name: "Mail", Capacity: 2}}}
	d.teams["mail"].ID = "mail"
	for n, line := range items {
		words := strings.Fields(line)
		i := &openItem{ID: id.ID(words[0]), ProductKey: "HAR", Number: int64(n + 1),
			Title: words[0], Status: backlog.Ready, TeamID: "mail"}
		for _, word := range words[1:] {
			switch word[0] {
			case '<':
				i.ParentID = id.ID(word[1:])
			case '!':
				d.needs = append(d.needs, backlog.Dependency{ItemID: i.ID, NeedsID: id.ID(word[1:])})
			case '-':
				d.chosen[i.ID] = false
				i.Status = backlog.New
			default:
				fmt.Sscan(word, &i.P50)
				i.P10, i.P90 = i.P50/2, i.P50*2
			}
		}
		d.open = append(d.open, i)
		d.chosen[i.ID] = i.Status != backlog.New
	}
	return d
}

func TestWhatIsPlannedAndWhyNot(t *testing.T) {
	for name, test := range map[string]struct {
		items   []string
		planned string
		reasons map[string]string
	}{
		"no estimate": {[]string{"A 1", "B"}, "A", map[string]string{"B": "It has no estimate."}},
		"needs what is not planned": {[]string{"A", "B 1 !A", "C 1 !B"}, "",
			map[string]string{"A": "It has no estimate.",
				"B": "It needs HAR-1 A, which is not in this plan.",
				"C": "It needs HAR-2 B, which is not in this plan."}},
		"needs what is done": {[]string{"A 1 !gone"}, "A", nil},
		"needs what is new": {[]string{"A 1 -", "B 1 !A"}, "",
			map[string]string{"B": "It needs HAR-1 A, which is not in this plan."}},
		"planned by its parts": {[]string{"F 9", "A 1 <F", "B 1 <F"}, "A B",
			map[string]string{"F": "It is planned by its parts: HAR-2, HAR-3."}},
		"parts without estimates": {[]string{"F 9", "A <F"}, "F",
			map[string]string{"A": "It has no estimate."}},
		"a circle through a parent": {[]string{"F 9", "A 1 <F !B", "B 1 !F", "C 1 !A"}, "",
			map[string]string{"F": "It is planned by its parts: HAR-2.",
				"A": "It waits in a circle with its parents' needs: HAR-2, HAR-3.",
				"B": "It waits in a circle with its parents' needs: HAR-2, HAR-3.",
				"C": "It needs HAR-2 A, which is not in this plan."}},
		"too long a queue": {[]string{"A 1990", "B 30", "C 5"}, "A C", map[string]string{
			"B": "Team Mail has more than 1000 weeks of work before it."}},
	} {
		t.Run(name, func(t *testing.T) {
			b := newBuilder(draftOf(test.items...))
			var planned []string
			for _, item := range b.model().Items {
				planned = append(planned, item.ID)
			}
			if got := strings.Join(planned, " "); got != test.planned {
				t.Errorf("planned %q, want %q", got, test.planned)
			}
			if len(b.unscheduled) != len(test.reasons) {
				t.Errorf("got %v", b.unscheduled)
			}
			for _, n := range b.unscheduled {
				if n.Reason != test.reasons[string(n.ItemID)] {
					t.Errorf("%s: %q, want %q", n.ItemID, n.Reason, test.reasons[string(n.ItemID)])
				}
			}
		})
	}
}

func TestNeedsGoThroughParents(t *testing.T) {
	b := newBuilder(draftOf("F", "A 1 <F", "B 1 <F", "G !F", "C 1 <G"))
	if got := fmt.Sprint(b.waits["C"]); got != "[A B]" {
		t.Errorf("C waits for %s", got)
	}
}

func TestCalendar(t *testing.T) {
	c := calendar{start}
	for unit, want := range []string{"2027-01-11 2027-01-08", "2027-01-18 2027-01-15"} {
		if got := c.monday(unit) + " " + c.friday(unit); got != want {
			t.Errorf("week %d: %s, want %s", unit, got, want)
		}
	}
	for due, want := range map[string]int{"2026-12-31": 0, "2027-01-14": 0, "2027-01-15": 1,
		"2027-01-21": 1, "2027-01-22": 2} {
		if got := c.dueUnit(due); got != want {
			t.Errorf("due %s: %d, want %d", due, got, want)
		}
	}
	for _, at := range []string{"2027-01-11T00:00:00Z", "2027-01-17T23:59:59Z"} {
		moment, _ := time.Parse(time.RFC3339, at)
		if got := mondayOf(moment); !got.Equal(start) {
			t.Errorf("%s lies in the week of %s", at, got)
		}
	}
}

func TestCostOfDelay(t *testing.T) {
	d := draftOf("A 1", "B 1", "C 1")
	d.open[1].ARRMinor = 5_200_000
	d.costs = map[id.ID]float64{"C": 300}
	for n, want := range []float64{1, 1001, 301} {
		if got := d.costOfDelay(d.open[n]); got != want {
			t.Errorf("item %d costs %g a week, want %g", n, got, want)
		}
	}
}

// Any open items give either words or a plan that the engine's checker, which shares no code
// with the solver, finds nothing wrong with; every chosen item is planned or has a reason.
func TestPlansAreSound(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		var lines []string
		for n := range rapid.IntRange(1, 12).Draw(t, "items") {
			line := fmt.Sprintf("i%d", n)
			line += rapid.SampledFrom([]string{"", " 1", " 3", " 7"}).Draw(t, "effort")
			if n > 0 && rapid.Bool().Draw(t, "below") {
				line += fmt.Sprintf(" <i%d", rapid.IntRange(0, n-1).Draw(t, "parent"))
			}
			if rapid.Bool().Draw(t, "waits") {
				line += fmt.Sprintf(" !i%d", rapid.IntRange(0, 12).Draw(t, "needs"))
			}
			lines = append(lines, line)
		}
		d := draftOf(lines...)
		d.locks["i0"] = rapid.IntRange(0, 5).Draw(t, "lock")
		s, err := d.Solve()
		if fault.Is(err, fault.Conflict) {
			return
		} else if err != nil {
			t.Fatal(err)
		}
		var m schedule.Model
		var p schedule.Plan
		if json.Unmarshal([]byte(s.model), &m) != nil || json.Unmarshal([]byte(s.solution), &p) != nil {
			t.Fatal("what is kept cannot be read")
		}
		for _, v := range schedule.Check(m, p) {
			if v.Rule != "dependency" || len(s.plan.Conflicts) == 0 {
				t.Errorf("%v in %v", v, lines)
			}
		}
		if got := len(s.items) + len(s.plan.Unscheduled); got != len(lines) {
			t.Errorf("%d of %d items are planned or have a reason", got, len(lines))
		}
	})
}

func TestOneDraftGivesOnePlan(t *testing.T) {
	lines := []string{"A 3", "B 2 !A", "C 5", "D 1 !C", "E 8"}
	one, err := draftOf(lines...).Solve()
	two, _ := draftOf(lines...).Solve()
	if err != nil || fmt.Sprint(*one) != fmt.Sprint(*two) {
		t.Errorf("two plans from one draft, %v", err)
	}
}

// The example of the trade: late, and by whom.
func TestLatenessIsExplained(t *testing.T) {
	d := draftOf("A 4", "B 4", "C 2 !B")
	for _, i := range d.open {
		i.P10, i.P90 = i.P50, i.P50
	}
	d.open[0].ARRMinor = 52_000_000
	d.open[2].Due = "2027-01-22"
	s, err := d.Solve()
	if err != nil {
		t.Fatal(err)
	}
	if got, want := s.items[2].Why, "Late 3 weeks: 2 waiting for team Mail, 1 for HAR-2 B."; got != want {
		t.Errorf("%q, want %q", got, want)
	}
	if got := s.items[0].Why; got != "Finishes after 2 weeks: 2 its own work." {
		t.Errorf("on time: %q", got)
	}
}

func TestBuckets(t *testing.T) {
	var v View
	v.Plan = &Full{}
	for _, i := range []struct{ start, status string }{
		{"2027-01-18", "ready"}, {"2027-01-25", "ready"}, {"2027-04-12", "ready"},
		{"2027-04-19", "ready"}, {"2027-09-06", "in_progress"}, {"2027-01-11", "released"},
	} {
		v.Plan.Items = append(v.Plan.Items,
			Shown{Planned: Planned{Start: i.start}, Status: i.status})
	}
	v.sort(start.Add(3 * day))
	if len(v.Now) != 2 || len(v.Next) != 2 || len(v.Later) != 1 {
		t.Errorf("now %v, next %v, later %v", v.Now, v.Next, v.Later)
	}
}
