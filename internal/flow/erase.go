package flow

import (
	"context"
	"slices"
	"time"

	"github.com/throughlinehq/throughline/internal/audit"
	"github.com/throughlinehq/throughline/internal/event"
	"github.com/throughlinehq/throughline/internal/feedback"
	"github.com/throughlinehq/throughline/internal/flag"
	"github.com/throughlinehq/throughline/internal/insight"
	"github.com/throughlinehq/throughline/internal/kit/scope"
	"github.com/throughlinehq/throughline/internal/people"
	"github.com/throughlinehq/throughline/internal/platform/database"
	"github.com/throughlinehq/throughline/internal/platform/jobs"
	"github.com/throughlinehq/throughline/internal/release"
)

// TidyJob is the kind of the job that deletes, once a day, what is not to be kept any longer.
const TidyJob = "house.tidy"

// ErasePerson forgets a person whom anybody knows by any of the ids: their ids, their events and
// exposures, which variants they were given, that a segment lists them, and, where a customer goes
// by one of the ids or has it for an address, that customer with what they said and were told.
func ErasePerson(tx *database.Tx, ids []string) (event.Erasure, error) {
	return event.Erase(tx, ids, event.Rooms{Known: otherIDs, Forget: forgetPerson})
}

// otherIDs are how customers who go by one of the ids are called otherwise.
func otherIDs(tx *database.Tx, ids []string) (more []string, err error) {
	customers, err := feedback.KnownAs(tx, ids)
	for _, c := range customers {
		for _, each := range []string{c.ExternalID, c.Email} {
			if each != "" {
				more = append(more, each)
			}
		}
	}
	return more, err
}

func forgetPerson(tx *database.Tx, ids []string) (out event.Forgotten, err error) {
	if out.Assignments, err = flag.ForgetPerson(tx, ids); err != nil {
		return out, err
	}
	if out.Listings, err = flag.Unlist(tx, ids); err != nil {
		return out, err
	}
	customers, err := feedback.KnownAs(tx, ids)
	if err != nil {
		return out, err
	}
	for _, c := range customers {
		messages, err := release.ForgetCustomer(tx, c.ID)
		if err != nil {
			return out, err
		}
		said, err := feedback.EraseCustomer(tx, c.ID, insight.Forget)
		if err != nil {
			return out, err
		}
		if err := audit.Log(tx, "erased", c.ID, nil); err != nil {
			return out, err
		}
		out.Customers++
		out.Messages += messages
		out.Feedback += said
	}
	return out, nil
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
