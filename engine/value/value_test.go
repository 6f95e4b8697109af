package value

import (
	"math"
	"testing"

	"pgregory.net/rapid"
)

func near(t *testing.T, name string, got *float64, want float64) {
	t.Helper()
	if got == nil || math.Abs(*got-want) > 1e-9*max(1, math.Abs(want)) {
		t.Errorf("%s: %v, want %g", name, got, want)
	}
}

func TestAppraise(t *testing.T) {
	a, err := CashFlows{Flows: []float64{-100, 60, 60}, Rate: .1, FinanceRate: .1,
		ReinvestRate: .1}.Appraise()
	if err != nil {
		t.Fatal(err)
	}
	near(t, "npv", &a.NPV, -100+60/1.1+60/1.21)
	near(t, "irr", a.IRR, (3+math.Sqrt(69))/10-1) // 100x^2 = 60x + 60 with x = 1 + rate
	near(t, "payback", a.Payback, 1+40./60)
	near(t, "mirr", a.MIRR, math.Sqrt(126./100)-1)
	for name, flows := range map[string][]float64{"two signs": {-1, 3, -1}, "none": {1, 2},
		"nothing": {0, 0}} {
		if a, err := (CashFlows{Flows: flows}).Appraise(); err != nil || a.IRR != nil {
			t.Errorf("%s: %+v, %v", name, a, err)
		}
	}
	for name, c := range map[string]CashFlows{"empty": {}, "nan": {Flows: []float64{math.NaN()}},
		"rate": {Flows: []float64{1}, Rate: -1}} {
		if _, err := c.Appraise(); err == nil {
			t.Errorf("%s is taken", name)
		}
	}
}

// TestLaws: the rate of return makes the present value nothing; explanations add up to the change.
func TestLaws(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		amount := rapid.Float64Range(1, 1000)
		flows := []float64{-amount.Draw(t, "first")}
		for range rapid.IntRange(1, 12).Draw(t, "periods") {
			flows = append(flows, amount.Draw(t, "flow"))
		}
		rate, note := irr(flows)
		if rate == nil {
			t.Fatal(note)
		}
		if v := npv(flows, *rate); math.Abs(v) > 1e-6*-flows[0] {
			t.Fatalf("at %g it is worth %g: %v", *rate, v, flows)
		}
		p := Product{Before: map[string]float64{}, After: map[string]float64{}}
		segments := map[string]Segment{}
		for _, name := range []string{"a", "b", "c"} {
			p.Before[name], p.After[name] = amount.Draw(t, "before"), amount.Draw(t, "after")
			segments[name] = Segment{p.Before[name], amount.Draw(t, "rate"), p.After[name],
				amount.Draw(t, "rate")}
		}
		c, err := p.Explain()
		if err != nil {
			t.Fatal(err)
		}
		sum := 0.0
		for _, part := range c.Contributions {
			sum += part
		}
		if math.Abs(sum-(c.After-c.Before)) > 1e-8*(c.After+c.Before) {
			t.Fatalf("parts add up to %g of %g", sum, c.After-c.Before)
		}
		m, err := ExplainMix(segments)
		if err != nil {
			t.Fatal(err)
		}
		sum = 0
		for name := range segments {
			sum += m.Mix[name] + m.Rate[name]
		}
		if math.Abs(sum-(m.RateAfter-m.RateBefore)) > 1e-8*(m.RateAfter+m.RateBefore) {
			t.Fatalf("effects add up to %g of %g", sum, m.RateAfter-m.RateBefore)
		}
	})
}

func TestOrderCostsLeast(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		jobs := make([]Job, rapid.IntRange(1, 5).Draw(t, "jobs"))
		for i := range jobs {
			jobs[i] = Job{string(rune('a' + i)), rapid.Float64Range(0, 9).Draw(t, "cost"),
				rapid.Float64Range(.1, 9).Draw(t, "weeks")}
		}
		s, err := Order(jobs)
		if err != nil {
			t.Fatal(err)
		}
		if least := cheapest(jobs, 0); s.Total > least*(1+1e-9)+1e-9 {
			t.Fatalf("costs %g, another order %g", s.Total, least)
		}
	})
}

// cheapest tries every order.
func cheapest(jobs []Job, begun float64) float64 {
	if len(jobs) == 0 {
		return 0
	}
	least := math.Inf(1)
	for i, job := range jobs {
		rest := append(append([]Job{}, jobs[:i]...), jobs[i+1:]...)
		done := begun + job.Duration
		least = min(least, job.PerWeek*done+cheapest(rest, done))
	}
	return least
}

func FuzzEvaluate(f *testing.F) {
	f.Add("lift_to_money", []byte(`{"lift_per_user_per_period":1,"se":1,"periods":3}`))
	f.Add("npv_irr_payback", []byte(`{"cash_flows_t0_first":[-1,2]}`))
	f.Fuzz(func(t *testing.T, method string, input []byte) {
		_, _ = Evaluate(method, input) // must not panic
	})
}
