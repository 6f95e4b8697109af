package jobs_test

import (
	"context"
	"fmt"
	"slices"
	"sync"
	"testing"
	"time"

	"github.com/throughlinehq/throughline/internal/kit/fault"
	"github.com/throughlinehq/throughline/internal/kit/id"
	"github.com/throughlinehq/throughline/internal/kit/page"
	"github.com/throughlinehq/throughline/internal/kit/scope"
	"github.com/throughlinehq/throughline/internal/platform/database"
	"github.com/throughlinehq/throughline/internal/platform/jobs"
)

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

// Steady work that is asked for while it runs waits before it runs again, and leaves no row.
func TestSteadyWorkGathersAndLeavesNothing(t *testing.T) {
	onBoth(t, func(h *house) {
		key := jobs.Options{UniqueKey: "all"}
		began, end := make(chan struct{}), make(chan struct{})
		r := h.runner(1)
		r.Handle("gather", func(context.Context, *jobs.Run) error {
			began <- struct{}{}
			<-end
			return nil
		}, jobs.Policy{Steady: time.Minute})
		job := h.enqueue(alice, "gather", key)
		h.start(r)
		<-began
		h.enqueue(alice, "gather", key)
		end <- struct{}{}
		if got := h.until(alice, job, jobs.Waiting); !got.RunAt.Equal(h.clock()().Add(time.Minute)) {
			t.Errorf("runs again at %s, now is %s", got.RunAt, h.clock()())
		}
		h.pass(time.Minute)
		<-began
		end <- struct{}{}
		// The runner settles the job before it takes the next, so that its row is gone then.
		h.enqueue(alice, "gather", jobs.Options{UniqueKey: "another"})
		<-began
		end <- struct{}{}
		err := h.db.Read(h.Context(), alice, func(tx *database.Tx) error {
			_, err := jobs.Get(tx, job)
			return err
		})
		if !fault.Is(err, fault.NotFound) {
			t.Errorf("the job that is done: %v, want NotFound", err)
		}
	})
}
