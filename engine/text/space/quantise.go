package space

import "math"

// Dot is the inner product of two vectors of whole numbers: exact, whatever the order of addition.
func Dot(x, y []float32) int32 {
	var s0, s1, s2, s3 float32
	y = y[:len(x)]
	i := 0
	for ; i+3 < len(x); i += 4 {
		s0 += float32(x[i] * y[i])
		s1 += float32(x[i+1] * y[i+1])
		s2 += float32(x[i+2] * y[i+2])
		s3 += float32(x[i+3] * y[i+3])
	}
	for ; i < len(x); i++ {
		s0 += float32(x[i] * y[i])
	}
	return int32(s0 + s1 + s2 + s3)
}

// WholeNumbers scales a vector to length one and then to whole numbers of length near 2048.
func WholeNumbers(v []float32) {
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
func Cosine(dot int32) float64 { return float64(dot) / (scale * scale) }

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
