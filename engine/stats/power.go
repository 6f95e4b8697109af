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

// MeanSize is how many units each arm needs.
type MeanSize struct {
	Normal float64 `json:"n_per_arm_normal"`
	Exact  float64 `json:"n_per_arm_t_exact"` // by the noncentral t distribution
}

// SizeForMean is for finding a difference of means.
func SizeForMean(sd, mde, alpha, power float64) (MeanSize, error) {
	if err := firstError(level(alpha), powerLevel(power), spread(sd), found(mde)); err != nil {
		return MeanSize{}, err
	}
	z := zOf(alpha) + normal.Quantile(power)
	out := MeanSize{Normal: 2 * z * z * sd * sd / (mde * mde)}
	short := func(n float64) float64 { return power - powerOfT(sd, mde, n, alpha) }
	high := max(4, 2*out.Normal)
	for short(high) > 0 && high < 1e12 {
		high *= 2
	}
	out.Exact = root(short, 1.5, high)
	return out, nil
}

func spread(sd float64) error {
	if !finite(sd) || sd <= 0 {
		return fmt.Errorf("sd: %g, expected more than 0", sd)
	}
	return nil
}

func found(mde float64) error {
	if !finite(mde) || mde == 0 {
		return fmt.Errorf("mde_abs: %g, expected a number other than 0", mde)
	}
	return nil
}

func arms(n float64) error {
	if !finite(n) || n < 2 {
		return fmt.Errorf("n_per_arm: %g, expected 2 or more", n)
	}
	return nil
}

// MDE is the least difference that is found with the power.
type MDE struct {
	Absolute float64 `json:"mde_abs"`
	CUPED    float64 `json:"mde_abs_cuped"` // where a covariate correlates by rho
}

// DetectableMean is for units per arm and a covariate's correlation.
func DetectableMean(sd, n, alpha, power, rho float64) (MDE, error) {
	if err := firstError(level(alpha), powerLevel(power), spread(sd), arms(n)); err != nil {
		return MDE{}, err
	}
	if !(rho >= -1 && rho <= 1) {
		return MDE{}, fmt.Errorf("rho_cuped: %g, expected -1 to 1", rho)
	}
	m := (zOf(alpha) + normal.Quantile(power)) * sd * math.Sqrt(2/n)
	return MDE{m, m * math.Sqrt(1-rho*rho)}, nil
}

// Power is the chance of finding a difference.
type Power struct {
	Exact  float64 `json:"power_t_exact"`
	Normal float64 `json:"power_normal_two_sided"`
}

// PowerOfMean is for a difference of means.
func PowerOfMean(sd, mde, n, alpha float64) (Power, error) {
	if err := firstError(level(alpha), spread(sd), found(mde), arms(n)); err != nil {
		return Power{}, err
	}
	shift, z := math.Abs(mde)/sd*math.Sqrt(n/2), zOf(alpha)
	return Power{powerOfT(sd, mde, n, alpha), above(z-shift) + above(z+shift)}, nil
}

func powerOfT(sd, mde, n, alpha float64) float64 {
	dof := 2*n - 2
	t, shift := tOf(alpha, dof), math.Abs(mde)/sd*math.Sqrt(n/2)
	return 1 - noncentralT(t, dof, shift) + noncentralT(-t, dof, shift)
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
