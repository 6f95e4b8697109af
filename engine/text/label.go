package text

import (
	"cmp"
	"math"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/kljensen/snowball/english"

	"github.com/throughlinehq/throughline/engine/text/language"
	"github.com/throughlinehq/throughline/engine/text/token"
)

const (
	labelDocs    = 500  // records of a theme that are read for its label
	keywordMost  = 8    // keywords of a theme
	longerBonus  = 0.35 // per word beyond the first
	leastRare    = 0.01 // share of the rarity that even a word of everybody has
	leftOfThing  = 0.3  // of the score of a word for the thing itself
	leftOfHollow = 0.5  // of the score of a word that hangs on others
	fullerShare  = 0.3  // of a word's records that make a phrase around it stand for the word
	coverage     = 0.7  // of a theme's records that make one phrase enough for a label
)

// labeller counts phrases over the sample.
type labeller struct {
	stems  map[string]string
	spread map[uint64]int // records that hold a phrase
	docs   int

	guesser language.Guesser
}

func newLabeller(texts [][]string) *labeller {
	l := &labeller{stems: map[string]string{}, spread: map[uint64]int{}, docs: len(texts)}
	for _, words := range texts {
		for _, p := range l.phrases(words) {
			l.spread[p.key]++
		}
	}
	return l
}

// ranked is a phrase with how typical it is for a group.
type ranked struct {
	phrase
	docs  int
	score float64
}

// heard is a phrase with how many texts of a group hold it.
type heard struct {
	phrase
	docs     int
	surfaces map[string]int
}

// count counts the phrases of a group.
func (l *labeller) count(texts [][]string) map[uint64]*heard {
	tallies := map[uint64]*heard{}
	for _, words := range texts {
		for _, p := range l.phrases(words) {
			t := tallies[p.key]
			if t == nil {
				t = &heard{phrase: p, surfaces: map[string]int{}}
				tallies[p.key] = t
			}
			t.docs++
			t.surfaces[p.surface]++
		}
	}
	return tallies
}

// typical returns the phrases typical for a group of texts, best first (class-based TF-IDF); those
// that only one of several texts holds count where there are no others.
func (l *labeller) typical(texts [][]string) []ranked {
	tallies, tongue := l.count(texts), l.tongueOf(texts)
	list := l.rank(tallies, tongue, len(texts), min(2, len(texts)))
	if len(list) == 0 {
		list = l.rank(tallies, tongue, len(texts), 1)
	}
	return list
}

// rank orders the phrases that at least so many of a group's texts hold.
func (l *labeller) rank(tallies map[uint64]*heard, tongue string, size, least int) []ranked {
	out, cut := make([]ranked, 0, len(tallies)), torn(tallies)
	for key, t := range tallies {
		if t.docs < least || cut[t.surface] || l.blunt(t, tallies, tongue, size) {
			continue
		}
		surface := commonest(t.surfaces)
		score := l.score(key, t.docs, size) * (1 + longerBonus*float64(t.words-1))
		switch {
		case thing[surface]:
			score *= leftOfThing
		case hangs(surface):
			score *= leftOfHollow
		}
		r := ranked{t.phrase, t.docs, math.Round(score*1e6) / 1e6}
		r.surface = surface
		out = append(out, r)
	}
	slices.SortFunc(out, func(a, b ranked) int {
		return cmp.Or(cmp.Compare(b.score, a.score), cmp.Compare(b.words, a.words),
			cmp.Compare(a.surface, b.surface))
	})
	return out
}

// nearly is the share of a phrase's texts in which it is part of one and the same longer phrase, or
// its last character of it, for which that is so.
const nearly = 0.9

// torn finds the phrases of scripts without spaces that are torn out of a longer one: a character
// more stands nearly always before or behind them. It finds those, too, that took a last hiragana
// with them which is not nearly always there.
func torn(heards map[uint64]*heard) map[string]bool {
	docs, out := map[string]int{}, map[string]bool{}
	for _, t := range heards {
		if t.first.tight {
			docs[t.surface] = t.docs
			out[t.surface] = utf8.RuneCountInString(t.surface) < 2
		}
	}
	for surface, n := range docs {
		_, first := utf8.DecodeRuneInString(surface)
		_, last := utf8.DecodeLastRuneInString(surface)
		for _, part := range []string{surface[first:], surface[:len(surface)-last]} {
			if all := docs[part]; all > 0 && float64(n) >= nearly*float64(all) {
				out[part] = true
			}
		}
	}
	for _, t := range heards {
		before := heards[t.short]
		if t.short != 0 && before != nil && float64(t.docs) < nearly*float64(before.docs) {
			out[t.surface] = true
		}
	}
	return out
}

// blunt reports a phrase with a word at its edge that carries only grammar in a group's language.
// Elsewhere than in English that is also one that is not rare and no more frequent here.
func (l *labeller) blunt(t *heard, tallies map[uint64]*heard, tongue string, size int) bool {
	const (
		frequent = 0.05 // share of all texts
		more     = 1.5
		enough   = 40 // texts to tell by
	)
	if tongue == "en" || tongue == language.Undetermined {
		return false
	}
	for _, it := range [2]*item{t.first, t.last} {
		if grammar(tongue, it.bare) {
			return true
		}
		key := token.Mix(it.key)
		everywhere := float64(l.spread[key]) / float64(max(1, l.docs))
		word := tallies[key]
		if word == nil || l.docs < enough || 2*size > l.docs || everywhere < frequent {
			continue
		}
		if float64(word.docs)/float64(size) < more*everywhere {
			return true
		}
	}
	return false
}

// tongueOf is the language of most of what a group's texts say.
func (l *labeller) tongueOf(texts [][]string) string {
	const each, most = 12, 50 // words of a text, texts
	var said []string
	for k := 0; k < len(texts); k += max(1, len(texts)/most) {
		said = append(said, texts[k][:min(len(texts[k]), each)]...)
	}
	return l.guesser.Of(strings.Join(said, " "))
}

// score is what the phrase adds to the divergence of the group's words from those of all: its share
// of the group's texts times the logarithm of how much larger that is than its share of all texts.
// A word that everybody uses names nothing, however often it stands in the group.
func (l *labeller) score(key uint64, docs, size int) float64 {
	here := float64(docs) / float64(size)
	everywhere := float64(max(l.spread[key], docs)) / float64(max(l.docs, size))
	return here * math.Log((1+leastRare)*here/(everywhere+leastRare*here))
}

func commonest(surfaces map[string]int) string {
	best := ""
	for s, n := range surfaces {
		if best == "" || n > surfaces[best] || n == surfaces[best] && s < best {
			best = s
		}
	}
	return best
}

// keywords returns the best phrases of which none lies within another, each as full as it is said.
func keywords(list []ranked, most int) []ranked {
	var out []ranked
	for _, r := range list {
		if len(out) == most {
			break
		}
		switch full := fuller(r, list); {
		case !anyRelated(out, full):
			out = append(out, full)
		case !anyRelated(out, r):
			out = append(out, r)
		}
	}
	return out
}

func anyRelated(list []ranked, r ranked) bool {
	return slices.ContainsFunc(list, func(o ranked) bool { return related(o.surface, r.surface) })
}

// fuller returns the best of the phrases around a word that hold much of what holds the word.
func fuller(r ranked, list []ranked) ranked {
	if r.words > 1 {
		return r
	}
	for _, o := range list {
		if o.words > 1 && float64(o.docs) >= fullerShare*float64(r.docs) &&
			contains(parts(o.surface), parts(r.surface)) {
			return o
		}
	}
	return r
}

func contains(all, some []string) bool {
	return !slices.ContainsFunc(some, func(part string) bool { return !slices.Contains(all, part) })
}

// related reports phrases that share a word.
func related(a, b string) bool {
	for _, x := range parts(a) {
		for _, y := range parts(b) {
			if x == y || !token.Stop(x) && english.Stem(x, false) == english.Stem(y, false) {
				return true
			}
		}
	}
	return false
}

// title makes a label of the best phrases of a group of so many texts: one if it says enough by
// itself, else two. Where no phrase says what the group is about, the label says that.
func title(best []ranked, size, skip int) string {
	if len(best) == 0 {
		return ""
	}
	label := best[0].surface
	if kind := general(best, size); kind != "" && skip == 0 {
		label += ", " + kind
	} else if rest := best[1:]; len(rest) > 0 && (skip > 0 || !enough(best[0], size)) {
		rest = rest[min(max(0, skip-1), len(rest)-1):]
		label += ", " + plainest(rest).surface
	}
	return capital(label)
}

// opening is how the first of the texts that has words of letters begins, for a group in which
// nothing names anything; words of digits might tell whose it is.
func opening(texts [][]string) string {
	const most = 5
	for _, words := range texts {
		var said []string
		for _, word := range words[:min(len(words), most)] {
			if r, _ := utf8.DecodeRuneInString(word); unicode.IsLetter(r) || token.Alone(r) {
				said = append(said, word)
			}
		}
		if len(said) > 0 {
			return capital(strings.Join(said, " "))
		}
	}
	return ""
}

// capital is the text with a capital at its beginning.
func capital(text string) string {
	r, n := utf8.DecodeRuneInString(text)
	if n == 0 {
		return ""
	}
	return string(unicode.ToUpper(r)) + text[n:]
}

// enough reports a phrase that most of the group's records hold. A word by itself is none: what a
// "table" or a "life" is about shows only beside another.
func enough(r ranked, size int) bool {
	return r.words > 1 && !empty(r.surface) &&
		float64(r.docs) >= coverage*float64(size)
}

// plainest returns the first phrase that is not empty, if one of the next few is that.
func plainest(list []ranked) ranked {
	for _, r := range list[:min(len(list), 3)] {
		if !empty(r.surface) {
			return r
		}
	}
	return list[0]
}
