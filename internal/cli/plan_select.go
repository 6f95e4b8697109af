package cli

import (
	"bytes"
	"fmt"
	"io"
	"maps"
	"math"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/throughlinehq/throughline/engine/selection"
	"github.com/throughlinehq/throughline/internal/kit/fault"
)

// SelectCommand chooses what goes into the next release.
type SelectCommand struct {
	File   string        `arg:"" help:"A problem as JSON, or in the classic text format; - reads standard input."`
	Budget float64       `help:"The budget; up to 1 it is a part of what everything costs." placeholder:"RATIO|ABSOLUTE"`
	Steps  int           `help:"How many moves the search may make." placeholder:"N"`
	Time   time.Duration `help:"Search that long instead, such as 1s." placeholder:"D"`
	Seed   uint64        `help:"The same file, seed and steps give the same answer." default:"0"`
	Front  bool          `help:"Also list the choices that are best for their cost, whatever the budget."`
	Format string        `help:"What is printed: text or json." enum:"text,json" default:"text"`
}

// Help shows examples below the flags.
func (SelectCommand) Help() string {
	return `Examples:
  throughline plan select nrp1.txt --budget 0.3
  throughline plan select release.json --time 1s --format json
  throughline plan select release.json --budget 40 --front

With groups that exclude each other, or with several budgets, the front is looked for with growing
shares of the budgets, of several in the proportion that they have; each point says whether it is
proven. That may take as much time again as --time allows the choice.

A problem as JSON:
  {"budgets": {"person_weeks": 40},
   "requirements": [{"id": "sso", "cost": 5, "value": 0, "needs": ["audit"]}, ...],
   "customers": [{"id": "brackwater", "profit": 120, "wants": ["sso"]}, ...],
   "rules": [{"kind": "excludes", "items": ["a", "b"]}]}
Rules are requires (the first needs all others), excludes, at_most_one and together. A cost is a
number, or one number for each budget.`
}

// selectFile is a problem with the names that its file uses.
type selectFile struct {
	problem                 *selection.Problem
	customers, requirements []any
	budgets                 []string
}

// selected is the answer; its field names are a contract.
type selected struct {
	Profit       float64            `json:"profit"`
	Cost         any                `json:"cost"`   // a number, or one for each budget
	Budget       any                `json:"budget"` // as cost
	Customers    []any              `json:"customers"`
	Requirements []any              `json:"requirements"`
	Bound        float64            `json:"bound"`
	Gap          float64            `json:"gap"`
	Optimal      bool               `json:"optimal"`
	Seconds      float64            `json:"seconds"`
	Prices       map[string]float64 `json:"prices"` // what one more unit of a budget is worth
	Steps        int                `json:"steps"`
	Seed         uint64             `json:"seed"`
	Front        []frontPoint       `json:"front,omitempty"`
}

// Run chooses and prints.
func (c SelectCommand) Run(env *Env) error {
	if c.Steps < 0 || c.Time < 0 || c.Time > mostTime || c.Steps > 0 && c.Time > 0 {
		return fault.New(fault.Invalid,
			"Give --steps or --time, not both; steps are 0 or more, time is at most 24h.")
	}
	file, err := readSelect(env, c.File)
	if err != nil {
		return err
	}
	if err := file.setBudget(c.Budget); err != nil {
		return err
	}
	began := time.Now()
	shown := newProgress(env.Err, "moves")
	options := selection.Options{Steps: c.Steps, Seed: c.Seed,
		Progress: func(steps int, _ float64) bool {
			shown.show(int64(steps), int64(c.Steps))
			return env.Context.Err() == nil && (c.Time == 0 || time.Since(began) < c.Time)
		}}
	if c.Time > 0 {
		options.Steps = 2_000_000_000
	}
	choice, err := selection.Solve(file.problem, options)
	shown.end()
	if err != nil {
		return badInput(err)
	}
	out := file.answer(choice)
	out.Seconds, out.Seed = time.Since(began).Seconds(), c.Seed
	if c.Front {
		options.Steps, began = c.Steps, time.Now()
		if out.Front, err = file.front(options); err != nil {
			return badInput(err)
		}
	}
	stopped(env)
	if c.Format == "json" {
		return printJSON(env, out)
	}
	return file.print(plainly{env.Out}, choice, out)
}

// readSelect reads a problem in either format.
func readSelect(env *Env, path string) (*selectFile, error) {
	raw, err := readWhole(env, path)
	if err != nil {
		return nil, err
	}
	if isJSON(raw) {
		var model selectModel
		if err := strictJSON(path, raw, &model); err != nil {
			return nil, err
		}
		if len(model.Requirements) == 0 {
			return nil, fault.New(fault.Invalid,
				"%s has no requirements, so there is nothing to choose.", inputName(path))
		}
		return model.file()
	}
	p, err := selection.Read(bytes.NewReader(raw))
	if err != nil {
		return nil, inFile(path, err)
	}
	f := &selectFile{problem: p, budgets: []string{"cost"}}
	for i := range p.Requirements {
		f.requirements = append(f.requirements, i+1)
	}
	for i := range p.Customers {
		f.customers = append(f.customers, i+1)
	}
	return f, nil
}

// setBudget puts the budget of the command line in place of the file's first.
func (f *selectFile) setBudget(budget float64) error {
	switch {
	case !(budget >= 0) || math.IsInf(budget, 1):
		return fault.New(fault.Invalid, "--budget must be 0 or more, not %g.", budget)
	case budget > 0 && budget <= 1:
		f.problem.Budgets[0] = f.problem.Ratio(budget)
	case budget > 0:
		f.problem.Budgets[0] = budget
	case f.problem.Budgets[0] == 0 && f.budgets[0] == "cost":
		return fault.New(fault.Invalid, "The classic format has no budget: say it with --budget, "+
			"such as 0.3 for three tenths of what everything costs.")
	}
	return nil
}

func (f *selectFile) answer(c selection.Choice) selected {
	out := selected{Profit: c.Profit, Bound: c.Bound, Gap: c.Gap, Optimal: c.Optimal,
		Steps: c.Steps, Customers: []any{}, Requirements: []any{}, Prices: map[string]float64{}}
	for _, i := range c.Customers {
		out.Customers = append(out.Customers, f.customers[i])
	}
	for _, i := range c.Requirements {
		out.Requirements = append(out.Requirements, f.requirements[i])
	}
	cost, budget := map[string]float64{}, map[string]float64{}
	for k, name := range f.budgets {
		cost[name], budget[name] = c.Cost[k], f.problem.Budgets[k]
		out.Prices[name] = c.Prices[k]
	}
	out.Cost, out.Budget = cost, budget
	if len(f.budgets) == 1 {
		out.Cost, out.Budget = c.Cost[0], f.problem.Budgets[0]
	}
	return out
}

const mostListed = 40 // requirements or corners

func (f *selectFile) print(out io.Writer, c selection.Choice, o selected) error {
	how := fmt.Sprintf("no choice has more than %s, a gap of %.3f %%", amountText(o.Bound),
		100*o.Gap)
	if o.Optimal {
		how = "proven to be the most"
	}
	fmt.Fprintf(out, "profit %s (%s) with %s for %s, in %.2f s\n", amountText(o.Profit), how,
		counted(len(o.Requirements), "requirement"), counted(len(o.Customers), "customer"),
		o.Seconds)
	for k, name := range f.budgets {
		share := c.Cost[k] / max(1e-9, f.problem.Budgets[k])
		fmt.Fprintf(out, "%s %s %s of %s; one more unit is worth about %.3g\n", padded(name, 16),
			bar(min(1, share)), amountText(c.Cost[k]), amountText(f.problem.Budgets[k]),
			c.Prices[k])
	}
	names := make([]string, 0, mostListed)
	for _, r := range o.Requirements[:min(len(o.Requirements), mostListed)] {
		names = append(names, fmt.Sprint(r))
	}
	line := strings.Join(names, ", ")
	if more := len(o.Requirements) - mostListed; more > 0 {
		line += fmt.Sprintf(" and %d more", more)
	}
	fmt.Fprintf(out, "in: %s\n", line)
	if len(o.Front) > 0 {
		fmt.Fprintln(out)
		f.printFront(out, o.Front)
	}
	return nil
}

// amountText writes a number without needless decimals.
func amountText(v float64) string { return strconv.FormatFloat(v, 'f', -1, 64) }

// sortedKeys are the names of a map in order.
func sortedKeys[V any](m map[string]V) []string { return slices.Sorted(maps.Keys(m)) }
