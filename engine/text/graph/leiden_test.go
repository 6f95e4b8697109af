package graph

import (
	"testing"
)

// ring is a ring of cliques, each joined to the next by one edge.
func ring(cliques, size int) *Graph {
	var edges []Edge
	for c := range cliques {
		for i := range size {
			for j := i + 1; j < size; j++ {
				edges = append(edges, Edge{A: int32(c*size + i), B: int32(c*size + j), Weight: 1})
			}
		}
		next := (c + 1) % cliques * size
		edges = append(edges, Edge{A: int32(c * size), B: int32(next + 1), Weight: 1})
	}
	return New(cliques*size, edges)
}

func TestLeidenFindsCliques(t *testing.T) {
	part := Leiden(ring(8, 6), 1, nil, 4, 1)
	for i, c := range part {
		if c != i/6 {
			t.Fatalf("node %d is in community %d, want %d", i, c, i/6)
		}
	}
}

func TestLeidenOfNothing(t *testing.T) {
	if got := Leiden(New(0, nil), 1, nil, 4, 1); len(got) != 0 {
		t.Errorf("empty graph gave %v", got)
	}
	if got := Leiden(New(3, nil), 1, nil, 4, 1); count(got) != 3 {
		t.Errorf("graph without edges gave %v", got)
	}
}
