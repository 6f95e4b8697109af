package selection

import (
	"fmt"
	"math"
	"slices"
)

// Options steer a search; the zero value is usable.
type Options struct {
	Steps int // moves; 0 means 400,000
	Seed  uint64
	// Progress, if set, hears now and then how many moves were made and the best profit so far;
	// it returns false to stop.
	Progress func(steps int, profit float64) bool
}

const (
	usualSteps = 400_000
	maxSteps   = 2_000_000_000
	fewAskers  = 60      // are also tried exhaustively
	stepsFirst = 300_000 // moves before branch and bound, which needs a good choice
	longFirst  = 20      // times as many where the relaxation takes long
)

// Choice is what goes in, in order, and how good it is.
type Choice struct {
	Customers    []int     // served, by index
	Requirements []int     // in, by index
	Profit       float64   // of the customers and of the requirements' own values
	Cost         []float64 // by budget
	Bound        float64   // no choice has more profit
	Gap          float64   // of the bound, 0 to 1
	Optimal      bool
	Prices       []float64 // what one more unit of each budget is worth, at the bound
	Steps        int
}

// Solve searches for the choice with the most profit within the budgets.
func Solve(p *Problem, opt Options) (Choice, error) {
	if err := p.Validate(); err != nil {
		return Choice{}, err
	}
	if opt.Steps == 0 {
		opt.Steps = usualSteps
	}
	if opt.Steps < 1 || opt.Steps > maxSteps {
		return Choice{}, fmt.Errorf("steps %d, expected 1 to %d", opt.Steps, maxSteps)
	}
	d, err := newDesk(p)
	if err != nil {
		return Choice{}, err
	}
	if len(d.askers) == 0 {
		return Choice{Cost: make([]float64, len(p.Budgets)), Optimal: true,
			Prices: make([]float64, len(p.Budgets))}, nil
	}
	x := newRelaxation(d)
	least, within := x.tighten()
	bound := d.round(least.value)
	s := newSearch(d, least.prices, opt.Seed)
	if within != nil {
		s.start(within.askers)
	} else {
		s.start(nil)
	}
	if len(d.askers) <= fewAskers && s.bestProfit < bound-1e-9 {
		everyone := make([]int32, len(d.askers))
		for j := range everyone {
			everyone[j] = int32(j)
		}
		if s.prove(everyone, func() bool { return opt.hear(0, s.bestProfit) }) {
			bound = s.bestProfit
		}
		s.restore()
	}
	steps := 0
	if d.branches() {
		first := opt
		first.Steps = min(opt.Steps, d.stepsFirst())
		steps = s.rounds(first, 0, bound)
		if s.bestProfit < bound-1e-9 && s.branch(x, least.prices[0], opt, steps) {
			bound = s.bestProfit
		}
		s.restore()
	}
	steps = s.rounds(opt, steps, bound)
	return d.choice(s, least.prices, bound, steps), nil
}

func (o Options) hear(steps int, profit float64) bool {
	return o.Progress == nil || o.Progress(steps, profit)
}

// stepsFirst is how many moves come before branch and bound.
func (d *desk) stepsFirst() int {
	if len(d.askers) > mostSmall {
		return longFirst * stepsFirst
	}
	return stepsFirst
}

// round lowers a bound to a profit that can be.
func (d *desk) round(bound float64) float64 {
	if d.whole {
		return math.Floor(bound + 1e-6)
	}
	return bound
}

// heats are what rounds begin with, as parts of the mean profit: most stay near the best so far,
// some leave it.
var heats = [...]float64{.3, 1, .1}

// Of a small problem every other round begins with nobody, and hotter: the way from the best so far
// to the best may lead past much that is worse. Its rounds stay short.
const (
	mostSmall  = 300 // askers
	smallRound = 50_000
	hottest    = 4
)

// rounds anneals again and again, each round longer and from the best so far, until the steps, of
// which some are done, are used up or nothing better can be. It returns how many are done then.
func (s *search) rounds(opt Options, done int, bound float64) int {
	mean := 0.0
	for _, a := range s.d.askers {
		mean += a.profit / float64(len(s.d.askers))
	}
	if s.length == 0 {
		s.length = min(opt.Steps, max(20_000, min(opt.Steps/8, 100_000)))
	}
	small := len(s.d.askers) <= mostSmall
	for ; done < opt.Steps && s.bestProfit < bound-1e-9; s.round++ {
		steps, goOn := min(s.length, opt.Steps-done), true
		heat := heats[s.round%len(heats)]
		if small && s.round%2 == 1 {
			s.clear()
			heat = hottest
		}
		made := 0
		s.anneal(steps, heat*mean, .005*mean, func() bool {
			made += 1024
			goOn = s.bestProfit < bound-1e-9 && opt.hear(done+made, s.bestProfit)
			return goOn
		})
		done += steps
		if !goOn {
			break
		}
		s.restore()
		if s.length = s.length * 3 / 2; small {
			s.length = smallRound
		}
	}
	return done
}

// choice reads the best state.
func (d *desk) choice(s *search, prices []float64, bound float64, steps int) Choice {
	c := Choice{Cost: make([]float64, len(d.p.Budgets)), Bound: bound, Prices: prices, Steps: steps}
	in := make([]bool, len(d.p.Requirements))
	for _, j := range s.best {
		for _, r := range d.askers[j].all {
			in[r] = true
		}
	}
	for i, chosen := range in {
		if chosen {
			c.Requirements = append(c.Requirements, i)
			c.Profit += d.p.Requirements[i].Value
			for k, cost := range d.p.Requirements[i].Cost {
				c.Cost[k] += cost
			}
		}
	}
	for i, customer := range d.p.Customers { // also those who get theirs by the way
		if !slices.ContainsFunc(customer.Wants, func(w int) bool { return !in[w] }) {
			c.Customers = append(c.Customers, i)
			c.Profit += customer.Profit
		}
	}
	c.Gap = max(0, (bound-c.Profit)/max(bound, 1e-12))
	c.Optimal = c.Profit >= bound-1e-9*max(1, bound)
	return c
}
