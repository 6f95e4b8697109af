package database

import (
	"fmt"
	"slices"
	"strings"

	"github.com/throughlinehq/throughline/internal/kit/fault"
)

// InsertNew stores many rows at once and leaves those out whose key is taken. The values are
// texts, whole numbers, booleans and bytes; a column's are of one type in all rows. It is many
// times as fast as an INSERT with a list of values, which each database would parse anew.
func (tx *Tx) InsertNew(table string, columns []string, rows [][]any) error {
	if tx.readOnly {
		return fault.New(fault.Internal, "database: a read transaction cannot change anything")
	}
	if len(rows) == 0 {
		return nil
	}
	return classify(tx.dialect.insertNew(tx, table, columns, rows))
}

// Replace stores many rows at once, as [Tx.InsertNew] does; a row takes the place of the one that
// has the same key, which the first columns are.
func (tx *Tx) Replace(table string, columns []string, key int, rows [][]any) error {
	if tx.readOnly {
		return fault.New(fault.Internal, "database: a read transaction cannot change anything")
	}
	if len(rows) == 0 {
		return nil
	}
	set := make([]string, 0, len(columns))
	for _, column := range columns[key:] {
		set = append(set, column+" = excluded."+column)
	}
	return classify(tx.dialect.insertRows(tx, table, columns, rows, fmt.Sprintf(
		" ON CONFLICT (%s) DO UPDATE SET %s", strings.Join(columns[:key], ", "),
		strings.Join(set, ", "))))
}

func insertInto(table string, columns []string, source string) string {
	return "INSERT INTO " + table + " (" + strings.Join(columns, ", ") + ") " + source
}

// leaveOut ends an INSERT that leaves rows out whose key is taken.
const leaveOut = " ON CONFLICT DO NOTHING"

func (d sqliteDialect) insertNew(tx *Tx, table string, columns []string, rows [][]any) error {
	return d.insertRows(tx, table, columns, rows, leaveOut)
}

// insertRows runs one prepared statement for each row: SQLite is in our own process, and a list
// of rows has thousands of parameters, which it looks up one after the other.
func (sqliteDialect) insertRows(
	tx *Tx, table string, columns []string, rows [][]any, taken string,
) error {
	places := "VALUES (?" + strings.Repeat(", ?", len(columns)-1) + ")"
	statement, err := tx.q.PrepareContext(tx.ctx, insertInto(table, columns, places)+taken)
	if err != nil {
		return err
	}
	defer statement.Close()
	for _, row := range rows {
		if _, err := statement.ExecContext(tx.ctx, row...); err != nil {
			return err
		}
	}
	return nil
}

// insertNew first takes no key to be taken, as is most often so: a row that need not be looked
// for takes a third less time.
func (d postgresDialect) insertNew(tx *Tx, table string, columns []string, rows [][]any) error {
	if _, err := tx.q.ExecContext(tx.ctx, "SAVEPOINT rows"); err != nil {
		return err
	}
	err := d.insertRows(tx, table, columns, rows, "")
	if !fault.Is(classify(err), fault.Conflict) {
		return err
	}
	if _, err := tx.q.ExecContext(tx.ctx, "ROLLBACK TO SAVEPOINT rows"); err != nil {
		return err
	}
	return d.insertRows(tx, table, columns, rows, leaveOut)
}

// insertRows sends each column as one array: PostgreSQL then has one short statement to plan.
func (postgresDialect) insertRows(
	tx *Tx, table string, columns []string, rows [][]any, taken string,
) error {
	arrays := make([]string, len(columns))
	args := make([]any, len(columns))
	for i := range columns {
		kind, column, err := arrayOf(rows, i)
		if err != nil {
			return fmt.Errorf("%s.%s: %w", table, columns[i], err)
		}
		arrays[i], args[i] = fmt.Sprintf("$%d::%s[]", i+1, kind), column
	}
	source := "SELECT * FROM unnest(" + strings.Join(arrays, ", ") + ")"
	_, err := tx.q.ExecContext(tx.ctx, insertInto(table, columns, source)+taken, args...)
	return err
}

// arrayOf is the i-th value of every row, and PostgreSQL's name for their type.
func arrayOf(rows [][]any, i int) (kind string, column any, err error) {
	switch rows[0][i].(type) {
	case string:
		column, err = columnOf[string](rows, i)
		return "text", column, err
	case int64:
		column, err = columnOf[int64](rows, i)
		return "bigint", column, err
	case bool:
		column, err = columnOf[bool](rows, i)
		return "boolean", column, err
	default:
		column, err = columnOf[[]byte](rows, i)
		return "bytea", column, err
	}
}

func columnOf[T any](rows [][]any, i int) ([]T, error) {
	column := slices.Grow([]T{}, len(rows))
	for _, row := range rows {
		value, ok := row[i].(T)
		if !ok {
			return nil, fmt.Errorf("a %T among values of type %T", row[i], value)
		}
		column = append(column, value)
	}
	return column, nil
}
