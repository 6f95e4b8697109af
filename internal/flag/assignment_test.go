package flag

import (
	"fmt"
	"testing"
	"time"

	"github.com/throughlinehq/throughline/internal/platform/database"
	"github.com/throughlinehq/throughline/internal/platform/database/databasetest"
)

const sticky = `{"variants": {"a": 1, "b": 2}, "rules": [{"split": [["a", 1], ["b", 1]],
	"by": ["userId", "visitor"], "sticky": ["visitor"], "record": true}]}`

// ask asks for a flag as a server does: with what is remembered, and remembering what is given.
func (d desk) ask(rules *Rules, q *Question) (variant string) {
	d.Helper()
	d.write(func(tx *database.Tx) error {
		units := rules.Units("test", q)
		if err := q.Recall(tx, units); err != nil {
			return err
		}
		rules.Append(nil, "test", q)
		return rules.Remember(tx, q)
	})
	if len(q.Given) != 1 || !q.Given[0].Record {
		d.Fatalf("given %+v", q.Given)
	}
	return q.Given[0].Variant
}

func TestWhoSignsInKeepsTheirVariant(t *testing.T) {
	each(t, func(d desk) {
		e := d.environment("production")
		d.flip(d.create("test", sticky), e, true)
		d.create("plain", plain)
		rules := d.load(nil)
		if units := rules.Units("plain", &Question{Place: rules.Place(e.ID)}); units != nil {
			t.Errorf("a flag that is not sticky knows %v", units)
		}
		moved := 0
		for i := range 20 {
			visitor := fmt.Sprint("v", i)
			ask := func(context map[string]any) (string, *Question) {
				q := &Question{Place: rules.Place(e.ID), Context: context, Now: time.Unix(0, 0)}
				return d.ask(rules, q), q
			}
			first, q := ask(map[string]any{"visitor": visitor})
			if !q.Remembers() {
				t.Errorf("%s is not remembered", visitor)
			}
			signedIn, q := ask(map[string]any{"visitor": visitor, "userId": fmt.Sprint("u", i)})
			elsewhere, again := ask(map[string]any{"userId": fmt.Sprint("u", i)})
			if signedIn != first || elsewhere != first || !q.Remembers() || again.Remembers() {
				t.Errorf("%s had %s, has %s signed in and %s elsewhere", visitor, first, signedIn, elsewhere)
			}
			if fresh, _ := ask(map[string]any{"userId": fmt.Sprint("other", i)}); fresh != first {
				moved++
			}
		}
		if moved == 0 {
			t.Error("everybody has the same variant: the test shows nothing")
		}
	})
}

// TestScheduledChangesChangeTheTag: clients that listen hear when a ramp goes on.
func TestScheduledChangesChangeTheTag(t *testing.T) {
	d := desk{t, databasetest.SQLite(t), home}
	production, staging := d.environment("production"), d.environment("staging")
	d.flip(d.create("f", `{"variants": {"a": 1}, "until": "2027-02-01T00:00:00Z", "rules": [{"split": [["a", 1]],
		"steps": [{"from": "2027-01-14T09:00:00Z", "coverage": 5}]}]}`), production, true)
	rules := d.load(nil)
	tags := map[string]int{}
	for _, moment := range []string{"2027-01-14T08:59:59Z", "2027-01-14T09:00:00Z", "2027-01-15T00:00:00Z",
		"2027-02-01T00:00:00Z"} {
		now, err := time.Parse(time.RFC3339, moment)
		if err != nil {
			t.Fatal(err)
		}
		tags[rules.Place(production.ID).Tag(now)]++
		tags["staging "+rules.Place(staging.ID).Tag(now)]++
	}
	if len(tags) != 4 {
		t.Errorf("tags: %v", tags)
	}
}
