package insight

import (
	"cmp"
	"math"
	"slices"
	"time"
)

// TrendWeeks is how many weeks a trend looks at.
const TrendWeeks = 26

// Week is how much feedback a theme got in the week that begins on that Monday.
type Week struct {
	Week  time.Time
	Count int64
}

// Trend is how a theme moves from week to week.
type Trend struct {
	Slope float64 // change a week relative to the mean: 0.1 = 10 % more every week
	Spike bool    // the last week is more than chance explains
	P     float64 // of a last week at least as high by chance
	Weeks []Week
}

// trendOf reads the trend from the counts of consecutive weeks. Weeks before the first feedback
// tell nothing about it and are left out of the judgement.
func trendOf(weeks []Week) Trend {
	t := Trend{P: 1, Weeks: weeks}
	first := slices.IndexFunc(weeks, func(w Week) bool { return w.Count > 0 })
	if first < 0 {
		return t
	}
	known := weeks[first:]
	t.Slope = slope(known)
	if len(known) > leastHistory {
		t.P = chance(known[:len(known)-1], known[len(known)-1].Count)
	}
	return t
}

// slope is the least-squares slope over the mean, 0 where there is too little to tell.
func slope(weeks []Week) float64 {
	n := float64(len(weeks))
	if n < 4 {
		return 0
	}
	var sum, cross, squares float64
	for i, w := range weeks {
		x := float64(i) - (n-1)/2
		sum += float64(w.Count)
		cross += x * float64(w.Count)
		squares += x * x
	}
	return math.Round(cross/squares/(sum/n)*1e4) / 1e4
}

const (
	leastHistory = 6   // weeks before the last that a spike needs
	leastSpread  = 1.2 // variance over mean; feedback never comes as evenly as raindrops
)

// chance is the probability of at least that many after such weeks: the tail of a negative
// binomial with their mean and variance. The Poisson tail alone would cry wolf.
func chance(before []Week, last int64) float64 {
	n := float64(len(before))
	var sum, squares float64
	for _, w := range before {
		sum += float64(w.Count)
	}
	mean := max(sum/n, 0.5/n)
	for _, w := range before {
		squares += (float64(w.Count) - mean) * (float64(w.Count) - mean)
	}
	// The mean is itself an estimate, which widens what may come next.
	variance := max(squares/(n-1), leastSpread*mean) * (1 + 1/n)
	size := mean * mean / (variance - mean)
	p := size / (size + mean)
	term, below := math.Exp(size*math.Log(p)), 0.0
	for k := range last {
		below += term
		term *= (float64(k) + size) / float64(k+1) * (1 - p)
	}
	return math.Round(max(0, 1-below)*1e4) / 1e4
}

// markSpikes tells which last weeks are spikes, holding false alarms among them at 5 %
// (Benjamini and Hochberg).
func markSpikes(trends []*Trend) {
	const falseAlarms = 0.05
	order := slices.Clone(trends)
	slices.SortFunc(order, func(a, b *Trend) int { return cmp.Compare(a.P, b.P) })
	spikes := 0
	for i, t := range order {
		if t.P <= falseAlarms*float64(i+1)/float64(len(order)) {
			spikes = i + 1
		}
	}
	for _, t := range order[:spikes] {
		t.Spike = true
	}
}

// Interval is an estimate with its 95 % interval.
type Interval struct{ Estimate, Low, High float64 }

// leastRatings is how many ratings each side of a comparison needs.
const leastRatings = 5

// ratingImpact is how many stars lower or higher feedback of a theme is rated than all other,
// with Welch's interval; nil where too few ratings are known.
func ratingImpact(theme, all Counts) *Interval {
	others := Counts{RatingCount: all.RatingCount - theme.RatingCount,
		RatingSum:     all.RatingSum - theme.RatingSum,
		RatingSquares: all.RatingSquares - theme.RatingSquares}
	if theme.RatingCount < leastRatings || others.RatingCount < leastRatings {
		return nil
	}
	estimate := theme.ratingMean() - others.ratingMean()
	half := 1.96 * math.Sqrt(theme.ratingError()+others.ratingError())
	round := func(x float64) float64 { return math.Round(x*1e4) / 1e4 }
	return &Interval{round(estimate), round(estimate - half), round(estimate + half)}
}

func (c Counts) ratingMean() float64 { return mean(c.RatingSum, c.RatingCount) }

// ratingError is the square of the mean rating's standard error.
func (c Counts) ratingError() float64 {
	n := float64(c.RatingCount)
	return max(0, c.RatingSquares-c.RatingSum*c.RatingSum/n) / (n - 1) / n
}
