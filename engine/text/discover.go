package text

import (
	"math"
	"slices"

	"github.com/throughlinehq/throughline/engine/text/graph"
	"github.com/throughlinehq/throughline/engine/text/space"
)

const (
	mostNear  = 15 // neighbours of a record in one view
	leastNear = 4
	oddNear   = 10 // neighbours an outlier score looks at
	smallest  = 3  // records a theme needs

	leidenRounds = 3

	perTheme   = 30 // records a theme must have on average
	perVague   = 60 // the same where groups run into each other
	mostThemes = 250
	perArea    = 8 // themes an area should have on average
	leastAreas = 4
	mostAreas  = 16
)

// connect builds the graph of the sample from the nearest neighbours in every view.
func (a *analysis) connect() {
	n := len(a.sample)
	var views []graph.View
	a.odd = make([]float64, n)
	near := max(leastNear, min(mostNear, n/20))
	trusts := a.taxonomy.Basis.trusts(a.docs)
	spaces := a.taxonomy.Basis.views()
	for k, view := range spaces {
		if view.from == view.to {
			views = append(views, graph.View{Near: make([][]graph.Neighbour, n)})
			continue
		}
		part := space.NewMatrix(n, view.to-view.from)
		for i := range n {
			copy(part.Row(i), a.vectors.Row(i)[view.from:view.to])
		}
		lists := graph.Nearest(space.Quantise(part), near)
		views = append(views, graph.View{Weight: view.weight, Near: lists})
		views[k].Trust = make([]float64, n)
		for i, t := range trusts {
			views[k].Trust[i] = t.in(k)
		}
		if k == givenView {
			a.addGivenOdd(views[k], spaces[:k])
		} else {
			addOdd(a.odd, views[k])
		}
	}
	all := 0.0
	for _, view := range views[:givenView] { // addGivenOdd keeps to their scale
		all += view.Weight
	}
	terms := make([][]space.Feature, n)
	for i, d := range a.docs {
		terms[i] = d.terms
	}
	shared := graph.View{Weight: sharedWeight, Near: graph.NearestShared(terms, near)}
	a.graph = graph.Fuse(n, append(views, shared))
	for i := range n {
		a.odd[i] /= all
		fuse(a.vectors.Row(i), spaces, trusts[i])
	}
}

// addOdd adds the view's share of 1 - mean cosine to the nearest.
func addOdd(odd []float64, view graph.View) {
	for i, near := range view.Near {
		near = near[:min(oddNear, len(near))] // of few records, fewer are looked at
		sum := 0.0
		for _, other := range near {
			sum += other.Cosine
		}
		odd[i] += view.Weight * (1 - sum/float64(max(1, len(near))))
	}
}

// partition finds the levels and takes theme and area groups from them.
func (a *analysis) partition() {
	a.old = a.oldThemes()
	n := len(a.sample)
	if n == 0 {
		return
	}
	a.levels = graph.Levels(a.graph, a.o.Seed)
	if a.o.Themes > 0 {
		a.group = graph.Exactly(a.graph, a.levels, a.o.Themes, a.o.Seed)
	} else {
		a.group = a.leaves()
		a.dropOutliers()
	}
	a.group = renumberKept(a.group)
	themes := groups(a.group)
	want := max(leastAreas, min(mostAreas, len(themes)/perArea))
	coarse := a.levels[nearestLevel(a.levels, min(want, len(themes)))]
	a.area = majority(themes, coarse)
}

// leaves returns the partition that themes are made of. A first run takes the natural one; a later
// one starts from the themes there are and keeps their resolutions, so that more records alone do
// not cut themes finer; only what is new is cut as finely as it tells something.
func (a *analysis) leaves() []int {
	if a.o.Prior != nil && a.o.Prior.Resolution > 0 && slices.Max(a.old) >= 0 {
		c := cut{at: a.kept(), whole: len(a.sample)}
		c.group = graph.LeidenAt(a.graph, c.at, a.warm(), leidenRounds, a.o.Seed)
		c.splitGroups(a.graph, a.o.Seed, a.mostlyNew)
		a.at = c.at
		return c.group
	}
	c := a.natural(len(a.sample))
	a.at = c.at
	return c.group
}

// mostlyNew reports records most of which had no theme before this run.
func (a *analysis) mostlyNew(list []int) bool {
	fresh := 0
	for _, k := range list {
		if a.old[k] < 0 {
			fresh++
		}
	}
	return 2*fresh > len(list)
}

// kept returns the resolution of the theme that a record had; one without has that of the record
// it is linked to most.
func (a *analysis) kept() []float64 {
	at := make([]float64, len(a.sample))
	for k := range at {
		at[k] = a.taxonomy.Resolution
		t, most := a.old[k], 0.0
		if t < 0 {
			near, weights := a.graph.Neighbours(k)
			for i, other := range near {
				if old := a.old[other]; old >= 0 && weights[i] > most {
					t, most = old, weights[i]
				}
			}
		}
		if t >= 0 && a.taxonomy.Themes[t].Resolution > 0 {
			at[k] = a.taxonomy.Themes[t].Resolution
		}
	}
	return at
}

// warm puts records of one old theme together and leaves the others alone.
func (a *analysis) warm() []int {
	start := make([]int, len(a.old))
	for k, t := range a.old {
		if start[k] = t; t < 0 {
			start[k] = len(a.taxonomy.Themes) + k
		}
	}
	return start
}

// nearestLevel returns the index of the level with about as many groups as wanted.
func nearestLevel(levels [][]int, want int) int {
	best, distance := 0, math.MaxInt
	for k, level := range levels {
		if d := countGroups(level) - want; max(d, -d) < distance {
			best, distance = k, max(d, -d)
		}
	}
	return best
}

func countGroups(part []int) int {
	most := -1
	for _, c := range part {
		most = max(most, c)
	}
	return most + 1
}

// dropOutliers takes out groups of too few records and texts like no other that few said.
func (a *analysis) dropOutliers() {
	limit := oddLimit(a.odd)
	size := make([]int, countGroups(a.group))
	odd := func(i int) bool { return a.odd[i] > limit && a.said[i] < smallest }
	for i, c := range a.group {
		if !odd(i) {
			size[c] += a.said[i]
		}
	}
	for i, c := range a.group {
		if odd(i) || size[c] < smallest {
			a.group[i] = -1
		}
	}
}

// oddLimit is three robust standard deviations above the median outlier score.
func oddLimit(odd []float64) float64 {
	if len(odd) == 0 {
		return 1
	}
	sorted := slices.Clone(odd)
	slices.Sort(sorted)
	median := sorted[len(sorted)/2]
	for i, x := range sorted {
		sorted[i] = max(x-median, median-x)
	}
	slices.Sort(sorted)
	return min(0.999, median+3*1.4826*sorted[len(sorted)/2])
}

// renumberKept numbers the groups from 0 without gaps, leaving -1.
func renumberKept(group []int) []int {
	number := map[int]int{}
	for i, c := range group {
		if c < 0 {
			continue
		}
		if _, seen := number[c]; !seen {
			number[c] = len(number)
		}
		group[i] = number[c]
	}
	return group
}

// groups lists the members of every group.
func groups(part []int) [][]int {
	out := make([][]int, countGroups(part))
	for i, c := range part {
		if c >= 0 {
			out[c] = append(out[c], i)
		}
	}
	return out
}

// majority returns for every group the label that most of its members carry, the smallest of
// equals, numbered from 0.
func majority(members [][]int, label []int) []int {
	out := make([]int, len(members))
	for g, list := range members {
		votes := map[int]int{}
		best := -1
		for _, i := range list {
			votes[label[i]]++
		}
		for _, i := range list {
			c := label[i]
			if best < 0 || votes[c] > votes[best] || votes[c] == votes[best] && c < best {
				best = c
			}
		}
		out[g] = best
	}
	return graph.Renumber(out)
}
