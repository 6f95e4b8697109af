package api_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/throughlinehq/throughline/internal/event"
	"github.com/throughlinehq/throughline/internal/kit/id"
	"github.com/throughlinehq/throughline/internal/kit/scope"
	"github.com/throughlinehq/throughline/internal/platform/database"
	"github.com/throughlinehq/throughline/internal/platform/database/databasetest"
)

func TestEventsAreCounted(t *testing.T) {
	databasetest.Each(t, func(t *testing.T, db *database.DB) {
		c := newClient(t, db)
		c.want(422, "GET", "/events/names", "") // no environment yet
		place := id.ID(c.want(201, "POST", "/environments", `{"key":"live","name":"Live"}`).text("id"))
		now := db.Now()
		at := func(days int, who, name string) event.Event {
			return event.Event{Environment: place, Name: name, Person: who, At: now.AddDate(0, 0, -days)}
		}
		_, err := event.NewRecorder(db).Record(t.Context(), "workspace_a", []event.Event{
			at(9, "ada", "opened"), at(8, "ada", "bought"), at(1, "ada", "opened"), at(1, "bob", "opened"),
			at(0, "cleo", "$pageview")})
		if err != nil {
			t.Fatal(err)
		}
		if got := c.want(200, "GET", "/events/active", ""); !strings.Contains(got.Raw, `"behind":true`) {
			t.Errorf("not behind: %.200s", got.Raw)
		}
		s := scope.ForSystem("workspace_a", "test")
		if err := event.RunIndex(t.Context(), db, s, func(_, _ int64) {}); err != nil {
			t.Fatal(err)
		}
		for path, want := range map[string][]string{
			"/events/names": {`{"name":"$pageview","events":1,"people":1}`,
				`{"name":"opened","events":3,"people":2}`},
			"/events/names?text=PEN":                   {`{"records":[{"name":"opened","events":3,"people":2}]}`},
			"/events/names?limit=1":                    {`"next_cursor":`},
			"/events/active":                           {`"daily":1,"weekly":3,"monthly":3}]}`, `"behind":false`},
			"/events/active?event=bought":              {`"daily":0,"weekly":0,"monthly":1}]`},
			"/events/retention?start=opened&periods=2": {`"size":1,"returned":[1,1]}`, `"size":1,"returned":[1]}`},
			"/events/funnel?step=opened&step=bought&environment=" + string(place): {
				`"steps":[{"event":"opened","people":2},{"event":"bought","people":1}]`, `"window_hours":168`},
			"/events/funnel?step=opened&step=bought&from=" + now.AddDate(0, 0, -2).Format(time.DateOnly): {
				`"steps":[{"event":"opened","people":2},{"event":"bought","people":0}]`},
		} {
			got := c.want(200, "GET", path, "")
			for _, part := range want {
				if !strings.Contains(got.Raw, part) {
					t.Errorf("%s: no %s in %.600s", path, part, got.Raw)
				}
			}
		}
		for path, where := range map[string]string{
			"/events/names?environment=environment_x": "query/environment", "/events/active?event=never": "query/event",
			"/events/funnel?step=opened": "query/step", "/events/active?from=2020-01-01": "query/from",
			"/events/active?to=never": "query/to", "/events/retention?days=40": "query/days",
		} {
			if got := c.want(422, "GET", path, ""); !strings.Contains(got.Raw, where) {
				t.Errorf("%s: no %s in %s", path, where, got.Raw)
			}
		}
		job := c.want(202, "POST", "/events/rebuilds", "")
		if kind := fmt.Sprint(job.Body["kind"]); kind != event.IndexJob {
			t.Errorf("a job of kind %s", kind)
		}
		c.as("workspace_a/viewer").want(403, "POST", "/events/rebuilds", "")
		c.want(201, "POST", "/environments", `{"key":"test","name":"Test"}`)
		c.want(422, "GET", "/events/active", "") // which of the two?
	})
}

// TestPeopleAreErased: an answer says how far it is, and never whom it is about.
func TestPeopleAreErased(t *testing.T) {
	databasetest.Each(t, func(t *testing.T, db *database.DB) {
		c := newClient(t, db)
		place := id.ID(c.want(201, "POST", "/environments", `{"key":"live","name":"Live"}`).text("id"))
		_, err := event.NewRecorder(db).Record(t.Context(), "workspace_a", []event.Event{
			{Environment: place, Name: "opened", Person: "ada"}, {Environment: place, Name: "opened", Person: "bob"},
			{Environment: place, Name: "$identify", Person: "ada", Alias: "anon"}})
		if err != nil {
			t.Fatal(err)
		}
		asked := c.want(202, "POST", "/erasures", `{"ids":["anon"]}`)
		path := "/erasures/" + asked.text("id")
		if strings.Contains(c.want(200, "GET", path, "").Raw, "finished_at") {
			t.Error("finished before the events are deleted")
		}
		s := scope.ForSystem("workspace_a", "test")
		if err := event.RunIndex(t.Context(), db, s, func(_, _ int64) {}); err != nil {
			t.Fatal(err)
		}
		for _, path := range []string{path, "/erasures"} {
			got := c.want(200, "GET", path, "").Raw
			for _, part := range []string{`"identities":2`, `"events":2`, `"finished_at":`} {
				if !strings.Contains(got, part) {
					t.Errorf("%s: no %s in %s", path, part, got)
				}
			}
			if strings.Contains(got, "anon") || strings.Contains(got, "ada") {
				t.Errorf("%s says who: %s", path, got)
			}
		}
		long := `{"ids":["` + strings.Repeat("x", 300) + `"]}`
		for _, body := range []string{`{"ids":[]}`, `{}`, `{"ids":[" "]}`, long} {
			c.want(422, "POST", "/erasures", body)
		}
		c.want(404, "GET", "/erasures/erasure_00000000000000000000000000", "")
		c.as("workspace_a/product_operations").want(403, "POST", "/erasures", `{"ids":["bob"]}`)
	})
}
