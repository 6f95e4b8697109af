package impact

import "math"

// model holds coefficients and their covariance.
type model struct {
	beta       []float64
	covariance [][]float64
}

// quadratic is gᵀ V g.
func (m *model) quadratic(g []float64) float64 {
	sum := 0.0
	for i, row := range m.covariance {
		for j, v := range row {
			sum += g[i] * v * g[j]
		}
	}
	return sum
}

// fit finds the coefficients by iteratively reweighted least squares with a slight ridge penalty
// on all but the intercept, which keeps rare themes finite.
func (d *design) fit() *model {
	k := len(d.rows[0])
	m := &model{beta: make([]float64, k)}
	rounds := 1
	if d.binary {
		rounds = 25
	}
	for range rounds {
		information, score := d.derivatives(m)
		step := solve(information, score)
		largest := 0.0
		for i, s := range step {
			m.beta[i] += s
			largest = max(largest, math.Abs(s))
		}
		if largest < 1e-9 {
			break
		}
	}
	information, _ := d.derivatives(m)
	m.covariance = invert(information)
	if !d.binary {
		variance := d.residualVariance(m)
		for _, row := range m.covariance {
			for j := range row {
				row[j] *= variance
			}
		}
	}
	return m
}

// derivatives returns the information matrix and the score at the coefficients.
func (d *design) derivatives(m *model) ([][]float64, []float64) {
	k := len(m.beta)
	information, score := make([][]float64, k), make([]float64, k)
	for i := range information {
		information[i] = make([]float64, k)
		if i > 0 {
			information[i][i] = penalty
			score[i] = -penalty * m.beta[i]
		}
	}
	information[0][0] = 1e-9
	for n, row := range d.rows {
		p, slope := d.predict(m, row)
		residual := d.units[n].Outcome - p
		for i, x := range row {
			if x == 0 {
				continue
			}
			score[i] += x * residual
			for j := range i + 1 {
				information[i][j] += slope * x * row[j]
			}
		}
	}
	for i := range information {
		for j := range i {
			information[j][i] = information[i][j]
		}
	}
	return information, score
}

func (d *design) residualVariance(m *model) float64 {
	sum := 0.0
	for n, row := range d.rows {
		p, _ := d.predict(m, row)
		sum += square(d.units[n].Outcome - p)
	}
	return sum / float64(len(d.rows)-len(m.beta))
}

// cholesky returns the lower factor of a positive definite matrix.
func cholesky(a [][]float64) [][]float64 {
	l := make([][]float64, len(a))
	for i := range a {
		l[i] = make([]float64, len(a))
		for j := range i + 1 {
			sum := a[i][j]
			for k := range j {
				sum -= l[i][k] * l[j][k]
			}
			if i == j {
				l[i][i] = math.Sqrt(max(sum, 1e-12))
			} else {
				l[i][j] = sum / l[j][j]
			}
		}
	}
	return l
}

func solve(a [][]float64, b []float64) []float64 { return substitute(cholesky(a), b) }

// substitute solves l lᵀ x = b.
func substitute(l [][]float64, b []float64) []float64 {
	n := len(b)
	x := make([]float64, n)
	for i := range n {
		x[i] = b[i]
		for k := range i {
			x[i] -= l[i][k] * x[k]
		}
		x[i] /= l[i][i]
	}
	for i := n - 1; i >= 0; i-- {
		for k := i + 1; k < n; k++ {
			x[i] -= l[k][i] * x[k]
		}
		x[i] /= l[i][i]
	}
	return x
}

func invert(a [][]float64) [][]float64 {
	l := cholesky(a)
	out := make([][]float64, len(a))
	for i := range a {
		unit := make([]float64, len(a))
		unit[i] = 1
		out[i] = substitute(l, unit)
	}
	return out
}
