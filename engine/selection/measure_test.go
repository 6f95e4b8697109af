package selection

import (
	"encoding/csv"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"time"
)

// dataDir finds the development data; tests that need it are skipped without.
func dataDir(t testing.TB) string {
	t.Helper()
	root := os.Getenv("THROUGHLINE_SHARED")
	if root == "" {
		root = filepath.Join("..", "..", "..", "shared")
	}
	dir := filepath.Join(root, "data", "planning", "nrp")
	if _, err := os.Stat(dir); err != nil {
		t.Skipf("no data at %s: set THROUGHLINE_SHARED", dir)
	}
	return dir
}

type instance struct {
	name        string
	problem     *Problem
	best, bound float64
}

func load(t testing.TB) []instance {
	t.Helper()
	dir := dataDir(t)
	f, err := os.Open(filepath.Join(dir, "best_known.csv"))
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	rows, err := csv.NewReader(f).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	number := func(s string) float64 {
		v, err := strconv.ParseFloat(s, 64)
		if err != nil {
			t.Fatal(err)
		}
		return v
	}
	var found []instance
	for _, row := range rows[1:] {
		file, err := os.Open(filepath.Join(dir, row[1]))
		if err != nil {
			t.Fatal(err)
		}
		p, err := Read(file)
		file.Close()
		if err != nil {
			t.Fatalf("%s: %v", row[1], err)
		}
		if p.Budgets[0] = p.Ratio(number(row[2])); p.Budgets[0] != number(row[3]) {
			t.Fatalf("%s: budget %g, expected %s", row[0], p.Budgets[0], row[3])
		}
		found = append(found, instance{row[0], p, number(row[4]), number(row[5])})
	}
	return found
}

// BenchmarkNRP prints the proven gap and the distance from the best known profit after 1 s on the
// realistic instances and 5 s on the classic ones:
//
//	go test ./engine/selection -run '^$' -bench NRP -benchtime 1x
func BenchmarkNRP(b *testing.B) {
	for _, in := range load(b) {
		limit := time.Second
		if !strings.Contains(in.name, "nrp-") {
			limit = 5 * time.Second
		}
		b.Run(in.name, func(b *testing.B) {
			for range b.N {
				end := time.Now().Add(limit)
				c, err := Solve(in.problem, Options{Steps: maxSteps,
					Progress: func(int, float64) bool { return time.Now().Before(end) }})
				if err != nil {
					b.Fatal(err)
				}
				if found := Check(in.problem, c, Names{}); len(found) > 0 || c.Profit > in.bound ||
					c.Bound < in.best {
					b.Fatalf("%v, profit %g, bound %g, known %g to %g", found, c.Profit, c.Bound,
						in.best, in.bound)
				}
				b.ReportMetric(100*c.Gap, "%gap")
				b.ReportMetric(100*(in.best-c.Profit)/in.best, "%below-best")
				b.ReportMetric(c.Profit, "profit")
				b.ReportMetric(float64(c.Steps), "steps")
			}
		})
	}
}
