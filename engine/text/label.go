package text

import (
	"cmp"
	"math"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/kljensen/snowball/english"

	"github.com/throughlinehq/throughline/engine/text/token"
)

const (
	longest      = 3    // words in a phrase
	labelDocs    = 500  // records of a theme that are read for its label
	keywordMost  = 8    // keywords of a theme
	longerBonus  = 0.35 // per word beyond the first
	leastRare    = 0.01 // share of the rarity that even a word of everybody has
	leftOfThing  = 0.3  // of the score of a word for the thing itself
	leftOfHollow = 0.5  // of the score of a word that hangs on others
	fullerShare  = 0.3  // of a word's records that make a phrase around it stand for the word
	coverage     = 0.7  // of a theme's records that make one phrase enough for a label
)

// phrase is a run of words without a stop word at its edges.
type phrase struct {
	key     uint64 // of the stems
	surface string
	words   int
}

// labeller counts phrases over the sample.
type labeller struct {
	stems  map[string]string
	spread map[uint64]int // records that hold a phrase
	docs   int
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

// phrases returns the distinct phrases of a text.
func (l *labeller) phrases(words []string) []phrase {
	const mostWords = 200
	words = words[:min(len(words), mostWords)]
	seen := map[uint64]bool{}
	var out []phrase
	for i, first := range words {
		if !edge(first) {
			continue
		}
		key := uint64(0)
		for n := 1; n <= longest && i+n <= len(words); n++ {
			word := words[i+n-1]
			key = token.Mix(key ^ token.Hash(l.stem(word)))
			if seen[key] || !edge(word) && (n == 1 || !particle[word]) {
				continue
			}
			seen[key] = true
			out = append(out, phrase{key: key, surface: strings.Join(words[i:i+n], " "), words: n})
		}
	}
	return out
}

// edge reports a word that a phrase may start or end with.
func edge(word string) bool {
	if token.Stop(word) {
		return false
	}
	r, size := utf8.DecodeRuneInString(word)
	if size == len(word) && r < utf8.RuneSelf {
		return false
	}
	return unicode.IsLetter(r) || token.Alone(r)
}

func (l *labeller) stem(word string) string {
	if s, known := l.stems[word]; known {
		return s
	}
	s := english.Stem(word, false)
	l.stems[word] = s
	return s
}

// ranked is a phrase with how typical it is for a group.
type ranked struct {
	phrase
	docs  int
	score float64
}

// typical returns the phrases typical for a group of texts, best first (class-based TF-IDF).
func (l *labeller) typical(texts [][]string) []ranked {
	type tally struct {
		phrase
		docs     int
		surfaces map[string]int
	}
	tallies := map[uint64]*tally{}
	for _, words := range texts {
		for _, p := range l.phrases(words) {
			t := tallies[p.key]
			if t == nil {
				t = &tally{phrase: p, surfaces: map[string]int{}}
				tallies[p.key] = t
			}
			t.docs++
			t.surfaces[p.surface]++
		}
	}
	out := make([]ranked, 0, len(tallies))
	for key, t := range tallies {
		if t.docs < min(2, len(texts)) {
			continue
		}
		t.surface = commonest(t.surfaces)
		score := l.score(key, t.docs, len(texts)) * (1 + longerBonus*float64(t.words-1))
		switch {
		case thing[t.surface]:
			score *= leftOfThing
		case hangs(t.surface):
			score *= leftOfHollow
		}
		out = append(out, ranked{t.phrase, t.docs, math.Round(score*1e6) / 1e6})
	}
	slices.SortFunc(out, func(a, b ranked) int {
		return cmp.Or(cmp.Compare(b.score, a.score), cmp.Compare(b.words, a.words),
			cmp.Compare(a.surface, b.surface))
	})
	return out
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
			slices.Contains(strings.Fields(o.surface), r.surface) {
			return o
		}
	}
	return r
}

// related reports phrases that share a word.
func related(a, b string) bool {
	for _, x := range strings.Fields(a) {
		for _, y := range strings.Fields(b) {
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
	r, n := utf8.DecodeRuneInString(label)
	return string(unicode.ToUpper(r)) + label[n:]
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
