package cli

import (
	"fmt"
	"io"
	"strings"
	"time"

	"github.com/throughlinehq/throughline/engine/forecast"
	"github.com/throughlinehq/throughline/internal/feedback/intake"
	"github.com/throughlinehq/throughline/internal/kit/fault"
)

// ForecastCommand says when so many items are done, or how many by a day.
type ForecastCommand struct {
	File     string `arg:"" help:"A row per item with the day it was finished; - reads standard input."`
	Date     string `help:"Column of the day; finished, done or date without one." placeholder:"COL"`
	Added    string `help:"Column of the day on which an item came in: scope then grows as it did." placeholder:"COL"`
	ID       string `help:"Column that names the item, for those in progress longest; id, key or its line without." placeholder:"COL"`
	Items    int    `help:"When are so many more items done?" placeholder:"N"`
	By       string `help:"How many are done by this day?" placeholder:"DATE"`
	AsOf     string `help:"The last day that is known; the last one in the file without." placeholder:"DATE"`
	History  int    `help:"Weeks of the past that are drawn from." default:"12" placeholder:"W"`
	Horizon  int    `help:"Weeks ahead that --backtest tries." default:"4" placeholder:"W"`
	Backtest bool   `help:"Also say how often each level held in the file's own past."`
	Method   string `help:"drift learns how the pace strays; daily is the custom of the trade." enum:"drift,daily" default:"drift"`
	Seed     uint64 `help:"The same file and seed give the same answer." default:"0"`
	Format   string `help:"What is printed: text or json." enum:"text,json" default:"text"`
}

// Help shows examples below the flags.
func (ForecastCommand) Help() string {
	return `Examples:
  throughline plan forecast done.csv --date finished --items 40
  throughline plan forecast done.csv --by 2027-06-30 --history 26 --backtest --horizon 8

With --items the levels are days: "p85" is the day by which they are done in 85 of 100 cases. With
--by they are numbers of items that are reached in so many cases. Rows without a date are items
that are not finished.

With --added the answer says whether more comes in than goes out, how long an item takes at this
pace (Little's law) and which items have been in progress for longer than 85 % of the finished ones
took.`
}

// forecastOut is the answer; its field names are a contract.
type forecastOut struct {
	P50         any              `json:"p50"`
	P70         any              `json:"p70"`
	P85         any              `json:"p85"`
	P95         any              `json:"p95"`
	HistoryDays int              `json:"history_days"`
	Method      forecast.Method  `json:"method"`
	Spread      float64          `json:"spread"`
	AsOf        string           `json:"as_of"`
	Finished    int              `json:"finished"`
	Backtest    map[string]trial `json:"backtest,omitempty"`
	Pinball     *float64         `json:"pinball,omitempty"`
	Flow        *forecast.Flow   `json:"flow,omitempty"`
	Aging       []forecast.Age   `json:"aging,omitempty"`

	sentences []string
}

// trial is how often a level held.
type trial struct {
	Covered int `json:"covered"`
	N       int `json:"n"`
}

// finished are the days of the file, as days since 1970.
type finished struct {
	days, added []int
	last        int
	flow        itemFlow
}

// Run forecasts and prints.
func (c ForecastCommand) Run(env *Env) error {
	if (c.Items > 0) == (c.By != "") || c.Items < 0 {
		return fault.New(fault.Invalid, "Say either --items N (when?) or --by DATE (how many?).")
	}
	if c.History < 1 || c.History > 520 || c.Horizon < 1 || c.Horizon > 104 {
		return fault.New(fault.Invalid, "--history must be 1 to 520 weeks, --horizon 1 to 104.")
	}
	done, err := c.read(env)
	if err != nil {
		return err
	}
	series, opt, err := c.series(done)
	if err != nil {
		return err
	}
	out, err := c.forecast(series, opt, done.last)
	if err != nil {
		return err
	}
	if err := c.tryOut(series, opt, &out); err != nil {
		return err
	}
	if c.Added != "" {
		if err := done.flow.measure(series, opt, &out); err != nil {
			return err
		}
	}
	if c.Format == "json" {
		return printJSON(env, out)
	}
	return c.print(env.Out, out)
}

func (c ForecastCommand) read(env *Env) (done finished, err error) {
	file, err := openRows(env, c.File)
	if err != nil {
		return done, err
	}
	defer file.close()
	at, err := c.column(file)
	if err != nil {
		return done, err
	}
	added, err := file.column("added", c.Added)
	if err != nil {
		return done, err
	}
	until := 1 << 30
	if c.AsOf != "" {
		if until, err = dayOf("--as-of", c.AsOf); err != nil {
			return done, err
		}
	}
	id, err := c.idColumn(file)
	if err != nil {
		return done, err
	}
	read := itemReader{finished: at, added: added, id: id, until: until}
	err = file.each(func(row intake.Row) (bool, error) {
		return env.Context.Err() == nil, read.row(row, &done)
	})
	if err == nil && len(done.days) == 0 {
		when := ""
		if c.AsOf != "" {
			when = " up to --as-of " + c.AsOf
		}
		err = fault.New(fault.Invalid,
			"The file holds no day%s on which something was finished.", when)
	}
	for _, day := range done.days {
		done.last = max(done.last, day)
	}
	if c.AsOf != "" {
		done.last = until
	}
	return done, err
}

func (c ForecastCommand) column(file *rows) (int, error) {
	if c.Date != "" {
		return file.column("date", c.Date)
	}
	for _, usual := range []string{"finished", "done", "date", "closed", "resolved"} {
		if at, err := file.column("date", usual); err == nil {
			return at, nil
		}
	}
	return 0, fault.New(fault.Invalid, "Say with --date which column holds the day on which an "+
		"item was finished. There are: %s.", file.columnList())
}

// dayOf counts days since 1970.
func dayOf(where, written string) (int, error) {
	at, known := intake.ParseTime(written, false)
	if !known {
		return 0, fault.New(fault.Invalid,
			"%s: %s is not a date that can be read; write 2027-01-31.", where, quoted(written))
	}
	return int(at.Unix() / 86400), nil
}

func dateOf(day int) string {
	return time.Unix(int64(day)*86400, 0).UTC().Format(time.DateOnly)
}

// maxHistory is how many days of history a forecast takes.
const maxHistory = 36_525

func (c ForecastCommand) series(done finished) (forecast.Series, forecast.Options, error) {
	opt := forecast.Options{Method: forecast.Method(c.Method), History: 7 * c.History, Seed: c.Seed}
	first := done.last
	for _, day := range done.days {
		first = min(first, day)
	}
	if done.last-first >= maxHistory {
		return nil, opt, fault.New(fault.Invalid, "The items were finished from %s to %s, more "+
			"than a hundred years: correct the dates, or end with --as-of.",
			dateOf(first), dateOf(done.last))
	}
	series, err := forecast.Count(done.days, first, done.last)
	if err != nil {
		return nil, opt, badInput(err)
	}
	if c.Added != "" {
		if opt.Added, err = forecast.Count(done.added, first, done.last); err != nil {
			return nil, opt, badInput(err)
		}
	}
	return series, opt, nil
}

func (c ForecastCommand) forecast(
	s forecast.Series, opt forecast.Options, last int,
) (out forecastOut, err error) {
	var a forecast.Answer
	show := func(v int) any { return v }
	if c.Items > 0 {
		a, err = forecast.When(s, c.Items, opt)
		show = func(days int) any {
			if days < 0 {
				return nil // not within ten years
			}
			return dateOf(last + days)
		}
	} else {
		by, bad := dayOf("--by", c.By)
		if bad != nil {
			return out, bad
		}
		if by <= last {
			return out, fault.New(fault.Invalid, "--by %s is not after the last known day, %s.",
				c.By, dateOf(last))
		}
		a, err = forecast.HowMany(s, by-last, opt)
	}
	if err != nil {
		return out, badInput(err)
	}
	return forecastOut{P50: show(a.P50), P70: show(a.P70), P85: show(a.P85), P95: show(a.P95),
		HistoryDays: a.History, Method: a.Method, Spread: a.Spread, AsOf: dateOf(last),
		Finished: s.Total()}, nil
}

// tryOut forecasts the file's own past from each week of it. A forecast is never shown without its
// record; --backtest shows it for every level.
func (c ForecastCommand) tryOut(s forecast.Series, opt forecast.Options, out *forecastOut) error {
	opt.Added = nil
	record, err := forecast.Backtest(s, 7*c.Horizon, opt.History, opt)
	if err != nil {
		return badInput(err)
	}
	out.Backtest = map[string]trial{}
	for _, level := range forecast.Levels {
		out.Backtest[fmt.Sprint(level)] = trial{record.Covered[level], record.Origins}
		if level == promised || c.Backtest && record.Origins > 0 {
			out.sentences = append(out.sentences, record.Sentence(level))
		}
	}
	out.Pinball = &record.Pinball
	return nil
}

func (c ForecastCommand) print(out io.Writer, o forecastOut) error {
	question := fmt.Sprintf("When are %s more done?", counted(c.Items, "item"))
	if c.By != "" {
		question = "How many are done by " + c.By + "?"
	}
	fmt.Fprintf(out, "%s %s were finished until %s.\n", question, counted(o.Finished, "item"),
		o.AsOf)
	for _, level := range []struct {
		chance int
		at     any
	}{{50, o.P50}, {70, o.P70}, {85, o.P85}, {95, o.P95}} {
		shown := fmt.Sprint(level.at)
		if level.at == nil {
			shown = "not within ten years"
		}
		fmt.Fprintf(out, "  %d %%  %s  %s\n", level.chance, bar(float64(level.chance)/100), shown)
	}
	for _, sentence := range o.sentences {
		fmt.Fprintln(out, strings.TrimSpace(sentence))
	}
	printFlow(out, o)
	return nil
}
