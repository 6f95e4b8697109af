package api_test

import (
	"fmt"
	"strings"
	"testing"
)

// say adds feedback by a customer of an account that pays arr.
func say(c client, text string, n, arr int) string {
	c.t.Helper()
	got := c.want(201, "POST", "/feedback", fmt.Sprintf(`{"source":"Desk","text":%q,"rating":%d,
		"customer":{"email":"c%d@example.com","name":"Customer %d"},
		"account":{"name":"Account %d","arr_minor":%d}}`, text, 1+n%5, n, n, n, arr))
	return got.Body["id"].(string)
}

func (r reply) records() []map[string]any {
	var out []map[string]any
	list, _ := r.Body["records"].([]any)
	for _, v := range list {
		out = append(out, v.(map[string]any))
	}
	return out
}

func (r reply) id() string { return r.Body["id"].(string) }

func TestOpportunityLife(t *testing.T) {
	each(t, func(t *testing.T, c client) {
		words := "Zwei von uns 😀 antworten doppelt. Nobody can see who picked it up."
		first, second := say(c, words, 1, 100000), say(c, "We answer twice, too.", 2, 50000)
		made := c.want(201, "POST", "/opportunities", `{"title":"Teams answer twice"}`)
		if made.Body["key"] != "OP-1" || made.Body["status"] != "identified" {
			t.Fatalf("got %s", made.Raw)
		}
		path := "/opportunities/" + made.id()
		quote := c.want(201, "POST", "/quotes", fmt.Sprintf(`{"feedback_id":%q,
			"opportunity_id":%q,"start":13,"end":33,"importance":2}`, first, made.id()))
		if quote.Body["text"] != "😀 antworten doppelt." || quote.Body["feedback_key"] != "FB-1" ||
			quote.Body["customer_name"] != "Customer 1" {
			t.Errorf("quote %s", quote.Raw)
		}
		again := fmt.Sprintf(`{"feedback_id":%q,"opportunity_id":%q,"start":13,"end":33}`,
			first, made.id())
		c.want(409, "POST", "/quotes", again)
		c.want(201, "POST", "/quotes", fmt.Sprintf(`{"feedback_id":%q,"opportunity_id":%q,
			"start":0,"end":2}`, second, made.id()))
		got := c.want(200, "GET", path, "")
		for field, want := range map[string]any{"quote_count": 2.0, "customer_count": 2.0,
			"account_count": 2.0, "arr_minor": 150000.0, "currency": "EUR", "version": 1.0} {
			if got.Body[field] != want {
				t.Errorf("%s is %v, want %v", field, got.Body[field], want)
			}
		}
		if f := c.want(200, "GET", "/feedback/"+first, ""); f.Body["status"] != "linked" {
			t.Errorf("quoted feedback is %s", f.Raw)
		}
		c.want(428, "PATCH", path, `{"status":"exploring"}`)
		c.want(422, "PATCH", path, `{"status":"open"}`, `If-Match: "1"`)
		c.want(200, "PATCH", path, `{"status":"exploring","problem":"Why"}`, `If-Match: "1"`)
		c.want(412, "PATCH", path, `{"title":"Late"}`, `If-Match: "1"`)
		quotePath := "/quotes/" + quote.id()
		c.want(200, "PATCH", quotePath, `{"importance":3}`, `If-Match: "1"`)
		c.want(422, "PATCH", quotePath, `{"importance":4}`, `If-Match: "2"`)
		list := c.want(200, "GET", path+"/quotes", "").records()
		if len(list) != 2 || list[0]["importance"] != 3.0 {
			t.Errorf("quotes %v", list)
		}
		c.want(204, "DELETE", quotePath, "", `If-Match: "2"`)
		if f := c.want(200, "GET", "/feedback/"+first, ""); f.Body["status"] != "new" {
			t.Errorf("feedback without its quote is %s", f.Raw)
		}
		c.want(204, "DELETE", path, "", `If-Match: "2"`)
		c.want(404, "GET", path, "")
		if n := len(c.want(200, "GET", "/feedback/"+second+"/quotes", "").records()); n != 0 {
			t.Errorf("%d quotes outlived their opportunity", n)
		}
	})
}

func TestQuotesBadInputNamesTheField(t *testing.T) {
	each(t, func(t *testing.T, c client) {
		said := say(c, "Ten chars!", 1, 0)
		for _, test := range []struct{ body, pointer string }{
			{`"title":"New","start":0,"end":11`, `"#/end"`},
			{`"title":"New","start":5,"end":5`, `"#/start"`},
			{`"title":"New","start":-1,"end":5`, `"#/start"`},
			{`"title":"New","start":0,"end":5,"importance":9`, `"#/importance"`},
			{`"start":0,"end":5`, `"#/title"`},
			{`"opportunity_id":"opportunity_x","start":0,"end":5`, `"#/opportunity_id"`},
		} {
			got := c.want(422, "POST", "/quotes", `{"feedback_id":"`+said+`",`+test.body+`}`)
			if !strings.Contains(got.Raw, test.pointer) {
				t.Errorf("%s: %s, want %s", test.body, got.Raw, test.pointer)
			}
		}
		c.as("workspace_b/owner").want(422, "POST", "/quotes",
			`{"feedback_id":"`+said+`","title":"Theirs","start":0,"end":5}`)
		if n := len(c.want(200, "GET", "/opportunities", "").records()); n != 0 {
			t.Errorf("bad input left %d opportunities", n)
		}
		made := c.want(201, "POST", "/quotes",
			`{"feedback_id":"`+said+`","title":"New","start":0,"end":5}`)
		list := c.want(200, "GET", "/opportunities?text=ne&status=identified", "").records()
		if len(list) != 1 || list[0]["id"] != made.Body["opportunity_id"] {
			t.Errorf("the new opportunity is not listed: %v", list)
		}
		if n := len(c.want(200, "GET", "/opportunities?text=%25", "").records()); n != 0 {
			t.Errorf("a percent sign found %d", n)
		}
	})
}

func TestThemesByHand(t *testing.T) {
	each(t, func(t *testing.T, c client) {
		inbox := c.want(201, "POST", "/themes", `{"label":"Shared inbox","area":"Mail"}`)
		undo := c.want(201, "POST", "/themes", `{"label":"Undo","area":"Mail"}`)
		one, two := say(c, "Who is on it?", 1, 100), say(c, "Undo send, please.", 2, 200)
		path := "/feedback/" + one + "/themes"
		c.want(200, "PUT", path, `{"theme_ids":["`+inbox.id()+`","`+undo.id()+`"]}`)
		said := c.want(200, "PUT", "/feedback/"+two+"/themes", `{"theme_ids":["`+undo.id()+`"]}`)
		if r := said.records(); len(r) != 1 || r[0]["by"] != "person" || r[0]["label"] != "Undo" {
			t.Errorf("corrected to %s", said.Raw)
		}
		c.want(422, "PUT", path, `{"theme_ids":["theme_nothing"]}`)
		c.want(404, "PUT", "/feedback/feedback_none/themes", `{"theme_ids":[]}`)
		got := c.want(200, "GET", "/themes/"+undo.id(), "")
		for field, want := range map[string]any{"size": 2.0, "customers": 2.0, "accounts": 2.0,
			"arr_minor": 300.0, "label_locked": true} {
			if got.Body[field] != want {
				t.Errorf("%s is %v, want %v", field, got.Body[field], want)
			}
		}
		c.want(200, "PATCH", "/themes/"+undo.id(), `{"label":"Undo and recall"}`, `If-Match: "1"`)
		c.want(201, "POST", "/themes/"+undo.id()+"/move", `{"area":"Sending"}`)
		split := c.want(201, "POST", "/themes/"+undo.id()+"/split",
			`{"feedback_ids":["`+two+`"],"label":"Recall"}`)
		if split.Body["size"] != 1.0 || split.Body["area"] != "Sending" {
			t.Errorf("split off %s", split.Raw)
		}
		c.want(422, "POST", "/themes/"+undo.id()+"/split",
			`{"feedback_ids":["`+two+`"],"label":"Again"}`)
		opportunity := c.want(201, "POST", "/themes/"+split.id()+"/opportunity", "")
		if opportunity.Body["title"] != "Recall" {
			t.Errorf("raised %s", opportunity.Raw)
		}
		merged := c.want(201, "POST", "/themes/"+split.id()+"/merge", `{"into":"`+inbox.id()+`"}`)
		if merged.id() != inbox.id() || merged.Body["size"] != 2.0 ||
			merged.Body["arr_minor"] != 300.0 {
			t.Errorf("merged into %s", merged.Raw)
		}
		if o := c.want(200, "GET", "/opportunities/"+opportunity.id(), ""); fmt.Sprint(
			o.Body["theme_ids"]) != "["+inbox.id()+"]" {
			t.Errorf("the opportunity lost its theme: %s", o.Raw)
		}
		c.want(409, "POST", "/themes/"+split.id()+"/merge", `{"into":"`+inbox.id()+`"}`)
		list := c.want(200, "GET", "/themes", "").records()
		if len(list) != 2 || list[0]["label"] != "Shared inbox" || list[0]["area"] != "Mail" {
			t.Errorf("themes %v", list)
		}
		found := c.want(200, "GET", "/feedback?theme="+split.id(), "").records()
		if len(found) != 2 {
			t.Errorf("the merged theme finds %d records, want those of its target", len(found))
		}
		facets := c.want(200, "GET", "/feedback/facets", "").Body["facets"].(map[string]any)
		if counts := fmt.Sprint(facets["theme"]); !strings.Contains(counts, "label:Shared inbox") ||
			!strings.Contains(counts, "count:2") {
			t.Errorf("facets %s", counts)
		}
		c.as("workspace_b/owner").want(404, "GET", "/themes/"+inbox.id(), "")
		c.as("workspace_a/viewer").want(403, "POST", "/themes", `{"label":"x","area":"y"}`)
	})
}

func TestSuggestions(t *testing.T) {
	each(t, func(t *testing.T, c client) {
		said := say(c, "Two of us answered the same mail twice this week.", 1, 0)
		other := say(c, "The same mail was answered twice by two of us.", 2, 0)
		c.want(201, "POST", "/opportunities", `{"title":"Dark mode for the calendar"}`)
		c.want(201, "POST", "/quotes", `{"feedback_id":"`+other+
			`","title":"Teams answer the same mail twice","start":0,"end":46}`)
		got := c.want(200, "GET", "/feedback/"+said+"/suggestions", "").records()
		if len(got) == 0 || got[0]["key"] != "OP-2" || got[0]["quote_count"] != 1.0 ||
			got[0]["likeness"].(float64) < 0.3 {
			t.Errorf("suggested %v", got)
		}
	})
}
