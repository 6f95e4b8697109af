package database

import (
	"fmt"
	"maps"
	"slices"
	"time"

	"github.com/throughlinehq/throughline/internal/kit/fault"
	"github.com/throughlinehq/throughline/internal/kit/id"
)

// Manifest says what a backup holds. Kept elsewhere (it is printed when a backup is made), the
// audit heads prove later that no history was changed.
type Manifest struct {
	Format int
	Schema int64
	Made   time.Time
	Rows   map[string]int64
	Audit  map[id.ID]AuditHead
}

// AuditHead is the newest audit entry of a workspace.
type AuditHead struct {
	Seq  int64
	Hash string
}

// backupFormat is the number of the way in which backups are written.
const backupFormat = 1

// manifest counts what the transaction sees.
func (tx *Tx) manifest() (m Manifest, err error) {
	m = Manifest{Format: backupFormat, Made: tx.Now, Rows: map[string]int64{},
		Audit: map[id.ID]AuditHead{}}
	if m.Schema, err = tx.schemaVersion(); err != nil {
		return m, err
	}
	tables, err := tx.tables()
	if err != nil {
		return m, err
	}
	for _, t := range tables {
		m.Rows[t.Name], err = Value[int64](tx, "SELECT count(*) FROM "+t.Name)
		if err != nil {
			return m, err
		}
	}
	heads, err := List[struct {
		WorkspaceID id.ID
		AuditHead
	}](tx, `SELECT workspace_id, seq, hash FROM audit_entry
		WHERE (workspace_id, seq) IN (
			SELECT workspace_id, max(seq) FROM audit_entry GROUP BY workspace_id)`)
	for _, head := range heads {
		m.Audit[head.WorkspaceID] = head.AuditHead
	}
	return m, err
}

// mustHold compares what was restored with what the backup said.
func (m Manifest) mustHold(restored Manifest) error {
	for _, name := range slices.Sorted(maps.Keys(m.Rows)) {
		if got, want := restored.Rows[name], m.Rows[name]; got != want {
			return fault.New(fault.Conflict, "The backup is damaged: table %s has %d rows, "+
				"its manifest says %d. Take another backup.", name, got, want)
		}
	}
	if !maps.Equal(m.Audit, restored.Audit) {
		return fault.New(fault.Conflict, "The backup is damaged or was changed: its audit "+
			"heads are not those of its manifest. Take another backup.")
	}
	return nil
}

// readable refuses backups of another program version than this one understands.
func (m Manifest) readable(newest int64) error {
	switch {
	case m.Format != backupFormat:
		return fault.New(fault.Conflict, "The backup has format %d, this program reads %d.",
			m.Format, backupFormat)
	case m.Schema > newest:
		return fault.New(fault.Conflict, "The backup has schema %d, this program knows only up "+
			"to %d: it was made by a newer throughline. Install that one.", m.Schema, newest)
	}
	return nil
}

// String is the manifest for the terminal.
func (m Manifest) String() string {
	total := int64(0)
	for _, n := range m.Rows {
		total += n
	}
	return fmt.Sprintf("schema %d, %d tables, %d rows, %d audit chains, made %s", m.Schema,
		len(m.Rows), total, len(m.Audit), m.Made.Format(time.RFC3339))
}
