package pii

import (
	"strconv"
	"strings"
)

// Marks around a token. One that stands in a text by itself is hidden too, so that nothing but a
// token is ever taken for one.
const (
	tokenBegin = "⟦"
	tokenEnd   = "⟧"
	sign       = "sign" // the type of a hidden mark
)

// Vault keeps what was hidden, for those who may see it. The zero value is empty; its JSON form is
// all of it. The same words have the same token in every text that is hidden with one vault.
type Vault struct {
	Words map[string]string `json:"words"` // token -> what it stands for

	tokens map[string]string // type and words -> token
	count  map[string]int    // tokens of a type
}

// Hide replaces the spans, in order as Find returns them, by tokens such as ⟦email 1⟧. A span that
// lies outside the text is ignored.
func (v *Vault) Hide(text string, spans []Span) string {
	v.index()
	var out strings.Builder
	rest, at := text, 0 // what is left of the text, and how many characters went before it
	for _, s := range spans {
		from := bytesOf(rest, s.Start-at)
		to := bytesOf(rest, s.End-at)
		if from < 0 || to <= from {
			continue
		}
		v.plain(&out, rest[:from])
		out.WriteString(v.token(s.Type, rest[from:to]))
		rest, at = rest[to:], s.End
	}
	v.plain(&out, rest)
	return out.String()
}

// Reveal puts back what Hide took out; a token of another vault stays.
func (v *Vault) Reveal(text string) string {
	var out strings.Builder
	for {
		before, from, found := strings.Cut(text, tokenBegin)
		out.WriteString(before)
		if !found {
			return out.String()
		}
		name, after, _ := strings.Cut(from, tokenEnd)
		if words, known := v.Words[tokenBegin+name+tokenEnd]; known {
			out.WriteString(words)
			text = after
			continue
		}
		out.WriteString(tokenBegin)
		text = from
	}
}

// index makes a vault that was empty or read from its stored form ready to hide.
func (v *Vault) index() {
	if v.tokens != nil {
		return
	}
	v.tokens, v.count = map[string]string{}, map[string]int{}
	if v.Words == nil {
		v.Words = map[string]string{}
	}
	for token, words := range v.Words {
		kind, number, _ := strings.Cut(strings.Trim(token, tokenBegin+tokenEnd), " ")
		v.tokens[kind+" "+words] = token
		n, _ := strconv.Atoi(number) // 0 for a token that Hide did not make
		v.count[kind] = max(v.count[kind], n)
	}
}

func (v *Vault) token(kind, words string) string {
	key := kind + " " + words
	token, known := v.tokens[key]
	if !known {
		v.count[kind]++
		token = tokenBegin + kind + " " + strconv.Itoa(v.count[kind]) + tokenEnd
		v.tokens[key], v.Words[token] = token, words
	}
	return token
}

// plain writes what is not hidden.
func (v *Vault) plain(out *strings.Builder, text string) {
	for {
		before, after, found := strings.Cut(text, tokenBegin)
		out.WriteString(before)
		if !found {
			return
		}
		out.WriteString(v.token(sign, tokenBegin))
		text = after
	}
}

// bytesOf returns how many bytes the first characters of a text take, -1 if it has fewer.
func bytesOf(text string, characters int) int {
	if characters < 0 {
		return -1
	}
	for i := range text {
		if characters == 0 {
			return i
		}
		characters--
	}
	if characters == 0 {
		return len(text)
	}
	return -1
}
