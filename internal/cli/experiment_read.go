package cli

import (
	"cmp"
	"errors"
	"fmt"
	"io"
	"math"
	"strconv"
	"strings"

	"github.com/throughlinehq/throughline/engine/experiment"
	"github.com/throughlinehq/throughline/internal/cli/planpage"
	"github.com/throughlinehq/throughline/internal/feedback/intake"
	"github.com/throughlinehq/throughline/internal/kit/fault"
)

// ReadExperimentCommand goes from raw rows to a verdict.
type ReadExperimentCommand struct {
	Events    string `required:"" help:"Rows with timestamp, user_id, event, and perhaps event_id and value." placeholder:"FILE"`
	Exposures string `required:"" help:"Rows with timestamp, user_id, experiment and variant." placeholder:"FILE"`
	Plan      string `required:"" help:"What was decided beforehand, as JSON." placeholder:"FILE"`
	HTML      string `name:"html" help:"Write the read-out to this file, as a page that can be mailed." placeholder:"OUT"`
	Format    string `help:"What is printed: text or json." enum:"text,json" default:"text"`
}

// Help shows examples below the flags.
func (ReadExperimentCommand) Help() string {
	return `Examples:
  throughline experiment read --events events.csv --exposures exposures.csv --plan plan.json
  throughline experiment read ... --html readout.html

The plan:
  {"experiment": "checkout-v2", "control": "control", "treatment": "treatment",
   "window_days": 12, "pre_window_days": 14, "alpha": 0.05,
   "metrics": [{"name": "conversion", "kind": "proportion", "event": "purchase", "role": "primary"},
     {"name": "revenue", "kind": "mean", "event": "purchase", "role": "guardrail", "cuped": true}]}
Kinds: proportion, mean, count, ratio, quantile. A mean or count may have cap_percentile, a
guardrail a margin. A quantile says which, "quantile": 0.95, and is of the values of all events, of
which one user may have many.
"users": 20000 is how many the plan waits for, "looks": 5 how often it is read on the way, each
time by users whose window has ended. "mode" is group-sequential (default), fixed (read once, at
the end) or confidence-sequence (read at any time); "spending" says how alpha is spent over the
looks. Without users the rows are the whole test.`
}

// Run reads the rows and prints the verdict.
func (c ReadExperimentCommand) Run(env *Env) error {
	raw, err := readWhole(env, c.Plan)
	if err != nil {
		return err
	}
	var plan experiment.Plan
	if err := strictJSON(c.Plan, raw, &plan); err != nil {
		return err
	}
	events, err := c.events(env)
	if err != nil {
		return err
	}
	exposures, err := c.exposures(env)
	if err != nil {
		return err
	}
	r, err := experiment.Read(plan, events, exposures)
	if err != nil {
		return badInput(err)
	}
	if c.HTML != "" {
		err := writeFile(c.HTML, func(out io.Writer) error {
			return planpage.WriteReadout(out, r, today())
		})
		if err != nil {
			return err
		}
	}
	if c.Format == "json" {
		return printJSON(env, r)
	}
	return printReadout(env.Out, plan, r)
}

// eachRow reads a file whose columns have these names; a name that ends with ? may be missing.
func eachRow(
	env *Env, path string, names []string, visit func(row intake.Row, cells []string) error,
) error {
	file, err := openRows(env, path)
	if err != nil {
		return err
	}
	defer file.close()
	places := make([]int, len(names))
	for i, name := range names {
		optional := name[len(name)-1] == '?'
		if optional {
			name = name[:len(name)-1]
		}
		if places[i], err = file.column("plan", name); err != nil {
			if !optional {
				return fault.New(fault.Invalid, "%s has no column %q. It has: %s.", file.name, name,
					file.columnList())
			}
			places[i] = -1
		}
	}
	cells := make([]string, len(names))
	return file.each(func(row intake.Row) (bool, error) {
		for i, at := range places {
			cells[i] = cell(row, at)
		}
		if err := env.Context.Err(); err != nil {
			return false, err // half of the rows would be another experiment
		}
		return true, ofFile(file.name, visit(row, cells))
	})
}

// ofFile says in which of several files a row is wrong.
func ofFile(name string, err error) error {
	var e *fault.Error
	if !errors.As(err, &e) {
		return err
	}
	return fault.New(e.Kind, "%s, %s", name, strings.Replace(e.Error(), "Line", "line", 1))
}

// filled refuses a row where a cell that must have something has nothing.
func filled(row intake.Row, names, cells []string) error {
	for i, name := range names {
		if cells[i] == "" && name[len(name)-1] != '?' {
			return fault.New(fault.Invalid, "%s: %s is empty.", place(row), name)
		}
	}
	return nil
}

func (c ReadExperimentCommand) events(env *Env) (events []experiment.Event, err error) {
	names := []string{"timestamp", "user_id", "event", "event_id?", "value?"}
	err = eachRow(env, c.Events, names, func(row intake.Row, cells []string) error {
		if err := filled(row, names, cells); err != nil {
			return err
		}
		at, known := intake.ParseTime(cells[0], false)
		if !known {
			return fault.New(fault.Invalid, "%s: %s is not a time.", place(row), quoted(cells[0]))
		}
		e := experiment.Event{At: at, User: cells[1], Name: cells[2], ID: cells[3]}
		if cells[4] != "" {
			e.Value, err = strconv.ParseFloat(cells[4], 64)
			if err != nil || math.IsNaN(e.Value) || math.IsInf(e.Value, 0) {
				return fault.New(fault.Invalid, "%s: %s is not a number.", place(row),
					quoted(cells[4]))
			}
		}
		events = append(events, e)
		return nil
	})
	return events, err
}

func (c ReadExperimentCommand) exposures(env *Env) (all []experiment.Exposure, err error) {
	names := []string{"timestamp", "user_id", "variant", "experiment?"}
	err = eachRow(env, c.Exposures, names, func(row intake.Row, cells []string) error {
		if err := filled(row, names, cells); err != nil {
			return err
		}
		at, known := intake.ParseTime(cells[0], false)
		if !known {
			return fault.New(fault.Invalid, "%s: %s is not a time.", place(row), quoted(cells[0]))
		}
		all = append(all, experiment.Exposure{At: at, User: cells[1], Variant: cells[2],
			Experiment: cells[3]})
		return nil
	})
	return all, err
}

// printReadout draws each effect with its interval around nothing.
func printReadout(out io.Writer, plan experiment.Plan, r experiment.Readout) error {
	fmt.Fprintf(out, "%s: %s. %s\n%d users of %s, %d of %s, %d exposed to both and left out; "+
		"sample ratio p %.3g\n", cmp.Or(r.Experiment, "The experiment"), r.Verdict, r.Reason,
		r.Exposed[plan.Control], plan.Control, r.Exposed[plan.Treatment], plan.Treatment,
		r.MultipleExcluded, r.SRM)
	for _, m := range r.Metrics {
		fmt.Fprintf(out, "  %s %-9s %.4g to %.4g  effect %+.3g [%+.3g, %+.3g]  p %.3g  %s\n",
			padded(m.Name, nameWidth), m.Role, m.Control, m.Treatment, m.Effect, float64(m.CI[0]),
			float64(m.CI[1]), m.P, m.Shown)
	}
	for _, m := range r.Metrics {
		if m.Role == "primary" && r.Plan.Users > 0 {
			printLooks(out, r.Plan, m)
		}
	}
	for _, problem := range r.Health.Problems {
		fmt.Fprintln(out, problem)
	}
	_, err := fmt.Fprintf(out, "inputs %s\n", r.Inputs)
	return err
}

// printLooks shows what stood at each look, and what it was held against.
func printLooks(out io.Writer, plan experiment.Plan, m experiment.Outcome) {
	fmt.Fprintf(out, "%s, %s, of %s users:\n", m.Name, plan.Mode, thousands(plan.Users))
	for _, l := range m.Looks {
		if l.Empty != "" {
			fmt.Fprintf(out, "  %9s users  %s\n", thousands(l.Users), l.Empty)
			continue
		}
		crossed := ""
		if l.Crossed {
			crossed = "  crossed"
		}
		fmt.Fprintf(out, "  %9s users  z %+.2f of %.2f  effect %+.3g [%+.3g, %+.3g]%s\n",
			thousands(l.Users), l.Z, l.Bound, l.Effect, float64(l.CI[0]), float64(l.CI[1]), crossed)
	}
}
