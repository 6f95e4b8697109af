package api

import (
	"bytes"
	"encoding/json"
	"reflect"

	"github.com/danielgtaylor/huma/v2"
)

// nullable is a field of a change that may be left out (nothing changes), null (it is cleared)
// or a value.
type nullable[T any] struct {
	Sent  bool
	Value *T
}

// UnmarshalJSON is called only for a field that was sent.
func (n *nullable[T]) UnmarshalJSON(data []byte) error {
	n.Sent = true
	if bytes.Equal(bytes.TrimSpace(data), []byte("null")) {
		return nil
	}
	n.Value = new(T)
	return json.Unmarshal(data, n.Value)
}

// Schema describes the value and that it may be null.
func (n nullable[T]) Schema(r huma.Registry) *huma.Schema {
	s := huma.SchemaFromType(r, reflect.TypeFor[T]())
	s.Nullable = true
	return s
}

// change is what the field changes: nil for nothing, the zero value for null.
func (n nullable[T]) change() *T {
	if n.Sent && n.Value == nil {
		return new(T)
	}
	return n.Value
}
