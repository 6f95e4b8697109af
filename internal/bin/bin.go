// Package bin remembers what was removed: what it was called, by whom and when, and with what it
// was joined, so that it can be brought back as it was until it is deleted for good. The records
// stay in their own tables; areas put them in here and take them out.
package bin

import (
	"encoding/json"
	"strings"
	"time"

	"github.com/throughlinehq/throughline/internal/kit/fault"
	"github.com/throughlinehq/throughline/internal/kit/id"
	"github.com/throughlinehq/throughline/internal/kit/page"
	"github.com/throughlinehq/throughline/internal/platform/database"
)

// Keep is how long a removed record can be brought back.
const Keep = 30 * 24 * time.Hour

// Entry is one removed record.
type Entry struct {
	RecordID      id.ID
	Kind          string
	Title         string
	RemovedAt     time.Time
	RemovedBy     id.ID
	RemovedByName string
	Cut           string // JSON of what it was joined with; only its area reads it
}

// titleLength is how many characters of a title are kept.
const titleLength = 200

// Put removes a record and remembers it. cut is what it was joined with and what removing it takes
// apart, or nil.
func Put(tx *database.Tx, removed database.Removable, title string, cut any) error {
	raw, err := json.Marshal(cut)
	if err != nil {
		return err
	}
	now := tx.Now
	record, err := tx.SetRemoved(removed, &now)
	if err != nil {
		return err
	}
	line := []rune(strings.Join(strings.Fields(title), " "))
	return tx.Insert("bin", Entry{RecordID: record, Kind: record.Kind(),
		Title: string(line[:min(len(line), titleLength)]), RemovedAt: tx.Now,
		RemovedBy: tx.Actor.ID, RemovedByName: tx.Actor.Name, Cut: string(raw)})
}

// Take brings a removed record back and says in cut, unless that is nil, what it was joined with.
// A NotFound fault says that it is not in the bin.
func Take(tx *database.Tx, removed database.Removable, cut any) error {
	record, err := tx.SetRemoved(removed, nil)
	if err != nil {
		return err
	}
	e, err := Get(tx, record)
	if err != nil {
		return err
	}
	if err := Forget(tx, record); err != nil || cut == nil {
		return err
	}
	return json.Unmarshal([]byte(e.Cut), cut)
}

// Forget lets go of a record that is deleted for good.
func Forget(tx *database.Tx, record id.ID) error {
	_, err := tx.Exec("DELETE FROM bin WHERE workspace_id = $1 AND record_id = $2",
		tx.Workspace, record)
	return err
}

// Get returns the entry of a record, or a NotFound fault.
func Get(tx *database.Tx, record id.ID) (Entry, error) {
	e, err := database.One[Entry](tx, "SELECT "+database.Columns[Entry]("")+
		" FROM bin WHERE workspace_id = $1 AND record_id = $2", tx.Workspace, record)
	if fault.Is(err, fault.NotFound) {
		err = fault.New(fault.NotFound, "There is no such record in the bin.")
	}
	return e, err
}

// List returns what was removed last first; kinds choose some.
func List(tx *database.Tx, kinds []string, request page.Request) (page.Page[Entry], error) {
	w := database.AndIn(tx.Where(""), "kind", kinds)
	var at int64
	var last id.ID
	switch more, err := request.After(&at, &last); {
	case err != nil:
		return page.Page[Entry]{}, err
	case more:
		w.And("(removed_at, record_id) < ($, $)", at, last)
	}
	limit := w.Place(request.Size() + 1)
	where, args := w.SQL()
	found, err := database.List[Entry](tx, "SELECT "+database.Columns[Entry]("")+" FROM bin "+
		where+" ORDER BY removed_at DESC, record_id DESC LIMIT "+limit, args...)
	return page.Cut(found, request.Size(), func(e Entry) []any {
		return []any{e.RemovedAt.UnixMicro(), e.RecordID}
	}), err
}

// Due returns up to most records of the kinds that were removed at a moment or before, the
// oldest first.
func Due(tx *database.Tx, kinds []string, at time.Time, most int) ([]Entry, error) {
	w := database.AndIn(tx.Where(""), "kind", kinds).And("removed_at <= $", at)
	limit := w.Place(most)
	where, args := w.SQL()
	return database.List[Entry](tx, "SELECT "+database.Columns[Entry]("")+" FROM bin "+where+
		" ORDER BY removed_at, record_id LIMIT "+limit, args...)
}

// Count is how many records of a kind there are.
type Count struct {
	Kind    string
	Records int64
}

// CountDue counts what [Due] would return if it returned all, by kind.
func CountDue(tx *database.Tx, kinds []string, at time.Time) ([]Count, error) {
	where, args := database.AndIn(tx.Where(""), "kind", kinds).And("removed_at <= $", at).SQL()
	return database.List[Count](tx, "SELECT kind, count(*) AS records FROM bin "+where+
		" GROUP BY kind ORDER BY kind", args...)
}
