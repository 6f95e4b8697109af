package text

import (
	"slices"
	"strings"

	"github.com/kljensen/snowball/english"

	"github.com/throughlinehq/throughline/engine/text/space"
	"github.com/throughlinehq/throughline/engine/text/token"
)

// mostLexemes bounds a lexicon to some ten megabytes; the common words come first in any source.
const mostLexemes = 8192

// lexeme is what the engine knows of a word whatever stands around it.
type lexeme struct {
	hash, stem uint64
	stop       bool
	spelled    []float32 // sum of its n-grams in the views of characters and of the student
}

// lexicon keeps lexemes, since a few thousand words make up most of what people say. It is not
// safe for use by several goroutines at once.
type lexicon struct {
	basis  *Basis // nil before there is one
	known  map[string]*lexeme
	sorted []string
	hashes []uint64
	last   document
}

func newLexicon(basis *Basis) *lexicon {
	return &lexicon{basis: basis, known: map[string]*lexeme{}}
}

func (l *lexicon) of(word string) *lexeme {
	if x := l.known[word]; x != nil {
		return x
	}
	x := &lexeme{hash: token.Hash(word), stop: token.Stop(word)}
	if !x.stop {
		x.stem = token.Hash(english.Stem(word, false))
	}
	if l.basis != nil {
		x.spelled = l.basis.spell(word)
	}
	if len(l.known) < mostLexemes {
		l.known[strings.Clone(word)] = x
	}
	return x
}

// spell sums the vectors of the word's character n-grams: first the view of characters, then the
// student's and the teacher's.
func (b *Basis) spell(word string) []float32 {
	grams := space.Features(token.Grams(nil, []string{word}, 3, 5))
	chars, student := b.Chars.Dims, b.Chars.Dims+space.Student().Dims
	taught := b.views()[taughtView]
	out := make([]float32, student+taught.to-taught.from)
	b.Chars.Add(grams, out[:chars])
	space.Student().Add(grams, out[chars:student])
	b.addTaught(grams, out[student:])
	return out
}

// embed is Basis.embed from the sums of whole words. It differs where two words share an n-gram,
// whose repetition is not dampened then: far too little to change where a text belongs.
func (l *lexicon) embed(d document, out []float32) {
	views := l.basis.views()
	chars, student := views[charView].of(out), views[studentView].of(out)
	taught := views[taughtView].of(out)
	l.sorted = append(l.sorted[:0], d.said...)
	slices.Sort(l.sorted)
	for from := 0; from < len(l.sorted); {
		to := from + 1
		for to < len(l.sorted) && l.sorted[to] == l.sorted[from] {
			to++
		}
		spelled := l.of(l.sorted[from]).spelled
		weight := space.Dampen(int32(to - from))
		space.AddScaled(chars, weight, spelled[:len(chars)])
		space.AddScaled(student, weight, spelled[len(chars):len(chars)+len(student)])
		space.AddScaled(taught, weight, spelled[len(chars)+len(student):])
		from = to
	}
	l.basis.finish(d, out)
}

// place places a text that was read in out, which must be zero; it returns what the student made
// of the text.
func (l *lexicon) place(d document, out []float32) []float32 {
	l.embed(d, out)
	views := l.basis.views()
	student := slices.Clone(views[studentView].of(out))
	l.basis.fuse(out, l.basis.trust(d.words))
	return student
}

// read takes a text apart for the views. The words must stay as they are while the document is in
// use.
func (l *lexicon) read(words []string) document { return l.readInto(&document{}, words) }

// readAgain is read for a document that is used before the next text is read.
func (l *lexicon) readAgain(words []string) document { return l.readInto(&l.last, words) }

// readInto uses the memory of a document that nobody needs any more.
func (l *lexicon) readInto(d *document, words []string) document {
	l.hashes = token.Grams(l.hashes[:0], words, 3, 5)
	d.chars = space.AppendFeatures(d.chars[:0], l.hashes)
	l.hashes = space.WordGrams(l.hashes[:0], words)
	d.pairs = space.AppendFeatures(d.pairs[:0], l.hashes)
	d.said, d.words, l.hashes = words, d.words[:0], l.hashes[:0]
	previous := uint64(0) // 0 after a stop word
	for _, word := range words {
		x := l.of(word)
		d.words = append(d.words, uint32(x.hash>>32))
		if x.stop {
			previous = 0
			continue
		}
		l.hashes = append(l.hashes, x.stem)
		if previous != 0 {
			l.hashes = append(l.hashes, token.Mix(previous^token.Mix(x.hash)))
		}
		previous = x.hash
	}
	d.terms = space.AppendFeatures(d.terms[:0], l.hashes)
	return *d
}
