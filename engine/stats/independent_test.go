package stats

import (
	"encoding/json"
	"fmt"
	"math"
	"os"
	"testing"
)

// TestIndependent holds every method against cases at the edges (nobody, everybody, two units,
// thousand millions, one look and twenty, priors on either scale), computed by scipy 1.17.1,
// statsmodels 0.15.0, or formulas written down a second time in Python.
func TestIndependent(t *testing.T) {
	raw, err := os.ReadFile("testdata/independent.json")
	if err != nil {
		t.Fatal(err)
	}
	var suite struct {
		Cases []struct {
			ID, Method string
			Input      json.RawMessage
			Expected   any
			Tol        struct{ Rel, Abs float64 }
		}
	}
	if err := json.Unmarshal(raw, &suite); err != nil {
		t.Fatal(err)
	}
	for _, c := range suite.Cases {
		answer, err := Evaluate(c.Method, c.Input)
		if err != nil {
			t.Errorf("%s: %v", c.ID, err)
			continue
		}
		var got any
		written, err := json.Marshal(answer)
		if err := firstError(err, json.Unmarshal(written, &got)); err != nil {
			t.Errorf("%s: %v", c.ID, err)
		}
		for _, wrong := range apart("", got, c.Expected, c.Tol.Rel, c.Tol.Abs) {
			t.Errorf("%s%s", c.ID, wrong)
		}
	}
}

// apart lists where an answer is not the one that is wanted; it may have more.
func apart(at string, got, want any, rel, abs float64) (all []string) {
	switch want := want.(type) {
	case map[string]any:
		members, _ := got.(map[string]any)
		for key, v := range want {
			all = append(all, apart(at+"/"+key, members[key], v, rel, abs)...)
		}
		return all
	case []any:
		list, _ := got.([]any)
		if len(list) != len(want) {
			return []string{fmt.Sprintf("%s: %v, want %v", at, got, want)}
		}
		for i, v := range want {
			all = append(all, apart(fmt.Sprintf("%s/%d", at, i), list[i], v, rel, abs)...)
		}
		return all
	case float64:
		v, is := got.(float64)
		if is && math.Abs(v-want) <= max(abs, rel*math.Abs(want)) {
			return nil
		}
	default:
		if got == want {
			return nil
		}
	}
	return []string{fmt.Sprintf("%s: %v, want %v", at, got, want)}
}
