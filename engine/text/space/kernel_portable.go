//go:build !amd64 || noasm

package space

// axpy adds a·x to y.
func axpy(a float32, x, y []float32) { plainAxpy(a, x, y) }

// axpyBytes adds a·(weight·x) to y, x being signed bytes.
func axpyBytes(a, weight float32, x []byte, y []float32) { plainAxpyBytes(a, weight, x, y) }

// dots multiplies x with four rows from y on, which are as long and follow each other.
func dots(x, y []int16) [4]int32 { return plainDots(x, y) }

// gather adds up the rows of eight signed bytes that the index names, each times its value.
func gather(rows []byte, index []int32, values []float32) [8]float32 {
	return plainGather(rows, index, values)
}
