package stats

import (
	"fmt"
	"math"
	"slices"

	"gonum.org/v1/gonum/stat/distuv"
)

// RatioSums are the sufficient statistics of a ratio of sums, such as revenue per order.
type RatioSums struct {
	N  float64 `json:"n"`
	M  float64 `json:"sum_m"`
	D  float64 `json:"sum_d"`
	M2 float64 `json:"sum_m2"`
	D2 float64 `json:"sum_d2"`
	MD float64 `json:"sum_md"`
}

// Arm is the ratio with its variance by the delta method.
func (s RatioSums) Arm() (Arm, error) {
	if !finite(s.N, s.M, s.D, s.M2, s.D2, s.MD) || s.N < 2 || s.D == 0 {
		return Arm{}, fmt.Errorf("needs at least 2 units and a denominator other than 0")
	}
	r, d := s.M/s.D, s.D/s.N
	m := Sums{s.N, s.M, s.M2}.Arm().Var
	v := Sums{s.N, s.D, s.D2}.Arm().Var
	cov := (s.MD - s.M*s.D/s.N) / (s.N - 1)
	return Arm{r, max(0, (m-2*r*cov+r*r*v)/(d*d)), s.N}, nil
}

// RatioEffect compares two ratios.
type RatioEffect struct {
	RatioControl float64 `json:"ratio_control"`
	VarControl   float64 `json:"var_control"`
	RatioTreat   float64 `json:"ratio_treat"`
	VarTreat     float64 `json:"var_treat"`
	Effect
}

// CompareRatios tests their difference.
func CompareRatios(control, treat RatioSums, kind Difference, alpha float64) (RatioEffect, error) {
	c, err := control.Arm()
	if err != nil {
		return RatioEffect{}, fmt.Errorf("control: %w", err)
	}
	t, err := treat.Arm()
	if err != nil {
		return RatioEffect{}, fmt.Errorf("treat: %w", err)
	}
	e, err := Compare(c, t, kind, alpha)
	return RatioEffect{c.Mean, c.Var, t.Mean, t.Var, e}, err
}

// PairSums are the sufficient statistics of an outcome y and a covariate x from before.
type PairSums struct {
	N  float64 `json:"n"`
	Y  float64 `json:"sum_y"`
	Y2 float64 `json:"sum_y2"`
	X  float64 `json:"sum_x"`
	X2 float64 `json:"sum_x2"`
	XY float64 `json:"sum_xy"`
}

// pair is an outcome and a covariate as means, variances and their covariance, per unit.
type pair struct{ n, y, x, varY, varX, cov float64 }

func (s PairSums) pair() pair {
	y, x := Sums{s.N, s.Y, s.Y2}.Arm(), Sums{s.N, s.X, s.X2}.Arm()
	return pair{s.N, y.Mean, x.Mean, y.Var, x.Var, (s.XY - s.X*s.Y/s.N) / (s.N - 1)}
}

func (s PairSums) add(t PairSums) PairSums {
	return PairSums{s.N + t.N, s.Y + t.Y, s.Y2 + t.Y2, s.X + t.X, s.X2 + t.X2, s.XY + t.XY}
}

// CUPED is an effect with the part that the covariate explains taken out.
type CUPED struct {
	Theta float64 `json:"theta"`
	Effect
	Unadjusted        float64 `json:"unadjusted_effect"`
	UnadjustedSE      float64 `json:"unadjusted_se"`
	VarianceReduction float64 `json:"variance_reduction"`

	plainly bool // the denominator's share is taken at the unadjusted effect, as for means
}

// AdjustMeans is CUPED for means (Deng and others 2013), theta pooled over the arms. A relative
// effect is relative to the control's unadjusted mean, whose covariance counts.
func AdjustMeans(control, treat PairSums, kind Difference, alpha float64) (CUPED, error) {
	if control.N < 2 || treat.N < 2 {
		return CUPED{}, fmt.Errorf("n: needs at least 2 units in each arm")
	}
	both := control.add(treat).pair()
	out := CUPED{plainly: true}
	if both.varX > 0 {
		out.Theta = both.cov / both.varX
	}
	return out, out.adjust(control.pair(), treat.pair(), kind, alpha)
}

// adjust fills in the effect for a theta.
func (o *CUPED) adjust(c, t pair, kind Difference, alpha float64) error {
	plain, err := Compare(Arm{c.y, c.varY, c.n}, Arm{t.y, t.varY, t.n}, kind, alpha)
	if err != nil {
		return err
	}
	rest := func(p pair) Arm {
		v := p.varY + o.Theta*o.Theta*p.varX - 2*o.Theta*p.cov
		return Arm{p.y - o.Theta*p.x, max(0, v), p.n}
	}
	a, b := rest(c), rest(t)
	effect := b.Mean - a.Mean
	se, dof := welch(a, b)
	if kind == "relative" {
		m := c.y
		effect /= math.Abs(m)
		u := effect * math.Copysign(1, m)
		if o.plainly {
			u = plain.Effect * math.Copysign(1, m)
		}
		v := se*se + u*u*c.varY/c.n + 2*u*(c.varY-o.Theta*c.cov)/c.n
		se = math.Sqrt(v) / math.Abs(m)
	}
	if se == 0 {
		return fmt.Errorf("the covariate explains everything: there is nothing to test")
	}
	o.Effect, err = tested(effect, se, dof, alpha)
	o.Unadjusted, o.UnadjustedSE = plain.Effect, plain.SE
	o.VarianceReduction = 1 - se*se/(plain.SE*plain.SE)
	return err
}

// RatioUnits are the parts of a ratio for each unit, with those of before.
type RatioUnits struct {
	M    []float64 `json:"m"`
	D    []float64 `json:"d"`
	MPre []float64 `json:"m_pre"`
	DPre []float64 `json:"d_pre"`
}

// pair makes the ratio and the one before linear (delta method).
func (u RatioUnits) pair(name string) (pair, error) {
	n := len(u.M)
	if n < 2 || len(u.D) != n || len(u.MPre) != n || len(u.DPre) != n ||
		!finite(slices.Concat(u.M, u.D, u.MPre, u.DPre)...) {
		return pair{}, fmt.Errorf("%s: m, d, m_pre and d_pre need as many numbers, at least 2",
			name)
	}
	linear := func(m, d []float64) (ratio float64, out []float64, err error) {
		all := sumOf(d)
		if all == 0 {
			return 0, nil, fmt.Errorf("%s: a denominator is 0", name)
		}
		ratio, out = sumOf(m)/all, make([]float64, n)
		for i := range m {
			out[i] = (m[i] - ratio*d[i]) / (all / float64(n))
		}
		return ratio, out, nil
	}
	y, ys, err := linear(u.M, u.D)
	if err != nil {
		return pair{}, err
	}
	x, xs, err := linear(u.MPre, u.DPre)
	if err != nil {
		return pair{}, err
	}
	p := pair{n: float64(n), y: y, x: x, varY: armOf(ys).Var, varX: armOf(xs).Var}
	for i := range ys { // both have a mean of 0
		p.cov += ys[i] * xs[i] / float64(n-1)
	}
	return p, nil
}

// AdjustRatios is CUPED for ratios.
func AdjustRatios(control, treat RatioUnits, kind Difference, alpha float64) (CUPED, error) {
	c, err := control.pair("control")
	if err != nil {
		return CUPED{}, err
	}
	t, err := treat.pair("treat")
	if err != nil {
		return CUPED{}, err
	}
	out := CUPED{}
	if c.varX+t.varX > 0 {
		out.Theta = (c.cov + t.cov) / (c.varX + t.varX)
	}
	return out, out.adjust(c, t, kind, alpha)
}

// QuantileBounds are a quantile with its 95 % interval.
type QuantileBounds struct {
	N     float64 `json:"n"`
	Q     float64 `json:"q"`
	Lower float64 `json:"lower95"`
	Upper float64 `json:"upper95"`
}

// Arm turns the interval into the variance of a unit.
func (q QuantileBounds) Arm() Arm {
	half := (q.Upper - q.Lower) / (2 * zOf(.05))
	return Arm{q.Q, (q.N - 1) * half * half, q.N}
}

// QuantileEffect compares two quantiles.
type QuantileEffect struct {
	VarControl float64 `json:"var_control"`
	VarTreat   float64 `json:"var_treat"`
	Effect
}

// CompareQuantiles tests their difference.
func CompareQuantiles(c, t QuantileBounds, kind Difference, alpha float64) (QuantileEffect, error) {
	e, err := Compare(c.Arm(), t.Arm(), kind, alpha)
	return QuantileEffect{c.Arm().Var, t.Arm().Var, e}, err
}

// quantile7 is the linear interpolation of Hyndman and Fan (1996), type 7, of sorted values.
func quantile7(sorted []float64, q float64) float64 {
	at := q * float64(len(sorted)-1)
	low := int(at)
	if low+1 >= len(sorted) {
		return sorted[len(sorted)-1]
	}
	return sorted[low] + (at-float64(low))*(sorted[low+1]-sorted[low])
}

// OrderCI is an interval for a quantile by order statistics.
type OrderCI struct {
	Type7    float64  `json:"estimate_type7"`
	Inverted float64  `json:"estimate_inverted_cdf"`
	Low      int      `json:"rank_lower_1based"`
	High     int      `json:"rank_upper_1based"`
	CI       Interval `json:"ci"`
	Coverage float64  `json:"coverage_exact"`
}

// QuantileByOrder needs no assumption about the distribution.
func QuantileByOrder(values []float64, q, alpha float64) (OrderCI, error) {
	if len(values) == 0 || !finite(values...) {
		return OrderCI{}, fmt.Errorf("values: need at least one number")
	}
	if !(q > 0 && q < 1) {
		return OrderCI{}, fmt.Errorf("q: %g, expected more than 0 and less than 1", q)
	}
	if err := level(alpha); err != nil {
		return OrderCI{}, err
	}
	sorted := slices.Sorted(slices.Values(values))
	n := len(sorted)
	b := distuv.Binomial{N: float64(n), P: q}
	ppf := func(p float64) int {
		k := 0
		for k < n && b.CDF(float64(k)) < p {
			k++
		}
		return k
	}
	out := OrderCI{Type7: quantile7(sorted, q),
		Inverted: sorted[max(0, int(math.Ceil(q*float64(n)-1e-12))-1)]}
	out.Low, out.High = max(1, ppf(alpha/2)), min(n, ppf(1-alpha/2)+1)
	out.CI = Interval{Number(sorted[out.Low-1]), Number(sorted[out.High-1])}
	out.Coverage = b.CDF(float64(out.High-1)) - b.CDF(float64(out.Low-1))
	return out, nil
}

// Winsorised are arms whose largest values are capped.
type Winsorised struct {
	Cap         float64 `json:"cap_type7"` // the quantile of both arms together
	MeanControl float64 `json:"mean_control"`
	MeanTreat   float64 `json:"mean_treat"`
	VarControl  float64 `json:"var_control"`
	VarTreat    float64 `json:"var_treat"`
}

// Winsorise caps values per unit at a quantile of all of them, zeros left out if asked.
func Winsorise(control, treat []float64, percentile float64, ignoreZeros bool) (Winsorised, error) {
	if len(control) < 2 || len(treat) < 2 || !finite(control...) || !finite(treat...) {
		return Winsorised{}, fmt.Errorf("control and treat: need at least 2 numbers each")
	}
	if !(percentile > 0 && percentile <= 1) {
		return Winsorised{}, fmt.Errorf("percentile: %g, expected more than 0 up to 1", percentile)
	}
	all := slices.Concat(control, treat)
	if ignoreZeros {
		all = slices.DeleteFunc(all, func(v float64) bool { return v == 0 })
	}
	if len(all) == 0 {
		return Winsorised{}, fmt.Errorf("control and treat: all values are 0")
	}
	slices.Sort(all)
	limit := quantile7(all, percentile)
	capped := func(values []float64) Arm {
		out := make([]float64, len(values))
		for i, v := range values {
			out[i] = min(v, limit)
		}
		return armOf(out)
	}
	c, t := capped(control), capped(treat)
	return Winsorised{limit, c.Mean, t.Mean, c.Var, t.Var}, nil
}
