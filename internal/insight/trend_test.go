package insight_test

import (
	"testing"

	"github.com/throughlinehq/throughline/internal/insight"
	"github.com/throughlinehq/throughline/internal/platform/database/databasetest"
)

func TestTrend(t *testing.T) {
	week := func(counts ...int64) []insight.Week {
		weeks := make([]insight.Week, len(counts))
		for i, n := range counts {
			weeks[i] = insight.Week{Week: databasetest.Start.AddDate(0, 0, 7*i), Count: n}
		}
		return weeks
	}
	for name, c := range map[string]struct {
		weeks []insight.Week
		spike bool
		up    int
	}{
		"even":         {week(5, 4, 6, 5, 5, 4, 6, 5, 5, 4, 6, 5), false, 0},
		"a burst":      {week(5, 4, 6, 5, 5, 4, 6, 5, 5, 4, 6, 22), true, 1},
		"bursts often": {week(5, 22, 1, 20, 2, 19, 3, 25, 2, 21, 3, 22), false, 1},
		"growing":      {week(1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12), false, 1},
		"too short":    {week(1, 30), false, 0},
		"nothing":      {week(0, 0, 0, 0, 0, 0, 0, 0), false, 0},
	} {
		got := insight.TrendOf(c.weeks)
		if spike := got.P < 0.01; spike != c.spike {
			t.Errorf("%s: p %v", name, got.P)
		}
		if c.up > 0 != (got.Slope > 0.01) {
			t.Errorf("%s: slope %v", name, got.Slope)
		}
	}
}
