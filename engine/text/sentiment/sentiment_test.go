package sentiment

import (
	"math"
	"testing"
)

func TestAScoreGoesPastNeutralWhereTheWordsDo(t *testing.T) {
	for _, c := range []struct{ score, listed, want float64 }{
		{0.5, 0.4, 0.5}, {0.5, 0, 0.3299}, {0.5, -0.9, 0.3299}, {0.8, 0, 0.8}, {0.2, 0.9, 0.2},
		{-0.5, -0.4, -0.5}, {-0.5, 0, -0.3299}, {-0.1, -0.9, -0.1}, {0, 0, 0},
	} {
		if got := agreed(c.score, c.listed); math.Abs(got-c.want) > 1e-9 {
			t.Errorf("a score of %g with words of %g is %g, want %g", c.score, c.listed, got, c.want)
		}
	}
}

func TestFactsAreNoJudgements(t *testing.T) {
	for text, want := range map[string]string{
		"The video will freeze and then it closes":           "neutral",
		"I hate that the video will freeze, this is awful":   "negative",
		"It would not open so I sent it back":                "neutral",
		"It would not open, what a waste, so I sent it back": "negative",
		"You can download and print the photos":              "neutral",
		"I love that you can download and print the photos":  "positive",
	} {
		if score := Score(text); Label(score) != want {
			t.Errorf("%q is %s (%.2f), want %s", text, Label(score), score, want)
		}
	}
}
