package space

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

// plainDots multiplies x with four rows from y on, which are as long and follow each other.
func plainDots(x, y []int16) (out [4]int32) {
	n := len(x)
	for k := range out {
		out[k] = plainDot(x, y[k*n:(k+1)*n])
	}
	return out
}

func plainDot(x, y []int16) (sum int32) {
	y = y[:len(x)]
	for i, v := range x {
		sum += int32(v) * int32(y[i])
	}
	return sum
}
