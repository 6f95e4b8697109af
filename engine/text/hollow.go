package text

import (
	"strings"

	"github.com/throughlinehq/throughline/engine/text/language"
	"github.com/throughlinehq/throughline/engine/text/token"
)

// thing holds the words for what all the feedback is about anyway.
var thing = wordSet(`app apps application product software program tool website service`)

// hollow holds words that name nothing unless another stands beside them.
var hollow = wordSet(`able absolutely actually ago big bit day days definitely especially everything
first fix guys help hope job kind long look looking lot lots need needed needs new old people person
place possible pretty question questions reason right second simply stuff sure thing things think
time times today tried try trying use used user users using want wanted way week wish work worked
working works year years yesterday`)

// praise and complaint hold words that judge and do not say what: hollow ones too.
var (
	praise = wordSet(`amazing awesome awsome awsm best better brilliant cool enjoy enjoyed excellent
fab fabulous fantastic favorite favourite fine glad gd good gr8 great grt gud happy incredible
incredibly like lov love loved lovely loves luv nice nyc ok okay osm perfect perfectly super superb
thank thanks wonderful wow yay`)
	complaint = wordSet(`awful bad complaint complaints crap disappointed disappointing garbage hate
hated hell horrible issue issues poor problem problems rubbish sad suck sucks terrible useless worse
worst wrong`)
)

// greeting holds hollow words that are what a text is about where most of a theme says them.
var greeting = wordSet(`hello hey hi yes`)

// alsoGrammar holds words that carry little and that lists of function words lack, by language.
var alsoGrammar = map[string]map[string]bool{
	"de": wordSet(`bitte bisher ständig`),
	"es": wordSet(`aun aún cada demasiado nada siempre todavía vez`),
	"fr": wordSet(`aucun aucune beaucoup depuis dès encore jamais rien toujours toute trop`),
	"it": wordSet(`ancora dopo ogni sempre troppo`),
	"pt": wordSet(`ainda cada nada nunca sempre`),
}

// grammar reports a word that carries little but grammar in a language.
func grammar(code, word string) bool {
	return alsoGrammar[code][word] || language.Function(code, word)
}

// particle holds what may end a phrase though it carries no topic by itself: top up, log out.
var particle = wordSet(`up down off out back over`)

func wordSet(words string) map[string]bool {
	set := map[string]bool{}
	for _, word := range strings.Fields(words) {
		set[word] = true
	}
	return set
}

// hangs reports a word that names nothing by itself, however long it is drawn.
func hangs(word string) bool {
	word = undrawn(word)
	return hollow[word] || praise[word] || complaint[word] || greeting[word]
}

// undrawn is the word without the letters that only draw it out: goood, sooooo.
func undrawn(word string) string {
	var out []rune
	for _, r := range word {
		if n := len(out); n < 2 || out[n-1] != r || out[n-2] != r {
			out = append(out, r)
		}
	}
	return string(out)
}

// empty reports a phrase of nothing but words that say nothing by themselves.
func empty(phrase string) bool {
	for _, word := range strings.Fields(phrase) {
		if !token.Stop(word) && !thing[word] && !hangs(word) {
			return false
		}
	}
	return true
}

const (
	specificShare = 0.1 // of a group's records that make a phrase what some of it is about
	specificLeast = 3   // records, at least
	toneShare     = 0.3 // of a group's records that make their judgement its label
)

// general says what a group of so many records is where none of its best phrases is specific, ""
// where one is.
func general(best []ranked, size int) string {
	if len(best) == 0 || !empty(best[0].surface) || greeting[best[0].surface] {
		return ""
	}
	up, down := 0, 0
	for _, r := range best {
		if !empty(r.surface) {
			if r.docs >= specificLeast && float64(r.docs) >= specificShare*float64(size) {
				return ""
			}
			continue
		}
		up += tone(r, praise)
		down += tone(r, complaint)
	}
	switch {
	case float64(max(up, down)) < toneShare*float64(size):
		return "mixed remarks"
	case up >= down:
		return "general praise"
	}
	return "general complaint"
}

// tone is how many records hold the phrase, if it has one of the words.
func tone(r ranked, words map[string]bool) int {
	for _, word := range strings.Fields(r.surface) {
		if words[undrawn(word)] {
			return r.docs
		}
	}
	return 0
}
