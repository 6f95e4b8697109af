package backlog

import (
	"slices"

	"github.com/throughlinehq/throughline/internal/audit"
	"github.com/throughlinehq/throughline/internal/kit/fault"
	"github.com/throughlinehq/throughline/internal/kit/id"
	"github.com/throughlinehq/throughline/internal/people"
	"github.com/throughlinehq/throughline/internal/platform/database"
)

// Move places an item directly after another, or, when that is empty, directly before one. The
// order is no field that a person edits, so it asks for no version and keeps it.
func Move(tx *database.Tx, item, after, before id.ID) error {
	if err := people.Can(tx.Actor, people.WriteBacklog); err != nil {
		return err
	}
	if _, err := database.Get[Item](tx, "item", item); err != nil {
		return err
	}
	pointer, anchor := "/after", after
	if after == "" {
		pointer, anchor = "/before", before
	}
	if anchor == "" || anchor == item {
		return fault.At(pointer, "must name another item, after or before which this one goes")
	}
	position, err := besides(tx, item, anchor, after == "")
	if fault.Is(err, fault.NotFound) {
		return fault.At(pointer, "names no item of this workspace")
	}
	if err != nil {
		return err
	}
	if err := setPosition(tx, item, position); err != nil {
		return err
	}
	return audit.Log(tx, "moved", item, map[string]any{pointer[1:]: anchor})
}

// besides finds a position directly before or after an item, and moves its neighbours apart
// first when there is no short one left.
func besides(tx *database.Tx, item, anchor id.ID, before bool) (string, error) {
	for {
		at, err := positionOf(tx, anchor)
		if err != nil {
			return "", err
		}
		low, high := at, at
		if before {
			low, err = neighbour(tx, item, at, true)
		} else {
			high, err = neighbour(tx, item, at, false)
		}
		if err != nil {
			return "", err
		}
		if position := between(low, high); len(position) <= longest {
			return position, nil
		}
		if err := respace(tx, at); err != nil {
			return "", err
		}
	}
}

func positionOf(tx *database.Tx, item id.ID) (string, error) {
	i, err := database.Get[Item](tx, "item", item)
	return i.Position, err
}

// neighbour returns the next position below or above one, leaving an item out; "" at the end.
// Items in the bin keep their places.
func neighbour(tx *database.Tx, item id.ID, at string, below bool) (string, error) {
	compare, order := ">", "ASC"
	if below {
		compare, order = "<", "DESC"
	}
	found, err := database.List[string](tx, `SELECT position FROM item
		WHERE workspace_id = $1 AND position `+compare+` $2 AND id <> $3
		ORDER BY position `+order+` LIMIT 1`, tx.Workspace, at, item)
	return first(found), err
}

type placed struct {
	ID       id.ID
	Position string
}

// respace gives the items around a position short positions again: as few items as will do.
func respace(tx *database.Tx, around string) error {
	for reach := 32; ; reach *= 4 {
		below, low, err := stretch(tx, around, "<=", "DESC", reach)
		if err != nil {
			return err
		}
		above, high, err := stretch(tx, around, ">", "ASC", reach)
		if err != nil {
			return err
		}
		slices.Reverse(below)
		items := slices.Concat(below, above)
		positions := spread(len(items), low, high)
		if tooLong(positions, comfortable) {
			continue
		}
		for n, i := range items {
			if err := setPosition(tx, i.ID, positions[n]); err != nil {
				return err
			}
		}
		return nil
	}
}

// stretch returns up to reach items from a position on, and the position that bounds them.
func stretch(
	tx *database.Tx, around, compare, order string, reach int,
) (items []placed, bound string, err error) {
	items, err = database.List[placed](tx, `SELECT id, position FROM item
		WHERE workspace_id = $1 AND position `+compare+` $2
		ORDER BY position `+order+` LIMIT $3`, tx.Workspace, around, reach+1)
	if len(items) > reach {
		items, bound = items[:reach], items[reach].Position
	}
	return items, bound, err
}

func setPosition(tx *database.Tx, item id.ID, position string) error {
	_, err := tx.Exec("UPDATE item SET position = $3 WHERE workspace_id = $1 AND id = $2",
		tx.Workspace, item, position)
	tx.Touch(item)
	return err
}
