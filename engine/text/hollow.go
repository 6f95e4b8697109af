package text

import "strings"

// thing holds the words for what all the feedback is about anyway.
var thing = wordSet(`app apps application product software program tool website service`)

// hollow holds words that name nothing unless another stands beside them.
var hollow = wordSet(`able absolutely actually ago amazing awesome awful bad best better big bit
cool day days everything excellent fantastic fine first fix good great guys hate hell hello help
hey hi hope issue issues job kind long look looking lot lots love loved loves need needed needs
new nice old people perfect person place possible problem problems question reason right second
stuff super sure terrible thing things think time times today tried try trying use used useful
user users using want wanted way week wish wonderful work worked working works worse worst wrong
year years yes yesterday`)

// particle holds what may end a phrase though it carries no topic by itself: top up, log out.
var particle = wordSet(`up down off out back over`)

func wordSet(words string) map[string]bool {
	set := map[string]bool{}
	for _, word := range strings.Fields(words) {
		set[word] = true
	}
	return set
}

// empty reports a phrase of nothing but words that say nothing by themselves.
func empty(phrase string) bool {
	for _, word := range strings.Fields(phrase) {
		if !thing[word] && !hollow[word] {
			return false
		}
	}
	return true
}
