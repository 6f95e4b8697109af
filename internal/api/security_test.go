package api_test

import (
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

// world is an API with two workspaces: A, where somebody holds each role and there is a record
// of every kind, and B with its owner.
type world struct {
	*testing.T
	db      *database.DB
	handler http.Handler
	table   []api.Op
	schema  document
	cookies map[string]string // by role, and "stranger" for the owner of B
	paths   map[string]string // "/feedback/{id}" -> the identifier
	records []recordCase
}

const stranger = "stranger"

// recordCase says how a record of A is made, or found after others were made.
type recordCase struct {
	Name   string          // "feedback": $feedback in what follows is its identifier
	At     []string        // the paths whose last parameter it fills
	Post   string          // where it is made
	Body   json.RawMessage // of what
	List   string          // or: the list whose first record it is
	Take   string          // the field with its identifier; "id" unless given
	Value  string          // or: a fixed value
	Once   bool            // the answer to making it holds a secret and is not kept
	Change json.RawMessage // a PATCH that changes it
}

func newWorld(t *testing.T, db *database.DB) *world {
	t.Helper()
	files, err := blob.Open(t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { files.Close() })
	a := &api.API{DB: db, Log: slog.New(slog.NewTextHandler(io.Discard, nil)), Version: "test",
		Files: files, Live: new(live.Hub), BaseURL: "https://throughline.example"}
	w := &world{T: t, db: db, handler: a.Handler(), cookies: map[string]string{},
		paths: map[string]string{}}
	w.table = a.Table()
	w.must(json.Unmarshal([]byte(w.do("", "GET", "/openapi.json", "").Raw), &w.schema))
	w.staff()
	readJSON(t, "records.json", &w.records)
	for _, c := range w.records {
		w.make(c)
	}
	return w
}

// eachWorld runs a test in a new world on each database.
func eachWorld(t *testing.T, test func(w *world)) {
	t.Helper()
	databasetest.Each(t, func(t *testing.T, db *database.DB) { test(newWorld(t, db)) })
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
func (w *world) staff() {
	w.Helper()
	cookie, _, err := people.SetUp(w.Context(), w.db, people.SetUpInput{WorkspaceName: "A",
		Name: "owner", Email: "owner@a.example", Password: password})
	w.must(err)
	w.cookies["owner"] = cookie
	in, owner, err := people.Authenticate(w.Context(), w.db, people.Credential{Cookie: cookie})
	w.must(err)
	b, err := people.CreateWorkspace(w.Context(), w.db, owner, "B")
	w.must(err)
	for _, role := range scope.Roles[1:] {
		w.hire(string(role), in.Workspace, role)
	}
	w.hire(stranger, b.ID, scope.Owner)
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

// make makes or finds a record of A as its owner.
func (w *world) make(c recordCase) {
	w.Helper()
	value := c.Value
	switch {
	case value != "":
		value = w.fill(value)
	case c.Post != "":
		got := w.do("owner", "POST", w.fill(c.Post), w.fill(string(c.Body)))
		value = taken(got.Body, c.Take)
		if got.Status >= 300 || value == "" {
			w.Fatalf("records.json: %s cannot be made: %d %s", c.Name, got.Status, got.Raw)
		}
	default:
		got := w.do("owner", "GET", w.fill(c.List), "")
		records, _ := got.Body["records"].([]any)
		if len(records) > 0 {
			first, _ := records[0].(map[string]any)
			value = taken(first, c.Take)
		}
		if value == "" {
			w.Fatalf("records.json: %s is not found: %d %s", c.Name, got.Status, got.Raw)
		}
	}
	w.paths["$"+c.Name] = value
	for _, path := range c.At {
		w.paths[path] = value
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
func (w *world) fill(text string) string {
	names := slices.SortedFunc(maps.Keys(w.paths), func(a, b string) int { return len(b) - len(a) })
	for _, name := range names {
		if strings.HasPrefix(name, "$") {
			text = strings.ReplaceAll(text, name, w.paths[name])
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
	path := ""
	rest := op.Path
	for at := 0; ; {
		found := parameter.FindStringIndex(op.Path[at:])
		if found == nil {
			return path + rest
		}
		key := op.Path[:at+found[1]]
		value, known := w.paths[key]
		if !known {
			w.Fatalf("%s: testdata/security/records.json makes no record for %s; add one",
				op.ID, key)
		}
		path += op.Path[at:at+found[0]] + value
		at += found[1]
		rest = op.Path[at:]
	}
}

// elsewhere puts identifiers of the same kinds that nobody has into a path.
func elsewhere(path string) string {
	return identifier.ReplaceAllString(path, "${1}01zzzzzzzzzzzzzzzzzzzzzzzz")
}

func name(op api.Op) string { return fmt.Sprintf("%s %s", op.Method, op.Path) }
