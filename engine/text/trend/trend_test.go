package trend

import (
	"math"
	"slices"
	"testing"

	"pgregory.net/rapid"
)

func TestJudgeFindsASpikeAndAShift(t *testing.T) {
	counts := make([]float64, 120)
	for i := range counts {
		counts[i] = float64(10 + i*7%5)
		if i >= 90 {
			counts[i] += 10
		}
	}
	counts[60] = 40
	days := Judge(counts)
	if !days[60].Spike {
		t.Errorf("40 instead of %.1f is not a spike, p = %g", days[60].Expected, days[60].P)
	}
	if !slices.ContainsFunc(days[90:97], Day.Alarm) {
		t.Error("a doubled level is not noticed within a week")
	}
	if slices.ContainsFunc(days[:60], Day.Alarm) {
		t.Error("an even series alarms")
	}
}

func TestSlope(t *testing.T) {
	for _, c := range []struct {
		counts []float64
		want   float64
	}{
		{nil, 0}, {make([]float64, 30), 0},
		{[]float64{1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14}, 7 / 7.5},
	} {
		if got := Slope(c.counts); math.Abs(got-c.want) > 1e-9 {
			t.Errorf("slope of %v is %g, want %g", c.counts, got, c.want)
		}
	}
}

func TestDiscoveries(t *testing.T) {
	got := Discoveries([]float64{0.001, 0.8, 0.012, 0.04}, 0.05)
	if want := []bool{true, false, true, false}; !slices.Equal(got, want) {
		t.Errorf("got %v, want %v", got, want)
	}
}

func TestTailIsAProbabilityThatFalls(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		past := rapid.SliceOfN(rapid.Float64Range(0, 300), 30, 60).Draw(t, "past")
		for i := range past {
			past[i] = math.Floor(past[i])
		}
		b := fit(past, 0, len(past))
		last := 1.0
		for x := 0.0; x < 600; x += 25 {
			p := b.tail(x, 3)
			if math.IsNaN(p) || p < 0 || p > last+1e-9 {
				t.Fatalf("tail(%g) = %g after %g", x, p, last)
			}
			last = p
		}
	})
}
