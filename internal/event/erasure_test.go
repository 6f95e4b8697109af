package event

import (
	"bytes"
	"context"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"testing"
	"time"

	"github.com/throughlinehq/throughline/internal/kit/fault"
	"github.com/throughlinehq/throughline/internal/kit/id"
	"github.com/throughlinehq/throughline/internal/kit/scope"
	"github.com/throughlinehq/throughline/internal/platform/database"
	"github.com/throughlinehq/throughline/internal/platform/database/databasetest"
)

// erase forgets a person and says under which ids.
func (d desk) erase(ids ...string) (record id.ID, told []string) {
	d.Helper()
	err := d.db.Write(d.Context(), scope.ForSystem(home, "test"), func(tx *database.Tx) error {
		e, err := Erase(tx, ids, Rooms{Forget: func(_ *database.Tx, all []string) (Forgotten, error) {
			told = all
			return Forgotten{Assignments: 7}, nil
		}})
		record = e.ID
		return err
	})
	if err != nil {
		d.Fatal(err)
	}
	return record, told
}

// index rows as text, but for the parts of moments, which a rebuild cuts otherwise.
func (d desk) days() (rows []string) {
	d.Helper()
	d.read(func(tx *database.Tx) error {
		return database.Each(tx, func(r struct {
			EnvironmentID     id.ID
			Name, Day, Events int64
			People            []byte
		}) error {
			rows = append(rows, fmt.Sprintf("%s %d %d: %d %x", r.EnvironmentID, r.Name, r.Day, r.Events, r.People))
			return nil
		}, `SELECT environment_id, name, day, events, people FROM event_day WHERE workspace_id = $1
			ORDER BY environment_id, name, day`, home)
	})
	return rows
}

// TestErasedPeopleAreGone: of whom was erased, no event, no id and no figure is left, whatever was
// indexed before, and the index is the one that the remaining events make.
func TestErasedPeopleAreGone(t *testing.T) {
	each(t, func(d desk) {
		now := d.db.Now()
		see := func(who string, days int) Event {
			return Event{Name: []string{"saw", "bought"}[days%2], Person: who, At: now.AddDate(0, 0, -days),
				Properties: []byte(`{"mail": "` + who + `"}`)}
		}
		for i := range 3 * erasedAtOnce / 2 { // several transactions' worth
			d.tell(see("ada", i%5))
			if i < 40 {
				d.tell(see("anon-1", i%3), see("bob", i%4))
			}
			if i == 20 {
				d.index() // what joins later is moved, not counted anew
				d.tell(Event{Name: "$identify", Person: "ada", Alias: "anon-1"})
			}
			if i == 25 {
				d.index()
			}
		}
		record, told := d.erase("anon-1")
		if want := []string{"ada", "anon-1"}; !slices.Equal(told, want) {
			d.Errorf("told of %q, want %q", told, want)
		}
		d.index()
		if n := d.stored(); n != 40 {
			d.Errorf("%d events are stored, want Bob's 40", n)
		}
		d.read(func(tx *database.Tx) error {
			e, err := GetErasure(tx, record)
			if want := int64(3*erasedAtOnce/2 + 41); e.Events != want || e.Identities != 2 || e.Assignments != 7 ||
				e.FinishedAt == nil {
				d.Errorf("%+v, want %d events", e, want)
			}
			return err
		})
		after := d.days()
		err := d.db.Write(d.Context(), scope.ForSystem(home, "test"), func(tx *database.Tx) error {
			_, err := AskRebuild(tx)
			return err
		})
		if err != nil {
			d.Fatal(err)
		}
		d.index()
		if anew := d.days(); !slices.Equal(after, anew) || len(anew) == 0 {
			d.Errorf("the index differs from one made anew:\n%q\n%q", after, anew)
		}
	})
}

// TestErasedIdsComeAgain: who comes again after an erasure is somebody new, for recorders that knew
// the id too.
func TestErasedIdsComeAgain(t *testing.T) {
	each(t, func(d desk) {
		elsewhere := desk{d.TB, d.db, NewRecorder(d.db)}
		d.tell(Event{Name: "saw", Person: "ada"})
		elsewhere.tell(Event{Name: "saw", Person: "ada"})
		d.erase("ada", "nobody")
		elsewhere.tell(Event{Name: "saw", Person: "ada"})
		d.tell(Event{Name: "saw", Person: "ada"})
		if n := d.active(production, "saw", d.db.Now()); n != 1 || d.stored() != 2 {
			d.Errorf("%d people, %d events", n, d.stored())
		}
		d.erase("ada")
		d.erase("ada") // twice is once
		d.index()
		if d.stored() != 0 || len(d.days()) != 0 {
			d.Errorf("%d events, days %q", d.stored(), d.days())
		}
	})
}

// TestErasedAreNotIndexedByALateStep: a step that was gathered before an erasure does not bring the
// person back.
func TestErasedAreNotIndexedByALateStep(t *testing.T) {
	each(t, func(d desk) {
		s := scope.ForSystem(home, "test")
		d.tell(Event{Name: "saw", Person: "ada"}, Event{Name: "saw", Person: "bob"})
		g, err := gather(context.Background(), d.db, s, 2)
		if err != nil {
			d.Fatal(err)
		}
		d.erase("ada")
		if err := d.db.Write(d.Context(), s, g.store); err != nil {
			d.Fatal(err)
		}
		if n := d.active(production, "saw", d.db.Now()); n != 1 {
			d.Errorf("%d people, want Bob alone", n)
		}
	})
}

func TestWhoMayErase(t *testing.T) {
	d := desk{t, databasetest.SQLite(t), nil}
	for _, c := range []struct {
		role scope.Role
		ids  []string
		want fault.Kind
	}{
		{scope.ProductOperations, []string{"ada"}, fault.Forbidden},
		{scope.Admin, nil, fault.Invalid},
		{scope.Admin, []string{"ada", " "}, fault.Invalid},
		{scope.Admin, make([]string, MaxErased+1), fault.Invalid},
	} {
		s := scope.Scope{Workspace: home, Actor: scope.Actor{Kind: scope.User, Roles: []scope.Role{c.role}}}
		err := d.db.Write(d.Context(), s, func(tx *database.Tx) error {
			_, err := Erase(tx, c.ids, Rooms{})
			return err
		})
		if !fault.Is(err, c.want) {
			t.Errorf("%s, %d ids: %v", c.role, len(c.ids), err)
		}
	}
}

// BenchmarkErase is the time to erase one person of many.
func BenchmarkErase(b *testing.B) {
	databasetest.EachDurable(b, func(b *testing.B, url string) {
		db := databasetest.Open(b, url)
		d := desk{b, db, NewRecorder(db)}
		for i := range 100 {
			batch := make([]Event, 1000)
			for k := range batch {
				batch[k] = Event{Name: "saw", Person: fmt.Sprint("p", (i*1000+k)%5000),
					At: db.Now().Add(-time.Duration(i) * time.Hour)}
			}
			d.tell(batch...)
		}
		d.index()
		for n := 0; b.Loop(); n++ {
			d.erase(fmt.Sprint("p", n%5000))
			d.index()
		}
	})
}

// TestErasedBytesAreWrittenOver: the file itself holds nothing of who was erased, neither in pages
// that others share nor in those that were theirs alone.
func TestErasedBytesAreWrittenOver(t *testing.T) {
	path := filepath.Join(t.TempDir(), "throughline.db")
	d := desk{t, databasetest.Open(t, path), nil}
	d.r = NewRecorder(d.db)
	const person = "mrs.secret@erased.example"
	var events []Event
	for n := range 2000 {
		e := Event{Name: "saw", Person: fmt.Sprint("person ", n%7)}
		if n%10 == 0 || n > 1000 {
			e.Person, e.Properties = person, []byte(`{"mail": "`+person+`"}`)
		}
		events = append(events, e)
	}
	d.tell(events...)
	d.index()
	d.erase(person)
	d.index()
	d.db.Close()
	raw, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if n := bytes.Count(raw, []byte(person)); n > 0 {
		t.Errorf("the file holds the person %d times", n)
	}
}
