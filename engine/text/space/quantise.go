package space

import "math"

// scale is the length of a quantised vector. A dot product is then at most 2^22, so that float32
// adds whole numbers exactly and neighbours are the same on every machine.
const scale = 2048

// Quantise returns the rows scaled to length one and then to whole numbers of length near 2048.
func Quantise(m Matrix) Matrix {
	out := NewMatrix(m.Rows, m.Cols)
	Parallel(m.Rows, func(from, to int) {
		for i := from; i < to; i++ {
			copy(out.Row(i), m.Row(i))
			Whole(out.Row(i))
		}
	})
	return out
}

// Whole scales a vector to length one and then to whole numbers of length near 2048.
func Whole(v []float32) {
	Normalise(v)
	for k, x := range v {
		v[k] = float32(nearest(x * scale))
	}
}

// WholePart scales a part of a vector that is to have length one, and then to whole numbers.
func WholePart(v []float32, by float64) {
	factor := float32(by * scale)
	for k, x := range v {
		v[k] = float32(nearest(x * factor))
	}
}

// Cosine turns the inner product of two quantised vectors into a cosine.
func Cosine(dot float32) float64 { return float64(dot) / (scale * scale) }

// nearest is roundHalfAway for numbers far below 2^23, without a branch on the sign, which nobody
// can foretell.
func nearest(x float32) int32 {
	const half, signBit = 0x3f000000, 1 << 31
	return int32(x + math.Float32frombits(half|math.Float32bits(x)&signBit))
}

func roundHalfAway(x float64) int32 {
	if x < 0 {
		return -int32(0.5 - x)
	}
	return int32(x + 0.5)
}
