package databasetest

import (
	"crypto/sha256"
	"fmt"
	"maps"
	"slices"
	"strings"
	"testing"

	"github.com/throughlinehq/throughline/internal/kit/scope"
	"github.com/throughlinehq/throughline/internal/platform/database"
)

// Digest holds a hash over the rows of each table, to show that something changed nothing.
type Digest map[string]string

// DigestOf reads the whole database.
func DigestOf(t testing.TB, db *database.DB) Digest {
	t.Helper()
	digest := Digest{}
	eachTable(t, db, func(table string, rows []string) {
		digest[table] = fmt.Sprintf("%d rows, %x", len(rows),
			sha256.Sum256([]byte(strings.Join(rows, "\n"))))
	})
	return digest
}

// TablesWith names the tables in which a text of ASCII stands, also as bytes.
func TablesWith(t testing.TB, db *database.DB, text string) (tables []string) {
	t.Helper()
	bytes := fmt.Sprintf("%x", text)
	eachTable(t, db, func(table string, rows []string) {
		if slices.ContainsFunc(rows, func(row string) bool {
			return strings.Contains(row, text) || strings.Contains(strings.ToLower(row), bytes)
		}) {
			tables = append(tables, table)
		}
	})
	return tables
}

// eachTable gives every table with its rows, each row as one text.
func eachTable(t testing.TB, db *database.DB, fn func(table string, rows []string)) {
	t.Helper()
	everything := scope.ForSystem(scope.Everywhere, "test")
	err := db.Read(t.Context(), everything, func(tx *database.Tx) error {
		tables, err := database.List[string](tx, tablesQuery(tx))
		if err != nil {
			return err
		}
		for _, table := range tables {
			row, err := rowExpression(tx, table)
			if err != nil {
				return err
			}
			rows, err := database.List[string](tx,
				fmt.Sprintf("SELECT %s FROM %s ORDER BY 1", row, table))
			if err != nil {
				return err
			}
			fn(table, rows)
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
}

// Changed names the tables in which the two digests differ.
func (d Digest) Changed(since Digest) []string {
	differs := func(table string) bool { return d[table] != since[table] }
	tables := slices.Sorted(maps.Keys(d))
	return slices.DeleteFunc(tables, func(table string) bool { return !differs(table) })
}

func tablesQuery(tx *database.Tx) string {
	if tx.Postgres() {
		return "SELECT tablename FROM pg_tables WHERE schemaname = current_schema()"
	}
	return "SELECT name FROM sqlite_master WHERE type = 'table'"
}

// rowExpression writes a whole row of the table as one text.
func rowExpression(tx *database.Tx, table string) (string, error) {
	if tx.Postgres() {
		return table + "::text", nil
	}
	columns, err := database.List[string](tx, "SELECT name FROM pragma_table_info($1)", table)
	for i, c := range columns {
		columns[i] = `quote("` + c + `")`
	}
	return strings.Join(columns, " || ',' || "), err
}
