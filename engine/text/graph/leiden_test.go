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

func TestNestedPartitionsNest(t *testing.T) {
	levels := Nested(ring(30, 5), []float64{4, 1, 0.1}, nil, 7)
	for k := 1; k < len(levels); k++ {
		if count(levels[k]) >= count(levels[k-1]) {
			t.Errorf("level %d has %d communities, the finer one %d",
				k, count(levels[k]), count(levels[k-1]))
		}
		parent := map[int]int{}
		for i, fine := range levels[k-1] {
			if p, seen := parent[fine]; seen && p != levels[k][i] {
				t.Fatalf("level %d splits community %d of level %d", k, fine, k-1)
			}
			parent[fine] = levels[k][i]
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
