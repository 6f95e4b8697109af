package feedback

import (
	"github.com/throughlinehq/throughline/internal/bin"
	"github.com/throughlinehq/throughline/internal/kit/id"
	"github.com/throughlinehq/throughline/internal/platform/database"
)

// EraseImported deletes up to most records that an import brought, as if they had never come,
// and returns how many. forget is told which before they go, in the same transaction, so that
// later rooms can let go of them.
func EraseImported(tx *database.Tx, importID id.ID, most int, forget Forget) (int, error) {
	found, err := database.List[Listed](tx, "SELECT "+listedColumns+listedFrom+`
		WHERE f.workspace_id = $1 AND f.import_id = $2 AND f.import_id <> '' LIMIT $3`,
		tx.Workspace, importID, most)
	if err != nil {
		return 0, err
	}
	return len(found), eraseAll(tx, found, forget)
}

// EraseRemoved deletes a record that is in the bin; forget is as for [EraseImported].
func EraseRemoved(tx *database.Tx, record id.ID, forget Forget) error {
	found, err := database.List[Listed](tx, "SELECT "+listedColumns+listedFrom+`
		WHERE f.workspace_id = $1 AND f.id = $2 AND f.deleted_at IS NOT NULL`,
		tx.Workspace, record)
	if err != nil {
		return err
	}
	return eraseAll(tx, found, forget)
}

// Forget lets a later room let go of records that are about to be deleted.
type Forget func(*database.Tx, []id.ID) error

func eraseAll(tx *database.Tx, records []Listed, forget Forget) error {
	if len(records) == 0 {
		return nil
	}
	gone := make([]id.ID, len(records))
	for i, l := range records {
		gone[i] = l.ID
	}
	if err := forget(tx, gone); err != nil {
		return err
	}
	lost := counts{}
	for _, l := range records {
		if l.DeletedAt == nil {
			lost.add(l.Feedback, -1)
		} else if err := bin.Forget(tx, l.ID); err != nil {
			return err
		}
		if err := erase(tx, l); err != nil {
			return err
		}
	}
	return lost.keep(tx)
}

func erase(tx *database.Tx, l Listed) error {
	if err := tx.ForgetText("feedback", l.Docid); err != nil {
		return err
	}
	return tx.ExecEach([]string{
		"DELETE FROM link WHERE workspace_id = $1 AND from_id = $2",
		`UPDATE feedback SET duplicate_of = ''
			WHERE workspace_id = $1 AND duplicate_of = $2 AND duplicate_of <> ''`,
		"DELETE FROM feedback WHERE workspace_id = $1 AND id = $2",
	}, tx.Workspace, l.ID)
}

// EraseLeftovers deletes the sources, customers and accounts that an import made and that
// nobody's feedback needs any more.
func EraseLeftovers(tx *database.Tx, importID id.ID) error {
	return tx.ExecEach([]string{
		`DELETE FROM source WHERE workspace_id = $1 AND import_id = $2 AND feedback_count = 0`,
		`DELETE FROM customer WHERE workspace_id = $1 AND import_id = $2 AND feedback_count = 0`,
		`DELETE FROM account WHERE workspace_id = $1 AND import_id = $2 AND feedback_count = 0
			AND NOT EXISTS (SELECT 1 FROM customer c WHERE c.workspace_id = $1
				AND c.account_id = account.id)`,
	}, tx.Workspace, importID)
}
