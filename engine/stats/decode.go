package stats

import (
	"bytes"
	"cmp"
	"encoding/json"
	"errors"
	"fmt"
	"reflect"
	"strings"
)

// Decode reads the input of a case. Members that are not known, and those that are missing or null,
// are errors that name them: a 0 in their place would be an answer to another question. Truths,
// pointers, and what is marked optional may be missing.
func Decode(raw []byte, into any) error {
	decoder := json.NewDecoder(bytes.NewReader(raw))
	decoder.DisallowUnknownFields()
	if err := decoder.Decode(into); err != nil {
		return Explain(err, reflect.TypeOf(into).Elem(), "input")
	}
	return complete(reflect.TypeOf(into).Elem(), raw, "input")
}

// Explain says in JSON's words what a decoder says in Go's about a value of a type. whole is what
// the value is called.
func Explain(err error, t reflect.Type, whole string) error {
	var kind *json.UnmarshalTypeError
	if !errors.As(err, &kind) {
		return fmt.Errorf("%s: %s", whole, strings.TrimPrefix(err.Error(), "json: "))
	}
	whole += pathIn(t, kind.Field)
	_, number, isNumber := strings.Cut(kind.Value, "number ")
	if isNumber && kind.Type.Kind() == reflect.Float64 {
		return fmt.Errorf("%s: %s is larger than a number can be", whole, number)
	}
	got := number
	if !isNumber {
		got = cmp.Or(written[kind.Value], "a "+kind.Value)
	}
	return fmt.Errorf("%s must be %s, not %s", whole, jsonKind(kind.Type), got)
}

// pathIn is where a decoder was, by the names of members; Go names embedded structs as well.
func pathIn(t reflect.Type, path string) (pointer string) {
	for name := range strings.SplitSeq(path, ".") {
		for t.Kind() == reflect.Pointer || t.Kind() == reflect.Slice || t.Kind() == reflect.Map {
			t = t.Elem()
		}
		f, known := memberOf(t, name)
		switch {
		case known:
			name, t = memberName(f), f.Type
		case name == "":
			continue
		}
		if !f.Anonymous {
			pointer += "/" + name
		}
	}
	return pointer
}

// memberOf finds a field of a struct by its name in JSON, or in Go.
func memberOf(t reflect.Type, name string) (f reflect.StructField, known bool) {
	if t.Kind() != reflect.Struct {
		return f, false
	}
	for i := range t.NumField() {
		if f = t.Field(i); f.Name == name || memberName(f) == name {
			return f, true
		}
	}
	return reflect.StructField{}, false
}

// memberName is what a field is called in JSON.
func memberName(f reflect.StructField) string {
	name, _, _ := strings.Cut(f.Tag.Get("json"), ",")
	return cmp.Or(name, strings.ToLower(f.Name))
}

// written is what JSON calls what a decoder found.
var written = map[string]string{"array": "a list", "object": "an object", "string": "a text",
	"bool": "true or false"}

// jsonKind is what JSON calls what a Go type is written as.
func jsonKind(t reflect.Type) string {
	switch t.Kind() {
	case reflect.Float64:
		return "a number"
	case reflect.Int, reflect.Int64:
		return "a whole number"
	case reflect.Uint32, reflect.Uint64:
		return "a whole number from 0 on"
	case reflect.String:
		return "a text"
	case reflect.Bool:
		return "true or false"
	case reflect.Slice, reflect.Array:
		return "a list"
	}
	return "an object"
}

// complete reports the first member that a type needs and the JSON lacks.
func complete(t reflect.Type, raw json.RawMessage, at string) error {
	null := string(bytes.TrimSpace(raw)) == "null"
	switch {
	case t.Kind() == reflect.Pointer && null, t == reflect.TypeFor[json.RawMessage]():
		return nil
	case null:
		return fmt.Errorf("%s is null", at)
	}
	switch t.Kind() {
	case reflect.Pointer:
		return complete(t.Elem(), raw, at)
	case reflect.Struct:
		var members map[string]json.RawMessage
		_ = json.Unmarshal(raw, &members) // which Decode has done before
		return completeMembers(t, members, at)
	case reflect.Map:
		var members map[string]json.RawMessage
		_ = json.Unmarshal(raw, &members)
		for name, member := range members {
			if err := complete(t.Elem(), member, at+"/"+name); err != nil {
				return err
			}
		}
	case reflect.Slice, reflect.Array:
		return completeList(t, raw, at)
	}
	return nil
}

func completeList(t reflect.Type, raw json.RawMessage, at string) error {
	var list []json.RawMessage
	_ = json.Unmarshal(raw, &list)
	if t.Kind() == reflect.Array && len(list) != t.Len() {
		return fmt.Errorf("%s has %d elements, expected %d", at, len(list), t.Len())
	}
	for i, element := range list {
		if err := complete(t.Elem(), element, fmt.Sprintf("%s/%d", at, i)); err != nil {
			return err
		}
	}
	return nil
}

func completeMembers(t reflect.Type, members map[string]json.RawMessage, at string) error {
	for i := range t.NumField() {
		f := t.Field(i)
		if f.Anonymous {
			if err := completeMembers(f.Type, members, at); err != nil {
				return err
			}
			continue
		}
		name := memberName(f)
		member, there := members[name]
		_, optional := f.Tag.Lookup("optional")
		optional = optional || f.Type.Kind() == reflect.Bool || f.Type.Kind() == reflect.Pointer
		switch {
		case there:
			if err := complete(f.Type, member, at+"/"+name); err != nil {
				return err
			}
		case !optional:
			return fmt.Errorf("%s/%s is missing", at, name)
		}
	}
	return nil
}
