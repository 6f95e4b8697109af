package jobs_test

import (
	"context"
	"errors"
	"strings"
	"testing"
	"time"

	"github.com/throughlinehq/throughline/internal/kit/fault"
	"github.com/throughlinehq/throughline/internal/kit/id"
	"github.com/throughlinehq/throughline/internal/kit/scope"
	"github.com/throughlinehq/throughline/internal/platform/database"
	"github.com/throughlinehq/throughline/internal/platform/jobs"
)

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
