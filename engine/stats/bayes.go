package stats

import (
	"fmt"
	"math"
	"slices"

	"gonum.org/v1/gonum/integrate/quad"
	"gonum.org/v1/gonum/stat/distuv"
)

// BetaComparison compares two proportions by their posteriors.
type BetaComparison struct {
	PTreatBetter float64  `json:"prob_treat_better"`
	ExpectedGain float64  `json:"expected_gain_if_ship"` // E[(treat - control)+]
	ExpectedLoss float64  `json:"expected_loss_if_ship"` // E[(control - treat)+]
	CI95Treat    Interval `json:"ci95_treat"`
}

const mostCounts = 1e10

func checkBeta(name string, a, b float64) error {
	if !(a > 0 && b > 0 && a <= mostCounts && b <= mostCounts) {
		return fmt.Errorf("%s: alpha %g and beta %g, expected both above 0 and up to %g", name,
			a, b, mostCounts)
	}
	return nil
}

// CompareBeta compares Beta posteriors.
func CompareBeta(aControl, bControl, aTreat, bTreat float64) (BetaComparison, error) {
	if err := firstError(checkBeta("control", aControl, bControl),
		checkBeta("treat", aTreat, bTreat)); err != nil {
		return BetaComparison{}, err
	}
	c := beta{distuv.Beta{Alpha: aControl, Beta: bControl}}
	t := beta{distuv.Beta{Alpha: aTreat, Beta: bTreat}}
	both := cuts(c, t)
	gain := pieces(func(x float64) float64 { return c.CDF(x) * (1 - t.CDF(x)) }, both)
	loss := pieces(func(x float64) float64 { return t.CDF(x) * (1 - c.CDF(x)) }, both)
	best, _ := ranks([]posterior{c, t})
	return BetaComparison{best[1], gain, loss,
		Interval{Number(t.Quantile(.025)), Number(t.Quantile(.975))}}, nil
}

// posterior is a belief about one arm.
type posterior interface {
	Prob(x float64) float64
	CDF(x float64) float64
	Quantile(p float64) float64
}

// cuts are where an integral over all of them is taken apart: each of them fills some pieces by
// itself, however narrow it is beside the others.
func cuts[P posterior](all ...P) []float64 {
	const parts = 24
	var at []float64
	for _, p := range all {
		low, high := p.Quantile(1e-14), p.Quantile(1-1e-14)
		for i := range parts + 1 {
			at = append(at, low+(high-low)*float64(i)/parts)
		}
	}
	slices.Sort(at)
	return slices.Compact(at)
}

const points = 24 // of each piece

func pieces(f func(float64) float64, cuts []float64) (sum float64) {
	for i := range len(cuts) - 1 {
		sum += quad.Fixed(f, cuts[i], cuts[i+1], points, quad.Legendre{}, 0)
	}
	return sum
}

// ranks is how likely each is the largest of all, and the second.
func ranks(all []posterior) (best, second []float64) {
	best, second = make([]float64, len(all)), make([]float64, len(all))
	whole, below := make([]float64, len(all)), make([]float64, len(all))
	x, weight := make([]float64, points), make([]float64, points)
	at := cuts(all...)
	for i := range len(at) - 1 {
		quad.Legendre{}.FixedLocations(x, weight, at[i], at[i+1])
		for k, v := range x {
			for j, p := range all {
				below[j] = p.CDF(v)
			}
			for j, p := range all {
				density := p.Prob(v) * weight[k]
				if density == 0 {
					continue
				}
				none, one := beaten(below, j)
				whole[j] += density
				best[j] += density * none
				second[j] += density * one
			}
		}
	}
	for j, w := range whole { // a density of large numbers is off by a factor
		best[j] = min(1, best[j]/w)
		second[j] = min(1, second[j]/w)
	}
	return best, second
}

// beaten is the chance that none, or just one, of the others lies above a value, if those are
// their chances to lie below.
func beaten(below []float64, self int) (none, one float64) {
	none = 1
	for j, p := range below {
		if j != self {
			one = one*p + none*(1-p)
			none *= p
		}
	}
	return none, one
}

// NormalPrior is what effects are usually like, on the scale "relative" or "absolute".
type NormalPrior struct {
	Mean  float64 `json:"mean"`
	SD    float64 `json:"sd"`
	Scale string  `json:"scale" optional:""`
}

// NormalEffect is an effect with a normal posterior.
type NormalEffect struct {
	ChanceToWin float64  `json:"chance_to_win"`
	Effect      float64  `json:"effect"`
	CI          Interval `json:"ci"`
	LossKeep    float64  `json:"expected_loss_keep_control"`
	LossShip    float64  `json:"expected_loss_ship_treatment"`
}

// Belief says how an effect is judged.
type Belief struct {
	Kind          Difference
	Prior         *NormalPrior // nil lets the data speak alone
	LowerIsBetter bool
	Alpha         float64
}

// Posterior judges an effect of two arms. A prior on the other scale than the effect is rescaled
// by the control's mean.
func (b Belief) Posterior(control, treat Arm) (NormalEffect, error) {
	effect, se, _, err := between(control, treat, b.Kind)
	if err := firstError(err, level(b.Alpha), b.Prior.check()); err != nil {
		return NormalEffect{}, err
	}
	if b.Prior != nil {
		p := b.Prior.on(b.Kind, math.Abs(control.Mean))
		data, before := 1/(se*se), 1/(p.SD*p.SD)
		effect = (effect*data + p.Mean*before) / (data + before)
		se = math.Sqrt(1 / (data + before))
	}
	z := effect / se
	out := NormalEffect{ChanceToWin: normal.CDF(z), Effect: effect,
		CI: around(effect, se*zOf(b.Alpha))}
	out.LossShip = se*normal.Prob(z) - effect*normal.CDF(-z)
	out.LossKeep = se*normal.Prob(z) + effect*normal.CDF(z)
	if b.LowerIsBetter {
		out.ChanceToWin = normal.CDF(-z)
		out.LossShip, out.LossKeep = out.LossKeep, out.LossShip
	}
	return out, nil
}

func (p *NormalPrior) check() error {
	switch {
	case p == nil:
		return nil
	case !finite(p.Mean, p.SD) || p.SD <= 0:
		return fmt.Errorf("prior: needs a mean and an sd above 0")
	case p.Scale != "" && p.Scale != "relative" && p.Scale != "absolute":
		return fmt.Errorf("prior/scale: %q, expected relative or absolute", p.Scale)
	}
	return nil
}

// on is the prior on the scale of the effect.
func (p NormalPrior) on(kind Difference, control float64) NormalPrior {
	switch {
	case p.Scale == "absolute" && kind == "relative":
		p.Mean, p.SD = p.Mean/control, p.SD/control
	case p.Scale == "relative" && kind == "absolute":
		p.Mean, p.SD = p.Mean*control, p.SD*control
	}
	return p
}

// BestArm is how likely each arm is the best and the second, and what share of the traffic it
// should get.
type BestArm struct {
	PBest   []float64 `json:"prob_best"`
	Weights []float64 `json:"weights"`
	PSecond []float64 `json:"prob_second"`
	// TopTwo gives half of the traffic to the best and half to the second (Russo 2016), to tell
	// them apart.
	TopTwo []float64 `json:"weights_top_two"`
}

const mostArms = 100

// Posteriors are the normal beliefs about the arms of a bandit.
type Posteriors struct {
	Means, SDs    []float64
	LowerIsBetter bool
}

// Best is how likely each arm is the best and the second; least is what every arm keeps.
func (p Posteriors) Best(least float64) (BestArm, error) {
	if len(p.Means) != len(p.SDs) || !finite(p.Means...) || !finite(p.SDs...) {
		return BestArm{}, fmt.Errorf("means and sds: need as many numbers")
	}
	all := make([]posterior, len(p.Means))
	for i, m := range p.Means {
		if p.SDs[i] <= 0 {
			return BestArm{}, fmt.Errorf("sds/%d: %g, expected more than 0", i, p.SDs[i])
		}
		if p.LowerIsBetter {
			m = -m
		}
		all[i] = distuv.Normal{Mu: m, Sigma: p.SDs[i]}
	}
	return bestOf(all, least)
}

// BestBeta is for Beta posteriors.
func BestBeta(arms [][2]float64, least float64, lowerIsBetter bool) (BestArm, error) {
	all := make([]posterior, len(arms))
	for i, a := range arms {
		if err := checkBeta(fmt.Sprintf("arms/%d", i), a[0], a[1]); err != nil {
			return BestArm{}, err
		}
		if lowerIsBetter { // the chance of the opposite
			a[0], a[1] = a[1], a[0]
		}
		all[i] = beta{distuv.Beta{Alpha: a[0], Beta: a[1]}}
	}
	return bestOf(all, least)
}

func bestOf(all []posterior, least float64) (b BestArm, err error) {
	if len(all) < 2 || len(all) > mostArms {
		return b, fmt.Errorf("%d arms, expected 2 to %d", len(all), mostArms)
	}
	k := float64(len(all))
	if !(least >= 0 && least*k <= 1) {
		return b, fmt.Errorf("min_weight: %g, expected 0 to 1 divided by the arms", least)
	}
	b.PBest, b.PSecond = ranks(all)
	for i, p := range b.PBest {
		b.Weights = append(b.Weights, least+(1-k*least)*p)
		b.TopTwo = append(b.TopTwo, least+(1-k*least)*(p+b.PSecond[i])/2)
	}
	return b, nil
}
