package flag

import (
	"encoding/json"
	"slices"
	"strconv"
	"strings"
	"time"

	engine "github.com/throughlinehq/throughline/engine/flag"
	"github.com/throughlinehq/throughline/internal/kit/fault"
	"github.com/throughlinehq/throughline/internal/kit/id"
	"github.com/throughlinehq/throughline/internal/platform/database"
)

// Segment is people whom the rules of any flag name by one key: {"$ref": "beta-testers"}. As a
// flag's definition, it is the same in every environment; its condition can ask which one it is.
type Segment struct {
	database.Meta
	database.Binned
	Key         string
	Description string
	Definition  string // JSON of who belongs to it
}

// SegmentVersion is what a segment was after one change, and who made that.
type SegmentVersion struct {
	SegmentID   id.ID
	Version     int64
	At          time.Time
	ActorID     id.ID
	ActorName   string
	Action      string // "created", "updated", "removed", "restored"
	Description string
	Definition  string
}

// Bounds of segments.
const (
	MaxSegments          = 200
	MaxSegmentDefinition = 256 << 10
)

// belonging says who belongs to a segment: whom the condition is true for, and those who are
// listed by their targeting key; never those who are left out.
type belonging struct {
	If      json.RawMessage `json:"if,omitempty"`
	Include []string        `json:"include,omitempty"`
	Exclude []string        `json:"exclude,omitempty"`
}

// hasCondition reports whether it is not by lists alone.
func (b belonging) hasCondition() bool { return len(b.If) > 0 && string(b.If) != "null" }

// evaluator is the same as one JsonLogic expression, for flagd's $evaluators.
func (b belonging) evaluator() json.RawMessage {
	var rule any = false
	switch {
	case b.hasCondition() && len(b.Include) > 0:
		rule = map[string]any{"or": []any{listed(b.Include), b.If}}
	case b.hasCondition():
		rule = b.If
	case len(b.Include) > 0:
		rule = listed(b.Include)
	}
	if len(b.Exclude) > 0 {
		out := map[string]any{"!": []any{listed(b.Exclude)}}
		rule = map[string]any{"and": []any{out, rule}}
	}
	return json.RawMessage(quoted(rule))
}

func listed(keys []string) any {
	return map[string]any{"in": []any{map[string]any{"var": "targetingKey"}, keys}}
}

func (s *Segment) belonging() (b belonging, err error) {
	return b, json.Unmarshal([]byte(s.Definition), &b)
}

// SegmentInput is a new segment.
type SegmentInput struct {
	Key         string
	Description string
	Definition  string
}

// applyTo changes a segment and says what of it.
func (p Patch) applyTo(s *Segment) []string {
	f := Flag{Description: s.Description, Definition: s.Definition}
	changed := p.apply(&f)
	s.Description, s.Definition = f.Description, f.Definition
	return changed
}

// check names everything that is wrong with a segment beside the others.
func (s *Segment) check(others shared) error {
	var c fault.Check
	checkKey(&c, "/key", s.Key)
	c.Text("/description", s.Description, 0, 2000)
	s.checkDefinition(&c, others)
	return c.Err()
}

func (s *Segment) checkDefinition(c *fault.Check, others shared) {
	const pointer = "/definition"
	if len(s.Definition) > MaxSegmentDefinition {
		c.Fail(pointer, "must have at most %d bytes, has %d", MaxSegmentDefinition,
			len(s.Definition))
		return
	}
	var all map[string]json.RawMessage
	if err := json.Unmarshal([]byte(s.Definition), &all); err != nil || all == nil {
		c.Fail(pointer, "must be a JSON object")
		return
	}
	for name, value := range all {
		switch name {
		case "if":
		case "include", "exclude":
			checkListed(c, pointer+"/"+name, value)
		default:
			c.Fail(pointer+"/"+name, "is unknown; there are if, include and exclude")
		}
	}
	b, err := s.belonging()
	if err != nil || !b.hasCondition() {
		return // the lists were checked
	}
	for _, m := range others.with(s.Key, b.If).probe(s.Key) {
		at, mine := strings.CutPrefix(m.Pointer, "/$evaluators/"+s.Key)
		if mine {
			c.Fail(pointer+"/if"+at, "%s", m.Detail)
		} else {
			c.Fail(pointer+"/if", "%s: %s", m.Pointer, m.Detail)
		}
	}
}

func checkListed(c *fault.Check, pointer string, raw json.RawMessage) {
	var keys []any
	if err := json.Unmarshal(raw, &keys); err != nil {
		c.Fail(pointer, "must be a list of targeting keys")
		return
	}
	for i, key := range keys {
		if text, is := key.(string); !is || text == "" {
			c.Fail(pointer+"/"+strconv.Itoa(i), "must be a text, a targeting key")
		}
	}
}

// shared are a workspace's segments as evaluators, by key.
type shared map[string]json.RawMessage

// with is the same with another or changed one.
func (s shared) with(key string, evaluator json.RawMessage) shared {
	all := shared{key: evaluator}
	for name, each := range s {
		if name != key {
			all[name] = each
		}
	}
	return all
}

func (s shared) without(key string) shared {
	all := s.with(key, nil)
	delete(all, key)
	return all
}

// probe compiles one segment as the targeting of a flag.
func (s shared) probe(key string) engine.Error {
	_, mistakes := engine.CompileFlag("", []byte(`{"state": "ENABLED", "variants": {"in": true},
		"targeting": {"if": [{"$ref": `+quoted(key)+`}, "in"]}}`), s)
	return mistakes
}

// keys lists the segments' keys, sorted.
func (s shared) keys() []string {
	all := make([]string, 0, len(s))
	for key := range s {
		all = append(all, key)
	}
	slices.Sort(all)
	return all
}
