package stats

import (
	"fmt"
	"math"
	"slices"
)

// Clustered is a difference with standard errors that let units of a cluster resemble each other.
type Clustered struct {
	Effect   float64 `json:"effect"`
	CR1      float64 `json:"se_cr1"` // corrected for few clusters
	CR0      float64 `json:"se_cr0"`
	P        float64 `json:"p_cr1_t_gminus1"`
	Naive    float64 `json:"se_hc1_naive"` // as if there were no clusters
	Clusters int     `json:"clusters"`
}

// cells is a regression on groups: each unit's pull on the effect, summed by cluster.
type cells struct {
	effect   float64
	pulls    []float64
	clusters []int
	free     int // coefficients
}

func (c cells) robust() (out Clustered, err error) {
	by := map[int]float64{}
	squares := 0.0
	for i, pull := range c.pulls {
		by[c.clusters[i]] += pull
		squares += pull * pull
	}
	n, g, k := float64(len(c.pulls)), float64(len(by)), float64(c.free)
	if g < 2 || n <= k {
		return out, fmt.Errorf("cluster: needs at least 2 clusters, and more units than groups")
	}
	sum := 0.0
	for _, cluster := range slices.Sorted(keysOf(by)) {
		sum += by[cluster] * by[cluster]
	}
	out = Clustered{Effect: c.effect, CR0: math.Sqrt(sum), Clusters: len(by),
		CR1:   math.Sqrt(sum * g / (g - 1) * (n - 1) / (n - k)),
		Naive: math.Sqrt(squares * n / (n - k))}
	if out.CR1 == 0 {
		return out, fmt.Errorf("y: does not vary within the groups")
	}
	out.P = tTwoSided(out.Effect/out.CR1, g-1)
	return out, nil
}

func keysOf[V any](m map[int]V) func(yield func(int) bool) {
	return func(yield func(int) bool) {
		for k := range m {
			if !yield(k) {
				return
			}
		}
	}
}

// grouped regresses y on groups; sign says with which sign a group's mean is in the effect.
func grouped(y []float64, group, cluster []int, sign []float64) (Clustered, error) {
	sums, counts := make([]float64, len(sign)), make([]float64, len(sign))
	for i, g := range group {
		sums[g] += y[i]
		counts[g]++
	}
	c := cells{clusters: cluster, free: len(sign)}
	for g, s := range sign {
		if counts[g] == 0 {
			return Clustered{}, fmt.Errorf("treated: a group to compare is empty")
		}
		c.effect += s * sums[g] / counts[g]
	}
	for i, g := range group {
		c.pulls = append(c.pulls, sign[g]*(y[i]-sums[g]/counts[g])/counts[g])
	}
	return c.robust()
}

func sameLength(y []float64, others ...[]int) error {
	for _, o := range others {
		if len(o) != len(y) {
			return fmt.Errorf("y: %d values beside lists of %d", len(y), len(o))
		}
	}
	if len(y) == 0 || !finite(y...) {
		return fmt.Errorf("y: needs numbers")
	}
	return nil
}

func zeroOrOne(name string, list []int) error {
	for i, v := range list {
		if v != 0 && v != 1 {
			return fmt.Errorf("%s/%d: %d, expected 0 or 1", name, i, v)
		}
	}
	return nil
}

// ClusterDifference compares treated and untreated units in clusters.
func ClusterDifference(y []float64, treated, cluster []int) (Clustered, error) {
	err := firstError(sameLength(y, treated, cluster), zeroOrOne("treated", treated))
	if err != nil {
		return Clustered{}, err
	}
	return grouped(y, treated, cluster, []float64{-1, 1})
}

// DiD is a difference in differences.
type DiD struct {
	Effect float64 `json:"effect"`
	SE     float64 `json:"se_cr1"`
	P      float64 `json:"p_t_gminus1"`
}

// DifferenceInDifferences compares before and after, treated and not, clustered by unit.
func DifferenceInDifferences(y []float64, treated, post, unit []int) (DiD, error) {
	if err := firstError(sameLength(y, treated, post, unit), zeroOrOne("treated", treated),
		zeroOrOne("post", post)); err != nil {
		return DiD{}, err
	}
	group := make([]int, len(y))
	for i := range group {
		group[i] = 2*treated[i] + post[i]
	}
	c, err := grouped(y, group, unit, []float64{1, -1, -1, 1})
	return DiD{c.Effect, c.CR1, c.P}, err
}

// Survival is the share that has not had the event yet (Kaplan and Meier 1958).
type Survival struct {
	Times    []float64 `json:"times"`
	Survival []float64 `json:"survival"`
	SE       []Number  `json:"se"` // Greenwood; null once nobody is left
}

// KaplanMeier estimates survival from times that may be cut off (event 0).
func KaplanMeier(times []float64, events []int) (Survival, error) {
	if err := firstError(sameLength(times, events), zeroOrOne("event", events)); err != nil {
		return Survival{}, err
	}
	order := make([]int, len(times))
	for i := range order {
		order[i] = i
	}
	slices.SortStableFunc(order, func(a, b int) int {
		switch {
		case times[a] < times[b]:
			return -1
		case times[a] > times[b]:
			return 1
		}
		return 0
	})
	out := Survival{Times: []float64{}, Survival: []float64{}, SE: []Number{}}
	left, greenwood := 1.0, 0.0
	for i := 0; i < len(order); {
		at, atRisk, died := times[order[i]], float64(len(order)-i), 0.0
		for ; i < len(order) && times[order[i]] == at; i++ {
			died += float64(events[order[i]])
		}
		if died == 0 {
			continue
		}
		left *= 1 - died/atRisk
		se := math.NaN()
		if atRisk > died {
			greenwood += died / (atRisk * (atRisk - died))
			se = left * math.Sqrt(greenwood)
		}
		out.Times, out.Survival = append(out.Times, at), append(out.Survival, left)
		out.SE = append(out.SE, Number(se))
	}
	return out, nil
}
