package graph

import (
	"cmp"
	"math"
	"slices"

	"github.com/throughlinehq/throughline/engine/text/space"
)

const (
	sharedScale = 1 << 12 // weights are whole numbers, so that sums are the same everywhere
	commonShare = 5       // features of more than one in so many texts bring nobody together
)

// NearestShared returns for every text its k nearest others by the rare features that they share,
// nearest first, ties by number: the cosine of vectors that weigh a feature by the logarithm of its
// inverse document frequency (Spärck Jones 1972). Nothing is folded together as in Nearest, so one
// rare word can decide.
func NearestShared(texts [][]space.Feature, k int) [][]Neighbour {
	rows, texted := weighed(texts)
	out := make([][]Neighbour, len(rows))
	space.Workers(len(rows), func() func(from, to int) {
		dots, met := make([]int32, len(rows)), []int32(nil)
		return func(from, to int) {
			for i := from; i < to; i++ {
				met = met[:0]
				for _, f := range rows[i] {
					for _, other := range texted[f.feature] {
						if dots[other.text] == 0 {
							met = append(met, other.text)
						}
						dots[other.text] += f.weight * other.weight
					}
				}
				out[i] = nearestOf(int32(i), met, dots, k)
				for _, other := range met {
					dots[other] = 0
				}
			}
		}
	})
	return out
}

// entry is a feature of a text, by the numbers of both, with its weight there.
type entry struct{ text, feature, weight int32 }

// weighed lists the features that at least two texts share, of every text and by feature.
func weighed(texts [][]space.Feature) (rows, texted [][]entry) {
	holders := map[uint32]int{}
	for _, features := range texts {
		for _, f := range features {
			holders[f.Key]++
		}
	}
	number := map[uint32]int32{}
	rows = make([][]entry, len(texts))
	for i, features := range texts {
		var weights []float64
		for _, f := range features {
			n := holders[f.Key]
			if n < 2 || n*commonShare > len(texts) {
				continue
			}
			at, seen := number[f.Key]
			if !seen {
				at = int32(len(texted))
				number[f.Key] = at
				texted = append(texted, nil)
			}
			rows[i] = append(rows[i], entry{text: int32(i), feature: at})
			weights = append(weights, math.Log(float64(len(texts))/float64(n)))
		}
		length := 0.0
		for _, w := range weights {
			length += w * w
		}
		for j, w := range weights {
			e := &rows[i][j]
			e.weight = int32(math.Round(w / math.Sqrt(length) * sharedScale))
			texted[e.feature] = append(texted[e.feature], *e)
		}
	}
	return rows, texted
}

func nearestOf(i int32, met, dots []int32, k int) []Neighbour {
	list := make([]Neighbour, 0, len(met))
	for _, other := range met {
		if other != i {
			cosine := float64(dots[other]) / (sharedScale * sharedScale)
			list = append(list, Neighbour{Node: other, Cosine: cosine})
		}
	}
	slices.SortFunc(list, func(a, b Neighbour) int {
		return cmp.Or(cmp.Compare(b.Cosine, a.Cosine), cmp.Compare(a.Node, b.Node))
	})
	return slices.Clone(list[:min(k, len(list))])
}
