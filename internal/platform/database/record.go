package database

import (
	"fmt"
	"reflect"
	"strings"
	"time"

	"github.com/throughlinehq/throughline/internal/kit/fault"
	"github.com/throughlinehq/throughline/internal/kit/id"
)

// Meta is what every record has; embed it first. Insert and Update keep it.
type Meta struct {
	ID        id.ID
	Version   int64 // counts the changes; what a client's ETag says
	CreatedAt time.Time
	UpdatedAt time.Time
}

type hasMeta interface{ meta() *Meta }

// Binned is what a record has beside Meta that can be removed; embed it too.
type Binned struct{ DeletedAt *time.Time }

func (b *Binned) binned() *Binned { return b }

// Removable is a record that can be removed.
type Removable interface {
	hasMeta
	hasBinned
}

type hasBinned interface{ binned() *Binned }

var _ hasBinned = (*Binned)(nil) // as part of the records of other packages

// SetRemoved stores that a record is in the bin since a moment, or, with nil, that it is there
// again, and returns which it is. As with [Tx.Update] a Stale fault says that somebody was faster.
func (tx *Tx) SetRemoved(record Removable, since *time.Time) (id.ID, error) {
	record.binned().DeletedAt = since
	which := record.meta().ID
	return which, tx.Update(which.Kind(), record)
}

func (m *Meta) meta() *Meta { return m }

// Insert stores a new record in the table. A record with Meta gets its moment and version 1,
// and an identifier of the table's kind unless it has one.
func (tx *Tx) Insert(table string, record any) error {
	statement, args := tx.insertion(table, record)
	_, err := tx.Exec(statement, args...)
	return err
}

// InsertDoc stores a new record and returns its docid, by which full-text indexes know it.
func (tx *Tx) InsertDoc(table string, record any) (int64, error) {
	statement, args := tx.insertion(table, record)
	return tx.dialect.insertDoc(tx, statement, args)
}

// insertion completes the record's Meta and writes the statement that stores it.
func (tx *Tx) insertion(table string, record any) (string, []any) {
	if m, ok := record.(hasMeta); ok {
		meta := m.meta()
		if meta.ID == "" {
			meta.ID = tx.NewID(table)
		}
		meta.Version, meta.CreatedAt, meta.UpdatedAt = 1, tx.Now, tx.Now
	}
	v := reflect.Indirect(reflect.ValueOf(record))
	fields := fieldsOf(v.Type())
	args := []any{tx.Workspace}
	places := []string{"$1"}
	for _, path := range fields.paths {
		args = append(args, v.FieldByIndex(path).Interface())
		places = append(places, fmt.Sprintf("$%d", len(args)))
	}
	return fmt.Sprintf("INSERT INTO %s (workspace_id, %s) VALUES (%s)",
		table, strings.Join(fields.columns, ", "), strings.Join(places, ", ")), args
}

// Update stores a changed record, if it still has the version that it was read with; a Stale
// fault says that somebody else was faster. The record carries the new version afterwards.
func (tx *Tx) Update(table string, record hasMeta) error {
	meta := record.meta()
	v := reflect.Indirect(reflect.ValueOf(record))
	fields := fieldsOf(v.Type())
	args := []any{tx.Workspace, meta.ID, meta.Version}
	var sets []string
	for i, path := range fields.paths {
		switch column := fields.columns[i]; column {
		case "id", "version", "created_at", "updated_at":
		default:
			args = append(args, v.FieldByIndex(path).Interface())
			sets = append(sets, fmt.Sprintf("%s = $%d", column, len(args)))
		}
	}
	args = append(args, tx.Now)
	changed, err := tx.Exec(fmt.Sprintf(
		`UPDATE %s SET %s, version = version + 1, updated_at = $%d
		WHERE workspace_id = $1 AND id = $2 AND version = $3`,
		table, strings.Join(sets, ", "), len(args)), args...)
	if err != nil {
		return err
	}
	if changed == 0 {
		return fault.New(fault.Stale, "Somebody changed this %s since you read it.", table)
	}
	meta.Version++
	meta.UpdatedAt = tx.Now
	return nil
}

// Get loads the record with that identifier, or a NotFound fault. Records in the bin (with a
// deleted_at) are not found.
func Get[T any](tx *Tx, table string, record id.ID) (T, error) {
	condition := ""
	if _, binned := fieldsOf(reflect.TypeFor[T]()).byColumn["deleted_at"]; binned {
		condition = " AND deleted_at IS NULL"
	}
	return get[T](tx, table, record, condition)
}

// GetRemoved loads a record that is in the bin, or a NotFound fault.
func GetRemoved[T any](tx *Tx, table string, record id.ID) (T, error) {
	return get[T](tx, table, record, " AND deleted_at IS NOT NULL")
}

func get[T any](tx *Tx, table string, record id.ID, condition string) (T, error) {
	found, err := One[T](tx, fmt.Sprintf("SELECT %s FROM %s WHERE workspace_id = $1 AND id = $2%s",
		Columns[T](""), table, condition), tx.Workspace, record)
	if fault.Is(err, fault.NotFound) {
		err = fault.Missing(strings.ReplaceAll(table, "_", " "))
	}
	return found, err
}

// GetVersion loads a record for a change: a Stale fault when it is not of that version.
func GetVersion[T any, P interface {
	*T
	hasMeta
}](tx *Tx, table string, record id.ID, version int64) (T, error) {
	found, err := Get[T](tx, table, record)
	if err != nil {
		return found, err
	}
	if now := P(&found).meta().Version; now != version {
		return found, fault.New(fault.Stale,
			"This %s is at version %d now, you changed version %d. Read it again.",
			strings.ReplaceAll(table, "_", " "), now, version)
	}
	return found, nil
}

// Columns lists the columns of a record type for a SELECT, each with the given prefix ("f.").
func Columns[T any](prefix string) string {
	return prefix + strings.Join(fieldsOf(reflect.TypeFor[T]()).columns, ", "+prefix)
}
