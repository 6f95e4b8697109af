package sentiment

import (
	_ "embed"
	"math"
	"strings"
	"sync"

	"github.com/throughlinehq/throughline/engine/text/linear"
)

// modelFile is written by TestTrainSentiment.
//
//go:embed model.bin
var modelFile []byte

var theModel = sync.OnceValue(func() *linear.Regressor {
	m := &linear.Regressor{}
	if m.UnmarshalBinary(modelFile) != nil {
		return nil
	}
	return m
})

// hints are what the lexicon and the punctuation say about a text, each about in [-1, 1].
const hints = 6

// withHints adds the hints to what was read.
func withHints(e linear.Example, text string, words []string) linear.Example {
	return linear.Example{Features: e.Features,
		Dense: appendHints(append([]float32(nil), e.Dense...), text, words)}
}

// appendHints strengthens the hints so that the ridge penalty hardly holds them back.
func appendHints(dense []float32, text string, words []string) []float32 {
	const strength = 3
	up, down := 0.0, 0.0
	for i, word := range words {
		value, known := valences[word]
		if !known || stronger[word] || weaker[word] {
			continue
		}
		if v := shifted(words, i, value); v > 0 {
			up += v
		} else {
			down -= v
		}
	}
	marks := float64(min(4, strings.Count(text, "!")))
	lexicon := Lexicon(words)
	for _, x := range [hints]float64{lexicon, up / (up + 4), down / (down + 4),
		Emoticons(text) / 4, marks / 4 * lexicon, (up - down) / (up + down + 1)} {
		dense = append(dense, float32(math.Round(max(-1, min(1, x))*strength*1e4)/1e4))
	}
	return dense
}
