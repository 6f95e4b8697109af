package flag

import (
	"github.com/throughlinehq/throughline/internal/bin"
	"github.com/throughlinehq/throughline/internal/kit/fault"
	"github.com/throughlinehq/throughline/internal/kit/id"
	"github.com/throughlinehq/throughline/internal/people"
	"github.com/throughlinehq/throughline/internal/platform/database"
)

// Archive takes a flag out of use: clients do not find it any more, and its key is free. Its
// history stays, and [Restore] brings it back. One that another flag needs stays in use.
func Archive(tx *database.Tx, flag id.ID, version int64) error {
	f, err := forChange(tx, flag, version)
	if err != nil {
		return err
	}
	if err := refuseNeeded(tx, &f); err != nil {
		return err
	}
	f.EnabledIn = []id.ID{}
	if err := bin.Put(tx, &f, f.Key, nil); err != nil {
		return err
	}
	if err := keep(tx, &f, "archived", nil); err != nil {
		return err
	}
	return askForget(tx)
}

// Restore puts an archived flag in use again, off everywhere. A Conflict fault says that its key
// is taken, an Invalid one where its rules do not fit the flags of today.
func Restore(tx *database.Tx, flag id.ID) (Flag, error) {
	if err := people.Can(tx.Actor, people.WriteFlags); err != nil {
		return Flag{}, err
	}
	f, err := database.GetRemoved[Flag](tx, "flag", flag)
	if err != nil {
		return f, err
	}
	if err := refuseTaken(tx, f.Key); err != nil {
		return f, err
	}
	segments, err := sharedOf(tx)
	if err != nil {
		return f, err
	}
	if err := checkTogether(tx, segments, &f); err != nil {
		return f, err
	}
	if err := bin.Take(tx, &f, nil); err != nil {
		return f, err
	}
	return f, keep(tx, &f, "restored", nil)
}

// RemoveEnvironment puts an environment in the bin. One in which a flag is on stays, and one
// whose keys a client may still use.
func RemoveEnvironment(tx *database.Tx, environment id.ID, version int64) error {
	if err := people.Can(tx.Actor, people.ManageFlags); err != nil {
		return err
	}
	e, err := database.GetVersion[Environment](tx, "environment", environment, version)
	if err != nil {
		return err
	}
	on, err := enabledCount(tx, e.ID)
	if err != nil {
		return err
	}
	keys, err := Keys(tx, e.ID)
	if err != nil {
		return err
	}
	if on > 0 || len(keys) > 0 {
		return fault.New(fault.Conflict, "In %s, %d flags are on and %d keys are in use. "+
			"Switch them off and revoke the keys first.", e.Name, on, len(keys))
	}
	if err := bin.Put(tx, &e, e.Name, nil); err != nil {
		return err
	}
	return changed(tx, "removed", e.ID, nil)
}

// RestoreEnvironment takes an environment out of the bin, with every flag off. Revoked keys stay
// revoked. A Conflict fault says that its key is taken.
func RestoreEnvironment(tx *database.Tx, environment id.ID) (Environment, error) {
	if err := people.Can(tx.Actor, people.ManageFlags); err != nil {
		return Environment{}, err
	}
	e, err := database.GetRemoved[Environment](tx, "environment", environment)
	if err != nil {
		return e, err
	}
	if err := refuseTakenEnvironment(tx, e.Key); err != nil {
		return e, err
	}
	if err := bin.Take(tx, &e, nil); err != nil {
		return e, err
	}
	return e, changed(tx, "restored", e.ID, nil)
}

// EraseEnvironment deletes an environment that is in the bin, with what sticky rules remember of
// it. One whose events are counted leaves the bin and keeps its row: history needs the name.
func EraseEnvironment(tx *database.Tx, environment id.ID) error {
	if err := bin.Forget(tx, environment); err != nil {
		return err
	}
	return tx.ExecEach([]string{
		"DELETE FROM flag_assignment WHERE workspace_id = $1 AND environment_id = $2",
		"DELETE FROM client_key WHERE workspace_id = $1 AND environment_id = $2",
		`DELETE FROM environment WHERE workspace_id = $1 AND id = $2 AND deleted_at IS NOT NULL
			AND NOT EXISTS (SELECT 1 FROM event_day d
				WHERE d.workspace_id = $1 AND d.environment_id = $2)`,
	}, tx.Workspace, environment)
}
