package rank

import (
	"cmp"
	"fmt"
	"math"
	"slices"
)

// Guess is what a scorer said about something, and what it came to.
type Guess struct {
	Scorer   string
	Estimate Estimate
	Actual   float64
}

// Calibration is how one scorer's estimates compare with what came of them.
type Calibration struct {
	Scorer string `json:"scorer"`
	N      int    `json:"n"`
	// Bias is the typical ratio of actual to estimate: 1.5 is half as much again as was said.
	// BiasLow and BiasHigh hold it in nineteen cases of twenty.
	Bias     float64 `json:"bias"`
	BiasLow  float64 `json:"bias_low"`
	BiasHigh float64 `json:"bias_high"`
	// Spread is how far actuals scatter around the corrected estimate: within a factor of it in
	// eight cases of ten.
	Spread float64 `json:"spread"`
	Ranges int     `json:"ranges"` // estimates that were ranges
	Held   int     `json:"held"`   // ranges that held the actual; eight of ten should
	Advice string  `json:"advice"`
}

// leastGuesses is how many estimates it takes before anything is said about a scorer.
const leastGuesses = 5

// Calibrate compares every scorer's guesses with the actuals, the one with most guesses first.
func Calibrate(guesses []Guess) ([]Calibration, error) {
	by := map[string][]Guess{}
	for i, g := range guesses {
		reason := g.Estimate.check()
		switch {
		case reason != "":
			return nil, fmt.Errorf("guess %d %s", i+1, reason)
		case g.Estimate.P10 <= 0 || !(g.Actual > 0) || g.Actual > maxValue:
			return nil, fmt.Errorf("guess %d: estimate and actual must be above 0", i+1)
		}
		by[g.Scorer] = append(by[g.Scorer], g)
	}
	found := make([]Calibration, 0, len(by))
	for scorer, own := range by {
		found = append(found, calibrate(scorer, own))
	}
	slices.SortFunc(found, func(a, b Calibration) int {
		return cmp.Or(cmp.Compare(b.N, a.N), cmp.Compare(a.Scorer, b.Scorer))
	})
	return found, nil
}

func calibrate(scorer string, guesses []Guess) Calibration {
	c := Calibration{Scorer: scorer, N: len(guesses)}
	mean, squares := 0.0, 0.0
	for i, g := range guesses {
		r := math.Log(g.Actual / g.Estimate.Median())
		step := r - mean
		mean += step / float64(i+1)
		squares += step * (r - mean)
		if !g.Estimate.IsPoint() {
			c.Ranges++
			if g.Actual >= g.Estimate.P10 && g.Actual <= g.Estimate.P90 {
				c.Held++
			}
		}
	}
	n := float64(c.N)
	// As for a team's pace: a few guesses are drawn towards a scatter of half as much again.
	sd := math.Sqrt((squares + 6*.25) / (n - 1 + 6))
	half := 1.96 * sd / math.Sqrt(n)
	c.Bias, c.BiasLow, c.BiasHigh = rounded(math.Exp(mean)), rounded(math.Exp(mean-half)),
		rounded(math.Exp(mean+half))
	c.Spread = rounded(math.Exp(z90 * sd))
	c.Advice = c.advice()
	return c
}

// advice is the first thing worth changing.
func (c Calibration) advice() string {
	switch share := float64(c.Held) / float64(max(1, c.Ranges)); {
	case c.N < leastGuesses:
		return fmt.Sprintf("Too few to say: %d of at least %d.", c.N, leastGuesses)
	case c.BiasLow > 1:
		return fmt.Sprintf("Says too little: multiply by %.2g.", c.Bias)
	case c.BiasHigh < 1:
		return fmt.Sprintf("Says too much: multiply by %.2g.", c.Bias)
	case c.Ranges >= leastGuesses && share < .6:
		return fmt.Sprintf("Ranges are too narrow: %d of %d held, 80 %% should. A factor of %.2g "+
			"up and down would.", c.Held, c.Ranges, c.Spread)
	case c.Ranges >= 3*leastGuesses && share > .95:
		return fmt.Sprintf("Ranges are wider than they need be: %d of %d held, 80 %% would do.",
			c.Held, c.Ranges)
	}
	return "Nothing to correct."
}
