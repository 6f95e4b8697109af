// Package fault is the one error type of the program: few kinds, each with one meaning for
// every transport. An error of no kind is Internal and its text is never shown to a user.
package fault

import (
	"errors"
	"fmt"
	"strings"
)

// Kind says what sort of thing went wrong, and with that what a caller can do about it.
type Kind int

// The kinds, with the HTTP status each becomes.
const (
	Internal        Kind = iota // 500: our mistake; the text stays in the log
	Malformed                   // 400: the request cannot be read
	Invalid                     // 422: the request was read, and its fields say what is wrong
	Unauthenticated             // 401: sign in, or send a token
	Forbidden                   // 403: signed in, but not allowed
	NotFound                    // 404: no such record here (or in nobody's reach)
	Conflict                    // 409: the record's state does not allow it
	Stale                       // 412: somebody changed the record since it was read
	NoMatch                     // 428: a change needs the version it was made from
	TooLarge                    // 413: more than the route takes
	TooMany                     // 429: slow down
	Unavailable                 // 503: try again; nothing was lost
	NoSpace                     // 507: the disk is full; reading still works
)

// Field names one part of the input and what is wrong with it.
type Field struct {
	Pointer string // JSON pointer into the body ("/title"), or "query/limit"
	Detail  string
}

// Error is a fault with a text for people.
type Error struct {
	Kind   Kind
	Detail string
	Fields []Field
	Cause  error
}

func (e *Error) Error() string {
	var b strings.Builder
	b.WriteString(e.Detail)
	for i, f := range e.Fields {
		switch {
		case i > 0:
			b.WriteString("; ")
		case e.Detail != "":
			b.WriteString(" ")
		}
		fmt.Fprintf(&b, "%s: %s", f.Pointer, f.Detail)
	}
	if e.Cause != nil {
		fmt.Fprintf(&b, ": %v", e.Cause)
	}
	return b.String()
}

// Unwrap gives the cause to errors.Is and errors.As.
func (e *Error) Unwrap() error { return e.Cause }

// New makes a fault of a kind with a text for people.
func New(kind Kind, format string, args ...any) error {
	return &Error{Kind: kind, Detail: fmt.Sprintf(format, args...)}
}

// Wrap gives an error a kind and a text for people, and keeps the cause for the log.
func Wrap(kind Kind, cause error, format string, args ...any) error {
	return &Error{Kind: kind, Detail: fmt.Sprintf(format, args...), Cause: cause}
}

// Missing is the fault for a record that is not there, or not in this workspace.
func Missing(kind string) error { return New(NotFound, "There is no such %s.", kind) }

// At is an Invalid fault about one field.
func At(pointer, format string, args ...any) error {
	return &Error{Kind: Invalid, Fields: []Field{{pointer, fmt.Sprintf(format, args...)}}}
}

// Below moves the fields of a fault under a part of the input: below "/records/3", "/text"
// becomes "/records/3/text".
func Below(err error, pointer string) error {
	var e *Error
	if !errors.As(err, &e) || len(e.Fields) == 0 {
		return err
	}
	moved := *e
	moved.Fields = make([]Field, len(e.Fields))
	for i, f := range e.Fields {
		moved.Fields[i] = Field{pointer + f.Pointer, f.Detail}
	}
	return &moved
}

// Above takes a part of the input off the front of a fault's fields: "/account/name" above
// "/account" is "/name".
func Above(err error, pointer string) error {
	var e *Error
	if !errors.As(err, &e) {
		return err
	}
	moved := *e
	moved.Fields = make([]Field, len(e.Fields))
	for i, f := range e.Fields {
		moved.Fields[i] = Field{strings.TrimPrefix(f.Pointer, pointer), f.Detail}
	}
	return &moved
}

// KindOf returns the kind of the first fault in the chain, Internal when there is none.
func KindOf(err error) Kind {
	var e *Error
	if errors.As(err, &e) {
		return e.Kind
	}
	return Internal
}

// Is reports whether err is a fault of the given kind.
func Is(err error, kind Kind) bool { return err != nil && KindOf(err) == kind }
