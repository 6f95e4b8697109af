package experiment

import (
	"fmt"
	"math"
	"math/rand/v2"
)

// World is what a simulation takes the first primary metric to be.
type World struct {
	Mean   float64 `json:"mean"`   // of the control; the share, for a proportion
	SD     float64 `json:"sd"`     // of one user; a proportion needs none
	Effect float64 `json:"effect"` // in the plan's difference; 0 means the metric's mde
	// Correlation is of what a user does with what the same user did before, for CUPED.
	Correlation float64 `json:"correlation"`
	// Events is how many one user of a ratio has on average, at least 1; 0 means 3.
	Events float64 `json:"events"`
	// Shown is the effect that the metric has: a cap takes a part of it away. It is worked out.
	Shown float64 `json:"effect_shown"`
}

// usualEvents is how many events a user of a ratio has unless the world says.
const usualEvents = 3

// settle fills in what a world leaves open, and says what cannot be.
func (w World) settle(p Plan, m Metric) (World, error) {
	if w.Effect == 0 {
		w.Effect = m.MDE
		if m.LowerIsBetter {
			w.Effect = -math.Abs(m.MDE)
		}
	}
	if m.Kind == "ratio" && w.Events == 0 {
		w.Events = usualEvents
	}
	w.Shown = w.Effect
	if err := w.check(p, m); err != nil {
		return w, err
	}
	if err := w.checkHabits(m); err != nil {
		return w, err
	}
	if m.CapPercentile > 0 {
		w.Shown = w.capped(p, m, w.factor(p, w.Effect))
	}
	return w, nil
}

func (w World) check(p Plan, m Metric) error {
	factor, share := w.factor(p, w.Effect), m.Kind == "proportion"
	switch {
	case !(w.Mean > 0 && w.Mean <= 1e100): // squares of it are summed
		return fmt.Errorf("mean: %g, expected more than 0 up to 1e100", w.Mean)
	case share && !within(w.Mean):
		return fmt.Errorf("mean: %g, expected a share of less than 1", w.Mean)
	case !share && !(w.SD > 0 && w.SD < 1e6*w.Mean):
		return fmt.Errorf("sd: %g, expected more than 0", w.SD)
	case w.Effect == 0 || math.IsNaN(w.Effect-w.Effect):
		return fmt.Errorf("effect: needs one, or the mde of the primary metric")
	case !(factor > 0) || share && factor*w.Mean >= 1:
		return fmt.Errorf("effect: %g makes of %g what cannot be", w.Effect, w.Mean)
	}
	return nil
}

// checkHabits is about what only some metrics have.
func (w World) checkHabits(m Metric) error {
	switch {
	case w.Correlation != 0 && !m.CUPED:
		return fmt.Errorf("correlation: is for a primary metric with cuped")
	case !(w.Correlation >= 0 && w.Correlation < 1):
		return fmt.Errorf("correlation: %g, expected 0 to less than 1", w.Correlation)
	case w.Events != 0 && m.Kind != "ratio":
		return fmt.Errorf("events: is for a primary ratio")
	case m.Kind == "ratio" && !(w.Events >= 1 && w.Events <= 1000):
		return fmt.Errorf("events: %g, expected 1 to 1000", w.Events)
	}
	return nil
}

// factor is what an effect does to a user's value.
func (w World) factor(p Plan, effect float64) float64 {
	if p.Difference == "absolute" {
		effect /= w.Mean
	}
	return 1 + effect
}

// sigma is of the logarithm of one user's value.
func (w World) sigma() float64 { return math.Sqrt(math.Log1p(w.SD * w.SD / (w.Mean * w.Mean))) }

// capped is the effect on means of values that are capped where the metric caps those of both arms.
func (w World) capped(p Plan, m Metric, factor float64) float64 {
	s := w.sigma()
	below := func(cap float64) float64 { return normal(math.Log(cap/w.Mean)/s + s/2) }
	low, high := 0.0, w.Mean*max(1, factor)*math.Exp(40*s)
	for range 200 { // bisection to the last bit
		cap := (low + high) / 2
		if (1-p.Share)*below(cap)+p.Share*below(cap/factor) < m.CapPercentile {
			low = cap
		} else {
			high = cap
		}
	}
	mean := func(cap float64) float64 { // of values up to the cap, without a factor
		return w.Mean*normal(math.Log(cap/w.Mean)/s-s/2) + cap*(1-below(cap))
	}
	control, treatment := mean(high), factor*mean(high/factor)
	if p.Difference == "absolute" {
		return treatment - control
	}
	return treatment/control - 1
}

// normal is the distribution function of the standard normal.
func normal(z float64) float64 { return math.Erfc(-z/math.Sqrt2) / 2 }

// crowd draws users of a world.
type crowd struct {
	World
	m     Metric
	sigma float64
	tie   float64 // correlation of the logarithms of a value and the one before
}

func newCrowd(w World, m Metric) crowd {
	c := crowd{World: w, m: m}
	if m.Kind != "proportion" {
		c.sigma = w.sigma()
		c.tie = math.Log1p(w.Correlation*math.Expm1(c.sigma*c.sigma)) / (c.sigma * c.sigma)
	}
	return c
}

// draw makes one user, whose value is multiplied by the factor. Values are skewed like money
// (lognormal); a user of a ratio has a value of their own for each of some events.
func (c crowd) draw(rng *rand.Rand, factor float64) (t tally) {
	if c.m.Kind == "proportion" {
		does := rng.Float64()
		t.n = one(does < factor*c.Mean)
		if c.m.CUPED {
			if rng.Float64() >= c.Correlation {
				does = rng.Float64()
			}
			t.nPre = one(does < c.Mean)
		}
		return t
	}
	z, before := rng.NormFloat64(), 0.0
	value := factor * c.value(z)
	if c.m.CUPED {
		before = c.value(c.tie*z + math.Sqrt(1-c.tie*c.tie)*rng.NormFloat64())
	}
	if c.m.Kind != "ratio" {
		return tally{sum: value, n: value, sumPre: before, nPre: before}
	}
	n, nPre := c.events(rng), c.events(rng)
	return tally{sum: n * value, n: n, sumPre: nPre * before, nPre: nPre}
}

func (c crowd) value(z float64) float64 {
	return c.Mean * math.Exp(c.sigma*z-c.sigma*c.sigma/2)
}

// events is how many a user has: geometric, from 1 on.
func (c crowd) events(rng *rand.Rand) float64 {
	if c.Events == 1 {
		return 1
	}
	return 1 + math.Floor(math.Log(1-rng.Float64())/math.Log1p(-1/c.Events))
}
