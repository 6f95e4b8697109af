package graph

import (
	"math"
	"testing"
)

func TestAgreement(t *testing.T) {
	cases := []struct {
		name string
		a, b []int
		want float64
	}{
		{"equal but for the numbers", []int{0, 0, 1, 1}, []int{1, 1, 0, 0}, 1},
		{"crossed", []int{0, 0, 1, 1}, []int{0, 1, 0, 1}, -0.5},
		{"one more group", []int{0, 0, 1, 1}, []int{0, 0, 1, 2}, 4.0 / 7},
		{"nothing to tell apart", []int{0, 0}, []int{0, 0}, 1},
		{"no nodes", nil, nil, 1},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			if got := Agreement(c.a, c.b); math.Abs(got-c.want) > 1e-12 {
				t.Errorf("got %v, want %v", got, c.want)
			}
		})
	}
}

func TestThinKeepsAShareOfTheEdges(t *testing.T) {
	const n = 200
	var edges []Edge
	for i := range n {
		for j := range i {
			edges = append(edges, Edge{A: int32(i), B: int32(j), Weight: 1})
		}
	}
	g := New(n, edges)
	thin := Thin(g, 0.5, 1)
	if share := float64(len(thin.To)) / float64(len(g.To)); share < 0.45 || share > 0.55 {
		t.Errorf("kept %.2f of the edges, want about half", share)
	}
	if again := Thin(g, 0.5, 1); len(again.To) != len(thin.To) {
		t.Error("the same seed thins differently")
	}
}
