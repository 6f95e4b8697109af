package forecast

import (
	"encoding/csv"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"testing"
	"time"
)

// finished reads the finish dates of a file as a daily series; keep chooses the rows.
func finished(t testing.TB, name string, keep func(row []string) bool) Series {
	t.Helper()
	root := os.Getenv("THROUGHLINE_SHARED")
	if root == "" {
		root = filepath.Join("..", "..", "..", "shared")
	}
	f, err := os.Open(filepath.Join(root, "data", "planning", "flow", name))
	if err != nil {
		t.Skipf("no data: set THROUGHLINE_SHARED (%v)", err)
	}
	defer f.Close()
	rows, err := csv.NewReader(f).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	var days []int
	for _, row := range rows[1:] {
		if at, err := time.Parse(time.DateOnly, row[2]); err == nil && keep(row) {
			days = append(days, int(at.Unix()/86400))
		}
	}
	s, err := Count(days, slices.Min(days), slices.Max(days))
	if err != nil {
		t.Fatal(err)
	}
	return s
}

// BenchmarkCoverage prints, for the drift and the daily method, how often the stated levels held
// on real series, and the loss: history of 6 and 12 weeks, horizons of 2 to 12 weeks, forecasts
// from every week with half a year behind it.
func BenchmarkCoverage(b *testing.B) {
	all := map[string]Series{
		"team": finished(b, "agile_project_0.csv", func([]string) bool { return true }),
		"hadoop": finished(b, "hadoop_bugs.csv", func(row []string) bool {
			return row[4] == "Fixed"
		}),
	}
	mean := map[Method]coverage{}
	horizons := []int{2, 4, 8, 12}
	for _, method := range []Method{Daily, Drift} {
		for _, weeks := range horizons {
			b.Run(fmt.Sprintf("%s/%dweeks", method, weeks), func(b *testing.B) {
				var c coverage
				for range b.N {
					c = measureCoverage(b, all, method, weeks)
				}
				c.report(b)
				mean[method] = mean[method].plus(c)
			})
		}
	}
	if len(mean) < 2 {
		return // -bench chose some of them
	}
	b.Run("drift/mean", func(b *testing.B) {
		b.ReportMetric(100*mean[Drift].held[85]/mean[Drift].settings, "%held85")
		b.ReportMetric(mean[Drift].loss/mean[Daily].loss, "pinball/daily")
	})
}

// coverage adds up, over settings, the shares of forecasts that held at each level and the loss.
type coverage struct {
	held        map[int]float64
	loss        float64
	n, settings float64
}

func (c coverage) plus(more coverage) coverage {
	sum := coverage{map[int]float64{}, c.loss + more.loss, c.n + more.n, c.settings + more.settings}
	for _, level := range Levels {
		sum.held[level] = c.held[level] + more.held[level]
	}
	return sum
}

func (c coverage) report(b *testing.B) {
	for _, level := range Levels {
		b.ReportMetric(100*c.held[level]/c.settings, fmt.Sprintf("%%held%d", level))
	}
	b.ReportMetric(100*c.loss/c.settings, "%pinball")
	b.ReportMetric(c.n, "forecasts")
}

func measureCoverage(b *testing.B, all map[string]Series, method Method, weeks int) coverage {
	var sum coverage
	for _, s := range all {
		for _, history := range []int{42, 84} {
			rec, err := Backtest(s, 7*weeks, 182, Options{Method: method, History: history,
				Draws: 1000})
			if err != nil {
				b.Fatal(err)
			}
			held := map[int]float64{}
			for _, level := range Levels {
				held[level] = rec.Share(level)
			}
			sum = sum.plus(coverage{held, rec.Pinball, float64(rec.Origins), 1})
		}
	}
	return sum
}

func BenchmarkHowMany(b *testing.B) {
	s := wandering(1, 700)
	for b.Loop() {
		if _, err := HowMany(s, 84, Options{}); err != nil {
			b.Fatal(err)
		}
	}
}
