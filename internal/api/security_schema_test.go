package api_test

import (
	"encoding/json"
	"maps"
	"slices"
	"strings"

	"github.com/throughlinehq/throughline/internal/api"
)

// document is as much of the OpenAPI document as is needed to make up requests.
type document struct {
	Paths      map[string]map[string]operation
	Components struct{ Schemas map[string]schema }
}

type operation struct {
	Parameters []struct {
		Name, In string
		Schema   schema
	}
	RequestBody struct {
		Content map[string]struct{ Schema schema }
	}
}

type schema struct {
	Ref        string `json:"$ref"`
	Type       any    // a name, or a list of them
	Format     string
	Enum       []any
	Required   []string
	Properties map[string]schema
	Items      *schema
	MinItems   int
	MinLength  int
	Minimum    *float64
	// AdditionalProperties is false, true or a schema.
	AdditionalProperties any
}

func (w *world) operation(op api.Op) operation {
	return w.schema.Paths[api.Prefix+op.Path][strings.ToLower(op.Method)]
}

// bodySchema is the schema of an operation's JSON body; false when it takes none.
func (w *world) bodySchema(op api.Op) (schema, bool) {
	media, ok := w.operation(op).RequestBody.Content["application/json"]
	return w.resolve(media.Schema), ok
}

func (w *world) resolve(s schema) schema {
	if name, ok := strings.CutPrefix(s.Ref, "#/components/schemas/"); ok {
		return w.schema.Components.Schemas[name]
	}
	return s
}

// bodyOf is the smallest body that an operation's schema allows, or "".
func (w *world) bodyOf(op api.Op) string {
	s, ok := w.bodySchema(op)
	if !ok {
		return ""
	}
	raw, err := json.Marshal(w.example(s))
	w.must(err)
	return string(raw)
}

func (w *world) example(s schema) any {
	s = w.resolve(s)
	if len(s.Enum) > 0 {
		return s.Enum[0]
	}
	switch s.kind() {
	case "object":
		object := map[string]any{}
		for _, name := range s.Required {
			object[name] = w.example(s.Properties[name])
		}
		return object
	case "array":
		list := []any{}
		for range s.MinItems {
			list = append(list, w.example(*s.Items))
		}
		return list
	case "integer", "number":
		if s.Minimum != nil {
			return *s.Minimum
		}
		return 1
	case "boolean":
		return true
	}
	return s.text()
}

// kind is the schema's first type that is not null.
func (s schema) kind() string {
	kinds, _ := s.Type.([]any)
	for _, k := range append(kinds, s.Type) {
		if name, ok := k.(string); ok && name != "null" {
			return name
		}
	}
	return ""
}

func (s schema) text() string {
	switch s.Format {
	case "date-time":
		return "2027-01-11T09:00:00Z"
	case "date":
		return "2027-01-11"
	case "uri":
		return "https://example.com/"
	}
	return strings.Repeat("x", max(1, s.MinLength))
}

// textQueries names the query parameters of an operation that take text.
func (w *world) textQueries(op api.Op) []string {
	var names []string
	for _, p := range w.operation(op).Parameters {
		s := w.resolve(p.Schema)
		if s.Items != nil {
			s = *s.Items
		}
		if p.In == "query" && s.kind() == "string" && len(s.Enum) == 0 && s.Format == "" {
			names = append(names, p.Name)
		}
	}
	return names
}

// with adds a field to a JSON object.
func (w *world) with(body, field string, value any) string {
	object := map[string]any{}
	w.must(json.Unmarshal([]byte(body), &object))
	object[field] = value
	raw, err := json.Marshal(object)
	w.must(err)
	return string(raw)
}

// declared lists the fields that a schema's objects may have.
func (s schema) declared() []string { return slices.Sorted(maps.Keys(s.Properties)) }
