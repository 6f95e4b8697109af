package cli

import (
	"fmt"
	"io"

	"github.com/throughlinehq/throughline/engine/experiment"
	"github.com/throughlinehq/throughline/internal/kit/fault"
)

// SimulateExperimentCommand follows a plan many times.
type SimulateExperimentCommand struct {
	Plan   string  `required:"" help:"What is decided beforehand, as JSON; - reads standard input." placeholder:"FILE"`
	Rate   float64 `help:"Share of the control that converts, such as 0.1." placeholder:"P"`
	Mean   float64 `help:"Mean of the control, instead of a rate." placeholder:"M"`
	SD     float64 `name:"sd" help:"Standard deviation of one user, with --mean." placeholder:"SD"`
	Effect float64 `help:"The effect there is, in the plan's difference; without it the primary metric's mde." placeholder:"E"`
	Rho    float64 `help:"Correlation with the same from before, for CUPED." placeholder:"R"`
	Events float64 `help:"Events of one user, on average, for a ratio; 3 without." placeholder:"N"`
	Runs   int     `help:"How often the plan is followed, in each world." default:"2000"`
	Seed   uint64  `help:"The same seed gives the same answer." default:"1"`
	Format string  `help:"What is printed: text or json." enum:"text,json" default:"text"`
}

// Help shows examples below the flags.
func (SimulateExperimentCommand) Help() string {
	return `Examples:
  throughline experiment simulate --plan plan.json --rate 0.2 --effect 0.2
  throughline experiment simulate --plan plan.json --mean 30 --sd 55 --effect 0.1 --runs 10000
  throughline experiment simulate --plan plan.json --rate 0.2 --effect 0.2 --format json
  throughline experiment simulate --plan cuped.json --mean 30 --sd 55 --effect 0.1 --rho 0.7

The plan is the one of "experiment read", with "users"; its first primary metric is simulated as it
is: with CUPED, with a cap, as a ratio (--mean and --sd are then of each user's own ratio). It is
followed in a world without an effect and in one that has it. The answer: how often it finds what is
not there, how often it finds what is there, with how many users, and how often its intervals hold
the truth. Ctrl-C ends it with what has been simulated so far.`
}

// Run simulates and prints what came of it.
func (c SimulateExperimentCommand) Run(env *Env) error {
	if (c.Rate != 0) == (c.Mean != 0) {
		return fault.New(fault.Invalid, "say either --rate or --mean and --sd")
	}
	raw, err := readWhole(env, c.Plan)
	if err != nil {
		return err
	}
	var plan experiment.Plan
	if err := strictJSON(c.Plan, raw, &plan); err != nil {
		return err
	}
	for _, m := range plan.Metrics {
		if m.Role == "primary" && (m.Kind == "proportion") != (c.Rate != 0) {
			return fault.New(fault.Invalid, "the primary metric %s is a %s: a proportion needs "+
				"--rate, all others --mean and --sd", m.Name, m.Kind)
		}
	}
	progress := newProgress(env.Err, "runs")
	world := experiment.World{Mean: c.Rate + c.Mean, SD: c.SD, Effect: c.Effect,
		Correlation: c.Rho, Events: c.Events}
	r, err := experiment.Simulate(plan, world, experiment.SimulateOptions{Runs: c.Runs,
		Seed: c.Seed, Progress: func(done, all int) bool {
			progress.show(int64(done), int64(all))
			return env.Context.Err() == nil
		}})
	progress.end()
	if err != nil {
		return badInput(err)
	}
	if r.Runs < c.Runs {
		fmt.Fprintf(env.Err, "Stopped after %s of %s runs.\n", thousands(r.Runs), thousands(c.Runs))
	}
	if c.Format == "json" {
		return printJSON(env, r)
	}
	return printSimulated(env.Out, plan, r)
}

func printSimulated(out io.Writer, plan experiment.Plan, r experiment.Calibration) error {
	fmt.Fprintf(out, "%s runs of %s users, effect %+g of %g, seed %d\n", thousands(r.Runs),
		thousands(plan.Users), r.World.Effect, r.World.Mean, r.Seed)
	if r.World.Shown != r.World.Effect {
		fmt.Fprintf(out, "  of which the cap leaves an effect of %+.3g\n", r.World.Shown)
	}
	for _, row := range []struct {
		what  string
		share float64
		note  string
	}{
		{"finds what is not there", r.FalsePositives, ""},
		{"a plain test at each look would", r.FalseIfPeeking, ""},
		{"finds what is there", r.Power, fmt.Sprintf("  and then shows %.2f times the effect",
			r.Overstated)},
		{"interval at the end holds the truth", r.CoverageEnd, ""},
		{"interval where it stopped does", r.CoverageStop, ""},
		{"alarm of the sample ratio", r.SRMAlarms, ""},
	} {
		fmt.Fprintf(out, "  %-36s %6.2f %%%s\n", row.what, 100*row.share, row.note)
	}
	fmt.Fprintf(out, "  users until it ends: %s without the effect, %s with it; it had ended at",
		thousands(int(r.UsersNone)), thousands(int(r.UsersEffect)))
	for k, share := range r.Stopped {
		fmt.Fprintf(out, " look %d: %.0f %%", k+1, 100*share)
		if k < len(r.Stopped)-1 {
			fmt.Fprint(out, ",")
		}
	}
	_, err := fmt.Fprintln(out)
	return err
}
