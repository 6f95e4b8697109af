package flag

import (
	"slices"
	"strings"
)

// test is a rule of which only the truth is asked.
type test func(e env) bool

// part is a compiled expression with what is known of it when it is compiled. The rule alone says
// what it means; the rest lets the operator above it do the same in fewer steps.
type part struct {
	rule     rule
	test     test   // whether the rule is truthy, where that takes fewer steps
	constant *value // of a literal
	path     *path  // of a variable in the context
}

// truth is whether the rule is truthy.
func (p part) truth() test {
	if p.test != nil {
		return p.test
	}
	return func(e env) bool { return p.rule(e).truthy() }
}

// path is where a variable stands: a name in the context, and names with dots below it.
type path struct{ whole, first, rest string }

// raw is the variable as the context holds it; with false where it must be looked for otherwise.
func (p *path) raw(e env) (any, bool) {
	if e.scope != nil || p.rest != "" {
		return nil, false
	}
	return e.context[p.first], true
}

func (p *path) get(e env) value {
	if e.scope != nil {
		return walk(*e.scope, p.whole)
	}
	found := of(e.context[p.first])
	if p.rest == "" {
		return found
	}
	return walk(found, p.rest)
}

func rulesOf(parts []part) []rule {
	rules := make([]rule, len(parts))
	for i, p := range parts {
		rules[i] = p.rule
	}
	return rules
}

// specialise finds a shorter way to what an operator's general rule says; a property test holds
// the two against each other.
func specialise(name string, parts []part, general rule) part {
	out := part{rule: general}
	switch name {
	case "and", "or":
		out.test = junction(parts, name == "or")
		return out
	case "if", "?:":
		return part{rule: choice(parts)}
	case "!", "!!":
		if len(parts) == 0 {
			return out
		}
		is, not := parts[0].truth(), name == "!"
		out.test = func(e env) bool { return is(e) != not }
	case "sem_ver":
		out.test = againstVersion(parts)
	default:
		out.test = comparison(name, parts)
	}
	if holds := out.test; holds != nil { // all of these yield true or false
		out.rule = func(e env) value { return ofBool(holds(e)) }
	}
	return out
}

// junction is or, or else and: it stops at the first that decides. Of nothing, both are false.
func junction(parts []part, decides bool) test {
	tests := make([]test, len(parts))
	for i, p := range parts {
		tests[i] = p.truth()
	}
	return func(e env) bool {
		for _, holds := range tests {
			if holds(e) == decides {
				return decides
			}
		}
		return !decides && len(tests) > 0
	}
}

// choice is if, asking for truth only.
func choice(parts []part) rule {
	type branch struct {
		holds test
		then  rule
	}
	branches := make([]branch, len(parts)/2)
	for i := range branches {
		branches[i] = branch{parts[2*i].truth(), parts[2*i+1].rule}
	}
	otherwise := rule(func(env) value { return value{} })
	if len(parts)%2 == 1 {
		otherwise = parts[len(parts)-1].rule
	}
	return func(e env) value {
		for i := range branches {
			if branches[i].holds(e) {
				return branches[i].then(e)
			}
		}
		return otherwise(e)
	}
}

// comparison is of a variable with a constant; nil where it is of something else.
func comparison(name string, parts []part) test {
	if len(parts) != 2 {
		return nil
	}
	at, constant := parts[0].path, parts[1].constant
	if at == nil || constant == nil {
		return nil
	}
	switch name {
	case "==", "===":
		return equality(at, *constant, name == "===")
	case "!=", "!==":
		same := equality(at, *constant, name == "!==")
		return func(e env) bool { return !same(e) }
	case "<":
		return order(at, *constant, func(a, b float64) bool { return a < b }, value.less)
	case "<=":
		return order(at, *constant, func(a, b float64) bool { return a <= b }, value.lessOrEqual)
	case ">":
		return order(at, *constant, func(a, b float64) bool { return a > b },
			func(a, b value) bool { return b.less(a) })
	case ">=":
		return order(at, *constant, func(a, b float64) bool { return a >= b },
			func(a, b value) bool { return b.lessOrEqual(a) })
	case "in":
		return membership(at, *constant)
	case "starts_with":
		return affixed(at, *constant, strings.HasPrefix)
	case "ends_with":
		return affixed(at, *constant, strings.HasSuffix)
	}
	return nil
}

func equality(at *path, constant value, strict bool) test {
	equal := value.equals
	if strict {
		equal = value.same
	}
	if constant.kind != text {
		return func(e env) bool { return equal(at.get(e), constant) }
	}
	want := constant.str
	return func(e env) bool {
		if found, here := at.raw(e); here {
			if s, is := found.(string); is {
				return s == want
			}
		}
		return equal(at.get(e), constant)
	}
}

func order(
	at *path, constant value, holds func(a, b float64) bool, general func(a, b value) bool,
) test {
	if constant.kind != number {
		return func(e env) bool { return general(at.get(e), constant) }
	}
	return func(e env) bool {
		if found, here := at.raw(e); here {
			if f, is := found.(float64); is {
				return holds(f, constant.num)
			}
		}
		return general(at.get(e), constant)
	}
}

// fewTexts are looked through faster than they are hashed.
const fewTexts = 8

// membership is of a variable in a list of texts.
func membership(at *path, constant value) test {
	if constant.kind != list {
		return nil
	}
	texts, set := []string{}, map[string]bool{}
	for _, v := range constant.elements() {
		if v.kind != text {
			return nil
		}
		texts, set[v.str] = append(texts, v.str), true
	}
	return func(e env) bool {
		found := at.get(e)
		switch {
		case found.kind != text:
			return false
		case len(texts) <= fewTexts:
			return slices.Contains(texts, found.str)
		}
		return set[found.str]
	}
}

func affixed(at *path, constant value, has func(s, part string) bool) test {
	return func(e env) bool {
		found := at.get(e)
		return found.kind == text && constant.kind == text && has(found.str, constant.str)
	}
}

// againstVersion compares a variable with a version that is parsed once.
func againstVersion(parts []part) test {
	if len(parts) != 3 || parts[0].path == nil || parts[1].constant == nil ||
		parts[2].constant == nil {
		return nil
	}
	at, sign := parts[0].path, parts[1].constant.str
	want, ok := parseVersion(*parts[2].constant)
	return func(e env) bool {
		if !ok {
			return false
		}
		v, is := parseVersion(at.get(e))
		return is && v.holds(sign, want)
	}
}

// fixedSplit is a fractional rule whose variants and weights are all constants, as nearly all are;
// nil for another.
func fixedSplit(by rule, shares []share) rule {
	total := int64(0)
	limits, variants := make([]int64, len(shares)), make([]value, len(shares))
	for i, s := range shares {
		if s.variant.constant == nil || s.weight.constant == nil {
			return nil
		}
		total += weightOf(*s.weight.constant)
		limits[i], variants[i] = total, *s.variant.constant
	}
	if total <= 0 || total > maxWeight {
		return func(env) value { return value{} }
	}
	return func(e env) value {
		h, ok := hashOf(e, by)
		if !ok {
			return value{}
		}
		bucket := Bucket(h, total)
		for i, limit := range limits {
			if bucket < limit {
				return variants[i]
			}
		}
		return value{}
	}
}
