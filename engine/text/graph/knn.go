package graph

import (
	"github.com/throughlinehq/throughline/engine/text/space"
)

// Neighbour is one near node with its cosine.
type Neighbour struct {
	Node   int32
	Cosine float64
}

// Nearest returns for every row of a quantised matrix its k nearest other rows by cosine, nearest
// first, ties by row number. Rows without direction have no neighbours and are nobody's. Stop is
// asked between blocks; once it says true the result is incomplete.
func Nearest(m space.Matrix, k int, stop func() bool) [][]Neighbour {
	const block = 32
	out := make([][]Neighbour, m.Rows)
	blocks := (m.Rows + block - 1) / block
	space.Parallel(blocks, func(from, to int) {
		for b := from; b < to && !stop(); b++ {
			nearestBlock(m, out, [2]int{b * block, min(m.Rows, (b+1)*block)}, k)
		}
	})
	return out
}

func nearestBlock(m space.Matrix, out [][]Neighbour, rows [2]int, k int) {
	heaps := make([]nearest, rows[1]-rows[0])
	for i := range heaps {
		heaps[i].dot = make([]float32, 0, k)
		heaps[i].node = make([]int32, 0, k)
	}
	for j := range m.Rows {
		other := m.Row(j)
		for i := range heaps {
			if rows[0]+i != j {
				heaps[i].offer(space.Dot(m.Row(rows[0]+i), other), int32(j))
			}
		}
	}
	for i := range heaps {
		out[rows[0]+i] = heaps[i].sorted()
	}
}

// nearest keeps the k largest dots in descending order; rows are offered in ascending order.
type nearest struct {
	dot  []float32
	node []int32
}

func (h *nearest) offer(dot float32, node int32) {
	n := len(h.dot)
	if dot <= 0 || n == cap(h.dot) && dot <= h.dot[n-1] {
		return
	}
	if n < cap(h.dot) {
		h.dot, h.node = append(h.dot, dot), append(h.node, node)
		n++
	}
	i := n - 1
	for ; i > 0 && h.dot[i-1] < dot; i-- {
		h.dot[i], h.node[i] = h.dot[i-1], h.node[i-1]
	}
	h.dot[i], h.node[i] = dot, node
}

func (h *nearest) sorted() []Neighbour {
	out := make([]Neighbour, len(h.dot))
	for i := range out {
		out[i] = Neighbour{Node: h.node[i], Cosine: space.Cosine(h.dot[i])}
	}
	return out
}

// View is one vector space's neighbours and how much they count.
type View struct {
	Weight float64
	Near   [][]Neighbour
	Trust  []float64 // how much the view knows of every node, in [0,1]; nil: all
}

// Fuse adds up the views' neighbour lists into one graph: an edge weighs view weight · cosine /
// (10 + rank), so that a near neighbour in several spaces counts most.
func Fuse(n int, views []View) *Graph {
	var edges []Edge
	for _, view := range views {
		for i, near := range view.Near {
			weight := view.Weight
			if view.Trust != nil {
				weight *= view.Trust[i]
			}
			for rank, other := range near {
				w := weight * other.Cosine / float64(10+rank)
				edges = append(edges, Edge{A: int32(i), B: other.Node, Weight: w})
			}
		}
	}
	return New(n, edges)
}
