// Package language names the language of a text.
package language

import (
	"unicode"

	"github.com/throughlinehq/throughline/engine/text/token"
)

var scripts = []struct {
	table *unicode.RangeTable
	code  string
}{
	{unicode.Hiragana, "ja"}, {unicode.Katakana, "ja"}, {unicode.Hangul, "ko"}, {unicode.Han, "zh"},
	{unicode.Arabic, "ar"}, {unicode.Greek, "el"}, {unicode.Devanagari, "hi"}, {unicode.Thai, "th"},
	{unicode.Hebrew, "he"}, {unicode.Cyrillic, "ru"},
}

// Of returns the ISO 639-1 code of the likeliest language, "en" for a text without letters.
func Of(text string) string {
	text = token.Clean(text)
	counts := make([]int, len(scripts))
	for _, r := range text {
		for i, script := range scripts {
			if r >= 0x370 && unicode.Is(script.table, r) {
				counts[i]++
				break
			}
		}
	}
	for i, n := range counts {
		if n > len(text)/20 {
			return scripts[i].code
		}
	}
	return "en"
}
