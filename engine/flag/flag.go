package flag

import (
	"encoding/json"
	"fmt"
	"slices"
	"strings"
)

// Set is a compiled definition.
type Set struct {
	flags map[string]*compiled
	keys  []string
}

// compiled is one flag, ready to be evaluated.
type compiled struct {
	key      string
	enabled  bool
	variants map[string]json.RawMessage
	values   map[string]any
	usual    string // the default variant; empty for none
	rule     rule   // nil without targeting
	splits   bool   // by the targeting key
}

// Reason says how a value came about, as OpenFeature names it.
type Reason string

// The reasons.
const (
	Static         Reason = "STATIC"          // there is no targeting
	TargetingMatch Reason = "TARGETING_MATCH" // the targeting chose
	Default        Reason = "DEFAULT"         // the targeting chose nothing
	Disabled       Reason = "DISABLED"
	Failed         Reason = "ERROR"
)

// The error codes, as OpenFeature names them.
const (
	FlagNotFound = "FLAG_NOT_FOUND"
	General      = "GENERAL"
)

// Result is what a flag is for somebody.
type Result struct {
	Value   any
	Variant string
	Reason  Reason
	Error   string // an error code; empty unless Reason is Failed
}

// Mistake is what is wrong in a definition, at a JSON pointer.
type Mistake struct {
	Pointer string `json:"pointer"`
	Detail  string `json:"detail"`
}

// Error joins the mistakes of a definition.
type Error []Mistake

// Error lists every mistake.
func (e Error) Error() string {
	lines := make([]string, len(e))
	for i, m := range e {
		lines[i] = m.Pointer + ": " + m.Detail
	}
	return strings.Join(lines, "\n")
}

// written is a flag as flagd's format writes it.
type written struct {
	State     string                     `json:"state"`
	Variants  map[string]json.RawMessage `json:"variants"`
	Default   *string                    `json:"defaultVariant"`
	Targeting json.RawMessage            `json:"targeting"`
	Metadata  json.RawMessage            `json:"metadata"`
}

// Compile compiles a definition in flagd's format. Mistakes come back all together as an Error;
// flags without one are in the set even so.
func Compile(definition []byte) (*Set, error) {
	var file struct {
		Flags      map[string]json.RawMessage `json:"flags"`
		Evaluators map[string]json.RawMessage `json:"$evaluators"`
	}
	s := &Set{flags: map[string]*compiled{}}
	if err := json.Unmarshal(definition, &file); err != nil {
		return s, Error{{"", err.Error()}}
	}
	if file.Flags == nil {
		return s, Error{{"/flags", "there are no flags"}}
	}
	var mistakes Error
	for key := range file.Flags {
		s.keys = append(s.keys, key)
	}
	slices.Sort(s.keys)
	for _, key := range s.keys {
		flag, found := compileFlag(key, file.Flags[key], file.Evaluators)
		mistakes = append(mistakes, found...)
		if len(found) == 0 {
			s.flags[key] = flag
		}
	}
	if len(mistakes) > 0 {
		return s, mistakes
	}
	return s, nil
}

func compileFlag(
	key string, raw json.RawMessage, evaluators map[string]json.RawMessage,
) (*compiled, Error) {
	at := "/flags/" + key
	var w written
	if err := json.Unmarshal(raw, &w); err != nil {
		return nil, Error{{at, err.Error()}}
	}
	f := &compiled{key: key, enabled: w.State == "ENABLED", variants: w.Variants,
		values: map[string]any{}}
	var mistakes Error
	add := func(pointer, format string, args ...any) {
		mistakes = append(mistakes, Mistake{at + pointer, fmt.Sprintf(format, args...)})
	}
	if w.State != "ENABLED" && w.State != "DISABLED" {
		add("/state", "is %q, expected ENABLED or DISABLED", w.State)
	}
	if len(w.Variants) == 0 {
		add("/variants", "there are none")
	}
	for name, variant := range w.Variants {
		var v any
		if err := json.Unmarshal(variant, &v); err != nil {
			add("/variants/"+name, "%v", err)
		}
		f.values[name] = v
	}
	if w.Default != nil {
		f.usual = *w.Default
		if _, there := w.Variants[f.usual]; !there {
			add("/defaultVariant", "there is no variant %q", f.usual)
		}
	}
	switch strings.TrimSpace(string(w.Targeting)) {
	case "", "null", "{}":
	default:
		c := &compiler{evaluators: evaluators}
		compiled, err := c.compile(w.Targeting, at+"/targeting", 0)
		if wrong, ok := err.(*fail); ok {
			mistakes = append(mistakes, Mistake{wrong.at, wrong.why})
		}
		f.rule, f.splits = compiled.rule, c.splits
	}
	return f, mistakes
}

// Keys lists the flags of the definition, sorted.
func (s *Set) Keys() []string { return s.keys }

// Splits reports whether a flag's targeting splits those it is for by their targeting key, so
// that it chooses nothing for somebody without one.
func (s *Set) Splits(key string) bool { return s.flags[key] != nil && s.flags[key].splits }

// Evaluate decides what a flag is in a context; now is in seconds since 1970. The key of whom it
// is for stands in the context as targetingKey.
func (s *Set) Evaluate(key string, context map[string]any, now int64) Result {
	f := s.flags[key]
	switch {
	case f == nil:
		return Result{Reason: Failed, Error: FlagNotFound}
	case !f.enabled:
		return Result{Reason: Disabled}
	case f.rule == nil:
		return f.result(f.usual, Static)
	}
	chosen := f.rule(env{flag: key, context: context, time: now})
	if chosen.kind == null {
		return f.result(f.usual, Default)
	}
	variant := chosen.str
	if chosen.kind != text {
		variant = chosen.toText()
	}
	is, there := f.values[variant]
	if !there {
		return Result{Reason: Failed, Error: General}
	}
	return Result{Value: is, Variant: variant, Reason: TargetingMatch}
}

func (f *compiled) result(variant string, reason Reason) Result {
	return Result{Value: f.values[variant], Variant: variant, Reason: reason}
}
