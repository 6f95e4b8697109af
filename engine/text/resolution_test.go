package text

import "testing"

// The curves are those of an app's reviews among a bank's questions, of questions on ten subjects
// and of a bank's questions alone, from fine to coarse.
func TestPeakIsNotThatOfTheSources(t *testing.T) {
	sizes := []int{365, 267, 196, 141, 105, 73, 56, 43, 30, 18, 16, 11, 8}
	for _, c := range []struct {
		name   string
		stable []float64
		want   float64
	}{
		{"mixed sources", []float64{.574, .584, .601, .617, .612, .598, .592, .613, .604, .645, .705,
			.782, .807}, .617},
		{"ten subjects", []float64{.504, .510, .527, .544, .566, .613, .670, .735, .779, .818, .851,
			.875, .888}, .875},
		{"intents", []float64{.683, .688, .706, .714, .731, .732, .720, .704, .697, .665, .667, .617,
			.633}, .732},
	} {
		if got := peak(c.stable, sizes); got != c.want {
			t.Errorf("%s: the peak is %v, want %v", c.name, got, c.want)
		}
	}
}
