package text

import (
	"strings"
	"sync/atomic"

	"github.com/kljensen/snowball/english"

	"github.com/throughlinehq/throughline/engine/text/kind"
	"github.com/throughlinehq/throughline/engine/text/language"
	"github.com/throughlinehq/throughline/engine/text/linear"
	"github.com/throughlinehq/throughline/engine/text/sentiment"
	"github.com/throughlinehq/throughline/engine/text/space"
	"github.com/throughlinehq/throughline/engine/text/token"
)

// mostLexemes is how many words the readers of an analysis keep between them, some forty megabytes.
const mostLexemes = 1 << 14

// lexeme is what the engine knows of a word whatever stands around it, which does not change.
type lexeme struct {
	word       string
	hash, stem uint64
	stop       bool
	vector     []float32 // its part in an embedded text before the views are brought to length one
	rarity     float64   // how much it counts for Basis.trust
	english    bool      // the English table holds it
	mood       sentiment.Word
	kind, feel linear.Part // of the models of kinds and of sentiment
	tongue     []int32     // what it says for every language, nil without letters
	cut        bool        // it may be longer than what is left of it

	recent atomic.Bool // it was met since its set of lexemes was last full
}

// lexemes keeps what is known of words, since a few thousand make up most of what people say.
// Several lexicons may use it at once: whoever makes a lexeme, it is the same.
type lexemes []atomic.Pointer[lexeme]

// ways is how many words with the same last bits of their hashes are kept.
const ways = 4

// of returns the lexeme of a word. In a full set it takes the place of one that was not met lately.
func (l lexemes) of(word string, basis *Basis) *lexeme {
	hash := token.Hash(word)
	at := int(hash) & (len(l)/ways - 1) * ways
	set, free := l[at:at+ways], -1
	for k := range set {
		x := set[k].Load()
		switch {
		case x != nil && x.hash == hash && x.word == word:
			if !x.recent.Load() {
				x.recent.Store(true)
			}
			return x
		case x == nil || !x.recent.Load():
			free = k
		}
	}
	if free < 0 {
		for k := range set {
			set[k].Load().recent.Store(false)
		}
		free = int(hash>>32) % ways
	}
	x := newLexeme(strings.Clone(word), hash, basis)
	set[free].Store(x)
	return x
}

// lexicon takes texts apart. It is not safe for use by several goroutines at once.
type lexicon struct {
	basis *Basis // nil before there is one
	views []view
	kept  lexemes

	said     saying
	imitated []float32
}

func newLexicon(basis *Basis, kept lexemes) *lexicon {
	l := &lexicon{basis: basis, kept: kept}
	if basis != nil {
		l.views = basis.views()
	}
	return l
}

func newLexeme(word string, hash uint64, basis *Basis) *lexeme {
	x := &lexeme{word: word, hash: hash, stop: token.Stop(word)}
	if !x.stop {
		x.stem = token.Hash(english.Stem(word, false))
	}
	if basis == nil {
		return x
	}
	features := space.StudentFeatures([]string{word})
	x.kind, x.feel = kind.Part(features), sentiment.Part(features)
	x.mood = sentiment.Look(word)
	x.tongue, x.cut = language.Weights(word), len(word) >= token.MaxWordRunes
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

// read takes a text apart for the views.
func (l *lexicon) read(words []string) document {
	hashes := token.Grams(nil, words, 3, 5)
	d := document{chars: space.Features(hashes)}
	d.pairs = space.Features(space.WordGrams(hashes[:0], words))
	hashes = hashes[:0]
	previous := uint64(0) // 0 after a stop word
	for _, word := range words {
		x := l.kept.of(word, l.basis)
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
