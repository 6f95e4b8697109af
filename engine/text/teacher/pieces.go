package teacher

import (
	"strings"

	"golang.org/x/text/unicode/norm"
)

const (
	blank    = "▁"
	reserved = 6 // pieces at the beginning of the vocabulary that no text holds
	unknown  = 0
)

// vocabulary cuts texts into the pieces that the encoder was trained on.
type vocabulary struct {
	pieces  []string
	scores  []float32
	place   map[string]int
	longest int // letters of the longest piece
}

func newVocabulary(pieces []string, scores []float32) *vocabulary {
	v := &vocabulary{pieces: pieces, scores: scores, place: map[string]int{}}
	for i := reserved; i < len(pieces); i++ {
		v.place[pieces[i]] = i
		v.longest = max(v.longest, len([]rune(pieces[i])))
	}
	return v
}

// cut returns the places of the likeliest sequence of pieces, as the package's own tokeniser finds
// it: a letter that no piece begins with is unknown and costs nothing, neighbours of that sort are
// one.
func (v *vocabulary) cut(text string) []int {
	text = norm.NFKC.String(text)
	if text == "" {
		return nil
	}
	letters := []rune(blank + strings.ReplaceAll(text, " ", blank))
	best := make([]float32, len(letters)+1)
	last := make([]int, len(letters)+1) // piece that ends at a place
	better := func(end int, score float32, piece int) {
		if best[end] == 0 || score >= best[end] {
			best[end], last[end] = score, piece
		}
	}
	// Places are final once all that begin before them were looked at.
	for from := range letters {
		found := false
		for to := from + 1; to <= min(len(letters), from+v.longest); to++ {
			if at, known := v.place[string(letters[from:to])]; known {
				better(to, best[from]+v.scores[at], at)
				found = true
			}
		}
		if !found {
			better(from+1, best[from], unknown)
		}
	}
	return v.back(last)
}

// back walks from the end of a text to its beginning.
func (v *vocabulary) back(last []int) []int {
	var reversed []int
	for at := len(last) - 1; at > 0; {
		piece := last[at]
		if n := len(reversed); piece != unknown || n == 0 || reversed[n-1] != unknown {
			reversed = append(reversed, piece)
		}
		size := 1
		if piece != unknown {
			size = len([]rune(v.pieces[piece]))
		}
		at -= size
	}
	out := make([]int, len(reversed))
	for i, piece := range reversed {
		out[len(out)-1-i] = piece
	}
	return out
}
