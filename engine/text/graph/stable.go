package graph

import (
	"math/rand/v2"
)

// Thin returns the graph without a random share of its edges, about 1 - keep of them.
func Thin(g *Graph, keep float64, seed uint64) *Graph {
	rng := rand.New(rand.NewPCG(seed, 0x7468696e))
	kept := Graph{Start: make([]int, 1, g.Len()+1)}
	for i := range g.Len() {
		to, weights := g.Neighbours(i)
		for k, j := range to {
			if int(j) > i && rng.Float64() < keep {
				kept.To, kept.Weight = append(kept.To, j), append(kept.Weight, weights[k])
			}
		}
		kept.Start = append(kept.Start, len(kept.To))
	}
	return kept.mirrored()
}

// Agreement is the adjusted Rand index of two partitions of the same nodes: 1 where they are
// equal, about 0 where they have nothing to do with each other (Hubert and Arabie 1985).
func Agreement(a, b []int) float64 {
	both := map[[2]int]float64{}
	left, right := make([]float64, count(a)+1), make([]float64, count(b)+1)
	for i := range a {
		both[[2]int{a[i], b[i]}]++
		left[a[i]]++
		right[b[i]]++
	}
	// Sums of whole numbers: exact, whatever the order of the map.
	pairs := func(n float64) float64 { return n * (n - 1) / 2 }
	together, inLeft, inRight := 0.0, 0.0, 0.0
	for _, n := range both {
		together += pairs(n)
	}
	for _, n := range left {
		inLeft += pairs(n)
	}
	for _, n := range right {
		inRight += pairs(n)
	}
	expected := inLeft * inRight / max(1, pairs(float64(len(a))))
	if most := (inLeft + inRight) / 2; most > expected {
		return (together - expected) / (most - expected)
	}
	return 1
}
