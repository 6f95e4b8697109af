package experiment

import (
	"math"
	"math/rand/v2"
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

// improved are the metrics that need more than sums, each with a world in which a plan of so many
// users has work to do.
var improved = []struct {
	name  string
	users int
	m     Metric
	w     World
}{
	{"money", 3000, Metric{Kind: "mean"}, World{Mean: 10, SD: 15, Effect: .15}},
	{"cuped", 3000, Metric{Kind: "mean", CUPED: true}, World{Mean: 10, SD: 15, Effect: .15, Correlation: .7}},
	{"cap", 3000, Metric{Kind: "mean", CapPercentile: .99}, World{Mean: 10, SD: 15, Effect: .15}},
	{"cuped rate", 3000, Metric{Kind: "proportion", CUPED: true},
		World{Mean: .2, Effect: .2, Correlation: .7}},
	{"ratio", 3000, Metric{Kind: "ratio"}, World{Mean: 10, SD: 15, Effect: .15}},
	{"cuped ratio", 3000, Metric{Kind: "ratio", CUPED: true},
		World{Mean: 10, SD: 15, Effect: .15, Correlation: .7}},
}

func improvedPlan(i int) (Plan, World) {
	each := improved[i]
	p := plan()
	p.Users, p.PreDays = each.users, 7
	each.m.Name, each.m.Event, each.m.Role = "m", "e", "primary"
	p.Metrics = []Metric{each.m}
	return p, each.w
}

// TestImprovedMetricsAreCalibrated: CUPED, caps and ratios find no more than they should of what is
// not there, and CUPED and caps find more of what is.
func TestImprovedMetricsAreCalibrated(t *testing.T) {
	power := map[string]float64{}
	for i, each := range improved {
		p, w := improvedPlan(i)
		c := simulated(t, p, w, 400)
		power[each.name] = c.Power
		if c.FalsePositives > .08 || c.CoverageEnd < .925 || c.CoverageEnd > .975 || c.CoverageStop < .925 {
			t.Errorf("%s: %+v", each.name, c)
		}
		if shrunk := c.World.Shown < c.World.Effect*.99; shrunk != (each.m.CapPercentile > 0) {
			t.Errorf("%s: the metric shows %g of %g", each.name, c.World.Shown, c.World.Effect)
		}
	}
	for better, than := range map[string]string{"cuped": "money", "cap": "money", "cuped ratio": "ratio"} {
		if power[better] < power[than]+.05 {
			t.Errorf("%s finds %g, %s %g", better, power[better], than, power[than])
		}
	}
}

// TestCrowdsAreWhatTheyShouldBe: mean, deviation and correlation of those who are drawn.
func TestCrowdsAreWhatTheyShouldBe(t *testing.T) {
	for i, each := range improved {
		p, w := improvedPlan(i)
		m := p.Metrics[0]
		c := newCrowd(w, m)
		if m.Kind == "ratio" {
			c.Events = 3
		}
		rng := rand.New(rand.NewPCG(1, 2))
		const n = 200_000
		var y, x stats.Sums
		var xy float64
		for range n {
			t := c.draw(rng, 1)
			a, b := m.of(t, false), m.of(t, true)
			if m.Kind == "ratio" {
				a, b = a/t.n, b/t.nPre
			}
			y.N, y.Sum, y.SumSq = y.N+1, y.Sum+a, y.SumSq+a*a
			x.N, x.Sum, x.SumSq = x.N+1, x.Sum+b, x.SumSq+b*b
			xy += a * b
		}
		if mean := y.Arm().Mean; math.Abs(mean-w.Mean) > .02*w.Mean {
			t.Errorf("%s: mean %g, want %g", each.name, mean, w.Mean)
		}
		if sd := math.Sqrt(y.Arm().Var); w.SD > 0 && math.Abs(sd-w.SD) > .1*w.SD {
			t.Errorf("%s: sd %g, want %g", each.name, sd, w.SD)
		}
		r := (xy/n - y.Arm().Mean*x.Arm().Mean) / math.Sqrt(y.Arm().Var*x.Arm().Var)
		if m.CUPED && math.Abs(r-w.Correlation) > .05 {
			t.Errorf("%s: correlation %g, want %g", each.name, r, w.Correlation)
		}
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
		"at most 1":  func(p *Plan, _ *World, _ *SimulateOptions) { p.Users = 1e11 },
		"up to 1e10": func(_ *Plan, w *World, _ *SimulateOptions) { w.Mean = 1e308 },
		"users":      func(p *Plan, _ *World, _ *SimulateOptions) { p.Users = 0 },
		"mode":       func(p *Plan, _ *World, _ *SimulateOptions) { p.Mode = "hasty" },
		"runs":       func(_ *Plan, _ *World, o *SimulateOptions) { o.Runs = 0 },
		"correlatio": func(_ *Plan, w *World, _ *SimulateOptions) { w.Correlation = .5 },
		"0 to less": func(p *Plan, w *World, _ *SimulateOptions) {
			p.PreDays, p.Metrics[0].CUPED, w.Correlation = 7, true, 1
		},
		"primary ra": func(_ *Plan, w *World, _ *SimulateOptions) { w.Events = 2 },
		"1 to 1000": func(p *Plan, w *World, _ *SimulateOptions) {
			p.Metrics[0].Kind, w.SD, w.Events = "ratio", 1, .5
		},
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

// BenchmarkCalibration prints, for each mode and for each kind of metric, false positives, power,
// coverage and sample ratio alarms in percent, and the users until the end as a share of those the
// plan waits for.
func BenchmarkCalibration(b *testing.B) {
	for _, mode := range modes {
		b.Run(string(mode), func(b *testing.B) {
			p, w := converting(mode)
			reportCalibration(b, p, w, 20_000)
		})
	}
	for i, each := range improved {
		b.Run(each.name, func(b *testing.B) {
			p, w := improvedPlan(i)
			reportCalibration(b, p, w, 4000)
		})
	}
}

func reportCalibration(b *testing.B, p Plan, w World, runs int) {
	for b.Loop() {
		c := simulated(b, p, w, runs)
		b.ReportMetric(100*c.FalsePositives, "%false")
		b.ReportMetric(100*c.FalseIfPeeking, "%false-if-peeking")
		b.ReportMetric(100*c.Power, "%power")
		b.ReportMetric(100*c.CoverageEnd, "%coverage-end")
		b.ReportMetric(100*c.CoverageStop, "%coverage-stop")
		b.ReportMetric(100*c.UsersEffect/float64(p.Users), "%users")
		b.ReportMetric(100*c.SRMAlarms, "%srm")
	}
}
