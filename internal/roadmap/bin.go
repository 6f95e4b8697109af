package roadmap

import (
	"github.com/throughlinehq/throughline/internal/audit"
	"github.com/throughlinehq/throughline/internal/bin"
	"github.com/throughlinehq/throughline/internal/kit/fault"
	"github.com/throughlinehq/throughline/internal/kit/id"
	"github.com/throughlinehq/throughline/internal/people"
	"github.com/throughlinehq/throughline/internal/platform/database"
)

// Remove puts a proposal in the bin. What was accepted stays, since its history counts.
func Remove(tx *database.Tx, plan id.ID, version int64) error {
	if err := people.Can(tx.Actor, people.Plan); err != nil {
		return err
	}
	p, err := database.GetVersion[Plan](tx, "plan", plan, version)
	if err != nil {
		return err
	}
	if p.State != Proposed {
		return fault.New(fault.Conflict, "Plan %d was accepted: its history stays.", p.Number)
	}
	if err := bin.Put(tx, &p, p.Name, nil); err != nil {
		return err
	}
	return audit.Log(tx, "removed", p.ID, nil)
}

// Restore takes a proposal out of the bin.
func Restore(tx *database.Tx, plan id.ID) error {
	if err := people.Can(tx.Actor, people.Plan); err != nil {
		return err
	}
	p, err := database.GetRemoved[Plan](tx, "plan", plan)
	if err != nil {
		return err
	}
	if err := bin.Take(tx, &p, nil); err != nil {
		return err
	}
	return audit.Log(tx, "restored", p.ID, nil)
}

// Erase deletes a proposal that is in the bin.
func Erase(tx *database.Tx, plan id.ID) error {
	if err := bin.Forget(tx, plan); err != nil {
		return err
	}
	return tx.ExecEach([]string{
		"DELETE FROM link WHERE workspace_id = $1 AND (from_id = $2 OR to_id = $2)",
		"DELETE FROM plan_item WHERE workspace_id = $1 AND plan_id = $2",
		"DELETE FROM plan_solution WHERE workspace_id = $1 AND plan_id = $2",
		"DELETE FROM plan WHERE workspace_id = $1 AND id = $2 AND deleted_at IS NOT NULL",
	}, tx.Workspace, plan)
}

// ForgetItem takes an item that is about to be deleted out of every plan.
func ForgetItem(tx *database.Tx, item id.ID) error {
	return tx.ExecEach([]string{
		`UPDATE plan_item SET cause_item_id = '' WHERE workspace_id = $1 AND cause_item_id = $2
			AND plan_id IN (SELECT e.plan_id FROM plan_item e
				WHERE e.workspace_id = $1 AND e.item_id = $2)`,
		"DELETE FROM plan_item WHERE workspace_id = $1 AND item_id = $2",
	}, tx.Workspace, item)
}

// RemoveTeam puts a team in the bin. One that still has open items stays.
func RemoveTeam(tx *database.Tx, team id.ID, version int64) error {
	if err := people.Can(tx.Actor, people.Plan); err != nil {
		return err
	}
	t, err := database.GetVersion[Team](tx, "team", team, version)
	if err != nil {
		return err
	}
	open, err := database.Value[int64](tx, `SELECT count(*) FROM item WHERE workspace_id = $1
		AND team_id = $2 AND team_id <> '' AND deleted_at IS NULL
		AND status IN ('new', 'ready', 'in_progress', 'in_review')`, tx.Workspace, team)
	switch {
	case err != nil:
		return err
	case open > 0:
		return fault.New(fault.Conflict,
			"%s still has %d open items. Give them to another team first.", t.Name, open)
	}
	if err := bin.Put(tx, &t, t.Name, nil); err != nil {
		return err
	}
	return audit.Log(tx, "removed", t.ID, nil)
}

// RestoreTeam takes a team out of the bin. A Conflict fault says that its name is taken.
func RestoreTeam(tx *database.Tx, team id.ID) error {
	if err := people.Can(tx.Actor, people.Plan); err != nil {
		return err
	}
	t, err := database.GetRemoved[Team](tx, "team", team)
	if err != nil {
		return err
	}
	if err := refuseTaken(tx, t); err != nil {
		return err
	}
	if err := bin.Take(tx, &t, nil); err != nil {
		return err
	}
	return audit.Log(tx, "restored", t.ID, nil)
}

// EraseTeam deletes a team that is in the bin. One that finished items or plans name leaves the
// bin and keeps its row, so that they can say who did the work.
func EraseTeam(tx *database.Tx, team id.ID) error {
	if err := bin.Forget(tx, team); err != nil {
		return err
	}
	_, err := tx.Exec(`DELETE FROM team WHERE workspace_id = $1 AND id = $2
		AND deleted_at IS NOT NULL
		AND NOT EXISTS (SELECT 1 FROM item i
			WHERE i.workspace_id = $1 AND i.team_id = $2 AND i.team_id <> '')
		AND NOT EXISTS (SELECT 1 FROM plan_item e WHERE e.workspace_id = $1 AND e.team_id = $2)`,
		tx.Workspace, team)
	return err
}
