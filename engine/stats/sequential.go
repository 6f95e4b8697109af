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
	EValue    Number   `json:"e_value"`
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
	e := math.Exp(r/(1+r)*z*z/2) / math.Sqrt(r+1)
	s.EValue, s.P = Number(e), min(1, 1/e)
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
	Lambda    Number  `json:"lambda_"`
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
	return Mixture{Number(lambda), min(1, 1/lambda),
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
	w := &walk{gap: t[0]}
	for i := range len(t) - 1 {
		w.gap = min(w.gap, t[i+1]-t[i])
	}
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
		return secant(func(c float64) float64 {
			w, crossed := &walk{gap: 1 / float64(k)}, 0.0
			for i := 1; i <= k; i++ {
				at, z := float64(i)/float64(k), c*shape(i)
				crossed += 2 * w.crossed(at, z)
				if i < k {
					w.step(at, z)
				}
			}
			return normal.Quantile(1-crossed/2) - zOf(alpha) // almost a line in c
		}, zOf(alpha), zOf(alpha/float64(k))) // without looks, and as if they were independent
	}
	obf := func(i int) float64 { return math.Sqrt(float64(k) / float64(i)) }
	out := ClassicBounds{OBFConstant: constant(obf),
		Pocock: constant(func(int) float64 { return 1 })}
	for i := 1; i <= k; i++ {
		out.OBF = append(out.OBF, out.OBFConstant*obf(i))
	}
	return out, nil
}

// secant finds where a function that is almost a line is 0.
func secant(f func(float64) float64, a, b float64) float64 {
	fa, fb := f(a), f(b)
	for range 50 {
		if fa == fb || math.Abs(b-a) < 1e-13 {
			break
		}
		a, b = b, b-fb*(b-a)/(fb-fa)
		fa, fb = fb, f(b)
	}
	return b
}

// walk follows a Brownian motion that has not crossed a bound yet, by its density on the nodes of
// a quadrature (Armitage, McPherson and Rowe 1969).
type walk struct {
	gap     float64   // the shortest time between looks
	t       float64   // the last look
	x, mass []float64 // places of the motion, and density times weight
}

// nodes are how many the density needs up to a limit: at least four within the spread of the
// shortest step, in the middle where they are farthest apart.
func (w *walk) nodes(limit float64) int {
	return max(120, min(1500, int(4*math.Pi*limit/math.Sqrt(w.gap))))
}

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

// step goes on to time t, keeping what stays within the bounds. The density is the same on both
// sides of 0.
func (w *walk) step(t, z float64) {
	limit := min(z, 9) * math.Sqrt(t) // beyond 9 there is nothing
	n := w.nodes(limit)
	x, weight := make([]float64, n), make([]float64, n)
	quad.Legendre{}.FixedLocations(x, weight, -limit, limit)
	mass := make([]float64, n)
	sd := math.Sqrt(t - w.t)
	scale := 1 / (sd * math.Sqrt(2*math.Pi))
	for j := range (n + 1) / 2 {
		density := 0.0
		if w.x == nil {
			density = math.Exp(-x[j] * x[j] / (2 * t))
		}
		for i, from := range w.x {
			d := (x[j] - from) / sd
			density += w.mass[i] * math.Exp(-d*d/2)
		}
		mass[j] = density * scale * weight[j]
		mass[n-1-j] = mass[j]
	}
	w.t, w.x, w.mass = t, x, mass
}
