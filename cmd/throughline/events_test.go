package main

import (
	"bytes"
	"compress/gzip"
	"encoding/json"
	"fmt"
	"io"
	"math/rand/v2"
	"net/http"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"github.com/throughlinehq/throughline/internal/kit/scope"
	"github.com/throughlinehq/throughline/internal/platform/database"
	"github.com/throughlinehq/throughline/internal/platform/database/databasetest"
)

const (
	eventBatch   = 100 // as Segment's and PostHog's clients send them
	eventClients = 16
	eventKills   = 5
)

// eventKey makes an environment and returns a key for its clients.
func (s *served) eventKey() string {
	s.Helper()
	var place, key struct{ ID, Secret string }
	if !s.call("POST", "/environments", strings.NewReader(`{"key":"live","name":"Live"}`), &place) ||
		!s.call("POST", "/environments/"+place.ID+"/keys", strings.NewReader(`{"name":"shop"}`), &key) {
		s.FailNow()
	}
	return key.Secret
}

// packers are used again, since a new one takes more time than packing a batch.
var packers = sync.Pool{New: func() any { return gzip.NewWriter(nil) }}

// sendEvents sends a batch as Segment's client does, packed; false when it was not answered.
func (s *served) sendEvents(key, name string) bool {
	var b bytes.Buffer
	z := packers.Get().(*gzip.Writer)
	defer packers.Put(z)
	z.Reset(&b)
	fmt.Fprint(z, `{"batch":[`)
	for n := range eventBatch {
		if n > 0 {
			fmt.Fprint(z, ",")
		}
		fmt.Fprintf(z, `{"type":"track","event":"event %d","messageId":"%s-%d","userId":"user %[3]d",
			"properties":{"plan":"gold","path":"/settings/members"}}`, n%20, name, n)
	}
	fmt.Fprint(z, "]}")
	_ = z.Close()
	r, err := http.NewRequest("POST", s.address+"/v1/batch", &b)
	if err != nil {
		s.Error(err)
		return false
	}
	r.SetBasicAuth(key, "")
	r.Header.Set("Content-Encoding", "gzip")
	response, err := http.DefaultClient.Do(r)
	if err != nil {
		return false // killed
	}
	defer response.Body.Close()
	body, err := io.ReadAll(response.Body)
	var told struct{ Accepted int }
	if err != nil || json.Unmarshal(body, &told) != nil {
		return false // killed while it answered
	}
	if response.StatusCode != 200 || told.Accepted != eventBatch {
		s.Errorf("%d %s", response.StatusCode, body)
	}
	return true
}

// TestD1KillsLoseNoEvents kills the serving program while clients send events. Each client sends
// again what was not answered, as real ones do: then every event is there once.
func TestD1KillsLoseNoEvents(t *testing.T) {
	databasetest.EachURL(t, func(t *testing.T, url string) {
		s := newServed(t, url)
		s.start()
		key := s.eventKey()
		random := rand.New(rand.NewPCG(1, 8))
		next := make([]int, eventClients) // the batch that each client has to send
		for range eventKills {
			var clients sync.WaitGroup
			for c := range next {
				clients.Go(func() {
					for s.sendEvents(key, fmt.Sprint(c, "-", next[c])) {
						next[c]++
					}
				})
			}
			time.AfterFunc(time.Duration(100+random.IntN(300))*time.Millisecond,
				func() { _ = s.process.Process.Kill() })
			_ = s.process.Wait()
			clients.Wait()
			s.start()
		}
		want := int64(0)
		for c := range next { // what was sent in vain, and the last once more
			for n := max(0, next[c]-1); n <= next[c]; n++ {
				if !s.sendEvents(key, fmt.Sprint(c, "-", n)) {
					t.Fatal("the restarted program does not answer")
				}
			}
			want += int64(next[c]+1) * eventBatch
		}
		s.stop()
		if got := s.countEvents(); got != want {
			t.Errorf("%d events are stored, want %d", got, want)
		}
		t.Logf("%d kills, %d events", eventKills, want)
	})
}

func (s *served) countEvents() (n int64) {
	s.Helper()
	db := databasetest.Open(s, s.url)
	defer db.Close()
	err := db.Read(s.Context(), scope.ForSystem(s.workspace, "test"), func(tx *database.Tx) (err error) {
		n, err = database.Value[int64](tx, "SELECT count(*) FROM event WHERE workspace_id = $1", tx.Workspace)
		return err
	})
	if err != nil {
		s.Fatal(err)
	}
	return n
}

// BenchmarkEventsServed prints how many events a second the real program takes over HTTP, packed
// and in batches of 100, each durable before its answer, and the processor time that the server
// spends on one: receiving, storing and indexing it. The clients share the processors.
//
//	go test ./cmd/throughline -run '^$' -bench EventsServed -benchtime 2000x
func BenchmarkEventsServed(b *testing.B) {
	databasetest.EachDurable(b, func(b *testing.B, url string) {
		s := newServed(b, url)
		s.start()
		key := s.eventKey()
		http.DefaultTransport.(*http.Transport).MaxIdleConnsPerHost = eventClients
		batches := make(chan int)
		var clients sync.WaitGroup
		for range eventClients {
			clients.Go(func() {
				for n := range batches {
					if !s.sendEvents(key, fmt.Sprint(n)) {
						b.Error("no answer")
					}
				}
			})
		}
		before, own := s.processorTime(), ownProcessorTime(b)
		b.ResetTimer()
		for n := range b.N {
			batches <- n
		}
		close(batches)
		clients.Wait()
		events := float64(eventBatch * b.N)
		b.ReportMetric(events/b.Elapsed().Seconds(), "events/s")
		spent := s.processorTime() - before
		b.ReportMetric(float64(spent.Microseconds())/events, "cpu-µs/event")
		own = ownProcessorTime(b) - own
		b.ReportMetric(float64(own.Microseconds())/events, "clients-µs/event")
		s.stop()
	})
}

// ownProcessorTime is what this process has spent: here, that of the clients.
func ownProcessorTime(b *testing.B) time.Duration {
	var used syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &used); err != nil {
		b.Fatal(err)
	}
	return time.Duration(used.Utime.Nano() + used.Stime.Nano())
}
