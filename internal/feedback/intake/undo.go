package intake

import (
	"context"

	"github.com/throughlinehq/throughline/internal/audit"
	"github.com/throughlinehq/throughline/internal/feedback"
	"github.com/throughlinehq/throughline/internal/kit/id"
	"github.com/throughlinehq/throughline/internal/platform/database"
)

// Undo takes back what an import brought, a chunk a transaction. forget is told of every
// record before it goes, in the same transaction, so that later rooms can let go of it.
func (w Work) Undo(
	ctx context.Context, record id.ID, forget func(*database.Tx, []id.ID) error,
) error {
	i, err := w.load(ctx, record)
	if err != nil || i.State != Undoing {
		return err
	}
	for done := int64(0); ; {
		erased := 0
		err := w.DB.Write(ctx, w.Scope, func(tx *database.Tx) (err error) {
			erased, err = feedback.EraseImported(tx, record, chunk, forget)
			if err != nil || erased > 0 {
				return err
			}
			return finishUndo(tx, record)
		})
		if err != nil || erased == 0 {
			return err
		}
		done += int64(erased)
		w.report(done, max(done, i.Added+i.Duplicates))
		if err := ctx.Err(); err != nil {
			return err
		}
	}
}

func finishUndo(tx *database.Tx, record id.ID) error {
	if err := feedback.EraseLeftovers(tx, record); err != nil {
		return err
	}
	i, err := Get(tx, record)
	if err != nil {
		return err
	}
	now := tx.Now
	i.State, i.UndoneAt = Undone, &now
	if err := tx.Update("import", &i); err != nil {
		return err
	}
	return audit.Log(tx, "undone", record, map[string]any{"records": i.Added + i.Duplicates})
}
