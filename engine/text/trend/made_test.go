package trend

import (
	"math"
	"math/rand/v2"
	"testing"

	"gonum.org/v1/gonum/stat/distuv"
)

// made is a series of which it is known when it rose, start -1 if never.
type made struct {
	counts           []float64
	start, last, end int // an alarm from start to last finds it; the rise is over at the end
}

// makeSeries makes series of overdispersed counts with weekdays, a drift of about so much in a
// quarter and, in most, a spike, a shift or a ramp.
func makeSeries(n int, seed uint64, drift float64) []made {
	rng := rand.New(rand.NewPCG(seed, 0))
	out := make([]made, n)
	for k := range out {
		m := made{counts: make([]float64, 180), start: 62 + rng.IntN(96)}
		base, size := 0.3*math.Pow(200, rng.Float64()), 4+26*rng.Float64()
		quiet, slope := 1-0.7*rng.Float64(), rng.NormFloat64()*drift/90
		factor := []float64{1.8, 2.5, 4, 8}[rng.IntN(4)]
		event := rng.IntN(100)
		switch {
		case event < 50:
			m.end = m.start + 1 + rng.IntN(4)
			m.last = m.end
		case event < 70:
			m.end, m.last, factor = 180, m.start+20, min(factor, 4)
		case event < 83:
			m.end, m.last = m.start+14, m.start+20
		default:
			m.start = -1
		}
		for t := range m.counts {
			mean := base * max(0.2, 1+slope*float64(t-90))
			if t%7 > 4 {
				mean *= quiet
			}
			if inside := m.start >= 0 && t >= m.start && t <= m.end; inside && event >= 70 {
				mean *= 1 + (factor-1)*float64(t-m.start+1)/15
			} else if inside {
				mean *= factor
			}
			rate := distuv.Gamma{Alpha: size, Beta: size / mean, Src: rng}.Rand()
			m.counts[t] = distuv.Poisson{Lambda: rate, Src: rng}.Rand()
		}
		out[k] = m
	}
	return out
}

// judged is the share of rises that were found, and days of false alarm a year.
func judged(series []made) (recall, falseDays float64) {
	const free, after = 35, 60
	rises, found, alarms, watched := 0.0, 0.0, 0.0, 0.0
	for _, m := range series {
		hit := false
		for t, day := range Judge(m.counts) {
			hit = hit || m.start >= 0 && day.Alarm() && t >= m.start && t <= m.last
			if t < free || m.start >= 0 && t >= m.start && t <= m.end+after {
				continue
			}
			if watched++; day.Alarm() {
				alarms++
			}
		}
		if m.start >= 0 {
			rises++
		}
		if hit {
			found++
		}
	}
	return found / rises, alarms / watched * 365
}

// TestAlarmsOnMadeSeries: many of the rises, half of which last two to five days and a third of
// which are of less than one record a day, and few alarms without one.
func TestAlarmsOnMadeSeries(t *testing.T) {
	for _, c := range []struct{ drift, recall, falseDays float64 }{
		{0.15, 0.745, 1.4}, {0.4, 0.72, 2},
	} {
		recall, falseDays := judged(makeSeries(600, 1, c.drift))
		t.Logf("drift %.2f: recall %.3f, %.2f days of false alarm a year", c.drift, recall, falseDays)
		if recall < c.recall || falseDays > c.falseDays {
			t.Errorf("drift %.2f: recall %.3f, want %.3f; %.2f days of false alarm a year, want %.1f",
				c.drift, recall, c.recall, falseDays, c.falseDays)
		}
	}
}
