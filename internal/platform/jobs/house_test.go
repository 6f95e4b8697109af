package jobs_test

import (
	"context"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/throughlinehq/throughline/internal/kit/clock"
	"github.com/throughlinehq/throughline/internal/kit/id"
	"github.com/throughlinehq/throughline/internal/kit/scope"
	"github.com/throughlinehq/throughline/internal/platform/database"
	"github.com/throughlinehq/throughline/internal/platform/database/databasetest"
	"github.com/throughlinehq/throughline/internal/platform/jobs"
)

// house is a database with a clock that the test moves, and what tests do in it.
type house struct {
	*testing.T
	db  *database.DB
	now atomic.Int64
}

var alice = scope.Scope{Workspace: "workspace_a",
	Actor: scope.Actor{Kind: scope.User, ID: "user_alice", Name: "Alice"}}

func onBoth(t *testing.T, test func(h *house)) {
	t.Helper()
	databasetest.EachURL(t, func(t *testing.T, url string) {
		h := &house{T: t}
		h.now.Store(databasetest.Start.UnixMicro())
		db, err := database.Open(t.Context(), url, database.Options{Clock: h.clock()})
		if err != nil {
			t.Fatal(err)
		}
		t.Cleanup(func() { db.Close() })
		if err := db.Migrate(t.Context()); err != nil {
			t.Fatal(err)
		}
		h.db = db
		test(h)
	})
}

func (h *house) clock() clock.Clock {
	return func() time.Time { return time.UnixMicro(h.now.Load()).UTC() }
}

func (h *house) pass(d time.Duration) { h.now.Add(d.Microseconds()) }

func (h *house) write(s scope.Scope, fn func(tx *database.Tx) error) {
	h.Helper()
	if err := h.db.Write(h.Context(), s, fn); err != nil {
		h.Fatal(err)
	}
}

func (h *house) enqueue(s scope.Scope, kind string, o jobs.Options) (job id.ID) {
	h.Helper()
	h.write(s, func(tx *database.Tx) (err error) {
		job, err = jobs.Enqueue(tx, kind, map[string]int{"n": 7}, o)
		return err
	})
	return job
}

func (h *house) get(s scope.Scope, job id.ID) (found jobs.Job) {
	h.Helper()
	err := h.db.Read(h.Context(), s, func(tx *database.Tx) (err error) {
		found, err = jobs.Get(tx, job)
		return err
	})
	if err != nil {
		h.Fatal(err)
	}
	return found
}

// until waits for a state that a running runner brings about; it polls, the runner acts.
func (h *house) until(s scope.Scope, job id.ID, state jobs.State) jobs.Job {
	h.Helper()
	deadline := time.After(20 * time.Second)
	for {
		found := h.get(s, job)
		if found.State == state {
			return found
		}
		select {
		case <-deadline:
			h.Fatalf("job is %+v, want %s", found, state)
		case <-time.Tick(5 * time.Millisecond):
		}
	}
}

func (h *house) runner(workers int) *jobs.Runner {
	return jobs.NewRunner(h.db, jobs.Settings{Workers: workers, Poll: 10 * time.Millisecond})
}

// start lets a runner work until the returned function is called or the test ends.
func (h *house) start(r *jobs.Runner) (stop func()) {
	ctx, cancel := context.WithCancel(context.Background())
	var running sync.WaitGroup
	running.Go(func() { r.Run(ctx) })
	stop = func() { cancel(); running.Wait() }
	h.Cleanup(stop)
	return stop
}

func count(tx *database.Tx, _ error) error {
	_, err := tx.Next("effect")
	return err
}

func (h *house) effects(s scope.Scope) (n int64) {
	h.write(s, func(tx *database.Tx) (err error) {
		n, err = tx.Next("effect")
		return err
	})
	return n - 1
}
