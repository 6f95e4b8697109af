// Package page cuts long lists by key, not by offset: page N costs what page 1 costs.
package page

import (
	"bytes"
	"encoding/base64"
	"encoding/json"

	"github.com/throughlinehq/throughline/internal/kit/fault"
)

// The sizes a list can be asked for.
const (
	DefaultLimit = 50
	MaxLimit     = 200
)

// Request asks for the records after a cursor. Limit 0 means DefaultLimit.
type Request struct {
	Limit  int
	Cursor string
}

// Size returns the limit within its bounds.
func (r Request) Size() int {
	if r.Limit <= 0 {
		return DefaultLimit
	}
	return min(r.Limit, MaxLimit)
}

// After decodes the cursor into the key parts it was made of. It reports false for the first
// page, and an Invalid fault for a cursor that this list did not give out.
func (r Request) After(parts ...any) (bool, error) {
	if r.Cursor == "" {
		return false, nil
	}
	bad := fault.At("query/cursor", "is not a cursor of this list; start again without it")
	raw, err := base64.RawURLEncoding.DecodeString(r.Cursor)
	if err != nil || bytes.Contains(raw, []byte(`\u0000`)) { // no key of ours holds U+0000
		return false, bad
	}
	var values []json.RawMessage
	if json.Unmarshal(raw, &values) != nil || len(values) != len(parts) {
		return false, bad
	}
	for i := range parts {
		if json.Unmarshal(values[i], parts[i]) != nil {
			return false, bad
		}
	}
	return true, nil
}

// Page is one piece of a list; Next is empty on the last piece.
type Page[T any] struct {
	Records []T
	Next    string
}

// Cut makes a page of up to size records from a query that asked for size+1: the extra one
// shows that there is more. key gives the sort key of the page's last record.
func Cut[T any](records []T, size int, key func(T) []any) Page[T] {
	if len(records) <= size {
		return Page[T]{Records: records}
	}
	records = records[:size]
	raw, err := json.Marshal(key(records[size-1]))
	if err != nil {
		panic("page: a sort key must be plain values: " + err.Error())
	}
	return Page[T]{Records: records, Next: base64.RawURLEncoding.EncodeToString(raw)}
}
