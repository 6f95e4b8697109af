package cli

import (
	"fmt"
	"math"

	"github.com/throughlinehq/throughline/engine/stats"
	"github.com/throughlinehq/throughline/internal/kit/fault"
)

// PowerCommand says how many users an experiment needs, or what it can find with those it has.
type PowerCommand struct {
	Rate    float64 `help:"Share of the control that converts, such as 0.1." placeholder:"P"`
	SD      float64 `name:"sd" help:"Standard deviation of a mean, instead of a rate." placeholder:"SD"`
	MDE     float64 `name:"mde" help:"Least difference worth finding, absolute." placeholder:"D"`
	Margin  float64 `help:"Ask for no harm beyond this margin, one-sided, instead of --mde." placeholder:"D"`
	N       float64 `name:"n" help:"Users of the control that there are." placeholder:"N"`
	Alpha   float64 `help:"Chance of finding what is not there." default:"0.05"`
	Power   float64 `help:"Chance of finding what is there." default:"0.8"`
	Ratio   float64 `help:"Users of the treatment for one of the control." default:"1"`
	Rho     float64 `help:"Correlation with a covariate from before, for CUPED." default:"0"`
	Cluster float64 `help:"Users of a cluster, such as a team, where clusters are assigned." default:"1"`
	ICC     float64 `name:"icc" help:"Correlation of users of the same cluster." default:"0"`
	Format  string  `help:"What is printed: text or json." enum:"text,json" default:"text"`
}

// Help shows examples below the flags.
func (PowerCommand) Help() string {
	return `Examples:
  throughline experiment power --rate 0.1 --mde 0.01          how many users?
  throughline experiment power --sd 10 --mde 1 --power 0.9 --rho 0.6 --ratio 0.25
  throughline experiment power --sd 10 --n 3000 --rho 0.6      what can be found?
  throughline experiment power --sd 10 --mde 1 --n 500         how likely is it found?
  throughline experiment power --sd 10 --margin 0.5            how many users show no harm?
  throughline experiment power --sd 10 --mde 1 --cluster 20 --icc 0.05

A --rate with --margin, --rho, --cluster or --n is planned as a mean with the standard deviation
sqrt(p*(1-p)); of a ratio give the standard deviation of its linear form, (m - ratio*d) / mean(d).`
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
	case c.MDE != 0 && c.Margin != 0:
		return nil, "", fault.New(fault.Invalid, "say either --mde or --margin")
	case !(min(c.Ratio, c.Cluster) > 0):
		return nil, "", fault.New(fault.Invalid, "--ratio and --cluster must be more than 0")
	case c.Rate != 0 && !(c.Rate > 0 && c.Rate < 1):
		return nil, "", fault.New(fault.Invalid, "--rate %g is not between 0 and 1", c.Rate)
	}
	plain := c.MDE != 0 && c.N == 0 && c.Rho == 0 && c.Cluster == 1
	if c.Rate != 0 && plain {
		size, err := stats.SizeForProportion(c.Rate, c.MDE, c.Alpha, c.Power, c.Ratio)
		return size, fmt.Sprintf("%s find %+g from %g with a chance of %g %%.",
			c.users(size.PooledNull), c.MDE, c.Rate, 100*c.Power), err
	}
	p := stats.MeanPlan{SD: c.SD, Alpha: c.Alpha, Power: c.Power, MDE: c.MDE, N: c.N,
		Ratio: c.Ratio, Rho: c.Rho, ClusterSize: c.Cluster, ICC: c.ICC}
	if c.Rate != 0 {
		p.SD = math.Sqrt(c.Rate * (1 - c.Rate))
	}
	if c.Margin != 0 {
		p.MDE, p.NoHarm = c.Margin, true
	}
	return c.mean(p)
}

func (c PowerCommand) mean(p stats.MeanPlan) (answer any, sentence string, err error) {
	find := fmt.Sprintf("find %g", p.MDE)
	if p.NoHarm {
		find = fmt.Sprintf("show that nothing is worse by %g, if nothing is,", p.MDE)
	}
	switch {
	case p.MDE != 0 && p.N != 0:
		power, err := p.Chance()
		return power, fmt.Sprintf("%s %s with a chance of %.1f %%.", c.users(p.N), find,
			100*power.Exact), err
	case p.MDE != 0:
		size, err := p.Size()
		return size, fmt.Sprintf("%s %s with a chance of %g %%.", c.users(size.Exact), find,
			100*p.Power), err
	case p.N != 0:
		found, err := p.Detectable()
		return found, fmt.Sprintf("%s find %.4g (%.4g with CUPED) with a chance of %g %%.",
			c.users(p.N), found.Absolute, found.CUPED, 100*p.Power), err
	}
	return nil, "", fault.New(fault.Invalid, "say --mde or --margin, --n or both")
}

// users says how many there are of both variants.
func (c PowerCommand) users(control float64) string {
	n := math.Ceil(control)
	if c.Ratio == 1 {
		return whole(n) + " users of each variant"
	}
	return fmt.Sprintf("%s users of the control and %s of the treatment", whole(n),
		whole(math.Ceil(n*c.Ratio)))
}

// whole writes a number of users, however large.
func whole(n float64) string {
	if n < 1e15 {
		return thousands(int(n))
	}
	return fmt.Sprintf("%.3g", n)
}
