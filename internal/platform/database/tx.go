package database

import (
	"context"
	"database/sql"
	"time"

	"github.com/throughlinehq/throughline/internal/kit/fault"
	"github.com/throughlinehq/throughline/internal/kit/id"
	"github.com/throughlinehq/throughline/internal/kit/scope"
)

// querier is what a transaction needs of database/sql: a Tx or a connection.
type querier interface {
	ExecContext(ctx context.Context, query string, args ...any) (sql.Result, error)
	QueryContext(ctx context.Context, query string, args ...any) (*sql.Rows, error)
	PrepareContext(ctx context.Context, query string) (*sql.Stmt, error)
}

// Tx is a transaction on behalf of an actor in a workspace at a moment. SQL is written with
// $1, $2 ... for both databases. Not safe for concurrent use.
type Tx struct {
	scope.Scope
	Now time.Time // one moment for everything the transaction does, UTC, microseconds

	ctx      context.Context
	q        querier
	dialect  dialect
	ids      *id.Source
	hear     func(query string)
	readOnly bool
	touched  []id.ID
}

// Context is the caller's context.
func (tx *Tx) Context() context.Context { return tx.ctx }

// NewID makes an identifier for a record of the given kind.
func (tx *Tx) NewID(kind string) id.ID { return tx.ids.New(kind, tx.Now) }

// Touch says that a record changed: whoever looks at it hears of it after the commit.
func (tx *Tx) Touch(record id.ID) { tx.touched = append(tx.touched, record) }

// Exec runs a statement and returns how many rows it changed.
func (tx *Tx) Exec(query string, args ...any) (int64, error) {
	result, err := tx.exec(query, args)
	if err != nil {
		return 0, err
	}
	return result.RowsAffected()
}

// ExecEach runs statements one after the other, all with the same arguments.
func (tx *Tx) ExecEach(statements []string, args ...any) error {
	for _, statement := range statements {
		if _, err := tx.Exec(statement, args...); err != nil {
			return err
		}
	}
	return nil
}

func (tx *Tx) exec(query string, args []any) (sql.Result, error) {
	if tx.readOnly {
		return nil, fault.New(fault.Internal, "database: a read transaction cannot change anything")
	}
	result, err := tx.q.ExecContext(tx.ctx, tx.bound(query), toArgs(args)...)
	return result, classify(err)
}

// bound is a query as the driver takes it.
func (tx *Tx) bound(query string) string {
	if tx.hear != nil {
		tx.hear(query)
	}
	return tx.dialect.rebind(query)
}

// Next counts up the workspace's counter of that name and returns the new value: the numbers
// people see (FB-12) are unique and without gaps.
func (tx *Tx) Next(counter string) (int64, error) { return tx.NextBlock(counter, 1) }

// NextBlock counts the counter up by n and returns the first of the n new values.
func (tx *Tx) NextBlock(counter string, n int64) (int64, error) {
	last, err := tx.dialect.countUp(tx, counter, n)
	return last - n + 1, err
}

// SkipLocked is the clause with which a query that claims rows passes over those that another
// process is claiming.
func (tx *Tx) SkipLocked() string { return tx.dialect.skipLocked() }

// Postgres reports whether the database is PostgreSQL, for the few places that must know.
func (tx *Tx) Postgres() bool { return tx.dialect.postgres() }
