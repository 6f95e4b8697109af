package stats

import (
	"encoding/json"
	"fmt"
	"math"

	"gonum.org/v1/gonum/stat/distuv"
)

// Number is a number that may be infinite, which JSON writes as "inf" and "-inf".
type Number float64

// MarshalJSON writes infinity as a text and what is no number as null.
func (n Number) MarshalJSON() ([]byte, error) {
	switch v := float64(n); {
	case math.IsInf(v, 1):
		return []byte(`"inf"`), nil
	case math.IsInf(v, -1):
		return []byte(`"-inf"`), nil
	case math.IsNaN(v):
		return []byte("null"), nil
	}
	return json.Marshal(float64(n))
}

// Interval is a confidence interval, or one side of it with the other infinite.
type Interval [2]Number

func around(center, half float64) Interval {
	return Interval{Number(center - half), Number(center + half)}
}

func (i Interval) clipped(low, high float64) Interval {
	return Interval{Number(max(low, float64(i[0]))), Number(min(high, float64(i[1])))}
}

var normal = distuv.Normal{Mu: 0, Sigma: 1}

// zOf is the normal quantile for a two-sided level alpha.
func zOf(alpha float64) float64 { return normal.Quantile(1 - alpha/2) }

// above is the chance of a normal value above z.
func above(z float64) float64 { return .5 * math.Erfc(z/math.Sqrt2) }

func twoSided(z float64) float64 { return 2 * above(math.Abs(z)) }

func student(dof float64) distuv.StudentsT { return distuv.StudentsT{Mu: 0, Sigma: 1, Nu: dof} }

// nearNormal is from how many degrees of freedom on Hill's expansion (1970) is exact to the last
// digits, where the library's incomplete beta function begins to lose them.
const nearNormal = 1e5

// tAbove is the chance of a t value above t.
func tAbove(t, dof float64) float64 {
	if dof < nearNormal {
		return student(dof).CDF(-t)
	}
	a := dof - .5
	w2 := a * math.Log1p(t*t/dof)
	w, b := math.Copysign(math.Sqrt(w2), t), 48*a*a
	tail := w2 * (4*w2*w2 + 33*w2 + 240)
	return above(w + w*((w2+3)/b-(tail+855)/(10*b*(b+.8*w2*w2+100))))
}

func tTwoSided(t, dof float64) float64 { return min(1, 2*tAbove(math.Abs(t), dof)) }

// tQuantile sharpens the library's quantile, which has eight digits, by Newton's method.
func tQuantile(p, dof float64) float64 {
	d := student(dof)
	t := d.Quantile(p)
	for range 3 {
		if density := d.Prob(t); density > 0 {
			t -= (tAbove(-t, dof) - p) / density
		}
	}
	return t
}

// tOf is the t quantile for a two-sided level alpha.
func tOf(alpha, dof float64) float64 { return -tQuantile(alpha/2, dof) }

// level checks a significance level.
func level(alpha float64) error {
	if !(alpha > 0 && alpha < 1) {
		return fmt.Errorf("alpha: %g, expected more than 0 and less than 1", alpha)
	}
	return nil
}

func finite(values ...float64) bool {
	for _, v := range values {
		if math.IsNaN(v) || math.IsInf(v, 0) {
			return false
		}
	}
	return true
}

// firstError is the first of them that is one.
func firstError(errs ...error) error {
	for _, err := range errs {
		if err != nil {
			return err
		}
	}
	return nil
}

// root finds where a function that changes its sign between low and high is 0.
func root(f func(float64) float64, low, high float64) float64 {
	sign := f(low)
	for range 200 {
		middle := (low + high) / 2
		if middle == low || middle == high {
			break // there is no number between them
		}
		if v := f(middle); v*sign > 0 {
			low = middle
		} else {
			high = middle
		}
	}
	return (low + high) / 2
}
