package rank

import (
	"fmt"
	"strconv"
	"strings"
)

// SyntaxError says where a formula cannot be read and what would have been right there.
type SyntaxError struct {
	Pos    int // byte offset in the formula, from 0
	Reason string
}

func (e *SyntaxError) Error() string {
	return fmt.Sprintf("formula, byte %d: %s", e.Pos, e.Reason)
}

type tokenKind int

const (
	tokEnd tokenKind = iota
	tokNumber
	tokName
	tokSymbol
)

type token struct {
	kind tokenKind
	pos  int
	text string
	num  float64
}

func (t token) String() string {
	if t.kind == tokEnd {
		return "the end"
	}
	return strconv.Quote(t.text)
}

// lex splits a formula into tokens; the last one is always tokEnd.
func lex(src string) ([]token, error) {
	var tokens []token
	for pos := 0; pos < len(src); {
		switch c := src[pos]; {
		case c == ' ' || c == '\t' || c == '\n' || c == '\r':
			pos++
			continue
		case isDigit(c) || c == '.':
			t, err := lexNumber(src, pos)
			if err != nil {
				return nil, err
			}
			tokens = append(tokens, t)
		case isLetter(c):
			end := pos + 1
			for end < len(src) && (isLetter(src[end]) || isDigit(src[end])) {
				end++
			}
			tokens = append(tokens, token{kind: tokName, pos: pos, text: src[pos:end]})
		default:
			t, err := lexSymbol(src, pos)
			if err != nil {
				return nil, err
			}
			tokens = append(tokens, t)
		}
		pos += len(tokens[len(tokens)-1].text)
	}
	return append(tokens, token{kind: tokEnd, pos: len(src)}), nil
}

func lexNumber(src string, pos int) (token, error) {
	end := pos
	for end < len(src) && (isDigit(src[end]) || src[end] == '.') {
		end++
	}
	if end < len(src) && (src[end] == 'e' || src[end] == 'E') {
		exp := end + 1
		if exp < len(src) && (src[exp] == '+' || src[exp] == '-') {
			exp++
		}
		if exp < len(src) && isDigit(src[exp]) {
			for end = exp; end < len(src) && isDigit(src[end]); {
				end++
			}
		}
	}
	text := src[pos:end]
	num, err := strconv.ParseFloat(text, 64)
	if err != nil {
		reason := fmt.Sprintf("expected a finite number such as 2 or 0.5, found %q", text)
		return token{}, &SyntaxError{pos, reason}
	}
	return token{kind: tokNumber, pos: pos, text: text, num: num}, nil
}

func lexSymbol(src string, pos int) (token, error) {
	for _, two := range []string{"<=", ">=", "==", "!="} {
		if strings.HasPrefix(src[pos:], two) {
			return token{kind: tokSymbol, pos: pos, text: two}, nil
		}
	}
	if strings.IndexByte("+-*/^(),<>?:", src[pos]) >= 0 {
		return token{kind: tokSymbol, pos: pos, text: src[pos : pos+1]}, nil
	}
	reason := fmt.Sprintf("expected a number, a name or an operator, found %q", src[pos:pos+1])
	return token{}, &SyntaxError{pos, reason}
}

func isDigit(c byte) bool { return c >= '0' && c <= '9' }

func isLetter(c byte) bool {
	return c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c == '_'
}
