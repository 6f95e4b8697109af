package rank

import (
	"fmt"
	"math"
)

// Duel is one comparison: a voter preferred item Winner to item Loser (indexes).
type Duel struct{ Winner, Loser int }

// Strength is an item's place on the Bradley-Terry scale and the standard deviation left in it.
// The chance that a is preferred to b is 1 / (1 + exp(b.Theta - a.Theta)).
type Strength struct{ Theta, SD float64 }

// prior is the precision of the Gaussian prior on each strength; it keeps an unbeaten item finite.
const prior = 1.0

// Compare fits Bradley-Terry strengths with a Gaussian prior to the duels, by Newton's method
// one item at a time; the posterior is log-concave, so that there is one answer.
func Compare(n int, duels []Duel) ([]Strength, error) {
	byItem := make([][]Duel, max(n, 0))
	for i, d := range duels {
		if min(d.Winner, d.Loser) < 0 || max(d.Winner, d.Loser) >= n || d.Winner == d.Loser {
			return nil, fmt.Errorf("comparison %d: expected two items of %d, got %d and %d",
				i+1, n, d.Winner, d.Loser)
		}
		byItem[d.Winner] = append(byItem[d.Winner], d)
		byItem[d.Loser] = append(byItem[d.Loser], d)
	}
	fit := make([]Strength, len(byItem))
	for range 1000 {
		largest := 0.0
		for i := range fit {
			slope, curve := slopeAt(i, fit, byItem[i])
			step := max(-1, min(1, slope/curve))
			fit[i].Theta += step
			fit[i].SD = math.Sqrt(1 / curve)
			largest = max(largest, math.Abs(step))
		}
		if largest < 1e-10 {
			break
		}
	}
	return fit, nil
}

// slopeAt is the first derivative of the log posterior in item i's strength, and minus the second.
func slopeAt(i int, fit []Strength, duels []Duel) (slope, curve float64) {
	slope, curve = -prior*fit[i].Theta, prior
	for _, d := range duels {
		p := Prefer(fit[d.Loser], fit[d.Winner])
		if curve += p * (1 - p); d.Winner == i {
			slope += p
		} else {
			slope -= p
		}
	}
	return slope, curve
}

// Prefer is the chance that a is preferred to b.
func Prefer(a, b Strength) float64 { return 1 / (1 + math.Exp(b.Theta-a.Theta)) }

// NextDuel names the pair whose comparison teaches most: close, and not well known yet.
func NextDuel(fit []Strength) (a, b int, ok bool) {
	best := -1.0
	for i := range fit {
		for j := i + 1; j < len(fit); j++ {
			p := Prefer(fit[i], fit[j])
			worth := p * (1 - p) * (fit[i].SD*fit[i].SD + fit[j].SD*fit[j].SD)
			if worth > best {
				best, a, b, ok = worth, i, j, true
			}
		}
	}
	return a, b, ok
}
