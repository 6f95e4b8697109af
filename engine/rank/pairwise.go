package rank

import (
	"cmp"
	"errors"
	"fmt"
	"math"
	"slices"
)

// Duel is one comparison: a voter preferred item Winner to item Loser (indexes), or found them
// equal. A tie counts as half a win for each side.
type Duel struct {
	Winner, Loser int
	Tie           bool
}

// Strength is an item's place on the Bradley-Terry scale and the standard deviation left in it.
// The chance that a is preferred to b is 1 / (1 + exp(b.Theta - a.Theta)).
type Strength struct{ Theta, SD float64 }

// MaxCompared is how many items can be compared in pairs: the time grows with its cube.
const MaxCompared = 500

// prior is the precision of the Gaussian prior on each strength; it keeps an unbeaten item finite.
const prior = 1.0

// Compare fits Bradley-Terry strengths with a Gaussian prior to the duels. The standard deviations
// are those of the Gaussian that touches the posterior at its top (Laplace's approximation).
func Compare(n int, duels []Duel) ([]Strength, error) {
	fit, root, err := compare(n, duels)
	if err != nil {
		return nil, err
	}
	unit := make([]float64, n)
	for i := range fit { // the variance is |L^-1 e|^2, where L L' is the precision
		clear(unit)
		unit[i] = 1
		root.forward(unit)
		sum := 0.0
		for _, v := range unit {
			sum += v * v
		}
		fit[i].SD = math.Sqrt(sum)
	}
	return fit, nil
}

// compare finds the top of the posterior by Newton's method one item at a time; it is log-concave,
// so that there is one top. The root is that of the precision there.
func compare(n int, duels []Duel) ([]Strength, triangle, error) {
	if n < 0 || n > MaxCompared {
		return nil, nil, fmt.Errorf("%d items to compare, expected at most %d", n, MaxCompared)
	}
	byItem := make([][]Duel, n)
	for i, d := range duels {
		if min(d.Winner, d.Loser) < 0 || max(d.Winner, d.Loser) >= n || d.Winner == d.Loser {
			return nil, nil, fmt.Errorf("comparison %d: expected two items of %d, got %d and %d",
				i+1, n, d.Winner, d.Loser)
		}
		byItem[d.Winner] = append(byItem[d.Winner], d)
		byItem[d.Loser] = append(byItem[d.Loser], d)
	}
	fit := make([]Strength, n)
	for range 2000 {
		largest := 0.0
		for i := range fit {
			slope, curve := slopeAt(i, fit, byItem[i])
			step := max(-1, min(1, slope/curve))
			fit[i].Theta += step
			largest = max(largest, math.Abs(step))
		}
		if largest < 1e-12 {
			break
		}
	}
	return fit, precision(fit, duels).root(), nil
}

// slopeAt is the first derivative of the log posterior in item i's strength, and minus the second.
func slopeAt(i int, fit []Strength, duels []Duel) (slope, curve float64) {
	slope, curve = -prior*fit[i].Theta, prior
	for _, d := range duels {
		upset := Prefer(fit[d.Loser], fit[d.Winner])
		curve += upset * (1 - upset)
		if d.Tie {
			upset -= .5
		}
		if d.Winner == i {
			slope += upset
		} else {
			slope -= upset
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

// RankDuels orders items by comparisons in pairs. A score is a strength, and its range and that of
// the rank come from draws of the posterior, as those of Rank come from draws of the estimates.
func RankDuels(ids []string, duels []Duel, opt Options) (Result, error) {
	if len(ids) == 0 {
		return Result{}, errors.New("there is nothing to compare")
	}
	opt, err := opt.withDefaults(len(ids))
	if err != nil {
		return Result{}, err
	}
	fit, root, err := compare(len(ids), duels)
	if err != nil {
		return Result{}, err
	}
	s := &sheet{opt: opt, entries: root.draw(ids, fit, opt)}
	slices.SortStableFunc(s.entries, func(a, b entry) int {
		return cmp.Compare(b.median, a.median)
	})
	s.rankDraws()
	res := Result{Framework: "pairs", Draws: opt.Draws, Seed: opt.Seed,
		Incomplete: []Incomplete{}, RefineFirst: []Refinement{}}
	s.report(&res)
	return res, nil
}

// triangle is the lower half of a symmetric matrix, row by row.
type triangle [][]float64

// precision is minus the second derivative of the log posterior.
func precision(fit []Strength, duels []Duel) triangle {
	m := make(triangle, len(fit))
	for i := range m {
		m[i] = make([]float64, i+1)
		m[i][i] = prior
	}
	for _, d := range duels {
		p := Prefer(fit[d.Winner], fit[d.Loser])
		w := p * (1 - p)
		m[d.Winner][d.Winner] += w
		m[d.Loser][d.Loser] += w
		m[max(d.Winner, d.Loser)][min(d.Winner, d.Loser)] -= w
	}
	return m
}

// root turns the matrix M into L with L L' = M (Cholesky); the prior keeps every pivot above 0.
func (m triangle) root() triangle {
	for i, row := range m {
		for j := range row {
			for k := range j {
				row[j] -= row[k] * m[j][k]
			}
			if j < i {
				row[j] /= m[j][j]
			}
		}
		row[i] = math.Sqrt(row[i])
	}
	return m
}

// forward solves L x = b in place.
func (m triangle) forward(b []float64) {
	for i, row := range m {
		for k, v := range row[:i] {
			b[i] -= v * b[k]
		}
		b[i] /= row[i]
	}
}

// back solves L' x = b in place.
func (m triangle) back(b []float64) {
	for i := len(m) - 1; i >= 0; i-- {
		b[i] /= m[i][i]
		for k := range i {
			b[k] -= m[i][k] * b[i]
		}
	}
}

// draw draws strengths from the Gaussian posterior; the columns are those of Rank's entries.
func (m triangle) draw(ids []string, fit []Strength, opt Options) []entry {
	entries := make([]entry, len(ids))
	for i := range entries {
		top := math.Round(fit[i].Theta*1e8) / 1e8 // those who came out even are equal
		entries[i] = entry{id: ids[i], complete: 1, median: top,
			scores: make([]float64, opt.Draws)}
		normals(entries[i].scores, opt.Seed, ids[i])
	}
	z := make([]float64, len(ids))
	for d := range opt.Draws {
		for i, e := range entries {
			z[i] = e.scores[d]
		}
		m.back(z)
		for i, e := range entries {
			e.scores[d] = fit[i].Theta + z[i]
		}
	}
	for i := range entries {
		e := &entries[i]
		e.low, _, e.high = quantiles(slices.Clone(e.scores))
	}
	return entries
}
