package main

import (
	"strings"
	"testing"
	"time"

	"github.com/throughlinehq/throughline/internal/cli"
	"github.com/throughlinehq/throughline/internal/event"
	"github.com/throughlinehq/throughline/internal/flag"
	"github.com/throughlinehq/throughline/internal/kit/scope"
	"github.com/throughlinehq/throughline/internal/people"
	"github.com/throughlinehq/throughline/internal/platform/database"
)

// TestEventsAreCountedFromTheCommandLine asks every question about events beside the records.
func TestEventsAreCountedFromTheCommandLine(t *testing.T) {
	tt := terminal{t, t.TempDir()}
	db, err := cli.Store{Data: tt.data}.Open(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	_, session, err := people.SetUp(t.Context(), db, people.SetUpInput{WorkspaceName: "Shop",
		Name: "Mara", Email: "mara@x.example", Password: "a password to be counted by"})
	if err != nil {
		t.Fatal(err)
	}
	var place flag.Environment
	s := scope.ForSystem(session.WorkspaceID, "test")
	if err := db.Write(t.Context(), s, func(tx *database.Tx) (err error) {
		place, err = flag.AddEnvironment(tx, "live", "Live")
		return err
	}); err != nil {
		t.Fatal(err)
	}
	var told []event.Event
	for _, e := range []struct {
		name, who string
		day       int
	}{{"Seen", "ada", 1}, {"Bought", "ada", 2}, {"Seen", "bob", 2}, {"Seen", "ada", 9}} {
		told = append(told, event.Event{Environment: place.ID, Name: e.name, Person: e.who,
			At: time.Date(2026, 11, e.day, 12, 0, 0, 0, time.UTC)})
	}
	if _, err := event.NewRecorder(db).Record(t.Context(), s.Workspace, told); err != nil {
		t.Fatal(err)
	}
	ask := func(status int, args ...string) string {
		t.Helper()
		out := tt.run(status, append([]string{"events"}, append(args, "--data", tt.data)...)...)
		return strings.Join(strings.Fields(out), " ")
	}
	if out := ask(0, "names", "--to", "2026-11-09"); !strings.Contains(out, "not counted yet") {
		t.Errorf("the index is behind, and nobody says so: %s", out)
	}
	db.Close() // the index is made by one program at a time
	if out := ask(0, "rebuild"); !strings.Contains(out, "up to event 4") {
		t.Errorf("rebuild says %s", out)
	}
	for _, c := range []struct {
		args []string
		want string
	}{
		{[]string{"names", "--to", "2026-11-09"}, "events people name 1 1 Bought 3 2 Seen"},
		{[]string{"names", "see", "--to", "2026-11-09", "--format", "json"},
			`{ "events": [ { "name": "Seen", "events": 3, "people": 2 } ] }`},
		{[]string{"active", "--to", "2026-11-09", "--from", "2026-11-08"},
			"day on it in 7 days in 30 days 2026-11-08 0 2 2 2026-11-09 1 1 2"},
		{[]string{"retention", "--to", "2026-11-14", "--periods", "2"},
			"from people 0 1 2026-11-01 2 100 % 50 % 2026-11-08 0 -"},
		{[]string{"funnel", "Seen", "Bought", "--to", "2026-11-09", "-e", "live"},
			"people of all of the step before event 2 100 % 100 % Seen 1 50 % 50 % Bought"},
	} {
		if out := ask(0, c.args...); out != c.want {
			t.Errorf("%v: %s, want %s", c.args, out, c.want)
		}
	}
	for said, wrong := range map[string][]string{"the event: ": {"active", "Never"},
		"--to: must be a day": {"active", "--to", "soon"}, "the steps: ": {"funnel", "Seen"},
		"no environment": {"names", "-e", "nowhere"}, "--days": {"retention", "--days", "99"}} {
		if out := ask(2, wrong...); !strings.Contains(out, said) {
			t.Errorf("%v: %s, want %s", wrong, out, said)
		}
	}
}
