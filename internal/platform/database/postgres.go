package database

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"strings"

	"github.com/jackc/pgx/v5/pgconn"
	_ "github.com/jackc/pgx/v5/stdlib" // the driver "pgx"

	"github.com/throughlinehq/throughline/internal/kit/scope"
)

const (
	postgresConnections = 16
	postgresAttempts    = 4 // one try and three repetitions after a serialisation failure
)

func openPostgres(ctx context.Context, url string) (*DB, error) {
	pool, err := sql.Open("pgx", url)
	if err != nil {
		return nil, classify(err)
	}
	pool.SetMaxOpenConns(postgresConnections)
	pool.SetMaxIdleConns(postgresConnections)
	if err := pool.PingContext(ctx); err != nil {
		pool.Close()
		return nil, classify(err)
	}
	return &DB{dialect: postgresDialect{}, reads: pool, writes: postgresWriter{pool}}, nil
}

type postgresWriter struct{ pool *sql.DB }

func (w postgresWriter) close() error { return nil } // the reads' pool is the same one

func (w postgresWriter) write(
	ctx context.Context, s scope.Scope, fn func(querier) error,
) (err error) {
	for range postgresAttempts {
		if err = runPostgres(ctx, w.pool, s, fn); !canRepeat(err) {
			return err
		}
	}
	return err
}

// runPostgres runs fn in a transaction of a connection, or of any of a pool.
func runPostgres(ctx context.Context, on interface {
	BeginTx(context.Context, *sql.TxOptions) (*sql.Tx, error)
}, s scope.Scope, fn func(querier) error) error {
	tx, err := on.BeginTx(ctx, nil)
	if err != nil {
		return classify(err)
	}
	defer tx.Rollback() //nolint:errcheck // after a commit there is nothing to roll back
	if err := (postgresDialect{}).enter(ctx, tx, s, true); err != nil {
		return err
	}
	if err := safely(fn, tx); err != nil {
		return err
	}
	return classify(tx.Commit())
}

// canRepeat reports a serialisation failure or a deadlock: nothing was kept, so again.
func canRepeat(err error) bool {
	var e *pgconn.PgError
	return errors.As(err, &e) && (e.Code == "40001" || e.Code == "40P01")
}

type postgresDialect struct{}

func (postgresDialect) postgres() bool             { return true }
func (postgresDialect) rebind(query string) string { return query }
func (postgresDialect) skipLocked() string         { return "FOR UPDATE SKIP LOCKED" }

func (postgresDialect) readOptions() *sql.TxOptions {
	return &sql.TxOptions{Isolation: sql.LevelRepeatableRead, ReadOnly: true}
}

// enter names the workspace for row-level security. A write also waits for the workspace's
// other writes.
func (postgresDialect) enter(ctx context.Context, q querier, s scope.Scope, write bool) error {
	statement := "SELECT set_config('throughline.workspace', $1, true)"
	if write && s.Workspace != scope.Everywhere {
		statement += ", pg_advisory_xact_lock(hashtextextended($1, 0))"
	}
	_, err := q.ExecContext(ctx, statement, string(s.Workspace))
	return classify(err)
}

func (postgresDialect) matchText(index, workspace, words string, next int) (string, []any) {
	found := searchWords(words)
	if len(found) == 0 {
		return "1 = 0", nil
	}
	return fmt.Sprintf(
			"t.workspace_id = $%d AND t.body @@ to_tsquery('simple', $%d)", next, next+1),
		[]any{workspace, "'" + strings.Join(found, "' & '") + "':*"}
}

// A word is common when enough of the newest documents have it.
const (
	newestDocuments = 500
	enoughDocuments = 5
)

// textFrom looks at the newest documents before it decides: for a common word, walking on from
// them soon fills a page; any other is found through the index of words. PostgreSQL cannot tell
// them apart, since it takes any begun word to be in one document of two hundred at least.
func (d postgresDialect) textFrom(tx *Tx, index, words string) (string, error) {
	match, args := d.matchText(index, string(tx.Workspace), words, 1)
	found, err := Value[int64](tx, fmt.Sprintf(`SELECT count(*) FROM (SELECT workspace_id, body
		FROM %s_text WHERE workspace_id = $%d ORDER BY rowid DESC LIMIT %d) t WHERE %s`,
		index, len(args)+1, newestDocuments, match), append(args, tx.Workspace)...)
	if err != nil || found >= enoughDocuments {
		return index + "_text t", err
	}
	// No index has this order, so the documents are sorted, and before anything is joined.
	return fmt.Sprintf(`(SELECT workspace_id, body, rowid + 0 AS rowid FROM %s_text
		ORDER BY rowid + 0 DESC) t`, index), nil
}

func (postgresDialect) indexText(tx *Tx, index string, docid int64, text string) error {
	_, err := tx.Exec(fmt.Sprintf(`
		INSERT INTO %s_text (workspace_id, rowid, body)
		VALUES ($1, $2, to_tsvector('simple', $3))
		ON CONFLICT (workspace_id, rowid) DO UPDATE SET body = excluded.body`, index),
		tx.Workspace, docid, text)
	return err
}

func (postgresDialect) forgetText(tx *Tx, index string, docid int64) error {
	_, err := tx.Exec(fmt.Sprintf(
		"DELETE FROM %s_text WHERE workspace_id = $1 AND rowid = $2", index), tx.Workspace, docid)
	return err
}

func (postgresDialect) countUp(tx *Tx, counter string, n int64) (int64, error) {
	return Value[int64](tx, `
		INSERT INTO counter (workspace_id, name, value) VALUES ($1, $2, $3)
		ON CONFLICT (workspace_id, name) DO UPDATE SET value = counter.value + $3
		RETURNING value`, tx.Workspace, counter, n)
}

func (postgresDialect) insertDoc(tx *Tx, statement string, args []any) (int64, error) {
	return Value[int64](tx, statement+" RETURNING docid", args...)
}

func (postgresDialect) listTables() string {
	return `SELECT relname AS name FROM pg_class
		WHERE relkind = 'r' AND relnamespace = current_schema()::regnamespace ORDER BY oid`
}

func (postgresDialect) listColumns() string {
	return `SELECT a.attname AS name, format_type(a.atttypid, a.atttypmod) AS type,
		coalesce(a.attnum = ANY (i.indkey), FALSE) AS key
		FROM pg_attribute a LEFT JOIN pg_index i ON i.indrelid = a.attrelid AND i.indisprimary
		WHERE a.attrelid = to_regclass($1) AND a.attnum > 0 AND NOT a.attisdropped
		ORDER BY a.attnum`
}

func (postgresDialect) afterLoad(table, text string) []string {
	statements := []string{fmt.Sprintf(`SELECT setval(pg_get_serial_sequence('%[1]s', 'docid'),
		coalesce(max(docid), 1), max(docid) IS NOT NULL) FROM %[1]s`, table)}
	if text != "" {
		statements = append(statements, fmt.Sprintf(`INSERT INTO %[1]s_text
			(workspace_id, rowid, body)
			SELECT workspace_id, docid, to_tsvector('simple', %[2]s) FROM %[1]s`, table, text))
	}
	return statements
}
