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
	rows := make([]int, n+1) // where a node's ends begin
	for _, e := range edges {
		rows[e.A]++
		rows[e.B]++
	}
	at := 0
	for i, count := range rows {
		rows[i], at = at, at+count
	}
	ends := make([]end, at)
	for _, e := range edges {
		if e.A == e.B {
			g.Self[e.A] += 2 * e.Weight
			e.Weight = 0
		}
		ends[rows[e.A]] = end{e.B, e.Weight}
		rows[e.A]++
		ends[rows[e.B]] = end{e.A, e.Weight}
		rows[e.B]++
	}
	from := 0
	for i := range n {
		g.append(int32(i), ends[from:rows[i]])
		from = rows[i]
		g.Start[i+1] = len(g.To)
	}
	return g
}

type end struct {
	to     int32
	weight float64
}

// append adds a node's neighbours in ascending order, equal ones summed.
func (g *Graph) append(node int32, ends []end) {
	slices.SortFunc(ends, func(x, y end) int { return cmp.Compare(x.to, y.to) })
	for i, e := range ends {
		switch {
		case e.to == node:
		case i > 0 && ends[i-1].to == e.to:
			g.Weight[len(g.Weight)-1] += e.weight
		default:
			g.To = append(g.To, e.to)
			g.Weight = append(g.Weight, e.weight)
		}
	}
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
