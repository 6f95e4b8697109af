// Package jsonfile decodes JSON that a person wrote, and says what is wrong with line, column and
// the way to the value.
package jsonfile

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
		return l.fault(end+len(rest)-len(bytes.TrimLeft(rest, " \t\r\n")), "",
			"there is more after the JSON value")
	}
	if err := l.into(whole, into); err != nil {
		return l.find(whole, end-len(whole), reflect.TypeOf(into).Elem(), "", err)
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

func (l locator) fault(offset int, pointer, reason string) *Fault {
	before := l.raw[:min(offset, len(l.raw))]
	start := bytes.LastIndexByte(before, '\n') + 1
	return &Fault{Line: 1 + bytes.Count(before, []byte("\n")),
		Column: 1 + len([]rune(string(before[start:]))), Pointer: pointer, Reason: reason}
}

func (l locator) syntax(err error) *Fault {
	var syntax *json.SyntaxError
	if errors.Is(err, io.ErrUnexpectedEOF) || errors.Is(err, io.EOF) {
		return l.fault(len(l.raw), "", "the JSON ends before it is complete")
	}
	if errors.As(err, &syntax) {
		if strings.HasPrefix(err.Error(), "unexpected end") {
			return l.fault(len(l.raw), "", "the JSON ends before it is complete")
		}
		return l.fault(max(0, int(syntax.Offset)-1), "", err.Error())
	}
	return l.fault(0, "", err.Error())
}

// find goes down to the first value below one of type t that fails by itself.
func (l locator) find(raw []byte, offset int, t reflect.Type, pointer string, err error) *Fault {
	for t.Kind() == reflect.Pointer {
		t = t.Elem()
	}
	if !reflect.PointerTo(t).Implements(reflect.TypeFor[json.Unmarshaler]()) {
		if f := l.below(raw, offset, t, pointer); f != nil {
			return f
		}
	}
	return l.fault(offset, pointer, reason(err, raw))
}

// below looks into the parts of an object or a list.
func (l locator) below(raw []byte, offset int, t reflect.Type, pointer string) *Fault {
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
		part, of := fmt.Sprintf("%s[%d]", pointer, n), t
		if list {
			of = t.Elem()
		} else {
			token, err := decoder.Token()
			key, ok := token.(string)
			if err != nil || !ok {
				return nil
			}
			part, of = strings.TrimPrefix(pointer+"."+key, "."), member(t, key)
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
func (l locator) part(d *json.Decoder, offset int, of reflect.Type, pointer string) *Fault {
	var value json.RawMessage
	if d.Decode(&value) != nil || of == nil {
		return nil
	}
	err := l.into(value, reflect.New(of).Interface())
	if err == nil {
		return nil
	}
	return l.find(value, offset+int(d.InputOffset())-len(value), of, pointer, err)
}

// member is the type of what an object has under key, or nil.
func member(t reflect.Type, key string) reflect.Type {
	if t.Kind() == reflect.Map {
		return t.Elem()
	}
	return field(t, key)
}

// field is the type of the field that JSON calls key, or nil.
func field(t reflect.Type, key string) reflect.Type {
	for _, f := range reflect.VisibleFields(t) {
		if name := nameOf(f); name != "" && strings.EqualFold(name, key) {
			return f.Type
		}
	}
	return nil
}

func nameOf(f reflect.StructField) string {
	name, _, _ := strings.Cut(f.Tag.Get("json"), ",")
	if name == "-" || !f.IsExported() || f.Anonymous && name == "" {
		return ""
	}
	if name == "" {
		return f.Name
	}
	return name
}

// known lists the fields that there are.
func known(t reflect.Type) string {
	var names []string
	for _, f := range reflect.VisibleFields(t) {
		if name := nameOf(f); name != "" {
			names = append(names, name)
		}
	}
	if len(names) == 0 {
		return ""
	}
	return "; there are " + strings.Join(names, ", ")
}

// reason says why a value cannot be decoded, in the words of JSON.
func reason(err error, raw []byte) string {
	var kind *json.UnmarshalTypeError
	if errors.As(err, &kind) {
		got := fmt.Sprintf("%.40s", raw)
		switch raw[0] {
		case '{':
			got = "an object"
		case '[':
			got = "a list"
		}
		return fmt.Sprintf("must be %s, not %s", nameOfKind(kind.Type), got)
	}
	text := strings.TrimPrefix(err.Error(), "json: ")
	return "is wrong: " + text
}

// nameOfKind is what JSON calls a Go type.
func nameOfKind(t reflect.Type) string {
	switch t.Kind() {
	case reflect.Slice, reflect.Array:
		return "a list"
	case reflect.Int, reflect.Int8, reflect.Int16, reflect.Int32, reflect.Int64:
		return "a whole number"
	case reflect.Uint, reflect.Uint8, reflect.Uint16, reflect.Uint32, reflect.Uint64:
		return "a whole number of 0 or more"
	case reflect.Float32, reflect.Float64:
		return "a number that fits into 64 bits"
	case reflect.String:
		return "a text"
	case reflect.Bool:
		return "true or false"
	}
	return "an object"
}
