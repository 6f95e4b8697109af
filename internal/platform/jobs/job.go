package jobs

import (
	"encoding/json"
	"time"

	"github.com/throughlinehq/throughline/internal/kit/fault"
	"github.com/throughlinehq/throughline/internal/kit/id"
	"github.com/throughlinehq/throughline/internal/kit/page"
	"github.com/throughlinehq/throughline/internal/platform/database"
)

// State is where a job is in its life.
type State string

// The states. A job in one of the last three is at rest.
const (
	Waiting   State = "waiting"
	Running   State = "running"
	Done      State = "done"
	Failed    State = "failed" // given up; Error says why
	Cancelled State = "cancelled"
)

// Job is a piece of work, as the page of jobs shows it.
type Job struct {
	ID         id.ID
	Kind       string
	Payload    json.RawMessage
	State      State
	UniqueKey  string
	Attempt    int64 // how often it was begun
	RunAt      time.Time
	LeaseUntil *time.Time
	Worker     string
	Cancelled  bool // somebody asked the running job to stop
	Again      bool // asked for once more while it was running
	Done       int64
	Total      int64
	Error      string // why the last attempt failed
	CreatedBy  id.ID  // the user who asked for it last, empty for the program itself
	CreatedAt  time.Time
	FinishedAt *time.Time
}

// Options say when and how often a job runs.
type Options struct {
	// UniqueKey, when not empty, names the work: while a job of the kind with that key waits,
	// asking again changes nothing; while it runs, it will run once more afterwards.
	UniqueKey string
	RunAt     time.Time // the zero time means now
}

// Enqueue asks for work of the kind once the transaction is committed, and returns the job
// that will do it.
func Enqueue(tx *database.Tx, kind string, payload any, o Options) (id.ID, error) {
	if o.UniqueKey != "" {
		asked, err := askAgain(tx, kind, o.UniqueKey)
		if !fault.Is(err, fault.NotFound) {
			return asked, err
		}
	}
	raw, err := json.Marshal(payload)
	if err != nil {
		return "", err
	}
	if o.RunAt.IsZero() {
		o.RunAt = tx.Now
	}
	job := Job{ID: tx.NewID("job"), Kind: kind, Payload: raw, State: Waiting,
		UniqueKey: o.UniqueKey, RunAt: o.RunAt, CreatedBy: tx.Actor.ID, CreatedAt: tx.Now}
	tx.Touch(job.ID)
	return job.ID, tx.Insert("job", job)
}

// askAgain finds the job that already does this work. It is one UPDATE, so that the row stays
// locked until we commit and no worker can begin before it sees what we wrote. The last who asked
// answers for the job, unless the program wants it itself.
func askAgain(tx *database.Tx, kind, key string) (id.ID, error) {
	return database.Value[id.ID](tx, `UPDATE job SET again = (state = 'running'),
		created_by = CASE WHEN created_by = '' THEN '' ELSE CAST($4 AS TEXT) END
		WHERE workspace_id = $1 AND kind = $2 AND unique_key = $3
		AND unique_key <> '' AND state IN ('waiting', 'running') RETURNING id`,
		tx.Workspace, kind, key, tx.Actor.ID)
}

// Cancel takes a waiting job away and asks a running one to stop; a Conflict fault says that
// the job is at rest already.
func Cancel(tx *database.Tx, job id.ID) error {
	return change(tx, job, `UPDATE job SET cancelled = TRUE, again = FALSE,
		finished_at = CASE WHEN state = 'waiting' THEN CAST($3 AS BIGINT) END,
		state = CASE WHEN state = 'waiting' THEN 'cancelled' ELSE state END
		WHERE workspace_id = $1 AND id = $2 AND state IN ('waiting', 'running')`,
		"This job is at rest already; there is nothing to cancel.")
}

// Retry runs a failed or cancelled job once more from the start, and who asks for that answers
// for it from now on; a Conflict fault says that it is neither, or that the same work is under way
// again already.
func Retry(tx *database.Tx, job id.ID) error {
	return change(tx, job, `UPDATE job SET state = 'waiting', attempt = 0, run_at = $3,
		cancelled = FALSE, finished_at = NULL, error = '', done = 0, total = 0,
		created_by = CASE WHEN created_by = '' THEN '' ELSE CAST($4 AS TEXT) END
		WHERE workspace_id = $1 AND id = $2 AND state IN ('failed', 'cancelled')`,
		"Only a failed or cancelled job can be run again.", tx.Actor.ID)
}

func change(tx *database.Tx, job id.ID, statement, refusal string, more ...any) error {
	if _, err := Get(tx, job); err != nil {
		return err
	}
	changed, err := tx.Exec(statement, append([]any{tx.Workspace, job, tx.Now}, more...)...)
	if err == nil && changed == 0 {
		return fault.New(fault.Conflict, "%s", refusal)
	}
	tx.Touch(job)
	return err
}

// Get loads a job of the workspace.
func Get(tx *database.Tx, job id.ID) (Job, error) { return database.Get[Job](tx, "job", job) }

// Query narrows the list of jobs; empty fields do not.
type Query struct {
	States []State
	Kinds  []string
}

// List returns the workspace's jobs, newest first.
func List(tx *database.Tx, q Query, request page.Request) (page.Page[Job], error) {
	filter := tx.Where("")
	database.AndIn(filter, "state", q.States)
	database.AndIn(filter, "kind", q.Kinds)
	var at int64
	var last id.ID
	switch more, err := request.After(&at, &last); {
	case err != nil:
		return page.Page[Job]{}, err
	case more:
		filter.And("(created_at, id) < ($, $)", at, last)
	}
	limit := filter.Place(request.Size() + 1)
	where, args := filter.SQL()
	found, err := database.List[Job](tx, `SELECT `+database.Columns[Job]("")+` FROM job `+where+
		` ORDER BY created_at DESC, id DESC LIMIT `+limit, args...)
	return page.Cut(found, request.Size(),
		func(j Job) []any { return []any{j.CreatedAt.UnixMicro(), j.ID} }), err
}
