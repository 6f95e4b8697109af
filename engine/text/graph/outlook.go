package graph

import (
	"math"

	"github.com/throughlinehq/throughline/engine/text/space"
)

// Groups that are really there come back when half of the graph's edges are taken away; those that
// a resolution merely cuts out do not (Hennig 2007, Lambiotte 2010).
const (
	keptEdges   = 0.5  // share of the edges that thinned graphs keep
	doubling    = 0.03 // agreement that twice as many groups make up for
	alike       = 0.01 // difference that says nothing
	levelRounds = 2    // of Leiden, at every resolution
)

// Resolutions of the levels, from fine to coarse, in steps of the square root of two.
var Resolutions = func() (out []float64) {
	for k := 10; k >= -2; k-- {
		out = append(out, math.Round(math.Pow(2, float64(k)/2)*100)/100)
	}
	return out
}()

// Outlook is what a graph falls into at every resolution, from fine to coarse.
type Outlook struct {
	sizes  []int     // groups of every level
	stable []float64 // how well a level agrees with those around it when edges are taken away
}

// Levels are the graph's communities at every resolution.
func Levels(g *Graph, seed uint64) [][]int {
	levels := make([][]int, len(Resolutions))
	space.Each(len(Resolutions), func(k int) {
		levels[k] = Leiden(g, Resolutions[k], nil, levelRounds, seed+uint64(k))
	})
	return levels
}

// Look compares the levels of a graph with those of thinned graphs.
func Look(g *Graph, levels [][]int, thins int, seed uint64) Outlook {
	thin := make([]*Graph, thins)
	space.Each(thins, func(t int) { thin[t] = Thin(g, keptEdges, seed+uint64(t)) })
	agree := make([]float64, len(levels)*thins)
	space.Each(len(agree), func(i int) {
		k, t := i/thins, i%thins
		part := Leiden(thin[t], Resolutions[k], nil, levelRounds, seed+uint64(t))
		agree[i] = Agreement(levels[k], part)
	})
	o := Outlook{stable: make([]float64, len(levels))}
	for _, level := range levels {
		o.sizes = append(o.sizes, count(level))
	}
	for i, x := range agree {
		o.stable[i/thins] += x / float64(thins)
	}
	o.stable = smooth(o.stable)
	return o
}

// Best returns the level of at most so many groups that tells most: the most stable one, where
// twice as many groups make up for a little, and the finest of those alike; with it the stability
// of that level. The level is -1 if all have more groups or only one.
func (o Outlook) Best(most int) (level int, stable float64) {
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
