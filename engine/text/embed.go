package text

import (
	"math"

	"github.com/throughlinehq/throughline/engine/text/space"
)

// saying is a piece as a lexicon takes it apart: its words, and which stand side by side.
type saying struct {
	words    []*lexeme // in reading order
	distinct []spoken  // in the order of their first occurrence
	pairs    []space.Feature
	terms    []space.Feature // pairs without a stop word

	hashes []uint64
}

// spoken is a word with how often it is said.
type spoken struct {
	*lexeme
	hash  uint64
	times int32
}

// take takes a piece apart; the saying is valid until the next.
func (l *lexicon) take(words []string) *saying {
	s := &l.said
	s.words, s.distinct = s.words[:0], s.distinct[:0]
	for _, word := range words {
		x := l.of(word)
		s.words = append(s.words, x)
		s.count(x)
	}
	s.pairs = s.neighbours(s.pairs[:0], func(a, b *lexeme) (uint64, bool) {
		return space.WordPair(a.hash, b.hash), true
	})
	s.terms = s.neighbours(s.terms[:0], func(a, b *lexeme) (uint64, bool) {
		return termPair(a.hash, b.hash), !a.stop && !b.stop
	})
	return s
}

func (s *saying) count(x *lexeme) {
	for k := range s.distinct {
		if s.distinct[k].hash == x.hash {
			s.distinct[k].times++
			return
		}
	}
	s.distinct = append(s.distinct, spoken{x, x.hash, 1})
}

// neighbours appends the features of the words side by side that are wanted.
func (s *saying) neighbours(dst []space.Feature,
	pair func(a, b *lexeme) (hash uint64, wanted bool)) []space.Feature {
	s.hashes = s.hashes[:0]
	for k := 1; k < len(s.words); k++ {
		if h, wanted := pair(s.words[k-1], s.words[k]); wanted {
			s.hashes = append(s.hashes, h)
		}
	}
	return space.AppendFeatures(dst, s.hashes)
}

// embed is Basis.embed from the sums of whole words, without bringing the views to length one. It
// differs where two words share an n-gram or a stem, whose repetition is not dampened then: far too
// little to change where a text belongs.
func (l *lexicon) embed(s *saying, given, out []float32) {
	for _, x := range s.distinct {
		for _, r := range x.vector {
			space.AddScaled(out[r.from:r.from+len(r.numbers)], space.Dampen(x.times), r.numbers)
		}
	}
	l.basis.Terms.Add(s.terms, l.views[termView].of(out))
	space.Student().Add(s.pairs, l.views[studentView].of(out))
	l.basis.addTaught(s.pairs, l.views[taughtView].of(out))
	if l.basis.Given > 0 {
		point(l.views[givenView].of(out), given)
	}
}

// student is what the student made of an embedded piece.
func (l *lexicon) student(out []float32) []float32 {
	l.imitated = append(l.imitated[:0], l.views[studentView].of(out)...)
	space.Normalise(l.imitated)
	return l.imitated
}

// trust is Basis.trust of what is said.
func (s *saying) trust() trust {
	english, student, all := 0.0, 0.0, 0.0
	for _, x := range s.words {
		all += x.rarity
		if x.english {
			english += x.rarity
		}
		if x.learned {
			student += x.rarity
		}
	}
	return shares(english, student, all)
}

// fuse weighs the views of an embedded vector, each as if it were of length one, and makes the
// vector whole.
func fuse(v []float32, views []view, t trust) {
	const most = givenView + 1
	var lengths, weights [most]float64
	total := 0.0
	for k, part := range views {
		weights[k] = part.weight * t.in(k)
		if lengths[k] = space.Length(part.of(v)); lengths[k] > 0 {
			total += weights[k]
		}
	}
	for k, part := range views {
		if lengths[k] > 0 && total > 0 {
			space.WholePart(part.of(v), math.Sqrt(weights[k]/total)/lengths[k])
		}
	}
}
