package flag

import (
	"encoding/json"
	"errors"
	"maps"
	"slices"
	"strings"

	engine "github.com/throughlinehq/throughline/engine/flag"
	"github.com/throughlinehq/throughline/internal/kit/fault"
)

// definition is of a flag what is not the engine's alone. It is flagd's flag object with what the
// engine adds, without its state, which the switches say; evaluators that only this flag refers to
// may stand beside the rest.
type definition struct {
	Variants   map[string]json.RawMessage `json:"variants"`
	Metadata   map[string]any             `json:"metadata"`
	Evaluators map[string]json.RawMessage `json:"$evaluators"`
}

// members are those that a definition may have.
var members = slices.DeleteFunc(append(engine.FlagMembers(), "$evaluators"),
	func(name string) bool { return name == "state" })

// checkDefinition names everything that is wrong with a definition, each mistake at its place.
func (f *Flag) checkDefinition(c *fault.Check, segments shared) {
	const pointer = "/definition"
	text := f.Definition
	if len(text) > MaxDefinition {
		c.Fail(pointer, "must have at most %d bytes, has %d", MaxDefinition, len(text))
		return
	}
	var all map[string]json.RawMessage
	if err := json.Unmarshal([]byte(text), &all); err != nil || all == nil {
		c.Fail(pointer, "must be a JSON object")
		return
	}
	for name := range all {
		c.That(name != "state", pointer+"/state",
			"is not part of a definition: a flag is switched on in each environment")
		c.That(name == "state" || slices.Contains(members, name), pointer+"/"+name,
			"is unknown; there are %s", strings.Join(members, ", "))
	}
	d, _, err := compile(f.Key, text, segments)
	failEach(c, f.Key, err)
	for name := range d.Evaluators {
		_, taken := segments[name]
		c.That(!taken, pointer+"/$evaluators/"+name,
			"is the key of a segment, which means the same in every flag; choose another name")
	}
	checkVariants(c, pointer+"/variants/", d.Variants)
	for name, value := range d.Metadata {
		switch value.(type) {
		case string, float64, bool:
		default:
			c.Fail(pointer+"/metadata/"+name, "must be a text, a number or a boolean")
		}
	}
}

// failEach names the mistakes that a flag was not compiled for, each at its place.
func failEach(c *fault.Check, key string, err error) {
	var mistakes engine.Error
	switch {
	case errors.As(err, &mistakes):
		for _, m := range mistakes {
			c.Fail("/definition"+strings.TrimPrefix(m.Pointer, "/flags/"+key), "%s", m.Detail)
		}
	case err != nil:
		c.Fail("/definition", "%v", err)
	}
}

// checkVariants holds variants to one kind: a client asks for a value of the kind it expects.
func checkVariants(c *fault.Check, pointer string, variants map[string]json.RawMessage) {
	kinds := map[string]string{}
	for name, value := range variants {
		kind := kindOf(value)
		c.That(kind != "", pointer+name, "must be a boolean, a number, a text or an object")
		if kind != "" {
			kinds[kind] = max(kinds[kind], name)
		}
	}
	if len(kinds) > 1 {
		for kind, name := range kinds {
			c.Fail(pointer+name, "is a %s; the variants of a flag are of one kind", kind)
		}
	}
}

func kindOf(value json.RawMessage) string {
	switch strings.TrimSpace(string(value))[0] {
	case '{':
		return "object"
	case '"':
		return "text"
	case 't', 'f':
		return "boolean"
	case '[', 'n':
		return ""
	}
	return "number"
}

// compile makes the definition of one flag ready to be evaluated, beside segments that it may
// name. Its mistakes are an [engine.Error].
func compile(key, text string, segments shared) (definition, *engine.Compiled, error) {
	var d definition
	var members map[string]json.RawMessage
	if err := json.Unmarshal([]byte(text), &d); err != nil {
		return d, nil, err
	}
	if err := json.Unmarshal([]byte(text), &members); err != nil {
		return d, nil, err
	}
	delete(members, "$evaluators")
	members["state"] = json.RawMessage(`"ENABLED"`) // the switches of environments say otherwise
	written, err := json.Marshal(members)
	if err != nil {
		return d, nil, err
	}
	evaluators := segments
	if len(d.Evaluators) > 0 {
		evaluators = shared{}
		maps.Copy(evaluators, segments)
		maps.Copy(evaluators, d.Evaluators)
	}
	compiled, mistakes := engine.CompileFlag(key, written, evaluators)
	if len(mistakes) > 0 {
		return d, nil, mistakes
	}
	return d, compiled, nil
}
