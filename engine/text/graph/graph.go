package graph

import (
	"cmp"
	"slices"
)

// Graph is an undirected weighted graph in compressed rows; every edge is stored from both ends.
type Graph struct {
	Start  []int
	To     []int32
	Weight []float64
	Self   []float64 // weight inside a node that stands for several, counted from both ends
}

// Len is the number of nodes.
func (g *Graph) Len() int { return len(g.Start) - 1 }

// Neighbours returns views of a node's neighbours and the weights of the edges.
func (g *Graph) Neighbours(i int) ([]int32, []float64) {
	a, b := g.Start[i], g.Start[i+1]
	return g.To[a:b], g.Weight[a:b]
}

// Edge joins two nodes.
type Edge struct {
	A, B   int32
	Weight float64
}

// New builds a graph of n nodes; edges between the same nodes add up, direction does not matter.
func New(n int, edges []Edge) *Graph {
	g := &Graph{Start: make([]int, n+1), Self: make([]float64, n)}
	both := make([]Edge, 0, 2*len(edges))
	for _, e := range edges {
		if e.A == e.B {
			g.Self[e.A] += 2 * e.Weight
			continue
		}
		both = append(both, e, Edge{A: e.B, B: e.A, Weight: e.Weight})
	}
	slices.SortStableFunc(both, func(x, y Edge) int {
		return cmp.Or(cmp.Compare(x.A, y.A), cmp.Compare(x.B, y.B))
	})
	for i, e := range both {
		if i > 0 && both[i-1].A == e.A && both[i-1].B == e.B {
			g.Weight[len(g.Weight)-1] += e.Weight
			continue
		}
		g.To = append(g.To, e.B)
		g.Weight = append(g.Weight, e.Weight)
		g.Start[e.A+1] = len(g.To)
	}
	for i := range n {
		g.Start[i+1] = max(g.Start[i+1], g.Start[i])
	}
	return g
}

// strengths returns the summed weight at every node and in total.
func (g *Graph) strengths() ([]float64, float64) {
	out, total := make([]float64, g.Len()), 0.0
	for i := range out {
		out[i] = g.Self[i]
		_, weights := g.Neighbours(i)
		for _, w := range weights {
			out[i] += w
		}
		total += out[i]
	}
	return out, total
}
