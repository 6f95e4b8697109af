package experiment

import (
	"fmt"
	"math"
	"math/rand/v2"
	"strings"
	"testing"
	"time"
)

var quantilePlan = Plan{Control: "a", Treatment: "b", WindowDays: 7, Mode: Fixed, Difference: "absolute",
	Metrics: []Metric{{Name: "load p75", Kind: "quantile", Quantile: .75, Event: "load", Role: "primary",
		LowerIsBetter: true}}}

// pageLoads draws users with 2 to 13 page loads each, which resemble each other; those of the
// treatment take by times as long.
func pageLoads(rng *rand.Rand, users int, by float64) (events []Event, exposures []Exposure) {
	start := time.Date(2027, 1, 4, 0, 0, 0, 0, time.UTC)
	for i := range users {
		arm, factor := "a", 1.0
		if i%2 == 1 {
			arm, factor = "b", by
		}
		name := fmt.Sprint("u", i)
		exposures = append(exposures, Exposure{At: start, User: name, Variant: arm})
		own := .5 * rng.NormFloat64()
		for range 2 + rng.IntN(12) {
			events = append(events, Event{At: start.Add(time.Hour), User: name, Name: "load",
				Value: factor * math.Exp(own+.5*rng.NormFloat64())})
		}
	}
	return events, exposures
}

// TestQuantilesOfClusteredRowsCoverTheTruth: where there is no effect, 95 % intervals of the read-out
// hold 0 about as often as they say, though one user has many rows; and half the time is found.
func TestQuantilesOfClusteredRowsCoverTheTruth(t *testing.T) {
	const runs = 400
	covered := 0
	for run := range runs {
		events, exposures := pageLoads(rand.New(rand.NewPCG(7, uint64(run))), 400, 1)
		r, err := Read(quantilePlan, events, exposures)
		if err != nil {
			t.Fatal(err)
		}
		if ci := r.Metrics[0].CI; ci[0] <= 0 && 0 <= ci[1] {
			covered++
		}
	}
	if share := float64(covered) / runs; share < .93 || share > .99 {
		t.Errorf("the intervals hold the truth in %.3f of %d runs", share, runs)
	}
	events, exposures := pageLoads(rand.New(rand.NewPCG(7, 7)), 400, .5)
	r, err := Read(quantilePlan, events, exposures)
	if err != nil || r.Metrics[0].Shown != "better" || r.Verdict != "ship" {
		t.Errorf("%v: %+v", err, r.Metrics)
	}
}

// TestOneRowForEachUserIsNoCluster: then the interval is about that of independent rows.
func TestOneRowForEachUserIsNoCluster(t *testing.T) {
	rng := rand.New(rand.NewPCG(1, 2))
	var events []Event
	_, exposures := pageLoads(rng, 2000, 1)
	for _, e := range exposures {
		events = append(events, Event{At: e.At, User: e.User, Name: "load", Value: rng.NormFloat64()})
	}
	r, err := Read(quantilePlan, events, exposures)
	if err != nil {
		t.Fatal(err)
	}
	// of a quantile q of n rows: sqrt(q (1-q) / n) / density, here of two arms of 1,000
	want := math.Sqrt(2*.75*.25/1000) / .3178
	if o := r.Metrics[0]; math.Abs(o.SE/want-1) > .2 || math.Abs(o.Control-.674) > .15 {
		t.Errorf("quantile %.3f, standard error %.4f, want about %.4f", o.Control, o.SE, want)
	}
}

func TestQuantilesSayWhatIsWrong(t *testing.T) {
	events, exposures := pageLoads(rand.New(rand.NewPCG(1, 1)), 40, 1)
	for want, spoil := range map[string]func(p *Plan, m *Metric){
		"quantile: 0, expected":    func(_ *Plan, m *Metric) { m.Quantile = 0 },
		"quantile: 95, expected":   func(_ *Plan, m *Metric) { m.Quantile = 95 },
		"is for the kind quantile": func(_ *Plan, m *Metric) { m.Kind = "mean" },
		"cuped: is not":            func(p *Plan, m *Metric) { p.PreDays, m.CUPED = 7, true },
		"cap_percentile":           func(_ *Plan, m *Metric) { m.CapPercentile = .9 },
		"no user of one variant":   func(_ *Plan, m *Metric) { m.Event = "other" },
		"too few":                  func(_ *Plan, m *Metric) { m.Quantile = .999 },
	} {
		p := quantilePlan
		p.Metrics = []Metric{quantilePlan.Metrics[0]}
		spoil(&p, &p.Metrics[0])
		if _, err := Read(p, events, exposures); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%v, want %s", err, want)
		}
	}
	if _, err := Simulate(quantilePlan, World{}, SimulateOptions{Runs: 1}); err == nil {
		t.Error("a quantile is simulated")
	}
}
