package sentiment

import (
	_ "embed"
	"math"
	"strconv"
	"strings"
)

//go:embed lexicon.txt
var lexiconFile string

var valences = readLexicon(lexiconFile)

// readLexicon reads "word TAB valence" lines; a line of another form is left out.
func readLexicon(file string) map[string]float64 {
	m := map[string]float64{}
	for line := range strings.Lines(file) {
		word, number, ok := strings.Cut(strings.TrimSpace(line), "\t")
		if value, err := strconv.ParseFloat(number, 64); ok && err == nil && !math.IsNaN(value) {
			m[word] = value
		}
	}
	return m
}

func list(words string) map[string]bool {
	m := map[string]bool{}
	for _, word := range strings.Fields(words) {
		m[word] = true
	}
	return m
}

var negations = list(`aint ain't arent aren't cannot cant can't couldnt couldn't didnt didn't doesnt
doesn't dont don't hadnt hadn't hasnt hasn't havent haven't isnt isn't lack lacks neither never no
nobody none nor not nothing nowhere rarely seldom shouldnt shouldn't wasnt wasn't werent weren't
without wont won't wouldnt wouldn't hardly barely`)

var stronger = list(`absolutely amazingly awfully completely deeply especially extremely fully
highly hugely incredibly insanely more most particularly purely quite really so substantially
super totally tremendously truly unbelievably utterly very way`)

var weaker = list(`almost fairly kinda kind less little marginally occasionally partly scarcely
slightly somewhat sort sorta`)

// Word is what the lists say of a word.
type Word struct {
	valence float64
	degree  float64 // 1 strengthens the words that follow, -1 weakens them
	negates bool
	but     bool
}

// Look looks a word up in the lists.
func Look(word string) Word {
	w := Word{valence: valences[word], negates: negations[word], but: word == "but"}
	switch {
	case stronger[word]:
		w.valence, w.degree = 0, 1
	case weaker[word]:
		w.valence, w.degree = 0, -1
	}
	return w
}

func look(words []string) []Word {
	out := make([]Word, len(words))
	for i, word := range words {
		out[i] = Look(word)
	}
	return out
}
