package kind

import "strings"

var phrases = [][]string{
	{"crash", "bug", "freez", "error", "doesn't work", "does not work", "not working", "broken",
		"stopped working", "glitch", "fails", "failed", "can't log", "cannot log", "won't open",
		"won't load", "blank screen", "black screen", "stuck", "hangs"},
	{"please add", "would be nice", "would be great", "wish", "should have", "need to add",
		"could you add", "add support", "suggest", "would like", "would love", "option to",
		"ability to", "feature request", "allow us", "let us", "it'd be"},
	{"how do", "how can", "is there a way", "is it possible", "where do", "where can", "what is",
		"why does", "can i ", "do you", "does it", "anyone know"},
}

// appendHints appends to the dense part which phrases of the three kinds that have set phrases
// occur, and whether the text asks.
func appendHints(dense []float32, text string) []float32 {
	lower := strings.ToLower(text)
	for _, list := range phrases {
		dense = append(dense, holds(lower, list))
	}
	return append(dense, holds(lower, []string{"?"}))
}

func holds(text string, list []string) float32 {
	for _, phrase := range list {
		if strings.Contains(text, phrase) {
			return 0.5
		}
	}
	return 0
}
