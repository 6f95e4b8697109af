package text

import (
	"math"
	"testing"
)

// rated makes records with the ratings, each of its account.
func rated(accounts []string, values ...float64) []Record {
	out := make([]Record, len(values))
	for i := range values {
		out[i] = Record{Account: accounts[i%len(accounts)], Rating: &values[i]}
	}
	return out
}

func compare(theme, others []Record) *Interval {
	var all, part ratings
	for _, r := range theme {
		all.add(r)
		part.add(r)
	}
	for _, r := range others {
		all.add(r)
	}
	return all.impact(&part)
}

func TestRatingImpactWithoutAccountsIsWelch(t *testing.T) {
	got := compare(rated([]string{""}, 1, 2, 3), rated([]string{""}, 4, 5, 4, 5))
	half := 1.959964 * math.Sqrt(1.0/3+(1.0/3)/4)
	want := Interval{-2.5, round4(-2.5 - half), round4(-2.5 + half)}
	if got == nil || *got != want {
		t.Errorf("got %v, want %v", got, want)
	}
}

func TestRatingImpactTreatsAnAccountAsOne(t *testing.T) {
	// One account that repeats itself ten times is no more evidence than when it speaks once.
	loud := compare(rated([]string{"a"}, 1, 1, 1, 1, 1, 1, 1, 1, 1, 2),
		rated([]string{"b", "c", "d"}, 4, 5, 3, 4, 5, 3))
	apart := compare(rated([]string{""}, 1, 1, 1, 1, 1, 1, 1, 1, 1, 2),
		rated([]string{""}, 4, 5, 3, 4, 5, 3))
	if loud.Estimate != apart.Estimate || loud.High-loud.Low <= apart.High-apart.Low {
		t.Errorf("with accounts %v, without %v: want the same estimate, a wider interval",
			*loud, *apart)
	}
}

func TestRatingImpactOfTooLittle(t *testing.T) {
	huge := []float64{math.MaxFloat64, -math.MaxFloat64, math.NaN(), math.Inf(1)}
	for name, got := range map[string]*Interval{
		"no others": compare(rated([]string{"a"}, 1, 2, 3), nil),
		"one":       compare(rated([]string{"a"}, 1), rated([]string{"b"}, 1, 2)),
		"unrated":   compare([]Record{{}, {}, {}}, rated([]string{"b"}, 1, 2)),
		"endless":   compare(rated([]string{"a"}, huge...), rated([]string{"b"}, huge...)),
	} {
		if got != nil {
			t.Errorf("%s: got %v, want nothing", name, *got)
		}
	}
}
