package stats

import (
	"fmt"
	"math"
)

// SEQ scores the Single Ease Question (Sauro and Dumas 2009): one answer from 1 to 7 by everybody
// who tried a task.
func SEQ(responses []float64, alpha float64) (Scale, error) {
	for i, r := range responses {
		if !(r >= 1 && r <= 7) {
			return Scale{}, fmt.Errorf("responses/%d: %g, expected 1 to 7", i, r)
		}
	}
	return scaleOf(responses, alpha)
}

// Satisfaction is the share of those who gave one of the two best answers.
type Satisfaction struct {
	Satisfied float64 `json:"satisfied"`
	N         float64 `json:"n"`
	CSAT      float64 `json:"csat"` // in percent
	OneProportion
}

// CSAT is of answers from 1 to a number of points.
func CSAT(responses []float64, points, alpha float64) (Satisfaction, error) {
	s := Satisfaction{N: float64(len(responses))}
	if !(points >= 3) || math.IsInf(points, 0) {
		return s, fmt.Errorf("points: %g, expected 3 or more", points)
	}
	for i, r := range responses {
		if !(r >= 1 && r <= points) {
			return s, fmt.Errorf("responses/%d: %g, expected 1 to %g", i, r, points)
		}
		if r >= points-1 {
			s.Satisfied++
		}
	}
	if s.N == 0 {
		return s, fmt.Errorf("responses: needs at least 1")
	}
	s.CSAT = 100 * s.Satisfied / s.N
	var err error
	s.OneProportion, err = Proportion(s.Satisfied, s.N, alpha)
	return s, err
}

// Paired tests whether the same people did otherwise with b than with a, by Student's t of their
// differences.
func Paired(a, b []float64, alpha float64) (Effect, error) {
	if len(a) != len(b) || len(a) < 2 {
		return Effect{}, fmt.Errorf("a and b: %d and %d values, expected as many, at least 2",
			len(a), len(b))
	}
	differences := make([]float64, len(a))
	for i := range a {
		differences[i] = b[i] - a[i]
	}
	d := armOf(differences)
	if !finite(d.Mean, d.Var) {
		return Effect{}, fmt.Errorf("a and b: the differences are too large to be numbers")
	}
	if d.Var == 0 {
		return Effect{}, fmt.Errorf("a and b: every difference is %g, which leaves no error",
			d.Mean)
	}
	return tested(d.Mean, math.Sqrt(d.Var/d.N), d.N-1, alpha)
}
