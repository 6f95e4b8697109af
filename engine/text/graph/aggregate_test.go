package graph

import (
	"math/rand/v2"
	"reflect"
	"testing"
)

// TestAggregateAddsUpEdges compares with a graph whose edges were put between the parts at once.
// The weights are whole numbers, so that their order does not matter.
func TestAggregateAddsUpEdges(t *testing.T) {
	rng := rand.New(rand.NewPCG(1, 2))
	for trial := range 30 {
		n := 5 + rng.IntN(200)
		part := make([]int, n)
		for i := range part {
			part[i] = rng.IntN(1 + n/5)
		}
		part = Renumber(part)
		edges := make([]Edge, 6*n)
		between := make([]Edge, len(edges))
		for k := range edges {
			a, b, weight := rng.IntN(n), rng.IntN(n), float64(1+rng.IntN(9))
			edges[k] = Edge{int32(a), int32(b), weight}
			between[k] = Edge{int32(part[a]), int32(part[b]), weight}
		}
		got, next := aggregate(New(n, edges), part, part)
		if want := New(count(part), between); !reflect.DeepEqual(got, want) {
			t.Fatalf("trial %d: the graph of the parts differs", trial)
		}
		if !reflect.DeepEqual(next, singletons(count(part))) {
			t.Fatalf("trial %d: the parts are %v", trial, next)
		}
	}
}
