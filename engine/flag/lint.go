package flag

import (
	"encoding/json"
	"fmt"
	"maps"
	"reflect"
	"slices"
	"strconv"
	"strings"
)

// Finding is what a definition gets wrong, or what in it looks as if it were not meant.
type Finding struct {
	Mistake
	Line    int  `json:"line"`
	Warning bool `json:"-"` // the definition can be used as it is
}

// Lint finds mistakes and what looks like one: variants that there are not, rules that are never
// reached, shares that do not sum, members that nobody reads.
func Lint(definition []byte) (*Set, []Finding) {
	set, err := Compile(definition)
	l := &linter{definition: definition}
	if mistakes, ok := err.(Error); ok {
		for _, m := range mistakes {
			l.found = append(l.found, Finding{Mistake: m})
		}
	}
	var file struct {
		Flags      map[string]json.RawMessage `json:"flags"`
		Evaluators map[string]json.RawMessage `json:"$evaluators"`
	}
	if json.Unmarshal(definition, &file) == nil {
		for _, key := range set.Keys() {
			l.flag("/flags/"+escaped(key), file.Flags[key])
		}
	}
	pointers := make([]string, len(l.found))
	for i, f := range l.found {
		pointers[i] = f.Pointer
	}
	for i, line := range Lines(definition, pointers) {
		l.found[i].Line = line
	}
	slices.SortStableFunc(l.found, func(a, b Finding) int { return a.Line - b.Line })
	return set, l.found
}

type linter struct {
	definition []byte
	found      []Finding
	variants   map[string]json.RawMessage
}

func (l *linter) warn(pointer, format string, args ...any) {
	l.found = append(l.found, Finding{Mistake: Mistake{pointer, fmt.Sprintf(format, args...)},
		Warning: true})
}

func (l *linter) flag(at string, raw json.RawMessage) {
	var w writtenFlag
	if json.Unmarshal(raw, &w) != nil {
		return
	}
	l.variants = w.Variants
	l.members(at, raw, reflect.TypeFor[writtenFlag](), "$schema")
	var targeting any
	always := false
	if json.Unmarshal(w.Targeting, &targeting) == nil {
		always = l.yields(at+"/targeting", targeting)
	}
	for i, r := range w.Rules {
		pointer := at + "/rules/" + strconv.Itoa(i)
		if always {
			l.warn(pointer, "is never reached: what stands before it always chooses")
		}
		always = l.rule(pointer, r, raw, i) || always
	}
	if w.Killed {
		l.warn(at+"/killed", "nobody gets anything but the off variant")
	}
}

// rule reports whether nobody gets past the rule.
func (l *linter) rule(at string, r writtenRule, flag json.RawMessage, i int) (always bool) {
	var members struct{ Rules []json.RawMessage }
	if json.Unmarshal(flag, &members) == nil {
		l.members(at, members.Rules[i], reflect.TypeFor[writtenRule]())
	}
	l.split(at, r)
	unconditional := len(r.If) == 0 && len(r.Prerequisites) == 0
	var condition any
	if json.Unmarshal(r.If, &condition) == nil {
		if truth, constant := constantTruth(condition); constant && truth {
			unconditional = len(r.Prerequisites) == 0
		} else if constant {
			l.warn(at+"/if", "never holds")
		}
	}
	return unconditional && r.Variant != nil && r.From == "" && r.Until == ""
}

func (l *linter) split(at string, r writtenRule) {
	weights := make([]float64, len(r.Split))
	for k, s := range r.Split {
		weights[k] = s.weight
	}
	if hashings[r.Hash] == murmur {
		l.sum(at+"/split", weights)
	}
	for k := range r.Steps {
		if k > 0 && r.Steps[k].Coverage < r.Steps[k-1].Coverage {
			l.warn(fmt.Sprintf("%s/steps/%d/coverage", at, k),
				"is less than before: users lose their variant")
		}
	}
}

// yields warns of what an expression may yield that is no variant, and reports whether it always
// yields something.
func (l *linter) yields(at string, expression any) (always bool) {
	switch e := expression.(type) {
	case string:
		l.variant(at, e)
		return true
	case bool:
		l.variant(at, strconv.FormatBool(e))
		return true
	case map[string]any:
		for operator, args := range e {
			list, _ := args.([]any)
			switch operator {
			case "if", "?:":
				return l.branches(at+"/"+operator, list)
			case "fractional":
				l.fractional(at+"/fractional", list)
			}
		}
	}
	return false
}

func (l *linter) variant(at, name string) {
	if _, there := l.variants[name]; !there {
		l.warn(at, "there is no variant %q; there are %s", name,
			strings.Join(slices.Sorted(maps.Keys(l.variants)), ", "))
	}
}

// branches are those of an if.
func (l *linter) branches(at string, args []any) (always bool) {
	always = len(args)%2 == 1
	for i := 0; i < len(args); i += 2 {
		last := i == len(args)-1
		if last {
			return l.yields(at+"/"+strconv.Itoa(i), args[i]) && always
		}
		always = l.yields(at+"/"+strconv.Itoa(i+1), args[i+1]) && always
		truth, constant := constantTruth(args[i])
		switch {
		case constant && !truth:
			l.warn(at+"/"+strconv.Itoa(i), "never holds")
		case constant && i+2 < len(args):
			l.warn(at+"/"+strconv.Itoa(i+2), "is never reached: the condition before always holds")
			return always
		}
		for k := 0; k < i; k += 2 {
			if reflect.DeepEqual(args[k], args[i]) {
				l.warn(at+"/"+strconv.Itoa(i), "is never reached: the same was asked before")
			}
		}
	}
	return false
}

// constantTruth is the truth of what is the same for everybody.
func constantTruth(condition any) (truth, constant bool) {
	switch c := condition.(type) {
	case map[string]any:
		return false, false
	case []any:
		for _, each := range c {
			if _, is := constantTruth(each); !is {
				return false, false
			}
		}
	}
	return of(condition).truthy(), true
}

func (l *linter) fractional(at string, args []any) {
	var weights []float64
	for i, each := range args {
		share, ok := each.([]any)
		if !ok || len(share) == 0 {
			continue
		}
		if name, text := share[0].(string); text {
			l.variant(fmt.Sprintf("%s/%d/0", at, i), name)
		}
		weight := 1.0
		if len(share) == 2 {
			if weight, ok = share[1].(float64); !ok {
				return // it is computed
			}
		}
		weights = append(weights, weight)
	}
	l.sum(at, weights)
}

// sum warns of shares that look like percentages and do not add up to a whole: each counts in
// proportion to their sum, which is then not what is written.
func (l *linter) sum(at string, weights []float64) {
	total, largest := 0.0, 0.0
	for _, w := range weights {
		total += w
		largest = max(largest, w)
	}
	whole := total == 1 || total == 10 || total == 100 || total == 1000 || total == 10_000 ||
		total == 100_000
	if largest > 10 && !whole && len(weights) > 1 {
		l.warn(at, "the shares add up to %v, not to 100: each counts in proportion to that", total)
	}
}

// members warns of those that nobody reads.
func (l *linter) members(at string, raw json.RawMessage, of reflect.Type, others ...string) {
	var all map[string]json.RawMessage
	if json.Unmarshal(raw, &all) != nil {
		return
	}
	known := append(membersOf(of), others...)
	for _, name := range slices.Sorted(maps.Keys(all)) {
		if !slices.Contains(known, name) {
			l.warn(at+"/"+escaped(name), "is unknown; there are %s", strings.Join(known, ", "))
		}
	}
}

// FlagMembers are the names of what a flag may have.
func FlagMembers() []string { return membersOf(reflect.TypeFor[writtenFlag]()) }

// membersOf are the names of a struct's fields in JSON.
func membersOf(of reflect.Type) (names []string) {
	for i := range of.NumField() {
		field := of.Field(i)
		if field.Anonymous {
			names = append(names, membersOf(field.Type)...)
		} else if name, _, _ := strings.Cut(field.Tag.Get("json"), ","); name != "" {
			names = append(names, name)
		}
	}
	return names
}
