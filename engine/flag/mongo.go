package flag

import (
	"fmt"
	"maps"
	"regexp"
	"slices"
	"strings"
)

// mongo turns GrowthBook's conditions, which are written as queries of MongoDB, into JsonLogic.
type mongo struct {
	groups map[string][]any
	left   []Mistake
}

func (m *mongo) leave(pointer, format string, args ...any) {
	m.left = append(m.left, Mistake{pointer, fmt.Sprintf(format, args...)})
}

func logic(operator string, args ...any) any { return map[string]any{operator: args} }

func variableOf(path string) any { return map[string]any{"var": path} }

// joined is all of the parts, or any of them.
func joinedBy(operator string, parts []any) any {
	switch {
	case len(parts) == 1:
		return parts[0]
	case len(parts) == 0:
		return true
	}
	return map[string]any{operator: parts}
}

// condition holds when all of its members do.
func (m *mongo) condition(at string, c map[string]any) any {
	var all []any
	for _, name := range slices.Sorted(maps.Keys(c)) {
		pointer := at + "/" + escaped(name)
		switch name {
		case "$and", "$or", "$nor":
			all = append(all, m.list(pointer, name, c[name]))
		case "$not":
			inner, _ := c[name].(map[string]any)
			all = append(all, logic("!", m.condition(pointer, inner)))
		default:
			if strings.HasPrefix(name, "$") {
				m.leave(pointer, "the operator %s cannot be said here", name)
				continue
			}
			all = append(all, m.value(pointer, variableOf(name), c[name]))
		}
	}
	return joinedBy("and", all)
}

func (m *mongo) list(at, operator string, conditions any) any {
	each, ok := conditions.([]any)
	if !ok {
		m.leave(at, "expected a list of conditions")
	}
	var parts []any
	for i, c := range each {
		inner, _ := c.(map[string]any)
		parts = append(parts, m.condition(fmt.Sprintf("%s/%d", at, i), inner))
	}
	switch operator {
	case "$and":
		return joinedBy("and", parts)
	case "$or":
		return joinedBy("or", parts)
	}
	return logic("!", joinedBy("or", parts))
}

// value is a condition on one value: what it must be, or operators that must all hold.
func (m *mongo) value(at string, actual, wanted any) any {
	switch w := wanted.(type) {
	case string, float64, nil:
		return logic("==", actual, w)
	case bool:
		if w {
			return logic("!!", actual)
		}
		return logic("and", logic("!=", actual, nil), logic("!", actual))
	case map[string]any:
		operators := len(w) > 0
		for name := range w {
			operators = operators && strings.HasPrefix(name, "$")
		}
		if operators {
			var all []any
			for _, name := range slices.Sorted(maps.Keys(w)) {
				all = append(all, m.operator(at+"/"+name, name, actual, w[name]))
			}
			return joinedBy("and", all)
		}
	}
	m.leave(at, "lists and objects cannot be compared here")
	return false
}

// mongoCompares are the operators that are one of JsonLogic's.
var mongoCompares = map[string]string{"$eq": "===", "$ne": "!==", "$lt": "<", "$lte": "<=",
	"$gt": ">", "$gte": ">="}

// mongoVersions are those that compare versions.
var mongoVersions = map[string]string{"$veq": "=", "$vne": "!=", "$vlt": "<", "$vlte": "<=",
	"$vgt": ">", "$vgte": ">="}

func (m *mongo) operator(at, name string, actual, wanted any) any {
	switch wanted.(type) {
	case []any, map[string]any:
	default:
		if compare, known := mongoCompares[name]; known {
			return logic(compare, actual, wanted)
		}
		if compare, known := mongoVersions[name]; known {
			return logic("sem_ver", actual, compare, wanted)
		}
	}
	switch name {
	case "$exists":
		if of(wanted).truthy() {
			return logic("!=", actual, nil)
		}
		return logic("==", actual, nil)
	case "$in", "$nin", "$inGroup", "$notInGroup":
		return m.membership(at, name, actual, wanted)
	case "$not":
		return logic("!", m.value(at, actual, wanted))
	case "$size":
		count := logic("reduce", actual, logic("+", variableOf("accumulator"), 1.0), 0.0)
		return logic("and", logic("!=", actual, nil), m.value(at, count, wanted))
	case "$elemMatch", "$all":
		return m.elements(at, name, actual, wanted)
	case "$regex":
		if pattern, ok := wanted.(string); ok {
			return m.pattern(at, actual, pattern)
		}
	}
	m.leave(at, "the operator %s cannot be said here", name)
	return false
}

// membership is of a value in a list, or of any element of a value that is a list.
func (m *mongo) membership(at, name string, actual, wanted any) any {
	list, ok := wanted.([]any)
	if strings.HasSuffix(name, "Group") {
		group, _ := wanted.(string)
		if list, ok = m.groups[group]; !ok {
			m.leave(at, "there is no saved group %v", wanted)
			return false
		}
	}
	if !ok || list == nil {
		list = []any{}
	}
	in := logic("or", logic("in", actual, list),
		logic("some", actual, logic("in", variableOf(""), list)))
	if strings.HasPrefix(name, "$n") {
		return logic("!", in)
	}
	return in
}

func (m *mongo) elements(at, name string, actual, wanted any) any {
	if all, ok := wanted.([]any); ok && name == "$all" {
		var parts []any
		for i, each := range all {
			parts = append(parts, logic("some", actual,
				m.value(fmt.Sprintf("%s/%d", at, i), variableOf(""), each)))
		}
		return joinedBy("and", parts)
	}
	inner, ok := wanted.(map[string]any)
	if !ok {
		m.leave(at, "expected a condition")
		return false
	}
	joins := []string{"$and", "$or", "$nor"}
	for member := range inner {
		if strings.HasPrefix(member, "$") && !slices.Contains(joins, member) {
			return logic("some", actual, m.value(at, variableOf(""), inner))
		}
	}
	return logic("some", actual, m.condition(at, inner))
}

// simplePattern is a text with perhaps its beginning or end marked; a dot is escaped.
var simplePattern = regexp.MustCompile(
	`^(\^?)((?:[\p{L}\p{N}@_\- :/=,;%&#!~]|\\[.\-/@+*?$^()|\[\]{}\\])+)(\$?)$`)

var escape = regexp.MustCompile(`\\(.)`)

// pattern says the simple patterns by what they mean; JsonLogic has no others.
func (m *mongo) pattern(at string, actual any, pattern string) any {
	parts := simplePattern.FindStringSubmatch(pattern)
	if parts == nil {
		m.leave(at, "only patterns that are a text, its beginning or its end can be said here")
		return false
	}
	text := escape.ReplaceAllString(parts[2], "$1")
	switch {
	case parts[1] != "" && parts[3] != "":
		return logic("===", actual, text)
	case parts[1] != "":
		return logic("starts_with", actual, text)
	case parts[3] != "":
		return logic("ends_with", actual, text)
	}
	return logic("in", text, actual)
}
