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

// asks is the group of the question mark, behind those of the phrases.
var asks = len(phrases)

// hint is a phrase and the group that it speaks for.
type hint struct {
	phrase string
	group  int
}

// hints are the phrases by their first byte.
var hints = func() (out [256][]hint) {
	for group, list := range append(phrases[:asks:asks], []string{"?"}) {
		for _, phrase := range list {
			out[phrase[0]] = append(out[phrase[0]], hint{phrase, group})
		}
	}
	return out
}()

// appendHints appends to the dense part which phrases of the three kinds that have set phrases
// occur, and whether the text asks.
func appendHints(dense []float32, text string) []float32 {
	from := len(dense)
	dense = append(dense, make([]float32, asks+1)...)
	lower := strings.ToLower(text)
	for i := range len(lower) {
		for _, h := range hints[lower[i]] {
			if strings.HasPrefix(lower[i:], h.phrase) {
				dense[from+h.group] = 0.5
			}
		}
	}
	return dense
}
