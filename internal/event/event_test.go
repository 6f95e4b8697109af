package event

import (
	"context"
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/throughlinehq/throughline/engine/bitmap"
	"github.com/throughlinehq/throughline/internal/kit/fault"
	"github.com/throughlinehq/throughline/internal/kit/id"
	"github.com/throughlinehq/throughline/internal/kit/scope"
	"github.com/throughlinehq/throughline/internal/platform/database"
	"github.com/throughlinehq/throughline/internal/platform/database/databasetest"
)

const (
	home       id.ID = "workspace_01jdb2m0f8s2v9q7c4x6n5t3ra"
	production id.ID = "environment_01jdb2m0f8s2v9q7c4x6n5t3ra"
)

// desk records events in one workspace.
type desk struct {
	testing.TB
	db *database.DB
	r  *Recorder
}

func each(t *testing.T, test func(d desk)) {
	t.Helper()
	databasetest.Each(t, func(t *testing.T, db *database.DB) { test(desk{t, db, NewRecorder(db)}) })
}

// tell records events and returns the reasons of those that were refused.
func (d desk) tell(events ...Event) (refused []string) {
	d.Helper()
	for i := range events {
		if events[i].Environment == "" {
			events[i].Environment = production
		}
	}
	rejected, err := d.r.Record(d.Context(), home, events)
	if err != nil {
		d.Fatal(err)
	}
	for _, r := range rejected {
		refused = append(refused, fmt.Sprintf("%d: %s", r.Index, r.Reason))
	}
	return refused
}

func (d desk) read(fn func(tx *database.Tx) error) {
	d.Helper()
	if err := d.db.Read(context.Background(), scope.ForSystem(home, "test"), fn); err != nil {
		d.Fatal(err)
	}
}

func (d desk) stored() (n int64) {
	d.Helper()
	d.read(func(tx *database.Tx) (err error) {
		n, err = database.Value[int64](tx, "SELECT count(*) FROM event WHERE workspace_id = $1", home)
		return err
	})
	return n
}

// index brings the index up to the events.
func (d desk) index() {
	d.Helper()
	err := RunIndex(context.Background(), d.db, scope.ForSystem(home, "test"), func(_, _ int64) {})
	if err != nil {
		d.Fatal(err)
	}
}

// active is how many people did something on the day of a moment.
func (d desk) active(environment id.ID, name string, at time.Time) (n uint64) {
	d.Helper()
	d.index()
	d.read(func(tx *database.Tx) error {
		days, err := Active(tx, environment, name, lastDays(at, 1))
		if err == nil {
			n = days[0].Daily
		}
		return err
	})
	return n
}

func TestEventsAreCountedOnce(t *testing.T) {
	each(t, func(d desk) {
		one := Event{MessageID: "m1", Name: "opened", Person: "ada"}
		d.tell(one, one)
		d.tell(one, Event{MessageID: "m2", Name: "opened", Person: "ada"})
		other := one
		other.Environment = "environment_other"
		d.tell(other)
		if n := d.stored(); n != 3 {
			d.Errorf("%d events are stored, want 3: m1 and m2 in production, m1 elsewhere", n)
		}
		d.tell(Event{Name: "opened", Person: "ada"}, Event{Name: "opened", Person: "ada"})
		if n := d.stored(); n != 5 {
			d.Errorf("%d events are stored; without a message id, each counts", n)
		}
		if n := d.active(production, "opened", d.db.Now()); n != 1 {
			d.Errorf("%d people opened", n)
		}
	})
}

func TestTimes(t *testing.T) {
	each(t, func(d desk) {
		now := d.db.Now()
		late := now.AddDate(-1, 0, 0)
		refused := d.tell(Event{Name: "late", Person: "a", At: late},
			Event{Name: "future", Person: "a", At: now.AddDate(1, 0, 0)},
			Event{Name: "whenever", Person: "a"},
			Event{Name: "ancient", Person: "a", At: now.Add(-MaxAge - time.Hour)},
			Event{Name: "ancient", Person: "a", At: time.Date(-4000, 1, 1, 0, 0, 0, 0, time.UTC)})
		if len(refused) != 2 || !strings.HasPrefix(refused[0], "3: The event is more than five") {
			d.Errorf("refused %q", refused)
		}
		for name, at := range map[string]time.Time{"late": late, "future": now, "whenever": now} {
			if d.active(production, name, at) != 1 {
				d.Errorf("%s does not count on %s", name, at)
			}
		}
	})
}

func TestIdsAreJoined(t *testing.T) {
	each(t, func(d desk) {
		yesterday := d.db.Now().AddDate(0, 0, -1)
		see := func(who string) Event { return Event{Name: "saw", Person: who, At: yesterday} }
		same := func(who, alias string) Event {
			return Event{Name: "$identify", Person: who, Alias: alias, At: yesterday}
		}
		people := func(want uint64, why string) {
			d.Helper()
			if n := d.active(production, "saw", yesterday); n != want {
				d.Errorf("%d people, want %d: %s", n, want, why)
			}
		}
		d.tell(see("anon-1"), see("ada"), see("anon-2"), see("bob"))
		people(4, "nobody is joined")
		d.tell(same("ada", "anon-1"))
		people(3, "what anon-1 did before was done by ada")
		d.tell(same("bob", "anon-1"))
		people(3, "anon-1 stays with ada, on a shared computer too")
		d.tell(same("bob", "ada"), same("bob", "bob"))
		people(3, "ada is somebody of her own")
		d.tell(same("bob", "anon-2"), same("bob", "anon-3"), see("anon-3"))
		people(2, "ada and bob")
	})
}

func TestHostileEventsAreRefusedAlone(t *testing.T) {
	each(t, func(d desk) {
		long := strings.Repeat("ж", MaxText)
		large, _ := json.Marshal(map[string]string{"x": strings.Repeat("x", 1<<20)})
		refused := d.tell(
			Event{Name: "größe 🎉 \u202e", Person: "名前 e\u0301", Properties: json.RawMessage(`{"a": "\u0000"}`)},
			Event{Name: long, Person: long, Alias: long, MessageID: long},
			Event{Name: long + "x", Person: "a"}, Event{Name: "a", Person: ""},
			Event{Name: "a", Person: "a\x00"}, Event{Name: "a\xff", Person: "a"},
			Event{Name: "large", Person: "a", Properties: large},
			Event{Name: "list", Person: "a", Properties: json.RawMessage(`[]`)},
			Event{Name: "broken", Person: "a", Properties: json.RawMessage(`{"a"`)},
			Event{Name: "good", Person: "a", Properties: json.RawMessage(`null`)})
		want := []string{"2: The event name has more than 200", "3: The person's id is missing",
			"4: The person's id must not hold", "5: The event name is not UTF-8",
			"6: The properties have 1048584 bytes", "7: The properties must be", "8: The properties must be"}
		if !slices.EqualFunc(refused, want, strings.HasPrefix) {
			d.Errorf("refused %q", refused)
		}
		if n := d.stored(); n != 3 {
			d.Errorf("%d are stored, want 3", n)
		}
	})
}

func TestNamesAreBounded(t *testing.T) {
	each(t, func(d desk) {
		var events []Event
		for n := range MaxNames + 5 {
			events = append(events, Event{Name: fmt.Sprintf("name %d", n), Person: "a"})
		}
		refused := d.tell(events...)
		if len(refused) != 5 || !strings.Contains(refused[0], "10000 event names already") {
			d.Errorf("%d refused: %.300q", len(refused), refused)
		}
		if refused = d.tell(events[0], Event{Name: "one more", Person: "a"}); len(refused) != 1 {
			d.Errorf("a known name must be kept, a new one not: %q", refused)
		}
	})
}

// Whatever is told by many at once, in batches that overlap, is there once.
func TestManyTellAtOnce(t *testing.T) {
	each(t, func(d desk) {
		const tellers, batches, size = 8, 10, 30
		var wg sync.WaitGroup
		for teller := range tellers {
			wg.Go(func() {
				for b := range batches {
					var events []Event
					for n := range size {
						m := fmt.Sprint((teller/2*batches+b)*size + n) // two tell the same
						events = append(events, Event{MessageID: m, Name: "told", Person: "p" + m})
					}
					d.tell(events...)
				}
			})
		}
		wg.Wait()
		if n := d.stored(); n != tellers/2*batches*size {
			d.Errorf("%d are stored, want %d", n, tellers/2*batches*size)
		}
		if n := d.active(production, bitmap.Any, d.db.Now()); n != tellers/2*batches*size {
			d.Errorf("%d people told", n)
		}
		if len(d.r.queues) > 0 {
			d.Error("empty queues are kept")
		}
	})
}

func TestTooMuchWaiting(t *testing.T) {
	r := NewRecorder(databasetest.SQLite(t))
	r.queues[home] = &queue{events: maxWaiting}
	_, err := r.Record(t.Context(), home, []Event{{Name: "a", Person: "a"}})
	if !fault.Is(err, fault.TooMany) {
		t.Errorf("got %v, want TooMany", err)
	}
}

func TestFailuresAreTold(t *testing.T) {
	db := databasetest.SQLite(t)
	db.Close()
	_, err := NewRecorder(db).Record(t.Context(), home, []Event{{Name: "a", Person: "a"}})
	if !fault.Is(err, fault.Unavailable) {
		t.Errorf("got %v, want Unavailable", err)
	}
}

// BenchmarkRecord prints how many events a second are durable, without the network: 16 tell in
// batches of 100.
func BenchmarkRecord(b *testing.B) {
	databasetest.EachDurable(b, func(b *testing.B, url string) {
		db := databasetest.Open(b, url)
		r := NewRecorder(db)
		var mu sync.Mutex
		next := 0
		b.SetParallelism(8)
		b.RunParallel(func(pb *testing.PB) {
			for pb.Next() {
				mu.Lock()
				from := next
				next += 100
				mu.Unlock()
				events := make([]Event, 100)
				for i := range events {
					n := from + i
					events[i] = Event{MessageID: fmt.Sprint(n), Environment: production,
						Name: fmt.Sprint("event ", n%20), Person: fmt.Sprint("person ", n%20_000),
						Properties: json.RawMessage(`{"plan":"gold","path":"/settings/members"}`)}
				}
				if _, err := r.Record(b.Context(), home, events); err != nil {
					b.Error(err)
				}
			}
		})
		b.ReportMetric(100*float64(b.N)/b.Elapsed().Seconds(), "events/s")
	})
}
