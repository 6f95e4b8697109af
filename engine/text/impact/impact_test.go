package impact

import (
	"errors"
	"math"
	"math/rand/v2"
	"testing"
)

// accounts draws units whose segment drives both the theme and churn; the theme itself adds effect
// to the log-odds.
func accounts(n int, effect float64) []Unit {
	rng := rand.New(rand.NewPCG(4, 2))
	units := make([]Unit, n)
	for i := range units {
		small := rng.Float64() < 0.5
		u := Unit{Segment: "large", Numbers: []float64{rng.Float64() * 40}}
		eta, p := -2.0, 0.1
		if small {
			u.Segment, eta, p = "small", 0, 0.5
		}
		if rng.Float64() < p {
			u.Themes, eta = []int{0}, eta+effect
		}
		if rng.Float64() < 1/(1+math.Exp(-eta)) {
			u.Outcome = 1
		}
		units[i] = u
	}
	return units
}

func TestAdjustmentRemovesConfounding(t *testing.T) {
	effects, err := Estimate(accounts(4000, 0), 1)
	if err != nil || len(effects) != 1 {
		t.Fatal(effects, err)
	}
	e := effects[0]
	if e.Naive < 0.1 {
		t.Errorf("the naive difference is %.3f; the test wants it misled", e.Naive)
	}
	if e.Low > 0 || e.High < 0 || math.Abs(e.Estimate) > 0.05 {
		t.Errorf("adjusted %.3f [%.3f, %.3f], want about 0", e.Estimate, e.Low, e.High)
	}
}

func TestEffectIsFound(t *testing.T) {
	effects, err := Estimate(accounts(4000, 1), 1)
	if err != nil || len(effects) != 1 {
		t.Fatal(effects, err)
	}
	if e := effects[0]; e.Low < 0 {
		t.Errorf("adjusted %.3f [%.3f, %.3f], want above 0", e.Estimate, e.Low, e.High)
	}
}

func TestLinearOutcome(t *testing.T) {
	units := accounts(2000, 0)
	for i := range units {
		units[i].Outcome = 4
		if len(units[i].Themes) > 0 {
			units[i].Outcome = 2.5
		}
		units[i].Outcome += float64(i%5) * 0.1
	}
	effects, err := Estimate(units, 1)
	if err != nil || len(effects) != 1 {
		t.Fatal(effects, err)
	}
	if e := effects[0]; math.Abs(e.Estimate+1.5) > 0.02 {
		t.Errorf("mean changes by %.3f, want -1.5", e.Estimate)
	}
}

func TestUnitsThatDoNotFit(t *testing.T) {
	for name, units := range map[string][]Unit{
		"none": nil, "few": {{}, {}}, "unknown theme": {{Themes: []int{7}}},
		"numbers differ": {{Numbers: []float64{1}}, {}},
	} {
		if _, err := Estimate(units, 1); !errors.Is(err, ErrUnits) {
			t.Errorf("%s: got %v", name, err)
		}
	}
}
