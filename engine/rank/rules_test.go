package rank

import (
	"math"
	"slices"
	"testing"
)

func TestKanoTable(t *testing.T) {
	want := [5]string{"QAAAO", "RIIIM", "RIIIM", "RIIIM", "RRRRQ"}
	for f, row := range want {
		for d := range row {
			got, err := ClassifyKano(KanoAnswer(f), KanoAnswer(d))
			if err != nil || got != KanoClass(row[d]) {
				t.Errorf("functional %d, dysfunctional %d: %c, %v, want %c", f, d, got, err, row[d])
			}
		}
	}
	for _, bad := range [][2]KanoAnswer{{-1, 0}, {0, 5}} {
		if _, err := ClassifyKano(bad[0], bad[1]); err == nil {
			t.Errorf("%v was accepted", bad)
		}
	}
}

func TestSummarizeKano(t *testing.T) {
	tests := []struct {
		classes       string
		class         KanoClass
		better, worse float64
	}{
		{"AOMI", 'M', .5, -.5},
		{"AAO", 'A', 1, -1.0 / 3},
		{"AOAOI", 'O', .8, -.4},
		{"RRQ", 'R', 0, 0},
		{"MMRR", 'M', 0, -1},
		{"", 0, 0, 0},
	}
	for _, tt := range tests {
		s := SummarizeKano([]KanoClass(tt.classes))
		if s.Class != tt.class || math.Abs(s.Better-tt.better)+math.Abs(s.Worse-tt.worse) > 1e-12 {
			t.Errorf("%q: %c %v %v, want %c %v %v", tt.classes, s.Class, s.Better, s.Worse,
				tt.class, tt.better, tt.worse)
		}
	}
}

func TestNormalizedScores(t *testing.T) {
	tests := []struct{ raw, want []float64 }{
		{[]float64{5, 1, -5}, []float64{100, 60, 0}},
		{[]float64{6, 3, 2}, []float64{100, 50, 33}},
		{[]float64{-5, -2, -1}, []float64{0, 75, 100}},
		{nil, nil},
	}
	for _, tt := range tests {
		got, err := NormalizedScores(tt.raw)
		for i := range got {
			got[i] = math.Round(got[i])
		}
		if err != nil || !slices.Equal(got, tt.want) {
			t.Errorf("%v: %v, %v, want %v", tt.raw, got, err, tt.want)
		}
	}
	if _, err := NormalizedScores([]float64{0, 0}); err == nil {
		t.Error("no spread, no error")
	}
}

func TestOutcome(t *testing.T) {
	for score, want := range map[float64]string{15.1: "extreme", 15: "strong", 12: "strong",
		10: "worth a look", 9: "served"} {
		if got := Outcome(score); got != want {
			t.Errorf("%v: %q, want %q", score, got, want)
		}
	}
}

func TestPokerAgreement(t *testing.T) {
	tests := []struct {
		votes []float64
		value float64
		level string
	}{
		{[]float64{5, 5, 5}, 1, "high"},
		{[]float64{0, 10}, 0, "low"},
		{[]float64{4, 6}, .8, "high"},
		{[]float64{3, 7}, .6, "medium"},
		{[]float64{2.5, 7.5}, .5, "medium"},
	}
	for _, tt := range tests {
		a, err := PokerAgreement(tt.votes, 0, 10)
		if err != nil || math.Abs(a.Value-tt.value) > 1e-12 || a.Level != tt.level {
			t.Errorf("%v: %+v, %v, want %v %s", tt.votes, a, err, tt.value, tt.level)
		}
	}
	a, _ := PokerAgreement([]float64{5, 5, 5, 5, 0}, 0, 10)
	if a.Mean != 4 || a.Low != 0 || a.High != 5 || !slices.Equal(a.Outliers, []int{4}) {
		t.Errorf("one dissenter: %+v", a)
	}
	for _, bad := range [][]float64{nil, {11}, {math.NaN()}} {
		if _, err := PokerAgreement(bad, 0, 10); err == nil {
			t.Errorf("%v was accepted", bad)
		}
	}
}

func TestCentroidWeights(t *testing.T) {
	got := CentroidWeights(3)
	want := []float64{11.0 / 18, 5.0 / 18, 2.0 / 18}
	for i := range want {
		if math.Abs(got[i]-want[i]) > 1e-12 {
			t.Errorf("weight %d = %v, want %v", i, got[i], want[i])
		}
	}
	if len(CentroidWeights(0)) != 0 {
		t.Error("weights for no criteria")
	}
}

func TestLatestImportance(t *testing.T) {
	got, err := LatestImportance([]string{"ana", "ben", "ana", "cy"}, []int{3, 2, 1, -1})
	if err != nil || got != 4 { // ana's latest is 1, ben 2, cy unset counts 1
		t.Errorf("got %d, %v, want 4", got, err)
	}
	if _, err := LatestImportance([]string{"ana"}, []int{4}); err == nil {
		t.Error("an answer of 4 was accepted")
	}
}

func TestMustShare(t *testing.T) {
	share, ok, err := MustShare([]bool{true, true, false}, []float64{3, 3, 4})
	if share != .6 || !ok || err != nil {
		t.Errorf("got %v %v %v, want 0.6 true", share, ok, err)
	}
	if share, ok, _ = MustShare([]bool{true, false}, []float64{7, 3}); share != .7 || ok {
		t.Errorf("got %v %v, want 0.7 false", share, ok)
	}
	if _, _, err = MustShare([]bool{true}, []float64{-1}); err == nil {
		t.Error("a negative effort was accepted")
	}
}

// duelsOf pairs up winners and losers.
func duelsOf(sides ...int) (duels []Duel) {
	for i := 0; i < len(sides); i += 2 {
		duels = append(duels, Duel{Winner: sides[i], Loser: sides[i+1]})
	}
	return duels
}

func TestCompare(t *testing.T) {
	duels := duelsOf(0, 1, 0, 1, 0, 1, 1, 2, 1, 2, 0, 2)
	fit, err := Compare(4, duels)
	if err != nil {
		t.Fatal(err)
	}
	if !(fit[0].Theta > fit[1].Theta && fit[1].Theta > fit[2].Theta) {
		t.Errorf("wrong order: %+v", fit)
	}
	if fit[3].Theta != 0 || fit[3].SD != 1 {
		t.Errorf("an item never compared should keep its prior: %+v", fit[3])
	}
	for i := range fit { // at the maximum every slope is 0
		var own []Duel
		for _, d := range duels {
			if d.Winner == i || d.Loser == i {
				own = append(own, d)
			}
		}
		if slope, _ := slopeAt(i, fit, own); math.Abs(slope) > 1e-8 {
			t.Errorf("slope of item %d is %v", i, slope)
		}
	}
	if a, b, ok := NextDuel(fit); !ok || a == b || b != 3 {
		t.Errorf("next duel %d, %d: want one with the unknown item", a, b)
	}
	if _, err := Compare(2, duelsOf(0, 2)); err == nil {
		t.Error("an unknown item was accepted")
	}
}

// On one team without dependencies no order beats CD3 (Smith 1956): checked against all orders.
func TestCD3IsOptimalForOneTeam(t *testing.T) {
	f := preset(t, "cd3")
	cod := []float64{5, 9, 2, 7, 4}
	dur := []float64{3, 8, 1, 2, 5}
	order := []int{0, 1, 2, 3, 4}
	slices.SortFunc(order, func(a, b int) int {
		sa, _ := f.Score(map[string]float64{"cost_of_delay": cod[a], "duration": dur[a]})
		sb, _ := f.Score(map[string]float64{"cost_of_delay": cod[b], "duration": dur[b]})
		return int(math.Copysign(1, sb-sa))
	})
	cost := func(order []int) float64 {
		now, sum := 0.0, 0.0
		for _, i := range order {
			now += dur[i]
			sum += cod[i] * now
		}
		return sum
	}
	best := cost(order)
	permute(order, func(other []int) {
		if c := cost(other); c < best {
			t.Errorf("order %v costs %v, CD3 %v", other, c, best)
		}
	})
}

func permute(x []int, visit func([]int)) {
	var rec func(int)
	rec = func(k int) {
		if k == len(x) {
			visit(x)
			return
		}
		for i := k; i < len(x); i++ {
			x[k], x[i] = x[i], x[k]
			rec(k + 1)
			x[k], x[i] = x[i], x[k]
		}
	}
	rec(0)
}
