package space

import (
	"math"
	"math/rand/v2"
)

const oversample = 10

// SVD is a truncated singular value decomposition: S holds the singular values in descending
// order and V one right singular vector per column (Cols of the input x rank).
type SVD struct {
	S []float64
	V Matrix
}

// Decompose approximates the leading singular triplets of s by randomised subspace iteration
// (Halko, Martinsson, Tropp 2011). The rank is lowered to what the matrix can hold.
func Decompose(s *Sparse, rank, iterations int, seed uint64) SVD {
	rank = min(rank, s.Rows, s.Cols)
	if rank == 0 {
		return SVD{V: NewMatrix(s.Cols, 0)}
	}
	width := min(rank+oversample, s.Rows, s.Cols)
	t := s.Transpose()
	rng := rand.New(rand.NewPCG(seed, 0x7468656d65))
	right := NewMatrix(s.Cols, width)
	for i := range right.Data {
		right.Data[i] = float32(rng.NormFloat64())
	}
	for range iterations {
		left := s.Times(right)
		orthonormalise(left)
		right = t.Times(left)
	}
	orthonormalise(right)
	orthonormalise(right)
	return rotate(s.Times(right), right, rank)
}

// shrink weighs every direction by how far it stands out: 1 - (s_min/s)². What is no stronger than
// the last direction that was computed is taken for noise. Texts on few subjects so keep few
// directions and texts on many keep many (singular value shrinkage, after Gavish and Donoho 2017).
func (d SVD) shrink() {
	weight := make([]float32, len(d.S))
	for k, s := range d.S {
		if s > 0 {
			share := d.S[len(d.S)-1] / s
			weight[k] = float32(1 - share*share)
		}
	}
	for i := range d.V.Rows {
		row := d.V.Row(i)
		for k := range row {
			row[k] *= weight[k]
		}
	}
}

// rotate turns an orthonormal basis of the right space into singular vectors, given A·right.
func rotate(image, right Matrix, rank int) SVD {
	values, vectors := eigenSymmetric(gramian(image), image.Cols)
	out := SVD{S: make([]float64, rank)}
	turn := NewMatrix(image.Cols, rank)
	for k := range rank {
		out.S[k] = math.Sqrt(max(0, values[k]))
		for j := range image.Cols {
			turn.Row(j)[k] = float32(vectors[j*image.Cols+k])
		}
	}
	out.V = multiply(right, turn)
	return out
}

// multiply returns a·b.
func multiply(a, b Matrix) Matrix {
	out := NewMatrix(a.Rows, b.Cols)
	Parallel(a.Rows, func(from, to int) {
		for i := from; i < to; i++ {
			target := out.Row(i)
			for k, x := range a.Row(i) {
				axpy(x, b.Row(k), target)
			}
		}
	})
	return out
}

// orthonormalise replaces the columns of m by an orthonormal basis of their span (Cholesky QR;
// calling it again removes what rounding left).
func orthonormalise(m Matrix) {
	copy(m.Data, multiply(m, inverseCholesky(gramian(m), m.Cols)).Data)
}

// gramian returns mᵀm. Blocks of rows are summed in a fixed order.
func gramian(m Matrix) []float64 {
	const block = 256
	n := m.Cols
	blocks := (m.Rows + block - 1) / block
	parts := make([]Matrix, blocks)
	Parallel(blocks, func(from, to int) {
		for b := from; b < to; b++ {
			part := NewMatrix(n, n)
			for i := b * block; i < min(m.Rows, (b+1)*block); i++ {
				row := m.Row(i)
				for k, x := range row {
					axpy(x, row[k:], part.Row(k)[k:])
				}
			}
			parts[b] = part
		}
	})
	sum := make([]float64, n*n)
	for _, part := range parts {
		for i, x := range part.Data {
			sum[i] += float64(x)
		}
	}
	for i := range n {
		for j := range i {
			sum[i*n+j] = sum[j*n+i]
		}
	}
	return sum
}

// inverseCholesky returns R⁻¹ for g = RᵀR, R upper triangular. A direction without weight is
// dropped: its column becomes zero.
func inverseCholesky(g []float64, n int) Matrix {
	largest := 0.0
	for i := range n {
		largest = max(largest, g[i*n+i])
	}
	r := choleskyUpper(g, n, largest*1e-10)
	inverse := NewMatrix(n, n)
	column := make([]float64, n)
	for j := range n {
		if r[j*n+j] == 0 {
			continue
		}
		clear(column)
		column[j] = 1 / r[j*n+j]
		for i := j - 1; i >= 0; i-- {
			if r[i*n+i] == 0 {
				continue
			}
			sum := 0.0
			for k := i + 1; k <= j; k++ {
				sum -= float64(r[i*n+k] * column[k])
			}
			column[i] = sum / r[i*n+i]
		}
		for i := range j + 1 {
			inverse.Row(i)[j] = float32(column[i])
		}
	}
	return inverse
}

func choleskyUpper(g []float64, n int, floor float64) []float64 {
	r := make([]float64, n*n)
	for i := range n {
		for j := i; j < n; j++ {
			sum := g[i*n+j]
			for k := range i {
				sum -= float64(r[k*n+i] * r[k*n+j])
			}
			switch {
			case i == j && sum > floor:
				r[i*n+i] = math.Sqrt(sum)
			case i != j && r[i*n+i] > 0:
				r[i*n+j] = sum / r[i*n+i]
			}
		}
	}
	return r
}
