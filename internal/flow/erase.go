package flow

import (
	"context"
	"slices"
	"time"

	"github.com/throughlinehq/throughline/internal/event"
	"github.com/throughlinehq/throughline/internal/flag"
	"github.com/throughlinehq/throughline/internal/kit/scope"
	"github.com/throughlinehq/throughline/internal/people"
	"github.com/throughlinehq/throughline/internal/platform/database"
	"github.com/throughlinehq/throughline/internal/platform/jobs"
)

// TidyJob is the kind of the job that deletes, once a day, what is not to be kept any longer.
const TidyJob = "house.tidy"

// ErasePerson forgets a person whom clients know by any of the ids: their ids, their events and
// exposures, and which variants they were given.
func ErasePerson(tx *database.Tx, ids []string) (event.Erasure, error) {
	return event.Erase(tx, ids, flag.ForgetPerson)
}

// Tidying deletes some of what a workspace is not to keep any longer and returns how much.
type Tidying func(*database.Tx) (int64, error)

// tidyAll deletes it in every workspace.
func (w Workshop) tidyAll(ctx context.Context, _ *jobs.Run) error {
	workspaces, err := people.Workspaces(ctx, w.DB)
	if err != nil {
		return err
	}
	ours := []Tidying{w.forgetAssignments, EmptyBin, forgetRevoked}
	for _, each := range workspaces {
		in := scope.ForSystem(each, "tidying")
		for _, tidy := range slices.Concat(w.Tidy, ours) {
			if err := untilNone(ctx, w.DB, in, tidy); err != nil {
				return err
			}
		}
	}
	return nil
}

func untilNone(ctx context.Context, db *database.DB, s scope.Scope, tidy Tidying) error {
	for some := int64(1); some > 0; {
		err := db.Write(ctx, s, func(tx *database.Tx) (err error) {
			some, err = tidy(tx)
			return err
		})
		if err != nil {
			return err
		}
	}
	return ctx.Err()
}

// runForget deletes assignments of one workspace.
func (w Workshop) runForget(ctx context.Context, run *jobs.Run) error {
	return untilNone(ctx, w.DB, run.Scope, w.forgetAssignments)
}

func (w Workshop) forgetAssignments(tx *database.Tx) (int64, error) {
	keep := w.KeepAssignments
	if keep <= 0 {
		keep = usualKeep
	}
	return flag.Forget(tx, keep)
}

// usualKeep is how long an assignment is kept that nobody has use of, unless somebody says.
const usualKeep = 90 * 24 * time.Hour
