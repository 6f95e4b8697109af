package flag

import (
	"encoding/json"
	"math"
	"strconv"
	"strings"
)

// kind is what a value is in JsonLogic.
type kind uint8

const (
	null kind = iota
	boolean
	number
	text
	list
	object
)

// value is a JSON value that needs no allocation to be passed on.
type value struct {
	kind kind
	num  float64 // of a number; 1 for true
	str  string
	any  any // of an object, as it was decoded; of a list, []any or []value
}

func ofBool(b bool) value {
	if b {
		return value{kind: boolean, num: 1}
	}
	return value{kind: boolean}
}

func ofNumber(v float64) value { return value{kind: number, num: v} }

func ofText(s string) value { return value{kind: text, str: s} }

// of wraps what a context holds: what encoding/json makes, and Go's usual numbers.
func of(v any) value {
	switch v := v.(type) {
	case nil:
		return value{}
	case bool:
		return ofBool(v)
	case string:
		return ofText(v)
	case float64:
		return ofNumber(v)
	case int:
		return ofNumber(float64(v))
	case int64:
		return ofNumber(float64(v))
	case json.Number:
		f, _ := v.Float64()
		return ofNumber(f)
	case []any:
		return value{kind: list, any: v}
	}
	return value{kind: object, any: v}
}

func ofList(all []value) value { return value{kind: list, any: all} }

// length is of a list; 0 for all else.
func (v value) length() int {
	switch all := v.any.(type) {
	case []any:
		return len(all)
	case []value:
		return len(all)
	}
	return 0
}

// at is an element of a list.
func (v value) at(i int) value {
	if all, ok := v.any.([]value); ok {
		return all[i]
	}
	return of(v.any.([]any)[i])
}

// elements are those of a list.
func (v value) elements() []value {
	if all, ok := v.any.([]value); ok {
		return all
	}
	all := make([]value, v.length())
	for i := range all {
		all[i] = v.at(i)
	}
	return all
}

// truthy is that of flagd: empty lists, objects and texts, 0, false and null are not.
func (v value) truthy() bool {
	switch v.kind {
	case boolean, number:
		return v.num != 0 && !math.IsNaN(v.num)
	case text:
		return v.str != ""
	case list:
		return v.length() > 0
	}
	members, _ := v.any.(map[string]any)
	return v.kind == object && len(members) > 0
}

// maxDigits is how long a text may be that is read as a number; any that is one is shorter.
const maxDigits = 1100

// toNumber is JavaScript's: NaN for what is none.
func (v value) toNumber() float64 {
	switch v.kind {
	case boolean, number:
		return v.num
	case null:
		return 0
	case text:
		if len(v.str) > maxDigits {
			return math.NaN()
		}
		trimmed := strings.TrimSpace(v.str)
		if trimmed == "" {
			return 0
		}
		if f, err := strconv.ParseFloat(trimmed, 64); err == nil {
			return f
		}
	case list:
		if v.length() == 0 {
			return 0
		}
		if v.length() == 1 {
			return v.at(0).toNumber()
		}
	}
	return math.NaN()
}

// toText is JavaScript's.
func (v value) toText() string {
	switch v.kind {
	case text:
		return v.str
	case number:
		return strconv.FormatFloat(v.num, 'f', -1, 64)
	case boolean:
		return strconv.FormatBool(v.num != 0)
	case list:
		parts := make([]string, v.length())
		for i, each := range v.elements() {
			parts[i] = each.toText()
		}
		return strings.Join(parts, ",")
	}
	return ""
}

// same is JavaScript's ===.
func (v value) same(w value) bool {
	if v.kind != w.kind {
		return false
	}
	switch v.kind {
	case null:
		return true
	case text:
		return v.str == w.str
	case boolean, number:
		return v.num == w.num
	}
	return false // lists and objects are the same only as one
}

// equals is JavaScript's ==.
func (v value) equals(w value) bool {
	switch {
	case v.kind == null || w.kind == null:
		return v.kind == w.kind
	case v.kind == w.kind:
		return v.same(w)
	case v.kind == object || w.kind == object:
		return false
	}
	return v.toNumber() == w.toNumber()
}

// less compares texts as texts, all else as numbers.
func (v value) less(w value) bool {
	if v.kind == text && w.kind == text {
		return v.str < w.str
	}
	return v.toNumber() < w.toNumber()
}

func (v value) lessOrEqual(w value) bool {
	if v.kind == text && w.kind == text {
		return v.str <= w.str
	}
	return v.toNumber() <= w.toNumber()
}
