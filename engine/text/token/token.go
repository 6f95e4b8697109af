package token

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"
)

// Limits keep one hostile record from costing more than a long honest one.
const (
	MaxBytes     = 1 << 16 // bytes of a text that are read
	MaxWords     = 4096    // words of a text that are read
	MaxWordRunes = 40      // characters of a word that are read
)

// Clean cuts the text at MaxBytes, repairs invalid UTF-8, drops control characters and HTML tags,
// and applies NFKC. Letter case stays as it was.
func Clean(text string) string {
	if len(text) > MaxBytes {
		text = text[:MaxBytes]
	}
	if isPlain(text) {
		return text
	}
	text = strings.ToValidUTF8(text, " ")
	if strings.IndexByte(text, '<') >= 0 || strings.IndexByte(text, '&') >= 0 {
		text = stripMarkup(text)
	}
	text = strings.Map(dropControl, text)
	if !norm.NFKC.IsNormalString(text) {
		text = norm.NFKC.String(text)
	}
	return text
}

// isPlain reports printable ASCII without markup, for which Clean changes nothing.
func isPlain(text string) bool {
	for i := range len(text) {
		if !plain[text[i]] {
			return false
		}
	}
	return true
}

func dropControl(r rune) rune {
	switch {
	case r == '\n' || r == '\t' || r == '\r':
		return r
	case r == '’' || r == '‘' || r == 'ʼ':
		return '\''
	case unicode.IsControl(r) || r == '\ufeff' || r == '\u200b' || r == '\ufffd':
		return ' '
	}
	return r
}

var entities = strings.NewReplacer("&amp;", "&", "&lt;", "<", "&gt;", ">", "&quot;", `"`,
	"&#39;", "'", "&apos;", "'", "&nbsp;", " ")

// stripMarkup removes short tags that start with a letter or slash; "a < b" survives.
func stripMarkup(text string) string {
	const longestTag = 200
	var out strings.Builder
	out.Grow(len(text))
	for i := 0; i < len(text); {
		if text[i] == '<' && i+1 < len(text) && (isLetter(text[i+1]) || text[i+1] == '/') {
			end := strings.IndexByte(text[i:min(len(text), i+longestTag)], '>')
			if end > 0 {
				out.WriteByte(' ')
				i += end + 1
				continue
			}
		}
		out.WriteByte(text[i])
		i++
	}
	return entities.Replace(out.String())
}

func isLetter(c byte) bool { return c|0x20 >= 'a' && c|0x20 <= 'z' }

// Words splits a text into lower-case words, appended to dst. A word is a run of letters, marks,
// digits and inner apostrophes; a character of a script written without spaces, and an emoji, is a
// word of its own. The result never exceeds MaxWords.
func Words(dst []string, text string) []string {
	start := len(dst)
	lower := strings.ToLower(text)
	for i := 0; i < len(lower) && len(dst)-start < MaxWords; {
		r, size := decode(lower[i:])
		switch {
		case r < utf8.RuneSelf && !asciiWord[r]:
			i++
		case Alone(r):
			dst = append(dst, lower[i:i+size])
			i += size
		case isWord(r):
			end := wordEnd(lower, i)
			dst = append(dst, shorten(strings.TrimRight(lower[i:end], "'")))
			i = end
		default:
			i += size
		}
	}
	return dst
}

func decode(s string) (rune, int) {
	if s[0] < utf8.RuneSelf {
		return rune(s[0]), 1
	}
	return utf8.DecodeRuneInString(s)
}

// Bytes by what they are: a character that Clean keeps as it is, one that words are made of, and
// one that goes on with a word. All are of ASCII.
var plain, asciiWord, wordGoesOn = func() (plain, word, on [256]bool) {
	for c := range byte(utf8.RuneSelf) {
		plain[c] = c >= ' ' && c != '<' && c != '&' && c != 0x7f
		word[c] = isWord(rune(c))
		on[c] = word[c] || c == '\''
	}
	return plain, word, on
}()

func wordEnd(s string, i int) int {
	for i < len(s) {
		if wordGoesOn[s[i]] {
			i++
			continue
		}
		r, size := decode(s[i:])
		if r < utf8.RuneSelf || Alone(r) || !isWord(r) {
			return i
		}
		i += size
	}
	return i
}

func shorten(word string) string {
	if len(word) <= MaxWordRunes {
		return word
	}
	runes := 0
	for i := range word {
		if runes == MaxWordRunes {
			return word[:i]
		}
		runes++
	}
	return word
}

func isWord(r rune) bool {
	if r < utf8.RuneSelf {
		return r >= 'a' && r <= 'z' || r >= '0' && r <= '9' || r >= 'A' && r <= 'Z'
	}
	return unicode.IsLetter(r) || unicode.IsDigit(r) || unicode.IsMark(r)
}

// Alone reports a character that is a word by itself: Han, kana, Thai, Khmer, Lao, Burmese, emoji.
func Alone(r rune) bool {
	if r < 0x0e00 {
		return false
	}
	switch {
	case r <= 0x0eff, r >= 0x1000 && r <= 0x109f, r >= 0x1780 && r <= 0x17ff:
		return unicode.IsLetter(r)
	case r >= 0x3040 && r <= 0x30ff, r >= 0x3400 && r <= 0x9fff, r >= 0xf900 && r <= 0xfaff:
		return true
	case r >= 0x2600 && r <= 0x27bf, r >= 0x1f300 && r <= 0x1faff, r >= 0x20000 && r <= 0x3ffff:
		return true
	}
	return false
}
