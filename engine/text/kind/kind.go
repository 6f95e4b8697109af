// Package kind tells what a piece of feedback is: a bug, a request, praise, a complaint, a
// question or something else.
package kind

import (
	_ "embed"
	"sync"

	"github.com/throughlinehq/throughline/engine/text/linear"
	"github.com/throughlinehq/throughline/engine/text/space"
	"github.com/throughlinehq/throughline/engine/text/token"
)

// The kinds.
const (
	Bug       = "bug"
	Request   = "request"
	Praise    = "praise"
	Complaint = "complaint"
	Question  = "question"
	Other     = "other"
)

// modelFile is written by TestTrainKind.
//
//go:embed model.bin
var modelFile []byte

var theModel = sync.OnceValue(func() *linear.Model {
	m := &linear.Model{}
	if err := m.UnmarshalBinary(modelFile); err != nil {
		panic("kind: model.bin, which TestTrainKind writes: " + err.Error())
	}
	return m
})

// Of returns the kind of a text and a confidence in [0, 1]; a text without a word is Other.
func Of(text string) (string, float64) {
	text = token.Clean(text)
	words := token.Words(nil, text)
	if len(words) == 0 {
		return Other, 0
	}
	e := linear.Read(words)
	e.Dense = appendHints(e.Dense, text)
	return theModel().Classify(e)
}

// Reader is for many texts: their words and features are added, and then it tells the kind. It is
// not safe for use by several goroutines at once.
type Reader struct {
	*linear.Counter
	model *linear.Model
	dense []float32
}

// NewReader has read nothing yet.
func NewReader() *Reader {
	m := theModel()
	return &Reader{Counter: m.NewCounter(), model: m}
}

// Part returns what the model makes of a word with these features.
func Part(features []space.Feature) linear.Part { return theModel().Part(features) }

// Of is like the function of that name, for a cleaned text of so many words, which were added and
// of which the student makes so much.
func (r *Reader) Of(text string, words int, student []float32) (string, float64) {
	r.dense = appendHints(append(r.dense[:0], student...), text)
	if words == 0 {
		return Other, 0
	}
	return r.Classify(r.model, r.dense)
}
