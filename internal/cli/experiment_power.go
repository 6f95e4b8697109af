package cli

import (
	"fmt"
	"math"

	"github.com/throughlinehq/throughline/engine/stats"
	"github.com/throughlinehq/throughline/internal/kit/fault"
)

// PowerCommand says how many users an experiment needs, or what it can find with those it has.
type PowerCommand struct {
	Rate   float64 `help:"Share of the control that converts, such as 0.1." placeholder:"P"`
	SD     float64 `name:"sd" help:"Standard deviation of a mean, instead of a rate." placeholder:"SD"`
	MDE    float64 `name:"mde" help:"Least difference worth finding, absolute." placeholder:"D"`
	N      float64 `name:"n" help:"Users per variant that there are." placeholder:"N"`
	Alpha  float64 `help:"Chance of finding what is not there." default:"0.05"`
	Power  float64 `help:"Chance of finding what is there." default:"0.8"`
	Ratio  float64 `help:"Users of the treatment for one of the control." default:"1"`
	Rho    float64 `help:"Correlation with a covariate from before, for CUPED." default:"0"`
	Format string  `help:"What is printed: text or json." enum:"text,json" default:"text"`
}

// Help shows examples below the flags.
func (PowerCommand) Help() string {
	return `Examples:
  throughline experiment power --rate 0.1 --mde 0.01          how many users?
  throughline experiment power --sd 10 --mde 1 --power 0.9
  throughline experiment power --sd 10 --n 3000 --rho 0.6      what can be found?
  throughline experiment power --sd 10 --mde 1 --n 500         how likely is it found?`
}

// Run answers what the flags leave open.
func (c PowerCommand) Run(env *Env) error {
	answer, sentence, err := c.answer()
	if err != nil {
		return badInput(err)
	}
	if c.Format == "json" {
		return printJSON(env, answer)
	}
	_, err = fmt.Fprintln(env.Out, sentence)
	return err
}

func (c PowerCommand) answer() (answer any, sentence string, err error) {
	switch {
	case (c.Rate != 0) == (c.SD != 0):
		return nil, "", fault.New(fault.Invalid, "say either --rate or --sd")
	case c.Rate != 0 && c.MDE != 0 && c.N == 0:
		size, err := stats.SizeForProportion(c.Rate, c.MDE, c.Alpha, c.Power, c.Ratio)
		n := math.Ceil(size.PooledNull)
		return size, fmt.Sprintf("%s users of the control and %s of the treatment find %+g from "+
			"%g with a chance of %g %%.", thousands(int(n)), thousands(int(math.Ceil(n*c.Ratio))),
			c.MDE, c.Rate, 100*c.Power), err
	case c.Rate != 0:
		return nil, "", fault.New(fault.Invalid, "a --rate needs --mde and answers with users; "+
			"for what can be found with --n, give --sd (for a rate p it is sqrt(p*(1-p)))")
	case c.MDE != 0 && c.N != 0:
		power, err := stats.PowerOfMean(c.SD, c.MDE, c.N, c.Alpha)
		return power, fmt.Sprintf("%s users of each variant find %g with a chance of %.1f %%.",
			thousands(int(c.N)), c.MDE, 100*power.Exact), err
	case c.MDE != 0:
		size, err := stats.SizeForMean(c.SD, c.MDE, c.Alpha, c.Power)
		return size, fmt.Sprintf("%s users of each variant find %g with a chance of %g %%.",
			thousands(int(math.Ceil(size.Exact))), c.MDE, 100*c.Power), err
	case c.N != 0:
		found, err := stats.DetectableMean(c.SD, c.N, c.Alpha, c.Power, c.Rho)
		return found, fmt.Sprintf("%s users of each variant find %.4g (%.4g with CUPED) with a "+
			"chance of %g %%.", thousands(int(c.N)), found.Absolute, found.CUPED, 100*c.Power), err
	}
	return nil, "", fault.New(fault.Invalid, "say --mde, --n or both")
}
