package stats

import (
	"fmt"
	"math"
	"strconv"
	"strings"

	"gonum.org/v1/gonum/integrate/quad"
)

// Sequence is a confidence sequence: an interval that holds at every look together.
type Sequence struct {
	Rho       float64  `json:"rho"`
	HalfWidth float64  `json:"halfwidth"`
	CI        Interval `json:"ci"`
	EValue    float64  `json:"e_value"`
	P         float64  `json:"p_always_valid"`
}

func checkSequence(effect, se, alpha, n, star float64) error {
	switch {
	case !finite(effect):
		return fmt.Errorf("effect: %g is not a number", effect)
	case !finite(se) || se <= 0:
		return fmt.Errorf("se: %g, expected more than 0", se)
	case !finite(n) || n < 1:
		return fmt.Errorf("n_total: %g, expected 1 or more", n)
	case !finite(star) || star < 1:
		return fmt.Errorf("n_star: %g, expected 1 or more", star)
	}
	return level(alpha)
}

func rhoFor(alpha, star float64) float64 {
	l := -2 * math.Log(alpha)
	return math.Sqrt((l + math.Log(l+1)) / star)
}

// ConfidenceSequence is the asymptotic one of Waudby-Smith and others (2021), tightest at star
// units of both arms together.
func ConfidenceSequence(effect, se, n, alpha, star float64) (Sequence, error) {
	if err := checkSequence(effect, se, alpha, n, star); err != nil {
		return Sequence{}, err
	}
	s := Sequence{Rho: rhoFor(alpha, star)}
	r := n * s.Rho * s.Rho
	s.HalfWidth = se * math.Sqrt(n) *
		math.Sqrt(2*(r+1)/(n*r)*math.Log(math.Sqrt(r+1)/alpha))
	s.CI = around(effect, s.HalfWidth)
	z := effect / se
	s.EValue = math.Exp(r/(1+r)*z*z/2) / math.Sqrt(r+1)
	s.P = min(1, 1/s.EValue)
	return s, nil
}

// OneSidedSequence has the bounds of either side, each for itself.
type OneSidedSequence struct {
	Rho       float64 `json:"rho"`
	HalfWidth float64 `json:"halfwidth"`
	Lower     float64 `json:"lower"`
	Upper     float64 `json:"upper"`
}

// OneSidedConfidenceSequence is the one-sided form.
func OneSidedConfidenceSequence(effect, se, n, alpha, star float64) (OneSidedSequence, error) {
	if err := checkSequence(effect, se, alpha, n, star); err != nil {
		return OneSidedSequence{}, err
	}
	if alpha >= .5 {
		return OneSidedSequence{}, fmt.Errorf("alpha: %g, expected less than 0.5", alpha)
	}
	s := OneSidedSequence{Rho: rhoFor(2*alpha, star)}
	r := n * s.Rho * s.Rho
	s.HalfWidth = se * math.Sqrt(n) *
		math.Sqrt(2*(r+1)/(n*r)*math.Log(1+math.Sqrt(r+1)/(2*alpha)))
	s.Lower, s.Upper = effect-s.HalfWidth, effect+s.HalfWidth
	return s, nil
}

// Mixture is the mixture sequential probability ratio test (Johari and others 2017).
type Mixture struct {
	Lambda    float64 `json:"lambda_"`
	P         float64 `json:"p_always_valid"`
	HalfWidth float64 `json:"halfwidth"`
}

// MSPRT tests with a normal mixture of spread tau.
func MSPRT(effect, se, tau, alpha float64) (Mixture, error) {
	if err := checkSequence(effect, se, alpha, 1, 1); err != nil {
		return Mixture{}, err
	}
	if !finite(tau) || tau <= 0 {
		return Mixture{}, fmt.Errorf("tau: %g, expected more than 0", tau)
	}
	v, t := se*se, tau*tau
	lambda := math.Sqrt(v/(v+t)) * math.Exp(t*effect*effect/(2*v*(v+t)))
	return Mixture{lambda, min(1, 1/lambda),
		math.Sqrt(v * (v + t) / t * (-2*math.Log(alpha) + math.Log((v+t)/v)))}, nil
}

// Bounds are what |Z| is compared with at each look of a group sequential test.
type Bounds struct {
	Spent   []float64 `json:"cumulative_alpha_per_side"`
	Z       []float64 `json:"z_bounds"`
	Nominal []float64 `json:"nominal_two_sided_p"`
}

// Spending is how much of alpha, for one side, may be spent up to a share of the information.
func Spending(name string, alpha float64) (func(t float64) float64, error) {
	number := func(prefix string) (float64, bool) {
		text, is := strings.CutPrefix(name, prefix)
		v, err := strconv.ParseFloat(text, 64)
		return v, is && err == nil && finite(v)
	}
	if rho, ok := number("power_family_rho"); ok && rho > 0 {
		return func(t float64) float64 { return alpha * math.Pow(t, rho) }, nil
	}
	if g, ok := number("hwang_shih_decani_"); ok {
		if g == 0 {
			return func(t float64) float64 { return alpha * t }, nil
		}
		return func(t float64) float64 { return alpha * math.Expm1(-g*t) / math.Expm1(-g) }, nil
	}
	switch name {
	case "lan_demets_obrien_fleming":
		z := normal.Quantile(1 - alpha/2)
		return func(t float64) float64 { return 2 * above(z/math.Sqrt(t)) }, nil
	case "lan_demets_pocock":
		return func(t float64) float64 { return alpha * math.Log(1+(math.E-1)*t) }, nil
	}
	return nil, fmt.Errorf("spending: %q, expected lan_demets_obrien_fleming, lan_demets_pocock, "+
		"power_family_rho3 or hwang_shih_decani_-4, with other numbers as well", name)
}

const maxLooks = 100

func checkFractions(t []float64) error {
	if len(t) == 0 || len(t) > maxLooks {
		return fmt.Errorf("information_fractions: %d looks, expected 1 to %d", len(t), maxLooks)
	}
	before := 0.0
	for i, v := range t {
		if !(v > before && v <= 1) {
			return fmt.Errorf("information_fractions/%d: %g, expected rising up to 1", i, v)
		}
		before = v
	}
	return nil
}

// SpendingBounds finds the bounds that spend alpha/2 on each side as the function says.
func SpendingBounds(t []float64, alpha float64, spending string) (Bounds, error) {
	if err := firstError(level(alpha), checkFractions(t)); err != nil {
		return Bounds{}, err
	}
	spend, err := Spending(spending, alpha/2)
	if err != nil {
		return Bounds{}, err
	}
	w := &walk{}
	out := Bounds{}
	before := 0.0
	for _, at := range t {
		spent := spend(at)
		left := spent - before
		z := root(func(b float64) float64 { return w.crossed(at, b) - left }, 0, 40)
		w.step(at, z)
		out.Spent = append(out.Spent, spent)
		out.Z = append(out.Z, z)
		out.Nominal = append(out.Nominal, twoSided(z))
		before = spent
	}
	return out, nil
}

// ClassicBounds are those of equal looks: O'Brien and Fleming (1979) and Pocock (1977).
type ClassicBounds struct {
	OBFConstant float64   `json:"obrien_fleming_constant"`
	OBF         []float64 `json:"obrien_fleming_z"`
	Pocock      float64   `json:"pocock_z"`
}

// Classic finds the constants for k equal looks.
func Classic(k int, alpha float64) (ClassicBounds, error) {
	if err := level(alpha); err != nil {
		return ClassicBounds{}, err
	}
	if k < 1 || k > maxLooks {
		return ClassicBounds{}, fmt.Errorf("k: %d looks, expected 1 to %d", k, maxLooks)
	}
	constant := func(shape func(i int) float64) float64 {
		return root(func(c float64) float64 {
			w, crossed := &walk{}, 0.0
			for i := 1; i <= k; i++ {
				at, z := float64(i)/float64(k), c*shape(i)
				crossed += 2 * w.crossed(at, z)
				w.step(at, z)
			}
			return crossed - alpha
		}, .01, 10)
	}
	obf := func(i int) float64 { return math.Sqrt(float64(k) / float64(i)) }
	out := ClassicBounds{OBFConstant: constant(obf),
		Pocock: constant(func(int) float64 { return 1 })}
	for i := 1; i <= k; i++ {
		out.OBF = append(out.OBF, out.OBFConstant*obf(i))
	}
	return out, nil
}

// walk follows a Brownian motion that has not crossed a bound yet, by its density on the nodes of
// a quadrature (Armitage, McPherson and Rowe 1969).
type walk struct {
	t       float64   // the last look
	x, mass []float64 // places of the motion, and density times weight
}

const nodes = 160

// crossed is the chance of crossing the upper bound z at time t, not having crossed before.
func (w *walk) crossed(t, z float64) float64 {
	if w.x == nil {
		return above(z)
	}
	sum, sd := 0.0, math.Sqrt(t-w.t)
	for i, x := range w.x {
		sum += w.mass[i] * above((z*math.Sqrt(t)-x)/sd)
	}
	return sum
}

// step goes on to time t, keeping what stays within the bounds.
func (w *walk) step(t, z float64) {
	limit := min(z, 9) * math.Sqrt(t) // beyond 9 there is nothing
	x, weight := make([]float64, nodes), make([]float64, nodes)
	quad.Legendre{}.FixedLocations(x, weight, -limit, limit)
	mass := make([]float64, nodes)
	for j, at := range x {
		density := 0.0
		if w.x == nil {
			density = normal.Prob(at/math.Sqrt(t)) / math.Sqrt(t)
		} else {
			sd := math.Sqrt(t - w.t)
			for i, from := range w.x {
				density += w.mass[i] * normal.Prob((at-from)/sd) / sd
			}
		}
		mass[j] = density * weight[j]
	}
	w.t, w.x, w.mass = t, x, mass
}
