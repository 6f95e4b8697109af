package api_test

import (
	"fmt"
	"strings"
	"testing"
)

func TestFeedbackLife(t *testing.T) {
	each(t, func(t *testing.T, c client) {
		got := c.want(201, "POST", "/feedback", `{"source":"Desk","external_id":"7","text":"It crashes.",
			"rating":2,"customer":{"name":"Helen Marsh","email":"Helen@brackwater.example"},
			"account":{"name":"Brackwater Legal","arr_minor":1840000,"segment":"Legal"}}`)
		if got.Body["key"] != "FB-1" || got.Header.Get("ETag") != `"1"` {
			t.Fatalf("got %s", got.Raw)
		}
		path := "/feedback/" + got.Body["id"].(string)
		c.want(428, "PATCH", path, `{"status":"archived"}`)
		c.want(412, "PATCH", path, `{"status":"archived"}`, `If-Match: "9"`)
		c.want(200, "PATCH", path, `{"status":"archived"}`, `If-Match: "1"`)
		again := c.want(201, "POST", "/feedback", `{"source":"Desk","external_id":"7","text":"Again"}`)
		if again.Body["id"] != got.Body["id"] || again.Body["text"] != "It crashes." {
			t.Errorf("the same external id was added twice: %s", again.Raw)
		}
		c.as("workspace_b/owner").want(404, "GET", path, "")
		c.want(204, "DELETE", path, "", `If-Match: "2"`)
		c.want(404, "GET", path, "")

		binned := c.want(200, "GET", "/bin?kind=feedback", "")
		if !strings.Contains(binned.Raw, `"title":"It crashes."`) || !strings.Contains(binned.Raw, `"due_at":`) {
			t.Errorf("in the bin is %s", binned.Raw)
		}
		c.want(422, "GET", "/bin?kind=desk", "")
		b := c.as("workspace_b/owner")
		if other := b.want(200, "GET", "/bin", ""); strings.Contains(other.Raw, "crashes") {
			t.Errorf("another workspace sees %s", other.Raw)
		}
		b.want(404, "POST", path+"/restoration", "")
		c.as("workspace_a/viewer").want(403, "POST", path+"/restoration", "")
		if seen := c.as("workspace_a/viewer").want(200, "GET", "/bin", ""); strings.Contains(seen.Raw, "crashes") {
			t.Errorf("whoever may not bring it back sees %s", seen.Raw)
		}
		c.want(204, "POST", path+"/restoration", "")
		c.want(200, "GET", path, "")
		c.want(404, "POST", path+"/restoration", "")
	})
}

func TestFeedbackListSearchesAndPages(t *testing.T) {
	each(t, func(t *testing.T, c client) {
		var records []string
		for i := range 25 {
			records = append(records, fmt.Sprintf(
				`{"source":"File","text":"Record %d asks for dark mode %d%%","said_at":"2027-01-%02dT10:00:00Z"}`,
				i, i, 1+i%14))
		}
		c.want(201, "POST", "/feedback/batch", `{"records":[`+strings.Join(records, ",")+`]}`)
		for _, query := range []string{"", "&text=dark+mod"} {
			seen, cursor := map[string]bool{}, ""
			for range 5 {
				got := c.want(200, "GET", "/feedback?limit=10"+query+"&cursor="+cursor, "")
				for _, r := range got.Body["records"].([]any) {
					seen[r.(map[string]any)["id"].(string)] = true
				}
				if cursor, _ = got.Body["next_cursor"].(string); cursor == "" {
					break
				}
			}
			if len(seen) != 25 {
				t.Errorf("query %q walked %d of 25", query, len(seen))
			}
		}
		facets := c.want(200, "GET", "/feedback/facets?text=dark", "")
		if facets.Body["total"] != 25.0 {
			t.Errorf("facets %s", facets.Raw)
		}
	})
}

func TestFeedbackBadInputNamesTheField(t *testing.T) {
	each(t, func(t *testing.T, c client) {
		for _, test := range []struct {
			body    string
			status  int
			pointer string
		}{
			{`{"source":"Desk","text":""}`, 422, `"#/text"`},
			{`{"source":"","text":"x"}`, 422, `"#/source"`},
			{`{"source":"Desk","text":"x","colour":"red"}`, 422, `"#/colour"`},
			{`{"source":"Desk","Text":"x"}`, 422, `#`},
			{`{"source":"Desk","text":"x","text":"y"}`, 400, `stands twice`},
			{`{"source":"Desk","text":"x","customer":{"email":"nobody"}}`, 422, `"#/customer/email"`},
			{`{"source":"Desk","text":"a\u0000b"}`, 422, `"#/text"`},
			{`{"source":"Desk","text":"\ud800"}`, 400, `surrogate`},
			{`{"source":"Desk","text":"x"} x`, 400, `after the JSON value`},
			{`{"source":"Desk","text":"x","rating":1e400}`, 422, `number 1e400`},
		} {
			got := c.do("POST", "/feedback", test.body)
			if got.Status != test.status || !strings.Contains(got.Raw, test.pointer) {
				t.Errorf("%s: %d %s, want %d with %s", test.body, got.Status, got.Raw,
					test.status, test.pointer)
			}
		}
		batch := c.want(422, "POST", "/feedback/batch",
			`{"records":[{"source":"Desk","text":"ok"},{"source":"Desk","text":" "}]}`)
		if !strings.Contains(batch.Raw, `"#/records/1/text"`) {
			t.Errorf("got %s", batch.Raw)
		}
		if got := c.want(200, "GET", "/feedback", ""); len(got.Body["records"].([]any)) != 0 {
			t.Errorf("bad input left something behind: %s", got.Raw)
		}
	})
}

func TestIdempotencyKey(t *testing.T) {
	each(t, func(t *testing.T, c client) {
		body := `{"source":"Desk","text":"Once."}`
		first := c.want(201, "POST", "/feedback", body, "Idempotency-Key: k1")
		again := c.want(201, "POST", "/feedback", body, "Idempotency-Key: k1")
		if first.Raw != again.Raw {
			t.Errorf("a repetition was answered differently: %s and %s", first.Raw, again.Raw)
		}
		c.want(422, "POST", "/feedback", `{"source":"Desk","text":"Two."}`, "Idempotency-Key: k1")
		other := c.as("workspace_a/admin").want(201, "POST", "/feedback", body, "Idempotency-Key: k1")
		if other.Body["id"] == first.Body["id"] {
			t.Error("another actor's key is not their own")
		}
	})
}
