package graph

import (
	"reflect"
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

// TestLeidenCutsPartsOfAGraphDifferently: where the resolution is low, cliques side by side are one
// community; where it is high, each is one.
func TestLeidenCutsPartsOfAGraphDifferently(t *testing.T) {
	g := ring(16, 6)
	resolution := make([]float64, g.Len())
	for i := range resolution {
		if resolution[i] = 0.05; i >= 48 {
			resolution[i] = 4
		}
	}
	part := LeidenAt(g, resolution, nil, 4, 1)
	coarse, fine := map[int]bool{}, map[int]bool{}
	for i, c := range part {
		if i < 48 {
			coarse[c] = true
		} else {
			fine[c] = true
		}
	}
	if len(coarse) > 2 || len(fine) < 8 {
		t.Errorf("8 cliques each are in %d and %d communities, want at most 2 and at least 8",
			len(coarse), len(fine))
	}
}

func TestWithinKeepsTheEdgesBetween(t *testing.T) {
	g := New(5, []Edge{{0, 1, 1}, {1, 2, 2}, {2, 4, 3}, {4, 1, 4}, {3, 4, 5}})
	got := g.Within([]int{1, 2, 4})
	want := New(3, []Edge{{0, 1, 2}, {1, 2, 3}, {2, 0, 4}})
	if !reflect.DeepEqual(got, want) {
		t.Errorf("got %+v, want %+v", got, want)
	}
	if got.Strength() != 18 {
		t.Errorf("strength is %v, want 18", got.Strength())
	}
}
