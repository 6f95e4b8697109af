package language

import (
	_ "embed"
	"strings"
	"sync"

	"github.com/kljensen/snowball/english"
	"github.com/kljensen/snowball/french"
	"github.com/kljensen/snowball/hungarian"
	"github.com/kljensen/snowball/russian"
	"github.com/kljensen/snowball/spanish"
	"github.com/kljensen/snowball/swedish"
)

// wordsFile is written by TestTrainWords: a line for every language, its code and then the words
// that carry little but grammar.
//
//go:embed words.txt
var wordsFile string

// functionWords has a bit for every language of wordsFile in which a word is one; the languages say
// which is whose.
var functionWords = sync.OnceValues(func() (words map[string]uint64, languages map[string]uint64) {
	words, languages = map[string]uint64{}, map[string]uint64{}
	for line := range strings.Lines(wordsFile) {
		code, list, _ := strings.Cut(strings.TrimSpace(line), " ")
		languages[code] = 1 << len(languages)
		for word := range strings.FieldsSeq(list) {
			words[word] |= languages[code]
		}
	}
	return words, languages
})

// snowball has more of the words of some languages.
var snowball = map[string]func(word string) bool{
	"en": english.IsStopWord, "es": spanish.IsStopWord, "fr": french.IsStopWord,
	"hu": hungarian.IsStopWord, "ru": russian.IsStopWord, "sv": swedish.IsStopWord,
}

// Function reports a word in lower case that carries little but grammar in a language.
func Function(code, word string) bool {
	words, languages := functionWords()
	if words[word]&languages[code] != 0 {
		return true
	}
	is := snowball[code]
	return is != nil && is(word)
}

// functionWeight is what a function word says for its language: as much as some n-grams that occur
// there a hundred times as often as elsewhere.
const functionWeight = 80

// longestFunction is how many bytes the longest function words have that are looked for.
const longestFunction = 20

// addRun adds what a run of letters says for every language, by its n-grams and as a whole.
func (m *model) addRun(sums []int32, word string) {
	m.addWord(sums, []rune(word))
	if len(word) > longestFunction {
		return
	}
	words, _ := functionWords()
	is := words[word]
	for k, list := range m.function {
		if is&list.bit != 0 || list.more != nil && list.more(word) {
			sums[k] += functionWeight
		}
	}
}

// function tells the function words of a language.
type function struct {
	bit  uint64 // in functionWords
	more func(word string) bool
}

// functionsOf are those of the languages in their order.
func functionsOf(codes []string) []function {
	_, languages := functionWords()
	out := make([]function, len(codes))
	for k, code := range codes {
		out[k] = function{languages[code], snowball[code]}
	}
	return out
}
