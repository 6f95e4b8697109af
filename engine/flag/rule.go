package flag

import (
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"
)

// rule is a compiled expression.
type rule func(e env) value

// env is what a rule sees.
type env struct {
	flag    string
	context map[string]any
	time    int64
	scope   *value // inside map, filter, reduce, all, none and some: the element
}

const (
	maxDepth = 100   // of nested operators
	maxNodes = 20000 // of one flag's targeting
)

// compiler compiles the rules of one definition.
type compiler struct {
	evaluators map[string]json.RawMessage
	open       []string // references being resolved, for finding circles
	nodes      int
	splits     bool // a fractional rule goes by the targeting key
}

// fail is a mistake at a JSON pointer.
type fail struct{ at, why string }

func (f *fail) Error() string { return f.at + ": " + f.why }

func failf(at, format string, args ...any) error { return &fail{at, fmt.Sprintf(format, args...)} }

// compile compiles one JSON value: a literal, a list, or an object with one operator.
func (c *compiler) compile(raw json.RawMessage, at string, depth int) (rule, error) {
	if c.nodes++; c.nodes > maxNodes {
		return nil, failf(at, "the rule is larger than %d values", maxNodes)
	}
	if depth > maxDepth {
		return nil, failf(at, "nested deeper than %d", maxDepth)
	}
	switch first := strings.TrimSpace(string(raw)); {
	case strings.HasPrefix(first, "{"):
		return c.operation(raw, at, depth)
	case strings.HasPrefix(first, "[") && !strings.Contains(first, "{"):
		return literal(raw, at)
	case strings.HasPrefix(first, "["):
		args, err := c.list(raw, at, depth)
		if err != nil {
			return nil, err
		}
		return func(e env) value {
			all := make([]value, len(args))
			for i, arg := range args {
				all[i] = arg(e)
			}
			return ofList(all)
		}, nil
	}
	return literal(raw, at)
}

// literal is a value that needs no context.
func literal(raw json.RawMessage, at string) (rule, error) {
	var decoded any
	if err := json.Unmarshal(raw, &decoded); err != nil {
		return nil, failf(at, "%v", err)
	}
	constant := of(decoded)
	return func(env) value { return constant }, nil
}

func (c *compiler) list(raw json.RawMessage, at string, depth int) ([]rule, error) {
	var parts []json.RawMessage
	if err := json.Unmarshal(raw, &parts); err != nil {
		parts = []json.RawMessage{raw} // JsonLogic lets a single argument stand without brackets
	}
	rules := make([]rule, len(parts))
	for i, part := range parts {
		var err error
		if rules[i], err = c.compile(part, at+"/"+strconv.Itoa(i), depth+1); err != nil {
			return nil, err
		}
	}
	return rules, nil
}

func (c *compiler) operation(raw json.RawMessage, at string, depth int) (rule, error) {
	var members map[string]json.RawMessage
	if err := json.Unmarshal(raw, &members); err != nil {
		return nil, failf(at, "%v", err)
	}
	if len(members) != 1 {
		return nil, failf(at, "an operation has one operator, this has %d", len(members))
	}
	for name, args := range members {
		at += "/" + strings.ReplaceAll(strings.ReplaceAll(name, "~", "~0"), "/", "~1")
		switch {
		case name == "$ref":
			return c.reference(args, at, depth)
		case name == "fractional":
			return c.fractional(args, at, depth)
		case each[name] != nil, name == "reduce":
			return c.overElements(name, args, at, depth)
		}
		var path string
		if name == "var" && json.Unmarshal(args, &path) == nil {
			return named(path), nil
		}
		build, known := operators[name]
		if !known {
			return nil, failf(at, "unknown operator %q", name)
		}
		rules, err := c.list(args, at, depth)
		if err != nil {
			return nil, err
		}
		built, err := build(rules)
		if err != nil {
			return nil, failf(at, "%v", err)
		}
		return built, nil
	}
	return nil, errors.New("unreachable")
}

// reference compiles a named evaluator in its place.
func (c *compiler) reference(raw json.RawMessage, at string, depth int) (rule, error) {
	var name string
	if err := json.Unmarshal(raw, &name); err != nil {
		return nil, failf(at, "expected the name of an evaluator")
	}
	target, known := c.evaluators[name]
	if !known {
		return nil, failf(at, "there is no evaluator %q", name)
	}
	if slices.Contains(c.open, name) {
		return nil, failf(at, "the evaluators refer to each other in a circle: %s",
			strings.Join(append(c.open, name), " -> "))
	}
	c.open = append(c.open, name)
	defer func() { c.open = c.open[:len(c.open)-1] }()
	return c.compile(target, "/$evaluators/"+name, depth+1)
}

// share is one variant of a fractional rule.
type share struct{ variant, weight rule }

// fractional compiles a split by bucket. Its first argument may say what is hashed; otherwise it
// is the flag's key with the targeting key behind it.
func (c *compiler) fractional(raw json.RawMessage, at string, depth int) (rule, error) {
	var parts []json.RawMessage
	if err := json.Unmarshal(raw, &parts); err != nil || len(parts) == 0 {
		return nil, failf(at, "expected a list of variants with their weights")
	}
	var by rule
	if first := strings.TrimSpace(string(parts[0])); !strings.HasPrefix(first, "[") {
		var err error
		if by, err = c.compile(parts[0], at+"/0", depth+1); err != nil {
			return nil, err
		}
		parts = parts[1:]
	} else {
		c.splits = true
	}
	shares := make([]share, len(parts))
	for i, part := range parts {
		where := at + "/" + strconv.Itoa(i)
		rules, err := c.list(part, where, depth)
		if err != nil {
			return nil, err
		}
		if len(rules) < 1 || len(rules) > 2 {
			return nil, failf(where, "expected a variant and perhaps its weight")
		}
		shares[i] = share{variant: rules[0], weight: func(env) value { return ofNumber(1) }}
		if len(rules) == 2 {
			shares[i].weight = rules[1]
		}
	}
	if len(shares) == 0 {
		return nil, failf(at, "there are no variants to choose from")
	}
	return func(e env) value { return split(e, by, shares) }, nil
}

// split finds the variant that holds the bucket.
func split(e env, by rule, shares []share) value {
	var buffer [256]byte
	key := buffer[:0]
	if by != nil {
		chosen := by(e)
		if chosen.kind != text {
			return value{}
		}
		key = append(key, chosen.str...)
	} else {
		target, _ := e.context["targetingKey"].(string)
		if target == "" {
			return value{}
		}
		key = append(append(key, e.flag...), target...)
	}
	total := int64(0)
	for _, s := range shares {
		total += weightOf(s.weight(e))
	}
	if total <= 0 || total > 1<<31-1 {
		return value{}
	}
	bucket := Bucket(hash(key, 0), total)
	for _, s := range shares {
		if bucket -= weightOf(s.weight(e)); bucket < 0 {
			return s.variant(e)
		}
	}
	return value{}
}

func weightOf(v value) int64 {
	if w := v.toNumber(); w > 0 && w < 1<<31 {
		return int64(w)
	}
	return 0
}
