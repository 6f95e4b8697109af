package api_test

import (
	"encoding/json"
	"fmt"
	"math"
	"math/rand/v2"
	"net/url"
	"slices"
	"strings"
	"testing"

	"github.com/throughlinehq/throughline/internal/api"
)

// requestsPerOperation is how often each operation is tried on each database.
const requestsPerOperation = 40

// TestIN15NothingBreaksInside sends each operation bodies and queries that its schema allows in
// kind but that nobody in their right mind would send. Whatever is sent, the answer is of a
// documented sort and never 5xx.
func TestIN15NothingBreaksInside(t *testing.T) {
	eachWorld(t, func(w *world) {
		f := fuzzer{w, rand.New(rand.NewPCG(7, 15))}
		for _, op := range w.table {
			if streams(op) || op.RawBody || op.Path == "/session" && op.Method == "DELETE" {
				continue
			}
			for range requestsPerOperation {
				f.try(op)
			}
		}
	})
}

type fuzzer struct {
	w *world
	r *rand.Rand
}

func (f fuzzer) try(op api.Op) {
	f.w.Helper()
	path, body := f.w.pathOf(op), ""
	if f.r.IntN(4) == 0 {
		path = elsewhere(path)
	}
	if op.Method == "DELETE" {
		path = elsewhere(path) // what others need stays
	}
	if s, ok := f.w.bodySchema(op); ok {
		raw, err := json.Marshal(f.value(s, 0))
		f.w.must(err)
		body = string(raw)
	}
	path += f.query(op)
	got := f.w.do("owner", op.Method, path, body, fmt.Sprintf(`If-Match: "%d"`, 1+f.r.IntN(3)))
	kind := got.Header.Get("Content-Type")
	switch {
	case got.Status >= 500:
		f.w.Errorf("%s %.300s %.600s: %d %s", op.Method, path, body, got.Status, got.Raw)
	case got.Status >= 400 && kind != "application/problem+json":
		f.w.Errorf("%s %.300s: %d without a problem: %s %s", op.Method, path, got.Status, kind,
			got.Raw)
	case got.Raw != "" && !json.Valid([]byte(got.Raw)):
		f.w.Errorf("%s %.300s: not JSON: %s", op.Method, path, got.Raw)
	}
}

// query sets some of an operation's query parameters.
func (f fuzzer) query(op api.Op) string {
	values := url.Values{}
	for _, p := range f.w.operation(op).Parameters {
		if p.In != "query" || f.r.IntN(3) > 0 {
			continue
		}
		s := f.w.resolve(p.Schema)
		if s.Items != nil {
			s = *s.Items
		}
		values.Set(p.Name, fmt.Sprint(f.value(s, 0)))
	}
	if len(values) == 0 {
		return ""
	}
	return "?" + values.Encode()
}

// value makes up a value of a schema: mostly fitting, sometimes at the edge or beside it.
func (f fuzzer) value(s schema, depth int) any {
	s = f.w.resolve(s)
	switch {
	case f.r.IntN(40) == 0:
		return nil
	case len(s.Enum) > 0 && f.r.IntN(8) > 0:
		return pick(f.r, s.Enum)
	}
	switch s.kind() {
	case "object":
		return f.object(s, depth)
	case "array":
		list := []any{}
		for range f.r.IntN(4) {
			list = append(list, f.value(*s.Items, depth+1))
		}
		return list
	case "integer":
		return pick(f.r, []any{0, 1, 2, 3, 5, -1, math.MaxInt32, int64(math.MaxInt64),
			int64(math.MinInt64), 1<<53 + 1})
	case "number":
		return pick(f.r, []any{0, 1, 0.5, 3, 8, -1, 1e-308, 1e308, -1e308, 0.1, 1 << 53})
	case "boolean":
		return f.r.IntN(2) == 0
	}
	return f.text(s)
}

func (f fuzzer) object(s schema, depth int) map[string]any {
	object := map[string]any{}
	for name, property := range s.Properties {
		if slices.Contains(s.Required, name) && f.r.IntN(30) > 0 || f.r.IntN(2) == 0 {
			object[name] = f.value(property, depth+1)
		}
	}
	if extra, ok := s.AdditionalProperties.(map[string]any); ok && depth < 4 {
		raw, _ := json.Marshal(extra)
		var of schema
		f.w.must(json.Unmarshal(raw, &of))
		for range f.r.IntN(4) {
			object[fmt.Sprint(f.text(schema{}))] = f.value(of, depth+1)
		}
	}
	return object
}

func (f fuzzer) text(s schema) any {
	if s.Format != "" && f.r.IntN(4) > 0 {
		return pick(f.r, []any{"2027-01-11T09:00:00Z", "2027-01-11", "2026-02-30", "0001-01-01",
			"9999-12-31", "10000-01-01", "1969-12-31T23:59:59Z", "292277-01-01T00:00:00Z",
			"2027-01-11T09:00:00+14:00", "2016-12-31T23:59:60Z", s.text()})
	}
	ids := []any{}
	for name, value := range f.w.a.ids {
		if strings.HasPrefix(name, "$") {
			ids = append(ids, value)
		}
	}
	slices.SortFunc(ids, func(a, b any) int { return strings.Compare(a.(string), b.(string)) })
	if f.r.IntN(2) == 0 {
		return pick(f.r, ids)
	}
	return pick(f.r, []any{"", " ", "x", "Ordinary words", strings.Repeat("long ", 3000),
		"a\x00b", "a\u202eb", "\u200b", "😀", "cafe\u0301", "<script>", "'; --", "%_", "{{.}}",
		"=1+1", "reach * impact / effort", "((((1))))", "1/0", "1e999", "-", "now", "en", "EUR",
		"HAR", "#", "a@b.example", "https://example.com/", "file:///etc/passwd", "NaN",
		"item_00000000000000000000000000", "..", "\r\nX: y", "accepted", "released"})
}

func pick(r *rand.Rand, from []any) any { return from[r.IntN(len(from))] }
