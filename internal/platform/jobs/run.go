package jobs

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"sync/atomic"
	"time"

	"github.com/throughlinehq/throughline/internal/kit/fault"
	"github.com/throughlinehq/throughline/internal/kit/id"
	"github.com/throughlinehq/throughline/internal/kit/scope"
	"github.com/throughlinehq/throughline/internal/platform/database"
)

// Handler does one attempt at a job. Its context ends when the job is cancelled, takes longer
// than its policy allows, loses its lease or the program stops; it should return soon then.
type Handler func(ctx context.Context, run *Run) error

// Why a handler's context ended.
var (
	errCancelled = errors.New("cancelled on request")
	errLeaseLost = errors.New("the lease was lost: another worker has this job")
	errStopping  = errors.New("the program is stopping")
)

// Run is one attempt at a job.
type Run struct {
	ID        id.ID
	Kind      string
	Attempt   int         // 1 for the first
	CreatedBy id.ID       // the user who asked for it last, empty for the program itself
	Scope     scope.Scope // the system, at work in the job's workspace
	DB        *database.DB

	payload json.RawMessage
	worker  string
	policy  Policy
	end     context.CancelCauseFunc
	done    atomic.Int64
	total   atomic.Int64
	dirty   atomic.Bool
}

// Payload decodes what the job was enqueued with.
func (r *Run) Payload(into any) error {
	if err := json.Unmarshal(r.payload, into); err != nil {
		return Permanent(fmt.Errorf("payload of job %s: %w", r.ID, err))
	}
	return nil
}

// Progress says how far the work is. It only notes it, so it may be called for every row;
// the runner writes it down about once a second.
func (r *Run) Progress(done, total int64) {
	r.done.Store(done)
	r.total.Store(total)
	r.dirty.Store(true)
}

// Finish marks the job done within the handler's own transaction, so that its effect and its
// completion are kept together or not at all. A Conflict fault says that the job is no longer
// this run's: the transaction must then be given up, which returning the error does.
func (r *Run) Finish(tx *database.Tx) error {
	changed, err := r.rest(tx, Done, "")
	if err == nil && changed == 0 {
		return fault.Wrap(fault.Conflict, errLeaseLost, "Job %s cannot be finished", r.ID)
	}
	return err
}

// mine is the condition that the job is still this run's: $1 to $4.
const mine = ` WHERE workspace_id = $1 AND id = $2 AND worker = $3 AND attempt = $4
	AND state = 'running'`

func (r *Run) key() []any { return []any{r.Scope.Workspace, r.ID, r.worker, r.Attempt} }

// rest ends the job, or lets it wait again if it was asked for once more meanwhile.
func (r *Run) rest(tx *database.Tx, state State, why string) (int64, error) {
	tx.Touch(r.ID)
	if state == Done && r.policy.Steady > 0 {
		gone, err := tx.Exec("DELETE FROM job"+mine+" AND NOT again", r.key()...)
		if err != nil || gone > 0 {
			return gone, err
		}
	}
	return tx.Exec(`UPDATE job SET
		state = CASE WHEN again THEN 'waiting' ELSE $5 END,
		attempt = CASE WHEN again THEN 0 ELSE attempt END,
		run_at = CASE WHEN again THEN CAST($10 AS BIGINT) ELSE run_at END,
		finished_at = CASE WHEN again THEN NULL ELSE CAST($6 AS BIGINT) END,
		error = $7, done = $8, total = $9, worker = '', lease_until = NULL`+mine,
		append(r.key(), string(state), tx.Now, why, r.done.Load(), r.total.Load(),
			tx.Now.Add(r.policy.Steady))...)
}

// wait puts the job back to be run at a later moment; attempt is what counts as used.
func (r *Run) wait(tx *database.Tx, until time.Time, attempt int, why string) error {
	tx.Touch(r.ID)
	_, err := tx.Exec(`UPDATE job SET state = 'waiting', run_at = $5, attempt = $6, error = $7,
		worker = '', lease_until = NULL`+mine, append(r.key(), until, attempt, why)...)
	return err
}

// settle writes down how the attempt went. It changes nothing when Finish was committed or the
// lease went to another worker.
func (r *Run) settle(tx *database.Tx, cause, err error) error {
	switch {
	case err == nil:
		_, err = r.rest(tx, Done, "")
		return err
	case errors.Is(cause, errCancelled):
		_, err = r.rest(tx, Cancelled, reason(err))
		return err
	case errors.Is(cause, errStopping):
		return r.wait(tx, tx.Now, r.Attempt-1, "")
	}
	wait, giveUp := r.policy.next(r.Attempt, err)
	if giveUp {
		_, err = r.rest(tx, Failed, reason(err))
		return err
	}
	return r.wait(tx, tx.Now.Add(wait), r.Attempt, reason(err))
}

// attempt runs the handler and returns its error, also for a panic, and why its context ended.
func (r *Run) attempt(ctx context.Context, handle Handler) (cause, err error) {
	ctx, end := context.WithTimeoutCause(ctx, r.policy.Timeout,
		fmt.Errorf("took longer than %s", r.policy.Timeout))
	defer end()
	defer func() {
		if p := recover(); p != nil {
			err = panicked(p)
		}
		if cause = context.Cause(ctx); cause != nil && err != nil {
			err = fmt.Errorf("%w: %w", cause, err)
		}
	}()
	return nil, handle(ctx, r)
}
