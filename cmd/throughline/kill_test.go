package main

import (
	"bytes"
	"encoding/json"
	"flag"
	"fmt"
	"math/rand/v2"
	"net/http"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/throughlinehq/throughline/internal/kit/scope"
	"github.com/throughlinehq/throughline/internal/platform/database"
	"github.com/throughlinehq/throughline/internal/platform/database/databasetest"
)

var kills = flag.Int("kills", 20, "how often the serving program is killed")

// victim is a program that serves, and is killed; the records stay.
type victim struct {
	*served
	mu      sync.Mutex
	added   map[string]bool // feedback whose storing was answered
	started []string        // imports whose start was answered
}

const (
	importRows    = 500
	killedWriters = 16
	resumed       = 30 * time.Second
)

// TestD1KillsLoseNothing kills the serving program, without a word of warning, while a file is
// imported and 16 clients write. What was answered is there, and every import that was begun
// ends by itself with each row once.
func TestD1KillsLoseNothing(t *testing.T) {
	databasetest.EachURL(t, func(t *testing.T, url string) {
		v := &victim{served: newServed(t, url), added: map[string]bool{}}
		random := rand.New(rand.NewPCG(1, 7))
		for round := range *kills {
			v.start()
			v.work(round, time.Duration(50+random.IntN(500))*time.Millisecond)
		}
		v.start()
		v.finish()
		v.stop()
		v.check()
		terminal{t, v.data}.run(0, "audit", "verify", "--database-url", url)
	})
}

// work lets clients write and begins an import; so long after its start was answered the program
// is killed, in the midst of both.
func (v *victim) work(round int, life time.Duration) {
	var clients sync.WaitGroup
	for w := range killedWriters {
		clients.Go(func() {
			for n := 0; v.addFeedback(fmt.Sprintf("%d-%d-%d", round, w, n)); n++ {
			}
		})
	}
	v.importFile(round)
	time.AfterFunc(life, func() { _ = v.process.Process.Kill() })
	_ = v.process.Wait()
	clients.Wait()
}

func (v *victim) addFeedback(name string) bool {
	body, _ := json.Marshal(map[string]any{"source": "Writers", "external_id": name,
		"text": "Writer " + name + " says that this must never be lost."})
	var made struct{ ID string }
	if !v.call(http.MethodPost, "/feedback", bytes.NewReader(body), &made) {
		return false
	}
	v.mu.Lock()
	defer v.mu.Unlock()
	v.added[made.ID] = true
	return true
}

func (v *victim) importFile(round int) {
	var file strings.Builder
	file.WriteString("id,comment\n")
	for n := range importRows {
		fmt.Fprintf(&file, "%d-%d,Row %d of file %d asks for a feature of its own\n", round, n, n, round)
	}
	var made struct{ ID string }
	name := fmt.Sprintf("/imports?filename=file-%d.csv", round)
	if !v.call(http.MethodPost, name, strings.NewReader(file.String()), &made) ||
		!v.call(http.MethodPost, "/imports/"+made.ID+"/start", nil, &struct{}{}) {
		v.Errorf("import %d was not begun", round)
		return
	}
	v.started = append(v.started, made.ID)
}

// finish waits until every import has ended by itself. A busy machine may take its time; what
// fails is that nothing goes on.
func (v *victim) finish() {
	v.Helper()
	deadline := time.Now().Add(resumed)
	for last := int64(0); ; time.Sleep(100 * time.Millisecond) {
		added, open := v.progress()
		if open == 0 {
			return
		}
		if added > last {
			deadline = time.Now().Add(resumed)
		}
		last = added
		if time.Now().After(deadline) {
			v.Fatalf("%d imports were not resumed within %s", open, resumed)
		}
	}
}

// progress counts the rows that came in by import, and the imports that have not ended.
func (v *victim) progress() (added int64, open int) {
	v.Helper()
	for _, id := range v.started {
		var i struct {
			State                string
			Added, Known, Failed int64
		}
		if !v.call(http.MethodGet, "/imports/"+id, nil, &i) {
			v.Fatal("the restarted program does not answer")
		}
		added += i.Added
		if i.State != "done" {
			open++
		} else if i.Added != importRows || i.Failed+i.Known != 0 {
			v.Errorf("%s ended with %+v", id, i)
		}
	}
	return added, open
}

// check reads the records that are left.
func (v *victim) check() {
	v.Helper()
	db := databasetest.Open(v, v.url)
	type stored struct{ ID, ExternalID, ImportID string }
	var all []stored
	err := db.Read(v.Context(), scope.ForSystem(scope.Everywhere, "test"),
		func(tx *database.Tx) (err error) {
			all, err = database.List[stored](tx, `SELECT id, external_id,
				coalesce(import_id, '') AS import_id FROM feedback ORDER BY id`)
			return err
		})
	if err != nil {
		v.Fatal(err)
	}
	answered, names, perImport := len(v.added), map[string]int{}, map[string]int{}
	for _, f := range all {
		names[f.ExternalID+f.ImportID]++
		perImport[f.ImportID]++
		delete(v.added, f.ID)
	}
	if len(v.added) > 0 {
		v.Errorf("%d answered writes are lost", len(v.added))
	}
	for name, count := range names {
		if count > 1 {
			v.Errorf("%s is there %d times", name, count)
		}
	}
	if answered == 0 || len(perImport) != 1+*kills {
		v.Errorf("%d writes were answered, there are %d imports", answered, len(perImport)-1)
	}
	for id, count := range perImport {
		if id != "" && count != importRows {
			v.Errorf("import %s left %d rows", id, count)
		}
	}
	db.Close()
	v.Logf("%d kills, %d writes answered and kept, %d imports of %d rows whole", *kills, answered,
		len(perImport)-1, importRows)
}
