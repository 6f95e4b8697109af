// Package sentiment scores how good or bad a text sounds.
package sentiment

import (
	"math"
	"strings"

	"github.com/throughlinehq/throughline/engine/text/linear"
	"github.com/throughlinehq/throughline/engine/text/token"
)

const (
	scope     = 3    // words after a negation that it turns
	turned    = -0.7 // what a negation leaves of a valence
	booster   = 0.3
	beforeBut = 0.5
	afterBut  = 1.5
	saturates = 15 // of the sum of squares, as in VADER
)

// Lexicon returns the summed valence of the words, in [-1, 1]: a word list with negation scope,
// degree words and the shift of weight at "but".
func Lexicon(words []string) float64 {
	sum, weight := 0.0, 1.0
	for i, word := range words {
		if word == "but" {
			sum, weight = sum*beforeBut, afterBut
		}
		value, known := valences[word]
		if !known || stronger[word] || weaker[word] {
			continue
		}
		sum += weight * shifted(words, i, value)
	}
	return sum / math.Sqrt(sum*sum+saturates)
}

// shifted applies the degree words and negations before word i to its valence.
func shifted(words []string, i int, value float64) float64 {
	negated := false
	for k := max(0, i-scope); k < i; k++ {
		degree := booster * (1 - 0.05*float64(i-k-1))
		switch word := words[k]; {
		case negations[word]:
			negated = !negated
		case stronger[word]:
			value += math.Copysign(degree, value)
		case weaker[word]:
			value -= math.Copysign(degree, value)
		}
	}
	if negated {
		value *= turned
	}
	return value
}

// Emoticons returns the summed valence of emoticons such as ":-(" that stand between spaces.
func Emoticons(text string) float64 {
	sum := 0.0
	if !strings.ContainsAny(text, ":;=<") {
		return 0
	}
	for _, field := range strings.Fields(text) {
		if len(field) >= 2 && len(field) <= 5 && strings.ContainsAny(field, ":;=<") {
			sum += valences[strings.ToLower(field)]
		}
	}
	return sum
}

// Thresholds of the three labels.
const (
	positive = 0.33
	negative = -0.33
)

// Label names a score: negative, neutral or positive.
func Label(score float64) string {
	switch {
	case score >= positive:
		return "positive"
	case score <= negative:
		return "negative"
	}
	return "neutral"
}

// Score returns the sentiment of a text in [-1, 1].
func Score(text string) float64 {
	text = token.Clean(text)
	return Of(text, token.Words(nil, text))
}

// Of is Score for a cleaned text whose words are known.
func Of(text string, words []string) float64 {
	return FromExample(text, words, linear.Read(words))
}

// FromExample is Of for words that were read.
func FromExample(text string, words []string, e linear.Example) float64 {
	m := theModel()
	if m == nil || len(words) == 0 {
		return lexical(text, words)
	}
	return max(-1, min(1, m.Predict(withHints(e, text, words))))
}

// lexical is the score by the lexicon alone.
func lexical(text string, words []string) float64 {
	score := Lexicon(words) + Emoticons(text)/8
	return math.Round(max(-1, min(1, score))*1e4) / 1e4
}
