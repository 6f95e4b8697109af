package stats

import (
	"fmt"
	"math"
	"slices"
)

// Rows are values of which several belong to one cluster, such as all page loads of a user.
type Rows struct {
	Values  []float64 `json:"values"`
	Cluster []int     `json:"cluster"`
}

// RowsQuantile is a quantile of rows with its interval.
type RowsQuantile struct {
	Rows     int      `json:"n"`
	Clusters int      `json:"clusters"`
	Q        float64  `json:"q"`
	CI       Interval `json:"ci95"`
	SE       float64  `json:"se"`
	// Design is how many times wider the interval is, squared, than if rows were independent.
	Design float64 `json:"design_effect"`
}

// Quantile is the order statistic at nu with the outer interval of Deng, Knoblich and Lu (2018).
// The share of rows up to it is a ratio of two sums over clusters, whose variance the delta method
// gives; the ranks that lie 1.96 of its standard errors away, rounded outwards, hold the quantile.
func (r Rows) Quantile(nu float64) (out RowsQuantile, err error) {
	if err := sameLength(r.Values, r.Cluster); err != nil {
		return out, err
	}
	if !(nu > 0 && nu < 1) {
		return out, fmt.Errorf("nu: %g, expected more than 0 and less than 1", nu)
	}
	sorted := slices.Sorted(slices.Values(r.Values))
	n := float64(len(sorted))
	out.Rows, out.Q = len(sorted), sorted[max(0, int(math.Ceil(nu*n-1e-9))-1)]
	share := r.shareUpTo(out.Q)
	out.Clusters = share.clusters
	if share.clusters < 2 {
		return out, fmt.Errorf("cluster: needs at least 2 clusters")
	}
	reach := zOf(.05) * share.se
	low, high := math.Floor(n*(nu-reach)), math.Ceil(n*(nu+reach))+1
	if low < 1 || high > n {
		return out, fmt.Errorf("values: %d rows in %d clusters are too few for the quantile %g",
			out.Rows, share.clusters, nu)
	}
	l, u := sorted[int(low)-1], sorted[int(high)-1]
	out.CI, out.SE = Interval{Number(l), Number(u)}, (u-l)/(2*zOf(.05))
	out.Design = share.se * share.se / (nu * (1 - nu) / n)
	return out, nil
}

// clusterShare is a share of rows, with a standard error that lets those of a cluster resemble
// each other.
type clusterShare struct {
	clusters int
	se       float64
}

func (r Rows) shareUpTo(limit float64) clusterShare {
	type sums struct{ below, rows float64 }
	by := map[int]sums{}
	below, n := 0.0, float64(len(r.Values))
	for i, v := range r.Values {
		s := by[r.Cluster[i]]
		s.rows++
		if v <= limit {
			s.below++
			below++
		}
		by[r.Cluster[i]] = s
	}
	share, squares, k := below/n, 0.0, float64(len(by))
	for _, cluster := range slices.Sorted(keysOf(by)) {
		apart := by[cluster].below - share*by[cluster].rows
		squares += apart * apart
	}
	return clusterShare{len(by), math.Sqrt(squares*k/(k-1)) / n}
}

// arm counts clusters, of which alone there are independent ones.
func (q RowsQuantile) arm() Arm {
	k := float64(q.Clusters)
	return Arm{q.Q, q.SE * q.SE * k, k}
}

// RowsQuantileEffect compares a quantile of rows in two arms.
type RowsQuantileEffect struct {
	Control RowsQuantile `json:"control"`
	Treat   RowsQuantile `json:"treat"`
	Effect
}

// CompareRowQuantiles tests the difference of the quantiles where clusters, not rows, were
// randomised.
func CompareRowQuantiles(
	control, treat Rows, nu float64, kind Difference, alpha float64,
) (out RowsQuantileEffect, err error) {
	if out.Control, err = control.Quantile(nu); err != nil {
		return out, fmt.Errorf("control/%w", err)
	}
	if out.Treat, err = treat.Quantile(nu); err != nil {
		return out, fmt.Errorf("treat/%w", err)
	}
	out.Effect, err = Compare(out.Control.arm(), out.Treat.arm(), kind, alpha)
	return out, err
}
