package ofrep

import (
	"fmt"
	"log/slog"
	"strings"
	"testing"
	"time"

	"github.com/throughlinehq/throughline/internal/event"
	"github.com/throughlinehq/throughline/internal/flag"
	"github.com/throughlinehq/throughline/internal/kit/id"
	"github.com/throughlinehq/throughline/internal/platform/database"
	"github.com/throughlinehq/throughline/internal/platform/database/databasetest"
)

const divided = `{"variants": {"a": "A", "b": "B"}, "rules": [{"split": [["a", 1], ["b", 1]], "record": true,
	"by": ["userId", "visitor"], "sticky": ["visitor"]}]}`

func (s *shop) add(key, definition string) {
	s.Helper()
	s.write(func(tx *database.Tx) error {
		f, err := flag.Create(tx, flag.Input{Key: key, Definition: definition})
		if err == nil {
			_, err = flag.Switch(tx, f.ID, f.Version, s.place.ID, true)
		}
		return err
	})
}

// TestExposuresAreRecordedOnce: who asks for one flag is recorded, once for each variant.
func TestExposuresAreRecordedOnce(t *testing.T) {
	each(t, func(s *shop) {
		s.add("test", divided)
		for i := range 30 {
			body := fmt.Sprintf(`{"context": {"userId": "u%d"}}`, i%10)
			if got := s.ask("/test", body); got.Code != 200 {
				s.Fatalf("%d %s", got.Code, got.Body)
			}
			s.ask("", fmt.Sprintf(`{"context": {"userId": "other%d"}}`, i))
		}
		s.server.Close()
		s.write(func(tx *database.Tx) error {
			type seen struct{ Events, People int64 }
			got, err := database.One[seen](tx, `SELECT count(*) AS events, count(DISTINCT identity) AS people
				FROM event WHERE workspace_id = $1 AND environment_id = $2`, tx.Workspace, s.place.ID)
			if got != (seen{10, 10}) {
				s.Errorf("kept %+v", got)
			}
			return err
		})
	})
}

// TestExposuresAreBounded: what comes faster than it is stored is dropped, and never waited for.
func TestExposuresAreBounded(t *testing.T) {
	x := exposures{log: slog.New(slog.DiscardHandler), running: true} // nobody stores anything
	for i := range maxExposures + 5 {
		x.add(t.Context(), "workspace_w", event.Event{MessageID: fmt.Sprint(i)})
		x.add(t.Context(), "workspace_w", event.Event{MessageID: fmt.Sprint(i)})
	}
	if x.n != maxExposures || x.lost != 10 {
		t.Errorf("%d wait, %d lost", x.n, x.lost)
	}
	stored := 0
	for _, batch, _ := x.next(); batch != nil; _, batch, _ = x.next() {
		if stored += len(batch); len(batch) > exposureBatch {
			t.Errorf("%d at once", len(batch))
		}
	}
	if stored != maxExposures || x.n != 0 || x.running {
		t.Errorf("%d stored, %d left, running: %v", stored, x.n, x.running)
	}
}

func TestWhoSignsInKeepsTheirVariant(t *testing.T) {
	each(t, func(s *shop) {
		s.add("test", divided)
		variants := map[string]bool{}
		for i := range 12 {
			visitor := fmt.Sprintf(`"visitor": "v%d"`, i)
			path := []string{"", "/test"}[i%2] // all flags, or one
			variant := func(context string) string {
				body := s.ask(path, `{"context": {`+context+`}}`).Body.String()
				_, after, _ := strings.Cut(body[strings.Index(body, `"key":"test"`):], `"variant":"`)
				return after[:1]
			}
			before := variant(visitor)
			user := fmt.Sprintf(`"userId": "u%d"`, i)
			if after := variant(visitor + ", " + user); after != before {
				s.Errorf("%s had %s and has %s signed in", visitor, before, after)
			}
			if elsewhere := variant(user); elsewhere != before {
				s.Errorf("%s had %s and has %s elsewhere", visitor, before, elsewhere)
			}
			variants[before] = true
		}
		if len(variants) != 2 {
			s.Error("everybody has the same: the test shows nothing")
		}
	})
}

func TestKeysThatAskTooOften(t *testing.T) {
	s := newLimitedShop(t, databasetest.SQLite(t), Limit{PerSecond: 0.1, Burst: 2})
	for i, want := range []int{200, 200, 429} {
		got := s.ask("/express", `{}`)
		if got.Code != want || (want == 429) != (got.Header().Get("Retry-After") == "10") {
			t.Errorf("question %d: %d, Retry-After %q", i+1, got.Code, got.Header().Get("Retry-After"))
		}
	}
	if got := s.ask("/express", `{}`, "Authorization: Bearer nobody"); got.Code != 401 {
		t.Errorf("without a key: %d", got.Code)
	}
}

func TestLimitsFillAgain(t *testing.T) {
	l := limiter{Limit: Limit{PerSecond: 2, Burst: 3}}
	now := time.Unix(1_800_000_000, 0)
	for i, c := range []struct {
		after, wait time.Duration
		key         string
	}{
		{0, 0, "a"}, {0, 0, "a"}, {0, 0, "a"}, {0, 500 * time.Millisecond, "a"}, {0, 0, "b"},
		{400 * time.Millisecond, 100 * time.Millisecond, "a"}, {100 * time.Millisecond, 0, "a"},
		{time.Hour, 0, "a"}, {0, 0, "a"}, {0, 0, "a"}, {0, 500 * time.Millisecond, "a"},
	} {
		now = now.Add(c.after)
		if got := l.take(id.ID(c.key), now); got != c.wait {
			t.Errorf("question %d: wait %s, want %s", i, got, c.wait)
		}
	}
	for i := range maxBuckets + 10 {
		now = now.Add(time.Second)
		l.take(id.ID(fmt.Sprint(i)), now)
	}
	if len(l.full) > maxBuckets {
		t.Errorf("%d keys are remembered", len(l.full))
	}
}
