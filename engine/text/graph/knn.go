package graph

import "github.com/throughlinehq/throughline/engine/text/space"

// Neighbour is one near node with its cosine.
type Neighbour struct {
	Node   int32
	Cosine float64
}

// Nearest returns for every row of a quantised matrix its k nearest other rows by cosine, nearest
// first, ties by row number. Rows without direction have no neighbours and are nobody's.
func Nearest(m space.Whole, k int) [][]Neighbour {
	blocks := (m.Rows + block - 1) / block
	var parts []*search
	// Block b meets itself and those before it, so that every pair of rows is looked at once; a
	// task takes one from either end, so that all tasks cost the same.
	space.Workers((blocks+1)/2, func() func(from, to int) {
		part := newSearch(m, k)
		parts = append(parts, part)
		return func(from, to int) {
			for b := from; b < to; b++ {
				part.meetEarlier(b)
				if last := blocks - 1 - b; last != b {
					part.meetEarlier(last)
				}
			}
		}
	})
	all := parts[0]
	for _, part := range parts[1:] {
		all.add(part)
	}
	out := make([][]Neighbour, m.Rows)
	for i := range out {
		out[i] = all.near[i].neighbours()
	}
	return out
}

// block is how many rows are compared with as many others while they are in the cache.
const block = 32

// search collects the nearest of every row among those it was shown.
type search struct {
	m     space.Whole
	near  []nearest
	least []int32 // below which an offer to a row is in vain
}

func newSearch(m space.Whole, k int) *search {
	s := &search{m: m, near: make([]nearest, m.Rows), least: make([]int32, m.Rows)}
	dots, nodes := make([]int32, m.Rows*k), make([]int32, m.Rows*k)
	for i := range s.near {
		s.near[i] = nearest{dots[i*k : i*k : (i+1)*k], nodes[i*k : i*k : (i+1)*k]}
	}
	return s
}

// meetEarlier compares the rows of a block with each other and with all rows before them.
func (s *search) meetEarlier(b int) {
	var room [block]int32
	for other := range b + 1 {
		for i := b * block; i < min(s.m.Rows, (b+1)*block); i++ {
			from := other * block
			dots := room[:max(0, min(i-from, block))]
			s.m.Dots(dots, s.m.Row(i), from)
			for k, dot := range dots {
				j := from + k
				if dot >= s.least[i] {
					s.offer(i, dot, int32(j))
				}
				if dot >= s.least[j] {
					s.offer(j, dot, int32(i))
				}
			}
		}
	}
}

func (s *search) offer(i int, dot int32, node int32) {
	near := &s.near[i]
	near.offer(dot, node)
	if n := len(near.dot); n == cap(near.dot) {
		s.least[i] = near.dot[n-1]
	}
}

func (s *search) add(part *search) {
	for i := range s.near {
		for k, dot := range part.near[i].dot {
			s.near[i].offer(dot, part.near[i].node[k])
		}
	}
}

// nearest keeps the largest dots in descending order, of equal ones those of the smallest nodes,
// whatever the order they are offered in.
type nearest struct {
	dot  []int32
	node []int32
}

func (h *nearest) offer(dot int32, node int32) {
	n := len(h.dot)
	if dot <= 0 || n == cap(h.dot) && !h.before(dot, node, n-1) {
		return
	}
	if n < cap(h.dot) {
		h.dot, h.node = append(h.dot, dot), append(h.node, node)
		n++
	}
	i := n - 1
	for ; i > 0 && h.before(dot, node, i-1); i-- {
		h.dot[i], h.node[i] = h.dot[i-1], h.node[i-1]
	}
	h.dot[i], h.node[i] = dot, node
}

// before reports whether an offer goes before the one at place i.
func (h *nearest) before(dot int32, node int32, i int) bool {
	return dot > h.dot[i] || dot == h.dot[i] && node < h.node[i]
}

func (h *nearest) neighbours() []Neighbour {
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
