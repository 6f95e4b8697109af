package flag

import (
	"encoding/json"
	"math"
	"slices"
	"strings"
)

// writtenFlag is a flag as flagd's format writes it, and what Throughline adds.
type writtenFlag struct {
	State     string                     `json:"state"`
	Variants  map[string]json.RawMessage `json:"variants"`
	Default   *string                    `json:"defaultVariant"`
	Targeting json.RawMessage            `json:"targeting"`
	Metadata  json.RawMessage            `json:"metadata"`
	writtenGates
}

// writtenGates is what Throughline adds to a flag.
type writtenGates struct {
	Killed        bool             `json:"killed"`
	Off           *string          `json:"offVariant"`
	From          string           `json:"from"`
	Until         string           `json:"until"`
	Prerequisites []writtenNeed    `json:"prerequisites"`
	Holdouts      []writtenHoldout `json:"holdouts"`
	Rules         []writtenRule    `json:"rules"`
}

type writtenNeed struct {
	Flag     string   `json:"flag"`
	Variants []string `json:"variants"`
}

type writtenHoldout struct {
	Name   string   `json:"name"`
	Share  *float64 `json:"share"`
	By     names    `json:"by"`
	Record bool     `json:"record"`
}

type writtenRule struct {
	Name          string          `json:"name"`
	If            json.RawMessage `json:"if"`
	From          string          `json:"from"`
	Until         string          `json:"until"`
	Prerequisites []writtenNeed   `json:"prerequisites"`
	Variant       *string         `json:"variant"`
	Split         []writtenShare  `json:"split"`
	Coverage      *float64        `json:"coverage"`
	Steps         []writtenStep   `json:"steps"`
	Layer         *writtenLayer   `json:"layer"`
	By            names           `json:"by"`
	Salt          string          `json:"salt"`
	Hash          string          `json:"hash"`
	Sticky        *names          `json:"sticky"`
	Record        bool            `json:"record"`
}

type writtenLayer struct {
	Name  string `json:"name"`
	Slots [2]int `json:"slots"`
	By    names  `json:"by"`
	Salt  string `json:"salt"`
	Hash  string `json:"hash"`
}

type writtenStep struct {
	From     string  `json:"from"`
	Coverage float64 `json:"coverage"`
}

// writtenShare is ["variant", weight].
type writtenShare struct {
	variant string
	weight  float64
}

// UnmarshalJSON reads the pair.
func (s *writtenShare) UnmarshalJSON(raw []byte) error {
	pair := []any{&s.variant, &s.weight}
	s.weight = 1
	if err := json.Unmarshal(raw, &pair); err != nil || len(pair) < 1 || len(pair) > 2 {
		return &json.UnmarshalTypeError{Value: "something else than a variant and its weight"}
	}
	return nil
}

// names is one text or several.
type names []string

// UnmarshalJSON reads either.
func (n *names) UnmarshalJSON(raw []byte) error {
	var one string
	if json.Unmarshal(raw, &one) == nil {
		*n = names{one}
		return nil
	}
	return json.Unmarshal(raw, (*[]string)(n))
}

// hashings are the names of the ways to make a number of an id.
var hashings = map[string]hashing{"": murmur, "murmur3": murmur, "growthbook1": growthBook1,
	"growthbook2": growthBook2}

// Bounds of what a flag may be made of.
const (
	maxRules = 200 // and holdouts, and prerequisites of one flag
	maxUnits = 4   // ids that a rule knows somebody by
	// LayerSlots is how many slots a layer has.
	LayerSlots = 1000
)

// flagCompiler compiles one flag and gathers what is wrong with it.
type flagCompiler struct {
	*Compiled
	at string
	compiler
	assembler
	mistakes Error
}

func (c *flagCompiler) fail(pointer, format string, args ...any) {
	err := failf(c.at+pointer, format, args...).(*fail)
	c.mistakes = append(c.mistakes, Mistake{err.at, err.why})
}

func (c *flagCompiler) failed(err error) {
	if wrong, ok := err.(*fail); ok {
		c.mistakes = append(c.mistakes, Mistake{wrong.at, wrong.why})
	}
}

// CompileFlag compiles one flag of a definition; the evaluators are those that it may refer to.
func CompileFlag(
	key string, raw []byte, evaluators map[string]json.RawMessage,
) (*Compiled, Error) {
	c := &flagCompiler{Compiled: &Compiled{name: name{key, begin(key, 0)}, usual: -1, target: -1},
		at: "/flags/" + escaped(key), compiler: compiler{evaluators: evaluators}}
	var w writtenFlag
	if err := json.Unmarshal(raw, &w); err != nil {
		m := notDecoded(err)
		c.fail(m.Pointer, "%s", m.Detail)
		return nil, c.mistakes
	}
	c.enabled = w.State == "ENABLED"
	if w.State != "ENABLED" && w.State != "DISABLED" {
		c.fail("/state", "is %q, expected ENABLED or DISABLED", w.State)
	}
	c.readVariants(w)
	switch strings.TrimSpace(string(w.Targeting)) {
	case "", "null", "{}":
	default:
		compiled, err := c.compile(w.Targeting, c.at+"/targeting", 0)
		c.failed(err)
		if err == nil {
			c.target = int(c.value(compiled))
		}
	}
	c.Compiled.splits = c.compiler.splits
	c.readGates(w)
	c.Compiled.program = c.assembler.program
	c.costly = "The flag " + key + " takes more steps than an evaluation may."
	return c.Compiled, c.mistakes
}

func (c *flagCompiler) readVariants(w writtenFlag) {
	if len(w.Variants) == 0 {
		c.fail("/variants", "there are none")
	}
	for name := range w.Variants {
		c.Compiled.variants = append(c.Compiled.variants, name)
	}
	slices.Sort(c.Compiled.variants)
	c.assembler.variants = c.Compiled.variants
	for _, name := range c.Compiled.variants {
		var v any
		if err := json.Unmarshal(w.Variants[name], &v); err != nil {
			c.fail("/variants/"+escaped(name), "%v", err)
		}
		c.values = append(c.values, v)
	}
	if w.Default != nil {
		c.usual = c.variant("/defaultVariant", *w.Default)
	}
}

// variant is the number of a variant; -1 when there is none of that name.
func (c *flagCompiler) variant(pointer, name string) int {
	at, there := slices.BinarySearch(c.Compiled.variants, name)
	if !there {
		c.fail(pointer, "there is no variant %q", name)
		return -1
	}
	return at
}

// escaped is a name as a part of a JSON pointer.
func escaped(name string) string {
	return strings.ReplaceAll(strings.ReplaceAll(name, "~", "~0"), "/", "~1")
}

// percent is a share that is written as 0 to 100.
func (c *flagCompiler) percent(pointer string, written float64) float64 {
	if math.IsNaN(written) || written < 0 || written > 100 {
		c.fail(pointer, "is %v, expected 0 to 100", written)
	}
	return written / 100
}
