package token

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// maxUnits bounds how many sentence-like units one text yields.
const maxUnits = 256

// Units splits a text into sentence-like units: at sentence ends, line breaks and before a
// contrasting "but" or "however". A unit shorter than three words joins the one before it.
// A text without any word yields none.
func Units(text string) []string {
	var units []string
	start := 0
	for i := 0; i < len(text) && len(units) < maxUnits-1; {
		r, size := decode(text[i:])
		next := i + size
		if cut := cutAt(text, i, r); cut > 0 {
			units = appendUnit(units, text[start:cut])
			start = cut
			next = max(next, cut)
		}
		i = next
	}
	return appendUnit(units, text[start:])
}

// cutAt returns where a unit ends when the character at i ends it, and 0 when it does not.
func cutAt(text string, i int, r rune) int {
	after := i + utf8.RuneLen(r)
	switch {
	case r == '\n' || r == '。' || r == '！' || r == '？' || r == '।':
		return after
	case r == '.' || r == '!' || r == '?' || r == ';':
		if after >= len(text) || unicode.IsSpace(rune(text[after])) {
			return after
		}
	case r == ' ' && contrast(text[after:]):
		return after
	}
	return 0
}

func contrast(rest string) bool {
	for _, word := range []string{"but ", "however ", "however, "} {
		if len(rest) > len(word) && strings.EqualFold(rest[:len(word)], word) {
			return true
		}
	}
	return false
}

func appendUnit(units []string, unit string) []string {
	unit = strings.TrimSpace(unit)
	words := CountWords(unit, 3)
	switch {
	case words == 0:
		return units
	case words < 3 && len(units) > 0:
		units[len(units)-1] += " " + unit
		return units
	}
	return append(units, unit)
}

// CountWords counts words up to enough.
func CountWords(text string, enough int) int {
	count, inside := 0, false
	for i := 0; i < len(text); {
		word, alone := asciiWord[text[i]], false
		if text[i] < utf8.RuneSelf {
			i++
		} else {
			r, size := utf8.DecodeRuneInString(text[i:])
			alone = Alone(r)
			word = alone || isWord(r)
			i += size
		}
		if word && (!inside || alone) {
			if count++; count >= enough {
				return count
			}
		}
		inside = word
	}
	return count
}
