package input

import (
	"cmp"
	"encoding/json"
	"errors"
	"fmt"
	"reflect"
	"strings"
)

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

// nameOf is what a field is called in JSON; one that is not written has no name.
func nameOf(f reflect.StructField) string {
	name, _, _ := strings.Cut(f.Tag.Get("json"), ",")
	if name == "-" || !f.IsExported() || f.Anonymous && name == "" {
		return ""
	}
	return cmp.Or(name, strings.ToLower(f.Name))
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
	if !errors.As(err, &kind) {
		return "is wrong: " + strings.TrimPrefix(err.Error(), "json: ")
	}
	got := fmt.Sprintf("%.40s", raw)
	switch {
	case raw[0] == '{':
		got = "an object"
	case raw[0] == '[':
		got = "a list"
	case kind.Type.Kind() == reflect.Float64 && strings.HasPrefix(kind.Value, "number"):
		return "is " + got + ", which is larger than a number can be"
	}
	return fmt.Sprintf("must be %s, not %s", nameOfKind(kind.Type), got)
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
		return "a number"
	case reflect.String:
		return "a text"
	case reflect.Bool:
		return "true or false"
	}
	return "an object"
}
