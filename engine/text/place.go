package text

import (
	"math"

	"github.com/throughlinehq/throughline/engine/text/space"
	"github.com/throughlinehq/throughline/engine/text/token"
)

// place gives every record its theme: those of the sample their group's, the others the nearest
// that accepts them, near-duplicates that of their representative. What people pinned, rejected or
// shaped goes first.
func (a *analysis) place() {
	for i := range a.theme {
		a.theme[i] = -1
		a.readings[i].OutlierScore = 1
	}
	inSample := make([]bool, len(a.records))
	for k, i := range a.sample {
		inSample[i] = true
		a.readings[i].OutlierScore = max(0, math.Round(a.odd[k]*1e4)/1e4)
		if g := a.group[k]; g >= 0 {
			node := a.nodes[g]
			a.theme[i] = node
			a.score[i] = max(0, cosine(a.vectors.Row(k), a.taxonomy.Themes[node].Centroid))
		}
	}
	space.Parallel(len(a.records), func(from, to int) {
		v := make([]float32, a.taxonomy.Basis.dims())
		var words []string
		for i := from; i < to && (i%1024 != 0 || !a.stop()); i++ {
			if a.same[i] == i && !inSample[i] {
				words = a.placeOne(i, v, words)
			}
		}
	})
	for i, first := range a.same {
		a.theme[i], a.score[i] = a.theme[first], a.score[first]
		a.readings[i].OutlierScore = a.readings[first].OutlierScore
	}
	a.honour()
}

// placeOne finds the nearest theme of a record outside the sample.
func (a *analysis) placeOne(i int, v []float32, words []string) []string {
	clear(v)
	words = token.Words(words[:0], token.Clean(a.records[i].Text))
	a.taxonomy.Basis.place(words, v)
	best, score := -1, 0.0
	for t := range a.taxonomy.Themes {
		node := &a.taxonomy.Themes[t]
		if !node.live() || len(node.Centroid) != len(v) {
			continue
		}
		if s := cosine(v, node.Centroid); best < 0 || s > score {
			best, score = t, s
		}
	}
	a.readings[i].OutlierScore = max(0, 1-score)
	if best >= 0 && (a.o.Themes > 0 || score >= a.taxonomy.Themes[best].Accept) {
		a.theme[i], a.score[i] = best, max(0, score)
	}
	return words
}

// honour applies what people decided about single records and about the extent of themes.
func (a *analysis) honour() {
	m := a.taxonomy
	index := map[string]int{}
	shaped := map[string]bool{}
	for t, node := range m.Themes {
		index[node.ID] = t
		shaped[node.ID] = node.Shaped
	}
	for i := range a.records {
		id := a.readings[i].ID
		if pinned := m.Resolve(m.Pins[id]); pinned != "" {
			a.theme[i], a.score[i] = index[pinned], 1
			continue
		}
		if len(m.Themes) > 0 && a.o.Prior != nil && len(shaped) > 0 {
			if old := a.shapedTheme(i, shaped); old != "" && !m.rejects(id, old) {
				a.theme[i] = index[old]
				continue
			}
		}
		if t := a.theme[i]; t >= 0 && m.rejects(id, m.Themes[t].ID) {
			a.theme[i], a.score[i] = -1, 0
		}
	}
}

// shapedTheme returns the theme of the record before this run if a person shaped that theme.
func (a *analysis) shapedTheme(i int, shaped map[string]bool) string {
	if a.records[i].Theme == "" {
		return ""
	}
	if id := a.o.Prior.Resolve(a.records[i].Theme); shaped[id] && a.taxonomy.Resolve(id) != "" {
		return a.taxonomy.Resolve(id)
	}
	return ""
}
