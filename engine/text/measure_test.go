package text

import (
	"encoding/csv"
	"math"
	"os"
	"path/filepath"
	"testing"

	"github.com/throughlinehq/throughline/engine/text/graph"
)

// shared returns the rows of a development data file as maps, or skips the test.
func shared(tb testing.TB, name string) []map[string]string {
	tb.Helper()
	f, err := os.Open(sharedPath(tb, name))
	if err != nil {
		tb.Skipf("development data not found: %v", err)
	}
	defer f.Close()
	rows, err := csv.NewReader(f).ReadAll()
	if err != nil {
		tb.Fatalf("%s: %v", name, err)
	}
	out := make([]map[string]string, 0, len(rows))
	for _, row := range rows[1:] {
		m := map[string]string{}
		for k, column := range rows[0] {
			m[column] = row[k]
		}
		out = append(out, m)
	}
	return out
}

func sharedPath(tb testing.TB, name string) string {
	tb.Helper()
	root := os.Getenv("THROUGHLINE_SHARED")
	if root == "" {
		root = filepath.Join("..", "..", "..", "shared")
		if _, err := os.Stat(root); err != nil {
			root = filepath.Join("..", "..", "..", "..", "shared")
		}
	}
	path := filepath.Join(root, "data", "feedback", name)
	if _, err := os.Stat(path); err != nil {
		tb.Skipf("development data not found (set THROUGHLINE_SHARED): %v", err)
	}
	return path
}

// agreement compares two partitions: V-measure, adjusted Rand index, accuracy after matching.
func agreement(truth, found []int) (v, ari, acc float64) {
	rows, cols := countGroups(truth)+1, countGroups(found)+1
	table := make([][]float64, rows)
	for i := range table {
		table[i] = make([]float64, cols)
	}
	a, b := make([]float64, rows), make([]float64, cols)
	for i := range truth {
		table[truth[i]][found[i]]++
		a[truth[i]]++
		b[found[i]]++
	}
	n := float64(len(truth))
	hit := 0.0
	for i, j := range graph.Match(table) {
		if j >= 0 {
			hit += table[i][j]
		}
	}
	return vMeasure(table, a, b, n), graph.Agreement(truth, found), hit / n
}

func vMeasure(table [][]float64, a, b []float64, n float64) float64 {
	mutual := 0.0
	for i, row := range table {
		for j, x := range row {
			if x > 0 {
				mutual += x / n * math.Log(x*n/(a[i]*b[j]))
			}
		}
	}
	return 2 * mutual / (entropy(a, n) + entropy(b, n))
}

func entropy(counts []float64, n float64) float64 {
	h := 0.0
	for _, x := range counts {
		if x > 0 {
			h -= x / n * math.Log(x/n)
		}
	}
	return h
}

// numbered turns labels into numbers.
func numbered(labels []string) []int {
	number := map[string]int{}
	out := make([]int, len(labels))
	for i, l := range labels {
		if _, ok := number[l]; !ok {
			number[l] = len(number)
		}
		out[i] = number[l]
	}
	return out
}
