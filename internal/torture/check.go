package torture

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"

	"github.com/throughlinehq/throughline/internal/audit"
	"github.com/throughlinehq/throughline/internal/kit/fault"
	"github.com/throughlinehq/throughline/internal/kit/id"
	"github.com/throughlinehq/throughline/internal/platform/database"
)

// Seen is what a check found in the database, all of it sound.
type Seen struct {
	Stored int64 // writes that are there: some were killed before they were acknowledged
	Jobs   int64 // done, each with its effect once
}

// Check looks whether the database keeps what it promised: everything in acks is there, the
// numbers run from 1 without gap or repetition, the audit chain is whole, and no job had an
// effect without being done, or the other way round.
func Check(ctx context.Context, db *database.DB, acks []Ack) (seen Seen, err error) {
	err = db.Read(ctx, here, func(tx *database.Tx) error {
		numbers, err := storedNumbers(tx)
		if err != nil {
			return err
		}
		jobs, twice := effectsOnce(tx)
		seen = Seen{int64(len(numbers)), jobs}
		_, broken := audit.Verify(tx)
		return errors.Join(broken, acksKept(acks, numbers), noGaps(tx, numbers), twice)
	})
	return seen, err
}

// storedNumbers reads the number of each record that is stored.
func storedNumbers(tx *database.Tx) (map[id.ID]int64, error) {
	numbers := map[id.ID]int64{}
	err := database.Each(tx, func(row struct {
		RecordID id.ID
		Detail   string
	}) error {
		var detail struct{ Number int64 }
		if err := json.Unmarshal([]byte(row.Detail), &detail); err != nil {
			return fmt.Errorf("detail of %s: %w", row.RecordID, err)
		}
		if _, twice := numbers[row.RecordID]; twice {
			return fmt.Errorf("%s is stored twice", row.RecordID)
		}
		numbers[row.RecordID] = detail.Number
		return nil
	}, `SELECT record_id, detail FROM audit_entry
		WHERE workspace_id = $1 AND action = 'tortured'`, tx.Workspace)
	return numbers, err
}

func acksKept(acks []Ack, numbers map[id.ID]int64) error {
	lost := 0
	var first Ack
	for _, ack := range acks {
		if numbers[ack.Record] != ack.Number {
			if lost++; lost == 1 {
				first = ack
			}
		}
	}
	if lost > 0 {
		return fmt.Errorf("%d of %d acknowledged writes are lost, the first is %s, number %d",
			lost, len(acks), first.Record, first.Number)
	}
	return nil
}

func noGaps(tx *database.Tx, numbers map[id.ID]int64) error {
	last, err := counter(tx, "torture")
	if err != nil {
		return err
	}
	used := map[int64]bool{}
	for record, n := range numbers {
		if used[n] || n < 1 || n > last {
			return fmt.Errorf("%s has the number %d of another, or one never given", record, n)
		}
		used[n] = true
	}
	if int64(len(used)) != last {
		return fmt.Errorf("the counter stands at %d, but %d numbers are used", last, len(used))
	}
	return nil
}

func effectsOnce(tx *database.Tx) (done int64, err error) {
	effects, err := counter(tx, "effects")
	if err != nil {
		return 0, err
	}
	done, err = database.Value[int64](tx, `SELECT count(*) FROM job WHERE workspace_id = $1
		AND kind = $2 AND state = 'done'`, tx.Workspace, jobKind)
	if err == nil && done != effects {
		err = fmt.Errorf("%d jobs are done, but had %d effects", done, effects)
	}
	return done, err
}

func counter(tx *database.Tx, name string) (int64, error) {
	value, err := database.Value[int64](tx, `SELECT value FROM counter
		WHERE workspace_id = $1 AND name = $2`, tx.Workspace, name)
	if fault.Is(err, fault.NotFound) {
		return 0, nil
	}
	return value, err
}
