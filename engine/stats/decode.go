package stats

import (
	"bytes"
	"encoding/json"
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
		return fmt.Errorf("input: %s", strings.TrimPrefix(err.Error(), "json: "))
	}
	return complete(reflect.TypeOf(into).Elem(), raw, "input")
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
		name, _, _ := strings.Cut(f.Tag.Get("json"), ",")
		if name == "" {
			name = strings.ToLower(f.Name)
		}
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
