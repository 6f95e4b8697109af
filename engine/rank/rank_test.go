package rank

import (
	"encoding/json"
	"fmt"
	"math"
	"math/rand/v2"
	"reflect"
	"strings"
	"testing"

	"pgregory.net/rapid"
)

// backlog makes n RICE items whose estimates have the usual widths: reach and impact within a
// factor 2, effort within 1.6, as 90 % ranges.
func backlog(n int, seed uint64) []Item {
	src := rand.New(rand.NewPCG(seed, 1))
	around := func(median, factor float64) Estimate {
		spread := math.Pow(factor, z90/1.645)
		return Range(median/spread, median*spread)
	}
	items := make([]Item, n)
	for i := range items {
		items[i] = Item{ID: fmt.Sprint(i + 1), Values: map[string]Estimate{
			"reach":      around(math.Exp(7+src.NormFloat64()), 2),
			"impact":     around([]float64{.5, 1, 2, 3}[src.IntN(4)], 2),
			"confidence": Point([]float64{.5, .8, 1}[src.IntN(3)]),
			"effort":     around(1+8*src.Float64(), 1.6)}}
	}
	return items
}

func mustRank(t testing.TB, f Framework, items []Item, opt Options) Result {
	t.Helper()
	res, err := Rank(f, items, opt)
	if err != nil {
		t.Fatal(err)
	}
	return res
}

func TestRankPoints(t *testing.T) {
	cd3 := preset(t, "cd3")
	item := func(id string, cod, weeks float64) Item {
		return Item{id, map[string]Estimate{"cost_of_delay": Point(cod), "duration": Point(weeks)}}
	}
	res := mustRank(t, cd3, []Item{item("slow", 8, 4), item("fast", 8, 2), item("twin", 4, 1)},
		Options{TopK: []int{1, 2}, Draws: 1000})
	if got := ids(res); got != "fast twin slow" {
		t.Errorf("order %q", got)
	}
	first := res.Items[0]
	if first.Score != 4 || first.ScoreLow != 4 || first.ScoreHigh != 4 {
		t.Errorf("a point score has no range: %+v", first)
	}
	if !first.TooClose || *first.PAboveNext != .5 {
		t.Errorf("equal scores are too close to call: %+v", first)
	}
	if math.Abs(first.PTop[1]-.5) > .05 || first.PTop[2] != 1 {
		t.Errorf("equal scores share the first place: %v", first.PTop)
	}
	last := res.Items[2]
	if last.PAboveNext != nil || last.RankLow != 3 || last.RankHigh != 3 {
		t.Errorf("the last item: %+v", last)
	}
	if res.Items[1].TooClose || *res.Items[1].PAboveNext != 1 {
		t.Errorf("a clear lead: %+v", res.Items[1])
	}
}

func ids(res Result) string {
	var names []string
	for _, item := range res.Items {
		names = append(names, item.ID)
	}
	return strings.Join(names, " ")
}

// A product of log-normal factors is log-normal: its quantiles and the chance to outrank are
// known in closed form.
func TestRankMatchesClosedForm(t *testing.T) {
	ric := preset(t, "ric")
	item := func(id string, reach, impact Estimate) Item {
		return Item{id, map[string]Estimate{"reach": reach, "impact": impact,
			"confidence": Point(1)}}
	}
	items := []Item{item("a", Range(500, 2000), Range(1, 4)),
		item("b", Range(800, 1800), Point(1.3))}
	res := mustRank(t, ric, items, Options{Seed: 7, Draws: 40_000})
	sigma := func(low, high float64) float64 { return math.Log(high/low) / 2 / z90 }
	sa := math.Hypot(sigma(500, 2000), sigma(1, 4))
	near(t, "median", res.Items[0].Score, 2000, .002)
	near(t, "low", res.Items[0].ScoreLow, 2000*math.Exp(-z90*sa), .02)
	near(t, "high", res.Items[0].ScoreHigh, 2000*math.Exp(z90*sa), .02)
	mu := math.Log(2000 / (1200 * 1.3))
	p := .5 * math.Erfc(-mu/math.Hypot(sa, sigma(800, 1800))/math.Sqrt2)
	near(t, "above next", *res.Items[0].PAboveNext, p, .01)
	near(t, "top 1", mustRank(t, ric, items, Options{Draws: 40_000, TopK: []int{1}}).
		Items[0].PTop[1], p, .01)
}

func near(t *testing.T, what string, got, want, relative float64) {
	t.Helper()
	if math.Abs(got/want-1) > relative {
		t.Errorf("%s = %v, want %v within %v", what, got, want, relative)
	}
}

func TestSharedEstimateCancels(t *testing.T) {
	ric := preset(t, "ric")
	reach := Range(100, 10_000)
	reach.Shared = "traffic forecast"
	item := func(id string, impact float64) Item {
		return Item{id, map[string]Estimate{"reach": reach, "impact": Point(impact),
			"confidence": Point(1)}}
	}
	res := mustRank(t, ric, []Item{item("a", 1), item("b", 1.1)}, Options{})
	if res.Items[0].ID != "b" || *res.Items[0].PAboveNext != 1 {
		t.Errorf("b is ahead whatever the traffic: %+v", res.Items[0])
	}
}

func TestIncomplete(t *testing.T) {
	rice := preset(t, "rice")
	full := backlog(2, 1)
	noEffort := Item{"no-effort", map[string]Estimate{"reach": Point(10), "impact": Point(1),
		"confidence": Point(1)}}
	zero := Item{"zero", map[string]Estimate{"reach": Point(10), "impact": Point(1),
		"confidence": Point(1), "effort": Range(0, 4)}}
	res := mustRank(t, rice, append(full, noEffort, zero), Options{})
	if len(res.Items) != 2 || len(res.Incomplete) != 2 {
		t.Fatalf("ranked %d, incomplete %v", len(res.Items), res.Incomplete)
	}
	if got := res.Incomplete[0]; got.ID != "no-effort" || !reflect.DeepEqual(got.Missing,
		[]string{"effort"}) {
		t.Errorf("got %+v", got)
	}
	if got := res.Incomplete[1]; !strings.Contains(got.Refused["effort"], "at least 0.5") {
		t.Errorf("got %+v", got)
	}
	custom, err := Custom("inverse", []Field{{Key: "x", Min: -1}}, "1 / (x - x)")
	if err != nil {
		t.Fatal(err)
	}
	res = mustRank(t, custom, []Item{{"i", map[string]Estimate{"x": Range(1, 2)}}}, Options{})
	if len(res.Incomplete) != 1 || !strings.Contains(res.Incomplete[0].Reason, "division by zero") {
		t.Errorf("got %+v", res.Incomplete)
	}
}

func TestWeightedCompleteness(t *testing.T) {
	res := mustRank(t, preset(t, "weighted"), []Item{
		{"half", map[string]Estimate{"customer_value": Range(6, 8), "effort": Point(2)}},
		{"none", nil}}, Options{})
	if len(res.Items) != 1 || res.Items[0].Complete != .6 {
		t.Errorf("got %+v, want 0.6 of the weight", res.Items)
	}
	if len(res.Incomplete) != 1 || len(res.Incomplete[0].Missing) != 4 {
		t.Errorf("got %+v", res.Incomplete)
	}
}

func TestRankRefuses(t *testing.T) {
	rice := preset(t, "rice")
	one := backlog(1, 1)
	tests := []struct {
		items []Item
		opt   Options
		want  string
	}{
		{append(one, one...), Options{}, "items 1 and 2 have the same id"},
		{[]Item{{}}, Options{}, "item 1 has no id"},
		{one, Options{Draws: -1}, "draws"},
		{one, Options{Draws: 1e9}, "draws"},
		{one, Options{TopK: []int{0}}, "top k"},
		{make([]Item, maxItems+1), Options{}, "at most 20000 items"},
	}
	for _, tt := range tests {
		_, err := Rank(rice, tt.items, tt.opt)
		if err == nil || !strings.Contains(err.Error(), tt.want) {
			t.Errorf("%v, want %q", err, tt.want)
		}
	}
	if res := mustRank(t, rice, nil, Options{}); len(res.Items) != 0 {
		t.Errorf("no items: %+v", res)
	}
}

// The one estimate that decides a place at the cut is named first, and nothing is worth refining
// when all values are certain.
func TestRefineFirst(t *testing.T) {
	ve := preset(t, "value_effort")
	var items []Item
	for i := range 10 {
		items = append(items, Item{fmt.Sprint(i), map[string]Estimate{
			"value": Range(95-9*float64(i), 105-9*float64(i)), "effort": Point(1)}})
	}
	items[5].Values["effort"] = Range(.5, 2)
	res := mustRank(t, ve, items, Options{Seed: 3})
	if len(res.RefineFirst) == 0 || res.RefineFirst[0].ID != "5" ||
		res.RefineFirst[0].Field != "effort" {
		t.Fatalf("refine first %+v", res.RefineFirst)
	}
	// In a fraction q of worlds item 5 belongs to the first five, and knowing so wins q places.
	gain := 5 - res.ExpectedRight[5]
	near(t, "value of refining", res.RefineFirst[0].Value, gain, .25)
	for i := range items {
		for key, e := range items[i].Values {
			items[i].Values[key] = Point(e.Median())
		}
	}
	if res = mustRank(t, ve, items, Options{}); len(res.RefineFirst) != 0 {
		t.Errorf("certain values: %+v", res.RefineFirst)
	}
}

func TestRankProperties(t *testing.T) {
	rice := preset(t, "rice")
	rapid.Check(t, func(t *rapid.T) {
		n, k := rapid.IntRange(1, 30).Draw(t, "n"), rapid.IntRange(1, 8).Draw(t, "k")
		items := backlog(n, rapid.Uint64().Draw(t, "backlog"))
		opt := Options{Draws: 200, Seed: rapid.Uint64().Draw(t, "seed"), TopK: []int{k}}
		res, err := Rank(rice, items, opt)
		if err != nil {
			t.Fatal(err)
		}
		again, _ := Rank(rice, items, opt)
		if a, b := asJSON(res), asJSON(again); a != b {
			t.Fatalf("same seed, different result:\n%s\n%s", a, b)
		}
		places := 0.0
		for i, item := range res.Items {
			places += item.PTop[k]
			if item.Rank != i+1 || item.RankLow > item.Rank || item.RankHigh < item.Rank ||
				item.ScoreLow > item.Score || item.ScoreHigh < item.Score {
				t.Fatalf("ranges do not hold the point: %+v", item)
			}
		}
		if math.Abs(places-float64(min(k, n))) > 1e-6 {
			t.Fatalf("chances add up to %v places of %d", places, k)
		}
		if right := res.ExpectedRight[k]; right > places+1e-6 {
			t.Fatalf("%v of %d right", right, k)
		}
	})
}

func asJSON(v any) string {
	text, err := json.Marshal(v)
	if err != nil {
		return err.Error()
	}
	return string(text)
}

// A change to one item must not disturb the draws of another.
func TestScoresOfOthersStay(t *testing.T) {
	rice, items := preset(t, "rice"), backlog(20, 5)
	before := mustRank(t, rice, items, Options{Seed: 1})
	after := mustRank(t, rice, items[1:], Options{Seed: 1})
	scores := map[string][3]float64{}
	for _, item := range before.Items {
		scores[item.ID] = [3]float64{item.Score, item.ScoreLow, item.ScoreHigh}
	}
	for _, item := range after.Items {
		if scores[item.ID] != [3]float64{item.Score, item.ScoreLow, item.ScoreHigh} {
			t.Errorf("item %s moved from %v to %+v", item.ID, scores[item.ID], item)
		}
	}
}

func TestEstimateJSON(t *testing.T) {
	for text, want := range map[string]float64{`5`: 5, `{"p10":2,"p90":8}`: 4,
		`{"p10":2,"p50":3,"p90":8}`: 3, `{"p10":-2,"p90":8}`: 3} {
		var e Estimate
		if err := json.Unmarshal([]byte(text), &e); err != nil || e.Median() != want {
			t.Errorf("%s: median %v, %v, want %v", text, e.Median(), err, want)
		}
		if back := asJSON(e); back != text {
			t.Errorf("%s came back as %s", text, back)
		}
	}
	for _, bad := range []string{`"5"`, `null`, `[]`, `{"p10":2}`, `{"p10":"2","p90":3}`, `true`} {
		var e Estimate
		if err := json.Unmarshal([]byte(bad), &e); err == nil {
			t.Errorf("%s was read as %+v", bad, e)
		}
	}
}

// The estimate's own percentiles come back from its draws, whatever its shape.
func TestEstimateQuantiles(t *testing.T) {
	three := func(a, b, c float64) Estimate { return Estimate{P10: a, P50: &b, P90: c} }
	for _, e := range []Estimate{Range(2, 8), three(2, 3, 8), Range(-2, 8), three(0, 1, 10)} {
		z, out := make([]float64, 100_000), make([]float64, 100_000)
		normals(z, 1, "x")
		sampler{e, Field{Min: -1000}}.fill(out, z)
		low, median, high := quantiles(out)
		for _, pair := range [][2]float64{{low, e.P10}, {median, e.Median()}, {high, e.P90}} {
			if math.Abs(pair[0]-pair[1]) > .02*(e.P90-e.P10) {
				t.Errorf("%+v: got %v, %v, %v", e, low, median, high)
			}
		}
	}
}

func BenchmarkRank300(b *testing.B) {
	rice, items := preset(b, "rice"), backlog(300, 1)
	b.ReportAllocs()
	for b.Loop() {
		if _, err := Rank(rice, items, Options{Seed: 1, TopK: []int{5, 10, 20}}); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkRank5000(b *testing.B) {
	rice, items := preset(b, "rice"), backlog(5000, 1)
	for b.Loop() {
		if _, err := Rank(rice, items, Options{Seed: 1}); err != nil {
			b.Fatal(err)
		}
	}
}
