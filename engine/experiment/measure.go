package experiment

import (
	"fmt"
	"math"

	"github.com/throughlinehq/throughline/engine/stats"
)

// of is a user's value of a metric, in the window or before.
func (m Metric) of(t tally, pre bool) float64 {
	sum, n := t.sum, t.n
	if pre {
		sum, n = t.sumPre, t.nPre
	}
	switch m.Kind {
	case "proportion":
		return min(1, n)
	case "count":
		return n
	}
	return sum
}

func (s *study) values(k, arm int, pre bool) []float64 {
	out := make([]float64, len(s.users[arm]))
	for i, u := range s.users[arm] {
		out[i] = s.p.Metrics[k].of(u.tallies[k], pre)
	}
	return out
}

// measure compares the arms by one metric, at the level of the study.
func (s *study) measure(k int) (Outcome, error) {
	m := s.p.Metrics[k]
	o := Outcome{Name: m.Name, Role: m.Role}
	var e stats.Effect
	var err error
	switch {
	case m.Kind == "quantile":
		e, err = s.quantile(k, &o)
	case m.Kind == "ratio" && m.CUPED:
		e, err = s.adjustedRatio(k, &o)
	case m.Kind == "ratio":
		e, err = s.ratio(k, &o)
	case m.CUPED:
		e, err = s.adjusted(k, &o)
	case m.CapPercentile > 0:
		e, err = s.capped(k, &o)
	default:
		e, err = s.plain(k, &o)
	}
	if err != nil {
		return o, err
	}
	o.Effect, o.SE, o.DoF, o.P, o.CI = e.Effect, e.SE, e.DoF, e.P, e.CI
	return o, nil
}

func sumsOf(values []float64) (s stats.Sums) {
	for _, v := range values {
		s.N++
		s.Sum += v
		s.SumSq += v * v
	}
	return s
}

func (s *study) plain(k int, o *Outcome) (stats.Effect, error) {
	c, t := sumsOf(s.values(k, 0, false)), sumsOf(s.values(k, 1, false))
	control, treat := c.Arm(), t.Arm()
	if s.p.Metrics[k].Kind == "proportion" {
		control, treat = stats.TwoCounts{XControl: c.Sum, NControl: c.N, XTreat: t.Sum,
			NTreat: t.N}.Arms()
	}
	o.Control, o.Treatment = control.Mean, treat.Mean
	return stats.Compare(control, treat, s.p.Difference, s.alpha)
}

func (s *study) capped(k int, o *Outcome) (stats.Effect, error) {
	c, t := s.values(k, 0, false), s.values(k, 1, false)
	w, err := stats.Winsorise(c, t, s.p.Metrics[k].CapPercentile, false)
	if err != nil {
		return stats.Effect{}, err
	}
	o.Control, o.Treatment, o.Cap = w.MeanControl, w.MeanTreat, &w.Cap
	return stats.Compare(stats.Arm{Mean: w.MeanControl, Var: w.VarControl, N: float64(len(c))},
		stats.Arm{Mean: w.MeanTreat, Var: w.VarTreat, N: float64(len(t))}, s.p.Difference,
		s.alpha)
}

func (s *study) adjusted(k int, o *Outcome) (stats.Effect, error) {
	var arms [2]stats.PairSums
	for arm := range arms {
		y, x := s.values(k, arm, false), s.values(k, arm, true)
		a := &arms[arm]
		for i := range y {
			a.N++
			a.Y += y[i]
			a.Y2 += y[i] * y[i]
			a.X += x[i]
			a.X2 += x[i] * x[i]
			a.XY += x[i] * y[i]
		}
	}
	c, err := stats.AdjustMeans(arms[0], arms[1], s.p.Difference, s.alpha)
	o.Control, o.Treatment, o.Theta = arms[0].Y/arms[0].N, arms[1].Y/arms[1].N, &c.Theta
	return c.Effect, err
}

func (s *study) units(k, arm int) (u stats.RatioUnits) {
	for _, each := range s.users[arm] {
		t := each.tallies[k]
		u.M, u.D = append(u.M, t.sum), append(u.D, t.n)
		u.MPre, u.DPre = append(u.MPre, t.sumPre), append(u.DPre, t.nPre)
	}
	return u
}

func (s *study) adjustedRatio(k int, o *Outcome) (stats.Effect, error) {
	control, treat := s.units(k, 0), s.units(k, 1)
	c, err := stats.AdjustRatios(control, treat, s.p.Difference, s.alpha)
	o.Control, o.Treatment = ratioOf(control), ratioOf(treat)
	o.Theta = &c.Theta
	return c.Effect, err
}

func ratioOf(u stats.RatioUnits) float64 {
	return sumsOf(u.M).Sum / math.Max(1e-300, sumsOf(u.D).Sum)
}

func (s *study) ratio(k int, o *Outcome) (stats.Effect, error) {
	var arms [2]stats.RatioSums
	for arm := range arms {
		a := &arms[arm]
		u := s.units(k, arm)
		for i := range u.M {
			a.N++
			a.M += u.M[i]
			a.D += u.D[i]
			a.M2 += u.M[i] * u.M[i]
			a.D2 += u.D[i] * u.D[i]
			a.MD += u.M[i] * u.D[i]
		}
	}
	r, err := stats.CompareRatios(arms[0], arms[1], s.p.Difference, s.alpha)
	o.Control, o.Treatment = r.RatioControl, r.RatioTreat
	return r.Effect, err
}

// quantile compares the rows of all users. Users were randomised, not rows, so the rows of one user
// are taken for a cluster; with one row for each user that changes nothing.
func (s *study) quantile(k int, o *Outcome) (stats.Effect, error) {
	var arms [2]stats.Rows
	for arm := range arms {
		for i, u := range s.users[arm] {
			for _, value := range u.tallies[k].rows {
				arms[arm].Values = append(arms[arm].Values, value)
				arms[arm].Cluster = append(arms[arm].Cluster, i)
			}
		}
		if len(arms[arm].Values) == 0 {
			return stats.Effect{}, fmt.Errorf("no user of one variant has a row of %q",
				s.p.Metrics[k].Event)
		}
	}
	q, err := stats.CompareRowQuantiles(arms[0], arms[1], s.p.Metrics[k].Quantile,
		s.p.Difference, s.alpha)
	o.Control, o.Treatment = q.Control.Q, q.Treat.Q
	return q.Effect, err
}
