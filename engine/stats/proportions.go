package stats

import (
	"fmt"
	"math"

	"gonum.org/v1/gonum/stat/distuv"
)

// TwoCounts are successes of two arms.
type TwoCounts struct {
	XControl float64 `json:"x_control"`
	NControl float64 `json:"n_control"`
	XTreat   float64 `json:"x_treat"`
	NTreat   float64 `json:"n_treat"`
	Alpha    float64 `json:"alpha"`
}

func count(name string, x, n float64) error {
	if !finite(x, n) || n < 1 || x < 0 || x > n {
		return fmt.Errorf("%s: %g of %g, expected 0 to n of at least 1", name, x, n)
	}
	return nil
}

func (c TwoCounts) check() error {
	return firstError(level(c.Alpha), count("control", c.XControl, c.NControl),
		count("treat", c.XTreat, c.NTreat))
}

func (c TwoCounts) rates() (control, treat float64) {
	return c.XControl / c.NControl, c.XTreat / c.NTreat
}

// TwoProportion is the classical comparison of two proportions.
type TwoProportion struct {
	Diff           float64  `json:"diff"`
	ZPooled        float64  `json:"z_pooled"`
	PPooled        float64  `json:"p_pooled"`
	SEUnpooled     float64  `json:"se_unpooled"`
	CIWald         Interval `json:"ci_wald"`
	CINewcombe     Interval `json:"ci_newcombe"` // from Wilson's intervals (Newcombe 1998)
	CIAgrestiCaffo Interval `json:"ci_agresti_caffo"`
}

// Proportions compares two proportions.
func (c TwoCounts) Proportions() (TwoProportion, error) {
	if err := c.check(); err != nil {
		return TwoProportion{}, err
	}
	p1, p2 := c.rates()
	z := zOf(c.Alpha)
	pooled := (c.XControl + c.XTreat) / (c.NControl + c.NTreat)
	out := TwoProportion{Diff: p2 - p1}
	spread := math.Sqrt(pooled * (1 - pooled) * (1/c.NControl + 1/c.NTreat))
	if spread == 0 {
		return out, fmt.Errorf("nobody, or everybody, succeeded in both arms")
	}
	out.ZPooled = out.Diff / spread
	out.PPooled = twoSided(out.ZPooled)
	out.SEUnpooled = math.Sqrt(p1*(1-p1)/c.NControl + p2*(1-p2)/c.NTreat)
	out.CIWald = around(out.Diff, z*out.SEUnpooled)
	l1, u1 := wilson(c.XControl, c.NControl, z)
	l2, u2 := wilson(c.XTreat, c.NTreat, z)
	out.CINewcombe = Interval{Number(out.Diff - math.Hypot(p2-l2, u1-p1)),
		Number(out.Diff + math.Hypot(u2-p2, p1-l1))}
	a1, a2 := (c.XControl+1)/(c.NControl+2), (c.XTreat+1)/(c.NTreat+2)
	out.CIAgrestiCaffo = around(a2-a1,
		z*math.Sqrt(a1*(1-a1)/(c.NControl+2)+a2*(1-a2)/(c.NTreat+2)))
	return out, nil
}

func wilson(x, n, z float64) (low, high float64) {
	p := x / n
	center := (p + z*z/(2*n)) / (1 + z*z/n)
	half := z / (1 + z*z/n) * math.Sqrt(p*(1-p)/n+z*z/(4*n*n))
	return center - half, center + half
}

// ScoreInterval inverts a score test.
type ScoreInterval struct {
	// Exact is that of Mee (1984): the restricted proportions are the most likely ones.
	Exact Interval `json:"ci_score_exact"`
	// Statsmodels is what statsmodels 0.13 gives, for comparison with it: one coefficient of its
	// cubic has the successes where the units belong, and the variance is multiplied by n/(n-1).
	Statsmodels Interval `json:"ci_score_miettinen_nurminen_uncorrected"`
}

// ScoreCI gives score intervals for the difference (Miettinen and Nurminen 1985).
func (c TwoCounts) ScoreCI() (ScoreInterval, error) {
	if err := c.check(); err != nil {
		return ScoreInterval{}, err
	}
	z, n := zOf(c.Alpha), c.NControl+c.NTreat
	return ScoreInterval{Exact: c.invert(z, c.NControl),
		Statsmodels: c.invert(z*math.Sqrt(n/(n-1)), c.XControl)}, nil
}

// invert finds the differences that the test does not refuse.
func (c TwoCounts) invert(z, units float64) Interval {
	p1, p2 := c.rates()
	diff := p2 - p1
	beyond := func(delta float64) float64 { return math.Abs(c.score(delta, units)) - z }
	low, high := -1.0, 1.0
	if beyond(-1+1e-12) > 0 {
		low = root(beyond, -1+1e-12, diff)
	}
	if beyond(1-1e-12) > 0 {
		high = root(beyond, 1-1e-12, diff)
	}
	return Interval{Number(low), Number(high)}
}

// score is the difference less delta, in standard errors of the most likely proportions that
// differ by delta: a root of a cubic, in whose linear term units are the control's.
func (c TwoCounts) score(delta, units float64) float64 {
	n, x := c.NControl+c.NTreat, c.XControl+c.XTreat
	l3 := n
	l2 := (c.NTreat+2*c.NControl)*delta - n - x
	l1 := (units*delta-n-2*c.XControl)*delta + x
	l0 := c.XControl * delta * (1 - delta)
	q := l2*l2*l2/(27*l3*l3*l3) - l1*l2/(6*l3*l3) + l0/(2*l3)
	p := math.Copysign(math.Sqrt(max(0, l2*l2/(9*l3*l3)-l1/(3*l3))), q)
	angle := 0.0
	if p != 0 {
		angle = (math.Pi + math.Acos(max(-1, min(1, q/(p*p*p))))) / 3
	}
	control := max(0, min(1, 2*p*math.Cos(angle)-l2/(3*l3)))
	treat := max(0, min(1, control+delta))
	v := control*(1-control)/c.NControl + treat*(1-treat)/c.NTreat
	p1, p2 := c.rates()
	if v <= 0 {
		if p2-p1 == delta {
			return 0
		}
		return math.Copysign(math.Inf(1), p2-p1-delta)
	}
	return (p2 - p1 - delta) / math.Sqrt(v)
}

// Arms are the proportions as means; their variance is p(1-p), not the n-1 form.
func (c TwoCounts) Arms() (control, treat Arm) {
	p1, p2 := c.rates()
	return Arm{p1, p1 * (1 - p1), c.NControl}, Arm{p2, p2 * (1 - p2), c.NTreat}
}

// OneProportion are intervals for a proportion.
type OneProportion struct {
	Wilson         Interval `json:"wilson"`
	AdjustedWald   Interval `json:"adjusted_wald"` // Agresti and Coull 1998
	ClopperPearson Interval `json:"clopper_pearson"`
	Jeffreys       Interval `json:"jeffreys"`
}

// Proportion gives intervals for x of n.
func Proportion(x, n, alpha float64) (OneProportion, error) {
	if err := firstError(level(alpha), count("x", x, n)); err != nil {
		return OneProportion{}, err
	}
	z := zOf(alpha)
	low, high := wilson(x, n, z)
	out := OneProportion{Wilson: Interval{Number(low), Number(high)}}
	p := (x + z*z/2) / (n + z*z)
	out.AdjustedWald = around(p, z*math.Sqrt(p*(1-p)/(n+z*z))).clipped(0, 1)
	out.ClopperPearson = Interval{0, 1}
	if x > 0 {
		out.ClopperPearson[0] = Number(distuv.Beta{Alpha: x, Beta: n - x + 1}.Quantile(alpha / 2))
	}
	if x < n {
		upper := distuv.Beta{Alpha: x + 1, Beta: n - x}
		out.ClopperPearson[1] = Number(upper.Quantile(1 - alpha/2))
	}
	jeffreys := distuv.Beta{Alpha: x + .5, Beta: n - x + .5}
	out.Jeffreys = Interval{Number(jeffreys.Quantile(alpha / 2)),
		Number(jeffreys.Quantile(1 - alpha/2))}
	return out, nil
}
