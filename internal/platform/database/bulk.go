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

func insertInto(table string, columns []string, source string) string {
	return "INSERT INTO " + table + " (" + strings.Join(columns, ", ") + ") " + source
}

// leaveOut ends an INSERT that leaves rows out whose key is taken.
const leaveOut = " ON CONFLICT DO NOTHING"

// insertNew runs one prepared statement for each row: SQLite is in our own process, and a list
// of rows has thousands of parameters, which it looks up one after the other.
func (sqliteDialect) insertNew(tx *Tx, table string, columns []string, rows [][]any) error {
	places := "VALUES (?" + strings.Repeat(", ?", len(columns)-1) + ")"
	statement, err := tx.q.PrepareContext(tx.ctx, insertInto(table, columns, places)+leaveOut)
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

// insertNew sends each column as one array: PostgreSQL then has one short statement to plan. Most
// often no key is taken, and a row that need not be looked for takes it a third less time.
func (postgresDialect) insertNew(tx *Tx, table string, columns []string, rows [][]any) error {
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
	insert := insertInto(table, columns, source)
	if _, err := tx.q.ExecContext(tx.ctx, "SAVEPOINT rows"); err != nil {
		return err
	}
	_, err := tx.q.ExecContext(tx.ctx, insert, args...)
	if !fault.Is(classify(err), fault.Conflict) {
		return err
	}
	if _, err := tx.q.ExecContext(tx.ctx, "ROLLBACK TO SAVEPOINT rows"); err != nil {
		return err
	}
	_, err = tx.q.ExecContext(tx.ctx, insert+leaveOut, args...)
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
