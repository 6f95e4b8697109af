//go:build !amd64

package space

// axpy adds a·x to y; the conversion forbids a fused multiply-add, which would round differently.
func axpy(a float32, x, y []float32) {
	for i, v := range x {
		y[i] += float32(a * v)
	}
}

// Dot is the inner product of two vectors of whole numbers: exact, whatever the order of addition,
// while every partial sum stays below 2^24 (see Quantise).
func Dot(x, y []float32) float32 {
	var s0, s1 float32
	i := 0
	for ; i+1 < len(x); i += 2 {
		s0 += x[i] * y[i]
		s1 += x[i+1] * y[i+1]
	}
	if i < len(x) {
		s0 += x[i] * y[i]
	}
	return s0 + s1
}
