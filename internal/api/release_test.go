package api_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/throughlinehq/throughline/internal/people"
	"github.com/throughlinehq/throughline/internal/platform/database"
	"github.com/throughlinehq/throughline/internal/platform/database/databasetest"
)

// text reads a field of an answer as text.
func (r reply) text(field string) string {
	s, _ := r.Body[field].(string)
	return s
}

// match is the If-Match header for the version in an answer.
func (r reply) match() string { return "If-Match: " + r.Header.Get("ETag") }

// list reads the records of an answer.
func (r reply) list(field string) []map[string]any {
	var out []map[string]any
	items, _ := r.Body[field].([]any)
	for _, item := range items {
		out = append(out, item.(map[string]any))
	}
	return out
}

// inWorkspaceA runs test in a workspace that really exists, for its owner.
func inWorkspaceA(t *testing.T, test func(t *testing.T, c client)) {
	t.Helper()
	databasetest.Each(t, func(t *testing.T, db *database.DB) {
		_, session, err := people.SetUp(t.Context(), db, people.SetUpInput{
			WorkspaceName: "Northpier", Name: "Mara", Email: "mara@northpier.example",
			Password: "a long enough password"})
		if err != nil {
			t.Fatal(err)
		}
		test(t, newClient(t, db).as(string(session.WorkspaceID)+"/owner"))
	})
}

// accepted walks one customer's words to an accepted item and returns the item.
func (c client) accepted(customer, email, title string) reply {
	c.t.Helper()
	said := c.want(201, "POST", "/feedback", fmt.Sprintf(`{"source":"Desk",
		"text":"Please add %s, we need it.","customer":{"name":%q,"email":%q,
		"external_id":%q}}`, title, customer, email, customer))
	quote := c.want(201, "POST", "/quotes", fmt.Sprintf(`{"feedback_id":%q,"title":%q,
		"start":0,"end":10,"importance":2}`, said.text("id"), title))
	item := c.want(201, "POST", "/opportunities/"+quote.text("opportunity_id")+"/items",
		fmt.Sprintf(`{"title":%q,"type":"feature"}`, title))
	path := "/items/" + item.text("id")
	for _, status := range []string{"ready", "in_progress", "in_review"} {
		item = c.want(200, "GET", path, "")
		c.want(200, "PATCH", path, `{"status":"`+status+`"}`, item.match())
	}
	criterion := c.want(201, "POST", path+"/criteria", `{"text":"It works"}`)
	c.want(200, "PATCH", "/criteria/"+criterion.text("id"),
		`{"status":"met","evidence":"Seen on staging."}`, criterion.match())
	c.want(201, "POST", path+"/acceptance", `{"verdict":"accepted","reason":""}`)
	return c.want(200, "GET", path, "")
}

func TestReleaseTellsThoseWhoAsked(t *testing.T) {
	inWorkspaceA(t, func(t *testing.T, c client) {
		one := c.accepted("Helen", "helen@x.example", "dark mode")
		two := c.accepted("Ben", "", "an undo button")
		r := c.want(201, "POST", "/releases", `{"name":"2027.1","notes":"New things."}`)
		path := "/releases/" + r.text("id")
		c.want(409, "POST", path+"/publication", "")
		c.want(200, "PUT", path+"/items", fmt.Sprintf(`{"item_ids":[%q,%q]}`,
			one.text("id"), two.text("id")), r.match())
		r = c.want(200, "POST", path+"/publication", "")
		if r.text("state") != "released" || r.Body["asked"] != 2.0 || r.Body["failed"] != 1.0 {
			t.Fatalf("published %s", r.Raw)
		}
		if got := c.want(200, "GET", "/items/"+one.text("id"), ""); got.text("status") != "released" {
			t.Errorf("item is %s", got.text("status"))
		}
		drafts := c.want(200, "GET", path+"/messages?state=draft", "").list("records")
		if len(drafts) != 1 || !strings.Contains(drafts[0]["body"].(string), "> Please add dark mode") {
			t.Fatalf("drafts %v", drafts)
		}
		message := "/messages/" + drafts[0]["id"].(string)
		c.want(428, "PATCH", message, `{"subject":"Done"}`)
		stranger := c.as("workspace_b/owner")
		stranger.want(404, "PATCH", message, `{"subject":"Mine"}`, `If-Match: "1"`)
		stranger.want(404, "POST", message+"/delivery", "")
		stranger.want(404, "GET", path+"/messages", "")
		edited := c.want(200, "PATCH", message, `{"subject":"Dark mode is here"}`, `If-Match: "1"`)
		if edited.text("subject") != "Dark mode is here" || edited.text("state") != "draft" {
			t.Errorf("edited %s", edited.Raw)
		}
		c.want(422, "PATCH", message, `{"subject":"a\r\nBcc: x@y.example"}`, edited.match())
		c.want(422, "PATCH", message, `{"to":"nobody"}`, edited.match())
		job := c.want(202, "POST", path+"/telling", "")
		if job.text("kind") != "release.tell" {
			t.Errorf("job %s", job.Raw)
		}
		c.want(409, "POST", path+"/telling", "")
		c.want(409, "DELETE", path, "", r.match())
	})
}

func TestReleaseTakesAcceptedItemsOnce(t *testing.T) {
	inWorkspaceA(t, func(t *testing.T, c client) {
		item := c.accepted("Helen", "helen@x.example", "dark mode")
		raw := c.want(201, "POST", "/items", `{"title":"Not ready","type":"feature"}`)
		first := c.want(201, "POST", "/releases", `{"name":"One"}`)
		second := c.want(201, "POST", "/releases", `{"name":"Two"}`)
		put := func(r reply, status int, body string) reply {
			return c.want(status, "PUT", "/releases/"+r.text("id")+"/items", body, r.match())
		}
		if got := put(first, 422, fmt.Sprintf(`{"item_ids":[%q]}`, raw.text("id"))); !strings.Contains(
			got.Raw, `"#/item_ids/0"`) {
			t.Errorf("got %s", got.Raw)
		}
		put(first, 422, `{"item_ids":["item_00000000000000000000000000"]}`)
		put(first, 200, fmt.Sprintf(`{"item_ids":[%q]}`, item.text("id")))
		put(second, 422, fmt.Sprintf(`{"item_ids":[%q]}`, item.text("id")))
		first = c.want(200, "GET", "/releases/"+first.text("id"), "")
		c.want(204, "DELETE", "/releases/"+first.text("id"), "", first.match())
		put(second, 200, fmt.Sprintf(`{"item_ids":[%q]}`, item.text("id")))
	})
}
