package rank

import (
	"math"
	"strings"
	"testing"
)

func preset(t testing.TB, key string) Framework {
	t.Helper()
	f, err := Preset(key)
	if err != nil {
		t.Fatal(err)
	}
	return f
}

func TestPresetScores(t *testing.T) {
	type values = map[string]float64
	tests := []struct {
		framework string
		values    values
		want      float64
	}{
		{"rice", values{"reach": 2000, "impact": 2, "confidence": .8, "effort": 4}, 800},
		{"ric", values{"reach": 100, "impact": 3, "confidence": .5}, 150},
		{"ice", values{"impact": 8, "confidence": 5, "ease": 2}, 80},
		{"ice_mean", values{"impact": 8, "confidence": 5, "ease": 2}, 5},
		{"wsjf", values{"value": 8, "time_criticality": 5, "risk_opportunity": 3,
			"job_size": 2}, 8},
		{"cd3", values{"cost_of_delay": 9000, "duration": 3}, 3000},
		{"value_effort", values{"value": 9, "effort": 2}, 4.5},
		{"focus", values{"value": 10, "effort": 0}, 100},
		{"focus", values{"value": 6, "effort": 4}, 60},
		{"product_value", values{"population": 8, "need": 5, "strategy": 4, "effort": 3,
			"confidence": .5}, 7},
		{"opportunity", values{"importance": 9, "satisfaction": 3}, 15},
		{"opportunity", values{"importance": 9, "satisfaction": 9}, 9},
		{"opportunity", values{"importance": 3, "satisfaction": 9}, 3},
		{"weighted", values{"customer_value": 10, "strategic_fit": 5, "revenue": 0,
			"effort": 0}, 70},
		{"weighted", values{"customer_value": 10, "effort": 10}, 50}, // missing is left out, not 0
	}
	for _, tt := range tests {
		got, err := preset(t, tt.framework).Score(tt.values)
		if err != nil || math.Abs(got-tt.want) > 1e-9 {
			t.Errorf("%s %v = %v, %v, want %v", tt.framework, tt.values, got, err, tt.want)
		}
	}
}

func TestPresetsRefuse(t *testing.T) {
	type values = map[string]float64
	rice := func(key string, v float64) values {
		all := values{"reach": 2000, "impact": 2, "confidence": .8, "effort": 4}
		all[key] = v
		return all
	}
	tests := []struct {
		framework string
		values    values
		want      string
	}{
		{"rice", rice("effort", 0), "effort must be at least 0.5"},
		{"rice", rice("effort", .4), "effort must be at least 0.5"},
		{"rice", rice("confidence", 0), "confidence must be above 0"},
		{"rice", rice("confidence", 1.2), "confidence must be at most 1"},
		{"rice", rice("reach", -1), "reach must be at least 0"},
		{"rice", rice("reach", math.NaN()), "reach must be a finite number"},
		{"rice", rice("reach", math.Inf(1)), "reach must be a finite number"},
		{"rice", values{"reach": 1}, "missing [impact confidence effort]"},
		{"wsjf", values{"value": 4, "time_criticality": 5, "risk_opportunity": 3, "job_size": 2},
			"value must be one of [1 2 3 5 8 13 20], got 4"},
		{"wsjf", values{"value": 5, "time_criticality": 5, "risk_opportunity": 3, "job_size": 0},
			"job_size must be at least 1"},
		{"cd3", values{"cost_of_delay": 1, "duration": 0}, "duration must be above 0"},
		{"value_effort", values{"value": 1, "effort": 0}, "effort must be above 0"},
		{"weighted", values{}, "missing"},
	}
	for _, tt := range tests {
		_, err := preset(t, tt.framework).Score(tt.values)
		if err == nil || !strings.Contains(err.Error(), tt.want) {
			t.Errorf("%s %v: %v, want %q", tt.framework, tt.values, err, tt.want)
		}
	}
}

func TestEveryPresetIsValid(t *testing.T) {
	for _, f := range Frameworks() {
		if err := f.Validate(); err != nil {
			t.Error(err)
		}
	}
	if _, err := Preset("moscow"); err == nil || !strings.Contains(err.Error(), "rice") {
		t.Errorf("unknown framework: %v, want the known ones named", err)
	}
}

func TestCustom(t *testing.T) {
	fields := []Field{{Key: "arr", Min: 0}, {Key: "weeks", Above: true, Cost: true}, {Key: "note"}}
	f, err := Custom("ARR per week", fields, "arr / max(weeks, 1)")
	if err != nil {
		t.Fatal(err)
	}
	got, err := f.Score(map[string]float64{"arr": 100, "weeks": .5})
	if err != nil || got != 100 {
		t.Errorf("got %v, %v, want 100 (a field that the formula leaves out may be missing)",
			got, err)
	}
	bad := []struct {
		fields  []Field
		formula string
		want    string
	}{
		{fields, "arr / week", "expected one of arr, weeks, note"},
		{nil, "1", "no fields"},
		{[]Field{{Key: "a"}, {Key: "a"}}, "a", "twice"},
		{[]Field{{Key: "max"}}, "1", `key "max"`},
		{[]Field{{Key: "a b"}}, "1", `key "a b"`},
		{[]Field{{Key: "a", Min: 5, Max: 2}}, "a", "is not above the least"},
		{[]Field{{Key: "a", Max: math.Inf(1)}}, "a", "finite"},
		{[]Field{{Key: "a", Max: 5}}, "", "weight above 0"},
		{[]Field{{Key: "a", Strict: true}}, "a", "strict without a scale"},
	}
	for _, tt := range bad {
		if _, err := Custom("x", tt.fields, tt.formula); err == nil ||
			!strings.Contains(err.Error(), tt.want) {
			t.Errorf("%v %q: %v, want %q", tt.fields, tt.formula, err, tt.want)
		}
	}
}

// A weighted score lies in 0..100 and prefers less of a cost.
func TestWeightedDirection(t *testing.T) {
	f := preset(t, "weighted")
	cheap, _ := f.Score(map[string]float64{"customer_value": 5, "effort": 1})
	dear, _ := f.Score(map[string]float64{"customer_value": 5, "effort": 9})
	if !(cheap > dear && cheap <= 100 && dear >= 0) {
		t.Errorf("cheap %v, dear %v", cheap, dear)
	}
}
