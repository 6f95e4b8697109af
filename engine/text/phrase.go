package text

import (
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/kljensen/snowball/english"

	"github.com/throughlinehq/throughline/engine/text/token"
)

const (
	longest      = 3 // words in a phrase
	longestTight = 8 // characters and katakana words in a phrase of a script without spaces
	mostKana     = 2 // hiragana in a row within a phrase
)

// item is what phrases are made of: a word, or a piece of a script that is written without spaces.
type item struct {
	said, bare string // bare: without an article that is written together with it
	key        uint64 // of the stem of the bare word
	tight      bool   // of a script without spaces
	kana       bool   // hiragana, which mostly is grammar
	edge       bool   // a phrase may start or end with it
}

// items are those of a text's words; a run of katakana is one.
func (l *labeller) items(words []string) []item {
	out := make([]item, 0, len(words))
	for i := 0; i < len(words); i++ {
		r, _ := utf8.DecodeRuneInString(words[i])
		if !token.Alone(r) || !unicode.IsLetter(r) {
			bare := bareWord(words[i])
			out = append(out, item{said: words[i], bare: bare, key: token.Hash(l.stem(bare)),
				edge: edge(bare)})
			continue
		}
		from := i
		for katakana(words[i]) && i+1 < len(words) && katakana(words[i+1]) {
			i++
		}
		said := strings.Join(words[from:i+1], "")
		kana, lone := unicode.Is(unicode.Hiragana, r), katakana(said) && i == from
		out = append(out, item{said: said, bare: said, key: token.Hash(said), tight: true,
			kana: kana, edge: !kana && !lone})
	}
	return out
}

// katakana reports a character of the script in which Japanese writes foreign words.
func katakana(character string) bool {
	const long = 'ー'
	r, _ := utf8.DecodeRuneInString(character)
	return r == long || unicode.Is(unicode.Katakana, r)
}

// bareWord is the word without the article or pronoun that Romance languages write together with
// it: l'application, dell'app.
func bareWord(word string) string {
	before, rest, found := strings.Cut(word, "'")
	if found && elided[before] && utf8.RuneCountInString(rest) > 2 {
		return rest
	}
	return word
}

var elided = wordSet(`all c d dall dell j jusqu l lorsqu m n nell puisqu qu quell quest s sull t
un`)

// edge reports a word that a phrase may start or end with.
func edge(word string) bool {
	if before, _, joined := strings.Cut(word, "'"); token.Stop(word) || joined && elided[before] {
		return false
	}
	r, size := utf8.DecodeRuneInString(word)
	if size == len(word) && r < utf8.RuneSelf {
		return false
	}
	return unicode.IsLetter(r) || token.Alone(r)
}

// phrase is a run of words without a stop word at its edges.
type phrase struct {
	key         uint64 // of the stems
	surface     string
	words       int
	first, last *item  // at its edges, but for the one hiragana that may stand at its end
	short       uint64 // key of what stands before that; 0: there is none
}

// phrases returns the distinct phrases of a text.
func (l *labeller) phrases(words []string) []phrase {
	const mostWords = 200
	list := l.items(words[:min(len(words), mostWords)])
	seen := map[uint64]bool{}
	var out []phrase
	for i := range list {
		first := &list[i]
		if !first.edge {
			continue
		}
		most := longest
		if first.tight {
			most = longestTight
		}
		p := phrase{first: first}
		for n := 1; n <= most && i+n <= len(list) && list[i+n-1].tight == first.tight; n++ {
			some := list[i : i+n]
			p.extend(some)
			if !seen[p.key] && ends(some) {
				seen[p.key] = true
				p.surface, p.words = written(some)
				out = append(out, p)
			}
			if n > mostKana && kanaOnly(some[n-mostKana-1:]) {
				break
			}
		}
	}
	return out
}

// extend makes p the phrase of the items, of which it had all but the last.
func (p *phrase) extend(list []item) {
	it := &list[len(list)-1]
	p.short = 0
	if !it.kana {
		p.last = it
	} else if !list[len(list)-2].kana {
		p.short = p.key
	}
	p.key = token.Mix(p.key ^ it.key)
}

// written is how a phrase of items is written, and how many words it has: two characters of a
// script without spaces are about one.
func written(list []item) (surface string, words int) {
	if len(list) == 1 {
		return list[0].bare, 1
	}
	separator, words := " ", len(list)
	if list[0].tight {
		separator, words = "", (len(list)+1)/2
	}
	surface = list[0].bare
	for _, it := range list[1:] {
		surface += separator + it.said
	}
	return surface, words
}

func kanaOnly(list []item) bool {
	return !slices.ContainsFunc(list, func(it item) bool { return !it.kana })
}

// ends reports that a phrase may end with the last of the items. Of hiragana that may be one, where
// it belongs to the word before it.
func ends(list []item) bool {
	last := list[len(list)-1]
	switch {
	case last.edge:
		return true
	case len(list) == 1:
		return false
	case last.kana:
		return !list[len(list)-2].kana && !katakana(list[len(list)-2].said) && !caseMark[last.said]
	}
	return particle[last.bare]
}

// caseMark holds the hiragana that stand behind a noun and not in a word.
var caseMark = wordSet(`が の を は に へ と で も や`)

func (l *labeller) stem(word string) string {
	if s, known := l.stems[word]; known {
		return s
	}
	s := english.Stem(word, false)
	l.stems[word] = s
	return s
}

// parts are the words of a phrase, or its pairs of characters where it has no spaces.
func parts(surface string) []string {
	r, _ := utf8.DecodeRuneInString(surface)
	runes := []rune(surface)
	if !token.Alone(r) || !unicode.IsLetter(r) || len(runes) < 2 {
		words := strings.Fields(surface)
		for k, word := range words {
			words[k] = bareWord(word)
		}
		return words
	}
	out := make([]string, 0, len(runes))
	for k := range len(runes) - 1 {
		out = append(out, string(runes[k:k+2]))
	}
	return out
}
