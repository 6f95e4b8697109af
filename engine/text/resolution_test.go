package text

import (
	"math/rand/v2"
	"testing"

	"github.com/throughlinehq/throughline/engine/text/graph"
)

// planted joins nodes at random: every node to near others of its group, and to far others of the
// groups beside it that belong to the same source.
func planted(sources [][]int, near, far int) (*graph.Graph, []int) {
	rng := rand.New(rand.NewPCG(1, 2))
	var edges []graph.Edge
	var truth []int
	groups, from := 0, 0
	for _, sizes := range sources {
		whole := 0
		for _, size := range sizes {
			whole += size
		}
		begin := from
		for _, size := range sizes {
			for i := range size {
				node := int32(from + i)
				truth = append(truth, groups)
				for range near {
					edges = append(edges, graph.Edge{A: node, B: int32(from + rng.IntN(size)), Weight: 1})
				}
				for range far {
					edges = append(edges, graph.Edge{A: node, B: int32(begin + rng.IntN(whole)), Weight: 1})
				}
			}
			from += size
			groups++
		}
	}
	return graph.New(from, edges), truth
}

func repeated(n, size int) []int {
	out := make([]int, n)
	for i := range out {
		out[i] = size
	}
	return out
}

// TestThemesAreAsManyAsThereAre: whatever their number and size, and where one source has few broad
// groups and another many narrow ones, which no single resolution finds.
func TestThemesAreAsManyAsThereAre(t *testing.T) {
	for _, c := range []struct {
		name    string
		sources [][]int
	}{
		{"seven broad groups", [][]int{repeated(7, 400)}},
		{"forty groups", [][]int{repeated(40, 60)}},
		{"groups of many sizes", [][]int{{360, 300, 200, 150, 120, 100, 90, 80, 75, 66, 60, 60}}},
		{"two sources", [][]int{repeated(3, 600), repeated(30, 40)}},
		{"three sources", [][]int{repeated(2, 700), repeated(20, 40), repeated(25, 40)}},
	} {
		t.Run(c.name, func(t *testing.T) {
			g, truth := planted(c.sources, 12, 4)
			a := &analysis{taxonomy: &Taxonomy{}, graph: g, levels: graph.Levels(g, 0)}
			found := a.natural(g.Len())
			if agree := graph.Agreement(truth, found.group); agree < 0.9 {
				t.Errorf("%d groups for %d, agreement %.2f", countGroups(found.group),
					countGroups(truth), agree)
			}
			again := graph.LeidenAt(g, found.at, found.group, leidenRounds, 1)
			if agree := graph.Agreement(found.group, again); agree < 0.9 {
				t.Errorf("at their resolutions the groups do not last: agreement %.2f", agree)
			}
		})
	}
}

// TestWhatRunsIntoEachOtherIsCutByNumber: neighbours on a ring make no groups at any resolution.
func TestWhatRunsIntoEachOtherIsCutByNumber(t *testing.T) {
	const n = 1200
	rng := rand.New(rand.NewPCG(1, 2))
	var edges []graph.Edge
	for i := range n {
		for range 8 {
			edges = append(edges, graph.Edge{A: int32(i), B: int32((i + 1 + rng.IntN(60)) % n), Weight: 1})
		}
	}
	g := graph.New(n, edges)
	a := &analysis{taxonomy: &Taxonomy{}, graph: g, levels: graph.Levels(g, 0)}
	found := a.natural(n)
	if k := countGroups(found.group); k < 12 || k > 40 {
		t.Errorf("%d groups, want about %d", k, n/perVague)
	}
}

// TestNoThemeIsAboutMostOfAll: general praise, say, is cut by number though it holds together.
func TestNoThemeIsAboutMostOfAll(t *testing.T) {
	g, _ := planted([][]int{{1200}, repeated(20, 40)}, 12, 4)
	a := &analysis{taxonomy: &Taxonomy{}, graph: g, levels: graph.Levels(g, 0)}
	for _, list := range groups(a.natural(g.Len()).group) {
		if len(list)*crowd > g.Len() {
			t.Errorf("a theme has %d of %d records", len(list), g.Len())
		}
	}
}
