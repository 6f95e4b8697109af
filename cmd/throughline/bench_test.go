package main

import (
	"bytes"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/throughlinehq/throughline/internal/backlog"
	"github.com/throughlinehq/throughline/internal/feedback"
	"github.com/throughlinehq/throughline/internal/kit/scope"
	"github.com/throughlinehq/throughline/internal/platform/database"
	"github.com/throughlinehq/throughline/internal/platform/database/databasetest"
)

// size is how much a benchmarked workspace holds.
type size struct{ feedback, items, votes int }

// BenchmarkServed asks the real program over HTTP, with little and with much in the workspace:
// the median and the 99th percentile of the answer, the processor time the server spends on a
// request, and the memory it holds.
//
//	go test ./cmd/throughline -run '^$' -bench Served -benchtime 200x
func BenchmarkServed(b *testing.B) {
	for _, kind := range []string{"sqlite", "postgres"} {
		for _, size := range []size{{1_000, 500, 2_500}, {100_000, 50_000, 250_000}} {
			b.Run(fmt.Sprintf("%s/%d feedback %d items", kind, size.feedback, size.items),
				func(b *testing.B) {
					url := filepath.Join(b.TempDir(), "bench.db")
					if kind == "postgres" {
						url = databasetest.DurablePostgres(b)
					}
					s := newServed(b, url)
					keys := s.fill(size)
					began := time.Now()
					s.start()
					starting := time.Since(began)
					s.rest()
					b.Run("start", func(b *testing.B) {
						b.ReportMetric(float64(starting.Milliseconds()), "start-ms")
						b.ReportMetric(float64(s.memory())/(1<<20), "MiB-at-rest")
						b.ReportMetric(0, "ns/op")
					})
					s.measure(b, keys)
					s.stop()
				})
		}
	}
}

// measure asks what people and programs ask all day.
func (s *served) measure(b *testing.B, keys benchKeys) {
	for _, c := range []struct{ name, method, path, body string }{
		{"list feedback", "GET", "/feedback?limit=50", ""},
		{"list feedback, deep", "GET", "/feedback?limit=50&cursor=" + s.deep(), ""},
		{"list feedback, filtered", "GET", "/feedback?limit=50&sentiment=negative&kind=bug", ""},
		{"search a common word", "GET", "/feedback?limit=50&text=app", ""},
		{"search a rare word", "GET", "/feedback?limit=50&text=harbourmaster", ""},
		{"facets", "GET", "/feedback/facets", ""},
		{"read feedback", "GET", "/feedback/" + keys.feedback, ""},
		{"create feedback", "POST", "/feedback", `{"source":"Bench","text":"One more of these."}`},
		{"trace feedback", "GET", "/trace/feedback/" + keys.feedback, ""},
		{"themes", "GET", "/themes", ""},
		{"home", "GET", "/home", ""},
		{"list items", "GET", "/items?limit=50", ""},
		{"list items by votes", "GET", "/items?limit=50&sort=votes", ""},
		{"search items", "GET", "/items?limit=50&text=attachments", ""},
		{"create item", "POST", "/items", `{"title":"One more"}`},
		{"vote", "PUT", "/items/" + keys.item + "/vote", ""},
	} {
		b.Run(c.name, func(b *testing.B) {
			var took []time.Duration
			before := s.processorTime()
			for b.Loop() {
				began := time.Now()
				if !s.call(c.method, c.path, strings.NewReader(c.body), new(any)) {
					b.FailNow()
				}
				took = append(took, time.Since(began))
			}
			spent := s.processorTime() - before
			slices.Sort(took)
			ms := func(d time.Duration) float64 { return float64(d.Microseconds()) / 1000 }
			b.ReportMetric(ms(took[len(took)/2]), "p50-ms")
			b.ReportMetric(ms(took[min(len(took)-1, len(took)*99/100)]), "p99-ms")
			b.ReportMetric(ms(spent/time.Duration(len(took))), "cpu-ms")
			b.ReportMetric(float64(s.memory())/(1<<20), "MiB")
			b.ReportMetric(0, "ns/op")
		})
	}
}

// benchKeys name records in the midst of the workspace.
type benchKeys struct{ feedback, item string }

// fill stores real reviews again and again until there are enough, and items with votes.
func (s *served) fill(size size) benchKeys {
	s.Helper()
	db, err := database.Open(s.Context(), s.url, database.Options{})
	if err != nil {
		s.Fatal(err)
	}
	defer db.Close()
	owner := scope.ForSystem(s.workspace, "bench")
	inputs := demoInputs(time.Now())
	for from := 0; from < size.feedback; from += 1000 {
		s.write(db, owner, func(tx *database.Tx) error {
			batch := make([]feedback.Input, 0, 1000)
			for n := from; n < min(from+1000, size.feedback); n++ {
				in := inputs[n%len(inputs)]
				in.ExternalID = fmt.Sprintf("bench-%d", n)
				in.Text = fmt.Sprintf("%s (%d)", in.Text, n)
				in.SaidAt = in.SaidAt.Add(-time.Duration(n) * time.Minute)
				batch = append(batch, in)
			}
			_, _, err := feedback.AddBatch(tx, batch)
			return err
		})
	}
	s.write(db, owner, func(tx *database.Tx) error {
		_, err := backlog.AddProduct(tx, "HAR", "Harbour")
		return err
	})
	for from := 0; from < size.items; from += 500 {
		s.write(db, owner, func(tx *database.Tx) error {
			for n := from; n < min(from+500, size.items); n++ {
				in := backlog.Input{Type: backlog.Story,
					Title: fmt.Sprintf("Search inside attachments of mail %d", n)}
				if _, err := backlog.Create(tx, in); err != nil {
					return err
				}
			}
			return nil
		})
	}
	s.vote(db, owner, size)
	return s.keys(db, owner, size)
}

// vote gives each item its share of the votes, by voters of whom nothing else is known.
func (s *served) vote(db *database.DB, owner scope.Scope, size size) {
	s.Helper()
	each := size.votes / size.items
	for v := range each {
		s.write(db, owner, func(tx *database.Tx) error {
			_, err := tx.Exec(`INSERT INTO item_vote (workspace_id, item_id, user_id, created_at)
				SELECT i.workspace_id, i.id, $2, 0 FROM item i WHERE i.workspace_id = $1`,
				tx.Workspace, fmt.Sprintf("user_%d", v))
			return err
		})
	}
	s.write(db, owner, func(tx *database.Tx) error {
		_, err := tx.Exec(`UPDATE item SET vote_count = $2 WHERE workspace_id = $1`,
			tx.Workspace, each)
		return err
	})
	if database.IsPostgres(s.url) {
		s.write(db, owner, func(tx *database.Tx) error { // as autovacuum does, which tests switch off
			_, err := tx.Exec("ANALYZE")
			return err
		})
	}
}

func (s *served) keys(db *database.DB, owner scope.Scope, size size) (keys benchKeys) {
	s.Helper()
	s.write(db, owner, func(tx *database.Tx) (err error) {
		const middle = " WHERE workspace_id = $1 ORDER BY id LIMIT 1 OFFSET $2"
		keys.feedback, err = database.Value[string](tx, "SELECT id FROM feedback"+middle,
			tx.Workspace, size.feedback/2)
		if err != nil {
			return err
		}
		keys.item, err = database.Value[string](tx, "SELECT id FROM item"+middle,
			tx.Workspace, size.items/2)
		return err
	})
	return keys
}

func (s *served) write(db *database.DB, in scope.Scope, fn func(*database.Tx) error) {
	s.Helper()
	if err := db.Write(s.Context(), in, fn); err != nil {
		s.Fatal(err)
	}
}

// deep is the cursor after the first 1,000 records of feedback.
func (s *served) deep() (cursor string) {
	for range 5 {
		var page struct {
			NextCursor string `json:"next_cursor"`
		}
		if !s.call("GET", "/feedback?limit=200&cursor="+cursor, nil, &page) {
			s.FailNow()
		}
		if page.NextCursor == "" {
			break
		}
		cursor = page.NextCursor
	}
	return cursor
}

// rest waits until every job is done, so that nothing runs beside what is measured.
func (s *served) rest() {
	s.Helper()
	deadline := time.After(30 * time.Minute)
	for tick := time.Tick(200 * time.Millisecond); ; {
		var waiting, running struct{ Records []any }
		if !s.call("GET", "/jobs?state=waiting", nil, &waiting) ||
			!s.call("GET", "/jobs?state=running", nil, &running) {
			s.FailNow()
		}
		if len(waiting.Records)+len(running.Records) == 0 {
			return
		}
		select {
		case <-deadline:
			s.Fatal("the jobs are not done after half an hour")
		case <-tick:
		}
	}
}

// procFields reads numbers that Linux tells about the server; elsewhere they are 0.
func (s *served) procFields(file string, fields ...int) (sum int64) {
	raw, err := os.ReadFile(fmt.Sprintf("/proc/%d/%s", s.process.Process.Pid, file))
	if err != nil {
		return 0
	}
	// The name of the program, in brackets, may hold spaces.
	all := strings.Fields(string(raw[bytes.LastIndexByte(raw, ')')+1:]))
	for _, field := range fields {
		n, _ := strconv.ParseInt(all[field], 10, 64)
		sum += n
	}
	return sum
}

// processorTime is what the server has used so far, in user and kernel mode.
func (s *served) processorTime() time.Duration {
	const tick = time.Second / 100
	return time.Duration(s.procFields("stat", 11, 12)) * tick
}

// memory is what the server holds resident, in bytes.
func (s *served) memory() int64 { return s.procFields("statm", 1) * int64(os.Getpagesize()) }
