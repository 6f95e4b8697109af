package rank

import (
	"math"
	"reflect"
	"testing"
)

func TestSignedScores(t *testing.T) {
	got, err := SignedScores([][]float64{{6, 3, 2}}, []float64{2})
	if err != nil || got[0] != 100 || got[1] != 50 || math.Round(got[2]) != 33 {
		t.Errorf("one column of value: %v, %v", got, err)
	}
	got, err = SignedScores([][]float64{{10, 5}, {4, 1}}, []float64{1, -3})
	if err != nil || !reflect.DeepEqual(got, []float64{1, 2}) {
		t.Errorf("half the value at a quarter of the cost: %v, %v", got, err)
	}
	for _, bad := range []struct {
		columns [][]float64
		weights []float64
	}{
		{nil, nil}, {[][]float64{{1, 2}}, nil}, {[][]float64{{1, 2}, {1}}, []float64{1, 1}},
		{[][]float64{{1, 2}, {0, 3}}, []float64{1, -1}}, {[][]float64{{1, 2}}, []float64{math.NaN()}},
		{[][]float64{{1, 2}}, []float64{-1}},
	} {
		if got, err := SignedScores(bad.columns, bad.weights); err == nil {
			t.Errorf("%v gave %v", bad, got)
		}
	}
}

func TestAllocate(t *testing.T) {
	got, err := Allocate([]float64{3, 1}, []int{0, 1, 1}, []float64{2, 1, 1})
	if err != nil || !reflect.DeepEqual(got, []Allocation{{.75, .5, -.25}, {.25, .5, .25}}) {
		t.Errorf("got %v, %v", got, err)
	}
	if got, err = Allocate([]float64{0}, nil, nil); err != nil || got[0] != (Allocation{}) {
		t.Errorf("nothing planned: %v, %v", got, err)
	}
	for _, e := range []error{
		third(Allocate([]float64{-1}, nil, nil)), third(Allocate([]float64{1}, []int{1}, []float64{1})),
		third(Allocate([]float64{1}, []int{0}, nil)), third(Allocate([]float64{1}, []int{0}, []float64{-1})),
	} {
		if e == nil {
			t.Error("a wrong allocation was accepted")
		}
	}
}

func third(_ []Allocation, err error) error { return err }

func TestContributions(t *testing.T) {
	got, err := Contributions(51, []float64{3, 1, -2, 0})
	if err != nil || !reflect.DeepEqual(got, []float64{151 * .75, 151 * .25, -49, 0}) {
		t.Errorf("151 up and 49 down: %v, %v", got, err)
	}
	if _, err := Contributions(101, nil); err == nil {
		t.Error("a score of 101 was accepted")
	}
	if _, err := Contributions(0, []float64{math.Inf(1)}); err == nil {
		t.Error("an infinite effect was accepted")
	}
}
