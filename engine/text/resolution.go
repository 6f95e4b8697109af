package text

import (
	"math"
	"slices"

	"github.com/throughlinehq/throughline/engine/text/graph"
	"github.com/throughlinehq/throughline/engine/text/space"
)

// How the resolution of the themes is chosen. Groups that are really there come back when half of
// the graph's edges are taken away; those that a resolution merely cuts out do not.
const (
	thinned     = 2    // thinned graphs that are looked at
	telling     = 4000 // records from which on one of them tells as much
	keptEdges   = 0.5  // share of the edges they keep
	tolerance   = 0.03 // agreement by which a finer level may fall behind the best
	vague       = 0.65 // agreement below which groups run into each other
	many        = 60   // groups that are no mere lumps of sources
	few         = 30   // groups that may be such lumps,
	firm        = 0.75 // unless they agree that well
	leastThemes = 10   // groups from which on their stability says something
	leastToTell = 500  // records below which chance hides the difference
	valley      = 0.02 // agreement by which it must fall beyond a peak
)

// resolutions of the levels, from fine to coarse, in steps of the square root of two.
var resolutions = func() (out []float64) {
	for k := 10; k >= -2; k-- {
		out = append(out, math.Round(math.Pow(2, float64(k)/2)*100)/100)
	}
	return out
}()

// findLevels partitions the sample at every resolution.
func (a *analysis) findLevels() {
	a.levels = make([][]int, len(resolutions))
	space.Each(len(resolutions), func(k int) {
		a.levels[k] = graph.Leiden(a.graph, resolutions[k], nil, 1, a.o.Seed+uint64(k))
	})
}

// natural returns the index of the level that themes are made of: the finest that is about as
// stable as the peak and does not cut n records into too many groups. Where groups run into each
// other at every level, their number follows from how many records there are.
func (a *analysis) natural(n int) int {
	stable := smooth(a.stability())
	sizes := make([]int, len(stable))
	for k, level := range a.levels {
		sizes[k] = countGroups(level)
	}
	best := peak(stable, sizes)
	if best < vague { // no less of more records than of a sample of them
		return nearestLevel(a.levels, min(mostThemes, min(n, sampleLimit)/perVague))
	}
	return finest(stable, sizes, best-tolerance, min(mostThemes, n/perTheme))
}

// finest returns the index of the finest level of at most so many groups that is stable enough; if
// there is none, that of the finest level of at most so many.
func finest(stable []float64, sizes []int, enough float64, most int) int {
	small := func(k int) bool { return sizes[k] <= most }
	first := len(sizes) - 1
	for k := range slices.Backward(sizes) {
		if small(k) {
			first = k
		}
	}
	for k, s := range stable {
		if s >= enough && small(k) && sizes[k] >= leastThemes {
			return k
		}
	}
	return first
}

// peak is the stability of the finest level that is more stable than those around it. Beyond it the
// few lumps that sources of different kinds make are the most stable of all, and say the least:
// they count where nothing finer holds together, and only if they hold together well.
func peak(stable []float64, sizes []int) float64 {
	fine := 0.0
	for k, s := range stable {
		if sizes[k] >= many {
			fine = max(fine, s)
		}
	}
	if fine >= vague {
		return fine
	}
	best := 0.0
	for k, s := range stable {
		if sizes[k] < leastThemes || s < best-valley { // a few lumps agree whatever is said
			break
		}
		if sizes[k] >= few || s >= firm {
			best = max(best, s)
		}
	}
	return best
}

// stability is how well every level agrees with what thinned graphs give, on average.
func (a *analysis) stability() []float64 {
	thin := make([]*graph.Graph, thinned)
	if len(a.sample) >= telling {
		thin = thin[:1]
	}
	space.Each(len(thin), func(t int) {
		thin[t] = graph.Thin(a.graph, keptEdges, a.o.Seed+uint64(t))
	})
	agree := make([]float64, len(resolutions)*len(thin))
	space.Each(len(agree), func(i int) {
		k, t := i/len(thin), i%len(thin)
		part := graph.Leiden(thin[t], resolutions[k], nil, 1, a.o.Seed+uint64(t))
		agree[i] = graph.Agreement(a.levels[k], part)
	})
	out := make([]float64, len(resolutions))
	for i, x := range agree {
		out[i/len(thin)] += x / float64(len(thin))
	}
	return out
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
