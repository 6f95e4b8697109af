// Package input decodes JSON that a person wrote, and says what is wrong with line, column and the
// way to the value.
package input

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"reflect"
	"strconv"
	"strings"
)

// Fault is what is wrong, and where.
type Fault struct {
	Line, Column int    // from 1; columns count characters
	Pointer      string // items[3].cod.per_week; empty for the whole
	Reason       string
	way          way
}

// way leads to a value: names of members, and places in lists such as [3].
type way []string

func (w way) to(part string) way { return append(w[:len(w):len(w)], part) }

// dotted is items[3].cod.per_week.
func (w way) dotted() string {
	return strings.TrimPrefix(strings.ReplaceAll("."+strings.Join(w, "."), ".[", "["), ".")
}

// slashed is /items/3/cod/per_week, as in a JSON pointer.
func (w way) slashed() (pointer string) {
	for _, part := range w {
		pointer += "/" + strings.Trim(part, "[]")
	}
	return pointer
}

// Error says all of it in one line.
func (f *Fault) Error() string {
	at := ""
	if f.Pointer != "" {
		at = f.Pointer + " "
		if len(f.Pointer) > mostPointer {
			at = f.Pointer[:mostPointer] + "... "
		}
	}
	return fmt.Sprintf("line %d, column %d: %s%s", f.Line, f.Column, at, f.Reason)
}

const mostPointer = 120

// Strict decodes the one JSON value of raw and refuses fields that into does not have; Loose
// passes them by. What is wrong comes back as a *Fault.
func Strict(raw []byte, into any) error { return decode(raw, into, true) }

// Loose is Strict for files that may hold more than is asked for.
func Loose(raw []byte, into any) error { return decode(raw, into, false) }

func decode(raw []byte, into any, strict bool) error {
	raw = bytes.TrimPrefix(raw, []byte("\ufeff"))
	l := locator{raw: raw, strict: strict}
	decoder := json.NewDecoder(bytes.NewReader(raw))
	var whole json.RawMessage
	if err := decoder.Decode(&whole); err != nil {
		return l.syntax(err)
	}
	end := int(decoder.InputOffset())
	if _, err := decoder.Token(); !errors.Is(err, io.EOF) {
		rest := raw[end:]
		return l.fault(end+len(rest)-len(bytes.TrimLeft(rest, " \t\r\n")), nil,
			"there is more after the JSON value")
	}
	if err := l.into(whole, into); err != nil {
		return l.find(whole, end-len(whole), reflect.TypeOf(into).Elem(), nil, err)
	}
	return nil
}

// locator finds the value that cannot be decoded.
type locator struct {
	raw    []byte
	strict bool
}

func (l locator) into(raw []byte, into any) error {
	decoder := json.NewDecoder(bytes.NewReader(raw))
	if l.strict {
		decoder.DisallowUnknownFields()
	}
	return decoder.Decode(into)
}

func (l locator) fault(offset int, to way, reason string) *Fault {
	before := l.raw[:min(offset, len(l.raw))]
	start := bytes.LastIndexByte(before, '\n') + 1
	return &Fault{Line: 1 + bytes.Count(before, []byte("\n")),
		Column: 1 + len([]rune(string(before[start:]))), Pointer: to.dotted(), Reason: reason,
		way: to}
}

func (l locator) syntax(err error) *Fault {
	var syntax *json.SyntaxError
	if errors.Is(err, io.ErrUnexpectedEOF) || errors.Is(err, io.EOF) {
		return l.fault(len(l.raw), nil, "the JSON ends before it is complete")
	}
	if errors.As(err, &syntax) {
		if strings.HasPrefix(err.Error(), "unexpected end") {
			return l.fault(len(l.raw), nil, "the JSON ends before it is complete")
		}
		return l.fault(max(0, int(syntax.Offset)-1), nil, err.Error())
	}
	return l.fault(0, nil, err.Error())
}

// find goes down to the first value below one of type t that fails by itself.
func (l locator) find(raw []byte, offset int, t reflect.Type, to way, err error) *Fault {
	for t.Kind() == reflect.Pointer {
		t = t.Elem()
	}
	if !reflect.PointerTo(t).Implements(reflect.TypeFor[json.Unmarshaler]()) {
		if f := l.below(raw, offset, t, to); f != nil {
			return f
		}
	}
	return l.fault(offset, to, reason(err, raw))
}

// below looks into the parts of an object or a list.
func (l locator) below(raw []byte, offset int, t reflect.Type, to way) *Fault {
	list := t.Kind() == reflect.Slice || t.Kind() == reflect.Array
	object := t.Kind() == reflect.Struct || t.Kind() == reflect.Map
	if !(list && raw[0] == '[' || object && raw[0] == '{') {
		return nil
	}
	decoder := json.NewDecoder(bytes.NewReader(raw))
	if _, err := decoder.Token(); err != nil {
		return nil
	}
	for n := 0; decoder.More(); n++ {
		part, of := to.to(fmt.Sprintf("[%d]", n)), t
		if list {
			of = t.Elem()
		} else {
			token, err := decoder.Token()
			key, ok := token.(string)
			if err != nil || !ok {
				return nil
			}
			part, of = to.to(key), member(t, key)
			if of == nil && l.strict {
				at := offset + max(0, int(decoder.InputOffset())-len(strconv.Quote(key)))
				return l.fault(at, part, "is no field that is known here"+known(t))
			}
		}
		if f := l.part(decoder, offset, of, part); f != nil {
			return f
		}
	}
	return nil
}

// part looks at the value that comes next, which is to be of a type; nil is one that nobody reads.
func (l locator) part(d *json.Decoder, offset int, of reflect.Type, to way) *Fault {
	var value json.RawMessage
	if d.Decode(&value) != nil || of == nil {
		return nil
	}
	err := l.into(value, reflect.New(of).Interface())
	if err == nil {
		return nil
	}
	return l.find(value, offset+int(d.InputOffset())-len(value), of, to, err)
}
