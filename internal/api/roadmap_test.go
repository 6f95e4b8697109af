package api_test

import (
	"fmt"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/throughlinehq/throughline/internal/kit/scope"
	"github.com/throughlinehq/throughline/internal/platform/database"
	"github.com/throughlinehq/throughline/internal/platform/database/databasetest"
)

// newTeam adds a team and returns its id.
func (c client) newTeam(name string, capacity float64) string {
	c.t.Helper()
	body := fmt.Sprintf(`{"name":%q,"capacity":%g}`, name, capacity)
	return c.want(201, "POST", "/teams", body).Body["id"].(string)
}

// readyItem adds an item that can be planned and returns its id.
func (c client) readyItem(title, team string, weeks float64) string {
	c.t.Helper()
	item := c.newItem(title, fmt.Sprintf(
		`"team_id":%q,"estimate":{"p10":%g,"p50":%g,"p90":%g}`, team, weeks/2, weeks, weeks*2))
	c.want(200, "PATCH", path(item), `{"status":"ready"}`, `If-Match: "1"`)
	return item["id"].(string)
}

func (c client) plan(name string) map[string]any {
	c.t.Helper()
	return c.want(201, "POST", "/plans", fmt.Sprintf(`{"name":%q}`, name)).Body
}

// planned finds an item in a plan's list by its title.
func planned(plan map[string]any, list, title string) map[string]any {
	for _, i := range plan[list].([]any) {
		if i := i.(map[string]any); i["title"] == title {
			return i
		}
	}
	return map[string]any{}
}

func TestTeams(t *testing.T) {
	each(t, func(t *testing.T, c client) {
		for _, test := range []struct{ body, pointer string }{
			{`{"name":" ","capacity":1}`, "#/name"},
			{`{"name":"x","capacity":-1}`, "#/capacity"},
			{`{"name":"x","capacity":1001}`, "#/capacity"},
			{`{"name":"x","capacity":1,"exceptions":[{"week":"2027-01-12","capacity":1}]}`,
				"#/exceptions/0/week"},
			{`{"name":"x","capacity":1,"exceptions":[{"week":"soon","capacity":1}]}`,
				"#/exceptions/0/week"},
			{`{"name":"x","capacity":1,"exceptions":[{"week":"2027-01-11","capacity":-1}]}`,
				"#/exceptions/0/capacity"},
			{`{"name":"x","capacity":1,"exceptions":[{"week":"2027-01-11","capacity":1},
				{"week":"2027-01-11","capacity":2}]}`, "#/exceptions/1/week"},
		} {
			got := c.do("POST", "/teams", test.body)
			if got.Status != 422 || !strings.Contains(got.Raw, test.pointer) {
				t.Errorf("%s: %d %s, want %s", test.body, got.Status, got.Raw, test.pointer)
			}
		}
		team := "/teams/" + c.newTeam("Mail", 4)
		c.want(409, "POST", "/teams", `{"name":"mail","capacity":1}`)
		got := c.want(200, "PATCH", team, `{"exceptions":[{"week":"2027-02-01","capacity":2},
			{"week":"2027-01-18","capacity":0}]}`, `If-Match: "1"`)
		if !strings.Contains(got.Raw, `[{"week":"2027-01-18","capacity":0},{"week":"2027-02-01"`) {
			t.Errorf("weeks are not in their order: %s", got.Raw)
		}
		c.as("workspace_a/contributor").want(403, "PATCH", team, `{"capacity":9}`, `If-Match: "2"`)
		item := c.readyItem("Work", strings.TrimPrefix(team, "/teams/"), 1)
		c.want(409, "DELETE", team, "", `If-Match: "2"`)
		c.want(200, "PATCH", "/items/"+item, `{"team_id":""}`, `If-Match: "2"`)
		c.want(204, "DELETE", team, "", `If-Match: "2"`)
		if got := c.want(200, "GET", "/teams", ""); len(got.Body["records"].([]any)) != 0 {
			t.Errorf("got %s", got.Raw)
		}
	})
}

// The test database's clock stands on Thursday, 14 January 2027.
func TestPlanLife(t *testing.T) {
	each(t, func(t *testing.T, c client) {
		team := c.newTeam("Mail", 2)
		tokens := c.readyItem("Tokens", team, 4)
		rooms := c.readyItem("Rooms", team, 4)
		c.want(201, "POST", "/items/"+rooms+"/dependencies",
			fmt.Sprintf(`{"needs":%q,"kind":"finish_to_start"}`, tokens))
		c.want(200, "PATCH", path(c.newItem("Vague", "")), `{"status":"ready"}`, `If-Match: "1"`)
		p := c.plan(" First ")
		one, two := planned(p, "items", "Tokens"), planned(p, "items", "Rooms")
		if p["number"] != 1.0 || p["name"] != "First" || p["state"] != "proposed" ||
			p["start"] != "2027-01-11" || p["weeks"] != 4.0 {
			t.Errorf("got %v", p)
		}
		if one["start"] != "2027-01-11" || one["finish"] != "2027-01-22" ||
			two["start"] != "2027-01-25" || two["finish"] != "2027-02-05" ||
			two["p85"].(string) <= two["p50"].(string) {
			t.Errorf("got %v, then %v", one, two)
		}
		if got := two["cause"]; got != "It needs PRD-1 Tokens, which finishes on 2027-01-22." {
			t.Errorf("cause %v", got)
		}
		why := planned(p, "unscheduled", "Vague")["reason"]
		if why != "It has no estimate and no team." {
			t.Errorf("reason %v", why)
		}
		at := "/plans/" + p["id"].(string)
		c.as("workspace_b/owner").want(404, "POST", at+"/acceptance", "")
		c.as("workspace_a/contributor").want(403, "POST", at+"/acceptance", "")
		c.want(200, "PATCH", at, `{"name":"Spring"}`, `If-Match: "1"`)
		c.want(200, "POST", at+"/acceptance", "")
		c.want(409, "POST", at+"/acceptance", "")
		c.want(409, "DELETE", at, "", `If-Match: "3"`)
		trace := c.want(200, "GET", "/trace/item/"+rooms, "")
		if !strings.Contains(trace.Raw, p["id"].(string)) {
			t.Errorf("the plan is not on the item's line: %s", trace.Raw)
		}
		got := c.want(200, "GET", "/roadmap", "").Body
		b := got["buckets"].(map[string]any)
		if got["plan"].(map[string]any)["name"] != "Spring" || len(b["now"].([]any)) != 1 ||
			len(b["next"].([]any)) != 1 || len(b["later"].([]any)) != 0 {
			t.Errorf("got %v", got)
		}
	})
}

func TestPlanSaysWhatItChanges(t *testing.T) {
	each(t, func(t *testing.T, c client) {
		team := c.newTeam("Mail", 1)
		grows := c.readyItem("Grows", team, 1)
		goes := c.readyItem("Goes", team, 50)
		c.want(200, "POST", "/plans/"+c.plan("One")["id"].(string)+"/acceptance", "")
		c.want(200, "PATCH", "/items/"+grows, `{"estimate":{"p10":3,"p50":3,"p90":3}}`,
			`If-Match: "2"`)
		c.want(200, "PATCH", "/items/"+goes, `{"status":"dropped"}`, `If-Match: "2"`)
		c.readyItem("Comes", team, 60)
		p := c.plan("Two")
		for title, why := range map[string]string{
			"Grows": "Its estimate went from 1 to 3 person-weeks.",
			"Goes":  "It is dropped and not in this plan.",
			"Comes": "It was not planned before.",
		} {
			got := fmt.Sprint(planned(p, "changes", title)["why"])
			if !strings.HasPrefix(got, why) {
				t.Errorf("%s: %s", title, got)
			}
		}
		at := "/plans/" + p["id"].(string)
		c.want(428, "DELETE", at, "")
		c.want(204, "DELETE", at, "", `If-Match: "1"`)
		c.want(404, "GET", at, "")
		if list := c.want(200, "GET", "/plans", "").Body["records"].([]any); len(list) != 1 {
			t.Errorf("got %v", list)
		}
	})
}

func TestPlanBadInputNamesTheField(t *testing.T) {
	each(t, func(t *testing.T, c client) {
		item := c.readyItem("Work", c.newTeam("Mail", 1), 1)
		theirs := c.as("workspace_b/owner").newItem("Theirs", "")["id"].(string)
		for _, test := range []struct{ fields, pointer string }{
			{`"name":""`, "#/name"},
			{`"name":"x","start":"2027-01-12"`, "#/start"},
			{`"name":"x","start":"9999-01-04"`, "#/start"},
			{`"name":"x","seed":-1`, "#/seed"},
			{`"name":"x","item_ids":["` + item + `","` + theirs + `"]`, "#/item_ids/1"},
			{`"name":"x","locks":[{"item_id":"` + theirs + `","start":"2027-02-01"}]`,
				"#/locks/0/item_id"},
			{`"name":"x","locks":[{"item_id":"` + item + `","start":"2027-02-02"}]`,
				"#/locks/0/start"},
			{`"name":"x","locks":[{"item_id":"` + item + `","start":"2026-01-05"}]`,
				"#/locks/0/start"},
		} {
			got := c.do("POST", "/plans", "{"+test.fields+"}")
			if got.Status != 422 || !strings.Contains(got.Raw, test.pointer) {
				t.Errorf("%s: %d %s, want %s", test.fields, got.Status, got.Raw, test.pointer)
			}
		}
	})
}

func TestLocksHoldAndShowWhatTheyBreak(t *testing.T) {
	each(t, func(t *testing.T, c client) {
		team := c.newTeam("Mail", 1)
		first, then := c.readyItem("First", team, 2), c.readyItem("Then", team, 2)
		big := c.readyItem("Big", team, 2)
		c.want(201, "POST", "/items/"+then+"/dependencies",
			fmt.Sprintf(`{"needs":%q,"kind":"finish_to_start"}`, first))
		locked := func(status int, one, oneStart, two, twoStart string) reply {
			t.Helper()
			return c.want(status, "POST", "/plans", fmt.Sprintf(`{"name":"x","locks":[
				{"item_id":%q,"start":%q},{"item_id":%q,"start":%q}]}`, one, oneStart, two, twoStart))
		}
		got := locked(409, first, "2027-02-01", then, "2027-02-01")
		if !strings.Contains(got.Raw, "PRD-2 Then is locked to start at 3 but cannot before 5") {
			t.Errorf("got %s", got.Raw)
		}
		p := locked(201, big, "2027-01-11", then, "2027-01-25").Body
		if i := planned(p, "items", "Then"); i["start"] != "2027-01-25" || i["locked"] != true {
			t.Errorf("got %v", i)
		}
		why := planned(p, "conflicts", "Then")["reason"]
		if why != "It is locked to 2027-01-25, but needs PRD-1 First, which finishes on 2027-02-19." {
			t.Errorf("got %v", why)
		}
		p = locked(201, big, "2027-01-11", first, "2027-01-11").Body
		if over := p["overloads"].([]any); len(over) != 2 || len(p["conflicts"].([]any)) != 0 {
			t.Errorf("overloads %v, conflicts %v", over, p["conflicts"])
		}
	})
}

func TestSameKeyMakesOnePlan(t *testing.T) {
	each(t, func(t *testing.T, c client) {
		c.readyItem("Work", c.newTeam("Mail", 1), 1)
		one := c.want(201, "POST", "/plans", `{"name":"x"}`, "Idempotency-Key: p")
		two := c.want(201, "POST", "/plans", `{"name":"x"}`, "Idempotency-Key: p")
		if one.Raw != two.Raw {
			t.Errorf("got %s and %s", one.Raw, two.Raw)
		}
		again := c.plan("x")
		if again["model_hash"] != one.Body["model_hash"] || again["seed"] != one.Body["seed"] {
			t.Error("the same records gave another model")
		}
	})
}

// TestC5CapacityIsNeverAllottedTwice accepts many plans at once while the capacity they were
// made for is taken away: one is accepted, and none after the capacity is gone.
func TestC5CapacityIsNeverAllottedTwice(t *testing.T) {
	each(t, func(t *testing.T, c client) {
		team := c.newTeam("Mail", 3)
		c.readyItem("Work", team, 9)
		var plans []string
		for range 6 {
			plans = append(plans, "/plans/"+c.plan("Race")["id"].(string))
		}
		var group sync.WaitGroup
		for _, p := range slices.Concat(plans, plans) {
			group.Go(func() {
				got := c.do("POST", p+"/acceptance", "")
				if got.Status != 200 && got.Status != 409 {
					t.Errorf("got %d %s", got.Status, got.Raw)
				}
			})
		}
		group.Go(func() {
			c.want(200, "PATCH", "/teams/"+team, `{"capacity":1}`, `If-Match: "1"`)
		})
		group.Wait()
		states := map[any]int{}
		for _, p := range plans {
			states[c.want(200, "GET", p, "").Body["state"]]++
		}
		if states["accepted"] > 1 {
			t.Errorf("got %v", states)
		}
		cut := false
		entries := c.want(200, "GET", "/audit?limit=200", "").Body["records"].([]any)
		for _, e := range slices.Backward(entries) { // the oldest first
			e := e.(map[string]any)
			cut = cut || e["action"] == "updated" && e["record_id"] == team
			if cut && e["action"] == "accepted" {
				t.Error("a plan was accepted for a capacity that was gone")
			}
		}
	})
}

func TestRoadmapShowsCapacityThatIsGone(t *testing.T) {
	each(t, func(t *testing.T, c client) {
		if got := c.want(200, "GET", "/roadmap", ""); got.Body["plan"] != nil {
			t.Errorf("got %s", got.Raw)
		}
		team := c.newTeam("Mail", 3)
		c.readyItem("Work", team, 6)
		c.want(200, "POST", "/plans/"+c.plan("x")["id"].(string)+"/acceptance", "")
		c.want(200, "PATCH", "/teams/"+team, `{"capacity":2}`, `If-Match: "1"`)
		plan := c.want(200, "GET", "/roadmap", "").Body["plan"].(map[string]any)
		if over := plan["overloads"].([]any); len(over) != 2 {
			t.Errorf("overloads %v", over)
		}
	})
}

// TestPlanOfThousandsAnswersSoon prints how long the first answer takes.
func TestPlanOfThousandsAnswersSoon(t *testing.T) {
	if testing.Short() {
		t.Skip("makes 5,000 items")
	}
	db := databasetest.SQLite(t)
	c := newClient(t, db)
	for n := range 10 {
		team := c.newTeam(fmt.Sprintf("Team %d", n), 4)
		c.readyItem(fmt.Sprintf("Seed %d", n), team, 1)
	}
	err := db.Write(t.Context(), scope.ForSystem("workspace_a", "test"),
		func(tx *database.Tx) error { return multiply(tx, 5000) })
	if err != nil {
		t.Fatal(err)
	}
	from := time.Now()
	p := c.plan("All")
	t.Logf("%v items planned and stored in %v", p["item_count"], time.Since(from))
	from = time.Now()
	c.want(200, "POST", "/plans/"+p["id"].(string)+"/acceptance", "")
	t.Logf("accepted in %v", time.Since(from))
	if p["item_count"] != 5000.0 {
		t.Errorf("planned %v", p["item_count"])
	}
}

// multiply copies the workspace's items until there are so many, each with a size of its own
// and every third waiting for the one before.
func multiply(tx *database.Tx, want int) error {
	type item struct{ ID, TeamID string }
	have, err := database.List[item](tx, `SELECT id, team_id FROM item WHERE workspace_id = $1
		ORDER BY number`, tx.Workspace)
	before := ""
	for n := len(have); n < want && err == nil; n++ {
		from, to := have[n%len(have)], string(tx.NewID("item"))
		_, err = tx.Exec(`INSERT INTO item (workspace_id, id, version, created_at, updated_at,
			product_id, number, type, parent_id, title, description, status, team_id, assignee_id,
			p10, p50, p90, due, position, vote_count, customer_count, account_count, arr_minor,
			currency, criteria_total, criteria_met)
			SELECT workspace_id, $3, 1, created_at, updated_at, product_id, $4, type, '', title, '',
			status, team_id, '', $5, $6, $7, '', position, 0, 0, 0, $8, 'EUR', 0, 0
			FROM item WHERE workspace_id = $1 AND id = $2`, tx.Workspace, from.ID, to, n+1,
			float64(n%7+1)/2, float64(n%7+1), float64(n%7+1)*2, n*7919%1_000_000)
		if err == nil && n%3 == 0 && before != "" {
			_, err = tx.Exec(`INSERT INTO item_dependency (workspace_id, item_id, needs_id, kind,
				created_at, created_by) VALUES ($1, $2, $3, 'finish_to_start', $4, 'user_x')`,
				tx.Workspace, to, before, tx.Now)
		}
		before = to
	}
	return err
}
