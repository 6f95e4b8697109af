package api_test

import (
	"fmt"
	"net/http"
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/throughlinehq/throughline/internal/kit/scope"
	"github.com/throughlinehq/throughline/internal/platform/database"
	"github.com/throughlinehq/throughline/internal/platform/database/databasetest"
)

// newItem adds an item and returns it; fields are JSON pairs.
func (c client) newItem(title, fields string) map[string]any {
	c.t.Helper()
	if fields != "" {
		fields = "," + fields
	}
	return c.want(201, "POST", "/items", fmt.Sprintf(`{"title":%q%s}`, title, fields)).Body
}

func (c client) titles(query string) []string {
	c.t.Helper()
	var titles []string
	for _, r := range c.want(200, "GET", "/items"+query, "").Body["records"].([]any) {
		titles = append(titles, r.(map[string]any)["title"].(string))
	}
	return titles
}

func path(record map[string]any) string { return "/items/" + record["id"].(string) }

func TestItemLife(t *testing.T) {
	each(t, func(t *testing.T, c client) {
		c.want(201, "POST", "/products", `{"key":"har","name":"Harbor"}`)
		item := c.newItem("Search inside attachments", `"type":"feature","description":"As in *.pdf",
			"estimate":{"p10":7,"p50":9,"p90":12},"due":"2027-03-31"`)
		if item["key"] != "HAR-1" || item["status"] != "new" || item["due"] != "2027-03-31" ||
			item["estimate"].(map[string]any)["p90"] != 12.0 {
			t.Fatalf("got %v", item)
		}
		at := path(item)
		c.want(428, "PATCH", at, `{"title":"x"}`)
		c.want(412, "PATCH", at, `{"title":"x"}`, `If-Match: "7"`)
		c.want(404, "PATCH", "/items/item_nothing", `{"title":"x"}`, `If-Match: "1"`)
		got := c.want(200, "PATCH", at, `{"estimate":null,"due":"","title":" Search attachments "}`,
			`If-Match: "1"`)
		if got.Body["estimate"] != nil || got.Body["due"] != nil ||
			got.Body["title"] != "Search attachments" || got.Header.Get("ETag") != `"2"` {
			t.Errorf("got %s", got.Raw)
		}
		for _, query := range []string{"?text=attach", "?text=pdf", "?text=har-1", "?status=new",
			"?status=new&status=ready", "?type=feature&type=bug&sort=votes", "?sort=newest"} {
			if got := c.titles(query); len(got) != 1 {
				t.Errorf("%s finds %v", query, got)
			}
		}
		for _, query := range []string{"?text=inside", "?text=har-2", "?status=ready", "?type=bug",
			"?opportunity=opportunity_x", "?team=team_x", "?parent=item_x"} {
			if got := c.titles(query); len(got) != 0 {
				t.Errorf("%s finds %v", query, got)
			}
		}
		c.as("workspace_b/owner").want(404, "GET", at, "")
		c.as("workspace_a/viewer").want(403, "DELETE", at, "", `If-Match: "2"`)
		c.want(204, "DELETE", at, "", `If-Match: "2"`)
		c.want(404, "GET", at, "")
		if item := c.newItem("Next", ""); item["key"] != "HAR-2" {
			t.Errorf("a number was given twice: %v", item["key"])
		}
	})
}

func TestItemBadInputNamesTheField(t *testing.T) {
	each(t, func(t *testing.T, c client) {
		story := c.newItem("Story", "")
		other := c.as("workspace_b/owner").newItem("Theirs", `"type":"feature"`)
		for _, test := range []struct{ body, pointer string }{
			{`{"title":" "}`, `#/title`},
			{`{"title":"two\nlines"}`, `#/title`},
			{`{"title":"x","type":"epic"}`, `#/type`},
			{`{"title":"x","colour":"red"}`, `#/colour`},
			{`{"title":"x","product_id":"product_x"}`, `#/product_id`},
			{`{"title":"x","parent_id":"item_x"}`, `#/parent_id`},
			{`{"title":"x","parent_id":"` + other["id"].(string) + `"}`, `#/parent_id`},
			{`{"title":"x","parent_id":"` + story["id"].(string) + `"}`, `#/parent_id`},
			{`{"title":"x","assignee_id":"user_nobody"}`, `#/assignee_id`},
			{`{"title":"x","team_id":"harbor"}`, `#/team_id`},
			{`{"title":"x","due":"2027-02-30"}`, `#/due`},
			{`{"title":"x","estimate":{"p10":3,"p50":2,"p90":4}}`, `#/estimate`},
			{`{"title":"x","estimate":{"p10":0,"p50":2,"p90":4}}`, `#/estimate`},
			{`{"title":"x","estimate":{"p10":1,"p50":2}}`, `#/estimate`},
		} {
			got := c.do("POST", "/items", test.body)
			if got.Status != 422 || !strings.Contains(got.Raw, test.pointer) {
				t.Errorf("%s: %d %s, want 422 with %s", test.body, got.Status, got.Raw, test.pointer)
			}
		}
		if got := c.titles(""); len(got) != 1 {
			t.Errorf("bad input left something behind: %v", got)
		}
	})
}

func TestProducts(t *testing.T) {
	each(t, func(t *testing.T, c client) {
		c.newItem("Makes the first product", "")
		c.want(201, "POST", "/products", `{"key":"HAR","name":"Harbor"}`)
		c.want(409, "POST", "/products", `{"key":"HAR","name":"Again"}`)
		c.want(422, "POST", "/products", `{"key":"1","name":"Short"}`)
		got := c.want(200, "GET", "/products", "").Body["records"].([]any)
		if len(got) != 2 {
			t.Fatalf("got %v", got)
		}
		prd, har := got[0].(map[string]any), got[1].(map[string]any)
		c.want(409, "PATCH", "/products/"+prd["id"].(string), `{"key":"HAR"}`, `If-Match: "1"`)
		c.want(200, "PATCH", "/products/"+prd["id"].(string), `{"key":"DOC"}`, `If-Match: "1"`)
		item := c.newItem("Lies here", `"product_id":"`+har["id"].(string)+`"`)
		if item["key"] != "HAR-1" {
			t.Errorf("got %v", item["key"])
		}
		if got := c.titles("?text=DOC-1"); len(got) != 1 {
			t.Errorf("the new key finds %v", got)
		}
	})
}

func TestStatusesFollowTheirOrder(t *testing.T) {
	each(t, func(t *testing.T, c client) {
		at, version := path(c.newItem("Work", "")), 1
		set := func(status int, to string) reply {
			t.Helper()
			got := c.want(status, "PATCH", at, `{"status":"`+to+`"}`,
				fmt.Sprintf(`If-Match: "%d"`, version))
			if status == 200 {
				version++
			}
			return got
		}
		got := set(409, "in_review")
		if !strings.Contains(got.Raw, "PRD-1 is new and can become: ready, in progress, dropped") {
			t.Errorf("got %s", got.Raw)
		}
		set(200, "ready")
		set(200, "in_progress")
		set(200, "in_review")
		if got := set(409, "accepted"); !strings.Contains(got.Raw, "An acceptance makes it accepted") {
			t.Errorf("got %s", got.Raw)
		}
		set(409, "released")
		set(422, "finished")
		set(200, "dropped")
		set(200, "new")
	})
}

func TestVotesCountOnce(t *testing.T) {
	each(t, func(t *testing.T, c client) {
		at := path(c.newItem("Wanted", ""))
		var group sync.WaitGroup
		for i := range 50 {
			voter := c.as([]string{"workspace_a/owner", "workspace_a/viewer"}[i%2])
			group.Go(func() {
				if got := voter.do("PUT", at+"/vote", ""); got.Status != 200 {
					t.Errorf("got %d %s", got.Status, got.Raw)
				}
			})
		}
		group.Wait()
		if got := c.want(200, "GET", at, ""); got.Body["vote_count"] != 2.0 ||
			got.Body["voted"] != true || got.Body["version"] != 1.0 {
			t.Errorf("got %s", got.Raw)
		}
		c.want(200, "DELETE", at+"/vote", "")
		if got := c.want(200, "DELETE", at+"/vote", ""); got.Body["vote_count"] != 1.0 ||
			got.Body["voted"] != false {
			t.Errorf("got %s", got.Raw)
		}
		c.as("workspace_b/owner").want(404, "PUT", at+"/vote", "")
	})
}

func TestParallelMovesGiveAPermutation(t *testing.T) {
	each(t, func(t *testing.T, c client) {
		var items []map[string]any
		var want []string
		for i := range 20 {
			items = append(items, c.newItem(fmt.Sprintf("Item %02d", i), ""))
			want = append(want, items[i]["title"].(string))
		}
		var group sync.WaitGroup
		for i := range 100 {
			body := fmt.Sprintf(`{"after":%q}`, items[(i*7+3)%20]["id"])
			if i%3 == 0 {
				body = fmt.Sprintf(`{"before":%q}`, items[(i*7+3)%20]["id"])
			}
			group.Go(func() {
				if got := c.do("POST", path(items[i%20])+"/move", body); got.Status != 200 &&
					!strings.Contains(got.Raw, "must name another item") {
					t.Errorf("got %d %s", got.Status, got.Raw)
				}
			})
		}
		group.Wait()
		got := c.titles("")
		slices.Sort(got)
		if !slices.Equal(got, want) {
			t.Errorf("got %v", got)
		}
		c.want(200, "POST", path(items[7])+"/move", fmt.Sprintf(`{"after":%q}`, items[3]["id"]))
		c.want(200, "POST", path(items[9])+"/move", fmt.Sprintf(`{"before":%q}`, items[3]["id"]))
		got = c.titles("")
		at := slices.Index(got, "Item 03")
		if got[at-1] != "Item 09" || got[at+1] != "Item 07" {
			t.Errorf("got %v", got)
		}
		c.want(422, "POST", path(items[0])+"/move", `{}`)
		c.want(422, "POST", path(items[0])+"/move", `{"after":"item_x"}`)
	})
}

func TestBulkIsAllOrNothing(t *testing.T) {
	each(t, func(t *testing.T, c client) {
		a, b := c.newItem("A", ""), c.newItem("B", "")
		theirs := c.as("workspace_b/owner").newItem("Theirs", "")
		ids := func(items ...map[string]any) string {
			var list []string
			for _, i := range items {
				list = append(list, fmt.Sprintf("%q", i["id"]))
			}
			return `{"ids":[` + strings.Join(list, ",") + `],"patch":`
		}
		got := c.want(422, "POST", "/items/bulk", ids(a, theirs)+`{"status":"ready"}}`)
		if !strings.Contains(got.Raw, "#/ids/1") {
			t.Errorf("got %s", got.Raw)
		}
		got = c.want(422, "POST", "/items/bulk", ids(a, b)+`{"title":""}}`)
		if !strings.Contains(got.Raw, "#/patch/title") {
			t.Errorf("got %s", got.Raw)
		}
		c.want(409, "POST", "/items/bulk", ids(a, b)+`{"status":"in_review"}}`)
		if got := c.titles("?status=new"); len(got) != 2 {
			t.Fatalf("a refused change left its mark: %v", got)
		}
		got = c.want(200, "POST", "/items/bulk", ids(a, b)+`{"status":"ready","type":"bug"}}`)
		if len(got.Body["records"].([]any)) != 2 || len(c.titles("?status=ready&type=bug")) != 2 {
			t.Errorf("got %s", got.Raw)
		}
	})
}

func TestItemsPage(t *testing.T) {
	each(t, func(t *testing.T, c client) {
		for i := range 25 {
			item := c.newItem(fmt.Sprintf("Item %02d", i), "")
			if i%3 == 0 {
				c.want(200, "PUT", path(item)+"/vote", "")
			}
		}
		for _, query := range []string{"", "&sort=newest", "&sort=votes", "&text=item",
			"&status=new&status=ready"} {
			var seen []string
			cursor := ""
			for range 5 {
				got := c.want(200, "GET", "/items?limit=10"+query+"&cursor="+cursor, "")
				for _, r := range got.Body["records"].([]any) {
					seen = append(seen, r.(map[string]any)["title"].(string))
				}
				if cursor, _ = got.Body["next_cursor"].(string); cursor == "" {
					break
				}
			}
			slices.Sort(seen)
			if len(slices.Compact(seen)) != 25 {
				t.Errorf("query %q walked %d of 25: %v", query, len(seen), seen)
			}
		}
	})
}

func TestAssigneeIsAMember(t *testing.T) {
	databasetest.Each(t, func(t *testing.T, db *database.DB) {
		c := newClient(t, db)
		err := db.Write(t.Context(), scope.ForSystem("workspace_a", "test"),
			func(tx *database.Tx) error {
				for _, statement := range []string{
					`INSERT INTO workspace VALUES ($1, 1, 1, 1, 'A', 'a', '{}')`,
					`INSERT INTO users VALUES ('user_owner', 1, 1, 1, $1, 'O', '', NULL)`,
					`INSERT INTO membership VALUES ($1, 'user_owner', '["owner"]', 1, 1)`,
				} {
					if _, err := tx.Exec(statement, tx.Workspace); err != nil {
						return err
					}
				}
				return nil
			})
		if err != nil {
			t.Fatal(err)
		}
		item := c.newItem("Mine", `"assignee_id":"user_owner"`)
		if got := c.titles("?assignee=user_owner"); len(got) != 1 {
			t.Errorf("got %v", got)
		}
		c.want(http.StatusOK, "PATCH", path(item), `{"assignee_id":""}`, `If-Match: "1"`)
	})
}
