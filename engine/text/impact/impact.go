// Package impact estimates what goes along with a theme: how much more often accounts that raised
// it churn (or how much lower they rate) than the same accounts would without it, given what else
// is known about them. The figures are associations adjusted for what was handed in, not proof of
// a cause, and always come with an interval.
package impact

import (
	"errors"
	"math"
	"slices"
)

// Unit is one account.
type Unit struct {
	Outcome float64   // 0 or 1 for a risk; any number for a mean
	Themes  []int     // numbers of the themes it raised
	Segment string    // of a known kind of account; empty is a kind too
	Numbers []float64 // tenure, log revenue and the like; as many for every unit
}

// Effect is one theme's association with the outcome among the accounts that raised it.
type Effect struct {
	Theme     int
	Exposed   int
	Naive     float64 // difference of the plain means: confounded, for comparison only
	Estimate  float64 // adjusted difference
	Low, High float64 // 95 % interval
	Shrunk    float64 // estimate pulled to the mean of all themes by its uncertainty: for ranking
}

// ErrUnits is returned when units differ in how many numbers they have or name an unknown theme,
// or when there are too few units to adjust for anything.
var ErrUnits = errors.New("impact: the units do not fit together or are too few")

const (
	z95          = 1.959964
	leastExposed = 10 // accounts a theme needs for an estimate
	penalty      = 0.5
)

// Estimate fits one model of the outcome with every theme, segment and number and compares, for
// the accounts that raised a theme, the outcome with and without it (g-computation; interval by
// the delta method). Outcomes that are all 0 or 1 use a logistic model, others a linear one.
// Themes of fewer than ten accounts, or raised by all, are left out.
func Estimate(units []Unit, themes int) ([]Effect, error) {
	d, err := newDesign(units, themes)
	if err != nil {
		return nil, err
	}
	m := d.fit()
	var out []Effect
	for t := range themes {
		exposed := d.exposed(t)
		if len(exposed) < leastExposed || len(exposed) > len(units)-leastExposed {
			continue
		}
		effect, gradient := d.difference(m, t, exposed)
		half := z95 * math.Sqrt(max(0, m.quadratic(gradient)))
		out = append(out, Effect{Theme: t, Exposed: len(exposed), Naive: d.naive(t),
			Estimate: effect, Low: effect - half, High: effect + half})
	}
	shrink(out)
	return out, nil
}

// shrink is empirical Bayes: the spread of true effects is what the estimates vary more than
// their intervals explain.
func shrink(effects []Effect) {
	if len(effects) == 0 {
		return
	}
	n := float64(len(effects))
	mean, variance, noise := 0.0, 0.0, 0.0
	for _, e := range effects {
		mean += e.Estimate / n
	}
	for _, e := range effects {
		variance += (e.Estimate - mean) * (e.Estimate - mean) / max(1, n-1)
		noise += square((e.High-e.Low)/(2*z95)) / n
	}
	true2 := max(0, variance-noise)
	for i, e := range effects {
		keep := 0.0
		if own := square((e.High - e.Low) / (2 * z95)); true2+own > 0 {
			keep = true2 / (true2 + own)
		}
		effects[i].Shrunk = mean + keep*(e.Estimate-mean)
	}
}

func square(x float64) float64 { return x * x }

// design is the table of regressors: 1, themes, segments, numbers and their squares.
type design struct {
	units  []Unit
	themes int
	rows   [][]float64
	binary bool
}

func newDesign(units []Unit, themes int) (*design, error) {
	d := &design{units: units, themes: themes, binary: true}
	if len(units) == 0 {
		return nil, ErrUnits
	}
	numbers := len(units[0].Numbers)
	var segments []string
	for _, u := range units {
		if len(u.Numbers) != numbers || math.IsNaN(u.Outcome) {
			return nil, ErrUnits
		}
		if slices.ContainsFunc(u.Themes, func(t int) bool { return t < 0 || t >= themes }) {
			return nil, ErrUnits
		}
		segments = append(segments, u.Segment)
		d.binary = d.binary && (u.Outcome == 0 || u.Outcome == 1)
	}
	slices.Sort(segments)
	segments = slices.Compact(segments)[1:]
	if len(units) < 2*(1+themes+len(segments)+2*numbers) {
		return nil, ErrUnits
	}
	scaled := standardise(units, numbers)
	for i, u := range units {
		row := make([]float64, 1+themes, 1+themes+len(segments)+2*numbers)
		row[0] = 1
		for _, t := range u.Themes {
			row[1+t] = 1
		}
		for _, s := range segments {
			row = append(row, indicator(u.Segment == s))
		}
		for _, x := range scaled[i] {
			row = append(row, x, x*x-1)
		}
		d.rows = append(d.rows, row)
	}
	return d, nil
}

func indicator(is bool) float64 {
	if is {
		return 1
	}
	return 0
}

// standardise gives every number mean 0 and deviation 1, extreme values cut at 4 deviations.
func standardise(units []Unit, numbers int) [][]float64 {
	out := make([][]float64, len(units))
	n := float64(len(units))
	for k := range numbers {
		mean, variance := 0.0, 0.0
		for _, u := range units {
			mean += u.Numbers[k] / n
		}
		for _, u := range units {
			variance += square(u.Numbers[k]-mean) / n
		}
		for i, u := range units {
			x := 0.0
			if variance > 0 {
				x = max(-4, min(4, (u.Numbers[k]-mean)/math.Sqrt(variance)))
			}
			out[i] = append(out[i], x)
		}
	}
	return out
}

func (d *design) exposed(t int) []int {
	var out []int
	for i, row := range d.rows {
		if row[1+t] == 1 {
			out = append(out, i)
		}
	}
	return out
}

func (d *design) naive(t int) float64 {
	var sum, n [2]float64
	for i, row := range d.rows {
		k := int(row[1+t])
		sum[k] += d.units[i].Outcome
		n[k]++
	}
	return sum[1]/n[1] - sum[0]/n[0]
}

// difference is the mean change of the predicted outcome of the exposed units when the theme is
// taken away, with its gradient by the coefficients.
func (d *design) difference(m *model, t int, exposed []int) (float64, []float64) {
	gradient := make([]float64, len(m.beta))
	sum, n := 0.0, float64(len(exposed))
	for _, i := range exposed {
		row := d.rows[i]
		with, slopeWith := d.predict(m, row)
		row[1+t] = 0
		without, slopeWithout := d.predict(m, row)
		row[1+t] = 1
		sum += (with - without) / n
		for k, x := range row {
			other := x
			if k == 1+t {
				other = 0
			}
			gradient[k] += (slopeWith*x - slopeWithout*other) / n
		}
	}
	return sum, gradient
}

// predict returns the expected outcome and its slope by the linear predictor.
func (d *design) predict(m *model, row []float64) (float64, float64) {
	eta := 0.0
	for k, x := range row {
		eta += m.beta[k] * x
	}
	if !d.binary {
		return eta, 1
	}
	p := 1 / (1 + math.Exp(-eta))
	return p, p * (1 - p)
}
