package text

import (
	"math"

	"github.com/throughlinehq/throughline/engine/text/space"
	"github.com/throughlinehq/throughline/engine/text/token"
)

// Sizes of the views that are fitted.
const (
	charDims = 128
	wordDims = 100
	termDims = 100
)

// Weights of the views in the fused graph and the fused vector.
const (
	charWeight    = 0.5
	wordWeight    = 0.5
	termWeight    = 0.25
	englishWeight = 0.5
	studentWeight = 1.2
	taughtWeight  = 0.4
	givenWeight   = 1.2

	// sharedWeight is that of the terms themselves, in the graph only.
	sharedWeight = 0.5
)

// Places of the views in Basis.views. That of the teacher is empty without one, the last is there
// only when vectors were handed in.
const (
	charView = iota
	wordView
	termView
	englishView
	studentView
	taughtView
	givenView
)

// Basis places texts in the fused vector space. Three of its views are fitted on a workspace's own
// records, two are shipped and know English only, one has a teacher, if there is any, and one takes
// vectors that were handed in.
type Basis struct {
	Chars *space.Table `json:"chars"` // character 3-5-grams, latent semantic
	Words *space.Table `json:"words"` // co-occurrence word vectors
	Terms *space.Table `json:"terms"` // stems and pairs of words, latent semantic

	// Taught is what the workspace's own n-grams learned of the teacher; nil without one.
	Taught *space.Table `json:"taught,omitempty"`

	Given int `json:"given,omitempty"` // numbers in a vector that is handed in, 0: there are none
}

// document is what the views need of a text.
type document struct {
	chars []space.Feature // character 3-5-grams
	pairs []space.Feature // words and pairs of words, stop words included
	terms []space.Feature // stems and pairs of words, stop words left out
	words []uint32        // in reading order
	grams []uint32        // the same, as the student knows them
	given []float32       // the vector that was handed in
}

const fewDocs = 300

func fitBasis(docs []document, seed uint64) *Basis {
	chars, terms := make([][]space.Feature, len(docs)), make([][]space.Feature, len(docs))
	words := make([][]uint32, len(docs))
	for i, d := range docs {
		chars[i], terms[i], words[i] = d.chars, d.terms, d.words
	}
	shrink := max(8, len(docs)/4) // few texts cannot tell many directions apart
	least := 3
	if len(docs) < fewDocs {
		least = 2
	}
	basis, fit := &Basis{}, space.Fit{MinDocs: least, Seed: seed}
	fits := []func(){
		func() {
			f := fit
			f.Dims, f.MaxTerms = min(charDims, shrink), 40000
			basis.Chars = space.Latent(chars, f)
		},
		func() {
			f := fit
			f.Dims, f.MaxTerms = min(wordDims, shrink), 12000
			basis.Words = space.Words(words, f)
		},
		func() {
			f := fit
			f.Dims, f.MaxTerms, f.MinDocs = min(termDims, shrink), 40000, 2
			basis.Terms = space.Latent(terms, f)
		},
	}
	space.Each(len(fits), func(k int) { fits[k]() })
	return basis
}

// view is the part of a fused vector that one space fills.
type view struct {
	from, to int
	weight   float64
}

func (b *Basis) views() []view {
	sizes := []int{b.Chars.Dims, b.Words.Dims, b.Terms.Dims, space.English().Dims,
		space.Student().Dims, 0}
	weights := []float64{charWeight, wordWeight, termWeight, englishWeight, studentWeight, 0,
		givenWeight}
	if b.Taught != nil {
		sizes[taughtView], weights[taughtView] = b.Taught.Dims, taughtWeight
	}
	if b.Given > 0 {
		sizes = append(sizes, b.Given)
	}
	out, at := make([]view, len(sizes)), 0
	for k, size := range sizes {
		out[k] = view{at, at + size, weights[k]}
		at += size
	}
	return out
}

func (b *Basis) dims() int {
	views := b.views()
	return views[len(views)-1].to
}

// embed fills out, of length dims, with the vectors of the single views, each of length one (or
// zero where the view knows nothing).
func (b *Basis) embed(d document, out []float32) {
	views := b.views()
	words := counted(d.words)
	b.Chars.Add(d.chars, views[charView].of(out))
	b.Words.Add(words, views[wordView].of(out))
	b.Terms.Add(d.terms, views[termView].of(out))
	space.English().Add(words, views[englishView].of(out))
	for _, features := range [][]space.Feature{d.chars, d.pairs} {
		space.Student().Add(features, views[studentView].of(out))
		b.addTaught(features, views[taughtView].of(out))
	}
	if b.Given > 0 {
		point(views[givenView].of(out), d.given)
	}
	for _, v := range views {
		space.Normalise(v.of(out))
	}
}

func (b *Basis) addTaught(features []space.Feature, out []float32) {
	if b.Taught != nil {
		b.Taught.Add(features, out)
	}
}

func (v view) of(vector []float32) []float32 { return vector[v.from:v.to] }

// trust is how much the English table and the student know of a text: the share of its words that
// they hold, rare words counting most.
type trust struct{ english, student float64 }

// in is how much a view counts for a text.
func (t trust) in(view int) float64 {
	switch view {
	case englishView, taughtView:
		return t.english
	case studentView:
		return t.student
	}
	return 1
}

// shares is the trust where so much of what counts is known: the squared shares, rounded, so that
// the last bits do not decide.
func shares(english, student, all float64) trust {
	if all == 0 {
		return trust{}
	}
	squared := func(known float64) float64 { return math.Round(known/all*known/all*1e4) / 1e4 }
	return trust{squared(english), squared(student)}
}

func (b *Basis) trust(d document) trust {
	english, student, all := 0.0, 0.0, 0.0
	for k, word := range d.words {
		weight := b.Words.WeightOf(word)
		all += weight
		if space.English().Has(word) {
			english += weight
		}
		if space.Student().Has(d.grams[k]) {
			student += weight
		}
	}
	return shares(english, student, all)
}

func (b *Basis) trusts(docs []document) []trust {
	out := make([]trust, len(docs))
	space.Each(len(docs), func(i int) { out[i] = b.trust(docs[i]) })
	return out
}

// place returns the fused vector of a piece of the record, in out, which must be zero.
func (b *Basis) place(r Record, out []float32) {
	const few = 256 // a text may say the same word again and again
	l := newLexicon(b, make(lexemes, few))
	said := l.take(token.Words(nil, token.Clean(r.Text)))
	l.embed(said, r.Vector, out)
	fuse(out, l.views, said.trust())
}

func counted(words []uint32) []space.Feature {
	hashes := make([]uint64, len(words))
	for i, w := range words {
		hashes[i] = uint64(w) << 32
	}
	return space.Features(hashes)
}

// ready prepares a stored basis; it reports whether all of it is there.
func (b *Basis) ready() bool {
	if b == nil || b.Chars == nil || b.Words == nil || b.Terms == nil ||
		b.Given < 0 || b.Given > mostGiven {
		return false
	}
	for _, t := range []*space.Table{b.Chars, b.Words, b.Terms} {
		if !t.Ready() {
			return false
		}
	}
	return b.Taught == nil || b.Taught.Ready()
}
