package value

import (
	"fmt"
	"math"

	"gonum.org/v1/gonum/stat/distuv"
)

// Lift is a measured effect and what it applies to.
type Lift struct {
	PerUser  float64 `json:"lift_per_user_per_period"`
	SE       float64 `json:"se"`
	Users    float64 `json:"users_per_period"`
	Margin   float64 `json:"margin"`
	Discount float64 `json:"discount_rate_per_period"`
	Periods  int     `json:"periods"`
	Decay    float64 `json:"decay_per_period"` // share of the lift that is lost each period
	Cost     float64 `json:"cost"`
	Prior    *Prior  `json:"prior"` // of lifts of this kind; nil trusts the measurement alone
}

// Prior is what lifts of this kind are usually like.
type Prior struct {
	Mean float64 `json:"mean"`
	SD   float64 `json:"sd"`
}

// Money is what a lift is worth, as a normal distribution.
type Money struct {
	ShrunkLift    float64    `json:"shrunk_lift"`
	ShrunkSE      float64    `json:"shrunk_se"`
	AnnuityFactor float64    `json:"annuity_factor"` // money per unit of lift over all periods
	Value         float64    `json:"value"`
	ValueCI95     [2]float64 `json:"value_ci95"`
	Net           float64    `json:"net"`
	ROI           *float64   `json:"roi"` // nil without a cost
	PExceedsCost  float64    `json:"prob_value_exceeds_cost"`
	// ExpectedLoss is what going ahead loses on average: E[(cost - value)+].
	ExpectedLoss float64 `json:"expected_loss_vs_cost"`
}

var normal = distuv.Normal{Mu: 0, Sigma: 1}

func (l Lift) check() error {
	for name, v := range map[string]float64{"lift_per_user_per_period": l.PerUser, "se": l.SE,
		"users_per_period": l.Users, "margin": l.Margin, "cost": l.Cost,
		"discount_rate_per_period": l.Discount, "decay_per_period": l.Decay} {
		if !finite(v) {
			return fmt.Errorf("%s: %g is not a number", name, v)
		}
	}
	switch {
	case l.SE < 0:
		return fmt.Errorf("se: %g, expected 0 or more", l.SE)
	case l.Users < 0:
		return fmt.Errorf("users_per_period: %g, expected 0 or more", l.Users)
	case l.Discount <= -1:
		return fmt.Errorf("discount_rate_per_period: %g, expected more than -1", l.Discount)
	case l.Periods < 1 || l.Periods > maxPeriods:
		return fmt.Errorf("periods: %d, expected 1 to %d", l.Periods, maxPeriods)
	case l.Decay < 0 || l.Decay > 1:
		return fmt.Errorf("decay_per_period: %g, expected 0 to 1", l.Decay)
	}
	return l.Prior.check()
}

func (p *Prior) check() error {
	if p != nil && (!finite(p.Mean) || !finite(p.SD) || p.SD <= 0) {
		return fmt.Errorf("prior: needs a mean and an sd above 0")
	}
	return nil
}

// Worth shrinks the lift towards the prior, which takes back part of what chance added to it, and
// adds up what it brings.
func (l Lift) Worth() (Money, error) {
	if err := l.check(); err != nil {
		return Money{}, err
	}
	m := Money{ShrunkLift: l.PerUser, ShrunkSE: l.SE}
	if l.Prior != nil && l.SE > 0 {
		data, prior := 1/(l.SE*l.SE), 1/(l.Prior.SD*l.Prior.SD)
		m.ShrunkLift = (l.PerUser*data + l.Prior.Mean*prior) / (data + prior)
		m.ShrunkSE = math.Sqrt(1 / (data + prior))
	}
	sum, left, discount := 0.0, 1.0, 1/(1+l.Discount)
	for range l.Periods {
		sum += left * discount
		left *= 1 - l.Decay
		discount /= 1 + l.Discount
	}
	m.AnnuityFactor = l.Users * l.Margin * sum
	m.Value = m.ShrunkLift * m.AnnuityFactor
	sd := m.ShrunkSE * math.Abs(m.AnnuityFactor)
	z := normal.Quantile(.975)
	m.ValueCI95 = [2]float64{m.Value - z*sd, m.Value + z*sd}
	m.Net = m.Value - l.Cost
	if l.Cost != 0 {
		roi := m.Net / l.Cost
		m.ROI = &roi
	}
	m.PExceedsCost, m.ExpectedLoss = against(m.Value, sd, l.Cost)
	if !finite(m.Value) || !finite(sd) {
		return Money{}, fmt.Errorf("the value is too large a number")
	}
	return m, nil
}

// against compares a normal value with a fixed cost.
func against(value, sd, cost float64) (exceeds, loss float64) {
	if sd == 0 {
		if value > cost {
			return 1, 0
		}
		return 0, cost - value
	}
	z := (cost - value) / sd
	return normal.CDF(-z), sd * (normal.Prob(z) + z*normal.CDF(z))
}

// Winners are experiments of which those that look good are shipped.
type Winners struct {
	Estimates []float64 `json:"estimates"`
	SEs       []float64 `json:"ses"`
	Threshold float64   `json:"z_threshold"` // an estimate of so many SEs is shipped
}

// Curse is how much the sum of the winners promises too much.
type Curse struct {
	Selected []bool  `json:"selected"`
	Naive    float64 `json:"naive_total"`
	Bias     float64 `json:"bias_estimate"`
	Adjusted float64 `json:"adjusted_total"`
}

// Correct estimates the bias of adding up winners by Lee and Shen (KDD 2018), over all
// experiments and not only the winners, with each true effect replaced by its estimate.
func (w Winners) Correct() (Curse, error) {
	if len(w.Estimates) != len(w.SEs) {
		return Curse{}, fmt.Errorf("ses: %d for %d estimates", len(w.SEs), len(w.Estimates))
	}
	if !finite(w.Threshold) {
		return Curse{}, fmt.Errorf("z_threshold: %g is not a number", w.Threshold)
	}
	c := Curse{Selected: make([]bool, len(w.SEs))}
	for i, x := range w.Estimates {
		se := w.SEs[i]
		if !finite(x) || !finite(se) || se <= 0 {
			return Curse{}, fmt.Errorf("estimates/%d: needs a number and an se above 0", i)
		}
		if x > se*w.Threshold {
			c.Selected[i] = true
			c.Naive += x
		}
		c.Bias += se * normal.Prob((se*w.Threshold-x)/se)
	}
	c.Adjusted = c.Naive - c.Bias
	return c, nil
}
