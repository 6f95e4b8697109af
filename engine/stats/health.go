package stats

import (
	"fmt"
	"math"
	"slices"

	"gonum.org/v1/gonum/stat/distuv"
)

// RatioCheck is a test of the sample ratio.
type RatioCheck struct {
	Chi2 Number  `json:"chi2"`
	DoF  int     `json:"dof"`
	P    float64 `json:"p"`
}

func sumOf(values []float64) (sum float64) {
	for _, v := range values {
		sum += v
	}
	return sum
}

func checkCounts(observed, weights []float64) error {
	if len(observed) != len(weights) || len(observed) < 2 {
		return fmt.Errorf("observed: %d counts for %d weights, expected as many and at least 2",
			len(observed), len(weights))
	}
	for i := range observed {
		if !finite(observed[i], weights[i]) || observed[i] < 0 || weights[i] < 0 {
			return fmt.Errorf("observed/%d: counts and weights are 0 or more", i)
		}
	}
	if sumOf(weights) == 0 || sumOf(observed) == 0 {
		return fmt.Errorf("observed: there are no units, or all weights are 0")
	}
	return nil
}

// SampleRatio compares counts with the shares that were meant. Arms that are meant to have nobody
// count only if somebody is there, which is a mismatch for certain.
func SampleRatio(observed, weights []float64) (RatioCheck, error) {
	if err := checkCounts(observed, weights); err != nil {
		return RatioCheck{}, err
	}
	total, all := sumOf(observed), sumOf(weights)
	out := RatioCheck{DoF: -1}
	for i, o := range observed {
		if weights[i] == 0 {
			if o > 0 {
				return RatioCheck{Chi2: Number(math.Inf(1)), DoF: len(observed) - 1}, nil
			}
			continue
		}
		expected := total * weights[i] / all
		out.Chi2 += Number((o - expected) * (o - expected) / expected)
		out.DoF++
	}
	if out.DoF < 1 {
		return out, fmt.Errorf("weights: only one arm is meant to have units")
	}
	out.P = distuv.ChiSquared{K: float64(out.DoF)}.Survival(float64(out.Chi2))
	return out, nil
}

// RatioStep is the state of a sequential check after some data.
type RatioStep struct {
	LogBayesFactor float64 `json:"log_bayes_factor"`
	P              float64 `json:"p"` // valid whenever one looks
}

// SequentialRatio is the check of Lindon and Malek (2022), which may be looked at after every
// batch: a Dirichlet prior around the meant shares, with that concentration, against them.
func SequentialRatio(batches [][]float64, weights []float64, concentration float64) (
	[]RatioStep, error,
) {
	if !finite(concentration) || concentration <= 0 {
		return nil, fmt.Errorf("dirichlet_concentration: %g, expected more than 0", concentration)
	}
	all := sumOf(weights)
	alpha := make([]float64, len(weights))
	for i, w := range weights {
		if !finite(w) || w <= 0 {
			return nil, fmt.Errorf("weights/%d: %g, expected more than 0", i, w)
		}
		alpha[i] = w / all * concentration
	}
	steps, log, p := []RatioStep{}, 0.0, 1.0
	for b, batch := range batches {
		if len(batch) != len(weights) || !finite(batch...) || slices.Min(batch) < 0 {
			return nil, fmt.Errorf("daily_counts/%d: needs %d counts of 0 or more", b, len(weights))
		}
		n := sumOf(batch)
		log += lgamma(sumOf(alpha)) - lgamma(sumOf(alpha)+n)
		for i, x := range batch {
			log += lgamma(alpha[i]+x) - lgamma(alpha[i]) - x*math.Log(weights[i]/all)
			alpha[i] += x
		}
		p = min(p, math.Exp(-log))
		steps = append(steps, RatioStep{log, p})
	}
	return steps, nil
}

func lgamma(x float64) float64 { v, _ := math.Lgamma(x); return v }

// Adjusted are p-values made fit for testing many hypotheses together.
type Adjusted struct {
	Bonferroni []float64 `json:"bonferroni"`
	Holm       []float64 `json:"holm"`
	Hochberg   []float64 `json:"hochberg"`
	BH         []float64 `json:"bh"` // Benjamini and Hochberg 1995: false discoveries
	BY         []float64 `json:"by"` // Benjamini and Yekutieli 2001: under any dependence
}

// Adjust corrects p-values.
func Adjust(p []float64) (Adjusted, error) {
	for i, v := range p {
		if !(v >= 0 && v <= 1) {
			return Adjusted{}, fmt.Errorf("p/%d: %g, expected 0 to 1", i, v)
		}
	}
	m := float64(len(p))
	order := make([]int, len(p))
	harmonic := 0.0
	for i := range order {
		order[i] = i
		harmonic += 1 / float64(i+1)
	}
	slices.SortStableFunc(order, func(a, b int) int {
		switch {
		case p[a] < p[b]:
			return -1
		case p[a] > p[b]:
			return 1
		}
		return 0
	})
	up := func(scale func(rank float64) float64) []float64 { // the largest so far, from the least
		out, largest := make([]float64, len(p)), 0.0
		for k, i := range order {
			largest = max(largest, min(1, p[i]*scale(float64(k+1))))
			out[i] = largest
		}
		return out
	}
	down := func(scale func(rank float64) float64) []float64 { // the least so far, from the largest
		out, least := make([]float64, len(p)), 1.0
		for k := len(order) - 1; k >= 0; k-- {
			i := order[k]
			least = min(least, p[i]*scale(float64(k+1)))
			out[i] = least
		}
		return out
	}
	out := Adjusted{Bonferroni: make([]float64, len(p))}
	for i, v := range p {
		out.Bonferroni[i] = min(1, v*m)
	}
	out.Holm = up(func(k float64) float64 { return m - k + 1 })
	out.Hochberg = down(func(k float64) float64 { return m - k + 1 })
	out.BH = down(func(k float64) float64 { return m / k })
	out.BY = down(func(k float64) float64 { return m * harmonic / k })
	return out, nil
}
