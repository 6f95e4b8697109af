package stats

import (
	"math"
	"math/rand/v2"
	"strings"
	"testing"

	"pgregory.net/rapid"
)

func close(t *testing.T, what string, got, want, tolerance float64) {
	t.Helper()
	if !(math.Abs(got-want) <= tolerance) {
		t.Errorf("%s: %.10g, want %.10g", what, got, want)
	}
}

// TestPublishedValues compares with tables and worked examples in print.
func TestPublishedValues(t *testing.T) {
	classic, err := Classic(5, .05)
	if err != nil {
		t.Fatal(err)
	}
	close(t, "Pocock, 5 looks (Jennison and Turnbull, table 2.1)", classic.Pocock, 2.413, .0005)
	close(t, "O'Brien-Fleming, 5 looks (table 2.3)", classic.OBFConstant, 2.040, .0005)
	adjusted, err := Adjust([]float64{.01, .02, .03, .04, .05})
	if err != nil {
		t.Fatal(err)
	}
	close(t, "Benjamini-Hochberg", adjusted.BH[0], .05, 1e-12)
	p, err := McNemar(5, 15)
	if err != nil {
		t.Fatal(err)
	}
	close(t, "McNemar", p, .0413894653, 1e-9)
	s, err := SessionsFor(.85, .31)
	if err != nil || s.N != 6 {
		t.Errorf("sessions: %+v, %v", s, err)
	}
	k, err := FleissKappa([][]float64{{3, 0}, {0, 3}, {3, 0}})
	if err != nil || k != 1 {
		t.Errorf("full agreement: %g, %v", k, err)
	}
}

// TestLaws hold for every input.
func TestLaws(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		n := float64(rapid.IntRange(5, 5000).Draw(t, "n"))
		c := TwoCounts{XControl: math.Floor(n * rapid.Float64Range(.05, .95).Draw(t, "control")),
			NControl: n, XTreat: math.Floor(n * rapid.Float64Range(.05, .95).Draw(t, "treat")),
			NTreat: n, Alpha: rapid.Float64Range(.01, .3).Draw(t, "alpha")}
		ci, err := c.ScoreCI()
		if err != nil {
			t.Fatal(err)
		}
		for _, end := range ci.Exact { // the interval ends where the test says alpha
			if d := float64(end); math.Abs(d) < .999 {
				if z := math.Abs(c.score(d, c.NControl)); math.Abs(z-zOf(c.Alpha)) > 1e-6 {
					t.Fatalf("at %g z is %g, not %g", d, z, zOf(c.Alpha))
				}
			}
		}
		control, treat := c.Arms()
		ab, errA := Compare(control, treat, "absolute", c.Alpha)
		ba, errB := Compare(treat, control, "absolute", c.Alpha)
		if errA == nil && errB == nil && (math.Abs(ab.Effect+ba.Effect) > 1e-12 ||
			math.Abs(ab.P-ba.P) > 1e-9) {
			t.Fatalf("swapped arms: %+v and %+v", ab, ba)
		}
		p := rapid.SliceOfN(rapid.Float64Range(0, 1), 1, 20).Draw(t, "p")
		a, err := Adjust(p)
		if err != nil {
			t.Fatal(err)
		}
		for i := range p {
			if a.BH[i] < p[i] || a.Hochberg[i] < a.BH[i]-1e-12 || a.Holm[i] < a.Hochberg[i]-1e-12 ||
				a.Bonferroni[i] < a.Holm[i]-1e-12 || a.BY[i] < a.BH[i]-1e-12 {
				t.Fatalf("out of order at %d: %+v", i, a)
			}
		}
	})
}

// calibrate simulates experiments without an effect and reports how often each method finds one,
// and how often the 95 % interval holds the truth.
func calibrate(runs int) (fixed, sequence, group, coverage float64) {
	const looks, batch = 5, 200
	rng := rand.New(rand.NewPCG(7, 11))
	fractions := []float64{.2, .4, .6, .8, 1}
	bounds, err := SpendingBounds(fractions, .05, "lan_demets_obrien_fleming")
	if err != nil {
		panic(err)
	}
	for range runs {
		var sums [2]Sums
		crossed, stopped := false, false
		for look := range looks {
			for range batch {
				for arm := range sums {
					v := rng.ExpFloat64()
					sums[arm].N++
					sums[arm].Sum += v
					sums[arm].SumSq += v * v
				}
			}
			e, err := Compare(sums[0].Arm(), sums[1].Arm(), "absolute", .05)
			if err != nil {
				panic(err)
			}
			s, err := ConfidenceSequence(e.Effect, e.SE, 2*sums[0].N, .05, 2*batch*looks)
			if err != nil {
				panic(err)
			}
			crossed = crossed || s.CI[0] > 0 || s.CI[1] < 0
			stopped = stopped || math.Abs(e.Effect/e.SE) > bounds.Z[look]
			if look == looks-1 {
				fixed += found01(e.P < .05) / float64(runs)
				coverage += found01(e.CI[0] <= 0 && e.CI[1] >= 0) / float64(runs)
			}
		}
		sequence += found01(crossed) / float64(runs)
		group += found01(stopped) / float64(runs)
	}
	return fixed, sequence, group, coverage
}

func found01(is bool) float64 {
	if is {
		return 1
	}
	return 0
}

func TestCalibration(t *testing.T) {
	fixed, sequence, group, coverage := calibrate(2000)
	if fixed < .04 || fixed > .06 || sequence > .05 || group < .035 || group > .065 ||
		coverage < .94 || coverage > .96 {
		t.Errorf("fixed %.3f, sequence %.3f, group sequential %.3f, coverage %.3f", fixed, sequence,
			group, coverage)
	}
}

// BenchmarkCalibration prints false positives and coverage in percent.
func BenchmarkCalibration(b *testing.B) {
	for b.Loop() {
		fixed, sequence, group, coverage := calibrate(20_000)
		b.ReportMetric(100*fixed, "%fixed")
		b.ReportMetric(100*sequence, "%sequence")
		b.ReportMetric(100*group, "%group-sequential")
		b.ReportMetric(100*coverage, "%coverage")
	}
}

func TestHostileInputs(t *testing.T) {
	for name, c := range map[string]struct{ method, input, want string }{
		"more than all": {"two_proportion",
			`{"x_control":9,"n_control":5,"x_treat":1,"n_treat":5,"alpha":0.05}`, "control"},
		"no alpha": {"two_proportion", `{"x_control":1,"n_control":5,"x_treat":1,"n_treat":5}`, "alpha"},
		"misspelt": {"welch_t", `{"mean":1}`, "is no field that is known"},
		"nothing varies": {"welch_t", `{"mean_control":1,"sd_control":0,"n_control":9,
			"mean_treat":1,"sd_treat":0,"n_treat":9,"alpha":0.05}`, "variances are 0"},
		"one unit": {"mean_test_from_values",
			`{"control":[1],"treat":[2,3],"alpha":0.05,"difference":"absolute"}`, "control"},
		"falling looks": {"group_sequential_spending", `{"information_fractions":[0.5,0.4],
			"alpha_two_sided":0.05,"spending":"lan_demets_pocock"}`, "rising"},
		"no such curve": {"group_sequential_spending", `{"information_fractions":[1],
			"alpha_two_sided":0.05,"spending":"mine"}`, "spending"},
		"empty":    {"adjust_p", `{"p":[2]}`, "p/0"},
		"unknown":  {"alchemy", `{}`, "alchemy"},
		"no words": {"time_on_task", `{"seconds":[0,1]}`, "seconds/0"},
	} {
		if _, err := Evaluate(c.method, []byte(c.input)); err == nil ||
			!strings.Contains(err.Error(), c.want) {
			t.Errorf("%s: %v, want %s", name, err, c.want)
		}
	}
}

func FuzzEvaluate(f *testing.F) {
	f.Add("srm_chi2", []byte(`{"observed":[1,2],"weights":[1,1]}`))
	f.Add("sus", []byte(`{"responses":[[1,2,3,4,5,1,2,3,4,5]]}`))
	f.Add("maxdiff", []byte(`{"items":2,"observations":[{"set":[0,1],"best":0,"worst":1}]}`))
	f.Fuzz(func(t *testing.T, method string, input []byte) {
		if len(input) > 500 {
			return
		}
		_, _ = Evaluate(method, input) // must not panic
	})
}
