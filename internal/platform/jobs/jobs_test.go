package jobs_test

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/throughlinehq/throughline/internal/kit/clock"
	"github.com/throughlinehq/throughline/internal/kit/fault"
	"github.com/throughlinehq/throughline/internal/kit/id"
	"github.com/throughlinehq/throughline/internal/kit/page"
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

func TestAJobKnowsWhoAskedAndFinishesWithItsEffect(t *testing.T) {
	onBoth(t, func(h *house) {
		job := h.enqueue(alice, "count", jobs.Options{})
		r := h.runner(2)
		r.Handle("count", func(ctx context.Context, run *jobs.Run) error {
			var payload struct{ N int }
			if err := run.Payload(&payload); err != nil || payload.N != 7 {
				t.Errorf("payload %+v, %v", payload, err)
			}
			if run.CreatedBy != "user_alice" || run.Scope.Workspace != "workspace_a" ||
				run.Scope.Actor.Kind != scope.System {
				t.Errorf("created by %s, scope %+v", run.CreatedBy, run.Scope)
			}
			run.Progress(3, 4)
			return run.DB.Write(ctx, run.Scope, func(tx *database.Tx) error {
				return count(tx, run.Finish(tx))
			})
		}, jobs.Policy{})
		h.start(r)
		done := h.until(alice, job, jobs.Done)
		if done.Done != 3 || done.Total != 4 || done.Attempt != 1 || done.FinishedAt == nil {
			t.Errorf("done as %+v", done)
		}
		if n := h.effects(alice); n != 1 {
			t.Errorf("effect %d times", n)
		}
	})
}

func TestRetriesThenDeadLetter(t *testing.T) {
	onBoth(t, func(h *house) {
		r := h.runner(2)
		began := make(chan int, 10)
		r.Handle("fail", func(_ context.Context, run *jobs.Run) error {
			began <- run.Attempt
			if run.Attempt == 2 {
				panic("at work")
			}
			return errors.New("no route to host")
		}, jobs.Policy{MaxAttempts: 3})
		r.Handle("hopeless", func(context.Context, *jobs.Run) error {
			return jobs.Permanent(errors.New("no such address"))
		}, jobs.Policy{})
		job, hopeless := h.enqueue(alice, "fail", jobs.Options{}),
			h.enqueue(alice, "hopeless", jobs.Options{})
		h.start(r)
		for attempt, reason := range []string{"no route", "panic: at work (", "no route"} {
			if n := <-began; n != attempt+1 {
				t.Fatalf("attempt %d, want %d", n, attempt+1)
			}
			state := jobs.Waiting
			if attempt == 2 {
				state = jobs.Failed
			}
			if got := h.until(alice, job, state); !strings.Contains(got.Error, reason) {
				t.Errorf("after attempt %d: %q, want %q", attempt+1, got.Error, reason)
			}
			h.pass(5 * time.Second << (2 * attempt))
		}
		if got := h.until(alice, hopeless, jobs.Failed); got.Attempt != 1 {
			t.Errorf("a permanent failure was tried %d times", got.Attempt)
		}
		h.write(alice, func(tx *database.Tx) error { return jobs.Retry(tx, job) })
		if n := <-began; n != 1 {
			t.Errorf("run again as attempt %d", n)
		}
	})
}

// TestJ1 kills a worker in the middle of a job (by never letting it go on) and lets its lease
// run out: another worker does the job, and the first one's effect is refused.
func TestJ1ACrashedJobRunsAgainAndItsEffectHappensOnce(t *testing.T) {
	onBoth(t, func(h *house) {
		job := h.enqueue(alice, "count", jobs.Options{})
		dead, hang, late := h.runner(1), make(chan struct{}), make(chan error, 1)
		began := make(chan struct{})
		dead.Handle("count", func(_ context.Context, run *jobs.Run) error {
			close(began)
			<-hang
			err := run.DB.Write(context.Background(), run.Scope, func(tx *database.Tx) error {
				if err := count(tx, nil); err != nil {
					return err
				}
				return run.Finish(tx)
			})
			late <- err
			return err
		}, jobs.Policy{})
		dead.SkipKeeping()
		h.start(dead)
		<-began
		alive := h.runner(1)
		alive.Handle("count", func(ctx context.Context, run *jobs.Run) error {
			if run.Attempt != 2 {
				t.Errorf("attempt %d", run.Attempt)
			}
			return run.DB.Write(ctx, run.Scope, func(tx *database.Tx) error {
				return count(tx, run.Finish(tx))
			})
		}, jobs.Policy{})
		h.start(alive)
		h.pass(16 * time.Second)
		h.until(alice, job, jobs.Done)
		close(hang)
		if err := <-late; !fault.Is(err, fault.Conflict) {
			t.Errorf("the late finish: %v, want Conflict", err)
		}
		if n := h.effects(alice); n != 1 {
			t.Errorf("effect %d times", n)
		}
	})
}

func TestAJobThatKillsItsWorkersIsGivenUp(t *testing.T) {
	onBoth(t, func(h *house) {
		job := h.enqueue(alice, "bomb", jobs.Options{})
		for attempt := range 2 {
			r, began, hang := h.runner(1), make(chan struct{}), make(chan struct{})
			r.Handle("bomb", func(context.Context, *jobs.Run) error {
				close(began)
				<-hang
				return nil
			}, jobs.Policy{MaxAttempts: 2})
			r.SkipKeeping()
			h.start(r)
			h.Cleanup(func() { close(hang) })
			<-began
			if got := h.get(alice, job); got.Attempt != int64(attempt+1) {
				t.Fatalf("attempt %d", got.Attempt)
			}
			h.pass(20 * time.Second)
		}
		last := h.runner(1)
		last.Handle("bomb", func(context.Context, *jobs.Run) error { return nil },
			jobs.Policy{MaxAttempts: 2})
		h.start(last)
		if got := h.until(alice, job, jobs.Failed); !strings.Contains(got.Error, "was killed") {
			t.Errorf("given up because %q", got.Error)
		}
	})
}

func TestCancel(t *testing.T) {
	onBoth(t, func(h *house) {
		r := h.runner(2)
		began := make(chan struct{}, 1)
		r.Handle("long", func(ctx context.Context, _ *jobs.Run) error {
			began <- struct{}{}
			<-ctx.Done()
			return ctx.Err()
		}, jobs.Policy{})
		job := h.enqueue(alice, "long", jobs.Options{})
		later := h.enqueue(alice, "long", jobs.Options{RunAt: h.db.Now().Add(time.Hour)})
		h.start(r)
		<-began
		asked := time.Now()
		for _, each := range []id.ID{job, later} {
			h.write(alice, func(tx *database.Tx) error { return jobs.Cancel(tx, each) })
		}
		if got := h.until(alice, job, jobs.Cancelled); !strings.Contains(got.Error, "on request") {
			t.Errorf("cancelled with %q", got.Error)
		}
		if waited := time.Since(asked); waited > time.Second {
			t.Errorf("cancelling took %s", waited)
		}
		h.until(alice, later, jobs.Cancelled)
		err := h.db.Write(t.Context(), alice, func(tx *database.Tx) error {
			return jobs.Cancel(tx, job)
		})
		if !fault.Is(err, fault.Conflict) {
			t.Errorf("cancelling twice: %v", err)
		}
		bob := scope.ForSystem("workspace_b", "test")
		err = h.db.Write(t.Context(), bob, func(tx *database.Tx) error {
			return jobs.Cancel(tx, job)
		})
		if !fault.Is(err, fault.NotFound) {
			t.Errorf("cancelling another workspace's job: %v", err)
		}
	})
}

func TestTimeoutAndStop(t *testing.T) {
	onBoth(t, func(h *house) {
		r := h.runner(2)
		began := make(chan string, 4)
		wait := func(ctx context.Context, run *jobs.Run) error {
			began <- run.Kind
			<-ctx.Done()
			return ctx.Err()
		}
		r.Handle("slow", wait, jobs.Policy{Timeout: time.Millisecond})
		r.Handle("stopped", wait, jobs.Policy{})
		slow := h.enqueue(alice, "slow", jobs.Options{})
		stop := h.start(r)
		<-began
		if got := h.until(alice, slow, jobs.Waiting); !strings.Contains(got.Error, "longer than") {
			t.Errorf("timed out with %q", got.Error)
		}
		stopped := h.enqueue(alice, "stopped", jobs.Options{})
		<-began
		stop()
		if got := h.get(alice, stopped); got.State != jobs.Waiting || got.Attempt != 0 {
			t.Errorf("given back as %+v", got)
		}
	})
}

func TestUniqueKey(t *testing.T) {
	onBoth(t, func(h *house) {
		key := jobs.Options{UniqueKey: "theme_1"}
		job := h.enqueue(alice, "score", key)
		if again := h.enqueue(alice, "score", key); again != job {
			t.Fatalf("the same work twice: %s and %s", job, again)
		}
		if other := h.enqueue(scope.ForSystem("workspace_b", "t"), "score", key); other == job {
			t.Fatal("another workspace's work is not the same")
		}
		r := h.runner(1)
		began, goOn := make(chan int), make(chan struct{})
		r.Handle("score", func(_ context.Context, run *jobs.Run) error {
			if run.Scope.Workspace == alice.Workspace {
				began <- run.Attempt
				<-goOn
			}
			return nil
		}, jobs.Policy{})
		h.start(r)
		<-began
		if again := h.enqueue(alice, "score", key); again != job {
			t.Fatal("asked while running: want the same job")
		}
		goOn <- struct{}{}
		if n := <-began; n != 1 { // what was written during the first run must not be missed
			t.Errorf("once more as attempt %d", n)
		}
		goOn <- struct{}{}
		h.until(alice, job, jobs.Done)
		if next := h.enqueue(alice, "score", key); next == job {
			t.Error("a job at rest must not swallow new work")
		}
		<-began
		goOn <- struct{}{}
	})
}

// TestR4 queues long jobs of one workspace: another one's job finds a worker all the same, and
// among short ones workspaces take turns.
func TestR4OneWorkspaceCannotHoldAllWorkers(t *testing.T) {
	onBoth(t, func(h *house) {
		a, b := scope.ForSystem("workspace_a", "t"), scope.ForSystem("workspace_b", "t")
		h.write(a, func(tx *database.Tx) error {
			for range 10_000 {
				if _, err := jobs.Enqueue(tx, "long", nil, jobs.Options{}); err != nil {
					return err
				}
			}
			return nil
		})
		r := h.runner(4)
		var mu sync.Mutex
		order := []id.ID{}
		long, full := make(chan struct{}), make(chan struct{}, 10_000)
		r.Handle("long", func(ctx context.Context, run *jobs.Run) error {
			mu.Lock()
			order = append(order, run.Scope.Workspace)
			mu.Unlock()
			full <- struct{}{}
			select {
			case <-long:
				return nil
			case <-ctx.Done():
				return ctx.Err()
			}
		}, jobs.Policy{})
		stop := h.start(r)
		<-full
		<-full
		began := time.Now()
		var job id.ID
		for range 3 {
			job = h.enqueue(b, "long", jobs.Options{})
		}
		r.Wake()
		<-full
		<-full
		if waited := time.Since(began); waited > 10*time.Second {
			t.Errorf("B waited %s", waited)
		}
		mu.Lock()
		if want := []id.ID{"workspace_a", "workspace_a", "workspace_b", "workspace_b"}; !slices.
			Equal(order, want) {
			t.Errorf("workers went to %v", order)
		}
		mu.Unlock()
		close(long)
		h.until(b, job, jobs.Done)
		stop()
	})
}

func TestJ4ASchedulePausedForDaysCatchesUpOnce(t *testing.T) {
	onBoth(t, func(h *house) {
		ran := make(chan string, 100)
		begin := func() (stop func()) {
			r := h.runner(2)
			r.Handle("hourly", func(_ context.Context, run *jobs.Run) error {
				var payload struct{ Interval time.Time }
				if run.Scope.Workspace != scope.Everywhere {
					t.Errorf("ran in %s", run.Scope.Workspace)
				}
				err := run.Payload(&payload)
				ran <- payload.Interval.Format("02 15:04")
				return err
			}, jobs.Policy{})
			r.Every("hourly", time.Hour)
			return h.start(r)
		}
		stop := begin()
		got := []string{<-ran}
		stop()
		h.pass(3*24*time.Hour + 10*time.Minute)
		stop = begin()
		got = append(got, <-ran)
		h.pass(time.Hour)
		got = append(got, <-ran)
		stop()
		close(ran)
		for late := range ran {
			got = append(got, late)
		}
		if want := "[14 09:00 17 09:00 17 10:00]"; fmt.Sprint(got) != want {
			t.Errorf("ran %v, want %s", got, want)
		}
	})
}

func TestListPagesNewestFirst(t *testing.T) {
	onBoth(t, func(h *house) {
		var want, got []id.ID
		for i := range 5 {
			want = append(want, h.enqueue(alice, []string{"a", "b"}[i%2], jobs.Options{}))
			h.pass(time.Duration(i%2) * time.Second)
		}
		slices.Reverse(want)
		request := page.Request{Limit: 2}
		err := h.db.Read(t.Context(), alice, func(tx *database.Tx) error {
			for {
				found, err := jobs.List(tx, jobs.Query{}, request)
				if err != nil {
					return err
				}
				for _, j := range found.Records {
					got = append(got, j.ID)
				}
				if request.Cursor = found.Next; found.Next == "" {
					break
				}
			}
			some, err := jobs.List(tx, jobs.Query{Kinds: []string{"b"},
				States: []jobs.State{jobs.Waiting, jobs.Failed}}, page.Request{})
			if len(some.Records) != 2 {
				t.Errorf("%d jobs of kind b", len(some.Records))
			}
			return err
		})
		if err != nil || !slices.Equal(got, want) {
			t.Errorf("got %v, want %v, %v", got, want, err)
		}
	})
}
