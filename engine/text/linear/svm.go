package linear

import (
	"math"
	"math/rand/v2"
)

const (
	epochs    = 20
	tolerance = 0.05
)

// problem is one label against the others.
type problem struct {
	rows  []Row
	sign  []float64 // +1 or -1 per row
	price []float64 // of an error per row
	cols  int
}

// solve finds the weights (the last is the bias) of a support vector machine with squared hinge
// loss by dual coordinate descent (Hsieh et al. 2008).
func (p *problem) solve(seed uint64) []float64 {
	w := make([]float64, p.cols+1)
	alpha := make([]float64, len(p.rows))
	square := make([]float64, len(p.rows))
	for i, r := range p.rows {
		square[i] = 1 + 0.5/p.price[i]
		for _, v := range r.Value {
			square[i] += float64(v) * float64(v)
		}
	}
	rng := rand.New(rand.NewPCG(seed, 0x73766d))
	for range epochs {
		worst := 0.0
		for _, i := range rng.Perm(len(p.rows)) {
			worst = max(worst, p.step(i, w, alpha, square[i]))
		}
		if worst < tolerance {
			break
		}
	}
	return w
}

// step improves one example's dual variable and returns the violation it found.
func (p *problem) step(i int, w, alpha []float64, square float64) float64 {
	g := float64(p.sign[i]*score(w, p.rows[i])) - 1 + alpha[i]*0.5/p.price[i]
	if alpha[i] == 0 && g >= 0 {
		return 0
	}
	old := alpha[i]
	alpha[i] = max(0, old-g/square)
	d := (alpha[i] - old) * p.sign[i]
	for k, j := range p.rows[i].Index {
		w[j] += float64(d * float64(p.rows[i].Value[k]))
	}
	w[len(w)-1] += d
	return math.Abs(g)
}

func score(w []float64, r Row) float64 {
	sum := w[len(w)-1]
	for k, j := range r.Index {
		sum += float64(w[j] * float64(r.Value[k]))
	}
	return sum
}
