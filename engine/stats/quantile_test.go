package stats

import (
	"math"
	"math/rand/v2"
	"strings"
	"testing"
)

// clusteredRows draws clusters of 2 to 13 rows, up to twice as many where values are low; their
// logarithms have a part of the cluster and a part of the row.
func clusteredRows(rng *rand.Rand, clusters int, like float64) (r Rows) {
	for c := range clusters {
		own := like * rng.NormFloat64()
		rows := 2 + rng.IntN(12)
		if own < 0 {
			rows += rng.IntN(12)
		}
		for range rows {
			r.Values = append(r.Values, math.Exp(own+.6*rng.NormFloat64()))
			r.Cluster = append(r.Cluster, c)
		}
	}
	return r
}

// quantileCoverage simulates experiments without an effect and reports how often the 95 % interval
// of the difference holds 0, and how often it would if rows were taken for independent.
func quantileCoverage(runs, clusters int, nu float64) (clustered, naive float64) {
	rng := rand.New(rand.NewPCG(20, 18))
	for range runs {
		control, treat := clusteredRows(rng, clusters, .8), clusteredRows(rng, clusters, .8)
		for alone, share := range []*float64{&clustered, &naive} {
			if alone == 1 {
				for i := range control.Cluster {
					control.Cluster[i] = i
				}
				for i := range treat.Cluster {
					treat.Cluster[i] = i
				}
			}
			e, err := CompareRowQuantiles(control, treat, nu, "absolute", .05)
			if err != nil {
				panic(err)
			}
			*share += found01(e.CI[0] <= 0 && e.CI[1] >= 0) / float64(runs)
		}
	}
	return clustered, naive
}

func TestRowQuantilesCoverTheTruth(t *testing.T) {
	for _, nu := range []float64{.5, .9} {
		clustered, naive := quantileCoverage(300, 60, nu)
		if clustered < .93 || clustered > .99 || naive > .8 {
			t.Errorf("the quantile %g: %.3f, and %.3f if rows were independent", nu, clustered, naive)
		}
	}
}

// BenchmarkQuantileCoverage prints how often the intervals hold the truth, in percent.
func BenchmarkQuantileCoverage(b *testing.B) {
	for b.Loop() {
		for _, q := range []struct {
			name string
			nu   float64
		}{{"p50", .5}, {"p90", .9}, {"p99", .99}} {
			clustered, naive := quantileCoverage(1000, 400, q.nu)
			b.ReportMetric(100*clustered, "%"+q.name)
			b.ReportMetric(100*naive, "%"+q.name+"-naive")
		}
	}
}

func TestRowQuantilesSayWhatIsWrong(t *testing.T) {
	for name, c := range map[string]struct{ input, want string }{
		"one cluster": {`{"values":[1,2,3],"cluster":[1,1,1]}`, "control/cluster: needs at least 2"},
		"too few":     {`{"values":[1,2,3,4],"cluster":[1,1,2,2]}`, "control/values: 4 rows in 2 clusters are too few"},
		"uneven":      {`{"values":[1,2],"cluster":[1]}`, "control/"},
		"nothing":     {`{"values":[],"cluster":[]}`, "control/"},
		"all the same": {`{"values":[1,1,1,1,1,1,1,1],"cluster":[1,2,3,4,5,6,7,8]}`,
			"variances are 0"},
	} {
		input := `{"control":` + c.input + `,"treat":` + c.input + `,"nu":0.5,"alpha":0.05,"difference":"absolute"}`
		_, err := Evaluate("quantile_clustered", []byte(input))
		if err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%s: %v, want %s", name, err, c.want)
		}
	}
}
