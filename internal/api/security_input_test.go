package api_test

import (
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"net/url"
	"slices"
	"strings"
	"testing"

	"github.com/throughlinehq/throughline/internal/api"
	"github.com/throughlinehq/throughline/internal/platform/database/databasetest"
)

// writers runs a test for every operation that takes a JSON object.
func (w *world) writers(test func(op api.Op, path, body string)) {
	w.Helper()
	for _, op := range w.table {
		if s, ok := w.bodySchema(op); ok && s.kind() == "object" && !op.RawBody {
			test(op, w.pathOf(op), w.bodyOf(op))
		}
	}
}

// refused sends a body that must be refused with one of the statuses and change nothing.
func (w *world) refused(what string, op api.Op, r *http.Request, statuses ...int) {
	w.Helper()
	r.Header.Set("If-Match", `"1"`)
	if got := w.send("owner", r); !slices.Contains(statuses, got.Status) {
		w.Errorf("%s, %s: %d %.300s, want one of %v", name(op), what, got.Status, got.Raw, statuses)
	}
}

func request(op api.Op, path, kind string, body io.Reader) *http.Request {
	r := httptest.NewRequest(op.Method, api.Prefix+path, body)
	r.Header.Set("Content-Type", kind)
	return r
}

func TestAZ5ProtectedFieldsAreNotSettable(t *testing.T) {
	var protected []string
	oneWorld(t, func(w *world) {
		readJSON(t, "protected.json", &protected)
		w.writers(func(op api.Op, path, body string) {
			s, _ := w.bodySchema(op)
			before := databasetest.DigestOf(t, w.db)
			for _, field := range protected {
				if slices.Contains(s.declared(), field) {
					continue // it means something else here, and the schema says what
				}
				r := request(op, path, "application/json",
					strings.NewReader(w.with(body, field, "x")))
				w.refused("with "+field, op, r, 422)
			}
			w.unchanged(name(op)+" with protected fields", before)
		})
	})
}

// jsonCase makes a hostile body out of a good one. In Body, BODY stands for the good body, KEY
// for its first key, and N(x,y) for x written y times.
type jsonCase struct {
	Name   string
	Body   string
	Kind   string // Content-Type; application/json unless given
	Status []int
}

func TestIN4OnlyStrictJSONIsRead(t *testing.T) {
	var cases []jsonCase
	oneWorld(t, func(w *world) {
		readJSON(t, "json.json", &cases)
		w.writers(func(op api.Op, path, body string) {
			before := databasetest.DigestOf(t, w.db)
			for _, c := range cases {
				hostile, ok := w.hostile(c, op, body)
				if !ok {
					continue
				}
				kind := c.Kind
				if kind == "" {
					kind = "application/json"
				}
				r := request(op, path, kind, strings.NewReader(hostile))
				w.refused(c.Name, op, r, c.Status...)
			}
			w.unchanged(name(op)+" with hostile JSON", before)
		})
	})
}

// hostile fills a case's body in; false where the operation's body has no key to abuse.
func (w *world) hostile(c jsonCase, op api.Op, body string) (string, bool) {
	key := ""
	if s, _ := w.bodySchema(op); len(s.declared()) > 0 {
		key = s.declared()[0]
	}
	if key == "" && strings.Contains(c.Body, "KEY") {
		return "", false
	}
	hostile := strings.NewReplacer("BODY", body, "KEY", key,
		"UPPER", strings.ToUpper(key), "\\xff", "\xff").Replace(c.Body)
	for {
		start := strings.Index(hostile, "N(")
		if start < 0 {
			return hostile, true
		}
		end := start + strings.Index(hostile[start:], ")")
		text, times, _ := strings.Cut(hostile[start+2:end], ",")
		n := 0
		if _, err := fmt.Sscan(times, &n); err != nil {
			w.Fatalf("json.json: %s: %v", c.Name, err)
		}
		hostile = hostile[:start] + strings.Repeat(text, n) + hostile[end+1:]
	}
}

// endless is a body without end that counts what was read of it.
type endless struct{ read int64 }

func (e *endless) Read(p []byte) (int, error) {
	for i := range p {
		p[i] = ' '
	}
	e.read += int64(len(p))
	return len(p), nil
}

func TestIN5BodiesHaveABudget(t *testing.T) {
	oneWorld(t, func(w *world) {
		w.writers(func(op api.Op, path, _ string) {
			body := &endless{}
			w.refused("an endless body", op, request(op, path, "application/json", body), 413)
			if body.read > 2*op.MaxBody+1<<20 {
				w.Errorf("%s read %d bytes of an endless body, its budget is %d",
					name(op), body.read, op.MaxBody)
			}
			r := request(op, path, "application/json", strings.NewReader("\x1f\x8b"))
			r.Header.Set("Content-Encoding", "gzip")
			w.refused("a compressed body", op, r, 400, 415)
		})
	})
}

// TestIN3TextIsStoredExactlyOrRefused sends odd texts as feedback and reads them back.
func TestIN3TextIsStoredExactlyOrRefused(t *testing.T) {
	var cases []struct {
		Name, JSON string
		Refused    bool
	}
	eachWorld(t, func(w *world) {
		readJSON(t, "text.json", &cases)
		for _, c := range cases {
			got := w.do("owner", "POST", "/feedback", `{"source":"Desk","text":`+c.JSON+`}`)
			if c.Refused {
				if got.Status != 400 && got.Status != 422 {
					w.Errorf("%s: %d %s", c.Name, got.Status, got.Raw)
				}
				continue
			}
			var want string
			w.must(json.Unmarshal([]byte(c.JSON), &want))
			path := "/feedback/" + taken(got.Body, "id")
			if stored := taken(w.do("owner", "GET", path, "").Body, "text"); stored != want {
				w.Errorf("%s: sent %q, stored %q", c.Name, want, stored)
			}
		}
	})
}

// TestIN14HostileParametersAreOnlyText puts odd texts into every path and query.
func TestIN14HostileParametersAreOnlyText(t *testing.T) {
	var texts []string
	eachWorld(t, func(w *world) {
		readJSON(t, "parameters.json", &texts)
		texts := append(texts, strings.Repeat("x", 10_000), "\xff", "a\x00b")
		w.private(func(op api.Op, path string) {
			for _, text := range texts {
				asked := identifier.ReplaceAllString(path, url.PathEscape(text))
				if asked != path {
					w.calm(op, w.attack("owner", op, asked), text)
				}
				if op.Method != http.MethodGet || streams(op) {
					continue
				}
				for _, query := range w.textQueries(op) {
					asked := path + "?" + query + "=" + url.QueryEscape(text)
					w.calm(op, w.do("owner", "GET", asked, ""), query+"="+text)
				}
			}
		})
	})
}

// calm fails when an answer shows that something broke inside.
func (w *world) calm(op api.Op, got reply, text string) {
	w.Helper()
	if got.Status >= 500 {
		w.Errorf("%s with %.60q: %d %s", name(op), text, got.Status, got.Raw)
	}
}
