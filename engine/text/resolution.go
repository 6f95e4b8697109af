package text

import (
	"math"

	"github.com/throughlinehq/throughline/engine/text/graph"
	"github.com/throughlinehq/throughline/engine/text/space"
)

// How fine the themes are. Groups that are really there come back when half of the graph's edges
// are taken away; those that a resolution merely cuts out do not (Hennig 2007, Lambiotte 2010).
const (
	thinned     = 2    // thinned graphs that are looked at
	thinnedPart = 4    // the same of a part of the graph, where chance does more
	keptEdges   = 0.5  // share of the edges they keep
	doubling    = 0.03 // agreement that twice as many groups make up for
	alike       = 0.01 // difference that says nothing
	vague       = 0.62 // agreement below which groups run into each other
	firm        = 0.76 // agreement from which on what a group falls into are groups of their own

	leastToTell  = 500 // records below which chance hides how stable the whole is,
	leastToSplit = 150 // and a group of it

	levelRounds = 2 // of Leiden, at every resolution
)

// resolutions of the levels, from fine to coarse, in steps of the square root of two.
var resolutions = func() (out []float64) {
	for k := 10; k >= -2; k-- {
		out = append(out, math.Round(math.Pow(2, float64(k)/2)*100)/100)
	}
	return out
}()

// outlook is what a graph falls into at every resolution, from fine to coarse.
type outlook struct {
	levels [][]int
	sizes  []int     // groups of every level
	stable []float64 // how well a level agrees with those around it when edges are taken away
}

// partitions are the graph's communities at every resolution.
func partitions(g *graph.Graph, seed uint64) [][]int {
	levels := make([][]int, len(resolutions))
	space.Each(len(resolutions), func(k int) {
		levels[k] = graph.Leiden(g, resolutions[k], nil, levelRounds, seed+uint64(k))
	})
	return levels
}

// outlookOf compares the levels with those of thinned graphs.
func outlookOf(g *graph.Graph, levels [][]int, thins int, seed uint64) outlook {
	thin := make([]*graph.Graph, thins)
	space.Each(thins, func(t int) { thin[t] = graph.Thin(g, keptEdges, seed+uint64(t)) })
	agree := make([]float64, len(levels)*thins)
	space.Each(len(agree), func(i int) {
		k, t := i/thins, i%thins
		part := graph.Leiden(thin[t], resolutions[k], nil, levelRounds, seed+uint64(t))
		agree[i] = graph.Agreement(levels[k], part)
	})
	o := outlook{levels: levels, stable: make([]float64, len(levels))}
	for _, level := range levels {
		o.sizes = append(o.sizes, countGroups(level))
	}
	for i, x := range agree {
		o.stable[i/thins] += x / float64(thins)
	}
	o.stable = smooth(o.stable)
	return o
}

// best returns the level of at most so many groups that tells most: the most stable one, where
// twice as many groups make up for a little, and the finest of those alike; with it the stability
// of that level. The level is -1 if all have more groups or only one.
func (o outlook) best(most int) (level int, stable float64) {
	level, score := -1, 0.0
	for k, s := range o.stable {
		if o.sizes[k] < 2 || o.sizes[k] > most {
			continue
		}
		if x := s + doubling*math.Log2(float64(o.sizes[k])); level < 0 || x > score+alike {
			level, score, stable = k, x, s
		}
	}
	return level, stable
}

// cut is a partition with the resolution that its groups were found at.
type cut struct {
	group []int
	at    []float64 // of every node
}

// cutAt improves a level of a graph.
func cutAt(g *graph.Graph, level []int, resolution float64, seed uint64) cut {
	c := cut{at: make([]float64, g.Len())}
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
	o := outlookOf(a.graph, a.levels, thinned, a.o.Seed)
	level, stable := o.best(min(mostThemes, n/perTheme))
	if stable < vague { // no less of more records than of a sample of them
		return a.cutLevel(nearestLevel(a.levels, min(mostThemes, min(n, sampleLimit)/perVague)))
	}
	c := a.cutLevel(level)
	c.splitGroups(a.graph, a.o.Seed)
	return c
}

// cutLevel cuts the sample at a level, whose resolution becomes the taxonomy's.
func (a *analysis) cutLevel(level int) cut {
	a.taxonomy.Resolution = resolutions[level]
	return cutAt(a.graph, a.levels[level], resolutions[level], a.o.Seed)
}

// splitGroups splits every group that falls into firm groups of its own, and these again.
func (c *cut) splitGroups(g *graph.Graph, seed uint64) {
	lists := groups(c.group)
	if len(lists) == 1 {
		return
	}
	next, whole := len(lists), g.Strength()
	for _, list := range lists {
		if len(list) < leastToSplit {
			continue
		}
		part := g.Within(list)
		o := outlookOf(part, partitions(part, seed), thinnedPart, seed)
		level, stable := o.best(len(list) / perTheme)
		if stable < firm {
			continue
		}
		inner := cutAt(part, o.levels[level], resolutions[level], seed)
		inner.splitGroups(part, seed)
		scale := whole / part.Strength() // a resolution is relative to all of the graph
		for k, i := range list {
			c.group[i] = next + inner.group[k]
			c.at[i] = inner.at[k] * scale
		}
		next += countGroups(inner.group)
	}
	c.group = graph.Renumber(c.group)
}

// smooth averages every value with its neighbours, rounded so that the last bits do not decide.
func smooth(x []float64) []float64 {
	out := make([]float64, len(x))
	for k := range x {
		sum, n := 0.0, 0.0
		for j := max(0, k-1); j <= min(len(x)-1, k+1); j++ {
			sum += x[j]
			n++
		}
		out[k] = math.Round(sum/n*1e6) / 1e6
	}
	return out
}
