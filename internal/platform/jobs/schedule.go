package jobs

import (
	"context"
	"crypto/sha256"
	"encoding/base32"
	"fmt"
	"strings"
	"time"

	"github.com/throughlinehq/throughline/internal/kit/id"
	"github.com/throughlinehq/throughline/internal/platform/database"
)

// periodic is a kind of job that the runner enqueues by itself.
type periodic struct {
	kind  string
	every time.Duration
}

// Every enqueues a job of the kind once in each interval, in no workspace: its handler's scope
// is [scope.Everywhere]. Intervals are cut from the beginning of time, so that all processes
// agree on them. After days off there is one run to catch up, and while one still runs the
// next waits. Call it before Run.
func (r *Runner) Every(kind string, interval time.Duration) {
	r.schedule = append(r.schedule, periodic{kind, interval})
}

// enqueueScheduled makes the jobs of the present intervals. A job's identifier follows from
// its interval, so no two processes can make it twice.
func (r *Runner) enqueueScheduled(ctx context.Context) error {
	for _, p := range r.schedule {
		begin := r.db.Now().Truncate(p.every)
		job := intervalID(p.kind, begin)
		var known bool
		err := r.db.Read(ctx, everywhere, func(tx *database.Tx) (err error) {
			known, err = database.Value[bool](tx, `SELECT EXISTS (SELECT 1 FROM job
				WHERE workspace_id = $1 AND (id = $2 OR kind = $3 AND unique_key = 'every'
				AND state IN ('waiting', 'running')))`, tx.Workspace, job, p.kind)
			return err
		})
		if err == nil && !known {
			err = r.enqueueInterval(ctx, p.kind, job, begin)
		}
		if err != nil {
			return fmt.Errorf("%s: %w", p.kind, err)
		}
	}
	return nil
}

func (r *Runner) enqueueInterval(
	ctx context.Context, kind string, job id.ID, begin time.Time,
) error {
	return r.db.Write(ctx, everywhere, func(tx *database.Tx) error {
		_, err := tx.Exec(`INSERT INTO job (workspace_id, id, kind, payload, state, unique_key,
			attempt, run_at, worker, cancelled, again, done, total, error, created_by, created_at)
			VALUES ($1, $2, $3, $4, 'waiting', 'every', 0, $5, '', FALSE, FALSE, 0, 0, '', '', $6)
			ON CONFLICT DO NOTHING`, tx.Workspace, job, kind,
			map[string]any{"interval": begin}, begin, tx.Now)
		return err
	})
}

// intervalID is the identifier of the one job of a kind in the interval.
func intervalID(kind string, begin time.Time) id.ID {
	sum := sha256.Sum256(fmt.Appendf(nil, "%s %d", kind, begin.UnixMicro()))
	encoding := base32.NewEncoding("0123456789abcdefghjkmnpqrstvwxyz").WithPadding(base32.NoPadding)
	return id.ID("job_" + strings.ToLower(encoding.EncodeToString(sum[:]))[:26])
}

// purgeAfter has the runner remove jobs that have been at rest for longer than keep.
func (r *Runner) purgeAfter(keep time.Duration) {
	const kind, batch = "jobs.purge", 1000
	r.Handle(kind, func(ctx context.Context, run *Run) error {
		for removed := int64(batch); removed == batch; {
			err := run.DB.Write(ctx, run.Scope, func(tx *database.Tx) (err error) {
				removed, err = tx.Exec(`DELETE FROM job WHERE (workspace_id, id) IN (
					SELECT workspace_id, id FROM job
					WHERE state IN ('done', 'failed', 'cancelled') AND finished_at < $1
					LIMIT $2)`, tx.Now.Add(-keep), int64(batch))
				return err
			})
			if err != nil {
				return err
			}
		}
		return nil
	}, Policy{})
	r.Every(kind, 24*time.Hour)
}
