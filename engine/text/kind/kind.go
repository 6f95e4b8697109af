// Package kind tells what a piece of feedback is: a bug, a request, praise, a complaint, a
// question or something else.
package kind

import (
	_ "embed"
	"sync"

	"github.com/throughlinehq/throughline/engine/text/linear"
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
	if m.UnmarshalBinary(modelFile) != nil {
		return nil
	}
	return m
})

// Of returns the kind of a text and a confidence in [0, 1]; a text without a word is Other.
func Of(text string) (string, float64) {
	text = token.Clean(text)
	words := token.Words(nil, text)
	return FromExample(text, words, linear.Read(words))
}

// FromExample is Of for a cleaned text whose words were read.
func FromExample(text string, words []string, e linear.Example) (string, float64) {
	m := theModel()
	if m == nil || len(words) == 0 {
		return Other, 0
	}
	return m.Classify(withHints(e, text))
}
