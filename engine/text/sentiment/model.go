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
	if err := m.UnmarshalBinary(modelFile); err != nil {
		panic("sentiment: model.bin, which TestTrainSentiment writes: " + err.Error())
	}
	return m
})

// hints are what the lexicon and the punctuation say about a text, each about in [-1, 1].
const hints = 6

// appendHints appends the hints, strengthened so that the ridge penalty hardly holds them back.
func appendHints(dense []float32, text string, words []Word) []float32 {
	const strength = 3
	up, down := 0.0, 0.0
	for i, word := range words {
		if word.valence == 0 {
			continue
		}
		if v := shifted(words, i); v > 0 {
			up += v
		} else {
			down -= v
		}
	}
	marks := float64(min(4, strings.Count(text, "!")))
	sum := lexicon(words)
	for _, x := range [hints]float64{sum, up / (up + 4), down / (down + 4),
		emoticons(text) / 4, marks / 4 * sum, (up - down) / (up + down + 1)} {
		dense = append(dense, float32(math.Round(max(-1, min(1, x))*strength*1e4)/1e4))
	}
	return dense
}
