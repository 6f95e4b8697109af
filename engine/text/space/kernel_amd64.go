//go:build !noasm

package space

import "golang.org/x/sys/cpu"

// wide says that the processor has the instructions of kernel_amd64.s.
var wide = cpu.X86.HasAVX2

//go:noescape
func axpy8(a float32, x, y *float32, n int)

//go:noescape
func axpyBytes8(a, weight float32, x *byte, y *float32, n int)

//go:noescape
func gather8(out *[8]float32, rows *byte, index *int32, values *float32, n int)

//go:noescape
func dots16(out *[4]int32, x, y *int16, stride, n int)

// axpy adds a·x to y. Its vector instructions round every element as the portable form does.
func axpy(a float32, x, y []float32) {
	n := len(x) &^ 7
	if !wide || n == 0 {
		plainAxpy(a, x, y)
		return
	}
	_ = y[n-1]
	axpy8(a, &x[0], &y[0], n)
	plainAxpy(a, x[n:], y[n:])
}

// axpyBytes adds a·(weight·x) to y, x being signed bytes.
func axpyBytes(a, weight float32, x []byte, y []float32) {
	n := len(x) &^ 7
	if !wide || n == 0 {
		plainAxpyBytes(a, weight, x, y)
		return
	}
	_ = y[n-1]
	axpyBytes8(a, weight, &x[0], &y[0], n)
	plainAxpyBytes(a, weight, x[n:], y[n:])
}

// dots multiplies x with four rows from y on, which are as long and follow each other.
func dots(x, y []int16) (out [4]int32) {
	if !wide || len(x) == 0 || len(x)%16 != 0 {
		return plainDots(x, y)
	}
	_ = y[4*len(x)-1]
	dots16(&out, &x[0], &y[0], len(x), len(x))
	return out
}

// gather adds up the rows of eight signed bytes that the index names, each times its value.
func gather(rows []byte, index []int32, values []float32) (out [8]float32) {
	if !wide || len(index) == 0 {
		return plainGather(rows, index, values)
	}
	last := int32(len(rows)/8 - 1)
	for _, j := range index {
		if j < 0 || j > last {
			panic("space: a row outside the table")
		}
	}
	_ = values[len(index)-1]
	gather8(&out, &rows[0], &index[0], &values[0], len(index))
	return out
}
