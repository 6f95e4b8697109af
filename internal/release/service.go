package release

import (
	"slices"

	"github.com/throughlinehq/throughline/internal/audit"
	"github.com/throughlinehq/throughline/internal/backlog"
	"github.com/throughlinehq/throughline/internal/kit/fault"
	"github.com/throughlinehq/throughline/internal/kit/id"
	"github.com/throughlinehq/throughline/internal/lineage"
	"github.com/throughlinehq/throughline/internal/people"
	"github.com/throughlinehq/throughline/internal/platform/database"
)

// Create drafts a release.
func Create(tx *database.Tx, name, notes string) (Release, error) {
	if err := people.Can(tx.Actor, people.Ship); err != nil {
		return Release{}, err
	}
	r := Release{Name: name, Notes: notes, State: Draft}
	if err := r.check(); err != nil {
		return r, err
	}
	var err error
	if r.Number, err = tx.Next("release"); err != nil {
		return r, err
	}
	if err := tx.Insert("release", &r); err != nil {
		return r, err
	}
	return r, audit.Log(tx, "created", r.ID, nil)
}

// Change renames a release or rewrites its notes; nil leaves a field as it is.
func Change(
	tx *database.Tx, record id.ID, version int64, name, notes *string,
) (Release, error) {
	r, err := forChange(tx, record, version)
	if err != nil {
		return r, err
	}
	if name != nil {
		r.Name = *name
	}
	if notes != nil {
		r.Notes = *notes
	}
	if err := r.check(); err != nil {
		return r, err
	}
	if err := tx.Update("release", &r); err != nil {
		return r, err
	}
	return r, audit.Log(tx, "changed", r.ID, nil)
}

// SetItems says which items a draft gives to customers: accepted ones that no other release has.
func SetItems(tx *database.Tx, record id.ID, version int64, items []id.ID) (Release, error) {
	r, err := draftForChange(tx, record, version)
	if err != nil {
		return r, err
	}
	found, err := backlog.LoadAll(tx, items)
	if err != nil {
		return r, err
	}
	var c fault.Check
	for i, item := range items {
		at := slices.IndexFunc(found, func(l backlog.Listed) bool { return l.ID == item })
		switch {
		case at < 0:
			c.Fail(pointer(i), "there is no such item")
		case found[at].Status != backlog.Accepted:
			c.Fail(pointer(i), "is %s; only accepted items can be released", found[at].Status)
		case slices.Index(items, item) < i:
			c.Fail(pointer(i), "stands twice")
		}
	}
	if err := c.Err(); err != nil {
		return r, err
	}
	if err := clearItems(tx, r.ID); err != nil {
		return r, err
	}
	for i, item := range items {
		err := tx.Insert("release_item", struct{ ItemID, ReleaseID id.ID }{item, r.ID})
		if fault.Is(err, fault.Conflict) {
			return r, fault.At(pointer(i), "is in another release already")
		} else if err != nil {
			return r, err
		}
	}
	if err := tx.Update("release", &r); err != nil {
		return r, err
	}
	return r, audit.Log(tx, "filled", r.ID, map[string]any{"items": items})
}

// Publish gives a draft's items to customers: the items are released and joined to it.
func Publish(tx *database.Tx, record id.ID, version int64) (Release, error) {
	r, err := draftForChange(tx, record, version)
	if err != nil {
		return r, err
	}
	items, err := Items(tx, r.ID)
	if err != nil {
		return r, err
	}
	if len(items) == 0 {
		return r, fault.New(fault.Conflict,
			"There is nothing in this release. Put accepted items into it first.")
	}
	if err := backlog.MarkReleased(tx, items); err != nil {
		return r, err
	}
	for _, item := range items {
		if err := lineage.Connect(tx, item, r.ID, lineage.Shipped); err != nil {
			return r, err
		}
	}
	now := tx.Now
	r.State, r.ReleasedAt = Released, &now
	if err := tx.Update("release", &r); err != nil {
		return r, err
	}
	return r, audit.Log(tx, "released", r.ID, map[string]any{"items": items})
}

func forChange(tx *database.Tx, record id.ID, version int64) (Release, error) {
	if err := people.Can(tx.Actor, people.Ship); err != nil {
		return Release{}, err
	}
	if version == 0 { // a step with no content of its own, such as publishing
		return database.Get[Release](tx, "release", record)
	}
	return database.GetVersion[Release](tx, "release", record, version)
}

func draftForChange(tx *database.Tx, record id.ID, version int64) (Release, error) {
	r, err := forChange(tx, record, version)
	if err == nil && r.State != Draft {
		err = fault.New(fault.Conflict, "This release is with customers already.")
	}
	return r, err
}
