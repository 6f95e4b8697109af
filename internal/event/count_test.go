package event

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/throughlinehq/throughline/engine/bitmap"
	"github.com/throughlinehq/throughline/internal/kit/fault"
	"github.com/throughlinehq/throughline/internal/kit/page"
	"github.com/throughlinehq/throughline/internal/kit/scope"
	"github.com/throughlinehq/throughline/internal/platform/database"
)

// figures is all that can be counted of production, as text.
func (d desk) figures(now time.Time) string {
	d.Helper()
	var out strings.Builder
	d.read(func(tx *database.Tx) error {
		span := lastDays(now, 40)
		names, err := Names(tx, production, span, "", page.Request{})
		if err != nil {
			return err
		}
		fmt.Fprintln(&out, names.Records)
		for _, name := range []string{bitmap.Any, "open", "buy"} {
			days, err := Active(tx, production, name, span)
			if err != nil {
				return err
			}
			fmt.Fprintln(&out, days)
		}
		cohorts, err := Retention(tx, Cohorts{production, "open", bitmap.Any, span.First, 5, 7})
		if err != nil {
			return err
		}
		fmt.Fprintln(&out, cohorts)
		for _, attempt := range []bitmap.Attempt{bitmap.BestAttempt, bitmap.FirstAttempt} {
			reached, err := Reached(tx, Way{production, []string{"open", "look", "buy"}, span,
				36 * time.Hour, attempt})
			if err != nil {
				return err
			}
			fmt.Fprintln(&out, reached)
		}
		return nil
	})
	return out.String()
}

// byHand is the same figures, from the stored events alone.
func (d desk) byHand(now time.Time) string {
	d.Helper()
	type row struct {
		Name   string
		Person int64
		At     int64
	}
	var all []row
	d.read(func(tx *database.Tx) (err error) {
		all, err = database.List[row](tx, `SELECT n.name, i.person, e.at FROM event e
			JOIN event_name n ON n.workspace_id = e.workspace_id AND n.number = e.name
			JOIN event_identity i ON i.workspace_id = e.workspace_id AND i.number = e.identity
			WHERE e.workspace_id = $1 AND e.environment_id = $2 ORDER BY i.person, e.at`, home, production)
		return err
	})
	span := lastDays(now, 40)
	x := new(bitmap.Index)
	events, who := map[string]int64{}, map[string]map[int64]bool{}
	funnels := []*bitmap.Funnel{bitmap.NewFunnel(3, 36*3600e6, bitmap.BestAttempt),
		bitmap.NewFunnel(3, 36*3600e6, bitmap.FirstAttempt)}
	for _, r := range all {
		day := bitmap.DayOf(r.At)
		x.Add(r.Name, uint32(r.Person), day)
		if day >= span.First && day <= span.Last {
			if events[r.Name]++; who[r.Name] == nil {
				who[r.Name] = map[int64]bool{}
			}
			who[r.Name][r.Person] = true
		}
		step := slices.Index([]string{"open", "look", "buy"}, r.Name)
		for _, f := range funnels {
			if step > 0 || step == 0 && day >= span.First {
				f.Add(uint32(r.Person), step, r.At)
			}
		}
	}
	var names []Named
	for _, name := range x.Events() {
		names = append(names, Named{name, events[name], uint64(len(who[name]))})
	}
	var out strings.Builder
	fmt.Fprintln(&out, names)
	for _, name := range []string{bitmap.Any, "open", "buy"} {
		var days []Actives
		for day := span.First; day <= span.Last; day++ {
			days = append(days, Actives{day, x.Active(name, day, 1, 1)[0], x.Active(name, day, 1, 7)[0],
				x.Active(name, day, 1, 30)[0]})
		}
		fmt.Fprintln(&out, days)
	}
	fmt.Fprintln(&out, x.Retention("open", bitmap.Any, span.First, 5, 7))
	fmt.Fprintln(&out, funnels[0].Reached())
	fmt.Fprintln(&out, funnels[1].Reached())
	return out.String()
}

// Whatever comes late, twice or turns out to be of somebody else, and whenever it is indexed:
// the figures are those of the stored events, and an index made anew has the same.
func TestFiguresAreThoseOfTheEvents(t *testing.T) {
	each(t, func(d desk) {
		random := rand.New(rand.NewPCG(1, 9))
		now := d.db.Now()
		var told []Event
		for batch := range 12 {
			var events []Event
			for n := range 60 {
				e := Event{MessageID: fmt.Sprint(batch, "-", n), Environment: production,
					Name: []string{"open", "look", "buy", "leave"}[random.IntN(4)], Person: fmt.Sprint(random.IntN(12)),
					At: now.Add(-time.Duration(random.IntN(60*24*60)) * time.Minute)}
				switch {
				case n%20 == 0:
					e.Alias = fmt.Sprint("anon ", random.IntN(12))
				case n%3 == 0:
					e.Person = fmt.Sprint("anon ", random.IntN(12))
				case n%7 == 0 && len(told) > 0:
					e = told[random.IntN(len(told))]
				case n%11 == 0:
					e.Environment = "environment_other"
				}
				events = append(events, e)
			}
			d.tell(events...)
			told = append(told, events...)
			if batch%3 > 0 {
				continue
			}
			d.index()
			if got, want := d.figures(now), d.byHand(now); got != want {
				d.Fatalf("after batch %d:\n%s\nby hand\n%s", batch, got, want)
			}
		}
		d.index()
		want := d.byHand(now)
		if err := d.db.Write(d.Context(), scope.ForSystem(home, "test"), func(tx *database.Tx) error {
			_, err := AskRebuild(tx)
			return err
		}); err != nil {
			d.Fatal(err)
		}
		d.read(func(tx *database.Tx) error {
			if behind, err := Behind(tx); err != nil || !behind {
				d.Errorf("behind is %v, %v while the index is empty", behind, err)
			}
			return nil
		})
		d.index()
		if got := d.figures(now); got != want {
			d.Errorf("made anew:\n%s\nwant\n%s", got, want)
		}
	})
}

// A step that another process made meanwhile is not made twice.
func TestIndexingTwiceCountsOnce(t *testing.T) {
	each(t, func(d desk) {
		d.tell(Event{Name: "open", Person: "ada"})
		s := scope.ForSystem(home, "test")
		g, err := gather(d.Context(), d.db, s, 1)
		if err != nil {
			d.Fatal(err)
		}
		d.index()
		if err := d.db.Write(d.Context(), s, g.store); err != nil {
			d.Fatal(err)
		}
		d.read(func(tx *database.Tx) error {
			names, err := Names(tx, production, lastDays(d.db.Now(), 1), "OPE", page.Request{})
			if len(names.Records) != 1 || names.Records[0] != (Named{"open", 1, 1}) {
				d.Errorf("%v", names.Records)
			}
			return err
		})
	})
}

// Many names on many days are indexed in steps that stay short, and many events of one day in
// parts.
func TestIndexingGoesInSteps(t *testing.T) {
	each(t, func(d desk) {
		var events []Event
		for n := range stepPlaces + 50 {
			events = append(events, Event{Name: fmt.Sprint("event ", n%70), Person: "a",
				At: d.db.Now().AddDate(0, 0, -n/70)})
		}
		d.tell(events...)
		many := make([]Event, fullPart+10)
		for n := range many {
			many[n] = Event{Name: "many", Person: fmt.Sprint(n % 9), At: d.db.Now()}
		}
		d.tell(many[:fullPart]...)
		d.index()
		d.tell(many[fullPart:]...)
		d.index()
		d.read(func(tx *database.Tx) error {
			names, err := Names(tx, production, lastDays(d.db.Now(), 60), "", page.Request{Limit: 50})
			if len(names.Records) != 50 || names.Next == "" {
				d.Errorf("%d names on the first page", len(names.Records))
			}
			var all int64
			more, _ := Names(tx, production, lastDays(d.db.Now(), 60), "", page.Request{Cursor: names.Next})
			for _, n := range append(names.Records, more.Records...) {
				all += n.Events
			}
			if want := int64(len(events) + len(many)); all != want || len(more.Records) != 21 {
				d.Errorf("%d events, want %d, of %d more names", all, want, len(more.Records))
			}
			parts, _ := database.Value[int64](tx,
				"SELECT max(part) FROM event_moment WHERE workspace_id = $1", home)
			if parts != 1 {
				d.Errorf("the last part is %d, want 1", parts)
			}
			return err
		})
	})
}

func TestWhatCannotBeAsked(t *testing.T) {
	each(t, func(d desk) {
		d.tell(Event{Name: "open", Person: "ada"})
		span := lastDays(d.db.Now(), 7)
		d.read(func(tx *database.Tx) error {
			for what, ask := range map[string]func() error{
				"query/event": func() error { _, err := Active(tx, production, "never", span); return err },
				"query/from": func() error {
					_, err := Active(tx, production, "open", lastDays(d.db.Now(), MaxDays+1))
					return err
				},
				"query/to": func() error {
					_, err := Active(tx, production, "open", Span{span.Last, span.First})
					return err
				},
				"query/step": func() error {
					_, err := Reached(tx, Way{production, []string{"open"}, span, time.Hour, 0})
					return err
				},
				"query/window_hours": func() error {
					_, err := Reached(tx, Way{production, []string{"open", "open"}, span, 0, 0})
					return err
				},
			} {
				if err := ask(); !fault.Is(err, fault.Invalid) || !strings.Contains(fmt.Sprintf("%+v", err), what[6:]) {
					d.Errorf("%s: %v", what, err)
				}
			}
			return nil
		})
	})
}

// lastDays is the span that ends with the day of a moment.
func lastDays(now time.Time, days int) Span {
	last := bitmap.DayOf(now.UnixMicro())
	return Span{last - bitmap.Day(days) + 1, last}
}
