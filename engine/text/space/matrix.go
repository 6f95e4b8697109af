package space

import (
	"math"
	"runtime"
	"sync"
)

// Matrix is a dense matrix, row by row.
type Matrix struct {
	Rows, Cols int
	Data       []float32
}

// NewMatrix returns a zero matrix.
func NewMatrix(rows, cols int) Matrix {
	return Matrix{Rows: rows, Cols: cols, Data: make([]float32, rows*cols)}
}

// Row is a view of one row.
func (m Matrix) Row(i int) []float32 { return m.Data[i*m.Cols : (i+1)*m.Cols] }

// Length is the Euclidean length of a vector.
func Length(v []float32) float64 {
	var s0, s1, s2, s3 float64 // four sums, as one would wait for each addition
	for ; len(v) >= 4; v = v[4:] {
		s0 += float64(v[0]) * float64(v[0])
		s1 += float64(v[1]) * float64(v[1])
		s2 += float64(v[2]) * float64(v[2])
		s3 += float64(v[3]) * float64(v[3])
	}
	for _, x := range v {
		s0 += float64(x) * float64(x)
	}
	return math.Sqrt((s0 + s1) + (s2 + s3))
}

// Normalise scales a vector to length one; a zero vector stays zero.
func Normalise(v []float32) {
	length := Length(v)
	if length == 0 {
		return
	}
	scale := float32(1 / length)
	for i := range v {
		v[i] *= scale
	}
}

// Sparse is a row-compressed sparse matrix.
type Sparse struct {
	Rows, Cols int
	Start      []int // Rows+1 offsets into Index and Value
	Index      []int32
	Value      []float32
}

// NewSparse returns a matrix of no rows; AppendRow adds them.
func NewSparse(cols int) *Sparse { return &Sparse{Cols: cols, Start: []int{0}} }

// AppendRow adds a row given by ascending columns and their values.
func (s *Sparse) AppendRow(index []int32, value []float32) {
	s.Index = append(s.Index, index...)
	s.Value = append(s.Value, value...)
	s.Start = append(s.Start, len(s.Index))
	s.Rows++
}

// Row returns views of one row's columns and values.
func (s *Sparse) Row(i int) ([]int32, []float32) {
	a, b := s.Start[i], s.Start[i+1]
	return s.Index[a:b], s.Value[a:b]
}

// Transpose returns the transposed matrix with ascending columns.
func (s *Sparse) Transpose() *Sparse {
	t := &Sparse{Rows: s.Cols, Cols: s.Rows, Start: make([]int, s.Cols+1),
		Index: make([]int32, len(s.Index)), Value: make([]float32, len(s.Value))}
	for _, j := range s.Index {
		t.Start[j+1]++
	}
	for j := range s.Cols {
		t.Start[j+1] += t.Start[j]
	}
	next := append([]int(nil), t.Start...)
	for i := range s.Rows {
		index, value := s.Row(i)
		for k, j := range index {
			t.Index[next[j]], t.Value[next[j]] = int32(i), value[k]
			next[j]++
		}
	}
	return t
}

// Times returns s·m.
func (s *Sparse) Times(m Matrix) Matrix {
	out := NewMatrix(s.Rows, m.Cols)
	Parallel(s.Rows, func(from, to int) {
		for i := from; i < to; i++ {
			row := out.Row(i)
			index, value := s.Row(i)
			for k, j := range index {
				axpy(value[k], m.Row(int(j)), row)
			}
		}
	})
	return out
}

// Each calls work for 0..n, several at a time; the calls must not depend on each other.
func Each(n int, work func(i int)) {
	Parallel(n, func(from, to int) {
		for i := from; i < to; i++ {
			work(i)
		}
	})
}

// Parallel calls work on disjoint ranges that cover 0..n. Work on one index must not depend on
// another, so that the result is the same for any number of processors.
func Parallel(n int, work func(from, to int)) {
	Workers(n, func() func(from, to int) { return work })
}

// Workers is Parallel for work that needs room of its own: hire is called for everyone who works,
// one after the other, and what it returns is then called with several ranges.
func Workers(n int, hire func() (work func(from, to int))) {
	workers := runtime.GOMAXPROCS(0)
	const pieces = 16 // for every worker, so that all end at about the same time
	chunk := max(1, n/(workers*pieces))
	if n <= 1 || workers == 1 {
		hire()(0, n)
		return
	}
	starts := make(chan int, n/chunk+1)
	for from := 0; from < n; from += chunk {
		starts <- from
	}
	close(starts)
	var group sync.WaitGroup
	for range min(workers, len(starts)) {
		work := hire()
		group.Go(func() {
			for from := range starts {
				work(from, min(n, from+chunk))
			}
		})
	}
	group.Wait()
}
