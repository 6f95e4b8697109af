package api_test

import (
	"fmt"
	"strings"
	"testing"
)

func TestAcceptance(t *testing.T) {
	each(t, func(t *testing.T, c client) {
		item := c.newItem("Booking pages", "")
		at := path(item)
		crit := c.want(201, "POST", at+"/criteria", `{"text":"A team can share one page"}`).Body
		accept := `{"verdict":"accepted"}`
		c.want(409, "POST", at+"/acceptance", accept)
		c.want(200, "PATCH", at, `{"status":"in_progress"}`, `If-Match: "1"`)
		c.want(200, "PATCH", at, `{"status":"in_review"}`, `If-Match: "2"`)
		got := c.want(409, "POST", at+"/acceptance", accept)
		if !strings.Contains(got.Raw, "“A team can share one page” is open") {
			t.Errorf("got %s", got.Raw)
		}
		c.want(422, "POST", at+"/acceptance", `{"verdict":"rejected"}`)
		c.want(201, "POST", at+"/acceptance", `{"verdict":"rejected","reason":"Half of it"}`)
		if got := c.want(200, "GET", at, ""); got.Body["status"] != "in_progress" {
			t.Fatalf("a rejected item is %v", got.Body["status"])
		}
		where := "/criteria/" + crit["id"].(string)
		c.want(200, "PATCH", where, `{"status":"met","evidence":"Seen in build 41"}`, `If-Match: "1"`)
		c.want(200, "PATCH", at, `{"status":"in_review"}`, `If-Match: "4"`)
		for _, role := range []string{"contributor", "product_manager", "viewer"} {
			c.as("workspace_a/"+role).want(403, "POST", at+"/acceptance", accept)
		}
		done := c.as("workspace_a/product_owner").want(201, "POST", at+"/acceptance", accept)
		if done.Body["status"] != "accepted" || done.Body["criteria_met"] != 1.0 {
			t.Errorf("got %s", done.Raw)
		}
		c.want(409, "PATCH", where, `{"status":"failed"}`, `If-Match: "2"`)
		c.want(409, "DELETE", where, "", `If-Match: "2"`)
		c.want(409, "DELETE", at, "", `If-Match: "6"`)
		c.want(409, "PATCH", at, `{"status":"in_progress"}`, `If-Match: "6"`)
		verdicts := c.want(200, "GET", at+"/acceptance", "").Body["records"].([]any)
		last := verdicts[0].(map[string]any)
		if len(verdicts) != 2 || last["verdict"] != "accepted" ||
			last["judged_by"] != "user_product_owner" {
			t.Errorf("got %v", verdicts)
		}
	})
}

func TestCriteriaAreCounted(t *testing.T) {
	each(t, func(t *testing.T, c client) {
		at := path(c.newItem("Counted", ""))
		var where []string
		for i := range 3 {
			k := c.want(201, "POST", at+"/criteria", fmt.Sprintf(`{"text":"Holds %d"}`, i)).Body
			where = append(where, "/criteria/"+k["id"].(string))
		}
		c.want(200, "PATCH", where[0], `{"status":"met"}`, `If-Match: "1"`)
		c.want(200, "PATCH", where[1], `{"status":"met"}`, `If-Match: "1"`)
		reworded := c.want(200, "PATCH", where[1], `{"text":"Holds better"}`, `If-Match: "2"`)
		if reworded.Body["status"] != "open" || reworded.Body["checked_by"] != nil {
			t.Errorf("other words need another look: %s", reworded.Raw)
		}
		c.want(204, "DELETE", where[2], "", `If-Match: "1"`)
		got := c.want(200, "GET", at, "")
		if got.Body["criteria_total"] != 2.0 || got.Body["criteria_met"] != 1.0 {
			t.Errorf("got %s", got.Raw)
		}
		list := c.want(200, "GET", at+"/criteria", "")
		if len(list.Body["records"].([]any)) != 2 {
			t.Errorf("got %s", list.Raw)
		}
		c.as("workspace_b/owner").want(404, "PATCH", where[0], `{"status":"met"}`, `If-Match: "2"`)
		c.want(422, "PATCH", where[0], `{"status":"maybe"}`, `If-Match: "2"`)
	})
}

func TestDependenciesRefuseCircles(t *testing.T) {
	each(t, func(t *testing.T, c client) {
		var items []map[string]any
		for i := range 3 {
			items = append(items, c.newItem(fmt.Sprintf("Item %d", i), ""))
		}
		needs := func(status, a, b int) reply {
			t.Helper()
			return c.want(status, "POST", path(items[a])+"/dependencies",
				`{"needs":"`+items[b]["id"].(string)+`"}`)
		}
		needs(201, 0, 1)
		needs(201, 0, 1)
		got := needs(201, 1, 2)
		if len(got.Body["needs"].([]any)) != 1 {
			t.Errorf("got %s", got.Raw)
		}
		got = needs(409, 2, 0)
		if !strings.Contains(got.Raw, "PRD-3 needs PRD-1 needs PRD-2 needs PRD-3") {
			t.Errorf("got %s", got.Raw)
		}
		needs(422, 0, 0)
		c.want(422, "POST", path(items[0])+"/dependencies", `{"needs":"item_x"}`)
		theirs := c.as("workspace_b/owner").newItem("Theirs", "")
		c.want(422, "POST", path(items[0])+"/dependencies", `{"needs":"`+theirs["id"].(string)+`"}`)
		cut := path(items[0]) + "/dependencies/" + items[1]["id"].(string)
		c.want(204, "DELETE", cut, "")
		c.want(404, "DELETE", cut, "")
		needs(201, 2, 0)
	})
}

func TestItemsAnswerOpportunities(t *testing.T) {
	each(t, func(t *testing.T, c client) {
		var quotes []string
		opportunity := c.want(201, "POST", "/opportunities",
			`{"title":"Rooms are double booked","problem":"Two teams meet at one door."}`).Body["id"].(string)
		for i, who := range []string{"helen@brackwater.example", "tom@brackwater.example",
			"ida@northpier.example"} {
			account, arr := "Brackwater", 100
			if i == 2 {
				account, arr = "Northpier", 250
			}
			said := c.want(201, "POST", "/feedback", fmt.Sprintf(`{"source":"Desk","text":"Booked twice %d",
				"customer":{"email":%q},"account":{"name":%q,"arr_minor":%d}}`, i, who, account, arr))
			quote := c.want(201, "POST", "/quotes", fmt.Sprintf(
				`{"feedback_id":%q,"opportunity_id":%q,"start":0,"end":6}`, said.Body["id"], opportunity))
			quotes = append(quotes, "/quotes/"+quote.Body["id"].(string))
		}
		item := c.want(201, "POST", "/opportunities/"+opportunity+"/items", `{}`)
		if item.Body["title"] != "Rooms are double booked" || item.Body["type"] != "feature" ||
			item.Body["description"] != "Two teams meet at one door." {
			t.Errorf("got %s", item.Raw)
		}
		count := func(customers, accounts, arr float64) {
			t.Helper()
			got := c.want(200, "GET", path(item.Body), "").Body
			if got["customer_count"] != customers || got["account_count"] != accounts ||
				got["arr_minor"] != arr {
				t.Errorf("asked by %v customers of %v accounts worth %v", got["customer_count"],
					got["account_count"], got["arr_minor"])
			}
		}
		count(3, 2, 350)
		c.want(204, "DELETE", quotes[0], "", `If-Match: "1"`)
		count(2, 2, 350)
		c.want(204, "DELETE", quotes[2], "", `If-Match: "1"`)
		count(1, 1, 100)
		if got := c.titles("?opportunity=" + opportunity); len(got) != 1 {
			t.Errorf("got %v", got)
		}
		other := c.newItem("Another answer", "")
		c.want(422, "PUT", path(other)+"/opportunities", `{"opportunity_ids":["opportunity_x"]}`)
		got := c.want(200, "PUT", path(other)+"/opportunities", `{"opportunity_ids":["`+opportunity+`"]}`)
		if got.Body["customer_count"] != 1.0 || len(got.Body["opportunity_ids"].([]any)) != 1 {
			t.Errorf("got %s", got.Raw)
		}
		c.want(200, "PUT", path(item.Body)+"/opportunities", `{"opportunity_ids":[]}`)
		count(0, 0, 0)
		c.want(404, "POST", "/opportunities/opportunity_x/items", `{}`)
		c.as("workspace_b/owner").want(404, "POST", "/opportunities/"+opportunity+"/items", `{}`)
	})
}
