package stats

import (
	"fmt"
	"math"
)

// Arm is a mean with the variance of one unit.
type Arm struct{ Mean, Var, N float64 }

func (a Arm) check(name string) error {
	if !finite(a.Mean, a.Var, a.N) || a.Var < 0 || a.N < 2 {
		return fmt.Errorf("%s: needs at least 2 units, a mean and a variance of 0 or more", name)
	}
	return nil
}

// Effect is a difference with its test and interval.
type Effect struct {
	Effect float64  `json:"effect"`
	SE     float64  `json:"se"`
	DoF    float64  `json:"dof"`
	P      float64  `json:"p"`
	CI     Interval `json:"ci"`
}

// Difference says what is compared: "absolute" or "relative" to the control's size.
type Difference string

// welch is the standard error of the difference of two means and its degrees of freedom
// (Welch 1947, Satterthwaite 1946).
func welch(control, treat Arm) (se, dof float64) {
	c, t := control.Var/control.N, treat.Var/treat.N
	return math.Sqrt(c + t), (c + t) * (c + t) / (c*c/(control.N-1) + t*t/(treat.N-1))
}

// between is the difference and its standard error, absolute or relative.
func between(control, treat Arm, kind Difference) (effect, se, dof float64, err error) {
	if err := firstError(control.check("control"), treat.check("treat")); err != nil {
		return 0, 0, 0, err
	}
	effect = treat.Mean - control.Mean
	se, dof = welch(control, treat)
	switch kind {
	case "absolute":
	case "relative":
		if control.Mean == 0 {
			return 0, 0, 0, fmt.Errorf("control: a mean of 0 has nothing relative to it")
		}
		m := control.Mean
		effect /= math.Abs(m)
		se = math.Sqrt(treat.Var/treat.N/(m*m) +
			control.Var/control.N*treat.Mean*treat.Mean/(m*m*m*m))
	default:
		return 0, 0, 0, fmt.Errorf("difference: %q, expected absolute or relative", kind)
	}
	if se == 0 {
		return 0, 0, 0, fmt.Errorf("both variances are 0: there is nothing to test")
	}
	return effect, se, dof, nil
}

func tested(effect, se, dof, alpha float64) (Effect, error) {
	if err := level(alpha); err != nil {
		return Effect{}, err
	}
	return Effect{effect, se, dof, tTwoSided(effect/se, dof),
		around(effect, se*tOf(alpha, dof))}, nil
}

// Compare tests the difference of two arms by Welch's t.
func Compare(control, treat Arm, kind Difference, alpha float64) (Effect, error) {
	effect, se, dof, err := between(control, treat, kind)
	if err != nil {
		return Effect{}, err
	}
	return tested(effect, se, dof, alpha)
}

// Sums are the sufficient statistics of one variable.
type Sums struct {
	N     float64 `json:"n"`
	Sum   float64 `json:"sum"`
	SumSq float64 `json:"sum_sq"`
}

// Arm is their mean and variance.
func (s Sums) Arm() Arm {
	mean := s.Sum / s.N
	return Arm{mean, max(0, (s.SumSq-s.Sum*mean)/(s.N-1)), s.N}
}

// armOf is the mean and variance of values.
func armOf(values []float64) Arm {
	a := Arm{N: float64(len(values))}
	for _, v := range values {
		a.Mean += v / a.N
	}
	for _, v := range values {
		a.Var += (v - a.Mean) * (v - a.Mean) / (a.N - 1)
	}
	return a
}

// OneSided tests whether the treatment is greater, or less, with a one-sided interval.
func OneSided(
	control, treat Arm, kind Difference, alternative string, alpha float64,
) (effect, p float64, ci Interval, err error) {
	effect, se, dof, err := between(control, treat, kind)
	if err := firstError(err, level(alpha)); err != nil {
		return 0, 0, ci, err
	}
	reach := se * -tQuantile(alpha, dof)
	switch alternative {
	case "greater":
		return effect, tAbove(effect/se, dof),
			Interval{Number(effect - reach), Number(math.Inf(1))}, nil
	case "less":
		return effect, tAbove(-effect/se, dof),
			Interval{Number(math.Inf(-1)), Number(effect + reach)}, nil
	}
	return 0, 0, ci, fmt.Errorf("alternative: %q, expected greater or less", alternative)
}
