package forecast

import (
	"fmt"
	"math"
	"math/rand/v2"
	"slices"
)

// Method is how the future is drawn from the past.
type Method string

// The methods. Daily is the custom of the trade, kept for comparison.
const (
	Drift Method = "drift" // days drawn again, and a drift learned from the series
	Daily Method = "daily" // days drawn again, nothing else
)

// Options steer a forecast; the zero value is usable.
type Options struct {
	Method  Method
	History int    // how many of the last days are drawn from; 0 means 84
	Draws   int    // 0 means 2,000
	Seed    uint64 // same seed, same forecast
	// Added is the scope that came on top on each past day, such as items split or added; When
	// lets it grow on as it did.
	Added Series
}

// Levels are the chances a forecast is stated at, in percent.
var Levels = []int{50, 70, 85, 95}

// Answer is a forecast at each of the Levels: the number of items that are finished with at least
// this chance, or the number of days after which they are.
type Answer struct {
	P50     int    `json:"p50"`
	P70     int    `json:"p70"`
	P85     int    `json:"p85"`
	P95     int    `json:"p95"`
	History int    `json:"history_days"`
	Method  Method `json:"method"`
	// Spread is the standard deviation of the drift, on a log scale; 0.3 is about 35 % up or down.
	Spread float64 `json:"spread"`
}

// At returns the answer at one of the Levels.
func (a Answer) At(level int) int {
	switch level {
	case 50:
		return a.P50
	case 70:
		return a.P70
	case 85:
		return a.P85
	}
	return a.P95
}

const (
	usualHistory = 84
	usualDraws   = 2000
	maxHorizon   = 3660 // ten years
)

func (o Options) withDefaults(s Series) (Options, error) {
	if o.Method == "" {
		o.Method = Drift
	}
	if o.History == 0 {
		o.History = usualHistory
	}
	if o.Draws == 0 {
		o.Draws = usualDraws
	}
	if err := o.check(s); err != nil {
		return o, err
	}
	if len(s) < minHistory || s[max(0, len(s)-o.History):].Total() == 0 {
		return o, ErrTooLittleHistory
	}
	o.History = min(o.History, len(s))
	return o, nil
}

func (o Options) check(s Series) error {
	if err := s.check(); err != nil {
		return err
	}
	if err := o.Added.check(); err != nil {
		return fmt.Errorf("added scope: %w", err)
	}
	switch {
	case o.Method != Drift && o.Method != Daily:
		return fmt.Errorf("method %q, expected drift or daily", o.Method)
	case o.History < 7 || o.History > maxHorizon:
		return fmt.Errorf("history of %d days, expected 7 to %d", o.History, maxHorizon)
	case o.Draws < 100 || o.Draws > 1_000_000:
		return fmt.Errorf("%d draws, expected 100 to 1,000,000", o.Draws)
	case len(o.Added) > 0 && len(o.Added) != len(s):
		return fmt.Errorf("added scope covers %d days, the series %d", len(o.Added), len(s))
	}
	return nil
}

// HowMany forecasts how many items are finished in the next days.
func HowMany(s Series, days int, opt Options) (Answer, error) {
	opt, err := opt.withDefaults(s)
	if err != nil {
		return Answer{}, err
	}
	if days < 1 || days > maxHorizon {
		return Answer{}, fmt.Errorf("horizon of %d days, expected 1 to %d", days, maxHorizon)
	}
	rng := opt.rng()
	past := s[len(s)-opt.History:]
	totals := make([]float64, opt.Draws)
	for i := range totals {
		for range days {
			totals[i] += float64(past[rng.IntN(len(past))])
		}
	}
	spread := 0.0
	if opt.Method == Drift {
		spread = driftSpread(s, opt.History, days, logVariance(totals))
		for i := range totals {
			totals[i] *= math.Exp(spread * rng.NormFloat64())
		}
	}
	slices.Sort(totals)
	a := Answer{History: opt.History, Method: opt.Method, Spread: spread}
	a.fill(func(level int) int { // at least so many with this chance: the lower tail
		return int(math.Floor(totals[(100-level)*(len(totals)-1)/100] + 1e-9))
	})
	return a, nil
}

func (o Options) rng() *rand.Rand { return rand.New(rand.NewPCG(o.Seed, 0xf04eca57)) }

func (a *Answer) fill(at func(level int) int) {
	a.P50, a.P70, a.P85, a.P95 = at(50), at(70), at(85), at(95)
}

// When forecasts after how many days so many items are finished. A level that is not reached
// within ten years, because the scope grows as fast as items are finished, is -1.
func When(s Series, items int, opt Options) (Answer, error) {
	opt, err := opt.withDefaults(s)
	if err != nil {
		return Answer{}, err
	}
	if items < 1 || items > 1_000_000 {
		return Answer{}, fmt.Errorf("%d items, expected 1 to 1,000,000", items)
	}
	rng := opt.rng()
	steady := make([]float64, opt.Draws) // as if there were no drift
	opt.race(s, items, rng, 0, steady)
	spread := 0.0
	if opt.Method == Drift {
		slices.Sort(steady)
		days := int(min(max(1, steady[len(steady)/2]), float64(len(s)/2)))
		spread = driftSpread(s, opt.History, days, logVariance(steady))
		opt.race(s, items, opt.rng(), spread, steady)
	}
	slices.Sort(steady)
	a := Answer{History: opt.History, Method: opt.Method, Spread: spread}
	a.fill(func(level int) int {
		days := steady[min(len(steady)-1, level*len(steady)/100)]
		if days > maxHorizon {
			return -1
		}
		return int(days)
	})
	return a, nil
}

// race draws, run by run, how many days it takes until as many items are finished as are in
// scope; a run that takes too long counts one day more than the longest.
func (o Options) race(s Series, items int, rng *rand.Rand, spread float64, days []float64) {
	past := s[len(s)-o.History:]
	var added Series
	if len(o.Added) > 0 {
		added = o.Added[len(s)-o.History:]
	}
	for i := range days {
		pace := math.Exp(spread * rng.NormFloat64())
		left, day := float64(items), 0
		for ; left > 1e-9 && day <= maxHorizon; day++ {
			left -= pace * float64(past[rng.IntN(len(past))])
			if added != nil {
				left += float64(added[rng.IntN(len(added))])
			}
		}
		days[i] = float64(day)
	}
}

const (
	driftOrigins = 78  // weeks of the past looked at
	priorWeight  = 6   // as many observations as the prior counts for
	priorSpread  = .25 // its variance: a standard deviation of 0.5 on the log scale
)

// driftSpread is how far the pace of the next days strays from that of the days before, on a log
// scale, beyond the chance that drawing days has in it already. It looks back from every past
// week; few weeks are drawn towards a prior.
func driftSpread(s Series, history, days int, chance float64) float64 {
	sums := make([]int, len(s)+1)
	for i, c := range s {
		sums[i+1] = sums[i] + c
	}
	mean, squares, n := 0.0, 0.0, 0.0
	for at := len(s) - days; at >= history && n < driftOrigins; at -= 7 {
		after := (float64(sums[at+days]-sums[at]) + .5) / float64(days)
		before := (float64(sums[at]-sums[at-history]) + .5) / float64(history)
		r := math.Log(after / before)
		n++
		step := r - mean
		mean += step / n
		squares += step * (r - mean)
	}
	variance := (squares + priorWeight*priorSpread) / (n + priorWeight)
	return math.Sqrt(max(0, variance-chance))
}

// logVariance is the variance of the logarithms; totals of 0 count as a half.
func logVariance(values []float64) float64 {
	mean, squares := 0.0, 0.0
	for i, v := range values {
		x := math.Log(max(v, .5))
		step := x - mean
		mean += step / float64(i+1)
		squares += step * (x - mean)
	}
	return squares / float64(len(values))
}
