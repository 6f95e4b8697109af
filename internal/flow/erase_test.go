package flow_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/throughlinehq/throughline/internal/event"
	"github.com/throughlinehq/throughline/internal/feedback"
	"github.com/throughlinehq/throughline/internal/flag"
	"github.com/throughlinehq/throughline/internal/flow"
	"github.com/throughlinehq/throughline/internal/insight"
	"github.com/throughlinehq/throughline/internal/kit/id"
	"github.com/throughlinehq/throughline/internal/kit/scope"
	"github.com/throughlinehq/throughline/internal/platform/database"
	"github.com/throughlinehq/throughline/internal/platform/database/databasetest"
	"github.com/throughlinehq/throughline/internal/release"
)

// holdsPeople says of every table whether clients' ids of people, or anything by them, may stand in
// it: those of the first line, all of which [flow.ErasePerson] reaches, or none, and why. A new
// table needs its name here; one that such ids stand in must be filled by the test below too.
var holdsPeople = map[string]string{
	reached: "event event_identity event_day event_moment flag_assignment",

	"figures and numbers, of which no other table says whose they were": "erasure erasing event_move " +
		"event_indexed counter",
	"what happened and where, not to whom":                                       "event_name environment client_key",
	"rules that members write: whoever names a person in one takes the name out": "flag flag_version",
	"lists of segments, out of which a person is taken: see below":               "segment segment_version",
	"hashes of requests, and answers that name nobody, for seven days":           "idempotency",
	"identifiers of records":                                                     "audit_entry job",
	"what customers said, deleted with a customer who goes by one of the ids (see below), and what members " +
		"made of it, which stays": "account customer source " +
		"feedback feedback_text import import_error message quote link theme theme_account " +
		"theme_assignment theme_customer theme_edit theme_week taxonomy taxonomy_basis opportunity item " +
		"item_text item_vote item_dependency criterion acceptance score framework product plan plan_item " +
		"plan_solution release release_item team bin",
	"members of the workspace": "users session membership invitation api_token workspace",
	"the database's own":       "goose_db_version installation sqlite_sequence sqlite_stat1",
}

const reached = "reached"

func TestErasureReachesEveryTable(t *testing.T) {
	const workspace id.ID = "workspace_01jdb2m0f8s2v9q7c4x6n5t3ra"
	s := scope.ForSystem(workspace, "test")
	databasetest.Each(t, func(t *testing.T, db *database.DB) {
		desk := erasureDesk{t, db, s}
		place := desk.environment()
		desk.giveVariants(place, "erika-mail", "erika-cookie")
		_, err := event.NewRecorder(db).Record(t.Context(), workspace, []event.Event{
			{MessageID: "erika-1", Environment: place, Name: "saw", Person: "erika-cookie", At: db.Now(),
				Properties: []byte(`{"of": "erika"}`)},
			{Environment: place, Name: "$identify", Person: "erika-mail", Alias: "erika-cookie", At: db.Now()},
		})
		if err != nil {
			t.Fatal(err)
		}
		desk.index()
		before := databasetest.DigestOf(t, db)
		for _, table := range strings.Fields(holdsPeople[reached]) {
			if strings.HasPrefix(before[table], "0 rows") {
				t.Errorf("nobody stands in %s: the test does not show that it is reached", table)
			}
		}
		if found := databasetest.TablesWith(t, db, "erika"); len(found) != 3 {
			t.Errorf("the ids stand in %q", found)
		}
		desk.write(func(tx *database.Tx) error {
			_, err := flow.ErasePerson(tx, []string{"erika-mail"})
			return err
		})
		desk.index()
		if found := databasetest.TablesWith(t, db, "erika"); len(found) > 0 {
			t.Errorf("after the erasure the ids stand in %q", found)
		}
		for table, rows := range databasetest.DigestOf(t, db) {
			why := whyHeld(table)
			if why == "" {
				t.Errorf("%s: say in holdsPeople whether clients' ids of people stand in it", table)
			}
			if why == reached && !strings.HasPrefix(rows, "0 rows") {
				t.Errorf("%s holds %s of the only person there was", table, rows)
			}
		}
	})
}

// TestErasureReachesTheDesk: a customer who goes by one of the person's ids goes with what they said,
// what they were told, and their places in segments; what was made of it stays, without them.
func TestErasureReachesTheDesk(t *testing.T) {
	eachBinDesk(t, func(d *binDesk) {
		d.write(0, func(tx *database.Tx) error {
			_, _, err := feedback.Add(tx, feedback.Input{Source: "Desk", SourceKind: "support",
				Text:     "Lost again, says Kai.",
				Customer: feedback.CustomerInput{ExternalID: "kai", Email: "kai@example.org"}})
			if err != nil {
				return err
			}
			if _, _, err := feedback.Add(tx, feedback.Input{Source: "Desk", SourceKind: "support", Text: "Fine by me.",
				Customer: feedback.CustomerInput{ExternalID: "mai"}}); err != nil {
				return err
			}
			vip := `{"include": ["kai", "mai"], "exclude": ["kai@example.org"]}`
			d.segment, err = flag.ChangeSegment(tx, d.segment.ID, d.segment.Version, flag.Patch{Definition: &vip})
			if err != nil {
				return err
			}
			kai, err := feedback.KnownAs(tx, []string{"KAI@example.org"})
			if err != nil || len(kai) != 1 {
				return fmt.Errorf("known are %v, %w", kai, err)
			}
			return tx.Insert("message", &release.Message{ReleaseID: d.release.ID, CustomerID: kai[0].ID,
				Address: "kai@example.org", Subject: "It is here, Kai", State: "draft"})
		})
		if found := databasetest.TablesWith(t, d.db, "kai"); len(found) < 3 {
			t.Errorf("the ids stand in %q", found)
		}
		d.write(0, func(tx *database.Tx) error {
			e, err := flow.ErasePerson(tx, []string{"kai@example.org"})
			want := event.Forgotten{Listings: 1, Customers: 1, Feedback: 2, Messages: 1}
			if e.Forgotten != want {
				t.Errorf("forgotten is %+v, want %+v", e.Forgotten, want)
			}
			return err
		})
		for _, words := range []string{"kai", "Kai", "Where is my export", "Lost again"} {
			found := slices.DeleteFunc(databasetest.TablesWith(t, d.db, words), func(table string) bool {
				return table == "feedback_text_data" // docs/operations.md says until when
			})
			if len(found) > 0 {
				t.Errorf("after the erasure %q stands in %q", words, found)
			}
		}
		d.write(0, func(tx *database.Tx) error {
			o, err := insight.LoadOpportunity(tx, d.opportunity.ID)
			if err != nil || o.QuoteCount != 0 || o.CustomerCount != 0 {
				t.Errorf("of the opportunity are left %d quotes, %d customers, %v", o.QuoteCount, o.CustomerCount, err)
			}
			s, err := flag.GetSegment(tx, d.segment.ID)
			if s.Definition != `{"include":["mai"]}` {
				t.Errorf("the segment is %s", s.Definition)
			}
			return err
		})
	})
}

func whyHeld(table string) string {
	for why, tables := range holdsPeople {
		for _, each := range strings.Fields(tables) {
			if table == each || strings.HasSuffix(each, "_text") && strings.HasPrefix(table, each+"_") {
				return why
			}
		}
	}
	return ""
}

type erasureDesk struct {
	*testing.T
	db *database.DB
	s  scope.Scope
}

func (d erasureDesk) write(fn func(tx *database.Tx) error) {
	d.Helper()
	if err := d.db.Write(d.Context(), d.s, fn); err != nil {
		d.Fatal(err)
	}
}

func (d erasureDesk) index() {
	d.Helper()
	if err := event.RunIndex(d.Context(), d.db, d.s, func(_, _ int64) {}); err != nil {
		d.Fatal(err)
	}
}

func (d erasureDesk) environment() (place id.ID) {
	d.Helper()
	d.write(func(tx *database.Tx) error {
		e, err := flag.AddEnvironment(tx, "live", "Live")
		place = e.ID
		return err
	})
	return place
}

// giveVariants has a sticky rule remember two ids of one person.
func (d erasureDesk) giveVariants(place id.ID, user, visitor string) {
	d.Helper()
	d.write(func(tx *database.Tx) error {
		f, err := flag.Create(tx, flag.Input{Key: "test", Definition: `{"variants": {"a": 1, "b": 2}, "rules": [
			{"split": [["a", 1], ["b", 1]], "by": ["userId", "visitor"], "sticky": ["visitor"]}]}`})
		if err != nil {
			return err
		}
		if _, err := flag.Switch(tx, f.ID, f.Version, place, true); err != nil {
			return err
		}
		rules, err := flag.Load(tx, nil)
		if err != nil {
			return err
		}
		q := &flag.Question{Place: rules.Place(place), Now: time.Unix(0, 0),
			Context: map[string]any{"userId": user, "visitor": visitor}}
		if err := q.Recall(tx, rules.Units("test", q)); err != nil {
			return err
		}
		rules.Append(nil, "test", q)
		return rules.Remember(tx, q)
	})
}
