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
	for _, method := range []Method{Daily, Drift} {
		for _, weeks := range []int{2, 4, 8, 12} {
			b.Run(fmt.Sprintf("%s/%dweeks", method, weeks), func(b *testing.B) {
				for range b.N {
					reportCoverage(b, all, method, weeks)
				}
			})
		}
	}
}

func reportCoverage(b *testing.B, all map[string]Series, method Method, weeks int) {
	held, n, loss := map[int]float64{}, 0.0, 0.0
	settings := 0.0
	for _, s := range all {
		for _, history := range []int{42, 84} {
			rec, err := Backtest(s, 7*weeks, 182, Options{Method: method, History: history,
				Draws: 1000})
			if err != nil {
				b.Fatal(err)
			}
			for _, level := range Levels {
				held[level] += rec.Share(level)
			}
			n += float64(rec.Origins)
			loss += rec.Pinball
			settings++
		}
	}
	for _, level := range Levels {
		b.ReportMetric(100*held[level]/settings, fmt.Sprintf("%%held%d", level))
	}
	b.ReportMetric(100*loss/settings, "%pinball")
	b.ReportMetric(n, "forecasts")
}

func BenchmarkHowMany(b *testing.B) {
	s := wandering(1, 700)
	for b.Loop() {
		if _, err := HowMany(s, 84, Options{}); err != nil {
			b.Fatal(err)
		}
	}
}
