package space

// plainAxpy adds a·x to y; the conversion forbids a fused multiply-add, which would round
// differently.
func plainAxpy(a float32, x, y []float32) {
	y = y[:len(x)]
	for ; len(x) >= 4 && len(y) >= 4; x, y = x[4:], y[4:] {
		y[0] += float32(a * x[0])
		y[1] += float32(a * x[1])
		y[2] += float32(a * x[2])
		y[3] += float32(a * x[3])
	}
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

// plainDots multiplies x with four rows from y on, which are as long and follow each other.
func plainDots(x, y []int16) [4]int32 {
	n := len(x)
	a, b, c, d := y[:n], y[n:][:n], y[2*n:][:n], y[3*n:][:n]
	var s0, s1, s2, s3 int32
	for i, v := range x {
		w := int32(v)
		s0 += w * int32(a[i])
		s1 += w * int32(b[i])
		s2 += w * int32(c[i])
		s3 += w * int32(d[i])
	}
	return [4]int32{s0, s1, s2, s3}
}

func plainDot(x, y []int16) (sum int32) {
	y = y[:len(x)]
	for i, v := range x {
		sum += int32(v) * int32(y[i])
	}
	return sum
}
