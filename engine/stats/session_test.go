package stats

import (
	"strings"
	"testing"
)

// TestSessionsOfUsers compares with scipy 1.17.1 and statsmodels.
func TestSessionsOfUsers(t *testing.T) {
	ease, err := SEQ([]float64{7, 6, 5, 7, 4, 6, 7, 2}, .05)
	if err != nil {
		t.Fatal(err)
	}
	close(t, "ease", ease.Mean, 5.5, 1e-12)
	close(t, "its deviation", ease.SD, 1.7728105208558367, 1e-12)
	close(t, "low", float64(ease.CI[0]), 4.017893314479255, 1e-9)
	close(t, "high", float64(ease.CI[1]), 6.982106685520745, 1e-9)

	s, err := CSAT([]float64{5, 4, 4, 5, 3, 5, 4, 1}, 5, .05)
	if err != nil {
		t.Fatal(err)
	}
	close(t, "satisfied", s.CSAT, 75, 0)
	close(t, "wilson", float64(s.Wilson[0]), 0.40927543031016883, 1e-9)
	close(t, "adjusted", float64(s.AdjustedWald[1]), 0.9369422389889509, 1e-9)

	e, err := Paired([]float64{41, 37, 55, 62, 48, 39, 51}, []float64{36, 39, 47, 50, 45, 33, 44}, .05)
	if err != nil {
		t.Fatal(err)
	}
	close(t, "difference", e.Effect, -5.571428571428571, 1e-12)
	close(t, "its error", e.SE, 1.6454430993496185, 1e-12)
	close(t, "p", e.P, 0.01474866557628611, 1e-9)
	close(t, "from", float64(e.CI[0]), -9.597682791611877, 1e-8)
}

func TestSessionsAreChecked(t *testing.T) {
	for input, want := range map[string]string{
		`seq {"responses": [8, 1]}`:                    "responses/0: 8",
		`seq {"responses": [3]}`:                       "at least 2",
		`seq {}`:                                       "responses is missing",
		`csat {"responses": [], "points": 5}`:          "at least 1",
		`csat {"responses": [6], "points": 5}`:         "responses/0: 6, expected 1 to 5",
		`csat {"responses": [1], "points": 2}`:         "points: 2",
		`paired_t {"a": [1, 2], "b": [1]}`:             "2 and 1 values",
		`paired_t {"a": [1, 2], "b": [2, 3]}`:          "every difference is 1",
		`paired_t {"a": [1e308, 1], "b": [-1e308, 1]}`: "too large",
	} {
		method, raw, _ := strings.Cut(input, " ")
		if _, err := Evaluate(method, []byte(raw)); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%s: %v, want %s", input, err, want)
		}
	}
}
