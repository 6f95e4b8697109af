package api_test

import (
	"fmt"
	"net/http"
	"strings"
	"testing"

	"github.com/throughlinehq/throughline/internal/api"
	"github.com/throughlinehq/throughline/internal/kit/scope"
	"github.com/throughlinehq/throughline/internal/platform/database/databasetest"
)

// TestAZ7ANewParentGivesNoRights puts an item below one that a member made: the member and a viewer
// may do nothing about it that they might not do before. Nobody is let into another workspace by
// a parent, from either side.
func TestAZ7ANewParentGivesNoRights(t *testing.T) {
	eachWorld(t, func(w *world) {
		item := w.a.ids["$item"]
		own := w.do("contributor", "POST", "/items", `{"title":"Mine","type":"initiative"}`)
		below := fmt.Sprintf(`{"parent_id":%q}`, taken(own.Body, "id"))
		moved := w.do("contributor", "PATCH", "/items/"+item, below, "If-Match: "+w.tagOf("owner", item))
		if moved.Status != http.StatusOK {
			t.Fatalf("a contributor moves an item: %d %s", moved.Status, moved.Raw)
		}
		for _, role := range []string{"contributor", "viewer"} {
			closed := w.closed(role, "/items/{id}")
			if len(closed) == 0 {
				t.Errorf("a %s may do everything: the test shows nothing", role)
			}
			for _, op := range closed {
				if got := w.attack(role, op, w.pathOf(op)); got.Status != http.StatusForbidden {
					t.Errorf("%s below a parent of one's own: a %s got %d %s", name(op), role, got.Status,
						got.Raw)
				}
			}
		}
		foreign := taken(w.do(stranger, "POST", "/items", `{"title":"B's","type":"initiative"}`).Body, "id")
		theirs := w.b.ids["$item"]
		digest := databasetest.DigestOf(t, w.db)
		for _, c := range []struct {
			who, item, parent, tag string
			want                   int
		}{
			{"viewer", item, taken(own.Body, "id"), w.tagOf("owner", item), 403},
			{stranger, item, foreign, w.tagOf("owner", item), 404},
			{stranger, theirs, taken(own.Body, "id"), w.tagOf(stranger, theirs), 422},
			{"owner", item, foreign, w.tagOf("owner", item), 422},
		} {
			got := w.do(c.who, "PATCH", "/items/"+c.item, fmt.Sprintf(`{"parent_id":%q}`, c.parent),
				"If-Match: "+c.tag)
			if got.Status != c.want {
				t.Errorf("%s: %d %s, want %d", c.who, got.Status, got.Raw, c.want)
			}
		}
		w.unchanged("AZ7: refused parents", digest)
	})
}

func (w *world) tagOf(who, item string) string {
	return w.do(who, "GET", "/items/"+item, "").Header.Get("ETag")
}

// closed lists what a role may not do below a path, asked of a record that does not exist.
func (w *world) closed(role, path string) (ops []api.Op) {
	w.Helper()
	w.private(func(op api.Op, filled string) {
		if strings.HasPrefix(op.Path, path) && w.attack(role, op, elsewhere(filled)).Status == 403 {
			ops = append(ops, op)
		}
	})
	return ops
}

// TestAZ15BatchesAreJudgedAsSingles sends what is refused of one record as the second of a batch:
// the verdict is the same for every role, its place is named, and nothing of the batch stays.
func TestAZ15BatchesAreJudgedAsSingles(t *testing.T) {
	eachWorld(t, func(w *world) {
		const fine = `{"source":"Desk","text":"Fine by itself"}`
		before := databasetest.DigestOf(t, w.db)
		for _, role := range append([]string{"", "no such session"}, names(scope.Roles)...) {
			for _, body := range []string{`{"source":"Desk","text":""}`,
				`{"source":"Desk","text":"x","workspace_id":"` + w.b.ids["$feedback"] + `"}`,
				`{"source":"Desk","text":"x","number":7}`, `{"source":"Desk","text":"x","status":"linked"}`,
				`{"source":"Desk","text":"x","import_id":"` + w.b.ids["$import"] + `"}`,
				`{"text":"x"}`, `{"source":"Desk","text":"x","rating":"five"}`} {
				one := w.do(role, "POST", "/feedback", body)
				many := w.do(role, "POST", "/feedback/batch", `{"records":[`+fine+`,`+body+`]}`)
				if one.Status != many.Status || one.Status < 400 {
					t.Errorf("%s as %q: alone %d %s, in a batch %d %s", body, role, one.Status, one.Raw,
						many.Status, many.Raw)
				}
				if many.Status == http.StatusUnprocessableEntity &&
					!strings.Contains(many.Raw, "/records/1") {
					t.Errorf("%s in a batch: the refusal names no place: %s", body, many.Raw)
				}
			}
		}
		w.unchanged("AZ15: refused batches", before)
		for _, role := range scope.Roles {
			one := w.do(string(role), "POST", "/feedback", fine)
			many := w.do(string(role), "POST", "/feedback/batch", `{"records":[`+fine+`]}`)
			if one.Status != many.Status {
				t.Errorf("a %s: alone %d, in a batch %d", role, one.Status, many.Status)
			}
		}
	})
}

func names(roles []scope.Role) (all []string) {
	for _, role := range roles {
		all = append(all, string(role))
	}
	return all
}
