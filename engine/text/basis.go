package text

import (
	"math"

	"github.com/throughlinehq/throughline/engine/text/space"
	"github.com/throughlinehq/throughline/engine/text/token"
)

// Sizes and weights of the views.
const (
	charDims   = 128
	wordDims   = 100
	charWeight = 0.5
	wordWeight = 0.5
)

// Basis places texts in the fused vector space that was fitted on a workspace's own records.
type Basis struct {
	Chars *space.Table `json:"chars"` // character 3-5-grams, latent semantic
	Words *space.Table `json:"words"` // co-occurrence word vectors
}

// document is what the views need of a text.
type document struct {
	chars []space.Feature
	words []uint32
}

func read(words []string) document {
	d := document{chars: space.Features(token.Grams(nil, words, 3, 5))}
	d.words = make([]uint32, len(words))
	for i, word := range words {
		d.words[i] = uint32(token.Hash(word) >> 32)
	}
	return d
}

func fitBasis(docs []document, seed uint64) *Basis {
	fit := space.Fit{MinDocs: 3, MaxTerms: 40000, Seed: seed}
	if len(docs) < 300 {
		fit.MinDocs = 2
	}
	chars := make([][]space.Feature, len(docs))
	words := make([][]uint32, len(docs))
	for i, d := range docs {
		chars[i], words[i] = d.chars, d.words
	}
	b := &Basis{}
	shrink := max(8, len(docs)/4) // few texts cannot tell many directions apart
	fit.Dims = min(charDims, shrink)
	b.Chars = space.Latent(chars, fit)
	fit.Dims, fit.MaxTerms = min(wordDims, shrink), 12000
	b.Words = space.Words(words, fit)
	return b
}

func (b *Basis) dims() int { return b.Chars.Dims + b.Words.Dims }

// embed fills out, of length dims, with the fused unit vector of a document and returns the parts
// of the single views, each of length one (or zero where the view knows nothing).
func (b *Basis) embed(d document, out []float32) (chars, words []float32) {
	chars, words = out[:b.Chars.Dims], out[b.Chars.Dims:]
	b.Chars.Embed(d.chars, chars)
	b.Words.Embed(counted(d.words), words)
	return chars, words
}

// fuse weighs the parts of an embedded vector.
func (b *Basis) fuse(v []float32) {
	scale(v[:b.Chars.Dims], float32(math.Sqrt(charWeight)))
	scale(v[b.Chars.Dims:], float32(math.Sqrt(wordWeight)))
	space.Normalise(v)
}

func scale(v []float32, by float32) {
	for i := range v {
		v[i] *= by
	}
}

func counted(words []uint32) []space.Feature {
	hashes := make([]uint64, len(words))
	for i, w := range words {
		hashes[i] = uint64(w) << 32
	}
	return space.Features(hashes)
}
