// Package trend watches counts per day: it says what a day was expected to bring, how unusual it
// is, and when the level has shifted. Every day is judged by the days before it alone. Counts of
// feedback vary more than a Poisson process does, so tails and likelihoods are those of a negative
// binomial.
package trend

import (
	"math"
	"slices"
)

const (
	week      = 7
	history   = 84 // days a baseline is made of
	warmUp    = 28 // days before anything is judged
	clip      = 3  // standard deviations at which a past day is cut off
	lag       = 3  // days the reference of the shift detector stays behind
	pseudo    = 3  // weeks of an even week that the weekday factors are shrunk with
	tailAlarm = 0.0003
	threshold = 4.6 // log of how much likelier days have to be after a rise for an alarm
	leastMean = 0.2 // expected records a day below which a day is judged as if it were this
	sloping   = 3   // squared standard errors that a slope must exceed, and is shrunk by
)

// rises are times the expected level; the shift detector asks whether one of them has come true.
// They, threshold and tailAlarm were chosen on generated series (see TestAlarmsOnMadeSeries), for
// 1.2 days of false alarm a year.
var rises = [...]float64{2, 5}

// Day is the judgement of one day.
type Day struct {
	Expected float64 // records; 0 while warming up
	P        float64 // chance of at least as many without a change; 1 while warming up
	Spike    bool    // so many are unusual for one day
	Shift    bool    // the level has risen over several days
}

// Alarm reports either.
func (d Day) Alarm() bool { return d.Spike || d.Shift }

// Judge judges every day of a series of counts, the first of which is any weekday.
func Judge(counts []float64) []Day {
	out := make([]Day, len(counts))
	var sums [len(rises)]float64
	for t := range counts {
		out[t].P = 1
		if t < warmUp {
			continue
		}
		near := fit(counts, max(0, t-history), t)
		out[t].Expected = near.expect(t)
		out[t].P = near.tail(counts[t], t)
		out[t].Spike = out[t].P < tailAlarm
		if t < warmUp+lag {
			continue
		}
		far := fit(counts, max(0, t-history-lag), t-lag)
		for k, rise := range rises {
			sums[k] = max(0, sums[k]+far.favours(rise, counts[t], t))
		}
		if slices.Max(sums[:]) > threshold {
			out[t].Shift = true
			clear(sums[:])
		}
	}
	return out
}

// baseline is what the past says about a day.
type baseline struct {
	mean   float64
	factor [week]float64
	spread float64 // variance over mean, at least 1
	slope  float64 // of the mean, a day
	middle float64 // day on which the mean is reached
}

// fit makes a baseline of the days from..to, unusual ones cut off.
func fit(counts []float64, from, to int) baseline {
	past := slices.Clone(counts[from:to])
	b := baseline{middle: float64(from+to-1) / 2}
	for range 2 {
		b.learn(past, from)
		limit := clip * math.Sqrt(b.spread*max(b.mean, leastMean))
		for i := range past {
			e := b.expect(from + i)
			past[i] = min(past[i], e+limit)
		}
	}
	if b.lean(past, from); b.slope != 0 {
		b.scatter(past, from, week)
	}
	// Mean and weekday are estimates themselves, which widens what may come next.
	b.spread *= 1 + week/float64(len(past))
	return b
}

func (b *baseline) learn(past []float64, from int) {
	total := 0.0
	var sums, days [week]float64
	for i, x := range past {
		total += x
		sums[(from+i)%week] += x
		days[(from+i)%week]++
	}
	b.mean = total / float64(len(past))
	for d := range b.factor {
		b.factor[d] = 1
		if b.mean > 0 {
			b.factor[d] = (sums[d]/b.mean + pseudo) / (days[d] + pseudo)
		}
	}
	b.scatter(past, from, week-1)
}

// lean finds the slope, shrunk by what chance alone makes of one.
func (b *baseline) lean(past []float64, from int) {
	cross, square := 0.0, 0.0
	for i, x := range past {
		d := float64(from+i) - b.middle
		cross += float64(d * (x - b.expect(from+i)))
		square += float64(d * d * b.factor[(from+i)%week])
	}
	if cross == 0 || square == 0 {
		return
	}
	errors := cross * cross / (square * b.spread * max(b.mean, leastMean)) // squared
	b.slope = cross / square * max(0, 1-sloping/errors)
}

// scatter finds the spread, of which the baseline took so many degrees of freedom.
func (b *baseline) scatter(past []float64, from, taken int) {
	chi := 0.0
	for i, x := range past {
		e := b.expect(from + i)
		chi += (x - e) * (x - e) / e
	}
	b.spread = max(1, chi/float64(len(past)-taken))
}

func (b *baseline) expect(t int) float64 {
	level := b.mean + float64(b.slope*(float64(t)-b.middle))
	return max(leastMean, level*b.factor[t%week])
}

// leastSpread keeps a negative binomial from being a Poisson distribution.
const leastSpread = 1.05

// favours is the log of how much likelier x is where the expected level has risen so many times
// than where it has not, under negative binomials.
func (b *baseline) favours(rise, x float64, t int) float64 {
	spread := max(b.spread, leastSpread)
	size := b.expect(t) / (spread - 1)
	choose := func(size float64) float64 {
		a, _ := math.Lgamma(x + size)
		c, _ := math.Lgamma(size)
		return a - c
	}
	return choose(rise*size) - choose(size) - float64((rise-1)*size*math.Log(spread))
}

// tail is the chance of at least x under a negative binomial with the expected mean and spread.
func (b *baseline) tail(x float64, t int) float64 {
	e, spread := b.expect(t), max(b.spread, leastSpread)
	if x <= 0 {
		return 1
	}
	size := e / (spread - 1)
	logP := func(k float64) float64 {
		a, _ := math.Lgamma(k + size)
		c, _ := math.Lgamma(size)
		d, _ := math.Lgamma(k + 1)
		return a - c - d - size*math.Log(spread) + k*math.Log(1-1/spread)
	}
	if x <= e {
		return max(0.5, 1-b.below(x, e, logP))
	}
	sum := 0.0
	for k, term := x, math.Exp(logP(x)); k < x+10000; k++ {
		sum += term
		term *= (k + size) / (k + 1) * (1 - 1/spread)
		if term < 1e-12*sum {
			break
		}
	}
	return min(1, sum)
}

func (b *baseline) below(x, e float64, logP func(float64) float64) float64 {
	sum := 0.0
	for k := math.Max(0, x-1); k >= 0 && k > x-1000; k-- {
		term := math.Exp(logP(k))
		sum += term
		if term < 1e-12*sum {
			break
		}
	}
	return sum
}

// Slope is the change per week relative to the mean, by least squares over the whole series; 0 for
// a series shorter than two weeks or empty.
func Slope(counts []float64) float64 {
	n := float64(len(counts))
	if len(counts) < 2*week {
		return 0
	}
	mean, cross, square := 0.0, 0.0, 0.0
	for _, x := range counts {
		mean += x / n
	}
	for i, x := range counts {
		d := float64(i) - (n-1)/2
		cross += d * (x - mean)
		square += d * d
	}
	if mean == 0 {
		return 0
	}
	return cross / square * week / mean
}

// Discoveries tells which of the p-values to believe while at most the share rate of those
// believed is false (Benjamini-Hochberg).
func Discoveries(p []float64, rate float64) []bool {
	sorted := slices.Clone(p)
	slices.Sort(sorted)
	limit := -1.0
	for i, x := range sorted {
		if x <= rate*float64(i+1)/float64(len(p)) {
			limit = x
		}
	}
	out := make([]bool, len(p))
	for i, x := range p {
		out[i] = x <= limit
	}
	return out
}
