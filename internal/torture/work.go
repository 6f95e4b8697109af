package torture

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"sync"
	"time"

	"github.com/throughlinehq/throughline/internal/audit"
	"github.com/throughlinehq/throughline/internal/kit/fault"
	"github.com/throughlinehq/throughline/internal/kit/id"
	"github.com/throughlinehq/throughline/internal/kit/scope"
	"github.com/throughlinehq/throughline/internal/platform/database"
	"github.com/throughlinehq/throughline/internal/platform/jobs"
)

// here is where the torturer works: a workspace that nobody else has.
var here = scope.ForSystem("workspace_torture", "torture")

const (
	jobKind  = "torture.effect"
	jobEvery = 8 // writes; more jobs than that would only make the end wait
)

// Ack is what a writer was promised: the record is stored, under that number.
type Ack struct {
	Record id.ID
	Number int64
}

// Work opens the database at url and writes with so many writers until it is killed, or ctx
// ends. Each acknowledged write is a line on acks: the record and its number. It is what the
// child process of [Run] does.
func Work(ctx context.Context, url string, writers int, acks io.Writer) error {
	db, err := database.Open(ctx, url, database.Options{})
	if err != nil {
		return err
	}
	defer db.Close()
	if err := db.Migrate(ctx); err != nil {
		return err
	}
	runner := newRunner(db)
	db.OnCommit = runner.Heard
	ctx, stop := context.WithCancelCause(ctx)
	defer stop(nil)
	var working sync.WaitGroup
	working.Go(func() { runner.Run(ctx) })
	acked := &lines{out: acks}
	for w := range writers {
		working.Go(func() {
			for n := w; ctx.Err() == nil; n++ {
				if err := writeOne(ctx, db, acked, n%jobEvery == 0); err != nil {
					stop(err)
				}
			}
		})
	}
	working.Wait()
	if err := context.Cause(ctx); !errors.Is(err, context.Canceled) {
		return err
	}
	return nil
}

// lines writes whole lines from several writers.
type lines struct {
	mu  sync.Mutex
	out io.Writer
}

func (l *lines) print(a Ack) error {
	l.mu.Lock()
	defer l.mu.Unlock()
	_, err := fmt.Fprintf(l.out, "%s %d\n", a.Record, a.Number)
	return err
}

// writeOne makes one write as areas do it: a number, an audit entry, sometimes a job.
func writeOne(ctx context.Context, db *database.DB, acked *lines, withJob bool) error {
	var ack Ack
	err := db.Write(ctx, here, func(tx *database.Tx) (err error) {
		ack.Record = tx.NewID("torture")
		if ack.Number, err = tx.Next("torture"); err != nil {
			return err
		}
		detail := map[string]any{"number": ack.Number}
		if err := audit.Log(tx, "tortured", ack.Record, detail); err != nil {
			return err
		}
		if withJob {
			_, err = jobs.Enqueue(tx, jobKind, nil, jobs.Options{})
		}
		return err
	})
	if err != nil {
		if ctx.Err() != nil {
			return nil
		}
		return err
	}
	return acked.print(ack)
}

// newRunner is a runner whose jobs count up once each.
func newRunner(db *database.DB) *jobs.Runner {
	r := jobs.NewRunner(db, jobs.Settings{Lease: 2 * time.Second, Poll: 100 * time.Millisecond,
		Log: slog.New(slog.DiscardHandler)})
	r.Handle(jobKind, func(ctx context.Context, run *jobs.Run) error {
		return run.DB.Write(ctx, run.Scope, func(tx *database.Tx) error {
			if _, err := tx.Next("effects"); err != nil {
				return err
			}
			return run.Finish(tx)
		})
	}, jobs.Policy{MaxAttempts: 1000,
		Backoff: func(int) time.Duration { return 100 * time.Millisecond }})
	return r
}

// drain lets the jobs that the killed programs left behind be done.
func drain(ctx context.Context, db *database.DB) error {
	ctx, cancel := context.WithTimeoutCause(ctx, 3*time.Minute,
		fault.New(fault.Unavailable, "the jobs left behind were not done in time"))
	defer cancel()
	runner := newRunner(db)
	var running sync.WaitGroup
	stop, stopRunner := context.WithCancel(ctx)
	running.Go(func() { runner.Run(stop) })
	defer running.Wait()
	defer stopRunner()
	poll := time.NewTicker(100 * time.Millisecond)
	defer poll.Stop()
	for {
		left, err := count(ctx, db, `SELECT count(*) FROM job WHERE workspace_id = $1
			AND state IN ('waiting', 'running')`)
		if err != nil || left == 0 {
			return err
		}
		select {
		case <-ctx.Done():
			return context.Cause(ctx)
		case <-poll.C:
		}
	}
}

// count runs a query that counts in our workspace.
func count(ctx context.Context, db *database.DB, query string) (n int64, err error) {
	err = db.Read(ctx, here, func(tx *database.Tx) error {
		n, err = database.Value[int64](tx, query, tx.Workspace)
		return err
	})
	return n, err
}
