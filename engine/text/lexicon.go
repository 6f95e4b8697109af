package text

import (
	"slices"
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

// mostLexemes is how many words the readers of an analysis keep between them, some fifty megabytes.
const mostLexemes = 1 << 15

// lexeme is what the engine knows of a word whatever stands around it, which does not change.
type lexeme struct {
	word       string
	hash, stem uint64
	stop       bool
	vector     []run   // its part in an embedded text before the views are brought to length one
	rarity     float64 // how much it counts for Basis.trust
	english    bool    // the English table holds it
	learned    bool    // the student was taught it
	mood       sentiment.Word
	kind, feel linear.Part // of the models of kinds and of sentiment
	tongue     []int32     // what it says for every language, nil without letters
	cut        bool        // it may be longer than what is left of it

	recent atomic.Bool // it was met since its set of lexemes was last full
}

// run is some views of a vector, those that are zero left out: of a rare word most are.
type run struct {
	from    int // its place in the vector
	numbers []float32
}

// runs copies the views of a vector that are not zero.
func runs(views []view, vector []float32) []run {
	var out []run
	for k := 0; k < len(views); k++ {
		from, to := views[k].from, views[k].from
		for k < len(views) && slices.ContainsFunc(views[k].of(vector), notZero) {
			to = views[k].to
			k++
		}
		if to > from {
			out = append(out, run{from, slices.Clone(vector[from:to])})
		}
	}
	return out
}

func notZero(x float32) bool { return x != 0 }

// lexemes keeps what is known of words, since a few thousand make up most of what people say.
// Several lexicons may use it at once: whoever makes a lexeme, it is the same.
type lexemes []kept

// kept is a lexeme behind its hash, so that a set of them is searched within a line of memory.
// While one takes the place of another, the two may not fit together.
type kept struct {
	hash   atomic.Uint64
	lexeme atomic.Pointer[lexeme]
}

// ways is how many words with the same last bits of their hashes are kept.
const ways = 4

// find returns the lexeme of a word, nil when it is not kept, and the set that it belongs to.
func (l lexemes) find(word string, hash uint64) (*lexeme, []kept) {
	at := int(hash) & (len(l)/ways - 1) * ways
	set := l[at : at+ways]
	for k := range set {
		if set[k].hash.Load() != hash {
			continue
		}
		if x := set[k].lexeme.Load(); x != nil && x.hash == hash && x.word == word {
			if !x.recent.Load() {
				x.recent.Store(true)
			}
			return x, set
		}
	}
	return nil, set
}

// keep puts a lexeme into its set. In a full one it takes the place of one that was not met lately.
func (x *lexeme) keep(set []kept) {
	free := -1
	for k := range set {
		if y := set[k].lexeme.Load(); y == nil || !y.recent.Load() {
			free = k
		}
	}
	if free < 0 {
		for k := range set {
			set[k].lexeme.Load().recent.Store(false)
		}
		free = int(x.hash>>32) % ways
	}
	set[free].hash.Store(x.hash)
	set[free].lexeme.Store(x)
}

// lexicon takes texts apart. It is not safe for use by several goroutines at once.
type lexicon struct {
	basis *Basis // nil before there is one
	views []view
	kept  lexemes

	said     saying
	imitated []float32
	room     []float32 // for the vector of a word
}

func newLexicon(basis *Basis, kept lexemes) *lexicon {
	l := &lexicon{basis: basis, kept: kept}
	if basis != nil {
		l.views = basis.views()
		l.room = make([]float32, basis.dims())
	}
	return l
}

// of returns the lexeme of a word.
func (l *lexicon) of(word string) *lexeme {
	hash := token.Hash(word)
	x, set := l.kept.find(word, hash)
	if x == nil {
		x = l.newLexeme(strings.Clone(word), hash)
		x.keep(set)
	}
	return x
}

func (l *lexicon) newLexeme(word string, hash uint64) *lexeme {
	x := &lexeme{word: word, hash: hash, stop: token.Stop(word)}
	if !x.stop {
		x.stem = token.Hash(english.Stem(word, false))
	}
	if l.basis == nil {
		return x
	}
	features := space.StudentFeatures([]string{word})
	x.kind, x.feel = kind.Part(features), sentiment.Part(features)
	x.mood = sentiment.Look(word)
	x.tongue, x.cut = language.Weights(word), len(word) >= token.MaxWordRunes
	x.rarity, x.english = l.basis.Words.WeightOf(x.key()), space.English().Has(x.key())
	x.learned = space.Student().Has(space.WordKey(hash))
	clear(l.room)
	l.place(x, features)
	x.vector = runs(l.views, l.room)
	return x
}

// place adds up what the views make of a word, in l.room.
func (l *lexicon) place(x *lexeme, features []space.Feature) {
	itself := []space.Feature{{Key: x.key(), Count: 1}}
	l.basis.Chars.Add(features, l.views[charView].of(l.room))
	l.basis.Words.Add(itself, l.views[wordView].of(l.room))
	space.English().Add(itself, l.views[englishView].of(l.room))
	space.Student().Add(features, l.views[studentView].of(l.room))
	l.basis.addTaught(features, l.views[taughtView].of(l.room))
	if !x.stop {
		stem := []space.Feature{{Key: uint32(x.stem >> 32), Count: 1}}
		l.basis.Terms.Add(stem, l.views[termView].of(l.room))
	}
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
		x := l.of(word)
		d.words, d.grams = append(d.words, x.key()), append(d.grams, space.WordKey(x.hash))
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
