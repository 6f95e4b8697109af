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

// functionWords are those of wordsFile, by language.
var functionWords = sync.OnceValue(func() map[string]map[string]bool {
	all := map[string]map[string]bool{}
	for line := range strings.Lines(wordsFile) {
		code, words, _ := strings.Cut(strings.TrimSpace(line), " ")
		set := map[string]bool{}
		for word := range strings.FieldsSeq(words) {
			set[word] = true
		}
		all[code] = set
	}
	return all
})

// snowball has more of the words of some languages.
var snowball = map[string]func(word string) bool{
	"en": english.IsStopWord, "es": spanish.IsStopWord, "fr": french.IsStopWord,
	"hu": hungarian.IsStopWord, "ru": russian.IsStopWord, "sv": swedish.IsStopWord,
}

// Function reports a word in lower case that carries little but grammar in a language.
func Function(code, word string) bool {
	if functionWords()[code][word] {
		return true
	}
	is := snowball[code]
	return is != nil && is(word)
}

// functionWeight is what a function word says for its language: as much as some n-grams that occur
// there a hundred times as often as elsewhere.
const functionWeight = 80

// addRun adds what a run of letters says for every language, by its n-grams and as a whole.
func (m *model) addRun(sums []int32, word string) {
	m.addWord(sums, []rune(word))
	for k, code := range m.codes {
		if Function(code, word) {
			sums[k] += functionWeight
		}
	}
}
