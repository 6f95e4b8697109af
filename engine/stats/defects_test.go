package stats

import (
	"math"
	"slices"
	"testing"
)

// The mistakes that gbstats 0.8.0 and others make, one test each, so that we do not come to make
// them as well.

// TestAnArmWithoutWeightIsNoDegreeOfFreedom: counting it made a p-value of 0.048 one of 0.141.
func TestAnArmWithoutWeightIsNoDegreeOfFreedom(t *testing.T) {
	observed := []float64{1000, 1090, 0}
	check, err := SampleRatio(observed, []float64{1, 1, 0})
	if err != nil || check.DoF != 1 {
		t.Errorf("an arm without weight: %+v, %v", check, err)
	}
	two, err := SampleRatio(observed[:2], []float64{1, 1})
	if err != nil || check.P != two.P {
		t.Errorf("p %g with the arm, %g without it, %v", check.P, two.P, err)
	}
	close(t, "p", check.P, .049, .002)
	if check, err = SampleRatio([]float64{500, 520, 7}, []float64{1, 1, 0}); err != nil ||
		check.P != 0 {
		t.Errorf("units where nobody should be: %+v, %v", check, err)
	}
}

// TestAnAbsolutePriorHoldsForRelativeEffects: it was ignored, as its kind was compared with a text
// that it never was.
func TestAnAbsolutePriorHoldsForRelativeEffects(t *testing.T) {
	control, treat := Arm{10, 25, 4000}, Arm{10.5, 25, 4000}
	effect := func(kind Difference, prior *NormalPrior) float64 {
		e, err := Belief{kind, prior, false, .05}.Posterior(control, treat)
		if err != nil {
			t.Fatal(err)
		}
		return e.Effect
	}
	prior := &NormalPrior{0, .05, "absolute"}
	a, r := effect("absolute", prior), effect("relative", prior)
	close(t, "the same prior on both scales", r*10, a, .06*a)
	if flat := effect("relative", nil); r > .5*flat {
		t.Errorf("%g with a narrow prior around 0, %g without one", r, flat)
	}
}

// TestTopTwoWhereLowerIsBetter: two arms were an index out of range, and with more the best, the
// second and the third changed places.
func TestTopTwoWhereLowerIsBetter(t *testing.T) {
	for _, means := range [][]float64{{1, 2}, {3, 1, 2}, {5, 5.2, 4.9, 5.1}} {
		sds, mirrored := make([]float64, len(means)), make([]float64, len(means))
		for i, m := range means {
			sds[i], mirrored[i] = .3+.1*float64(i), -m
		}
		lower, err := Posteriors{means, sds, true}.Best(.01)
		if err != nil {
			t.Fatal(err)
		}
		higher, err := Posteriors{mirrored, sds, false}.Best(.01)
		if err != nil || !slices.Equal(lower.PBest, higher.PBest) ||
			!slices.Equal(lower.TopTwo, higher.TopTwo) {
			t.Errorf("%v: %+v, mirrored %+v, %v", means, lower, higher, err)
		}
		for _, shares := range [][]float64{lower.PBest, lower.PSecond, lower.Weights, lower.TopTwo} {
			close(t, "all shares", sumOf(shares), 1, 1e-9)
		}
	}
	b, err := Posteriors{[]float64{3, 1, 2}, []float64{.3, .3, .3}, true}.Best(.01)
	if err != nil || b.PBest[1] < .9 || b.PSecond[2] < .9 || b.TopTwo[0] > .05 ||
		math.Abs(b.TopTwo[1]-b.TopTwo[2]) > .05 {
		t.Errorf("best 1, second 2: %+v, %v", b, err)
	}
}
