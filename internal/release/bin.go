package release

import (
	"github.com/throughlinehq/throughline/internal/audit"
	"github.com/throughlinehq/throughline/internal/backlog"
	"github.com/throughlinehq/throughline/internal/bin"
	"github.com/throughlinehq/throughline/internal/kit/id"
	"github.com/throughlinehq/throughline/internal/people"
	"github.com/throughlinehq/throughline/internal/platform/database"
)

// Remove puts a draft in the bin. What customers have cannot be taken away.
func Remove(tx *database.Tx, record id.ID, version int64) error {
	r, err := draftForChange(tx, record, version)
	if err != nil {
		return err
	}
	held, err := Items(tx, r.ID)
	if err != nil {
		return err
	}
	if err := clearItems(tx, r.ID); err != nil {
		return err
	}
	if err := bin.Put(tx, &r, r.Name, held); err != nil {
		return err
	}
	return audit.Log(tx, "removed", r.ID, nil)
}

// Restore takes a draft out of the bin, with those of its items that are still accepted and in
// no other release.
func Restore(tx *database.Tx, record id.ID) error {
	if err := people.Can(tx.Actor, people.Ship); err != nil {
		return err
	}
	r, err := database.GetRemoved[Release](tx, "release", record)
	if err != nil {
		return err
	}
	var held []id.ID
	if err := bin.Take(tx, &r, &held); err != nil {
		return err
	}
	found, err := backlog.LoadAll(tx, held)
	if err != nil {
		return err
	}
	for _, item := range found {
		switch holding, err := Holding(tx, item.ID); {
		case err != nil:
			return err
		case len(holding) > 0 || item.Status != backlog.Accepted:
			continue
		}
		err := tx.Insert("release_item", struct{ ItemID, ReleaseID id.ID }{item.ID, r.ID})
		if err != nil {
			return err
		}
	}
	return audit.Log(tx, "restored", r.ID, nil)
}

// Erase deletes a draft that is in the bin.
func Erase(tx *database.Tx, record id.ID) error {
	if err := bin.Forget(tx, record); err != nil {
		return err
	}
	return tx.ExecEach([]string{
		"DELETE FROM link WHERE workspace_id = $1 AND (from_id = $2 OR to_id = $2)",
		"DELETE FROM release WHERE workspace_id = $1 AND id = $2 AND deleted_at IS NOT NULL",
	}, tx.Workspace, record)
}

// ForgetCustomer deletes what a customer was told or was to be, and returns how many messages that
// were. How many a release told is kept.
func ForgetCustomer(tx *database.Tx, customer id.ID) (int64, error) {
	_, err := tx.Exec(`DELETE FROM link WHERE workspace_id = $1 AND (from_id IN (SELECT id
		FROM message WHERE workspace_id = $1 AND customer_id = $2) OR to_id IN (SELECT id
		FROM message WHERE workspace_id = $1 AND customer_id = $2))`, tx.Workspace, customer)
	if err != nil {
		return 0, err
	}
	return tx.Exec("DELETE FROM message WHERE workspace_id = $1 AND customer_id = $2",
		tx.Workspace, customer)
}
