package value

import (
	"fmt"
	"math"
)

// CashFlows are amounts at the ends of periods; the first is paid now and not discounted. (The
// NPV of spreadsheets discounts it by one period.)
type CashFlows struct {
	Flows        []float64 `json:"cash_flows_t0_first"`
	Rate         float64   `json:"rate"`          // per period, above -1
	FinanceRate  float64   `json:"finance_rate"`  // at which what is missing is borrowed
	ReinvestRate float64   `json:"reinvest_rate"` // at which what comes in is put aside
}

// Appraisal is what cash flows are worth; nil where there is no answer.
type Appraisal struct {
	NPV float64 `json:"npv"`
	// IRR is the rate at which the NPV is 0, where there is just one; the note says unique, or why
	// there is none.
	IRR               *float64 `json:"irr"`
	IRRNote           string   `json:"irr_note"`
	MIRR              *float64 `json:"mirr"`
	Payback           *float64 `json:"payback"` // periods until the sum is 0, interpolated
	DiscountedPayback *float64 `json:"discounted_payback"`
	// ProfitabilityIndex is what comes after the first flow, discounted, per unit of it.
	ProfitabilityIndex *float64 `json:"profitability_index"`
}

const maxPeriods = 10_000

func (c CashFlows) check() error {
	if len(c.Flows) == 0 || len(c.Flows) > maxPeriods {
		return fmt.Errorf("cash_flows_t0_first: %d flows, expected 1 to %d", len(c.Flows),
			maxPeriods)
	}
	for i, flow := range c.Flows {
		if !finite(flow) {
			return fmt.Errorf("cash_flows_t0_first/%d: %g is not an amount", i, flow)
		}
	}
	for name, rate := range map[string]float64{"rate": c.Rate, "finance_rate": c.FinanceRate,
		"reinvest_rate": c.ReinvestRate} {
		if !finite(rate) || rate <= -1 {
			return fmt.Errorf("%s: %g, expected more than -1", name, rate)
		}
	}
	return nil
}

func finite(v float64) bool { return !math.IsNaN(v) && !math.IsInf(v, 0) }

// Appraise values the cash flows.
func (c CashFlows) Appraise() (Appraisal, error) {
	if err := c.check(); err != nil {
		return Appraisal{}, err
	}
	a := Appraisal{NPV: npv(c.Flows, c.Rate)}
	if !finite(a.NPV) {
		return Appraisal{}, fmt.Errorf("rate: the present value is too large a number")
	}
	a.IRR, a.IRRNote = irr(c.Flows)
	a.MIRR = c.mirr()
	a.Payback = payback(c.Flows)
	discounted := make([]float64, len(c.Flows))
	for t, flow := range c.Flows {
		discounted[t] = flow / math.Pow(1+c.Rate, float64(t))
	}
	a.DiscountedPayback = payback(discounted)
	if c.Flows[0] < 0 {
		index := 1 + a.NPV/-c.Flows[0]
		a.ProfitabilityIndex = &index
	}
	return a, nil
}

func npv(flows []float64, rate float64) float64 {
	sum := 0.0
	for t := len(flows) - 1; t >= 0; t-- { // Horner
		sum = sum/(1+rate) + flows[t]
	}
	return sum
}

// irr finds the one rate at which the flows are worth nothing. Where their sign changes more than
// once there may be several (Descartes), and none of them means anything.
func irr(flows []float64) (*float64, string) {
	changes, last := 0, 0.0
	for _, flow := range flows {
		if flow != 0 {
			if last*flow < 0 {
				changes++
			}
			last = flow
		}
	}
	switch {
	case changes == 0:
		return nil, "no sign change: no IRR, return null"
	case changes > 1:
		return nil, "sign changes: no unique IRR, return null"
	}
	// One sign change: the NPV crosses 0 once. The root is sought in x = 1/(1+rate).
	f := func(x float64) float64 {
		sum := 0.0
		for t := len(flows) - 1; t >= 0; t-- {
			sum = sum*x + flows[t]
		}
		return sum
	}
	low, high := 0.0, 1.0
	start := math.Copysign(1, firstNonZero(flows))
	for start*f(high) > 0 {
		if high *= 2; high > 1e12 {
			return nil, "no IRR above -100 %, return null"
		}
	}
	for range 200 {
		if middle := (low + high) / 2; start*f(middle) > 0 {
			low = middle
		} else {
			high = middle
		}
	}
	x := (low + high) / 2
	if x == 0 {
		return nil, "no IRR, return null"
	}
	rate := 1/x - 1
	return &rate, "unique"
}

func firstNonZero(flows []float64) float64 {
	for _, flow := range flows {
		if flow != 0 {
			return flow
		}
	}
	return 0
}

func (c CashFlows) mirr() *float64 {
	n := len(c.Flows) - 1
	borrowed, gained := 0.0, 0.0
	for t, flow := range c.Flows {
		if flow < 0 {
			borrowed -= flow / math.Pow(1+c.FinanceRate, float64(t))
		} else {
			gained += flow * math.Pow(1+c.ReinvestRate, float64(n-t))
		}
	}
	if n == 0 || borrowed == 0 || gained == 0 {
		return nil
	}
	rate := math.Pow(gained/borrowed, 1/float64(n)) - 1
	if !finite(rate) {
		return nil
	}
	return &rate
}

// payback is when the running sum reaches 0 for the first time.
func payback(flows []float64) *float64 {
	sum := 0.0
	for t, flow := range flows {
		if sum+flow >= 0 {
			at := float64(t)
			if t > 0 && flow > 0 {
				at = float64(t-1) - sum/flow
			}
			return &at
		}
		sum += flow
	}
	return nil
}

// Rates are an annual rate over shorter times, compounded.
type Rates struct {
	Monthly float64 `json:"monthly"`
	Weekly  float64 `json:"weekly"` // a year of 365.25 days
}

// Convert spreads an annual rate.
func Convert(annual float64) (Rates, error) {
	if !finite(annual) || annual <= -1 {
		return Rates{}, fmt.Errorf("annual: %g, expected more than -1", annual)
	}
	return Rates{Monthly: math.Expm1(math.Log1p(annual) / 12),
		Weekly: math.Expm1(math.Log1p(annual) * 7 / 365.25)}, nil
}
