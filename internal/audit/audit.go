// Package audit writes down who did what, when and to which record, in the transaction that
// did it. Entries are only ever added; each carries a hash over itself and the one before, so
// that a changed or missing entry shows. Personal data stays out: entries refer to records, so
// that erasing a person leaves the chain whole.
package audit

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"time"

	"github.com/throughlinehq/throughline/internal/kit/fault"
	"github.com/throughlinehq/throughline/internal/kit/id"
	"github.com/throughlinehq/throughline/internal/kit/page"
	"github.com/throughlinehq/throughline/internal/platform/database"
)

// Entry is one thing that was done.
type Entry struct {
	Seq       int64
	At        time.Time
	ActorKind string
	ActorID   id.ID
	ActorName string
	Action    string // "created", "updated", "accepted" ...
	RecordID  id.ID
	Detail    string // canonical JSON, "{}" when there is nothing to add
	Previous  string // the hash of the entry before
	Hash      string
}

// Log adds an entry to the workspace's chain and tells those who look at the record. detail
// holds what the action alone does not say; keys sort, so equal details have equal hashes.
func Log(tx *database.Tx, action string, record id.ID, detail map[string]any) error {
	tx.Touch(record)
	entry := Entry{At: tx.Now, ActorKind: string(tx.Actor.Kind), ActorID: tx.Actor.ID,
		ActorName: tx.Actor.Name, Action: action, RecordID: record, Detail: "{}"}
	if len(detail) > 0 {
		raw, err := json.Marshal(detail)
		if err != nil {
			return err
		}
		entry.Detail = string(raw)
	}
	last, err := database.One[Entry](tx, `SELECT `+database.Columns[Entry]("")+`
		FROM audit_entry WHERE workspace_id = $1 ORDER BY seq DESC LIMIT 1`, tx.Workspace)
	if err != nil && !fault.Is(err, fault.NotFound) {
		return err
	}
	entry.Seq = last.Seq + 1
	entry.Previous = last.Hash
	entry.Hash = entry.sum(tx.Workspace)
	return tx.Insert("audit_entry", entry)
}

// sum is the hash over the workspace, everything in the entry and the hash before it.
func (e Entry) sum(workspace id.ID) string {
	raw, err := json.Marshal([]any{workspace, e.Seq, e.At.UnixMicro(), e.ActorKind, e.ActorID,
		e.ActorName, e.Action, e.RecordID, e.Detail, e.Previous})
	if err != nil {
		panic("audit: strings and numbers always encode: " + err.Error())
	}
	sum := sha256.Sum256(raw)
	return hex.EncodeToString(sum[:])
}

// List returns the newest entries first, of one record or, without one, of the workspace.
func List(tx *database.Tx, record id.ID, request page.Request) (page.Page[Entry], error) {
	var before int64
	filter := tx.Where("")
	if record != "" {
		filter.And("record_id = $", record)
	}
	switch more, err := request.After(&before); {
	case err != nil:
		return page.Page[Entry]{}, err
	case more:
		filter.And("seq < $", before)
	}

	limit := filter.Place(request.Size() + 1)
	where, args := filter.SQL()
	entries, err := database.List[Entry](tx, `SELECT `+database.Columns[Entry]("")+
		` FROM audit_entry `+where+` ORDER BY seq DESC LIMIT `+limit, args...)
	return page.Cut(entries, request.Size(), func(e Entry) []any { return []any{e.Seq} }), err
}

// Verify walks the whole chain of the workspace and returns how many entries it holds. The
// error names the first entry that was changed, or where one is missing.
func Verify(tx *database.Tx) (int64, error) {
	var count int64
	previous := ""
	err := database.Each(tx, func(e Entry) error {
		count++
		switch {
		case e.Seq != count:
			return fmt.Errorf("audit entry %d is missing", count)
		case e.Previous != previous || e.Hash != e.sum(tx.Workspace):
			return fmt.Errorf("audit entry %d (%s %s) was changed after it was written",
				e.Seq, e.Action, e.RecordID)
		}
		previous = e.Hash
		return nil
	}, `SELECT `+database.Columns[Entry]("")+`
		FROM audit_entry WHERE workspace_id = $1 ORDER BY seq`, tx.Workspace)
	return count, err
}
