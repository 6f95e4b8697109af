package space

import "math"

// Imitate fits n-grams to the vectors that a teacher gave the same texts: ridge regression onto the
// main directions of the vectors.
func Imitate(texts [][]Feature, taught Matrix, f Fit) *Table {
	const penalty, iterations = 1, 30
	targets := principal(taught, f.Dims)
	keys, docs := vocabulary(texts, f)
	column, weight := map[uint32]int32{}, make([]float32, len(keys))
	for i, key := range keys {
		column[key] = int32(i)
		weight[i] = float32(math.Log(float64(1+len(texts))/float64(1+docs[i])) + 1)
	}
	x := NewSparse(len(keys))
	for _, text := range texts {
		var index []int32
		var value []float32
		for _, f := range text {
			if i, ok := column[f.Key]; ok {
				index, value = append(index, i), append(value, weight[i]*Dampen(f.Count))
			}
		}
		Normalise(value)
		x.AppendRow(index, value)
	}
	return newTable(keys, weight, ridge(x, targets, penalty, iterations))
}

// principal centres the rows and turns them onto their main directions.
func principal(m Matrix, dims int) Matrix {
	centre(m)
	_, vectors := eigenSymmetric(gramian(m), m.Cols)
	turn := NewMatrix(m.Cols, dims)
	for j := range m.Cols {
		for k := range dims {
			turn.Row(j)[k] = float32(vectors[j*m.Cols+k])
		}
	}
	return multiply(m, turn)
}

// ridge solves (xᵀx + alpha) w = xᵀy for every column of y by conjugate gradients.
func ridge(x *Sparse, y Matrix, alpha float64, iterations int) Matrix {
	t := x.Transpose()
	r := t.Times(y)
	w := NewMatrix(r.Rows, r.Cols)
	p := Matrix{Rows: r.Rows, Cols: r.Cols, Data: append([]float32(nil), r.Data...)}
	old := columnDots(r, r)
	for range iterations {
		q := t.Times(x.Times(p))
		axpy(float32(alpha), p.Data, q.Data)
		curve := columnDots(p, q)
		for i := range w.Rows {
			for k := range w.Cols {
				a := float32(old[k] / max(curve[k], 1e-30))
				w.Row(i)[k] += a * p.Row(i)[k]
				r.Row(i)[k] -= a * q.Row(i)[k]
			}
		}
		fresh := columnDots(r, r)
		for i := range w.Rows {
			for k := range w.Cols {
				p.Row(i)[k] = r.Row(i)[k] + float32(fresh[k]/max(old[k], 1e-30))*p.Row(i)[k]
			}
		}
		old = fresh
	}
	return w
}

func columnDots(a, b Matrix) []float64 {
	out := make([]float64, a.Cols)
	for i := range a.Rows {
		for k, v := range a.Row(i) {
			out[k] += float64(v) * float64(b.Row(i)[k])
		}
	}
	return out
}

func centre(m Matrix) {
	for k := range m.Cols {
		sum := 0.0
		for i := range m.Rows {
			sum += float64(m.Row(i)[k])
		}
		mean := float32(sum / float64(m.Rows))
		for i := range m.Rows {
			m.Row(i)[k] -= mean
		}
	}
}
