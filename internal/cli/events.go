package cli

import (
	"errors"
	"fmt"
	"io"
	"slices"
	"text/tabwriter"
	"time"

	"github.com/throughlinehq/throughline/engine/bitmap"
	"github.com/throughlinehq/throughline/internal/event"
	"github.com/throughlinehq/throughline/internal/flag"
	"github.com/throughlinehq/throughline/internal/kit/fault"
	"github.com/throughlinehq/throughline/internal/kit/id"
	"github.com/throughlinehq/throughline/internal/kit/page"
	"github.com/throughlinehq/throughline/internal/platform/database"
)

// EventsCommand counts events of the product and the people behind them.
type EventsCommand struct {
	Names     EventNamesCommand    `cmd:"" help:"List which events happened, with counts."`
	Active    ActiveCommand        `cmd:"" help:"Count active people by day, week and 30 days."`
	Retention RetentionCommand     `cmd:"" help:"Count who came back, by their first period."`
	Funnel    FunnelCommand        `cmd:"" help:"Count how far people come through steps."`
	Rebuild   RebuildEventsCommand `cmd:"" help:"Make the index anew from the stored events."`
	Erase     EraseEventsCommand   `cmd:"" help:"Erase a person from events, flags and feedback."`
}

// counting is what all questions about events take. They work beside a running server.
type counting struct {
	Store
	Workspace
	Environment string `short:"e" help:"Its key; needed only when there are several."`
	Format      string `help:"What is printed: text or json." enum:"text,json" default:"text"`
}

// ask opens the records and answers a question about an environment; print writes the answer
// for a person.
func (c counting) ask(
	env *Env, answer func(tx *database.Tx, place id.ID) (any, error), print func(w io.Writer),
) error {
	db, s, err := enter(env, c.OpenBeside, c.Workspace)
	if err != nil {
		return err
	}
	defer db.Close()
	var out any
	var behind bool
	err = db.Read(env.Context, s, func(tx *database.Tx) error {
		place, err := environmentCalled(tx, c.Environment)
		if err != nil {
			return err
		}
		if behind, err = event.Behind(tx); err != nil {
			return err
		}
		out, err = answer(tx, place.ID)
		return err
	})
	if err != nil {
		return asFlags(err)
	}
	if behind {
		fmt.Fprintln(env.Err, "Some events are not counted yet; a running server does it within "+
			"seconds, `throughline events rebuild` at once.")
	}
	if c.Format == "json" {
		return printJSON(env, out)
	}
	w := tabwriter.NewWriter(env.Out, 0, 0, 2, ' ', tabwriter.AlignRight)
	print(w)
	return w.Flush()
}

// onTheLine says how the command line calls what a question is made of.
var onTheLine = map[string]string{"query/from": "--from", "query/to": "--to",
	"query/window_hours": "--window", "query/event": "the event", "query/step": "the steps"}

// asFlags names the fields of a fault as the command line does.
func asFlags(err error) error {
	var e *fault.Error
	if !errors.As(err, &e) {
		return err
	}
	named := *e
	named.Fields = slices.Clone(e.Fields)
	for i, f := range named.Fields {
		if name, ours := onTheLine[f.Pointer]; ours {
			named.Fields[i].Pointer = name
		}
	}
	return &named
}

// environmentCalled is the environment with that key; the only one without.
func environmentCalled(tx *database.Tx, key string) (none flag.Environment, err error) {
	all, err := flag.Environments(tx)
	if err != nil {
		return none, err
	}
	for _, e := range all {
		if e.Key == key || key == "" && len(all) == 1 {
			return e, nil
		}
	}
	switch {
	case key != "":
		return none, fault.New(fault.Invalid, "There is no environment %q.", key)
	case len(all) == 0:
		return none, fault.New(fault.Invalid, "There is no environment yet.")
	}
	return none, fault.New(fault.Invalid,
		"There are several environments; choose one with --environment, such as %s.", all[0].Key)
}

// days is a span of days on the command line.
type days struct {
	From string `help:"First day, UTC; 29 days before the last unless given." placeholder:"DATE"`
	To   string `help:"Last day, UTC; today unless given." placeholder:"DATE"`
}

func (d days) span(now time.Time) (event.Span, error) {
	return event.SpanOf(now, d.From, d.To)
}

// EventNamesCommand lists the names of events.
type EventNamesCommand struct {
	counting
	days
	Text string `arg:"" optional:"" help:"Only names that hold this."`
}

// Help shows examples below the flags.
func (EventNamesCommand) Help() string {
	return `Examples:
  throughline events names
  throughline events names "sign" --from 2027-01-01 --format json`
}

// Run prints every name with its counts.
func (c EventNamesCommand) Run(env *Env) error {
	type row struct {
		Name   string `json:"name"`
		Events int64  `json:"events"`
		People uint64 `json:"people"`
	}
	list := []row{}
	return c.ask(env, func(tx *database.Tx, place id.ID) (any, error) {
		span, err := c.span(tx.Now)
		if err != nil {
			return nil, err
		}
		request := page.Request{Limit: page.MaxLimit}
		for {
			found, err := event.Names(tx, place, span, c.Text, request)
			if err != nil {
				return nil, err
			}
			for _, n := range found.Records {
				list = append(list, row(n))
			}
			if request.Cursor = found.Next; found.Next == "" {
				return map[string]any{"events": list}, nil
			}
		}
	}, func(w io.Writer) {
		fmt.Fprintln(w, "events\tpeople\t  name")
		for _, n := range list {
			fmt.Fprintf(w, "%d\t%d\t  %s\n", n.Events, n.People, oneLine(n.Name, 80))
		}
	})
}

// ActiveCommand counts active people.
type ActiveCommand struct {
	counting
	days
	Event string `arg:"" optional:"" help:"Who did this event; any event unless given."`
}

// Help shows examples below the flags.
func (ActiveCommand) Help() string {
	return `Examples:
  throughline events active
  throughline events active "Order placed" --from 2027-01-01 --to 2027-01-31 --format json`
}

// Run prints a line for each day.
func (c ActiveCommand) Run(env *Env) error {
	type row struct {
		Day     string `json:"day"`
		Daily   uint64 `json:"daily"`
		Weekly  uint64 `json:"weekly"`
		Monthly uint64 `json:"monthly"`
	}
	var list []row
	return c.ask(env, func(tx *database.Tx, place id.ID) (any, error) {
		span, err := c.span(tx.Now)
		if err != nil {
			return nil, err
		}
		counts, err := event.Active(tx, place, c.Event, span)
		for _, d := range counts {
			list = append(list, row{d.Day.Date(), d.Daily, d.Weekly, d.Monthly})
		}
		return map[string]any{"days": list}, err
	}, func(w io.Writer) {
		fmt.Fprintln(w, "day\ton it\tin 7 days\tin 30 days\t")
		for _, d := range list {
			fmt.Fprintf(w, "%s\t%d\t%d\t%d\t\n", d.Day, d.Daily, d.Weekly, d.Monthly)
		}
	})
}

// RetentionCommand counts who came back.
type RetentionCommand struct {
	counting
	Start   string `help:"The event that begins; any unless given."`
	Back    string `help:"The event that counts as return; any unless given."`
	Days    int    `help:"Days of a period." default:"7"`
	Periods int    `help:"How many periods." default:"8"`
	To      string `help:"Last day of the last period, UTC; else today." placeholder:"DATE"`
}

// Help shows what is counted.
func (RetentionCommand) Help() string {
	return `Examples:
  throughline events retention
  throughline events retention --start "Signed up" --back "Report opened" --days 30 --periods 6

A person belongs to the period of their first ever start. They returned in a period when they did
the other event on any of its days; period 0 is their own.`
}

// Run prints a line for each cohort.
func (c RetentionCommand) Run(env *Env) error {
	if c.Days < 1 || c.Days > 31 || c.Periods < 1 || c.Periods > event.MaxPeriods {
		return fault.New(fault.Invalid, "--days must be 1 to 31 and --periods 1 to %d.",
			event.MaxPeriods)
	}
	var cohorts []bitmap.Cohort
	return c.ask(env, func(tx *database.Tx, place id.ID) (any, error) {
		span, err := days{To: c.To}.span(tx.Now)
		if err != nil {
			return nil, err
		}
		cohorts, err = event.Retention(tx, event.Cohorts{Environment: place, Start: c.Start,
			Back: c.Back, First: span.Last - bitmap.Day(c.Days*c.Periods) + 1,
			Periods: c.Periods, Days: c.Days})
		list := []map[string]any{}
		for _, each := range cohorts {
			list = append(list, map[string]any{"first": each.First.Date(), "size": each.Size,
				"returned": each.Returned})
		}
		return map[string]any{"cohorts": list}, err
	}, func(w io.Writer) {
		fmt.Fprint(w, "from\tpeople\t")
		for i := range c.Periods {
			fmt.Fprintf(w, "%d\t", i)
		}
		for _, each := range cohorts {
			fmt.Fprintf(w, "\n%s\t%d\t", each.First.Date(), each.Size)
			for _, n := range each.Returned {
				fmt.Fprintf(w, "%s\t", share(n, each.Size))
			}
		}
		fmt.Fprintln(w)
	})
}

// share is a part in per cent; there is none of nobody.
func share(part, whole uint64) string {
	if whole == 0 {
		return "-"
	}
	return fmt.Sprintf("%.0f %%", 100*float64(part)/float64(whole))
}

// FunnelCommand counts how far people come.
type FunnelCommand struct {
	counting
	days
	Steps   []string      `arg:"" help:"Names of events, in order; 2 to 10."`
	Window  time.Duration `help:"All within this after the first step." default:"168h"`
	Attempt string        `help:"Which counts: best or first." enum:"best,first" default:"best"`
}

// Help shows what is counted.
func (FunnelCommand) Help() string {
	return `Examples:
  throughline events funnel "Sign-up opened" "Signed up" "Project created"
  throughline events funnel Viewed Bought --window 24h --attempt first --from 2027-01-01

Steps count in this order, each later than the one before it, whatever lies between, and all of
them within the window after the first. The first step lies in the days asked for; the others may
come later. Of somebody who began several times, the attempt that came farthest counts (best), or
only what followed the first beginning in those days (first).`
}

// Run prints a line for each step.
func (c FunnelCommand) Run(env *Env) error {
	type row struct {
		Event  string `json:"event"`
		People uint64 `json:"people"`
	}
	var list []row
	return c.ask(env, func(tx *database.Tx, place id.ID) (any, error) {
		span, err := c.span(tx.Now)
		if err != nil {
			return nil, err
		}
		way := event.Way{Environment: place, Steps: c.Steps, Span: span, Window: c.Window}
		if c.Attempt == "first" {
			way.Attempt = bitmap.FirstAttempt
		}
		reached, err := event.Reached(tx, way)
		for i, n := range reached {
			list = append(list, row{c.Steps[i], n})
		}
		return map[string]any{"steps": list, "attempt": c.Attempt}, err
	}, func(w io.Writer) {
		fmt.Fprintln(w, "people\tof all\tof the step before\t  event")
		before := list[0].People
		for _, s := range list {
			fmt.Fprintf(w, "%d\t%s\t%s\t  %s\n", s.People, share(s.People, list[0].People),
				share(s.People, before), oneLine(s.Event, 80))
			before = s.People
		}
	})
}

// RebuildEventsCommand makes the index anew.
type RebuildEventsCommand struct {
	Store
	Workspace
}

// Help says when it is of use.
func (RebuildEventsCommand) Help() string {
	return `Examples:
  throughline events rebuild --data ./data

The embedded database belongs to one program at a time: stop the server first, or send
POST /api/v1/events/rebuilds to it.`
}

// Run empties the index and fills it again.
func (c RebuildEventsCommand) Run(env *Env) error {
	db, s, err := enter(env, c.OpenExisting, c.Workspace)
	if err != nil {
		return err
	}
	defer db.Close()
	err = db.Write(env.Context, s, func(tx *database.Tx) error {
		_, err := event.AskRebuild(tx)
		return err
	})
	if err != nil {
		return err
	}
	var reached int64
	err = event.RunIndex(env.Context, db, s, func(done, total int64) {
		reached = done
		fmt.Fprintf(env.Err, "\r%d of %d", done, total)
	})
	if err == nil {
		_, err = fmt.Fprintf(env.Out, "\nThe index is made anew, up to event %d.\n", reached)
	}
	return err
}
