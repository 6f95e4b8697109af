package space

import (
	"cmp"
	"math"
	"slices"
)

const maxSweeps = 30

// eigenSymmetric returns eigenvalues in descending order and the eigenvectors as columns of a
// symmetric n x n matrix, by cyclic Jacobi rotations. The sign of a vector is fixed by making its
// largest component positive.
func eigenSymmetric(a []float64, n int) ([]float64, []float64) {
	a = slices.Clone(a)
	v := make([]float64, n*n) // row k is the k-th vector while rotating
	for i := range n {
		v[i*n+i] = 1
	}
	for range maxSweeps {
		if offDiagonal(a, n) <= 1e-14*diagonal(a, n) {
			break
		}
		for p := range n {
			for q := p + 1; q < n; q++ {
				jacobi(a, v, n, [2]int{p, q})
			}
		}
	}
	return sortEigen(a, v, n)
}

func offDiagonal(a []float64, n int) float64 {
	sum := 0.0
	for i := range n {
		for j := i + 1; j < n; j++ {
			sum += float64(a[i*n+j] * a[i*n+j])
		}
	}
	return sum
}

func diagonal(a []float64, n int) float64 {
	sum := 0.0
	for i := range n {
		sum += float64(a[i*n+i] * a[i*n+i])
	}
	return sum
}

// jacobi zeroes one off-diagonal pair.
func jacobi(a, v []float64, n int, pair [2]int) {
	p, q := pair[0], pair[1]
	x := a[p*n+q]
	if x == 0 {
		return
	}
	theta := (a[q*n+q] - a[p*n+p]) / (2 * x)
	t := 1 / (math.Abs(theta) + math.Sqrt(float64(theta*theta)+1))
	if theta < 0 {
		t = -t
	}
	c := 1 / math.Sqrt(float64(t*t)+1)
	s := t * c
	turn(a[p*n:(p+1)*n], a[q*n:(q+1)*n], c, s)
	for k := range n {
		y, z := a[k*n+p], a[k*n+q]
		a[k*n+p] = float64(c*y) - float64(s*z)
		a[k*n+q] = float64(s*y) + float64(c*z)
	}
	turn(v[p*n:(p+1)*n], v[q*n:(q+1)*n], c, s)
}

func turn(x, y []float64, c, s float64) {
	for k, a := range x {
		b := y[k]
		x[k] = float64(c*a) - float64(s*b)
		y[k] = float64(s*a) + float64(c*b)
	}
}

func sortEigen(a, v []float64, n int) ([]float64, []float64) {
	order := make([]int, n)
	for i := range order {
		order[i] = i
	}
	slices.SortStableFunc(order, func(i, j int) int { return cmp.Compare(a[j*n+j], a[i*n+i]) })
	values, vectors := make([]float64, n), make([]float64, n*n)
	for k, source := range order {
		values[k] = a[source*n+source]
		row := v[source*n : (source+1)*n]
		sign := signOf(row)
		for i, x := range row {
			vectors[i*n+k] = sign * x
		}
	}
	return values, vectors
}

func signOf(v []float64) float64 {
	best := 0.0
	for _, x := range v {
		if math.Abs(x) > math.Abs(best)+1e-9 {
			best = x
		}
	}
	if best < 0 {
		return -1
	}
	return 1
}
