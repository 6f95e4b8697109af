package stats

import (
	"fmt"
	"math"
	"slices"
)

// TwoMeans are two arms by mean and standard deviation.
type TwoMeans struct {
	MeanControl float64 `json:"mean_control"`
	SDControl   float64 `json:"sd_control"`
	NControl    float64 `json:"n_control"`
	MeanTreat   float64 `json:"mean_treat"`
	SDTreat     float64 `json:"sd_treat"`
	NTreat      float64 `json:"n_treat"`
}

// Arms are the two.
func (m TwoMeans) Arms() (control, treat Arm) {
	return Arm{m.MeanControl, m.SDControl * m.SDControl, m.NControl},
		Arm{m.MeanTreat, m.SDTreat * m.SDTreat, m.NTreat}
}

func (m TwoMeans) check() error {
	control, treat := m.Arms()
	if err := firstError(control.check("control"), treat.check("treat")); err != nil {
		return err
	}
	if control.Var+treat.Var == 0 {
		return fmt.Errorf("both standard deviations are 0: there is nothing to test")
	}
	return nil
}

// WelchT is Welch's test of two means.
type WelchT struct {
	Diff float64  `json:"diff"`
	SE   float64  `json:"se"`
	T    float64  `json:"t"`
	DoF  float64  `json:"dof"`
	P    float64  `json:"p"`
	CI   Interval `json:"ci"`
}

// Welch tests the difference of the means.
func (m TwoMeans) Welch(alpha float64) (WelchT, error) {
	control, treat := m.Arms()
	e, err := Compare(control, treat, "absolute", alpha)
	return WelchT{e.Effect, e.SE, e.Effect / e.SE, e.DoF, e.P, e.CI}, err
}

// NonInferiority says whether the treatment is worse by less than a margin.
type NonInferiority struct {
	Diff        float64 `json:"diff"`
	T           float64 `json:"t"`
	DoF         float64 `json:"dof"`
	P           float64 `json:"p"`
	Bound       float64 `json:"bound"` // the one-sided confidence bound on the bad side
	NonInferior bool    `json:"non_inferior"`
}

// NonInferior tests against a margin; worse says whether lower or higher is bad.
func (m TwoMeans) NonInferior(margin float64, worse string, alpha float64) (NonInferiority, error) {
	if err := firstError(m.check(), level(alpha)); err != nil {
		return NonInferiority{}, err
	}
	if !finite(margin) || margin <= 0 {
		return NonInferiority{}, fmt.Errorf("margin_abs: %g, expected more than 0", margin)
	}
	sign := 1.0
	switch worse {
	case "lower":
	case "higher":
		sign = -1
	default:
		return NonInferiority{}, fmt.Errorf("worse_is: %q, expected lower or higher", worse)
	}
	control, treat := m.Arms()
	se, dof := welch(control, treat)
	out := NonInferiority{Diff: treat.Mean - control.Mean, DoF: dof}
	out.T = (sign*out.Diff + margin) / se
	out.P = tAbove(out.T, dof)
	out.Bound = out.Diff + sign*se*tQuantile(alpha, dof)
	out.NonInferior = out.P < alpha
	return out, nil
}

// Equivalence is two one-sided tests (Schuirmann 1987).
type Equivalence struct {
	PLow  float64 `json:"p_low"`
	PHigh float64 `json:"p_high"`
	P     float64 `json:"p"`
}

// Equivalent tests whether the difference lies between low and high.
func (m TwoMeans) Equivalent(low, high float64) (Equivalence, error) {
	if err := m.check(); err != nil {
		return Equivalence{}, err
	}
	if !finite(low, high) || low >= high {
		return Equivalence{}, fmt.Errorf("low: %g, expected less than high, %g", low, high)
	}
	control, treat := m.Arms()
	se, dof := welch(control, treat)
	diff := treat.Mean - control.Mean
	out := Equivalence{PLow: tAbove((diff-low)/se, dof), PHigh: tAbove((high-diff)/se, dof)}
	out.P = max(out.PLow, out.PHigh)
	return out, nil
}

// RankTest is the test of Mann and Whitney (1947).
type RankTest struct {
	U float64 `json:"u_treat"`
	// P is asymptotic, with corrections for ties and continuity.
	P float64 `json:"p_two_sided_asymptotic_tie_corrected_cc"`
}

// MannWhitney tests whether one arm tends to larger values.
func MannWhitney(control, treat []float64) (RankTest, error) {
	if len(control) == 0 || len(treat) == 0 || !finite(control...) || !finite(treat...) {
		return RankTest{}, fmt.Errorf("control and treat: need numbers, at least one each")
	}
	all := slices.Concat(control, treat)
	slices.Sort(all)
	rank := map[float64]float64{}
	ties := 0.0
	for i := 0; i < len(all); {
		j := i
		for j < len(all) && all[j] == all[i] {
			j++
		}
		rank[all[i]] = float64(i+j+1) / 2
		t := float64(j - i)
		ties += t*t*t - t
		i = j
	}
	n1, n2 := float64(len(control)), float64(len(treat))
	out := RankTest{U: -n2 * (n2 + 1) / 2}
	for _, v := range treat {
		out.U += rank[v]
	}
	n := n1 + n2
	spread := math.Sqrt(n1 * n2 / 12 * (n + 1 - ties/(n*(n-1))))
	if spread == 0 {
		return out, fmt.Errorf("all values are the same")
	}
	z := (math.Abs(out.U-n1*n2/2) - .5) / spread
	out.P = min(1, 2*above(z))
	return out, nil
}
