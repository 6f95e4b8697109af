package text

import (
	"math"

	"github.com/throughlinehq/throughline/engine/text/kind"
	"github.com/throughlinehq/throughline/engine/text/language"
	"github.com/throughlinehq/throughline/engine/text/pii"
	"github.com/throughlinehq/throughline/engine/text/sentiment"
	"github.com/throughlinehq/throughline/engine/text/space"
	"github.com/throughlinehq/throughline/engine/text/token"
)

// verdict is where a record or one of its pieces belongs.
type verdict struct {
	theme int     // index in taxonomy.Themes, -1 none
	score float64 // cosine to the theme
	odd   float64 // 0 central, 1 like nothing else
}

// nowhere is the verdict on what has not been looked at.
var nowhere = verdict{theme: -1, odd: 1}

// said is a record that was read.
type said struct {
	Reading
	verdict
	units []verdict // of a record of several pieces
}

// reader reads records one after the other with buffers of its own.
type reader struct {
	a        *analysis
	words    []string
	vector   []float32
	given    []float32   // the vector of the record, nil when it is cut
	whole    space.Whole // the vector in one row
	dots     []int32     // with the centroids of the live themes
	lexicon  *lexicon
	kinds    *kind.Reader
	feelings *sentiment.Reader
	language language.Guesser
	sums     []int32
}

func (a *analysis) newReader(kept lexemes) *reader {
	return &reader{a: a, vector: make([]float32, a.taxonomy.Basis.dims()),
		whole: space.NewWhole(1, a.centroids.Cols), dots: make([]int32, len(a.live)),
		lexicon: newLexicon(a.taxonomy.Basis, kept), kinds: kind.NewReader(),
		feelings: sentiment.NewReader()}
}

// findLive collects the themes that take records, with their centroids.
func (a *analysis) findLive() {
	dims := a.taxonomy.Basis.dims()
	for t := range a.taxonomy.Themes {
		if node := &a.taxonomy.Themes[t]; node.live() && len(node.Centroid) == dims {
			a.live = append(a.live, t)
		}
	}
	a.centroids = space.NewWhole(len(a.live), dims)
	for k, t := range a.live {
		a.centroids.Set(k, a.taxonomy.Themes[t].Centroid)
	}
}

// read tells what record i says by itself and which theme it is nearest to.
func (r *reader) read(i int, record Record) said {
	out := said{verdict: nowhere}
	out.ID, out.Language = record.ID, record.Lang
	out.Cut = len(record.Text) > token.MaxBytes
	clean := token.Clean(record.Text)
	if out.PII = pii.Find(record.Text, record.Author); out.PII == nil {
		out.PII = []pii.Span{}
	}
	parts := pieces(record.Text)
	var said *saying
	var student []float32
	if r.given = nil; len(parts) == 1 {
		r.given = record.Vector
		said, student = r.piece(place{int32(i), 0}, clean, &out.verdict)
		out.SentimentScore = r.feeling(clean, said, student)
	} else {
		r.units(i, parts, &out)
		said, student = r.take(clean)
	}
	out.Kind, out.KindConfidence = r.kind(clean, said, student)
	if out.Language == "" {
		out.Language = r.tongue(clean, said)
	}
	out.Sentiment = sentiment.Label(out.SentimentScore)
	return out
}

// tongue returns the language of a text that was taken apart.
func (r *reader) tongue(clean string, said *saying) string {
	if !language.Simple(clean) {
		return r.language.Of(clean)
	}
	r.sums = r.sums[:0]
	for _, x := range said.distinct {
		if x.cut {
			return r.language.Of(clean)
		}
		if len(r.sums) == 0 {
			r.sums = append(r.sums, make([]int32, len(x.tongue))...)
		}
		sums, times := r.sums[:len(x.tongue)], x.times
		for k, weight := range x.tongue {
			sums[k] += weight * times
		}
	}
	return language.Likeliest(r.sums)
}

// units reads the pieces of a longer record. The record belongs where most of its words do and
// feels as its words do on average.
func (r *reader) units(i int, parts []string, out *said) {
	weight := map[int]float64{}
	total := 0.0
	for part, text := range parts {
		v := nowhere
		said, student := r.piece(place{int32(i), int32(part)}, text, &v)
		unit := Unit{Text: text, SentimentScore: r.feeling(text, said, student)}
		unit.Sentiment = sentiment.Label(unit.SentimentScore)
		out.Units, out.units = append(out.Units, unit), append(out.units, v)
		n := float64(len(r.words))
		out.SentimentScore += n * unit.SentimentScore
		total += n
		out.odd = min(out.odd, v.odd)
		if v.theme >= 0 {
			weight[v.theme] += n * v.score
		}
	}
	out.SentimentScore = round4(out.SentimentScore / max(1, total))
	for _, v := range out.units {
		switch {
		case v.theme < 0:
		case out.theme < 0 || weight[v.theme] > weight[out.theme]:
			out.theme, out.score = v.theme, v.score
		case v.theme == out.theme:
			out.score = max(out.score, v.score)
		}
	}
}

// piece reads one piece, whose words it leaves in r.words, and says where it belongs: a piece of
// the sample where its group does, any other to the nearest theme that accepts it.
func (r *reader) piece(at place, clean string, v *verdict) (*saying, []float32) {
	said, student := r.take(clean)
	k, sampled := r.a.sampled[at]
	switch {
	case sampled:
		*v = r.a.sampledVerdict(k)
	case r.a.twins.Same(int(at.record)) == int(at.record): // else the first of equal texts speaks
		fuse(r.vector, r.lexicon.views, said.trust())
		*v = r.nearestTheme()
	}
	return said, student
}

// take takes a text apart and embeds it; what the student made of it is valid until the next.
func (r *reader) take(clean string) (*saying, []float32) {
	r.words = token.Words(r.words[:0], clean)
	said := r.lexicon.take(r.words)
	clear(r.vector)
	r.lexicon.embed(said, r.given, r.vector)
	return said, r.lexicon.student(r.vector)
}

func (r *reader) kind(clean string, said *saying, student []float32) (string, float64) {
	for _, x := range said.distinct {
		r.kinds.Add(&x.kind, x.times)
	}
	r.kinds.AddFeatures(said.pairs)
	return r.kinds.Of(clean, len(said.words), student)
}

func (r *reader) feeling(clean string, said *saying, student []float32) float64 {
	for _, x := range said.distinct {
		r.feelings.Add(&x.feel, x.times)
	}
	for _, x := range said.words {
		r.feelings.AddWord(x.mood)
	}
	r.feelings.AddFeatures(said.pairs)
	return r.feelings.Score(clean, student)
}

func (a *analysis) sampledVerdict(k int) verdict {
	v := verdict{theme: -1, odd: max(0, round4(a.odd[k]))}
	if g := a.group[k]; g >= 0 {
		v.theme = a.nodes[g]
		centroid := a.taxonomy.Themes[v.theme].Centroid
		v.score = max(0, a.taxonomy.Basis.cosine(a.vectors.Row(k), centroid))
	}
	return v
}

// nearestTheme is the verdict on a vector by the nearest theme, if that accepts it.
func (r *reader) nearestTheme() verdict {
	a := r.a
	best, score := -1, 0.0
	r.whole.Set(0, r.vector)
	a.centroids.Dots(r.dots, r.whole.Row(0), 0)
	for k, t := range a.live {
		s := cosineOf(r.dots[k])
		if a.taxonomy.Basis.Given > 0 {
			s = a.taxonomy.Basis.cosine(r.vector, a.taxonomy.Themes[t].Centroid)
		}
		if best < 0 || s > score {
			best, score = t, s
		}
	}
	v := verdict{theme: -1, odd: max(0, round4(1-score))}
	if best >= 0 && (a.o.Themes > 0 || score >= a.taxonomy.Themes[best].Accept) {
		v.theme, v.score = best, max(0, score)
	}
	return v
}

func round4(x float64) float64 { return math.Round(x*1e4) / 1e4 }
