package input

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"reflect"
	"slices"
	"strings"
)

// Whole decodes the input of a method. Members that are not known, and those that are missing or
// null, are errors that name them: a 0 in their place would be an answer to another question.
// Truths, pointers, and what is marked optional may be missing. What is wrong begins with the way
// to it, without a line: the input may be a part of a larger file.
func Whole(raw []byte, into any) error {
	var where *Fault
	switch err := Strict(raw, into); {
	case errors.As(err, &where) && where.Pointer != "":
		return fmt.Errorf("input%s %s", where.way.slashed(), where.Reason)
	case errors.As(err, &where) && strings.HasPrefix(where.Reason, "must be "):
		return fmt.Errorf("input %s", where.Reason)
	case err != nil:
		return fmt.Errorf("input: %w", err)
	}
	return complete(reflect.TypeOf(into).Elem(), raw, "input")
}

// complete reports the first member that a type needs and the JSON, which was decoded into it
// before, lacks.
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
		return completeMembers(t, membersOf(raw), at)
	case reflect.Map:
		members := membersOf(raw)
		for _, name := range slices.Sorted(maps.Keys(members)) {
			if err := complete(t.Elem(), members[name], at+"/"+name); err != nil {
				return err
			}
		}
	case reflect.Slice, reflect.Array:
		return completeList(t, raw, at)
	}
	return nil
}

func membersOf(raw json.RawMessage) (members map[string]json.RawMessage) {
	_ = json.Unmarshal(raw, &members)
	return members
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
	for _, f := range reflect.VisibleFields(t) {
		name := nameOf(f)
		if name == "" {
			continue
		}
		_, optional := f.Tag.Lookup("optional")
		optional = optional || f.Type.Kind() == reflect.Bool || f.Type.Kind() == reflect.Pointer
		switch member, there := members[name]; {
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
