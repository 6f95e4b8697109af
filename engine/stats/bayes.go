package stats

import (
	"fmt"
	"math"

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

func checkBeta(name string, a, b float64) error {
	if !finite(a, b) || a <= 0 || b <= 0 {
		return fmt.Errorf("%s: alpha %g and beta %g, expected both above 0", name, a, b)
	}
	return nil
}

// CompareBeta compares Beta posteriors.
func CompareBeta(aControl, bControl, aTreat, bTreat float64) (BetaComparison, error) {
	if err := firstError(checkBeta("control", aControl, bControl),
		checkBeta("treat", aTreat, bTreat)); err != nil {
		return BetaComparison{}, err
	}
	c := distuv.Beta{Alpha: aControl, Beta: bControl}
	t := distuv.Beta{Alpha: aTreat, Beta: bTreat}
	gain := unit(func(x float64) float64 { return c.CDF(x) * (1 - t.CDF(x)) }, c, t)
	loss := unit(func(x float64) float64 { return t.CDF(x) * (1 - c.CDF(x)) }, c, t)
	better := unit(func(x float64) float64 { return c.CDF(x) * t.Prob(x) }, c, t)
	return BetaComparison{min(1, better), gain, loss,
		Interval{Number(t.Quantile(.025)), Number(t.Quantile(.975))}}, nil
}

// unit integrates over where the distributions lie, in pieces.
func unit(f func(float64) float64, all ...distuv.Beta) float64 {
	low, high := 1.0, 0.0
	for _, d := range all {
		low, high = min(low, d.Quantile(1e-14)), max(high, d.Quantile(1-1e-14))
	}
	return pieces(f, low, high)
}

func pieces(f func(float64) float64, low, high float64) (sum float64) {
	const parts, points = 24, 24
	width := (high - low) / parts
	for i := range parts {
		from := low + float64(i)*width
		sum += quad.Fixed(f, from, from+width, points, quad.Legendre{}, 0)
	}
	return sum
}

// NormalPrior is what effects are usually like, on the scale "relative" or "absolute".
type NormalPrior struct {
	Mean  float64 `json:"mean"`
	SD    float64 `json:"sd"`
	Scale string  `json:"scale"`
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

// BestArm is how likely each arm is the best, and what share of the traffic it should get.
type BestArm struct {
	PBest   []float64 `json:"prob_best"`
	Weights []float64 `json:"weights,omitempty"`
	// PSecond and TopTwo are for normal posteriors: the chance to be second, and shares that give
	// half of the traffic to the best and half to the second (Russo 2016), to tell them apart.
	PSecond []float64 `json:"prob_second,omitempty"`
	TopTwo  []float64 `json:"weights_top_two,omitempty"`
}

// Posteriors are the normal beliefs about the arms of a bandit.
type Posteriors struct {
	Means, SDs    []float64
	LowerIsBetter bool
}

// check says where the posteriors lie, turned so that higher is better.
func (p Posteriors) check() (means []float64, low, high float64, err error) {
	if len(p.Means) < 2 || len(p.Means) != len(p.SDs) || !finite(p.Means...) || !finite(p.SDs...) {
		return nil, 0, 0, fmt.Errorf("means and sds: need as many numbers, at least 2")
	}
	low, high = math.Inf(1), math.Inf(-1)
	for i, m := range p.Means {
		if p.SDs[i] <= 0 {
			return nil, 0, 0, fmt.Errorf("sds/%d: %g, expected more than 0", i, p.SDs[i])
		}
		if p.LowerIsBetter {
			m = -m
		}
		means = append(means, m)
		low, high = min(low, m-9*p.SDs[i]), max(high, m+9*p.SDs[i])
	}
	return means, low, high, nil
}

// Best is how likely each arm is the best and the second; least is what every arm keeps.
func (p Posteriors) Best(least float64) (BestArm, error) {
	means, low, high, err := p.check()
	if err != nil {
		return BestArm{}, err
	}
	sds := p.SDs
	out := BestArm{}
	for i := range means {
		// rank integrates how likely the arm beats all others, or all but one that beats it.
		rank := func(above int) float64 {
			return pieces(func(x float64) float64 {
				v := normal.Prob((x-means[i])/sds[i]) / sds[i]
				for j := range means {
					z := (x - means[j]) / sds[j]
					switch j {
					case i:
					case above:
						v *= normal.Survival(z)
					default:
						v *= normal.CDF(z)
					}
				}
				return v
			}, low, high)
		}
		second := 0.0
		for j := range means {
			if j != i {
				second += rank(j)
			}
		}
		out.PBest, out.PSecond = append(out.PBest, rank(-1)), append(out.PSecond, second)
	}
	if err := out.share(least); err != nil {
		return out, err
	}
	rest := 1 - least*float64(len(means))
	for i := range means {
		out.TopTwo = append(out.TopTwo, least+rest*(out.PBest[i]+out.PSecond[i])/2)
	}
	return out, nil
}

// BestBeta is for Beta posteriors.
func BestBeta(arms [][2]float64, least float64) (BestArm, error) {
	if len(arms) < 2 {
		return BestArm{}, fmt.Errorf("arms: need at least 2")
	}
	all := make([]distuv.Beta, len(arms))
	for i, a := range arms {
		if err := checkBeta(fmt.Sprintf("arms/%d", i), a[0], a[1]); err != nil {
			return BestArm{}, err
		}
		all[i] = distuv.Beta{Alpha: a[0], Beta: a[1]}
	}
	out := BestArm{PBest: make([]float64, len(arms))}
	for i := range all {
		out.PBest[i] = unit(func(x float64) float64 {
			v := all[i].Prob(x)
			for j := range all {
				if j != i {
					v *= all[j].CDF(x)
				}
			}
			return v
		}, all...)
	}
	return out, out.share(least)
}

// share gives every arm the least share and the rest by its chance.
func (b *BestArm) share(least float64) error {
	k := float64(len(b.PBest))
	if !(least >= 0 && least*k <= 1) {
		return fmt.Errorf("min_weight: %g, expected 0 to 1 divided by the arms", least)
	}
	for _, p := range b.PBest {
		b.Weights = append(b.Weights, least+(1-k*least)*p)
	}
	return nil
}
