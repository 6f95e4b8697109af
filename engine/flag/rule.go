package flag

import (
	"encoding/json"
	"errors"
	"fmt"
	"math"
	"slices"
	"strconv"
	"strings"
)

// rule is a compiled expression.
type rule func(e env) value

// env is what a rule sees.
type env struct {
	flag    *name
	context map[string]any
	time    int64
	scope   *value  // inside map, filter, reduce, all, none and some: the element
	budget  *budget // nil for what needs none
}

// part is a compiled expression with what is known of it when it is compiled. The rule alone says
// what it means; the rest lets an [assembler] find shorter ways to the same.
type part struct {
	rule     rule
	operator string // "" for what is none, or has no shorter way
	args     []part
	constant *value // of a literal
	path     *path  // of a variable in the context
	split    *split // of a fractional rule whose variants and weights are all constants
}

// path is where a variable stands: a name in the context, and names with dots below it.
type path struct {
	whole, first, rest string
	below              []string // rest, cut at its dots
}

func pathTo(name string) *path {
	first, rest, deeper := strings.Cut(name, ".")
	p := &path{whole: name, first: first, rest: rest}
	if deeper && rest != "" {
		p.below = strings.Split(rest, ".")
	}
	return p
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

// name is a flag's key, with the beginning of what is hashed for its buckets.
type name struct {
	key   string
	start prefix
}

const (
	maxDepth = 100     // of nested operators
	maxNodes = 20000   // of one flag's targeting
	maxLists = 4 << 20 // bytes of the lists of constants of one flag's targeting
	maxText  = 1 << 20 // bytes that cat makes: inside reduce each step can double them

	maxWeight = 1<<31 - 1 // of all shares of a split together
)

// compiler compiles the rules of one definition.
type compiler struct {
	evaluators map[string]json.RawMessage
	open       []string // references being resolved, for finding circles
	nodes      int
	bytes      int  // of lists of constants, which count again wherever they are referred to
	splits     bool // a fractional rule goes by the targeting key
}

// fail is a mistake at a JSON pointer.
type fail struct{ at, why string }

func (f *fail) Error() string { return f.at + ": " + f.why }

func failf(at, format string, args ...any) error { return &fail{at, fmt.Sprintf(format, args...)} }

// compile compiles one JSON value: a literal, a list, or an object with one operator.
func (c *compiler) compile(raw json.RawMessage, at string, depth int) (part, error) {
	if c.nodes++; c.nodes > maxNodes {
		return part{}, failf(at, "the rule is larger than %d values", maxNodes)
	}
	if depth > maxDepth {
		return part{}, failf(at, "nested deeper than %d", maxDepth)
	}
	switch first := strings.TrimSpace(string(raw)); {
	case strings.HasPrefix(first, "{"):
		return c.operation(raw, at, depth)
	case strings.HasPrefix(first, "[") && !strings.Contains(first, "{"):
		if c.bytes += len(raw); c.bytes > maxLists {
			return part{}, failf(at, "the lists of the rule are larger than %d bytes", maxLists)
		}
		return literal(raw, at)
	case strings.HasPrefix(first, "["):
		parts, err := c.list(raw, at, depth)
		if err != nil {
			return part{}, err
		}
		args := rulesOf(parts)
		return part{rule: func(e env) value {
			all := make([]value, len(args))
			for i, arg := range args {
				all[i] = arg(e)
			}
			return ofList(all)
		}}, nil
	}
	return literal(raw, at)
}

// literal is a value that needs no context.
func literal(raw json.RawMessage, at string) (part, error) {
	var decoded any
	if err := json.Unmarshal(raw, &decoded); err != nil {
		return part{}, failf(at, "%v", err)
	}
	constant := of(decoded)
	return part{rule: func(env) value { return constant }, constant: &constant}, nil
}

func (c *compiler) list(raw json.RawMessage, at string, depth int) ([]part, error) {
	var args []json.RawMessage
	if err := json.Unmarshal(raw, &args); err != nil {
		args = []json.RawMessage{raw} // JsonLogic lets a single argument stand without brackets
	}
	parts := make([]part, len(args))
	for i, arg := range args {
		var err error
		if parts[i], err = c.compile(arg, at+"/"+strconv.Itoa(i), depth+1); err != nil {
			return nil, err
		}
	}
	return parts, nil
}

func (c *compiler) operation(raw json.RawMessage, at string, depth int) (part, error) {
	var members map[string]json.RawMessage
	if err := json.Unmarshal(raw, &members); err != nil {
		return part{}, failf(at, "%v", err)
	}
	if len(members) != 1 {
		return part{}, failf(at, "an operation has one operator, this has %d", len(members))
	}
	for name, args := range members {
		at += "/" + strings.ReplaceAll(strings.ReplaceAll(name, "~", "~0"), "/", "~1")
		switch {
		case name == "$ref":
			return c.reference(args, at, depth)
		case name == "fractional":
			return c.fractional(args, at, depth)
		case each[name] != nil, name == "reduce":
			built, err := c.overElements(name, args, at, depth)
			return part{rule: built}, err
		}
		var variable string
		if name == "var" && json.Unmarshal(args, &variable) == nil {
			return named(variable), nil
		}
		build, known := operators[name]
		if !known {
			return part{}, failf(at, "unknown operator %q", name)
		}
		parts, err := c.list(args, at, depth)
		if err != nil {
			return part{}, err
		}
		built, err := build(rulesOf(parts))
		if err != nil {
			return part{}, failf(at, "%v", err)
		}
		return part{rule: built, operator: name, args: parts}, nil
	}
	return part{}, errors.New("unreachable")
}

// reference compiles a named evaluator in its place.
func (c *compiler) reference(raw json.RawMessage, at string, depth int) (part, error) {
	var name string
	if err := json.Unmarshal(raw, &name); err != nil {
		return part{}, failf(at, "expected the name of an evaluator")
	}
	target, known := c.evaluators[name]
	if !known {
		return part{}, failf(at, "there is no evaluator %q", name)
	}
	if slices.Contains(c.open, name) {
		return part{}, failf(at, "the evaluators refer to each other in a circle: %s",
			strings.Join(append(c.open, name), " -> "))
	}
	c.open = append(c.open, name)
	defer func() { c.open = c.open[:len(c.open)-1] }()
	return c.compile(target, "/$evaluators/"+name, depth+1)
}

// share is one variant of a fractional rule.
type share struct{ variant, weight part }

// fractional compiles a split by bucket. Its first argument may say what is hashed; otherwise it
// is the flag's key with the targeting key behind it.
func (c *compiler) fractional(raw json.RawMessage, at string, depth int) (part, error) {
	var parts []json.RawMessage
	if err := json.Unmarshal(raw, &parts); err != nil || len(parts) == 0 {
		return part{}, failf(at, "expected a list of variants with their weights")
	}
	var by rule
	if first := strings.TrimSpace(string(parts[0])); !strings.HasPrefix(first, "[") {
		what, err := c.compile(parts[0], at+"/0", depth+1)
		if err != nil {
			return part{}, err
		}
		by = what.rule
		parts = parts[1:]
	} else {
		c.splits = true
	}
	shares := make([]share, len(parts))
	for i, raw := range parts {
		where := at + "/" + strconv.Itoa(i)
		rules, err := c.list(raw, where, depth)
		if err != nil {
			return part{}, err
		}
		if len(rules) < 1 || len(rules) > 2 {
			return part{}, failf(where, "expected a variant and perhaps its weight")
		}
		shares[i] = share{variant: rules[0], weight: single}
		if len(rules) == 2 {
			shares[i].weight = rules[1]
		}
	}
	if len(shares) == 0 {
		return part{}, failf(at, "there are no variants to choose from")
	}
	return part{rule: func(e env) value { return divide(e, by, shares) },
		split: fixedSplit(by, shares)}, nil
}

// single is the weight of a variant that has none.
var single = part{
	rule:     func(env) value { return ofNumber(1) },
	constant: &value{kind: number, num: 1},
}

// divide finds the variant that holds the bucket.
func divide(e env, by rule, shares []share) value {
	h, ok := hashOf(e, by, e.context[targetingKey])
	if !ok {
		return value{}
	}
	weights, total := make([]int64, 0, 8), int64(0)
	for _, s := range shares {
		w, ok := weightOf(s.weight.rule(e))
		if !ok {
			return value{}
		}
		weights, total = append(weights, w), total+w
	}
	if total <= 0 || total > maxWeight {
		return value{}
	}
	bucket := Bucket(h, total)
	for i, s := range shares {
		if bucket -= weights[i]; bucket < 0 {
			return s.variant.rule(e)
		}
	}
	return value{}
}

// split is a fractional rule whose variants and weights are all constants, as nearly all are.
type split struct {
	by       rule
	total    int64
	limits   []int64 // of the buckets of each variant
	variants []value
}

func fixedSplit(by rule, shares []share) *split {
	s := &split{by: by}
	for _, each := range shares {
		if each.variant.constant == nil || each.weight.constant == nil {
			return nil
		}
		w, ok := weightOf(*each.weight.constant)
		if !ok {
			return &split{by: by} // which chooses nothing
		}
		s.total += w
		s.limits = append(s.limits, s.total)
		s.variants = append(s.variants, *each.variant.constant)
	}
	return s
}

// choose is which variant holds the bucket; -1 for none.
func (s *split) choose(e env, target any) int {
	if s.total <= 0 || s.total > maxWeight {
		return -1
	}
	h, ok := hashOf(e, s.by, target)
	if !ok {
		return -1
	}
	bucket := Bucket(h, s.total)
	for i, limit := range s.limits {
		if bucket < limit {
			return i
		}
	}
	return -1
}

// targetingKey is what a context calls whom it is about.
const targetingKey = "targetingKey"

// hashOf hashes what a split goes by; with false where there is nothing to go by. Where that is
// missing in the context it goes by the targeting key, as flagd does.
func hashOf(e env, by rule, targeted any) (uint32, bool) {
	if by != nil {
		switch chosen := by(e); {
		case chosen.kind == null:
		case chosen.kind != text || !e.spend(forText(chosen.str)):
			return 0, false
		default:
			return hash(chosen.str, 0), true
		}
	}
	target, _ := targeted.(string)
	if target == "" || !e.spend(forText(target)) {
		return 0, false
	}
	return e.flag.start.hash(target), true
}

// weightOf is a share; with false for what flagd refuses: texts, truths and fractions. A weight
// that is null counts as none given, and one below 0 as 0.
func weightOf(v value) (int64, bool) {
	switch {
	case v.kind == null:
		return 1, true
	case v.kind != number || v.num != math.Trunc(v.num) || v.num > maxWeight:
		return 0, false
	}
	return int64(max(0, v.num)), true
}
