package cli

import (
	"fmt"
	"io"
	"strings"

	"github.com/throughlinehq/throughline/engine/forecast"
	"github.com/throughlinehq/throughline/internal/feedback/intake"
)

// promised is the level that people promise by.
const promised = 85

// mostAging is how many items in progress for long are named.
const mostAging = 10

// itemReader reads a row as an item that came in and perhaps was finished; positions are -1 where
// there is no such column. Days after until are not known yet.
type itemReader struct {
	finished, added, id int
	until               int
}

// itemFlow is what is known of the way of items that have the day they came in.
type itemFlow struct {
	cycles []int          // days from in to finished, of finished items
	open   map[string]int // the day they came in, of items in progress
}

// row adds the item of one row to what is known.
func (r itemReader) row(row intake.Row, done *finished) error {
	in, cameIn, err := r.day(row, r.added)
	if err != nil {
		return err
	}
	out, isDone, err := r.day(row, r.finished)
	if err != nil {
		return err
	}
	if cameIn {
		done.added = append(done.added, in)
	}
	switch {
	case isDone:
		done.days = append(done.days, out)
		if cameIn {
			// Trackers in two time zones write the day before.
			done.flow.cycles = append(done.flow.cycles, max(0, out-in))
		}
	case cameIn:
		done.flow.begin(r.name(row), in)
	}
	return nil
}

// day reads a date; one that is empty or not reached yet is not there.
func (r itemReader) day(row intake.Row, column int) (day int, there bool, err error) {
	written := cell(row, column)
	if written == "" {
		return 0, false, nil
	}
	day, err = dayOf(place(row), written)
	return day, err == nil && day <= r.until, err
}

func (r itemReader) name(row intake.Row) string {
	if named := cell(row, r.id); named != "" {
		return named
	}
	return strings.ToLower(place(row))
}

// begin notes an item in progress; of rows with one name the oldest counts.
func (f *itemFlow) begin(name string, day int) {
	if f.open == nil {
		f.open = map[string]int{}
	}
	if before, twice := f.open[name]; !twice || day < before {
		f.open[name] = day
	}
}

// measure says what comes in against what goes out over the history that the forecast draws from,
// and which items are older than the finished ones came to be.
func (f itemFlow) measure(done forecast.Series, opt forecast.Options, out *forecastOut) error {
	days := min(opt.History, len(done))
	law, err := forecast.LittlesLaw(opt.Added, done, len(f.open), days)
	if err != nil {
		return badInput(err)
	}
	out.Flow = &law
	last, err := dayOf("as of", out.AsOf)
	if err != nil {
		return err
	}
	ages := map[string]int{}
	for name, day := range f.open {
		ages[name] = last - day
	}
	for _, age := range forecast.Ages(f.cycles, ages) {
		if age.Percentile >= promised && len(f.cycles) > 0 && len(out.Aging) < mostAging {
			out.Aging = append(out.Aging, age)
		}
	}
	return nil
}

// idColumn is the column that names items, -1 where there is none.
func (c ForecastCommand) idColumn(file *rows) (int, error) {
	if c.ID != "" {
		return file.column("id", c.ID)
	}
	for _, usual := range []string{"id", "key"} {
		if at, err := file.column("id", usual); err == nil {
			return at, nil
		}
	}
	return -1, nil
}

func printFlow(out io.Writer, o forecastOut) {
	if o.Flow == nil {
		return
	}
	fmt.Fprintf(out, "%.1f items come in a week, %.1f are finished. Open: %s", o.Flow.Arrivals,
		o.Flow.Departures, counted(int(o.Flow.WIP), "item"))
	if o.Flow.CycleTime > 0 {
		fmt.Fprintf(out, ", %s of work at this pace", counted(int(o.Flow.CycleTime), "day"))
	}
	fmt.Fprint(out, ".\n")
	if o.Flow.Warning != "" {
		fmt.Fprintln(out, "Warning:", o.Flow.Warning)
	}
	if len(o.Aging) > 0 {
		fmt.Fprintf(out, "Open for longer than %d %% of the finished items took:\n", promised)
	}
	for _, age := range o.Aging {
		fmt.Fprintf(out, "  %s  %s\n", age.ID, counted(age.Days, "day"))
	}
}
