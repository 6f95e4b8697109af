package cli

import (
	"cmp"
	"fmt"
	"io"
	"math"
	"strings"
	"time"

	"github.com/throughlinehq/throughline/engine/input"
	"github.com/throughlinehq/throughline/engine/schedule"
	"github.com/throughlinehq/throughline/engine/schedule/lever"
	"github.com/throughlinehq/throughline/internal/kit/fault"
)

// solved is a model with its plan: the one given, or the one found.
type solved struct {
	File      string `arg:"" help:"A model as JSON; - reads standard input."`
	Plan      string `help:"Its solution, as plan schedule writes it; solved anew without one." placeholder:"FILE"`
	Schedules int    `help:"How many schedules may be built when it is solved anew." placeholder:"N"`
	Seed      uint64 `help:"The same file and seed give the same answer." default:"0"`
	Format    string `help:"What is printed: text or json." enum:"text,json" default:"text"`
}

func (c solved) load(env *Env) (schedule.Model, schedule.Plan, error) {
	m, err := readModel(env, c.File)
	if err != nil {
		return m, schedule.Plan{}, err
	}
	if c.Plan == "" {
		p, err := schedule.Solve(m, schedule.Options{Schedules: c.Schedules, Seed: c.Seed,
			Progress: within(env, m)})
		return m, p, badInput(err)
	}
	p, err := readPlan(env, c.Plan)
	return m, p, err
}

// within lets a search go on until Ctrl-C, or until the time that the model gives it is up.
func within(env *Env, m schedule.Model) func(int, float64) bool {
	end := time.Now().Add(mostTime)
	if m.Limits != nil && m.Limits.MS > 0 {
		end = time.Now().Add(time.Duration(m.Limits.MS) * time.Millisecond)
	}
	return func(int, float64) bool { return env.Context.Err() == nil && time.Now().Before(end) }
}

// readPlan reads the plan of a solution, as plan schedule and plan replan write it.
func readPlan(env *Env, path string) (schedule.Plan, error) {
	raw, err := readWhole(env, path)
	if err != nil {
		return schedule.Plan{}, err
	}
	var s solution
	if err := input.Loose(raw, &s); err != nil {
		return schedule.Plan{}, inFile(path, err)
	}
	if s.Plan == nil {
		return schedule.Plan{}, fault.New(fault.Invalid,
			"%s is not a solution of a model: it has no plan. `plan schedule --format json` "+
				"writes one.", inputName(path))
	}
	return *s.Plan, nil
}

// ExplainCommand says why an item finishes when it does.
type ExplainCommand struct {
	solved
	Item   string `arg:"" optional:"" help:"The item or milestone; every late one without."`
	Levers bool   `help:"Also say what more people, dropping, splitting or unlocking would buy." default:"true" negatable:""`
}

// Help shows examples below the flags.
func (ExplainCommand) Help() string {
	return `Examples:
  throughline plan explain roadmap.json
  throughline plan explain roadmap.json HAR-12 --plan solution.json

What would help is found by planning anew with one more person for each team, without each lock,
and without, or with halves of, the items that hold most others up; --no-levers leaves it out.`
}

// Run explains one item, or every late one.
func (c ExplainCommand) Run(env *Env) error {
	m, plan, err := c.load(env)
	if err != nil {
		return err
	}
	wanted := []string{c.Item}
	if c.Item == "" {
		wanted = lateOnes(plan)
	}
	all := []schedule.Explanation{}
	for _, item := range wanted {
		e, err := schedule.Explain(m, plan, item)
		if err != nil {
			return badInput(err)
		}
		all = append(all, e)
	}
	levers := []lever.Lever{}
	if c.Levers {
		levers, err = lever.All(m, plan, c.Item, schedule.Options{Seed: c.Seed,
			Progress: func(int, float64) bool { return env.Context.Err() == nil }})
		if err != nil {
			return badInput(err)
		}
	}
	stopped(env)
	if c.Format == "json" {
		return printJSON(env, map[string]any{"explanations": all, "levers": levers})
	}
	if len(all) == 0 {
		fmt.Fprintln(env.Out, "Nothing is late. Name an item to hear why it starts then.")
	}
	for _, e := range all {
		printExplanation(plainly{env.Out}, e)
	}
	printLevers(plainly{env.Out}, levers, cmp.Or(m.Calendar.Unit, "week"))
	return nil
}

// lateOnes are the items and milestones that miss their due dates.
func lateOnes(plan schedule.Plan) (late []string) {
	for _, item := range plan.Items {
		if item.Late > 0 {
			late = append(late, item.ID)
		}
	}
	for _, stone := range plan.Milestones {
		if stone.Late > 0 {
			late = append(late, stone.ID)
		}
	}
	return late
}

// mostLevers are shown to people; programs get all.
const mostLevers = 12

func printLevers(out io.Writer, levers []lever.Lever, unit string) {
	if len(levers) == 0 {
		return
	}
	fmt.Fprintln(out, "\nWhat would help:")
	for _, text := range leverTexts(levers[:min(len(levers), mostLevers)], unit) {
		fmt.Fprintln(out, "  "+text)
	}
	if more := len(levers) - mostLevers; more > 0 {
		fmt.Fprintf(out, "  and %d more; --format json shows them all\n", more)
	}
}

// leverTexts says what levers would buy.
func leverTexts(levers []lever.Lever, unit string) []string {
	var texts []string
	for _, l := range levers {
		var buys []string
		if l.Sooner > 0 {
			buys = append(buys, counted(l.Sooner, unit)+" sooner")
		}
		if l.Late > 0 {
			buys = append(buys, counted(l.Late, unit)+" less late in all")
		}
		switch money := int(math.Round(l.Saves)); {
		case money > 0:
			buys = append(buys, thousands(money)+" less cost of delay")
		case money < 0:
			buys = append(buys, thousands(-money)+" more cost of delay elsewhere")
		}
		texts = append(texts, l.Text+": "+strings.Join(buys, ", "))
	}
	return texts
}

func printExplanation(out io.Writer, e schedule.Explanation) {
	fmt.Fprintf(out, "%s: %s\n", e.Item, e.Text)
	for _, step := range e.Chain {
		who := step.Team
		if step.By != "" {
			who += ", which does " + step.By
		}
		line := fmt.Sprintf("  %4d–%-4d %-9s %s  %s", step.From, step.To, step.Kind, step.Item, who)
		fmt.Fprintln(out, strings.TrimRight(line, " "))
	}
}

// SimulateCommand says how sure a plan is.
type SimulateCommand struct {
	solved
	Draws int `help:"How often the plan is replayed; 0 means 2,000, fewer for large models." default:"0"`
}

// Help shows examples below the flags.
func (SimulateCommand) Help() string {
	return `Examples:
  throughline plan simulate roadmap.json
  throughline plan simulate roadmap.json --plan solution.json --draws 10000 --format json

Efforts are drawn from their ranges, the order of the plan is kept.`
}

// Run replays the plan.
func (c SimulateCommand) Run(env *Env) error {
	m, plan, err := c.load(env)
	if err != nil {
		return err
	}
	shown := newProgress(env.Err, "draws")
	outlook, err := schedule.Simulate(m, plan, schedule.SimulateOptions{Draws: c.Draws,
		Seed: c.Seed, Progress: func(draws int) bool {
			shown.show(int64(draws), int64(c.Draws))
			return env.Context.Err() == nil
		}})
	shown.end()
	if err != nil {
		return badInput(err)
	}
	stopped(env)
	if c.Format == "json" {
		return printJSON(env, outlook)
	}
	return printOutlook(plainly{env.Out}, m, outlook)
}
