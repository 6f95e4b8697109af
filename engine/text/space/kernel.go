package space

// Dot is the inner product of two vectors of whole numbers: exact, whatever the order of addition,
// while every partial sum stays below 2^24 (see Quantise).
func Dot(x, y []float32) float32 { return dots(x, y[:len(x)], 0)[0] }

// Dots is Dot of x and each row of m from a row on, as many as fit in out.
func (m Matrix) Dots(out []float32, x []float32, from int) {
	k := 0
	for ; k+4 <= len(out); k += 4 {
		four := dots(x, m.Data[(from+k)*m.Cols:(from+k+4)*m.Cols], m.Cols)
		copy(out[k:], four[:])
	}
	for ; k < len(out); k++ {
		out[k] = Dot(x, m.Row(from+k))
	}
}

// plainAxpy adds a·x to y; the conversion forbids a fused multiply-add, which would round
// differently.
func plainAxpy(a float32, x, y []float32) {
	y = y[:len(x)]
	for i, v := range x {
		y[i] += float32(a * v)
	}
}

// plainAxpyBytes adds a·(weight·x) to y, x being signed bytes.
func plainAxpyBytes(a, weight float32, x []byte, y []float32) {
	y = y[:len(x)]
	for i, b := range x {
		y[i] += float32(a * float32(float32(int8(b))*weight))
	}
}

// plainGather adds up the rows of eight signed bytes that the index names, each times its value.
func plainGather(rows []byte, index []int32, values []float32) (out [8]float32) {
	for k, j := range index {
		for c, b := range rows[int(j)*8 : int(j)*8+8] {
			out[c] += float32(values[k] * float32(int8(b)))
		}
	}
	return out
}

// plainDots multiplies x with four rows from y on, stride numbers apart.
func plainDots(x, y []float32, stride int) (out [4]float32) {
	n := len(x)
	if stride == 0 {
		sum := plainDot(x, y[:n])
		return [4]float32{sum, sum, sum, sum}
	}
	for k := range out {
		out[k] = plainDot(x, y[k*stride:k*stride+n])
	}
	return out
}

func plainDot(x, y []float32) float32 {
	var s0, s1, s2, s3 float32
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
	return s0 + s1 + s2 + s3
}
