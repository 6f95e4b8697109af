package database

import (
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"io/fs"
	"os"
	"path/filepath"

	"modernc.org/sqlite"

	"github.com/throughlinehq/throughline/internal/kit/fault"
)

// Backup writes everything that is in the database at one instant to a file, while others go
// on reading and writing. The file gets its name only when it is whole and was checked, so
// whatever is found under that name can be restored.
//
// Of SQLite it is a database file of its own with one more table, backup_manifest. Of
// PostgreSQL it is the dump described at [dump]; restoring takes either to either database.
func (db *DB) Backup(ctx context.Context, path string) (Manifest, error) {
	part := path + ".part"
	if err := removeSQLite(part); err != nil {
		return Manifest{}, err
	}
	defer removeSQLite(part) //nolint:errcheck // renamed already when all went well
	write := db.copyFile
	if db.Postgres() {
		write = db.dumpFile
	}
	m, err := write(ctx, part)
	if err = classify(err); err != nil {
		return m, fault.Wrap(unlessKnown(err, fault.Unavailable), err, "No backup was made")
	}
	return m, settleFile(part, path)
}

// copyFile copies the SQLite file by its backup interface, all pages in a single step: in
// several steps every write in between would start it over.
func (db *DB) copyFile(ctx context.Context, part string) (m Manifest, err error) {
	conn, err := db.reads.Conn(ctx)
	if err != nil {
		return m, err
	}
	defer conn.Close()
	if err := conn.Raw(func(driver any) error { return copyPages(driver, part) }); err != nil {
		return m, err
	}
	err = withFile(ctx, part, func(tx *Tx) error {
		tx.Now = db.Now()
		if err := tx.intact(); err != nil {
			return err
		}
		if m, err = tx.manifest(); err != nil {
			return err
		}
		return tx.writeManifest(m)
	})
	return m, err
}

func copyPages(driver any, part string) error {
	source, ok := driver.(interface {
		NewBackup(string) (*sqlite.Backup, error)
	})
	if !ok {
		return errors.New("the SQLite driver has no backup interface")
	}
	copying, err := source.NewBackup(part)
	if err != nil {
		return err
	}
	_, err = copying.Step(-1)
	return errors.Join(err, copying.Finish())
}

// withFile calls fn with a transaction on an SQLite file that nobody else uses. Afterwards the
// file stands alone, without a log beside it.
func withFile(ctx context.Context, path string, fn func(*Tx) error) error {
	pool, err := sql.Open("sqlite", sqliteURL(path, "_pragma", "journal_mode(DELETE)"))
	if err != nil {
		return err
	}
	defer pool.Close()
	pool.SetMaxOpenConns(1)
	work, err := pool.BeginTx(ctx, nil)
	if err != nil {
		return classify(err)
	}
	defer work.Rollback() //nolint:errcheck // after a commit there is nothing to roll back
	tx := &Tx{Scope: everywhere, ctx: ctx, q: work, dialect: sqliteDialect{}}
	if err := fn(tx); err != nil {
		return err
	}
	return classify(work.Commit())
}

// intact has SQLite look at every page.
func (tx *Tx) intact() error {
	problems, err := List[string](tx, "PRAGMA integrity_check(5)")
	if err == nil && (len(problems) != 1 || problems[0] != "ok") {
		err = fault.New(fault.Unavailable, "The database file is damaged: %v. Restore the last "+
			"backup, and look at the disk.", problems)
	}
	return err
}

func (tx *Tx) writeManifest(m Manifest) error {
	raw, err := json.Marshal(m)
	if err != nil {
		return err
	}
	if _, err := tx.Exec("CREATE TABLE backup_manifest (content TEXT NOT NULL)"); err != nil {
		return err
	}
	_, err = tx.Exec("INSERT INTO backup_manifest (content) VALUES ($1)", string(raw))
	return err
}

// takeManifest reads the manifest and removes its table.
func (tx *Tx) takeManifest() (m Manifest, err error) {
	raw, err := Value[string](tx, "SELECT content FROM backup_manifest")
	if err != nil {
		return m, fault.Wrap(fault.Invalid, err, "This is no backup of throughline: it has no "+
			"manifest. A plain copy of a live database file is not one; see `throughline backup`")
	}
	if err := json.Unmarshal([]byte(raw), &m); err != nil {
		return m, fault.Wrap(fault.Invalid, err, "The backup's manifest cannot be read")
	}
	_, err = tx.Exec("DROP TABLE backup_manifest")
	return m, err
}

// settleFile gives a finished file its name, and syncs the folder that holds the name.
func settleFile(part, path string) error {
	if err := os.Rename(part, path); err != nil {
		return fault.Wrap(fault.Unavailable, err, "The file could not be renamed")
	}
	folder, err := os.Open(filepath.Dir(path))
	if err != nil {
		return fault.Wrap(fault.Unavailable, err, "The folder could not be synced")
	}
	defer folder.Close()
	return folder.Sync()
}

// removeSQLite removes a file and the log that SQLite may have left beside it.
func removeSQLite(path string) error {
	for _, suffix := range []string{"", "-wal", "-shm", "-journal"} {
		if err := os.Remove(path + suffix); err != nil && !errors.Is(err, fs.ErrNotExist) {
			return fault.Wrap(fault.Unavailable, err, "%s cannot be removed", path+suffix)
		}
	}
	return nil
}
