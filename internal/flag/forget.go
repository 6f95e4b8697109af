package flag

import (
	"slices"
	"time"

	"github.com/throughlinehq/throughline/internal/platform/database"
	"github.com/throughlinehq/throughline/internal/platform/jobs"
)

// ForgetJob is the kind of the job that calls [Forget] until nothing is left to do.
const ForgetJob = "flag.forget"

// askForget has assignments deleted of flags that are no more.
func askForget(tx *database.Tx) error {
	_, err := jobs.Enqueue(tx, ForgetJob, nil, jobs.Options{UniqueKey: "all"})
	return err
}

// forgottenAtOnce is how many assignments one transaction deletes.
const forgottenAtOnce = 5000

// Forget deletes assignments that are of no more use: those of flags that are no more, and those
// that nobody had use of for as long as keep. It deletes some at once and returns how many; call
// it until there are none.
func Forget(tx *database.Tx, keep time.Duration) (int64, error) {
	type assigned struct {
		Key    string
		Living bool
	}
	flags, err := database.List[assigned](tx, `SELECT a.flag AS key, EXISTS (SELECT 1 FROM flag f
		WHERE f.workspace_id = $1 AND f.key = a.flag AND f.deleted_at IS NULL) AS living
		FROM (SELECT DISTINCT flag FROM flag_assignment WHERE workspace_id = $1) a`, tx.Workspace)
	if err != nil {
		return 0, err
	}
	for _, f := range flags {
		before := tx.Now.Add(time.Microsecond)
		if f.Living {
			before = tx.Now.Add(-keep)
		}
		n, err := tx.Exec(`DELETE FROM flag_assignment WHERE workspace_id = $1
			AND (environment_id, unit, flag, phase) IN (
				SELECT environment_id, unit, flag, phase FROM flag_assignment
				WHERE workspace_id = $1 AND flag = $2 AND seen_at < $3 LIMIT $4)`,
			tx.Workspace, f.Key, before, int64(forgottenAtOnce))
		if n > 0 || err != nil {
			return n, err
		}
	}
	return 0, nil
}

// ForgetPerson deletes what was assigned to a person under any of the ids and returns how much
// that was.
func ForgetPerson(tx *database.Tx, ids []string) (total int64, err error) {
	for part := range slices.Chunk(ids, 100) {
		where, args := database.AndIn(tx.Where(""), "person", part).SQL()
		n, err := tx.Exec("DELETE FROM flag_assignment "+where, args...)
		if err != nil {
			return total, err
		}
		total += n
	}
	return total, nil
}
