package text

import (
	"errors"
	"fmt"
	"math"

	"github.com/throughlinehq/throughline/engine/text/graph"
	"github.com/throughlinehq/throughline/engine/text/space"
)

// ErrVector is what every error about the vector of a record is.
var ErrVector = errors.New("a record's vector cannot be used")

// mostGiven is how many numbers a vector that was handed in may have: the neighbours of the sample
// in this view cost time in proportion.
const mostGiven = 4096

// checkVector refuses a vector that has no direction in the space of those before it; i is the
// record's position.
func (a *analysis) checkVector(i int, r Record) error {
	n := len(r.Vector)
	if n > 0 && a.given == 0 {
		a.given = n
	}
	wrong := ""
	switch {
	case n == 0:
		return nil
	case n > mostGiven:
		wrong = fmt.Sprintf("has %d numbers, at most %d can be used", n, mostGiven)
	case n != a.given:
		wrong = fmt.Sprintf("has %d numbers where the first has %d", n, a.given)
	default:
		at := notFinite(r.Vector)
		if at < 0 {
			return nil
		}
		wrong = fmt.Sprintf("holds %v at position %d", r.Vector[at], at+1)
	}
	return fmt.Errorf("%w: that of record %d (id %q) %s", ErrVector, i+1, r.ID, wrong)
}

// notFinite returns the index of the first number that is none, -1 when all are.
func notFinite(v []float32) int {
	for i, x := range v {
		if y := float64(x); math.IsNaN(y) || math.IsInf(y, 0) {
			return i
		}
	}
	return -1
}

// point sets out to the direction of a vector that was handed in. It stays zero where there is
// none, or one of another space.
func point(out, given []float32) {
	if len(given) != len(out) || notFinite(given) >= 0 {
		return
	}
	largest := 0.0
	for _, x := range given {
		largest = max(largest, math.Abs(float64(x)))
	}
	if largest == 0 {
		return
	}
	for k, x := range given {
		out[k] = float32(float64(x) / largest) // squares of very small numbers would be lost
	}
	space.Normalise(out)
}

// cosine of two vectors of the fused space. Where only one of them has a vector that was handed in,
// the other views decide alone.
func (b *Basis) cosine(v, w []float32) float64 {
	own := len(v) - b.Given
	if b.Given == 0 || pointless(v[own:]) == pointless(w[own:]) {
		return cosine(v, w)
	}
	v, w = v[:own], w[:own]
	lengths := math.Sqrt(float64(space.Dot(v, v)) * float64(space.Dot(w, w)))
	return min(1, round4(float64(space.Dot(v, w))/max(1, lengths)))
}

// pointless reports a vector without a direction.
func pointless(v []float32) bool {
	for _, x := range v {
		if x != 0 {
			return false
		}
	}
	return true
}

// addGivenOdd adds what the view of the vectors handed in says to the outlier scores, which keep
// their scale; a record without a vector is as odd as the other views say.
func (a *analysis) addGivenOdd(view graph.View, others []view) {
	total := 0.0
	for _, other := range others {
		total += other.weight
	}
	own := make([]float64, len(a.odd))
	addOdd(own, view)
	for i, p := range a.sample {
		if !pointless(p.Vector) {
			a.odd[i] = (a.odd[i] + own[i]) * total / (total + view.Weight)
		}
	}
}
