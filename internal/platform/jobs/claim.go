package jobs

import (
	"context"
	"errors"
	"fmt"
	"maps"

	"github.com/throughlinehq/throughline/internal/kit/fault"
	"github.com/throughlinehq/throughline/internal/kit/id"
	"github.com/throughlinehq/throughline/internal/kit/scope"
	"github.com/throughlinehq/throughline/internal/platform/database"
)

// everywhere is the scope of the runner's own work, which goes across workspaces.
var everywhere = scope.ForSystem(scope.Everywhere, "jobs")

// claimed is a job with the workspace it is of.
type claimed struct {
	WorkspaceID id.ID
	Job
}

// claim takes up to n due jobs under a lease, workspaces in turn.
func (r *Runner) claim(ctx context.Context, n int) ([]claimed, error) {
	if due, err := r.anyDue(ctx); err != nil || !due {
		return nil, err
	}
	held, turn := r.held()
	var taken []claimed
	err := r.db.Write(ctx, everywhere, func(tx *database.Tx) error {
		taken = nil // the function may run again
		held, turn := maps.Clone(held), turn
		for range n {
			job, found, err := r.next(tx, held, turn)
			if err != nil || !found {
				return err
			}
			if err := r.take(tx, job); err != nil {
				return err
			}
			job.Attempt++
			turn = job.WorkspaceID
			held[turn]++
			taken = append(taken, job)
		}
		return nil
	})
	if err != nil || len(taken) == 0 {
		return nil, err
	}
	r.turnTo(taken[len(taken)-1].WorkspaceID)
	return taken, nil
}

// anyDue looks without writing, so that an idle program leaves the disk alone.
func (r *Runner) anyDue(ctx context.Context) (due bool, err error) {
	err = r.db.Read(ctx, everywhere, func(tx *database.Tx) error {
		filter := new(database.Filter).And("state = 'waiting' AND run_at <= $", tx.Now)
		where, args := database.AndIn(filter, "kind", r.kinds).SQL()
		due, err = database.Value[bool](tx, "SELECT EXISTS (SELECT 1 FROM job "+where+")", args...)
		return err
	})
	return due, err
}

// next finds the next due job: of the workspace after the one whose turn it was, else from the
// beginning. Workspaces that hold their share of the workers are passed over.
func (r *Runner) next(tx *database.Tx, held map[id.ID]int, turn id.ID) (claimed, bool, error) {
	for _, side := range []string{"workspace_id > $", "workspace_id <= $"} {
		filter := new(database.Filter).And("state = 'waiting' AND run_at <= $", tx.Now)
		filter.And(side, turn)
		database.AndIn(filter, "kind", r.kinds)
		for workspace, n := range held {
			if n >= r.share() {
				filter.And("workspace_id <> $", workspace)
			}
		}
		where, args := filter.SQL()
		found, err := database.List[claimed](tx, `SELECT workspace_id, `+
			database.Columns[Job]("")+` FROM job `+where+
			` ORDER BY workspace_id, run_at, id LIMIT 1 `+tx.SkipLocked(), args...)
		if err != nil || len(found) > 0 {
			return first(found), err == nil, err
		}
	}
	return claimed{}, false, nil
}

func first(found []claimed) claimed {
	if len(found) == 0 {
		return claimed{}
	}
	return found[0]
}

// share is how many workers one workspace may hold: half of them, so that the jobs of another
// one always find a worker soon, however many and long the first one's are.
func (r *Runner) share() int { return (r.workers + 1) / 2 }

func (r *Runner) take(tx *database.Tx, job claimed) error {
	_, err := tx.Exec(`UPDATE job SET state = 'running', attempt = attempt + 1, worker = $3,
		lease_until = $4, again = FALSE, done = 0, total = 0
		WHERE workspace_id = $1 AND id = $2`,
		job.WorkspaceID, job.ID, r.name, tx.Now.Add(r.lease))
	return err
}

// reclaim lets the jobs of dead workers run again, or gives them up when that happened as often
// as their policy allows. A lease that ends further ahead than any worker sets it is over too:
// the clock went back since.
func (r *Runner) reclaim(ctx context.Context) error {
	const over = `state = 'running' AND (lease_until < $1 OR lease_until > $2)`
	var lost []claimed
	err := r.db.Read(ctx, everywhere, func(tx *database.Tx) (err error) {
		lost, err = database.List[claimed](tx, `SELECT workspace_id, `+
			database.Columns[Job]("")+` FROM job WHERE `+over+` LIMIT 100`,
			tx.Now, tx.Now.Add(2*r.lease))
		return err
	})
	for _, job := range lost {
		if r.runs(job.ID) {
			continue // only late with its heartbeat
		}
		run := r.newRun(job)
		run.worker = job.Worker
		dead := fmt.Errorf("attempt %d ended without a word: the program was killed, "+
			"or its machine", run.Attempt)
		err = errors.Join(err, r.db.Write(ctx, run.Scope, func(tx *database.Tx) error {
			if run.Attempt >= run.policy.MaxAttempts {
				_, err := run.rest(tx, Failed, dead.Error())
				return err
			}
			return run.wait(tx, tx.Now, run.Attempt, dead.Error())
		}))
	}
	return err
}

// extend renews the leases of the running jobs and writes down their progress. Rows that a
// handler's own transaction holds are passed over; it is about to finish them.
func (r *Runner) extend(ctx context.Context, runs []*Run) error {
	err := r.db.Write(ctx, everywhere, func(tx *database.Tx) error {
		for _, run := range runs {
			_, err := tx.Exec(`UPDATE job SET lease_until = $5, done = $6, total = $7
				WHERE (workspace_id, id) IN (SELECT workspace_id, id FROM job`+mine+` `+
				tx.SkipLocked()+`)`, append(run.key(), tx.Now.Add(r.lease),
				run.done.Load(), run.total.Load())...)
			if err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		return err
	}
	for _, run := range runs {
		if run.dirty.Swap(false) && r.db.OnCommit != nil {
			r.db.OnCommit(run.Scope.Workspace, []id.ID{run.ID})
		}
	}
	return nil
}

// watch ends the context of runs that were cancelled or whose job is no longer theirs.
func (r *Runner) watch(ctx context.Context, runs []*Run) error {
	return r.db.Read(ctx, everywhere, func(tx *database.Tx) error {
		for _, run := range runs {
			cancelled, err := database.Value[bool](tx,
				"SELECT cancelled FROM job"+mine, run.key()...)
			switch {
			case fault.Is(err, fault.NotFound):
				run.end(errLeaseLost)
			case err != nil:
				return err
			case cancelled:
				run.end(errCancelled)
			}
		}
		return nil
	})
}
