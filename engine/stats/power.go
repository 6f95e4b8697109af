package stats

import (
	"fmt"
	"math"

	"gonum.org/v1/gonum/integrate/quad"
	"gonum.org/v1/gonum/stat/distuv"
)

func powerLevel(power float64) error {
	if !(power > 0 && power < 1) {
		return fmt.Errorf("power: %g, expected more than 0 and less than 1", power)
	}
	return nil
}

// ProportionSize is how many units the control needs, by three approximations.
type ProportionSize struct {
	PooledNull float64 `json:"n_control_pooled_null"` // Fleiss
	Unpooled   float64 `json:"n_control_unpooled"`
	Arcsine    float64 `json:"n_control_arcsine"` // Cohen
}

// SizeForProportion is for finding a difference of proportions; ratio is treatment to control.
func SizeForProportion(p, mde, alpha, power, ratio float64) (ProportionSize, error) {
	q := p + mde
	switch {
	case !(p > 0 && p < 1 && q > 0 && q < 1):
		return ProportionSize{}, fmt.Errorf("p_control: %g and %g, expected both between 0 and 1",
			p, q)
	case mde == 0:
		return ProportionSize{}, fmt.Errorf("mde_abs: 0 can never be found")
	case !finite(ratio) || ratio <= 0:
		return ProportionSize{}, fmt.Errorf("ratio_treat_to_control: %g, expected more than 0",
			ratio)
	}
	if err := firstError(level(alpha), powerLevel(power)); err != nil {
		return ProportionSize{}, err
	}
	a, b := zOf(alpha), normal.Quantile(power)
	mean := (p + ratio*q) / (1 + ratio)
	separate := p*(1-p) + q*(1-q)/ratio
	h := 2 * (math.Asin(math.Sqrt(q)) - math.Asin(math.Sqrt(p)))
	both := a*math.Sqrt(mean*(1-mean)*(1+1/ratio)) + b*math.Sqrt(separate)
	// How far off a normal statistic must be to be found with the power, on either side.
	shift := root(func(d float64) float64 { return above(a-d) + above(a+d) - power }, 0, a+b+10)
	return ProportionSize{PooledNull: both * both / (mde * mde),
		Unpooled: (a + b) * (a + b) * separate / (mde * mde),
		Arcsine:  shift * shift * (1 + 1/ratio) / (h * h)}, nil
}

// MeanPlan is a test of means. Of a ratio the standard deviation is that of its linear form.
type MeanPlan struct {
	SD    float64 `json:"sd"`
	Alpha float64 `json:"alpha"` // two-sided; one-sided for a test of no harm
	Power float64 `json:"power" optional:""`
	MDE   float64 `json:"mde_abs" optional:""`
	N     float64 `json:"n_per_arm" optional:""` // of the control
	// Ratio is units of the treatment for one of the control; 0 means 1.
	Ratio float64 `json:"ratio_treat_to_control" optional:""`
	Rho   float64 `json:"rho_cuped" optional:""` // correlation with a covariate from before
	// Units come in clusters of a size, within which they are alike by a correlation.
	ClusterSize float64 `json:"cluster_size" optional:""` // 0 means 1
	ICC         float64 `json:"icc" optional:""`
	// NoHarm asks whether the treatment is not worse by MDE, where it is the same in truth.
	NoHarm bool `json:"non_inferiority"`
}

func (p MeanPlan) withDefaults() MeanPlan {
	if p.Ratio == 0 {
		p.Ratio = 1
	}
	if p.ClusterSize == 0 {
		p.ClusterSize = 1
	}
	return p
}

func (p MeanPlan) check() error {
	switch {
	case !finite(p.SD) || p.SD <= 0:
		return fmt.Errorf("sd: %g, expected more than 0", p.SD)
	case !finite(p.Ratio) || p.Ratio <= 0:
		return fmt.Errorf("ratio_treat_to_control: %g, expected more than 0", p.Ratio)
	case !(p.Rho >= -1 && p.Rho <= 1):
		return fmt.Errorf("rho_cuped: %g, expected -1 to 1", p.Rho)
	case !finite(p.ClusterSize) || p.ClusterSize < 1:
		return fmt.Errorf("cluster_size: %g, expected 1 or more", p.ClusterSize)
	case !(p.ICC >= 0 && p.ICC <= 1):
		return fmt.Errorf("icc: %g, expected 0 to 1", p.ICC)
	}
	return level(p.Alpha)
}

func (p MeanPlan) checkMDE() error {
	if !finite(p.MDE) || p.MDE == 0 {
		return fmt.Errorf("mde_abs: %g, expected a number other than 0", p.MDE)
	}
	if p.Rho*p.Rho == 1 {
		return fmt.Errorf("rho_cuped: %g leaves nothing to test", p.Rho)
	}
	return nil
}

func (p MeanPlan) checkN() error {
	if !finite(p.N) || p.N < 2 || p.N*p.Ratio < 2 {
		return fmt.Errorf("n_per_arm: %g, expected 2 or more in either arm", p.N)
	}
	return nil
}

// spread is the standard deviation that counts, and without a covariate.
func (p MeanPlan) spread() (adjusted, plain float64) {
	plain = p.SD * math.Sqrt(1+(p.ClusterSize-1)*p.ICC)
	return plain * math.Sqrt(1-p.Rho*p.Rho), plain
}

// tail is the level of one side.
func (p MeanPlan) tail() float64 {
	if p.NoHarm {
		return p.Alpha
	}
	return p.Alpha / 2
}

// reach is how many standard errors away an effect is found with the power.
func (p MeanPlan) reach() float64 {
	return normal.Quantile(1-p.tail()) + normal.Quantile(p.Power)
}

// MeanSize is how many units the control needs, which without a ratio is each arm.
type MeanSize struct {
	Normal float64 `json:"n_per_arm_normal"`
	Exact  float64 `json:"n_per_arm_t_exact"` // by the noncentral t distribution
}

// Size is for finding a difference of means.
func (p MeanPlan) Size() (MeanSize, error) {
	p = p.withDefaults()
	if err := firstError(p.check(), powerLevel(p.Power), p.checkMDE()); err != nil {
		return MeanSize{}, err
	}
	sd, _ := p.spread()
	out := MeanSize{Normal: (1 + 1/p.Ratio) * math.Pow(p.reach()*sd/p.MDE, 2)}
	short := func(n float64) float64 { return p.Power - p.exact(n) }
	least := 3 / (1 + p.Ratio) // one degree of freedom
	high := max(4, 2*out.Normal)
	for short(high) > 0 && high < 1e12 {
		high *= 2
	}
	out.Exact = root(short, least, high)
	return out, nil
}

// MDE is the least difference that is found with the power.
type MDE struct {
	Absolute float64 `json:"mde_abs"`
	CUPED    float64 `json:"mde_abs_cuped"` // where a covariate correlates by rho
}

// Detectable is the least difference that is found.
func (p MeanPlan) Detectable() (MDE, error) {
	p = p.withDefaults()
	if err := firstError(p.check(), powerLevel(p.Power), p.checkN()); err != nil {
		return MDE{}, err
	}
	adjusted, plain := p.spread()
	m := p.reach() * math.Sqrt((1+1/p.Ratio)/p.N)
	return MDE{m * plain, m * adjusted}, nil
}

// Power is the chance of finding a difference.
type Power struct {
	Exact  float64 `json:"power_t_exact"`
	Normal float64 `json:"power_normal_two_sided"`
}

// Chance is the power of the plan.
func (p MeanPlan) Chance() (Power, error) {
	p = p.withDefaults()
	if err := firstError(p.check(), p.checkMDE(), p.checkN()); err != nil {
		return Power{}, err
	}
	shift, z := p.shift(p.N), normal.Quantile(1-p.tail())
	out := Power{p.exact(p.N), above(z - shift)}
	if !p.NoHarm {
		out.Normal += above(z + shift)
	}
	return out, nil
}

// shift is the effect in standard errors with n units of the control.
func (p MeanPlan) shift(n float64) float64 {
	sd, _ := p.spread()
	return math.Abs(p.MDE) / sd * math.Sqrt(n*p.Ratio/(1+p.Ratio))
}

func (p MeanPlan) exact(n float64) float64 {
	dof := n*(1+p.Ratio) - 2
	t, shift := -tQuantile(p.tail(), dof), p.shift(n)
	found := 1 - noncentralT(t, dof, shift)
	if !p.NoHarm {
		found += noncentralT(-t, dof, shift)
	}
	return found
}

// noncentralT is the distribution of (Z + shift) / sqrt(chi2/dof), integrated over the root.
func noncentralT(t, dof, shift float64) float64 {
	chi := distuv.ChiSquared{K: dof}
	reach := 12 / math.Sqrt(2*dof)
	density := func(s float64) float64 {
		return math.Exp(chi.LogProb(s*s*dof)) * 2 * s * dof * normal.CDF(t*s-shift)
	}
	return quad.Fixed(density, max(1e-12, 1-reach), 1+reach+4/dof, 400, quad.Legendre{}, 0)
}
