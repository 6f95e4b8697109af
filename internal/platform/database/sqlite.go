package database

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"io/fs"
	"net/url"
	"os"
	"path/filepath"
	"strings"

	_ "modernc.org/sqlite" // the driver "sqlite"

	"github.com/throughlinehq/throughline/internal/kit/fault"
	"github.com/throughlinehq/throughline/internal/kit/scope"
)

// sqliteReaders is how many reads run at once.
const sqliteReaders = 8

func openSQLite(ctx context.Context, path string) (*DB, error) {
	path = strings.TrimPrefix(path, "sqlite://")
	if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
		return nil, fault.Wrap(fault.Unavailable, err, "The folder of %s cannot be made", path)
	}
	lock, err := lockFile(path + ".lock")
	if err != nil {
		return nil, err
	}
	if err := checkFile(path); err != nil {
		lock.Close()
		return nil, err
	}
	writes, err := sql.Open("sqlite", sqliteURL(path, "_pragma", "synchronous(FULL)"))
	if err != nil {
		return nil, err
	}
	writer, err := newSQLiteWriter(ctx, writes, lock)
	if err != nil {
		writes.Close()
		lock.Close()
		return nil, fault.Wrap(unlessKnown(err, fault.Unavailable), err,
			"%s cannot be opened as a database; run `throughline doctor` or restore a backup", path)
	}
	return sqliteDB(path, writer)
}

// openSQLiteBeside opens a file that another process may be writing.
func openSQLiteBeside(_ context.Context, path string) (*DB, error) {
	path = strings.TrimPrefix(path, "sqlite://")
	switch _, err := os.Stat(path); {
	case errors.Is(err, fs.ErrNotExist):
		return nil, fault.New(fault.Invalid, "There is no database at %s. Name its folder with "+
			"--data, or run `throughline serve` to begin one.", path)
	case err != nil:
		return nil, fault.Wrap(fault.Invalid, err, "%s cannot be opened as a database", path)
	}
	if err := checkFile(path); err != nil {
		return nil, err
	}
	return sqliteDB(path, noWriter{})
}

func sqliteDB(path string, writer committer) (*DB, error) {
	reads, err := sql.Open("sqlite", sqliteURL(path, "_pragma", "query_only(1)"))
	if err != nil {
		return nil, err
	}
	reads.SetMaxOpenConns(sqliteReaders)
	reads.SetMaxIdleConns(sqliteReaders)
	return &DB{dialect: sqliteDialect{}, reads: reads, writes: writer}, nil
}

// noWriter stands where nothing may be written.
type noWriter struct{}

func (noWriter) write(context.Context, scope.Scope, func(querier) error) error {
	return fault.New(fault.Conflict, "The database is open for reading only.")
}

func (noWriter) close() error { return nil }

// path is the file of an SQLite database.
func (db *DB) path() string { return strings.TrimPrefix(db.url, "sqlite://") }

// sqliteURL builds the driver's address of a file with the settings every connection has, and
// one more.
func sqliteURL(path, key, value string) string {
	settings := url.Values{"_pragma": {
		"busy_timeout(10000)", "journal_mode(WAL)", "foreign_keys(1)", "temp_store(MEMORY)",
		"wal_autocheckpoint(8000)",
		"secure_delete(1)", // what is deleted is written over
		"cache_size(-16000)",
	}}
	settings.Add(key, value)
	address := url.URL{Scheme: "file", Opaque: (&url.URL{Path: path}).EscapedPath(),
		RawQuery: settings.Encode()}
	return address.String()
}

type sqliteDialect struct{}

func (sqliteDialect) postgres() bool              { return false }
func (sqliteDialect) readOptions() *sql.TxOptions { return nil }
func (sqliteDialect) skipLocked() string          { return "" }

// rebind writes ?N, the only numbered form that every SQLite driver reads by number.
func (sqliteDialect) rebind(query string) string { return strings.ReplaceAll(query, "$", "?") }

func (sqliteDialect) enter(context.Context, querier, scope.Scope, bool) error { return nil }

func (sqliteDialect) matchText(index, workspace, words string, next int) (string, []any) {
	found := searchWords(words)
	if len(found) == 0 {
		return "1 = 0", nil
	}
	match := fmt.Sprintf(`workspace : "%s" AND body : ("%s"*)`, workspace,
		strings.Join(found, `" "`))
	return fmt.Sprintf("%s_text MATCH $%d", index, next), []any{match}
}

func (sqliteDialect) indexText(tx *Tx, index string, docid int64, text string) error {
	_, err := tx.Exec(fmt.Sprintf(
		"INSERT OR REPLACE INTO %s_text (rowid, workspace, body) VALUES ($1, $2, $3)", index),
		docid, tx.Workspace, text)
	return err
}

func (sqliteDialect) forgetText(tx *Tx, index string, docid int64) error {
	_, err := tx.Exec(fmt.Sprintf("DELETE FROM %s_text WHERE rowid = $1", index), docid)
	return err
}

func (sqliteDialect) textFrom(_ *Tx, index, _ string) (string, error) {
	return index + "_text t", nil // which is read in either order
}

// countUp and insertDoc do without RETURNING: for that, SQLite begins a journal of the statement
// and walks through the whole transaction's when it ends, so that the time of a batch grew with
// the square of its rows.
func (sqliteDialect) countUp(tx *Tx, counter string, n int64) (int64, error) {
	there, err := tx.Exec(`UPDATE counter SET value = value + $3
		WHERE workspace_id = $1 AND name = $2`, tx.Workspace, counter, n)
	if err == nil && there == 0 {
		_, err = tx.Exec("INSERT INTO counter (workspace_id, name, value) VALUES ($1, $2, $3)",
			tx.Workspace, counter, n)
	}
	if err != nil {
		return 0, err
	}
	return Value[int64](tx, "SELECT value FROM counter WHERE workspace_id = $1 AND name = $2",
		tx.Workspace, counter)
}

func (sqliteDialect) insertDoc(tx *Tx, statement string, args []any) (int64, error) {
	result, err := tx.exec(statement, args)
	if err != nil {
		return 0, err
	}
	return result.LastInsertId() // a docid is the row's key
}

func (sqliteDialect) listTables() string {
	return `SELECT name FROM sqlite_master
		WHERE type = 'table' AND name NOT LIKE 'sqlite\_%' ESCAPE '\' ORDER BY rowid`
}

func (sqliteDialect) listColumns() string {
	return "SELECT name, type, pk > 0 AS key FROM pragma_table_info($1) ORDER BY cid"
}

func (sqliteDialect) afterLoad(table, text string) []string {
	if text == "" {
		return nil
	}
	return []string{fmt.Sprintf(`INSERT INTO %[1]s_text (rowid, workspace, body)
		SELECT docid, workspace_id, %[2]s FROM %[1]s`, table, text)}
}
