package text

import "testing"

// The curves are those of an app's reviews among a bank's questions, of two samples of the same and
// of halves of questions put together, of questions on ten subjects, and of a bank's questions
// alone, from fine to coarse.
func TestPeakIsNotThatOfTheSources(t *testing.T) {
	usual := []int{365, 267, 196, 141, 105, 73, 56, 43, 30, 18, 16, 11, 8}
	for _, c := range []struct {
		name   string
		stable []float64
		want   float64
	}{
		{"mixed sources", []float64{.574, .584, .601, .617, .612, .598, .592, .613, .604, .645, .705,
			.782, .807}, .617},
		{"firm lumps of mixed sources", []float64{.620, .640, .650, .660, .660, .670, .690, .690, .730,
			.730, .800, .810, .880}, .670},
		{"lumps by chance", []float64{.529, .535, .548, .562, .563, .578, .577, .588, .605, .619, .665,
			.701, .739}, .605},
		{"ten subjects", []float64{.504, .510, .527, .544, .566, .613, .670, .735, .779, .818, .851,
			.875, .888}, .875},
		{"intents", []float64{.683, .688, .706, .714, .731, .732, .720, .704, .697, .665, .667, .617,
			.633}, .732},
	} {
		if got := peak(c.stable, usual); got != c.want {
			t.Errorf("%s: the peak is %v, want %v", c.name, got, c.want)
		}
	}
}

// TestFewRecordsHaveAsManyThemesAsTheyCan: where only levels of too many groups are stable, a
// thousand questions get the most that they can have, not the least.
func TestFewRecordsHaveAsManyThemesAsTheyCan(t *testing.T) {
	sizes := []int{204, 149, 105, 88, 72, 58, 51, 38, 27, 24, 17, 13, 8}
	stable := []float64{.67, .70, .74, .75, .76, .75, .74, .72, .71, .70, .70, .67, .65}
	if k := finest(stable, sizes, .73, 33); sizes[k] != 27 {
		t.Errorf("%d groups, want 27", sizes[k])
	}
}
