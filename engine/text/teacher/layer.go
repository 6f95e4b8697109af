package teacher

import (
	"math"

	"github.com/throughlinehq/throughline/engine/text/space"
)

// dense is a linear map with an offset: rows of in numbers to rows of out.
type dense struct {
	weights space.Matrix // in x out
	bias    []float32
}

// columns is how much of an output row is worked on at once, so that it stays near the processor.
const columns = 256

// apply maps every row. Each sum is added up in the order of the inputs, whatever the machine.
func (d dense) apply(x space.Matrix) space.Matrix {
	out := space.NewMatrix(x.Rows, d.weights.Cols)
	for i := range x.Rows {
		copy(out.Row(i), d.bias)
	}
	for from := 0; from < out.Cols; from += columns {
		to := min(out.Cols, from+columns)
		for k := range x.Cols {
			weights := d.weights.Row(k)[from:to]
			for i := range x.Rows {
				if a := x.Row(i)[k]; a != 0 {
					space.AddScaled(out.Row(i)[from:to], a, weights)
				}
			}
		}
	}
	return out
}

// normal brings a row to mean 0 and variance 1, then scales and shifts it.
type normal struct{ scale, bias []float32 }

func (n normal) apply(x space.Matrix) space.Matrix {
	const least = 1e-6
	out := space.NewMatrix(x.Rows, x.Cols)
	for i := range x.Rows {
		row := x.Row(i)
		mean, variance := 0.0, 0.0
		for _, v := range row {
			mean += float64(v)
		}
		mean /= float64(len(row))
		for _, v := range row {
			variance += float64((float64(v) - mean) * (float64(v) - mean))
		}
		by := 1 / math.Sqrt(variance/float64(len(row))+least)
		for k, v := range row {
			out.Row(i)[k] = float32((float64(v)-mean)*by)*n.scale[k] + n.bias[k]
		}
	}
	return out
}

// layer is one block of the transformer.
type layer struct {
	before       normal
	three        dense // queries, keys and values side by side
	out          dense
	between      normal
	widen, close dense
}

const heads = 4

// apply runs the block over the rows of several texts, which end where ends says; rest is what its
// attention is added to.
func (l layer) apply(x, rest space.Matrix, ends []int) space.Matrix {
	three := l.three.apply(l.before.apply(x))
	mixed, from := space.NewMatrix(x.Rows, three.Cols/3), 0
	for _, to := range ends {
		attend(rowsOf(three, from, to), rowsOf(mixed, from, to))
		from = to
	}
	y := l.out.apply(mixed)
	add(y, rest)
	wide := l.widen.apply(l.between.apply(y))
	for i, v := range wide.Data {
		wide.Data[i] = max(0, v)
	}
	z := l.close.apply(wide)
	add(z, y)
	return z
}

func add(x, y space.Matrix) {
	for i, v := range y.Data {
		x.Data[i] += v
	}
}

// rowsOf is a view of some rows.
func rowsOf(m space.Matrix, from, to int) space.Matrix {
	return space.Matrix{Rows: to - from, Cols: m.Cols, Data: m.Data[from*m.Cols : to*m.Cols]}
}

// attend mixes the values of all rows by how well the keys suit the queries, into out, which is
// zero.
func attend(three, out space.Matrix) {
	size := out.Cols
	each := size / heads
	shrink := 1 / math.Sqrt(float64(each))
	share := make([]float64, three.Rows)
	for head := range heads {
		from, to := head*each, (head+1)*each
		for i := range three.Rows {
			query := three.Row(i)[from:to]
			for j := range three.Rows {
				share[j] = dot(query, three.Row(j)[size+from:size+to]) * shrink
			}
			softmax(share)
			for j, s := range share {
				values := three.Row(j)[2*size+from : 2*size+to]
				space.AddScaled(out.Row(i)[from:to], float32(s), values)
			}
		}
	}
}

func dot(x, y []float32) float64 {
	sum := 0.0
	for i, v := range x {
		sum += float64(float64(v) * float64(y[i]))
	}
	return sum
}

func softmax(x []float64) {
	top, sum := x[0], 0.0
	for _, v := range x {
		top = max(top, v)
	}
	for i, v := range x {
		x[i] = firm(math.Exp(v - top))
		sum += x[i]
	}
	for i := range x {
		x[i] /= sum
	}
}

// firm takes away the last digits of what the mathematics library gives, which differ between
// kinds of processors.
func firm(x float64) float64 { return math.Round(x*1e9) / 1e9 }
