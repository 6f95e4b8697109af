package main

import (
	"fmt"
	"strings"
	"testing"
)

// withVectors is a JSON lines file of one sentence and two directions.
func withVectors(name string, odd string) string {
	var out strings.Builder
	for i := range 40 {
		v := []string{"[1, 0.1, 0]", "[0, 0.1, 1]"}[i%2]
		if i == 39 && odd != "" {
			v = odd
		}
		fmt.Fprintf(&out, "{\"id\": \"r%d\", \"text\": \"the export number %d is slow\", %q: %s}\n", i, i, name, v)
	}
	return out.String()
}

func TestInsightAnalyzeTakesVectors(t *testing.T) {
	tt := terminal{t, t.TempDir()}
	plain := tt.pipe(0, withVectors("other", ""), "insight", "analyze", "-", "--format", "json", "--themes", "2")
	for _, asked := range [][]string{
		{"vector"}, {"embedding", "--vectors", "embedding"},
	} {
		args := append([]string{"insight", "analyze", "-", "--format", "json", "--themes", "2"}, asked[1:]...)
		out := tt.pipe(0, withVectors(asked[0], ""), args...)
		if cut := strings.LastIndex(out, `"seconds"`); out[:cut] == plain[:min(cut, len(plain))] {
			t.Errorf("vectors in %s change nothing", asked[0])
		}
	}
}

func TestInsightAnalyzeRefusesBadVectors(t *testing.T) {
	tt := terminal{t, t.TempDir()}
	long := "[" + strings.Repeat("1,", 9999) + "1]"
	for odd, want := range map[string]string{
		`[1, 2]`: "has 2 numbers where the first has 3", `"near"`: "Record 40: the vector is not a list",
		`[1, null, 2]`: "holds null", `[1, 2, 1e99]`: "not a list of numbers", `[1, "NaN", 2]`: "not a list of numbers",
		long: "has 10000 numbers",
	} {
		if out := tt.pipe(2, withVectors("vector", odd), "insight", "analyze", "-"); !strings.Contains(out, want) {
			t.Errorf("of %.20s it says %s, want %q in it", odd, out, want)
		}
	}
	if out := tt.pipe(2, withVectors("vector", ""), "insight", "analyze", "-", "--vectors", "v"); !strings.Contains(
		out, "--vectors names") {
		t.Errorf("of a column that is not there it says %s", out)
	}
}
