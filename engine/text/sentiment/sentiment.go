// Package sentiment scores how good or bad a text sounds.
package sentiment

import (
	"math"
	"strings"

	"github.com/throughlinehq/throughline/engine/text/linear"
	"github.com/throughlinehq/throughline/engine/text/space"
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

// lexicon returns the summed valence of the words, in [-1, 1]: a word list with negation scope,
// degree words and the shift of weight at "but".
func lexicon(words []Word) float64 {
	sum, weight := 0.0, 1.0
	for i, word := range words {
		if word.but {
			sum, weight = sum*beforeBut, afterBut
		}
		if word.valence != 0 {
			sum += float64(weight * shifted(words, i))
		}
	}
	return sum / math.Sqrt(sum*sum+saturates)
}

// shifted is the valence of word i after the degree words and negations before it.
func shifted(words []Word, i int) float64 {
	value, negated := words[i].valence, false
	for k := max(0, i-scope); k < i; k++ {
		if words[k].negates {
			negated = !negated
			continue
		}
		degree := booster * (1 - 0.05*float64(i-k-1))
		value += words[k].degree * math.Copysign(degree, value)
	}
	if negated {
		value *= turned
	}
	return value
}

// emoticons returns the summed valence of emoticons such as ":-(" that stand between spaces.
func emoticons(text string) float64 {
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

// agreed is a model's score that goes past neutral only where its mean with what the word list says
// does. The model also learned from its sets what faults and merits of their products are, which
// elsewhere may be facts without a judgement.
func agreed(score, listed float64) float64 {
	const edge = 1e-4
	if mean := (score + listed) / 2; Label(mean) != Label(0) || Label(score) == Label(0) {
		return score
	}
	if score > 0 {
		return positive - edge
	}
	return negative + edge
}

// Score returns the sentiment of a text in [-1, 1].
func Score(text string) float64 {
	text = token.Clean(text)
	words := token.Words(nil, text)
	list := look(words)
	if len(words) == 0 {
		return lexical(text, list)
	}
	e := linear.Read(words)
	e.Dense = appendHints(e.Dense, text, list)
	return agreed(bounded(theModel().Predict(e)), lexical(text, list))
}

// Reader is for many texts: their words and features are added, and then it tells the sentiment.
// It is not safe for use by several goroutines at once.
type Reader struct {
	*linear.Counter
	model *linear.Regressor
	words []Word
	dense []float32
}

// NewReader has read nothing yet.
func NewReader() *Reader {
	m := theModel()
	return &Reader{Counter: m.NewCounter(), model: m}
}

// Part returns what the model makes of a word with these features.
func Part(features []space.Feature) linear.Part { return theModel().Part(features) }

// AddWord adds the next word of a text.
func (r *Reader) AddWord(w Word) { r.words = append(r.words, w) }

// Score is like the function of that name, for a cleaned text whose words and features were added
// and of which the student makes so much.
func (r *Reader) Score(text string, student []float32) float64 {
	words := r.words
	r.words = words[:0]
	r.dense = appendHints(append(r.dense[:0], student...), text, words)
	if len(words) == 0 {
		return lexical(text, words)
	}
	return agreed(bounded(r.Predict(r.model, r.dense)), lexical(text, words))
}

// lexical is the score by the lexicon alone.
func lexical(text string, words []Word) float64 {
	return math.Round(bounded(lexicon(words)+emoticons(text)/8)*1e4) / 1e4
}

func bounded(score float64) float64 { return max(-1, min(1, score)) }
