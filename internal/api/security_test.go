package api_test

import (
	"bytes"
	"cmp"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"io"
	"log/slog"
	"maps"
	"net/http"
	"net/http/httptest"
	"os"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/throughlinehq/throughline/internal/api"
	"github.com/throughlinehq/throughline/internal/kit/id"
	"github.com/throughlinehq/throughline/internal/kit/scope"
	"github.com/throughlinehq/throughline/internal/people"
	"github.com/throughlinehq/throughline/internal/platform/blob"
	"github.com/throughlinehq/throughline/internal/platform/database"
	"github.com/throughlinehq/throughline/internal/platform/database/databasetest"
	"github.com/throughlinehq/throughline/internal/platform/live"
)

// The tests named after the catalogue of attacks (docs/security/catalogue.md) are generated
// from the table of operations and the OpenAPI document, so that a new route is attacked from
// its first day. What they cannot know stands in testdata/security: how a record is made
// (records.json, one line a kind) and which operations are public (public.golden).

// password is what everybody in these tests has.
const password = "a lantern in the fog"

// canary stands in every text of workspace A; nobody else may ever read it.
const canary = "canary7f3a"

// world is an API with two workspaces: A, where somebody holds each role, and B with its owner.
// In both there is a record of every kind.
type world struct {
	*testing.T
	db      *database.DB
	handler http.Handler
	table   []api.Op
	schema  document
	cookies map[string]string // by role, and "stranger" for the owner of B
	a, b    records           // what there is in each workspace
	cases   []recordCase
}

// records holds identifiers by what they stand for: "$feedback", and "/feedback/{id}"; and
// their first ETags, by "feedback".
type records struct{ ids, tags map[string]string }

const stranger = "stranger"

// recordCase says how a record is made, or found after others were made.
type recordCase struct {
	Name   string          // "feedback": $feedback in what follows is its identifier
	At     []string        // the paths whose last parameter it fills
	Method string          // how, for what references.json does; POST unless given
	Post   string          // where it is made
	Body   json.RawMessage // of what
	Kind   string          // the Content-Type, where the body is a text and not JSON
	List   string          // the list where it is then found
	Last   bool            // as the last record, not the first
	Take   string          // the field with its identifier; "id" unless given
	Value  string          // or: a fixed value
	Once   bool            // it cannot be made a second time, or its secret is not told again
	Change json.RawMessage // a PATCH that changes it
}

// request is what makes the record, by POST unless another method is given.
func (c recordCase) request(in records) *http.Request {
	body, kind := in.fill(string(c.Body)), cmp.Or(c.Kind, "application/json")
	if c.Kind != "" {
		_ = json.Unmarshal(c.Body, &body) // a text
	}
	r := httptest.NewRequest(cmp.Or(c.Method, "POST"), api.Prefix+in.fill(c.Post),
		strings.NewReader(body))
	if body != "" {
		r.Header.Set("Content-Type", kind)
	}
	return r
}

func newWorld(t *testing.T, db *database.DB) *world {
	t.Helper()
	files, err := blob.Open(t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { files.Close() })
	served := &api.API{DB: db, Log: slog.New(slog.NewTextHandler(io.Discard, nil)), Version: "test",
		Files: files, Live: new(live.Hub), BaseURL: "https://throughline.example"}
	w := &world{T: t, db: db, handler: served.Handler(), cookies: map[string]string{},
		a: records{map[string]string{}, map[string]string{}},
		b: records{map[string]string{}, map[string]string{}}}
	w.table = served.Table()
	w.must(json.Unmarshal([]byte(w.do("", "GET", "/openapi.json", "").Raw), &w.schema))
	a, b := w.staff()
	readJSON(t, "records.json", &w.cases)
	for _, c := range w.cases {
		w.make("owner", w.a, c)
		c.Body = bytes.ReplaceAll(c.Body, []byte(canary), []byte("otherwise"))
		c.Post = strings.ReplaceAll(c.Post, canary, "otherwise")
		w.make(stranger, w.b, c)
	}
	w.happen(a, w.a, canary)
	w.happen(b, w.b, "otherwise")
	return w
}

// eachWorld runs a test in a new world on each database.
func eachWorld(t *testing.T, test func(w *world)) {
	t.Helper()
	databasetest.Each(t, func(t *testing.T, db *database.DB) { test(newWorld(t, db)) })
}

// oneWorld is for what is decided before the database is asked: SQLite shows it sooner.
func oneWorld(t *testing.T, test func(w *world)) {
	t.Helper()
	test(newWorld(t, databasetest.SQLite(t)))
}

func (w *world) must(err error) {
	w.Helper()
	if err != nil {
		w.Fatal(err)
	}
}

func readJSON(t *testing.T, file string, into any) {
	t.Helper()
	raw, err := os.ReadFile("testdata/security/" + file)
	if err == nil {
		err = json.Unmarshal(raw, into)
	}
	if err != nil {
		t.Fatalf("testdata/security/%s: %v", file, err)
	}
}

// staff founds both workspaces and signs everybody in.
func (w *world) staff() (a, b id.ID) {
	w.Helper()
	cookie, _, err := people.SetUp(w.Context(), w.db, people.SetUpInput{WorkspaceName: "A",
		Name: "owner", Email: "owner@a.example", Password: password})
	w.must(err)
	w.cookies["owner"] = cookie
	in, owner, err := people.Authenticate(w.Context(), w.db, people.Credential{Cookie: cookie})
	w.must(err)
	other, err := people.CreateWorkspace(w.Context(), w.db, owner, "B")
	w.must(err)
	for _, role := range scope.Roles[1:] {
		w.hire(string(role), in.Workspace, role)
	}
	w.hire(stranger, other.ID, scope.Owner)
	return in.Workspace, other.ID
}

// hire adds a signed-in member by hand: with a hash for each password that would be half of
// these tests' time.
func (w *world) hire(name string, workspace id.ID, role scope.Role) {
	w.Helper()
	w.cookies[name] = "the cookie of " + name
	sum := sha256.Sum256([]byte(w.cookies[name]))
	in := scope.ForSystem(workspace, "test")
	w.must(w.db.Write(w.Context(), in, func(tx *database.Tx) error {
		user := tx.NewID("user")
		_, err := tx.Exec(`INSERT INTO users
			(id, version, created_at, updated_at, email, name, password_hash)
			VALUES ($1, 1, $2, $2, $3, $4, '')`, user, tx.Now, name+"@x.example", name)
		if err != nil {
			return err
		}
		_, err = tx.Exec(`INSERT INTO membership
			(workspace_id, user_id, roles, version, created_at) VALUES ($1, $2, $3, 1, $4)`,
			tx.Workspace, user, []scope.Role{role}, tx.Now)
		if err != nil {
			return err
		}
		_, err = tx.Exec(`INSERT INTO session
			(hash, user_id, workspace_id, created_at, seen_at, expires_at)
			VALUES ($1, $2, $3, $4, $4, $5)`, hex.EncodeToString(sum[:]), user, tx.Workspace,
			tx.Now, tx.Now.Add(time.Hour))
		return err
	}))
}

// do sends a request as somebody ("" is nobody); headers are "Name: value".
func (w *world) do(as, method, path, body string, headers ...string) reply {
	w.Helper()
	r := httptest.NewRequest(method, api.Prefix+path, strings.NewReader(body))
	if body != "" {
		r.Header.Set("Content-Type", "application/json")
	}
	for _, h := range headers {
		name, value, _ := strings.Cut(h, ": ")
		r.Header.Set(name, value)
	}
	return w.send(as, r)
}

func (w *world) send(as string, r *http.Request) reply {
	if as != "" {
		r.AddCookie(&http.Cookie{Name: "__Host-throughline", Value: w.cookies[as]})
	}
	recorder := httptest.NewRecorder()
	w.handler.ServeHTTP(recorder, r)
	out := reply{Status: recorder.Code, Header: recorder.Header(), Raw: recorder.Body.String()}
	_ = json.Unmarshal([]byte(out.Raw), &out.Body)
	return out
}

// make makes or finds a record.
func (w *world) make(as string, in records, c recordCase) {
	w.Helper()
	value, tag := in.fill(c.Value), ""
	var got reply
	if c.Post != "" {
		got = w.send(as, c.request(in))
		value, tag = taken(got.Body, c.Take), got.Header.Get("ETag")
	}
	if c.List != "" && got.Status < 300 {
		got = w.do(as, "GET", in.fill(c.List), "")
		value = ""
		if list, _ := got.Body["records"].([]any); len(list) > 0 {
			which := 0
			if c.Last {
				which = len(list) - 1
			}
			record, _ := list[which].(map[string]any)
			value, tag = taken(record, c.Take), fmt.Sprintf(`"%v"`, record["version"])
		}
	}
	if got.Status >= 300 || value == "" {
		w.Fatalf("records.json: no %s for %s: %d %s", c.Name, as, got.Status, got.Raw)
	}
	in.ids["$"+c.Name], in.tags[c.Name] = value, tag
	for _, path := range c.At {
		in.ids[path] = value
	}
}

func taken(record map[string]any, field string) string {
	if field == "" {
		field = "id"
	}
	value, _ := record[field].(string)
	return value
}

// fill writes identifiers for the names of records, longer names first.
func (r records) fill(text string) string {
	names := slices.SortedFunc(maps.Keys(r.ids), func(a, b string) int { return len(b) - len(a) })
	for _, name := range names {
		if strings.HasPrefix(name, "$") {
			text = strings.ReplaceAll(text, name, r.ids[name])
		}
	}
	return text
}

var (
	parameter  = regexp.MustCompile(`\{[^}]+\}`)
	identifier = regexp.MustCompile(`([a-z]+_)[0-9a-z]{26}\b`)
)

// pathOf fills an operation's path with A's records.
func (w *world) pathOf(op api.Op) string {
	w.Helper()
	return w.pathWith(op, func(int) records { return w.a })
}

// pathWith fills an operation's path; of says whose record the nth parameter is.
func (w *world) pathWith(op api.Op, of func(n int) records) string {
	w.Helper()
	path, at := "", 0
	for n, found := range parameter.FindAllStringIndex(op.Path, -1) {
		value, known := of(n).ids[op.Path[:found[1]]]
		if !known {
			w.Fatalf("%s: testdata/security/records.json makes no record for %s; add one",
				op.ID, op.Path[:found[1]])
		}
		path += op.Path[at:found[0]] + value
		at = found[1]
	}
	return path + op.Path[at:] + questions[op.Path]
}

// elsewhere puts identifiers of the same kinds that nobody has into a path.
func elsewhere(path string) string {
	return identifier.ReplaceAllString(path, "${1}01zzzzzzzzzzzzzzzzzzzzzzzz")
}

func name(op api.Op) string { return fmt.Sprintf("%s %s", op.Method, op.Path) }
