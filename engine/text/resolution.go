package text

import (
	"github.com/throughlinehq/throughline/engine/text/graph"
)

// How fine the themes are.
const (
	thinned     = 2    // thinned graphs that are looked at
	thinnedPart = 4    // the same of a part of the graph, where chance does more
	vague       = 0.62 // agreement below which groups run into each other
	firm        = 0.76 // agreement from which on what a group falls into are groups of their own

	leastToTell  = 500 // records below which chance hides how stable the whole is,
	leastToSplit = 150 // and a group of it
	crowd        = 4   // parts of all records, of which no theme should have more than one
)

// cut is a partition with the resolution that its groups were found at.
type cut struct {
	group []int
	at    []float64 // of every node
	whole int       // nodes of all of the graph
}

// cutAt improves a level of a graph.
func cutAt(g *graph.Graph, level []int, resolution float64, seed uint64) cut {
	c := cut{at: make([]float64, g.Len()), whole: g.Len()}
	for i := range c.at {
		c.at[i] = resolution
	}
	c.group = graph.LeidenAt(g, c.at, level, leidenRounds, seed)
	return c
}

// natural cuts n records as finely as it tells something, and every group that falls into firm
// groups of its own again: sources of different kinds need not be cut equally fine. Where groups
// run into each other at every level, their number follows from how many records there are.
func (a *analysis) natural(n int) cut {
	if n < leastToTell {
		return a.cutLevel(nearestLevel(a.levels, max(2, n/perTheme)))
	}
	o := graph.Look(a.graph, a.levels, thinned, a.o.Seed)
	level, stable := o.Best(min(mostThemes, n/perTheme))
	if stable < vague { // no less of more records than of a sample of them
		return a.cutLevel(nearestLevel(a.levels, min(mostThemes, min(n, sampleLimit)/perVague)))
	}
	c := a.cutLevel(level)
	c.splitGroups(a.graph, a.o.Seed, always)
	return c
}

func always([]int) bool { return true }

// cutLevel cuts the sample at a level, whose resolution becomes the taxonomy's.
func (a *analysis) cutLevel(level int) cut {
	a.taxonomy.Resolution = graph.Resolutions[level]
	return cutAt(a.graph, a.levels[level], graph.Resolutions[level], a.o.Seed)
}

// splitGroups splits every group that may be split and falls into firm groups of its own, and these
// again. What much of all feedback is about tells nothing: such a group is split even if what it
// falls into runs into each other.
func (c *cut) splitGroups(g *graph.Graph, seed uint64, may func(list []int) bool) {
	lists := groups(c.group)
	if len(lists) == 1 {
		return
	}
	next, whole := len(lists), g.Strength()
	for _, list := range lists {
		if len(list) < leastToSplit || !may(list) {
			continue
		}
		part := g.Within(list)
		levels := graph.Levels(part, seed)
		o := graph.Look(part, levels, thinnedPart, seed)
		level, stable := o.Best(len(list) / perTheme)
		if stable < firm && len(list)*crowd <= c.whole {
			continue
		} else if stable < firm {
			level = nearestLevel(levels, len(list)/perVague)
		}
		inner := cutAt(part, levels[level], graph.Resolutions[level], seed)
		inner.whole = c.whole
		inner.splitGroups(part, seed, always)
		scale := whole / part.Strength() // a resolution is relative to all of the graph
		for k, i := range list {
			c.group[i] = next + inner.group[k]
			c.at[i] = inner.at[k] * scale
		}
		next += countGroups(inner.group)
	}
	c.group = graph.Renumber(c.group)
}
