package space

// scale is the length of a vector of whole numbers: enough for four digits of a cosine, and an
// inner product is then about 2^22 at most, exact in whatever order it is added up.
const scale = 2048

// Whole is a matrix of whole numbers, row by row. Zeros fill its rows, and rows of zeros follow the
// last, up to what is multiplied at a time.
type Whole struct {
	Rows, Cols int
	data       []int16
}

const (
	together = 16 // numbers that are multiplied at a time
	abreast  = 4  // rows that are
)

// NewWhole returns a matrix of zeros.
func NewWhole(rows, cols int) Whole {
	cols = (cols + together - 1) / together * together
	return Whole{Rows: rows, Cols: cols, data: make([]int16, (rows+abreast-1)*cols)}
}

// Row is a view of one row.
func (w Whole) Row(i int) []int16 { return w.data[i*w.Cols : (i+1)*w.Cols] }

// Set makes a row of a vector of whole numbers.
func (w Whole) Set(i int, vector []float32) {
	row := w.Row(i)[:len(vector)]
	for k, x := range vector {
		row[k] = int16(x)
	}
}

// Quantise returns the rows scaled to length one and then to whole numbers of length near 2048.
func Quantise(m Matrix) Whole {
	out := NewWhole(m.Rows, m.Cols)
	Parallel(m.Rows, func(from, to int) {
		row := make([]float32, m.Cols)
		for i := from; i < to; i++ {
			copy(row, m.Row(i))
			WholeNumbers(row)
			out.Set(i, row)
		}
	})
	return out
}

// Dots multiplies x, a row of a matrix as wide, with each row from one on, as many as fit in out.
func (w Whole) Dots(out []int32, x []int16, from int) {
	for k := 0; k < len(out); k += abreast {
		four := dots(x, w.data[(from+k)*w.Cols:(from+k+abreast)*w.Cols])
		copy(out[k:], four[:])
	}
}
