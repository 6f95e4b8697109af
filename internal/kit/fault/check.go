package fault

import (
	"fmt"
	"strings"
	"unicode"
	"unicode/utf8"
)

// Check collects what is wrong with an input, so that one answer names every field at once.
// The zero value is ready.
type Check struct{ fields []Field }

// Fail notes that the field at pointer is wrong.
func (c *Check) Fail(pointer, format string, args ...any) {
	c.fields = append(c.fields, Field{pointer, fmt.Sprintf(format, args...)})
}

// That notes a failure unless ok holds.
func (c *Check) That(ok bool, pointer, format string, args ...any) {
	if !ok {
		c.Fail(pointer, format, args...)
	}
}

// Line checks a one-line text: least to most characters, no control characters.
func (c *Check) Line(pointer, s string, least, most int) {
	c.Text(pointer, s, least, most)
	c.That(!strings.ContainsFunc(s, unicode.IsControl), pointer,
		"must be one line without control characters")
}

// Text checks a text of several lines: least to most characters, storable everywhere.
func (c *Check) Text(pointer, s string, least, most int) {
	n := utf8.RuneCountInString(s)
	switch {
	case !utf8.ValidString(s):
		c.Fail(pointer, "must be valid UTF-8")
	case strings.ContainsRune(s, 0):
		c.Fail(pointer, "must not hold the character U+0000")
	case n < least && least == 1 || least == 1 && strings.TrimSpace(s) == "":
		c.Fail(pointer, "must not be empty")
	case n < least:
		c.Fail(pointer, "must have at least %d characters", least)
	case n > most:
		c.Fail(pointer, "must have at most %d characters, has %d", most, n)
	}
}

// OneOf checks that s is one of the allowed words.
func (c *Check) OneOf(pointer, s string, allowed ...string) {
	for _, a := range allowed {
		if s == a {
			return
		}
	}
	c.Fail(pointer, "must be one of %s", strings.Join(allowed, ", "))
}

// Err returns one Invalid fault with every failed field, or nil.
func (c *Check) Err() error {
	if len(c.fields) == 0 {
		return nil
	}
	return &Error{Kind: Invalid, Detail: "Some fields are not valid.", Fields: c.fields}
}
