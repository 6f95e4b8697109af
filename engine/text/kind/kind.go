// Package kind tells what a piece of feedback is: a bug, a request, praise, a complaint, a
// question or something else.
package kind

import (
	"strings"

	"github.com/throughlinehq/throughline/engine/text/sentiment"
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

var bugWords = []string{"crash", "bug", "freez", "error", "doesn't work", "does not work",
	"not working", "won't open", "won't load", "broken", "stopped working", "glitch", "fix",
	"fails", "failed", "can't log", "cannot log", "blank screen", "black screen", "stuck"}

var requestWords = []string{"please add", "would be nice", "would be great", "wish", "feature",
	"should have", "need to add", "could you add", "it would be", "add support", "suggest",
	"would like", "would love", "missing", "needs a", "option to", "ability to", "hope you"}

var questionWords = []string{"how ", "what ", "why ", "when ", "where ", "can i", "is there",
	"do you", "does it", "who ", "which ", "how do"}

// Of returns the kind of a text and a confidence in [0, 1].
func Of(text string) (string, float64) {
	clean := token.Clean(text)
	score := sentiment.Of(clean, token.Words(nil, clean))
	return FromScore(strings.ToLower(clean), score)
}

// FromScore is Of for a clean lower-case text of known sentiment.
func FromScore(text string, score float64) (string, float64) {
	switch {
	case holds(text, bugWords) > 0 && score < 0.5:
		return Bug, 0.6
	case holds(text, requestWords) > 0:
		return Request, 0.6
	case strings.Contains(text, "?") && starts(text, questionWords):
		return Question, 0.7
	case score >= 0.3:
		return Praise, 0.5 + score/2
	case score <= -0.2:
		return Complaint, 0.5 - score/2
	case strings.Contains(text, "?"):
		return Question, 0.5
	}
	return Other, 0.4
}

func holds(text string, phrases []string) int {
	n := 0
	for _, phrase := range phrases {
		if strings.Contains(text, phrase) {
			n++
		}
	}
	return n
}

func starts(text string, phrases []string) bool {
	for _, phrase := range phrases {
		if strings.HasPrefix(text, phrase) {
			return true
		}
	}
	return false
}
