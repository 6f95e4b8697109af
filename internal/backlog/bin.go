package backlog

import (
	"slices"

	"github.com/throughlinehq/throughline/internal/audit"
	"github.com/throughlinehq/throughline/internal/bin"
	"github.com/throughlinehq/throughline/internal/insight"
	"github.com/throughlinehq/throughline/internal/kit/fault"
	"github.com/throughlinehq/throughline/internal/kit/id"
	"github.com/throughlinehq/throughline/internal/lineage"
	"github.com/throughlinehq/throughline/internal/people"
	"github.com/throughlinehq/throughline/internal/platform/database"
)

// joined is what an item answers, and what needs what.
type joined struct {
	Opportunities []id.ID
	Needs         []Dependency
}

// Remove puts an item in the bin. What was accepted stays, since its history counts, and what
// has items below it stays until they are moved.
func Remove(tx *database.Tx, item id.ID, version int64) error {
	if err := people.Can(tx.Actor, people.WriteBacklog); err != nil {
		return err
	}
	i, err := database.GetVersion[Item](tx, "item", item, version)
	if err != nil {
		return err
	}
	below, err := database.Value[int64](tx, `SELECT count(*) FROM item
		WHERE workspace_id = $1 AND parent_id = $2 AND parent_id <> ''
		AND deleted_at IS NULL`, tx.Workspace, item)
	switch {
	case err != nil:
		return err
	case below > 0:
		return fault.New(fault.Conflict,
			"There are %d items below this one. Move or remove them first.", below)
	case slices.Contains([]Status{Accepted, Released}, i.Status):
		return fault.New(fault.Conflict, "This item is %s: its history stays.", i.Status)
	}
	cut, err := cutLoose(tx, item)
	if err != nil {
		return err
	}
	if err := bin.Put(tx, &i, i.Title, cut); err != nil {
		return err
	}
	return audit.Log(tx, "removed", i.ID, nil)
}

// cutLoose takes an item out of the line and out of what needs what, and says what that was.
func cutLoose(tx *database.Tx, item id.ID) (cut joined, err error) {
	links, err := lineage.Previous(tx, item, "opportunity")
	if err != nil {
		return cut, err
	}
	for _, l := range links {
		cut.Opportunities = append(cut.Opportunities, l.FromID)
		if err := lineage.Disconnect(tx, l.FromID, item, l.Kind); err != nil {
			return cut, err
		}
	}
	cut.Needs, err = database.List[Dependency](tx, "SELECT "+database.Columns[Dependency]("")+`
		FROM item_dependency WHERE workspace_id = $1 AND (item_id = $2 OR needs_id = $2)
		ORDER BY item_id, needs_id`, tx.Workspace, item)
	if err != nil {
		return cut, err
	}
	_, err = tx.Exec(`DELETE FROM item_dependency
		WHERE workspace_id = $1 AND (item_id = $2 OR needs_id = $2)`, tx.Workspace, item)
	return cut, err
}

// Restore takes an item out of the bin. Below its parent, before an opportunity and beside what
// it needs it stands again as far as these are still there and nothing has come between.
func Restore(tx *database.Tx, item id.ID) error {
	if err := people.Can(tx.Actor, people.WriteBacklog); err != nil {
		return err
	}
	i, err := database.GetRemoved[Item](tx, "item", item)
	if err != nil {
		return err
	}
	if err := checkParent(tx, i); refused(err) {
		i.ParentID = ""
	} else if err != nil {
		return err
	}
	var cut joined
	if err := bin.Take(tx, &i, &cut); err != nil {
		return err
	}
	if err := joinAgain(tx, item, cut); err != nil {
		return err
	}
	return audit.Log(tx, "restored", i.ID, nil)
}

func joinAgain(tx *database.Tx, item id.ID, cut joined) error {
	for _, o := range cut.Opportunities {
		switch _, err := insight.LoadOpportunity(tx, o); {
		case fault.Is(err, fault.NotFound):
		case err != nil:
			return err
		default:
			if err := lineage.Connect(tx, o, item, lineage.Answers); err != nil {
				return err
			}
		}
	}
	for _, d := range cut.Needs {
		if err := Need(tx, d.ItemID, d.NeedsID, d.Kind); err != nil && !refused(err) {
			return err
		}
	}
	return RefreshEvidence(tx, item)
}

// refused reports that something is gone or has changed, so that it cannot be joined again.
func refused(err error) bool {
	return fault.Is(err, fault.NotFound) || fault.Is(err, fault.Invalid) ||
		fault.Is(err, fault.Conflict)
}

// Erase deletes an item that is in the bin, with its criteria and votes.
func Erase(tx *database.Tx, item id.ID) error {
	docid, err := database.Value[int64](tx, `SELECT docid FROM item
		WHERE workspace_id = $1 AND id = $2 AND deleted_at IS NOT NULL`, tx.Workspace, item)
	if err != nil {
		return err
	}
	if err := tx.ForgetText("item", docid); err != nil {
		return err
	}
	if err := bin.Forget(tx, item); err != nil {
		return err
	}
	return tx.ExecEach([]string{
		`DELETE FROM bin WHERE workspace_id = $1 AND record_id IN
			(SELECT id FROM criterion WHERE workspace_id = $1 AND item_id = $2)`,
		"DELETE FROM criterion WHERE workspace_id = $1 AND item_id = $2",
		"DELETE FROM acceptance WHERE workspace_id = $1 AND item_id = $2",
		"DELETE FROM item_vote WHERE workspace_id = $1 AND item_id = $2",
		"DELETE FROM item_dependency WHERE workspace_id = $1 AND (item_id = $2 OR needs_id = $2)",
		"DELETE FROM link WHERE workspace_id = $1 AND (from_id = $2 OR to_id = $2)",
		`UPDATE item SET parent_id = ''
			WHERE workspace_id = $1 AND parent_id = $2 AND parent_id <> ''`,
		"DELETE FROM item WHERE workspace_id = $1 AND id = $2",
	}, tx.Workspace, item)
}

// RestoreCriterion takes a criterion out of the bin, if its item may still be judged by it.
func RestoreCriterion(tx *database.Tx, criterion id.ID) (Criterion, error) {
	k, err := database.GetRemoved[Criterion](tx, "criterion", criterion)
	if err != nil {
		return k, err
	}
	i, err := judgeable(tx, k.ItemID)
	if fault.Is(err, fault.NotFound) {
		err = fault.New(fault.Conflict, "Its item is in the bin. Bring that back first.")
	}
	if err != nil {
		return k, err
	}
	if i.CriteriaTotal >= MaxCriteria {
		return k, fault.New(fault.Conflict, "An item has at most %d criteria.", MaxCriteria)
	}
	if err := bin.Take(tx, &k, nil); err != nil {
		return k, err
	}
	return k, countCriteria(tx, k, "restored a criterion")
}

// EraseCriterion deletes a criterion that is in the bin.
func EraseCriterion(tx *database.Tx, criterion id.ID) error {
	if err := bin.Forget(tx, criterion); err != nil {
		return err
	}
	_, err := tx.Exec(`DELETE FROM criterion
		WHERE workspace_id = $1 AND id = $2 AND deleted_at IS NOT NULL`, tx.Workspace, criterion)
	return err
}
