package rank

import (
	"fmt"
	"math"
	"strings"
	"testing"

	"pgregory.net/rapid"
)

// scored makes an item with points for the first fields of the weighted framework; negative ones
// are left out.
func scored(id string, points ...float64) Item {
	item := Item{ID: id, Values: map[string]Estimate{}}
	for i, field := range weightedFields()[:len(points)] {
		if points[i] >= 0 {
			item.Values[field.Key] = Point(points[i])
		}
	}
	return item
}

func TestWeightsOfTwoItems(t *testing.T) {
	// With the weights 3 and 2: 3*8 + 2*2 = 28 against 3*5 + 2*5 = 25. They meet where
	// 8w + 4 = 5w + 10, at w = 2, and where 24 + 2v = 15 + 5v, at v = 3.
	f := preset(t, "weighted")
	f.Fields = f.Fields[:2]
	res := mustRank(t, f, []Item{scored("fit", 5, 5), scored("value", 8, 2)}, Options{})
	if got := res.Weights[0].Order; *got.Low != 2 || got.High != nil || got.LowSwap[0] != "value" {
		t.Errorf("got %s", asJSON(got))
	}
	if got := res.Weights[1].First; got.Low != nil || *got.High != 3 || got.HighSwap[1] != "fit" {
		t.Errorf("got %s", asJSON(got))
	}
	tied := mustRank(t, f, []Item{scored("a", 4, 1), scored("b", 2, 4)}, Options{})
	if got := tied.Weights[0].Order; *got.Low != 3 || got.High != nil {
		t.Errorf("a tie has no leeway on one side: %s", asJSON(got))
	}
	if rice := mustRank(t, preset(t, "rice"), backlog(3, 1), Options{}); rice.Weights != nil {
		t.Error("a formula has no weights")
	}
}

// Within the bounds the order stays, and just beyond them the two named items have changed places.
func TestWeightBoundsAreExact(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		f, err := Preset("weighted")
		if err != nil {
			t.Fatal(err)
		}
		point := rapid.Map(rapid.IntRange(-4, 20), func(n int) float64 { return float64(n) / 2 })
		points := rapid.SliceOfN(point, 4, 4)
		items := make([]Item, rapid.IntRange(2, 8).Draw(t, "n"))
		for i := range items {
			items[i] = scored(fmt.Sprint(i), append(points.Draw(t, "points"), 5)[:4]...)
		}
		order := func(field int, weight float64) string {
			f.Fields[field].Weight = weight
			res, err := Rank(f, items, Options{Draws: 2})
			f.Fields[field].Weight = weightedFields()[field].Weight
			if err != nil {
				t.Fatal(err)
			}
			return ids(res)
		}
		res, err := Rank(f, items, Options{Draws: 2})
		if err != nil {
			t.Fatal(err)
		}
		for j, w := range res.Weights {
			for _, side := range []struct {
				bound *float64
				swap  []string
				step  float64
			}{{w.Order.Low, w.Order.LowSwap, -1}, {w.Order.High, w.Order.HighSwap, 1}} {
				if side.bound == nil || math.Abs(*side.bound-w.Weight) < 0.01 || *side.bound > 1e3 ||
					*side.bound < 1e-3 {
					continue
				}
				near := 1e-3 * side.step * *side.bound
				if got := order(j, *side.bound-near); got != ids(res) {
					t.Fatalf("%s: %s within the bound %v, today %s", w.Field, got, *side.bound, ids(res))
				}
				got := order(j, *side.bound+near)
				if strings.Index(got, side.swap[0]) < strings.Index(got, side.swap[1]) {
					t.Fatalf("%s: %s beyond %v, want %v exchanged", w.Field, got, *side.bound, side.swap)
				}
			}
		}
	})
}

func TestRankDuels(t *testing.T) {
	names := []string{"dark", "export", "sso", "new"}
	var duels []Duel
	for range 8 {
		duels = append(duels, duelsOf(1, 0, 2, 0)...)
		duels = append(duels, Duel{Winner: 1, Loser: 2, Tie: true})
	}
	res, err := RankDuels(names, duels, Options{TopK: []int{2}})
	if err != nil || ids(res) != "export sso new dark" {
		t.Fatalf("%s, %v", ids(res), err)
	}
	first, last := res.Items[0], res.Items[3]
	if !first.TooClose || first.Score != res.Items[1].Score {
		t.Errorf("eight ties tell nothing apart: %+v", first)
	}
	if first.RankLow != 1 || first.RankHigh < 2 || last.RankHigh != 4 || first.PTop[2] < last.PTop[2]+.5 {
		t.Errorf("first %+v, last %+v", first, last)
	}
	fit, err := Compare(4, duels)
	if err != nil {
		t.Fatal(err)
	}
	near(t, "range", first.ScoreHigh-first.ScoreLow, 2*z90*fit[1].SD, .05)
	again, _ := RankDuels(names, duels, Options{TopK: []int{2}})
	if asJSON(again) != asJSON(res) {
		t.Error("the same comparisons gave another answer")
	}
	for _, bad := range [][]string{nil, make([]string, MaxCompared+1)} {
		if _, err := RankDuels(bad, nil, Options{}); err == nil {
			t.Errorf("%d items were accepted", len(bad))
		}
	}
}

// One duel of two items is small enough to integrate: the posterior of the difference is
// exp(-d²/4) / (1 + exp(-d)), and its top solves d/2 = 1/(1+exp(d)).
func TestCompareAtItsTop(t *testing.T) {
	fit, err := Compare(2, duelsOf(0, 1))
	if err != nil {
		t.Fatal(err)
	}
	d := fit[0].Theta - fit[1].Theta
	near(t, "top", d/2, 1/(1+math.Exp(d)), 1e-8)
	// The precision is [1+v, -v; -v, 1+v], whose inverse has (1+v)/(1+2v) on the diagonal.
	p := Prefer(fit[0], fit[1])
	v := p * (1 - p)
	near(t, "sd", fit[0].SD*fit[0].SD, (1+v)/(1+2*v), 1e-12)
}

func TestCalibrate(t *testing.T) {
	var guesses []Guess
	for i := range 12 {
		wave := 1 + .05*float64(i%3-1)
		guesses = append(guesses, Guess{"low", Range(4, 6), 10 * wave},
			Guess{"fair", Range(8, 12), 10 * wave}, Guess{"high", Point(20), 10 * wave},
			Guess{"sure", Range(9.9, 10.1), 10 * math.Pow(1.3, float64(i%3-1))})
	}
	guesses = append(guesses, Guess{"new", Point(3), 3})
	got, err := Calibrate(guesses)
	if err != nil || len(got) != 5 || got[4].Scorer != "new" {
		t.Fatalf("%+v, %v", got, err)
	}
	for i, want := range []string{"Nothing to correct", "Says too much: multiply by 0.5",
		"Says too little: multiply by 2", "Ranges are too narrow: 4 of 12 held", "Too few to say: 1"} {
		if !strings.HasPrefix(got[i].Advice, want) {
			t.Errorf("%s: %q, want %q", got[i].Scorer, got[i].Advice, want)
		}
	}
	for _, bad := range []Guess{{"x", Point(0), 1}, {"x", Point(1), 0}, {"x", Range(3, 1), 1},
		{"x", Point(1), math.NaN()}, {"x", Point(1), math.Inf(1)}} {
		if _, err := Calibrate([]Guess{bad}); err == nil {
			t.Errorf("%+v was accepted", bad)
		}
	}
}
