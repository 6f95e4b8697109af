package database

import (
	"context"
	"database/sql"
	"fmt"
	"slices"
	"strings"

	"github.com/throughlinehq/throughline/internal/kit/fault"
)

// table describes a table for copying: what both databases call it, in their order.
type table struct {
	Name    string
	Columns []tableColumn
}

// tableColumn is a column and what sort of value it holds: "integer", "real", "boolean",
// "text" or "bytes".
type tableColumn struct {
	Name string
	Kind string
	Key  bool
}

// indexedText says, for each full-text index, which text of its table it holds; the indexes
// are made anew after a copy instead of being copied.
var indexedText = map[string]string{
	"feedback": "text",
	"item":     "title || '\n' || description",
}

// names lists the table's columns.
func (t table) names() []string {
	names := make([]string, len(t.Columns))
	for i, c := range t.Columns {
		names[i] = c.Name
	}
	return names
}

// order is the ORDER BY that gives both databases' rows in one order.
func (t table) order(postgres bool) string {
	var parts []string
	for _, c := range t.key() {
		part := c.Name
		if postgres && c.Kind == "text" {
			part += ` COLLATE "C"`
		}
		parts = append(parts, part)
	}
	return strings.Join(parts, ", ")
}

// key is the workspace and the identifier where there are both, else the primary key: a table
// with a docid has different primary keys in the two databases.
func (t table) key() (key []tableColumn) {
	for _, name := range []string{"workspace_id", "id"} {
		if i := slices.Index(t.names(), name); i >= 0 {
			key = append(key, t.Columns[i])
		}
	}
	if len(key) == 2 {
		return key
	}
	key = nil
	for _, c := range t.Columns {
		if c.Key {
			key = append(key, c)
		}
	}
	return key
}

// tables lists the tables in the order in which they were made, so that each comes after those
// it refers to; without the migrations' own and the full-text indexes.
func (tx *Tx) tables() ([]table, error) {
	names, err := List[string](tx, tx.dialect.listTables())
	if err != nil {
		return nil, err
	}
	var found []table
	for _, name := range names {
		if name == "goose_db_version" || isTextIndex(name) {
			continue
		}
		columns, err := List[struct {
			Name, Type string
			Key        bool
		}](tx, tx.dialect.listColumns(), name)
		if err != nil {
			return nil, err
		}
		t := table{Name: name}
		for _, c := range columns {
			kind, err := columnKind(c.Type)
			if err != nil {
				return nil, fmt.Errorf("column %s.%s: %w", name, c.Name, err)
			}
			t.Columns = append(t.Columns, tableColumn{c.Name, kind, c.Key})
		}
		found = append(found, t)
	}
	return found, nil
}

// isTextIndex reports a full-text index ("feedback_text") or one of SQLite's tables behind it.
func isTextIndex(name string) bool {
	for index := range indexedText {
		if name == index+"_text" || strings.HasPrefix(name, index+"_text_") {
			return true
		}
	}
	return false
}

func columnKind(declared string) (string, error) {
	switch strings.ToUpper(declared) {
	case "BIGINT", "INTEGER":
		return "integer", nil
	case "DOUBLE PRECISION":
		return "real", nil
	case "BOOLEAN":
		return "boolean", nil
	case "TEXT":
		return "text", nil
	case "BLOB", "BYTEA":
		return "bytes", nil
	}
	return "", fmt.Errorf("type %s is none that is used in both databases", declared)
}

// cursor walks over a table's rows.
type cursor struct {
	rows  *sql.Rows
	table table
}

// walk opens a cursor over all rows of a table, in the order of its key.
func (tx *Tx) walk(t table) (*cursor, error) {
	rows, err := tx.q.QueryContext(tx.ctx, fmt.Sprintf("SELECT %s FROM %s ORDER BY %s",
		strings.Join(t.names(), ", "), t.Name, t.order(tx.Postgres())))
	if err != nil {
		return nil, classify(err)
	}
	return &cursor{rows: rows, table: t}, nil
}

func (c *cursor) close() { c.rows.Close() }

// next returns the next row as int64, float64, bool, string, []byte or nil values; nil at the end.
func (c *cursor) next() ([]any, error) {
	if !c.rows.Next() {
		return nil, classify(c.rows.Err())
	}
	row := make([]any, len(c.table.Columns))
	targets := make([]any, len(row))
	for i, column := range c.table.Columns {
		targets[i] = &plain{&row[i], column.Kind}
	}
	return row, c.rows.Scan(targets...)
}

// plain takes a value of a known kind; SQLite alone does not know booleans from numbers.
type plain struct {
	into *any
	kind string
}

// Scan implements sql.Scanner.
func (p *plain) Scan(src any) (err error) {
	*p.into = nil
	if src == nil {
		return nil
	}
	switch p.kind {
	case "integer":
		var v sql.NullInt64
		err = v.Scan(src)
		*p.into = v.Int64
	case "real":
		var v sql.NullFloat64
		err = v.Scan(src)
		*p.into = v.Float64
	case "boolean":
		var v sql.NullBool
		err = v.Scan(src)
		*p.into = v.Bool
	case "bytes":
		var v []byte
		v, err = asBytes(src)
		*p.into = append([]byte{}, v...)
	default:
		var v sql.NullString
		err = v.Scan(src)
		*p.into = v.String
	}
	return err
}

// batch is how many values one INSERT carries; SQLite takes at most 32,766.
const batch = 20_000

// insertRows stores rows as they are.
func (tx *Tx) insertRows(t table, rows [][]any) error {
	if len(rows) == 0 {
		return nil
	}
	var places strings.Builder
	args := make([]any, 0, len(rows)*len(t.Columns))
	for i, row := range rows {
		if i > 0 {
			places.WriteString(", ")
		}
		places.WriteByte('(')
		for j, value := range row {
			if j > 0 {
				places.WriteString(", ")
			}
			args = append(args, value)
			fmt.Fprintf(&places, "$%d", len(args))
		}
		places.WriteByte(')')
	}
	_, err := tx.Exec(fmt.Sprintf("INSERT INTO %s (%s) VALUES %s", t.Name,
		strings.Join(t.names(), ", "), places.String()), args...)
	return err
}

// loader collects rows and inserts them in batches.
type loader struct {
	tx    *Tx
	table table
	rows  [][]any
}

func (l *loader) add(row []any) error {
	l.rows = append(l.rows, row)
	if (len(l.rows)+1)*len(row) <= batch {
		return nil
	}
	return l.flush()
}

func (l *loader) flush() error {
	err := l.tx.insertRows(l.table, l.rows)
	l.rows = l.rows[:0]
	return err
}

// afterLoad makes the full-text indexes of what was loaded, and has the counters of row keys
// go on behind the loaded ones.
func (tx *Tx) afterLoad(loaded []table) error {
	for _, t := range loaded {
		if !slices.Contains(t.names(), "docid") {
			continue
		}
		for _, statement := range tx.dialect.afterLoad(t.Name, indexedText[t.Name]) {
			if _, err := tx.q.ExecContext(tx.ctx, statement); err != nil {
				return classify(err)
			}
		}
	}
	return nil
}

// noRecords refuses a database that holds records.
func (tx *Tx) noRecords(tables []table) error {
	for _, t := range tables {
		some, err := Value[bool](tx, "SELECT EXISTS (SELECT 1 FROM "+t.Name+")")
		if err != nil {
			return err
		}
		if some {
			return fault.New(fault.Conflict, "The target is not empty: its table %s holds "+
				"records. Nothing was changed; take an empty database.", t.Name)
		}
	}
	return nil
}

// sameTables refuses to copy between different schemas.
func sameTables(from, to []table) error {
	shape := func(tables []table) []string {
		var lines []string
		for _, t := range tables {
			for _, c := range t.Columns {
				lines = append(lines, t.Name+"."+c.Name+" "+c.Kind)
			}
		}
		slices.Sort(lines)
		return lines
	}
	a, b := shape(from), shape(to)
	for _, line := range append(slices.Clone(a), b...) {
		if slices.Contains(a, line) != slices.Contains(b, line) {
			return fault.New(fault.Conflict, "The two databases' schemas differ (%s): let the "+
				"same throughline start on both first.", line)
		}
	}
	return nil
}

// schemaVersion is the number of the last migration that was applied.
func (tx *Tx) schemaVersion() (int64, error) {
	return Value[int64](tx, "SELECT coalesce(max(version_id), 0) FROM goose_db_version")
}

func ctxErr(ctx context.Context) error { return classify(ctx.Err()) }
