package flag

import (
	"errors"
	"math"
	"strconv"
	"strings"

	"github.com/throughlinehq/throughline/engine/flag/semver"
)

// operators build a rule of their compiled arguments.
var operators = map[string]func(args []rule) (rule, error){
	"var": variable, "missing": missing, "missing_some": missingSome, "if": conditional,
	"?:": conditional, "and": and, "or": or, "cat": cat, "in": contains, "substr": substr,
	"merge": merge, "starts_with": affix(strings.HasPrefix), "ends_with": affix(strings.HasSuffix),
	"sem_ver": semVer,
	"==":      two(func(a, b value) value { return ofBool(a.equals(b)) }),
	"===":     two(func(a, b value) value { return ofBool(a.same(b)) }),
	"!=":      two(func(a, b value) value { return ofBool(!a.equals(b)) }),
	"!==":     two(func(a, b value) value { return ofBool(!a.same(b)) }),
	"<":       chain(value.less),
	"<=":      chain(value.lessOrEqual),
	">":       chain(func(a, b value) bool { return b.less(a) }),
	">=":      chain(func(a, b value) bool { return b.lessOrEqual(a) }),
	"!":       one(func(a value) value { return ofBool(!a.truthy()) }),
	"!!":      one(func(a value) value { return ofBool(a.truthy()) }),
	"+":       fold(0, func(a, b float64) float64 { return a + b }),
	"*":       fold(1, func(a, b float64) float64 { return a * b }),
	"max":     fold(math.Inf(-1), math.Max),
	"min":     fold(math.Inf(1), math.Min),
	"-":       minus,
	"/":       two(func(a, b value) value { return ofNumber(a.toNumber() / b.toNumber()) }),
	"%": two(func(a, b value) value {
		return ofNumber(math.Mod(a.toNumber(), b.toNumber()))
	}),
	"log": one(func(a value) value { return a }),
}

func arg(args []rule, i int, e env) value {
	if i < len(args) {
		return args[i](e)
	}
	return value{}
}

func one(fn func(value) value) func([]rule) (rule, error) {
	return func(args []rule) (rule, error) {
		return func(e env) value { return fn(arg(args, 0, e)) }, nil
	}
}

func two(fn func(a, b value) value) func([]rule) (rule, error) {
	return func(args []rule) (rule, error) {
		if len(args) != 2 {
			return nil, errors.New("takes two arguments")
		}
		return func(e env) value {
			a, b := args[0](e), args[1](e)
			if !e.spend(a.size()) {
				return value{}
			}
			return fn(a, b)
		}, nil
	}
}

// chain compares two, or three as in 1 < x < 5.
func chain(holds func(a, b value) bool) func([]rule) (rule, error) {
	return func(args []rule) (rule, error) {
		if len(args) != 2 && len(args) != 3 {
			return nil, errors.New("takes two or three arguments")
		}
		return func(e env) value {
			middle := args[1](e)
			if !e.spend(middle.size()) {
				return value{}
			}
			ok := holds(args[0](e), middle)
			if ok && len(args) == 3 {
				ok = holds(middle, args[2](e))
			}
			return ofBool(ok)
		}, nil
	}
}

func fold(start float64, fn func(a, b float64) float64) func([]rule) (rule, error) {
	return func(args []rule) (rule, error) {
		if len(args) == 0 {
			return nil, errors.New("takes at least one argument")
		}
		return func(e env) value {
			sum := start
			for _, a := range args {
				sum = fn(sum, a(e).toNumber())
			}
			return ofNumber(sum)
		}, nil
	}
}

func minus(args []rule) (rule, error) {
	if len(args) != 1 && len(args) != 2 {
		return nil, errors.New("takes one or two arguments")
	}
	return func(e env) value {
		if len(args) == 1 {
			return ofNumber(-args[0](e).toNumber())
		}
		return ofNumber(args[0](e).toNumber() - args[1](e).toNumber())
	}, nil
}

// conditional is if, else if, and so on; without an else it yields null.
func conditional(args []rule) (rule, error) {
	return func(e env) value {
		i := 0
		for ; i+1 < len(args); i += 2 {
			if args[i](e).truthy() {
				return args[i+1](e)
			}
		}
		return arg(args, i, e)
	}, nil
}

func and(args []rule) (rule, error) {
	return func(e env) (last value) {
		for _, a := range args {
			if last = a(e); !last.truthy() {
				break
			}
		}
		return last
	}, nil
}

func or(args []rule) (rule, error) {
	return func(e env) (last value) {
		for _, a := range args {
			if last = a(e); last.truthy() {
				break
			}
		}
		return last
	}, nil
}

func cat(args []rule) (rule, error) {
	return func(e env) value {
		var b strings.Builder
		for _, a := range args {
			part, ok := e.textOf(a(e))
			if !ok || b.Len()+len(part) > maxText {
				return value{}
			}
			b.WriteString(part)
		}
		return ofText(b.String())
	}, nil
}

func contains(args []rule) (rule, error) {
	if len(args) != 2 {
		return nil, errors.New("takes two arguments")
	}
	return func(e env) value {
		what, where := args[0](e), args[1](e)
		if !e.spend(where.size() + where.length()*forText(what.str)) {
			return value{}
		}
		if where.kind == text {
			return ofBool(what.kind == text && strings.Contains(where.str, what.str))
		}
		for i := range where.length() {
			if where.at(i).same(what) {
				return ofBool(true)
			}
		}
		return ofBool(false)
	}, nil
}

// substr counts characters; a negative start or length counts from the end.
func substr(args []rule) (rule, error) {
	if len(args) != 2 && len(args) != 3 {
		return nil, errors.New("takes a text, a start and perhaps a length")
	}
	return func(e env) value {
		whole, ok := e.textOf(args[0](e))
		if !ok || !e.spend(4*forText(whole)) { // characters take four bytes each
			return value{}
		}
		runes := []rune(whole)
		place := func(v float64) int { return int(max(-1e9, min(1e9, v))) }
		start := place(args[1](e).toNumber())
		if start < 0 {
			start = max(0, len(runes)+start)
		}
		start = min(start, len(runes))
		end := len(runes)
		if len(args) == 3 {
			if n := place(args[2](e).toNumber()); n < 0 {
				end = max(start, end+n)
			} else {
				end = min(end, start+n)
			}
		}
		return ofText(string(runes[start:end]))
	}, nil
}

func merge(args []rule) (rule, error) {
	return func(e env) value {
		var all []value
		for _, a := range args {
			v := a(e)
			if v.kind == list {
				all = append(all, v.elements()...)
			} else {
				all = append(all, v)
			}
			// inside reduce each step can double them
			if len(all) > maxNodes || !e.spend(4*v.size()) {
				return value{}
			}
		}
		return ofList(all)
	}, nil
}

func affix(has func(s, part string) bool) func([]rule) (rule, error) {
	return two(func(a, b value) value {
		return ofBool(a.kind == text && b.kind == text && has(a.str, b.str))
	})
}

// variable looks into the context, along a path of names with dots between.
func variable(args []rule) (rule, error) {
	if len(args) > 2 {
		return nil, errors.New("takes a path and perhaps what stands in for a missing value")
	}
	return func(e env) value {
		found := e.look(arg(args, 0, e))
		if found.kind == null && len(args) == 2 {
			return args[1](e)
		}
		return found
	}, nil
}

// named is a variable whose path is known when it is compiled, as nearly all are.
func named(name string) part {
	at := pathTo(name)
	if name == "" || at.first == "$flagd" {
		return part{rule: func(e env) value { return e.look(ofText(name)) }}
	}
	return part{rule: at.get, path: at}
}

func (e env) look(path value) value {
	name := path.str
	if path.kind == number {
		name = path.toText()
	}
	if e.scope != nil {
		return walk(*e.scope, name)
	}
	if name == "" {
		return value{kind: object, any: e.context}
	}
	switch name {
	case "$flagd.flagKey":
		return ofText(e.flag.key)
	case "$flagd.timestamp":
		return ofNumber(float64(e.time))
	}
	first, rest, deeper := strings.Cut(name, ".")
	found := of(e.context[first])
	if deeper {
		return walk(found, rest)
	}
	return found
}

func walk(v value, path string) value {
	for path != "" {
		var name string
		name, path, _ = strings.Cut(path, ".")
		switch v.kind {
		case object:
			members, _ := v.any.(map[string]any)
			v = of(members[name])
		case list:
			i, err := strconv.Atoi(name)
			if err != nil || i < 0 || i >= v.length() {
				return value{}
			}
			v = v.at(i)
		default:
			return value{}
		}
	}
	return v
}

func missing(args []rule) (rule, error) {
	return func(e env) value {
		var gone []value
		for _, a := range args {
			names := a(e)
			if !e.spend(names.size() + names.length()) {
				return value{}
			}
			if names.kind != list {
				names = ofList([]value{names})
			}
			for _, name := range names.elements() {
				found := e.look(name)
				if found.kind == null || found.kind == text && found.str == "" {
					gone = append(gone, name)
				}
			}
		}
		return ofList(gone)
	}, nil
}

func missingSome(args []rule) (rule, error) {
	if len(args) != 2 {
		return nil, errors.New("takes how many are needed, and their names")
	}
	return func(e env) value {
		wanted := args[1](e)
		if !e.spend(wanted.size() + wanted.length()) {
			return value{}
		}
		names := wanted.elements()
		var gone []value
		for _, name := range names {
			if e.look(name).kind == null {
				gone = append(gone, name)
			}
		}
		if float64(len(names)-len(gone)) >= args[0](e).toNumber() {
			gone = nil
		}
		return ofList(gone)
	}, nil
}

// semVer compares two versions; what is no version holds never.
func semVer(args []rule) (rule, error) {
	if len(args) != 3 {
		return nil, errors.New("takes a version, a comparison and another version")
	}
	return func(e env) value {
		a, okA := parseVersion(args[0](e))
		b, okB := parseVersion(args[2](e))
		return ofBool(okA && okB && a.Holds(args[1](e).str, &b))
	}, nil
}

func parseVersion(v value) (semver.Version, bool) {
	switch v.kind {
	case number:
		return semver.Read(v.toText())
	case text:
		return semver.Read(v.str)
	}
	return semver.Version{}, false
}
