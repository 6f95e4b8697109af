package space

import (
	"math/rand/v2"
	"slices"
	"testing"
)

// TestKernels holds the processor's vector instructions to the plain forms, bit by bit.
func TestKernels(t *testing.T) {
	rng := rand.New(rand.NewPCG(1, 2))
	for n := range 70 {
		x, y, bytes := make([]float32, n), make([]float32, n), make([]byte, n)
		rows := NewMatrix(7, n)
		for k := range n {
			x[k], y[k], bytes[k] = rng.Float32()-0.5, rng.Float32()-0.5, byte(rng.Uint32())
		}
		a, weight := rng.Float32(), rng.Float32()
		got, want := slices.Clone(y), slices.Clone(y)
		axpy(a, x, got)
		plainAxpy(a, x, want)
		if !slices.Equal(got, want) {
			t.Errorf("axpy of %d numbers is %v, want %v", n, got, want)
		}
		axpyBytes(a, weight, bytes, got)
		plainAxpyBytes(a, weight, bytes, want)
		if !slices.Equal(got, want) {
			t.Errorf("axpyBytes of %d numbers is %v, want %v", n, got, want)
		}
		index := make([]int32, n)
		for k := range index {
			index[k] = rng.Int32N(int32(max(1, n/8)))
		}
		if n >= 8 && gather(bytes, index, x) != plainGather(bytes, index, x) {
			t.Errorf("gather of %d rows differs from its plain form", n)
		}
		for k := range rows.Data {
			rows.Data[k] = rng.Float32() - 0.5
		}
		whole := Quantise(rows)
		dots := make([]int32, 6)
		whole.Dots(dots, whole.Row(0), 1)
		for k, dot := range dots {
			if want := plainDot(whole.Row(0), whole.Row(k+1)); dot != want {
				t.Errorf("row %d of %d numbers gives %v, want %v", k+1, n, dot, want)
			}
		}
	}
}
