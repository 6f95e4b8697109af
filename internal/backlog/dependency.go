package backlog

import (
	"slices"
	"strings"
	"time"

	"github.com/throughlinehq/throughline/internal/audit"
	"github.com/throughlinehq/throughline/internal/kit/fault"
	"github.com/throughlinehq/throughline/internal/kit/id"
	"github.com/throughlinehq/throughline/internal/people"
	"github.com/throughlinehq/throughline/internal/platform/database"
)

// FinishToStart is the kind of dependency in which the one must be finished before the other
// can start.
const FinishToStart = "finish_to_start"

// Dependency says that an item needs another.
type Dependency struct {
	ItemID    id.ID
	NeedsID   id.ID
	Kind      string
	CreatedAt time.Time
	CreatedBy id.ID
}

// MaxNeeds is how many items one item may need.
const MaxNeeds = 100

// Need lets an item wait for another. A Conflict names the items when they would wait for each
// other; a dependency that exists stays as it is.
func Need(tx *database.Tx, item, needs id.ID, kind string) error {
	if err := people.Can(tx.Actor, people.WriteBacklog); err != nil {
		return err
	}
	var c fault.Check
	if c.OneOf("/kind", kind, FinishToStart); c.Err() != nil {
		return c.Err()
	}
	if _, err := database.Get[Item](tx, "item", item); err != nil {
		return err
	}
	if _, err := database.Get[Item](tx, "item", needs); fault.Is(err, fault.NotFound) {
		return fault.At("/needs", "names no item of this workspace")
	} else if err != nil {
		return err
	}
	if err := refuseCircle(tx, item, needs); err != nil {
		return err
	}
	added, err := tx.Exec(`
		INSERT INTO item_dependency (workspace_id, item_id, needs_id, kind, created_at, created_by)
		VALUES ($1, $2, $3, $4, $5, $6) ON CONFLICT (workspace_id, item_id, needs_id) DO NOTHING`,
		tx.Workspace, item, needs, kind, tx.Now, tx.Actor.ID)
	if err != nil || added == 0 {
		return err
	}
	tx.Touch(needs)
	return audit.Log(tx, "needs", item, map[string]any{"needs": needs, "kind": kind})
}

// Unneed ends a dependency.
func Unneed(tx *database.Tx, item, needs id.ID) error {
	if err := people.Can(tx.Actor, people.WriteBacklog); err != nil {
		return err
	}
	gone, err := tx.Exec(`DELETE FROM item_dependency
		WHERE workspace_id = $1 AND item_id = $2 AND needs_id = $3`, tx.Workspace, item, needs)
	switch {
	case err != nil:
		return err
	case gone == 0:
		return fault.Missing("dependency")
	}
	tx.Touch(needs)
	return audit.Log(tx, "needs no more", item, map[string]any{"needs": needs})
}

// Dependencies returns what needs what among these items, or, without any, in the workspace.
func Dependencies(tx *database.Tx, items []id.ID) ([]Dependency, error) {
	where, args := database.AndIn(tx.Where(""), "item_id", items).SQL()
	return database.List[Dependency](tx, "SELECT "+database.Columns[Dependency]("")+
		" FROM item_dependency "+where+" ORDER BY item_id, needs_id", args...)
}

// refuseCircle walks from what is to be needed over what that needs; coming back to the item
// closes a circle, which the fault names item by item. The workspace's writes follow one
// another, so two halves of a circle cannot be added at once.
func refuseCircle(tx *database.Tx, item, needs id.ID) error {
	if item == needs {
		return fault.At("/needs", "an item cannot need itself")
	}
	if err := refuseOwnKin(tx, item, needs); err != nil {
		return err
	}
	cameFrom := map[id.ID]id.ID{needs: item}
	for edge := []id.ID{needs}; len(edge) > 0; {
		var further []id.ID
		for chunk := range slices.Chunk(edge, 500) {
			found, err := Dependencies(tx, chunk)
			if err != nil {
				return err
			}
			for _, d := range found {
				if _, seen := cameFrom[d.NeedsID]; !seen {
					cameFrom[d.NeedsID] = d.ItemID
					further = append(further, d.NeedsID)
				}
			}
		}
		if _, closed := cameFrom[item]; closed {
			return circle(tx, cameFrom, item)
		}
		edge = further
	}
	return nil
}

func circle(tx *database.Tx, cameFrom map[id.ID]id.ID, item id.ID) error {
	path := []id.ID{item}
	for at := cameFrom[item]; at != item; at = cameFrom[at] {
		path = append(path, at)
	}
	path = append(path, item)
	slices.Reverse(path)
	keys, err := namesOf(tx, path)
	if err != nil {
		return err
	}
	return fault.New(fault.Conflict, "They would wait for each other: %s.",
		strings.Join(keys, " needs "))
}

// refuseOwnKin refuses that an item needs what stands above or below it: the upper one is
// finished only when the lower one is.
func refuseOwnKin(tx *database.Tx, item, other id.ID) error {
	for _, pair := range [][2]id.ID{{item, other}, {other, item}} {
		above, err := ancestors(tx, pair[0])
		if err != nil {
			return err
		}
		if slices.Contains(above, pair[1]) {
			keys, err := namesOf(tx, pair[:])
			if err != nil {
				return err
			}
			return fault.New(fault.Conflict, "%s stands below %s, so neither can need the other.",
				keys[0], keys[1])
		}
	}
	return nil
}

// ancestors returns what stands above an item, the nearest first.
func ancestors(tx *database.Tx, item id.ID) ([]id.ID, error) {
	var above []id.ID
	for {
		i, err := database.Get[Item](tx, "item", item)
		if err != nil || i.ParentID == "" {
			return above, err
		}
		item = i.ParentID
		above = append(above, item)
	}
}

// refuseWaitingKin refuses a parent when the item, or what stands below it, and what would
// stand above it wait for one another.
func refuseWaitingKin(tx *database.Tx, item id.ID, parent Item) error {
	above, err := ancestors(tx, parent.ID)
	if err != nil || item == "" {
		return err
	}
	above = append(above, parent.ID)
	below, err := database.List[id.ID](tx, `SELECT id FROM item
		WHERE workspace_id = $1 AND parent_id = $2 AND parent_id <> ''
		AND deleted_at IS NULL`, tx.Workspace, item)
	if err != nil {
		return err
	}
	below = append(below, item)
	for _, ends := range [][2][]id.ID{{above, below}, {below, above}} {
		w := database.AndIn(tx.Where(""), "item_id", ends[0])
		where, args := database.AndIn(w, "needs_id", ends[1]).SQL()
		found, err := database.List[Dependency](tx, "SELECT "+database.Columns[Dependency]("")+
			" FROM item_dependency "+where+" LIMIT 1", args...)
		if err != nil {
			return err
		}
		if len(found) > 0 {
			keys, err := namesOf(tx, []id.ID{found[0].ItemID, found[0].NeedsID})
			if err != nil {
				return err
			}
			return fault.New(fault.Conflict, "%s needs %s, so neither can stand below the other.",
				keys[0], keys[1])
		}
	}
	return nil
}

// namesOf returns the keys of items in the order given.
func namesOf(tx *database.Tx, items []id.ID) ([]string, error) {
	found, err := LoadAll(tx, items)
	keys := make([]string, len(items))
	for n, item := range items {
		keys[n] = string(item)
		for _, l := range found {
			if l.ID == item {
				keys[n] = l.Key
			}
		}
	}
	return keys, err
}
