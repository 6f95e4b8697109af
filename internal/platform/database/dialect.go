package database

import (
	"context"
	"database/sql"

	"github.com/throughlinehq/throughline/internal/kit/scope"
)

// dialect holds what differs between the two databases, and nothing else.
type dialect interface {
	postgres() bool
	// rebind turns the "$1" of our SQL into what the driver takes.
	rebind(query string) string
	readOptions() *sql.TxOptions
	// enter tells the database in whose workspace the transaction works.
	enter(ctx context.Context, q querier, s scope.Scope, write bool) error
	matchText(index, workspace, words string, next int) (string, []any)
	indexText(tx *Tx, index string, docid int64, text string) error
	forgetText(tx *Tx, index string, docid int64) error
	textFrom(tx *Tx, index, words string) (from string, err error)
	skipLocked() string
	// countUp adds n to a counter and returns its new value.
	countUp(tx *Tx, counter string, n int64) (int64, error)
	// insertDoc runs an INSERT into a table with docids and returns the new one.
	insertDoc(tx *Tx, statement string, args []any) (int64, error)
	// insertNew stores rows; see [Tx.InsertNew].
	insertNew(tx *Tx, table string, columns []string, rows [][]any) error
	// insertRows stores rows; taken is the clause that says what to do where a key is taken.
	insertRows(tx *Tx, table string, columns []string, rows [][]any, taken string) error
	// listTables and listColumns ($1 is the table) describe the schema.
	listTables() string
	listColumns() string
	// afterLoad returns what is left to do once rows with a docid were copied into a table;
	// text is what its full-text index holds, "" when it has none.
	afterLoad(table, text string) []string
}
