package event

import (
	"fmt"
	"os"
	"sync"
	"testing"

	"github.com/throughlinehq/throughline/internal/kit/scope"
	"github.com/throughlinehq/throughline/internal/platform/database"
	"github.com/throughlinehq/throughline/internal/platform/database/databasetest"
)

// Tellers tell again what was not kept, as clients do, while the database's server crashes: what
// it had not on disk is lost, and then every event must be there once all the same.
func TestCrashesOfTheServerLoseNoEvents(t *testing.T) {
	const tellers, crashes, between, size = 8, 2, 40, 50
	db := databasetest.Open(t, databasetest.DurablePostgres(t))
	d := desk{t, db, NewRecorder(db)}
	kept := make(chan bool)
	enough := make(chan struct{})
	told := make([]int, tellers)
	var wg sync.WaitGroup
	for teller := range tellers {
		wg.Go(func() {
			for ; ; told[teller]++ {
				events := make([]Event, size)
				for n := range events {
					m := fmt.Sprint(teller, "-", told[teller], "-", n)
					events[n] = Event{MessageID: m, Environment: production, Name: "told", Person: "p" + m}
				}
				for _, err := d.r.Record(t.Context(), home, events); err != nil; {
					_, err = d.r.Record(t.Context(), home, events)
				}
				select {
				case kept <- true:
				case <-enough:
					told[teller]++
					return
				}
			}
		})
	}
	for range crashes {
		for range between {
			<-kept
		}
		d.crash()
	}
	for range between {
		<-kept
	}
	close(enough)
	wg.Wait()
	want := int64(0)
	for _, n := range told {
		want += int64(n) * size
	}
	if n := d.stored(); n != want {
		t.Errorf("%d events are stored, want %d", n, want)
	}
	d.index()
	d.read(func(tx *database.Tx) error {
		days, err := Active(tx, production, "told", lastDays(db.Now(), 1))
		if err == nil && int64(days[0].Daily) != want {
			t.Errorf("%d people told, want %d", days[0].Daily, want)
		}
		return err
	})
}

// crash kills a process of the server, upon which that kills all others and recovers.
func (d desk) crash() {
	d.Helper()
	err := d.db.Read(d.Context(), scope.ForSystem(home, "test"), func(tx *database.Tx) error {
		pid, err := database.Value[int64](tx, "SELECT pg_backend_pid()")
		if err != nil {
			return err
		}
		process, err := os.FindProcess(int(pid))
		if err != nil {
			return err
		}
		return process.Kill()
	})
	if err != nil {
		d.Fatal(err)
	}
}
