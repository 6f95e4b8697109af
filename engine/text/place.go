package text

import (
	"math"
	"slices"

	"github.com/throughlinehq/throughline/engine/text/kind"
	"github.com/throughlinehq/throughline/engine/text/language"
	"github.com/throughlinehq/throughline/engine/text/linear"
	"github.com/throughlinehq/throughline/engine/text/pii"
	"github.com/throughlinehq/throughline/engine/text/sentiment"
	"github.com/throughlinehq/throughline/engine/text/space"
	"github.com/throughlinehq/throughline/engine/text/token"
)

// readAll reads what every record tells by itself and gives it its theme: those of the sample
// their group's, the others the nearest that accepts them, equal texts that of the first. What
// people pinned, rejected or shaped goes first.
func (a *analysis) readAll() {
	for i := range a.theme {
		a.theme[i] = -1
		a.readings[i].OutlierScore = 1
	}
	sampled := make([]bool, len(a.records))
	for k, i := range a.sample {
		sampled[i] = true
		a.placeSampled(k, i)
	}
	space.Parallel(len(a.records), func(from, to int) {
		reader := reader{a: a, vector: make([]float32, a.taxonomy.Basis.dims())}
		for i := from; i < to && (i%256 != 0 || !a.stop()); i++ {
			reader.read(i, a.same[i] == i && !sampled[i])
		}
	})
	for i, first := range a.same {
		a.theme[i], a.score[i] = a.theme[first], a.score[first]
		a.readings[i].OutlierScore = a.readings[first].OutlierScore
	}
	a.honour()
}

func (a *analysis) placeSampled(k, i int) {
	a.readings[i].OutlierScore = max(0, math.Round(a.odd[k]*1e4)/1e4)
	if g := a.group[k]; g >= 0 {
		a.theme[i] = a.nodes[g]
		centroid := a.taxonomy.Themes[a.nodes[g]].Centroid
		a.score[i] = max(0, cosine(a.vectors.Row(k), centroid))
	}
}

// reader reads records one after the other with buffers of its own.
type reader struct {
	a      *analysis
	words  []string
	vector []float32
}

// read fills in the reading of record i, and its theme if it has to be placed.
func (r *reader) read(i int, place bool) {
	record, out := r.a.records[i], &r.a.readings[i]
	clean := token.Clean(record.Text)
	r.words = token.Words(r.words[:0], clean)
	d := read(r.words)
	clear(r.vector)
	example := linear.Example{Features: slices.Concat(d.chars, d.pairs)}
	if place {
		example.Dense = r.a.taxonomy.Basis.placeRead(d, r.vector)
		r.a.placeNearest(i, r.vector)
	} else {
		example.Dense = studentOf(d)
	}
	if out.Language = record.Lang; out.Language == "" {
		out.Language = language.Of(clean)
	}
	out.SentimentScore = sentiment.FromExample(clean, r.words, example)
	out.Sentiment = sentiment.Label(out.SentimentScore)
	out.Kind, out.KindConfidence = kind.FromExample(clean, r.words, example)
	if out.PII = pii.Find(record.Text, record.Author); out.PII == nil {
		out.PII = []pii.Span{}
	}
}

func studentOf(d document) []float32 {
	out := make([]float32, space.Student().Dims)
	space.Student().Add(d.chars, out)
	space.Student().Add(d.pairs, out)
	space.Normalise(out)
	return out
}

// placeNearest gives a record outside the sample the nearest theme.
func (a *analysis) placeNearest(i int, v []float32) {
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
