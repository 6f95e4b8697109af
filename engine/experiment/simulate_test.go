package experiment

import (
	"math"
	"strings"
	"testing"

	"github.com/throughlinehq/throughline/engine/stats"
)

// converting is a plan that has just the users to find 20 % more of a rate of 20 %.
func converting(mode Mode) (Plan, World) {
	size, err := stats.SizeForProportion(.2, .04, .05, .8, 1)
	if err != nil {
		panic(err)
	}
	p := plan()
	p.Mode, p.Users = mode, 2*int(math.Ceil(size.PooledNull))
	p.Metrics[0].Kind, p.Metrics[0].MDE = "proportion", .2
	return p, World{Mean: .2}
}

func simulated(t testing.TB, p Plan, w World, runs int) Calibration {
	t.Helper()
	c, err := Simulate(p, w, SimulateOptions{Runs: runs, Seed: 1})
	if err != nil {
		t.Fatal(err)
	}
	return c
}

// TestCalibration holds the targets of a plan in each mode; the seed is fixed.
func TestCalibration(t *testing.T) {
	for mode, want := range map[Mode]struct {
		runs               int
		least, most, power float64
	}{
		Fixed: {2000, .04, .06, .74}, GroupSequential: {2000, .04, .06, .72},
		ConfidenceSequence: {500, 0, .05, .3}, // its many looks take time
	} {
		p, w := converting(mode)
		c := simulated(t, p, w, want.runs)
		if c.FalsePositives < want.least || c.FalsePositives > want.most || c.Power < want.power ||
			c.CoverageEnd < .94 || c.CoverageEnd > .96 || c.CoverageStop < .94 ||
			c.SRMAlarms > .002 {
			t.Errorf("%s: %+v", mode, c)
		}
		if mode == GroupSequential && (c.UsersEffect > .9*float64(p.Users) || c.Overstated < 1 ||
			c.FalseIfPeeking < .1) {
			t.Errorf("%s: %+v", mode, c)
		}
	}
}

func TestSimulatesMoney(t *testing.T) {
	p, _ := converting(GroupSequential)
	p.Metrics[0].Kind, p.Metrics[0].LowerIsBetter, p.Difference = "mean", true, "absolute"
	c := simulated(t, p, World{Mean: 10, SD: 15, Effect: -1.8}, 300)
	if c.FalsePositives > .08 || c.Power < .6 || c.Power > .99 || c.CoverageEnd < .92 {
		t.Errorf("%+v", c)
	}
	if again := simulated(t, p, World{Mean: 10, SD: 15, Effect: -1.8}, 300); again.Power != c.Power ||
		again.UsersNone != c.UsersNone {
		t.Error("the same seed, another answer")
	}
}

func TestSimulationStops(t *testing.T) {
	p, w := converting(Fixed)
	c, err := Simulate(p, w, SimulateOptions{Runs: 100, Progress: func(done, all int) bool {
		return done < 3
	}})
	if err != nil || c.Runs != 3 || math.IsNaN(c.Power) {
		t.Errorf("%+v, %v", c, err)
	}
}

func TestSimulationsAreChecked(t *testing.T) {
	for want, change := range map[string]func(*Plan, *World, *SimulateOptions){
		"users":      func(p *Plan, _ *World, _ *SimulateOptions) { p.Users = 0 },
		"mode":       func(p *Plan, _ *World, _ *SimulateOptions) { p.Mode = "hasty" },
		"runs":       func(_ *Plan, _ *World, o *SimulateOptions) { o.Runs = 0 },
		"ratio":      func(p *Plan, _ *World, _ *SimulateOptions) { p.Metrics[0].Kind = "ratio" },
		"sd":         func(p *Plan, _ *World, _ *SimulateOptions) { p.Metrics[0].Kind = "mean" },
		"more than":  func(_ *Plan, w *World, _ *SimulateOptions) { w.Mean = math.NaN() },
		"share":      func(_ *Plan, w *World, _ *SimulateOptions) { w.Mean = 2 },
		"needs one":  func(p *Plan, _ *World, _ *SimulateOptions) { p.Metrics[0].MDE = 0 },
		"cannot be":  func(_ *Plan, w *World, _ *SimulateOptions) { w.Effect = 4 },
		"what canno": func(_ *Plan, w *World, _ *SimulateOptions) { w.Effect = -1 },
	} {
		p, w := converting(Fixed)
		o := SimulateOptions{Runs: 1}
		change(&p, &w, &o)
		if _, err := Simulate(p, w, o); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%v, want %s", err, want)
		}
	}
}

// BenchmarkCalibration prints, for each mode, false positives, power, coverage and sample ratio
// alarms in percent, and the users until the end as a share of those the plan waits for.
func BenchmarkCalibration(b *testing.B) {
	for _, mode := range modes {
		b.Run(string(mode), func(b *testing.B) {
			p, w := converting(mode)
			for b.Loop() {
				c := simulated(b, p, w, 20_000)
				b.ReportMetric(100*c.FalsePositives, "%false")
				b.ReportMetric(100*c.FalseIfPeeking, "%false-if-peeking")
				b.ReportMetric(100*c.Power, "%power")
				b.ReportMetric(100*c.CoverageEnd, "%coverage-end")
				b.ReportMetric(100*c.CoverageStop, "%coverage-stop")
				b.ReportMetric(100*c.UsersEffect/float64(p.Users), "%users")
				b.ReportMetric(100*c.SRMAlarms, "%srm")
			}
		})
	}
}
