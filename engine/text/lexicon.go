package text

import (
	"strings"

	"github.com/kljensen/snowball/english"

	"github.com/throughlinehq/throughline/engine/text/kind"
	"github.com/throughlinehq/throughline/engine/text/sentiment"
	"github.com/throughlinehq/throughline/engine/text/space"
	"github.com/throughlinehq/throughline/engine/text/token"
)

// What lexicons keep, which bounds each to some megabytes.
const (
	mostCommon = 6144 // words of the sample, which all readers share
	mostOwn    = 2048 // words that a reader met besides
)

// lexeme is what the engine knows of a word whatever stands around it. It does not change.
type lexeme struct {
	hash, stem uint64
	stop       bool
	vector     []float32 // its part in an embedded text before the views are brought to length one
	rarity     float64   // how much it counts for Basis.trust
	english    bool      // the English table holds it
	mood       sentiment.Word
	kind, feel []int32 // columns of its features in the models of kinds and of sentiment
}

// lexicon keeps lexemes, since a few thousand words make up most of what people say. It is not
// safe for use by several goroutines at once.
type lexicon struct {
	basis  *Basis // nil before there is one
	views  []view
	common map[string]*lexeme
	own    map[string]*lexeme

	said     saying
	imitated []float32
}

func newLexicon(basis *Basis) *lexicon {
	l := &lexicon{basis: basis, own: map[string]*lexeme{}}
	if basis != nil {
		l.views = basis.views()
	}
	return l
}

// commonWords are the lexemes of the sample's most common words.
func (a *analysis) commonWords() map[string]*lexeme {
	count := map[string]int{}
	for _, d := range a.docs {
		for _, word := range d.said {
			count[word]++
		}
	}
	words := mostCounted(count, mostCommon)
	made := make([]*lexeme, len(words))
	space.Each(len(words), func(k int) { made[k] = newLexeme(words[k], a.taxonomy.Basis) })
	out := make(map[string]*lexeme, len(words))
	for k, word := range words {
		out[word] = made[k]
	}
	return out
}

func (l *lexicon) of(word string) *lexeme {
	if x := l.common[word]; x != nil {
		return x
	}
	if x := l.own[word]; x != nil {
		return x
	}
	if len(l.own) == mostOwn {
		clear(l.own) // what is in use now will be met again
	}
	x := newLexeme(word, l.basis)
	l.own[strings.Clone(word)] = x
	return x
}

func newLexeme(word string, basis *Basis) *lexeme {
	x := &lexeme{hash: token.Hash(word), stop: token.Stop(word)}
	if !x.stop {
		x.stem = token.Hash(english.Stem(word, false))
	}
	if basis == nil {
		return x
	}
	features := space.StudentFeatures([]string{word})
	x.kind, x.feel = kind.Columns().Known(features), sentiment.Columns().Known(features)
	x.mood = sentiment.Look(word)
	key := x.key()
	x.rarity, x.english = basis.Words.WeightOf(key), space.English().Has(key)
	x.vector = make([]float32, basis.dims()-basis.Given)
	views := basis.views()
	itself := []space.Feature{{Key: key, Count: 1}}
	basis.Chars.Add(features, views[charView].of(x.vector))
	basis.Words.Add(itself, views[wordView].of(x.vector))
	space.English().Add(itself, views[englishView].of(x.vector))
	space.Student().Add(features, views[studentView].of(x.vector))
	basis.addTaught(features, views[taughtView].of(x.vector))
	if !x.stop {
		stem := []space.Feature{{Key: uint32(x.stem >> 32), Count: 1}}
		basis.Terms.Add(stem, views[termView].of(x.vector))
	}
	return x
}

// key is the word among the words of a document.
func (x *lexeme) key() uint32 { return uint32(x.hash >> 32) }

// read takes a text apart for the views. The words must stay as they are while the document is in
// use.
func (l *lexicon) read(words []string) document {
	hashes := token.Grams(nil, words, 3, 5)
	d := document{chars: space.Features(hashes), said: words}
	d.pairs = space.Features(space.WordGrams(hashes[:0], words))
	hashes = hashes[:0]
	previous := uint64(0) // 0 after a stop word
	for _, word := range words {
		x := l.of(word)
		d.words = append(d.words, x.key())
		if x.stop {
			previous = 0
			continue
		}
		hashes = append(hashes, x.stem)
		if previous != 0 {
			hashes = append(hashes, termPair(previous, x.hash))
		}
		previous = x.hash
	}
	d.terms = space.Features(hashes)
	return d
}

// termPair is the hash of two neighbouring words that are no stop words.
func termPair(before, after uint64) uint64 { return token.Mix(before ^ token.Mix(after)) }
