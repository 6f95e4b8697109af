package backlog

import (
	"fmt"

	"github.com/throughlinehq/throughline/internal/audit"
	"github.com/throughlinehq/throughline/internal/kit/fault"
	"github.com/throughlinehq/throughline/internal/kit/id"
	"github.com/throughlinehq/throughline/internal/people"
	"github.com/throughlinehq/throughline/internal/platform/database"
)

// Create adds an item at the end of the backlog.
func Create(tx *database.Tx, in Input) (Item, error) {
	if err := people.Can(tx.Actor, people.WriteBacklog); err != nil {
		return Item{}, err
	}
	i := Item{ProductID: in.ProductID, Type: in.Type, ParentID: in.ParentID, Title: in.Title,
		Description: in.Description, Status: New, TeamID: in.TeamID, AssigneeID: in.AssigneeID,
		Estimate: in.Estimate, Due: in.Due}
	Patch{}.apply(&i)
	if err := i.check(); err != nil {
		return i, err
	}
	product, err := productFor(tx, in.ProductID)
	if err != nil {
		return i, err
	}
	i.ProductID = product.ID
	if err := checkReferences(tx, i, []string{"parent_id", "assignee_id"}); err != nil {
		return i, err
	}
	if err := insert(tx, &i); err != nil {
		return i, err
	}
	return i, audit.Log(tx, "created", i.ID, map[string]any{"type": i.Type})
}

// Change changes an item that is still of the version which was read.
func Change(tx *database.Tx, item id.ID, version int64, patch Patch) (Item, error) {
	if err := people.Can(tx.Actor, people.WriteBacklog); err != nil {
		return Item{}, err
	}
	i, err := database.GetVersion[Item](tx, "item", item, version)
	if err != nil {
		return i, err
	}
	return i, change(tx, &i, patch)
}

// MaxBulk is how many items one bulk edit may change.
const MaxBulk = 200

// ChangeAll makes the same change to several items, all or none.
func ChangeAll(tx *database.Tx, items []id.ID, patch Patch) error {
	if err := people.Can(tx.Actor, people.WriteBacklog); err != nil {
		return err
	}
	for n, item := range items {
		i, err := database.Get[Item](tx, "item", item)
		if fault.Is(err, fault.NotFound) {
			return fault.At(fmt.Sprintf("/ids/%d", n), "names no item of this workspace")
		}
		if err == nil {
			err = fault.Below(change(tx, &i, patch), "/patch")
		}
		if err != nil {
			return err
		}
	}
	return nil
}

func change(tx *database.Tx, i *Item, patch Patch) error {
	was := *i
	changed := patch.apply(i)
	if err := i.check(); err != nil || len(changed) == 0 {
		return err
	}
	if was.Status != i.Status {
		key, err := KeyOf(tx, was)
		if err != nil {
			return err
		}
		if err := refuseStep(key, was.Status, i.Status); err != nil {
			return err
		}
	}
	if err := checkReferences(tx, *i, changed); err != nil {
		return err
	}
	if err := tx.Update("item", i); err != nil {
		return err
	}
	if was.Title != i.Title || was.Description != i.Description {
		if err := indexText(tx, *i); err != nil {
			return err
		}
	}
	detail := map[string]any{"changed": changed}
	if was.Status != i.Status {
		detail["from"], detail["to"] = was.Status, i.Status
	}
	return audit.Log(tx, "updated", i.ID, detail)
}

// checkReferences looks up what the changed fields name: records of this workspace that fit.
func checkReferences(tx *database.Tx, i Item, changed []string) error {
	for _, field := range changed {
		var err error
		switch field {
		case "parent_id":
			err = checkParent(tx, i)
		case "type":
			if err = checkParent(tx, i); err == nil {
				err = checkChildren(tx, i)
			}
		case "assignee_id":
			err = checkAssignee(tx, i.AssigneeID)
		}
		if err != nil {
			return err
		}
	}
	return nil
}

func checkParent(tx *database.Tx, i Item) error {
	if i.ParentID == "" {
		return nil
	}
	parent, err := database.Get[Item](tx, "item", i.ParentID)
	switch {
	case fault.Is(err, fault.NotFound):
		return fault.At("/parent_id", "names no item of this workspace")
	case err != nil:
		return err
	case parentsOf(i.Type) == "":
		return fault.At("/parent_id", "%s %s cannot have a parent", article(i.Type), i.Type)
	case !fits(parent.Type, i.Type):
		return fault.At("/parent_id", "the parent of %s %s must be %s, not %s %s",
			article(i.Type), i.Type, parentsOf(i.Type), article(parent.Type), parent.Type)
	}
	return refuseWaitingKin(tx, i.ID, parent)
}

func article(t Type) string {
	if t == Initiative {
		return "an"
	}
	return "a"
}

// checkChildren makes sure that a changed type still stands above the item's children.
func checkChildren(tx *database.Tx, i Item) error {
	types, err := database.List[Type](tx, `SELECT DISTINCT type FROM item
		WHERE workspace_id = $1 AND parent_id = $2 AND parent_id <> ''
		AND deleted_at IS NULL`, tx.Workspace, i.ID)
	for _, t := range types {
		if !fits(i.Type, t) {
			return fault.New(fault.Conflict, "It has %s %s below it, so it cannot become %s %s.",
				article(t), t, article(i.Type), i.Type)
		}
	}
	return err
}

func checkAssignee(tx *database.Tx, user id.ID) error {
	if user == "" {
		return nil
	}
	_, err := people.GetMember(tx, user)
	if fault.Is(err, fault.NotFound) {
		err = fault.At("/assignee_id", "names no member of this workspace")
	}
	return err
}
