package rank

import (
	"math"
	"strings"
	"testing"
)

func TestMeasures(t *testing.T) {
	delay := func(weeks float64, more ...any) map[string]float64 {
		v := map[string]float64{"cost_of_delay": 100, "delay": weeks}
		for i := 0; i < len(more); i += 2 {
			v[more[i].(string)] = float64(more[i+1].(int))
		}
		return v
	}
	type values = map[string]float64
	theme := values{"sum": 40, "count": 10, "theme_sum": 4, "theme_count": 4}
	tests := []struct {
		framework string
		values    values
		want      float64
	}{
		{"focus_weighted", values{"value": 10, "effort": 10}, 50},
		{"focus_weighted", values{"value": 6, "effort": 4}, 60},
		{"canny", values{"impact": 100, "effort": 1}, 100_000},
		{"canny", values{"impact": 0, "effort": 1}, 0},
		{"delay_linear", delay(3), 300},
		{"delay_deadline", values{"delay": 4, "slack": 4, "loss": 900}, 0},
		{"delay_deadline", values{"delay": 4.01, "slack": 4, "loss": 900}, 900},
		{"delay_decay", delay(0, "half_life", 4), 0},
		{"delay_decay", delay(4, "half_life", 4), 100 * 4 / math.Ln2 / 2},
		{"delay_peak", delay(2, "peak", 4, "decline", 8), 50},
		{"delay_peak", delay(4, "peak", 4, "decline", 8), 200},
		{"delay_peak", delay(8, "peak", 4, "decline", 8), 500},
		{"delay_peak", delay(12, "peak", 4, "decline", 8), 600},
		{"delay_peak", delay(99, "peak", 4, "decline", 8), 600},
		{"kano_better", values{"a": 1, "o": 1, "m": 1, "i": 1}, .5},
		{"kano_worse", values{"a": 1, "o": 1, "m": 1, "i": 1}, -.5},
		{"net_promoter", values{"promoters": 6, "passives": 2, "detractors": 2}, 40},
		{"theme_impact", theme, 4 - 6},
		{"anomaly", values{"value": 13, "mean": 10, "sd": 2}, 1.5},
		{"usability", values{"exit": 10, "misclick": 20, "seconds": 15}, 75},
		{"usability", values{"exit": 0, "misclick": 0, "seconds": 5}, 100},
		{"usability", values{"exit": 0, "misclick": 0, "seconds": 600}, 90},
		{"usability", values{"exit": 90, "misclick": 90, "seconds": 25}, 0},
	}
	for _, tt := range tests {
		got, err := preset(t, tt.framework).Score(tt.values)
		if err != nil || math.Abs(got-tt.want) > 1e-9 {
			t.Errorf("%s %v = %v, %v, want %v", tt.framework, tt.values, got, err, tt.want)
		}
	}
	theme["theme_sum"], theme["theme_count"] = 40, 10
	if _, err := preset(t, "theme_impact").Score(theme); err == nil ||
		!strings.Contains(err.Error(), "division by zero") {
		t.Errorf("a theme that covers all: %v", err)
	}
}
