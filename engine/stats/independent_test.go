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

// TestMeanPlan holds plans of means against statsmodels.
func TestMeanPlan(t *testing.T) {
	size := func(p MeanPlan) float64 {
		p.SD, p.Alpha = 10, .05
		out, err := p.Size()
		if err != nil {
			t.Error(err)
		}
		return out.Exact
	}
	close(t, "unequal, with a covariate", size(MeanPlan{MDE: 1, Power: .9, Rho: .6, Ratio: .25}),
		3363.911536332038, 1e-3)
	close(t, "no harm", size(MeanPlan{MDE: .5, Power: .8, NoHarm: true}), 4946.722310288362, 1e-3)
	close(t, "clusters", size(MeanPlan{MDE: 1, Power: .8, ClusterSize: 20, ICC: .05}),
		3062.0162591646204, 1e-3)
	chance, err := MeanPlan{SD: 10, MDE: 1, N: 500, Ratio: 2, Alpha: .05}.Chance()
	if err != nil {
		t.Error(err)
	}
	close(t, "power", chance.Exact, .44622771880278944, 1e-7)
	for _, bad := range []MeanPlan{{SD: 1, MDE: 1, Alpha: .05, Power: .8, Rho: 1},
		{SD: 1, MDE: 1, Alpha: .05, Power: .8, ICC: 2}, {SD: 1, Alpha: .05, Power: .8},
		{SD: 1, MDE: 1, Alpha: .05, Power: .8, Ratio: -1}} {
		if got, err := bad.Size(); err == nil {
			t.Errorf("%+v is taken: %+v", bad, got)
		}
	}
}
