package event

import (
	"time"

	"github.com/throughlinehq/throughline/engine/bitmap"
	"github.com/throughlinehq/throughline/internal/kit/fault"
	"github.com/throughlinehq/throughline/internal/kit/id"
	"github.com/throughlinehq/throughline/internal/kit/page"
	"github.com/throughlinehq/throughline/internal/people"
	"github.com/throughlinehq/throughline/internal/platform/database"
)

// Bounds of what can be asked for.
const (
	MaxDays    = 400 // of one question
	MaxPeriods = 60  // of retention
	MaxSteps   = 10  // of a funnel
	MaxWindow  = 366 * 24 * time.Hour

	week, month = 7, 30 // days of weekly and monthly active people
)

// Span is days of UTC, both included.
type Span struct{ First, Last bitmap.Day }

// usualDays is how many days a question is about unless it says.
const usualDays = 30

// SpanOf is the days from one date to another, such as 2027-01-14. Without a last day it ends
// with the day of now; without a first one, it is 30 days long.
func SpanOf(now time.Time, first, last string) (s Span, err error) {
	s.Last = bitmap.DayOf(now.UnixMicro())
	if last != "" {
		if s.Last, err = dayAt("query/to", last); err != nil {
			return s, err
		}
	}
	s.First = s.Last - usualDays + 1
	if first != "" {
		s.First, err = dayAt("query/from", first)
	}
	return s, err
}

func dayAt(where, date string) (bitmap.Day, error) {
	at, err := time.Parse(time.DateOnly, date)
	if err != nil {
		return 0, fault.At(where, "must be a day such as 2027-01-14")
	}
	return bitmap.DayOf(at.UnixMicro()), nil
}

// Days is how many days there are.
func (s Span) Days() int { return int(s.Last-s.First) + 1 }

func (s Span) check() error {
	switch {
	case s.Last < s.First:
		return fault.At("query/to", "must not be before the first day")
	case s.Days() > MaxDays:
		return fault.At("query/from", "must be at most %d days before the last day", MaxDays-1)
	}
	return nil
}

// Behind reports whether events were told of that the index does not have yet; then figures are
// too low for a moment.
func Behind(tx *database.Tx) (bool, error) {
	last, err := lastNumber(tx)
	if err != nil {
		return false, err
	}
	have, err := indexed(tx)
	return have < last, err
}

// Named is an event name with how often it happened, and to how many people.
type Named struct {
	Name   string
	Events int64
	People uint64
}

// Names lists the events that happened in an environment on some days, by name; text narrows
// it to the names that hold it, whatever their case.
func Names(
	tx *database.Tx, environment id.ID, span Span, text string, request page.Request,
) (page.Page[Named], error) {
	none := page.Page[Named]{}
	if err := may(tx, span); err != nil {
		return none, err
	}
	after := ""
	if _, err := request.After(&after); err != nil {
		return none, err
	}
	found, err := usedNames(tx, place{environment: environment}, span, namesQuery{text, after,
		request.Size() + 1})
	if err != nil {
		return none, err
	}
	cut := page.Cut(found, request.Size(), func(n numbered) []any { return []any{n.Text} })
	moves, err := readMoves(tx)
	if err != nil {
		return none, err
	}
	out := page.Page[Named]{Next: cut.Next}
	for _, n := range cut.Records {
		named := Named{Name: n.Text}
		who := bitmap.NewPeople()
		err := eachDay(tx, place{environment, n.Number, 0}, span, func(d dayRow) error {
			people, err := bitmap.ReadPeople(d.People)
			if err == nil {
				who.Unite(people)
				named.Events += d.Events
			}
			return err
		})
		if err != nil {
			return none, err
		}
		moves.People(who)
		named.People = who.Count()
		out.Records = append(out.Records, named)
	}
	return out, nil
}

// Actives is how many people did something on a day, and in the week and the 30 days that end
// with it.
type Actives struct {
	Day                    bitmap.Day
	Daily, Weekly, Monthly uint64
}

// Active counts the people who did an event; [bitmap.Any] stands for any.
func Active(tx *database.Tx, environment id.ID, name string, span Span) ([]Actives, error) {
	if err := may(tx, span); err != nil {
		return nil, err
	}
	x, err := load(tx, environment, []string{name},
		Span{span.First - month + 1, span.Last}, span.First-month+1)
	if err != nil {
		return nil, err
	}
	n := span.Days()
	daily := x.Active(name, span.First, n, 1)
	weekly := x.Active(name, span.First, n, week)
	monthly := x.Active(name, span.First, n, month)
	out := make([]Actives, n)
	for i := range out {
		out[i] = Actives{span.First + bitmap.Day(i), daily[i], weekly[i], monthly[i]}
	}
	return out, nil
}

// Cohorts is a question of [Retention].
type Cohorts struct {
	Environment id.ID
	Start, Back string     // events; [bitmap.Any] stands for any
	First       bitmap.Day // of the first period
	Periods     int
	Days        int // of a period
}

// Retention groups people by the period of their first ever start, and counts who of them came
// back in each period; see [bitmap.Index.Retention].
func Retention(tx *database.Tx, c Cohorts) ([]bitmap.Cohort, error) {
	span := Span{c.First, c.First + bitmap.Day(c.Periods*c.Days) - 1}
	if err := may(tx, span); err != nil {
		return nil, err
	}
	// Of those who began before, it only matters who they are: one set of them is enough.
	x, err := load(tx, c.Environment, []string{c.Start, c.Back}, Span{0, span.Last}, c.First-1)
	if err != nil {
		return nil, err
	}
	return x.Retention(c.Start, c.Back, c.First, c.Periods, c.Days), nil
}

// Way is a question of [Reached].
type Way struct {
	Environment id.ID
	Steps       []string // names of events
	Span        Span     // of the first step; the others may come later
	Window      time.Duration
	Attempt     bitmap.Attempt
}

// Reached counts how many people came to each step of a funnel; see [bitmap.Funnel] for what
// counts. The first step lies in the span; what follows counts for as long as the window is.
func Reached(tx *database.Tx, w Way) ([]uint64, error) {
	if err := may(tx, w.Span); err != nil {
		return nil, err
	}
	if len(w.Steps) < 2 || len(w.Steps) > MaxSteps {
		return nil, fault.At("query/step", "must be given 2 to %d times", MaxSteps)
	}
	if w.Window <= 0 || w.Window > MaxWindow {
		return nil, fault.At("query/window_hours", "must be 1 to %d", int(MaxWindow.Hours()))
	}
	names, err := numbersOf(tx, w.Steps, "query/step")
	if err != nil {
		return nil, err
	}
	moves, err := readMoves(tx)
	if err != nil {
		return nil, err
	}
	last := w.Span.Last + bitmap.Day(w.Window/(24*time.Hour)) + 1
	funnel := bitmap.NewFunnel(len(names), w.Window.Microseconds(), w.Attempt)
	lists := make([][]bitmap.Moment, len(names))
	for day := w.Span.First; day <= last; day++ {
		for k, name := range names {
			lists[k] = lists[k][:0]
			if k == 0 && day > w.Span.Last {
				continue
			}
			at := place{w.Environment, name, int64(day)}
			if lists[k], err = readMoments(tx, at, lists[k]); err != nil {
				return nil, err
			}
			moves.Moments(lists[k])
		}
		funnel.AddDay(lists)
	}
	return funnel.Reached(), nil
}

// may asks whether the actor may count events, and whether the days can be asked for.
func may(tx *database.Tx, span Span) error {
	if err := people.Can(tx.Actor, people.ReadEvents); err != nil {
		return err
	}
	return span.check()
}

// load reads the sets of people of some events. What was before the day early counts on it.
func load(
	tx *database.Tx, environment id.ID, names []string, span Span, early bitmap.Day,
) (*bitmap.Index, error) {
	numbers, err := numbersOf(tx, names, "query/event")
	if err != nil {
		return nil, err
	}
	moves, err := readMoves(tx)
	if err != nil {
		return nil, err
	}
	x := new(bitmap.Index)
	for i, name := range names {
		if i > 0 && name == names[0] {
			continue
		}
		err := eachDay(tx, place{environment, numbers[i], 0}, span, func(d dayRow) error {
			people, err := bitmap.ReadPeople(d.People)
			if err == nil {
				moves.People(people)
				x.Put(name, max(bitmap.Day(d.Day), early), people)
			}
			return err
		})
		if err != nil {
			return nil, err
		}
	}
	return x, nil
}
