package api_test

import (
	"bytes"
	"cmp"
	"flag"
	"fmt"
	"net/http"
	"os"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/throughlinehq/throughline/internal/api"
	"github.com/throughlinehq/throughline/internal/kit/scope"
	"github.com/throughlinehq/throughline/internal/people"
	"github.com/throughlinehq/throughline/internal/platform/database"
	"github.com/throughlinehq/throughline/internal/platform/database/databasetest"
)

var update = flag.Bool("update", false, "write the golden files anew")

// TestPublicOperations compares the operations that anybody may call with a golden file, so
// that none becomes public by oversight.
func TestPublicOperations(t *testing.T) {
	w := newWorld(t, databasetest.SQLite(t))
	var lines []string
	for _, op := range w.table {
		if op.Public != "" {
			lines = append(lines, fmt.Sprintf("%s: %s\n", name(op), op.Public))
		}
	}
	slices.Sort(lines)
	got := strings.Join(lines, "")
	const golden = "testdata/security/public.golden"
	if *update {
		w.must(os.WriteFile(golden, []byte(got), 0o644))
	}
	want, err := os.ReadFile(golden)
	if err != nil || string(want) != got {
		t.Errorf("public operations changed (%v); if that is meant, run with -update. Now:\n%s",
			err, got)
	}
}

// attack sends an operation's request with the given path and its smallest body.
func (w *world) attack(as string, op api.Op, path string) reply {
	w.Helper()
	headers := []string{`If-Match: "1"`}
	if op.Method == http.MethodGet {
		headers = nil
	}
	return w.do(as, op.Method, path, w.bodyOf(op), headers...)
}

// private runs a test for every operation that is not public.
func (w *world) private(test func(op api.Op, path string)) {
	w.Helper()
	for _, op := range w.table {
		if op.Public == "" {
			test(op, w.pathOf(op))
		}
	}
}

func TestAZ1AnonymousIsRefused(t *testing.T) {
	oneWorld(t, func(w *world) {
		before := databasetest.DigestOf(t, w.db)
		w.private(func(op api.Op, path string) {
			here, nowhere := w.attack("", op, path), w.attack("", op, elsewhere(path))
			if here.Status != 401 || here.Raw != nowhere.Raw {
				w.Errorf("%s: anonymous got %d %s, and %s for a random id",
					name(op), here.Status, here.Raw, nowhere.Raw)
			}
		})
		w.unchanged("AZ6: anonymous requests", before)
	})
}

func TestAZ1OwnerOfAnotherWorkspaceFindsNothing(t *testing.T) {
	eachWorld(t, func(w *world) {
		w.private(func(op api.Op, path string) {
			if elsewhere(path) == path {
				return // names no record
			}
			before := databasetest.DigestOf(t, w.db)
			here, nowhere := w.attack(stranger, op, path), w.attack(stranger, op, elsewhere(path))
			if here.Status != 404 || here.Raw != nowhere.Raw {
				w.Errorf("%s: the owner of B got %d %s, and %d %s for a random id", name(op),
					here.Status, here.Raw, nowhere.Status, nowhere.Raw)
			}
			w.unchanged("AZ6: "+name(op)+" by the owner of B", before)
		})
	})
}

// TestAZ1RolesAreHeld asks for records that do not exist, so that a role that is let in changes
// nothing on its way to 404.
func TestAZ1RolesAreHeld(t *testing.T) {
	eachWorld(t, func(w *world) {
		for _, role := range scope.Roles {
			w.private(func(op api.Op, path string) {
				allowed := people.Can(scope.Actor{Roles: []scope.Role{role}}, op.Verb) == nil
				if allowed && elsewhere(path) == path {
					return
				}
				got := w.attack(string(role), op, elsewhere(path))
				if allowed && got.Status != 404 {
					w.Errorf("%s: %s may, and got %d %s for a random id",
						name(op), role, got.Status, got.Raw)
				}
				if !allowed && got.Status != 403 {
					w.Errorf("%s: %s may not, and got %d %s", name(op), role, got.Status, got.Raw)
				}
			})
		}
	})
}

func TestAZ8ReadersWriteNothing(t *testing.T) {
	oneWorld(t, func(w *world) {
		own := []people.Verb{people.Vote, people.OwnTokens, people.ReadPeople}
		w.private(func(op api.Op, path string) {
			if op.Method == http.MethodGet || slices.Contains(own, op.Verb) {
				return // what everybody does for themselves
			}
			before := databasetest.DigestOf(t, w.db)
			if got := w.attack("viewer", op, path); got.Status != 403 {
				w.Errorf("%s: a viewer got %d %s", name(op), got.Status, got.Raw)
			}
			w.unchanged("AZ6: "+name(op)+" by a viewer", before)
		})
	})
}

// On SQLite only: what a token may do is decided before the database is asked.
func TestAU8TokensReachOnlyTheirRoutes(t *testing.T) {
	w := newWorld(t, databasetest.SQLite(t))
	owner, _, err := people.Authenticate(t.Context(), w.db,
		people.Credential{Cookie: w.cookies["owner"]})
	w.must(err)
	for _, word := range people.ScopeWords() {
		var secret string
		w.must(w.db.Write(t.Context(), owner, func(tx *database.Tx) (err error) {
			secret, _, err = people.CreateToken(tx,
				people.TokenInput{Name: word, Scopes: []string{word}})
			return err
		}))
		actor := scope.Actor{Roles: scope.Roles, Scopes: []string{word}}
		w.private(func(op api.Op, path string) {
			allowed := people.Can(actor, op.Verb) == nil
			if allowed && elsewhere(path) == path {
				return
			}
			got := w.do("", op.Method, elsewhere(path), w.bodyOf(op), `If-Match: "1"`,
				"Authorization: Bearer "+secret)
			if allowed != (got.Status == 404) || allowed == (got.Status == 403) {
				w.Errorf("%s: a token for %s got %d %s", name(op), word, got.Status, got.Raw)
			}
		})
	}
}

// unchanged fails when a request that was refused has changed something after all.
func (w *world) unchanged(what string, before databasetest.Digest) {
	w.Helper()
	if tables := databasetest.DigestOf(w.T, w.db).Changed(before); len(tables) > 0 {
		w.Errorf("%s changed %v", what, tables)
	}
}

func TestAU10ForeignPagesChangeNothing(t *testing.T) {
	oneWorld(t, func(w *world) {
		before := databasetest.DigestOf(t, w.db)
		for _, op := range w.table {
			if op.Method == http.MethodGet {
				continue
			}
			path, body := w.pathOf(op), w.bodyOf(op)
			for _, header := range []string{"Sec-Fetch-Site: cross-site",
				"Sec-Fetch-Site: same-site", "Origin: https://evil.example", "Origin: null"} {
				got := w.do("owner", op.Method, path, body, `If-Match: "1"`, header)
				if got.Status != 403 {
					w.Errorf("%s with %s: %d %s", name(op), header, got.Status, got.Raw)
				}
			}
		}
		w.unchanged("AU10: requests from foreign pages", before)
	})
}

func TestAU10NoGetChangesAnything(t *testing.T) {
	eachWorld(t, func(w *world) {
		for _, op := range w.table {
			if op.Method != http.MethodGet || streams(op) {
				continue
			}
			before := databasetest.DigestOf(t, w.db)
			got := w.do("owner", "GET", w.pathOf(op), "")
			if got.Status >= 400 {
				w.Errorf("%s: the owner got %d %s", name(op), got.Status, got.Raw)
			}
			w.unchanged("AU10: "+name(op), before)
		}
	})
}

// streams reports whether an operation's answer does not end by itself.
func streams(op api.Op) bool { return op.Path == "/live" }

// On SQLite only: there no row-level security covers up a forgotten workspace_id.
func TestAZ11StrangersNeverReadTheCanary(t *testing.T) {
	w := newWorld(t, databasetest.SQLite(t))
	var told int
	for _, op := range w.table {
		if op.Method != http.MethodGet || streams(op) {
			continue
		}
		path := w.pathOf(op)
		if strings.Contains(w.do("owner", "GET", path, "").Raw, canary) {
			told++
		}
		for _, query := range append(w.textQueries(op), "") {
			asked := path
			if query != "" {
				asked += "?" + query + "=" + canary
			}
			if raw := w.do(stranger, "GET", asked, "").Raw; strings.Contains(raw, canary) {
				w.Errorf("%s tells the owner of B what is in A: %s", asked, raw)
			}
		}
		for _, record := range w.a.ids {
			listed := w.do(stranger, "GET", elsewhere(path), "").Raw
			if identifier.MatchString(record) && strings.Contains(listed, record) {
				w.Errorf("%s tells the owner of B of %s: %s", name(op), record, listed)
			}
		}
	}
	if told == 0 {
		w.Error("no answer held the canary for A's own owner: the test shows nothing")
	}
}

func TestAZ2ParentAndChildAreOfOneWorkspace(t *testing.T) {
	eachWorld(t, func(w *world) {
		w.private(func(op api.Op, _ string) {
			for n := range len(parameter.FindAllString(op.Path, -1)) {
				path := w.pathWith(op, func(i int) records {
					if i == n {
						return w.a
					}
					return w.b
				})
				if path == w.pathWith(op, func(int) records { return w.b }) ||
					path == w.pathOf(op) {
					continue // one record, or a fixed word: see AZ1
				}
				before := databasetest.DigestOf(t, w.db)
				if got := w.attack(stranger, op, path); got.Status != 404 {
					w.Errorf("%s %s by the owner of B: %d %s", op.Method, path, got.Status, got.Raw)
				}
				w.unchanged("AZ6: "+name(op)+" across workspaces", before)
			}
		})
	})
}

// TestAZ3ForeignIdentifiersInBodiesAreRefused sends B's own bodies with one of its identifiers
// exchanged for A's.
func TestAZ3ForeignIdentifiersInBodiesAreRefused(t *testing.T) {
	var acts []recordCase
	eachWorld(t, func(w *world) {
		readJSON(t, "references.json", &acts)
		for _, c := range slices.Concat(w.cases, acts) {
			for _, ref := range reference.FindAllString(string(c.Body), -1) {
				foreign, what := c, c.Post+" with A's "+ref
				foreign.Body = bytes.ReplaceAll(c.Body, []byte(ref), []byte(w.a.ids[ref]))
				before := databasetest.DigestOf(t, w.db)
				got := w.sendTagged(foreign)
				if got.Status != 404 && got.Status != 422 {
					w.Errorf("%s: %d %s", what, got.Status, got.Raw)
				}
				w.unchanged("AZ6: "+what, before)
				if own := w.sendTagged(c); own.Status == got.Status {
					w.Errorf("%s: B's own is refused as well, so this shows nothing: %s",
						what, own.Raw)
				}
			}
		}
	})
}

// sendTagged does what a case says in B, with the tag that its record had at first.
func (w *world) sendTagged(c recordCase) reply {
	r := c.request(w.b)
	r.Header.Set("If-Match", cmp.Or(w.b.tags[c.Name], `"1"`))
	return w.send(stranger, r)
}

var reference = regexp.MustCompile(`\$[a-z_]+`)

// On SQLite only, see above.
func TestAZ4ForeignIdentifiersInQueriesFindNothing(t *testing.T) {
	w := newWorld(t, databasetest.SQLite(t))
	for _, op := range w.table {
		if op.Method != http.MethodGet || elsewhere(op.Path) != op.Path ||
			strings.Contains(op.Path, "{") {
			continue
		}
		for _, query := range w.textQueries(op) {
			for _, record := range w.a.ids {
				path := op.Path + "?" + query + "="
				here := w.do(stranger, "GET", path+record, "")
				nowhere := w.do(stranger, "GET", path+elsewhere(record), "")
				if here.Status != nowhere.Status ||
					strings.ReplaceAll(here.Raw, record, elsewhere(record)) != nowhere.Raw {
					w.Errorf("%s%s: the owner of B got %s, and %s for a random id",
						path, record, here.Raw, nowhere.Raw)
				}
			}
		}
	}
}
