// Package language names the language of a text: by its script where a script has one language,
// else by character n-grams whose weights were taken from the n-gram tables of lingua-go.
package language

import (
	"unicode"
	"unicode/utf8"

	"github.com/throughlinehq/throughline/engine/text/token"
)

// scripts that settle the language, with the code; an empty code asks the n-grams.
var scripts = []struct {
	table *unicode.RangeTable
	code  string
}{
	{unicode.Latin, ""}, {unicode.Cyrillic, ""}, {unicode.Arabic, ""}, {unicode.Han, "zh"},
	{unicode.Hiragana, "ja"}, {unicode.Katakana, "ja"}, {unicode.Hangul, "ko"},
	{unicode.Greek, "el"}, {unicode.Devanagari, "hi"}, {unicode.Thai, "th"},
	{unicode.Hebrew, "he"}, {unicode.Bengali, "bn"}, {unicode.Tamil, "ta"},
	{unicode.Telugu, "te"}, {unicode.Gujarati, "gu"}, {unicode.Gurmukhi, "pa"},
	{unicode.Armenian, "hy"}, {unicode.Georgian, "ka"}, {unicode.Khmer, "km"},
	{unicode.Lao, "lo"}, {unicode.Myanmar, "my"}, {unicode.Sinhala, "si"},
	{unicode.Ethiopic, "am"}, {unicode.Kannada, "kn"}, {unicode.Malayalam, "ml"},
}

// Undetermined is the language of a text without letters, by ISO 639-2: it could be any.
const Undetermined = "und"

const readBytes = 600 // of a text are enough

// Of returns the ISO 639-1 code of the likeliest language, Undetermined for a text without letters.
func Of(text string) string { return new(Guesser).Of(text) }

// Guesser is for many texts: it remembers what the common words say. It is not safe for use by
// several goroutines at once.
type Guesser struct {
	known map[string][]int32 // sums of the weights of a word's n-grams
	sums  []int32
}

// Of is like the function of that name.
func (g *Guesser) Of(text string) string {
	text = token.Clean(text)
	if len(text) > readBytes {
		text = text[:readBytes]
	}
	script := mainScript(text)
	if script < 0 {
		return Undetermined
	}
	if code := scripts[script].code; code != "" {
		return code
	}
	return g.byGrams(text)
}

// Simple reports a text whose language follows from the Weights of its words alone: short, and of
// ASCII characters.
func Simple(text string) bool {
	if len(text) > readBytes {
		return false
	}
	for i := range len(text) {
		if text[i] >= utf8.RuneSelf {
			return false
		}
	}
	return true
}

// Weights returns what a word in lower case says for every language; nil for one without letters.
func Weights(word string) []int32 {
	m := theModel()
	var sums []int32
	for run := range letterRuns(word) {
		if sums == nil {
			sums = make([]int32, len(m.codes))
		}
		m.addRun(sums, run)
	}
	return sums
}

// Likeliest is Of for a simple text whose words' Weights add up to the sums; there are none for a
// text without letters.
func Likeliest(sums []int32) string { return theModel().likeliest(sums) }

// mainScript returns the index of the script that most letters have, -1 without letters. Kana make
// a text Japanese however many Han characters stand beside them.
func mainScript(text string) int {
	var counts [32]int
	kana := 0
	for _, r := range text {
		switch k := scriptOf(r); {
		case k < 0:
		case scripts[k].code == "ja":
			kana++
			counts[k] += 2
		default:
			counts[k] += 1 + scriptWeight(r)
		}
	}
	best := -1
	for k := range scripts {
		if counts[k] > 0 && (best < 0 || counts[k] > counts[best]) {
			best = k
		}
	}
	if best >= 0 && scripts[best].code == "zh" && kana > 0 {
		return 4
	}
	return best
}

// scriptWeight makes a character that stands for a whole word count as more than a letter.
func scriptWeight(r rune) int {
	if r >= 0x2e80 {
		return 2
	}
	return 0
}

func scriptOf(r rune) int {
	if r < utf8.RuneSelf {
		if r|0x20 >= 'a' && r|0x20 <= 'z' {
			return 0
		}
		return -1
	}
	if !unicode.IsLetter(r) {
		return -1
	}
	for k, script := range scripts {
		if unicode.Is(script.table, r) {
			return k
		}
	}
	return -1
}
