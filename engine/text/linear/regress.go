package linear

import "math"

// Regressor predicts a number from a text. Its exported fields are its stored form.
type Regressor struct {
	Columns *Columns `json:"columns"`
	Dense   int      `json:"dense"`
	Bias    float32  `json:"bias"`
	Scale   float32  `json:"scale"`
	Weights []byte   `json:"weights"` // one signed byte per column
}

// Predict returns the predicted number.
func (m *Regressor) Predict(e Example) float64 { return m.predict(m.Columns.Row(e), 0) }

// predict adds what a row makes to a sum.
func (m *Regressor) predict(r Row, sum float64) float64 {
	for k, j := range r.Index {
		if int(j) < len(m.Weights) {
			sum += float64(float64(int8(m.Weights[j])) * float64(r.Value[k]))
		}
	}
	return math.Round((sum*float64(m.Scale)+float64(m.Bias))*1e4) / 1e4
}

// Valid reports whether the stored form is whole, and readies it for use.
func (m *Regressor) Valid() bool {
	if m.Columns == nil || len(m.Columns.Keys) != len(m.Columns.IDF) || m.Dense < 0 {
		return false
	}
	m.Columns.Ready()
	return len(m.Weights) == len(m.Columns.Keys)+m.Dense
}

// Regress fits a ridge regression by conjugate gradients.
func Regress(texts []Example, y []float64, o Options, penalty float64) *Regressor {
	m := &Regressor{Columns: FitColumns(texts, max(1, o.MinDocs), o.Columns)}
	m.Columns.emphasise(o.Emphasis)
	m.Dense = len(texts[0].Dense)
	rows := make([]Row, len(texts))
	mean := 0.0
	for i, text := range texts {
		rows[i] = m.Columns.Row(text)
		mean += y[i] / float64(len(y))
	}
	residual := make([]float64, len(y))
	for i := range y {
		residual[i] = y[i] - mean
	}
	w := conjugate(rows, residual, len(m.Columns.Keys)+m.Dense, penalty)
	largest := 1e-12
	for _, x := range w {
		largest = max(largest, math.Abs(x))
	}
	m.Bias, m.Scale = float32(mean), float32(largest/127)
	for _, x := range w {
		m.Weights = append(m.Weights, byte(int8(math.Round(x/largest*127))))
	}
	return m
}

// conjugate solves (xᵀx + penalty) w = xᵀy.
func conjugate(rows []Row, y []float64, cols int, penalty float64) []float64 {
	const iterations = 60
	r := transposed(rows, y, cols)
	w, p := make([]float64, cols), append([]float64(nil), r...)
	old := dot(r, r)
	for range iterations {
		if old < 1e-12 {
			break
		}
		image := make([]float64, len(rows))
		for i, row := range rows {
			for k, j := range row.Index {
				image[i] += float64(p[j] * float64(row.Value[k]))
			}
		}
		q := transposed(rows, image, cols)
		for j := range q {
			q[j] += float64(penalty * p[j])
		}
		a := old / dot(p, q)
		for j := range w {
			w[j] += float64(a * p[j])
			r[j] -= float64(a * q[j])
		}
		fresh := dot(r, r)
		for j := range p {
			p[j] = r[j] + float64(fresh/old*p[j])
		}
		old = fresh
	}
	return w
}

func transposed(rows []Row, y []float64, cols int) []float64 {
	out := make([]float64, cols)
	for i, row := range rows {
		for k, j := range row.Index {
			out[j] += float64(y[i] * float64(row.Value[k]))
		}
	}
	return out
}

func dot(a, b []float64) float64 {
	sum := 0.0
	for i, x := range a {
		sum += float64(x * b[i])
	}
	return sum
}
