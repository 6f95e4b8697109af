package token

import (
	"slices"
	"strings"
	"testing"
)

func TestWords(t *testing.T) {
	for text, want := range map[string]string{
		"I don't stop', 'tis":         "i don't stop tis",
		"CAFÉ's naïve x'é' e\u0301":   "café's naïve x'é e\u0301",
		"好吃abc 4k/60fps":              "好 吃 abc 4k 60fps",
		"ok👍fine \x00_-'' end'":       "ok 👍 fine end",
		strings.Repeat("x", 50) + "é": strings.Repeat("x", MaxWordRunes),
	} {
		if got := Words(nil, text); !slices.Equal(got, strings.Fields(want)) {
			t.Errorf("%q has the words %q, want %q", text, got, want)
		}
	}
}

func TestCountWords(t *testing.T) {
	for text, want := range map[string]int{"": 0, "two words": 2, "don't": 2, "好吃 abc": 3,
		"…é—x!": 2, "👍👍 ok": 3} {
		if got := CountWords(text, 99); got != want {
			t.Errorf("%q counts %d words, want %d", text, got, want)
		}
	}
	if got := CountWords("one two three", 2); got != 2 {
		t.Errorf("counted %d words, where 2 are enough", got)
	}
}

// TestCleanLeavesPlainBytesAlone holds the table of what is plain to the long way of cleaning.
func TestCleanLeavesPlainBytesAlone(t *testing.T) {
	for c := range 256 {
		text := string([]byte{'a', byte(c), 'b'})
		if isPlain(text) && Clean("é"+text) != "é"+text {
			t.Errorf("%q is plain and changes", text)
		}
	}
	if isPlain("a<b>c") || isPlain("a&amp;") || isPlain("a\x7f") || !isPlain("a ~b") {
		t.Error("what is plain is not told from what is not")
	}
}
