// Package pii finds personal data of a fixed form (cards, bank accounts, e-mail, phone, network
// addresses, social security numbers, links) and names that are known, so that they can be
// redacted.
package pii

import (
	"cmp"
	"slices"
	"strings"
	"unicode/utf8"
)

// The types of spans.
const (
	Card  = "card"
	IBAN  = "iban"
	Email = "email"
	Phone = "phone"
	IP    = "ip"
	SSN   = "ssn"
	URL   = "url"
	Name  = "name"
)

// Span is a piece of personal data; Start and End count characters (code points), End excluded.
type Span struct {
	Type  string `json:"type"`
	Start int    `json:"start"`
	End   int    `json:"end"`
}

// found is a span in bytes.
type found struct {
	kind     string
	from, to int
}

// Find returns the personal data in a text, in order and without overlaps. Known holds names that
// belong to the person or company the text comes from; each is found wherever it stands as a word.
func Find(text string, known ...string) []Span {
	hits := scan(text)
	for _, name := range known {
		hits = appendName(hits, text, name)
	}
	if len(hits) == 0 {
		return nil
	}
	slices.SortStableFunc(hits, func(a, b found) int {
		return cmp.Or(cmp.Compare(a.from, b.from), cmp.Compare(b.to, a.to))
	})
	spans := make([]Span, 0, len(hits))
	end, runes, at := 0, 0, 0
	for _, hit := range hits {
		if hit.from < end {
			continue
		}
		runes += utf8.RuneCountInString(text[at:hit.from])
		length := utf8.RuneCountInString(text[hit.from:hit.to])
		spans = append(spans, Span{Type: hit.kind, Start: runes, End: runes + length})
		runes, at, end = runes+length, hit.to, hit.to
	}
	return spans
}

// Redact replaces every span by its type in square brackets. Spans are in order, as Find returns
// them; one that lies outside the text is ignored.
func Redact(text string, spans []Span) string {
	if len(spans) == 0 {
		return text
	}
	runes := []rune(text)
	var out strings.Builder
	at := 0
	for _, s := range spans {
		if s.Start < at || s.End < s.Start || s.End > len(runes) {
			continue
		}
		out.WriteString(string(runes[at:s.Start]))
		out.WriteString("[" + s.Type + "]")
		at = s.End
	}
	out.WriteString(string(runes[at:]))
	return out.String()
}

// appendName finds a known name of at least three bytes between word boundaries, in any case.
func appendName(hits []found, text, name string) []found {
	name = strings.TrimSpace(name)
	if len(name) < 3 {
		return hits
	}
	for at := 0; at+len(name) <= len(text); at++ {
		end := at + len(name)
		if strings.EqualFold(text[at:end], name) && boundary(text, at) && boundary(text, end) {
			hits = append(hits, found{Name, at, end})
			at = end - 1
		}
	}
	return hits
}

// boundary reports that no word goes on across byte i.
func boundary(text string, i int) bool {
	return i == 0 || i == len(text) || !wordByte(text[i-1]) || !wordByte(text[i])
}

func wordByte(c byte) bool { return letter(c) || digit(c) || c >= utf8.RuneSelf }

func letter(c byte) bool { return c|0x20 >= 'a' && c|0x20 <= 'z' }

func digit(c byte) bool { return c >= '0' && c <= '9' }
