package database

import (
	"bytes"
	"context"
	"encoding/base64"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/throughlinehq/throughline/internal/kit/fault"
)

// Restore makes the database at target from a backup, and returns what it holds. The target
// must not hold anything yet: a file that does not exist, or an empty PostgreSQL database. It
// stays untouched unless all of the backup was read, checked and stored.
func Restore(ctx context.Context, backup, target string) (Manifest, error) {
	if err := checkAddress(target); err != nil {
		return Manifest{}, err
	}
	magic, err := firstBytes(backup)
	if err != nil {
		return Manifest{}, err
	}
	fromDump := bytes.HasPrefix(magic, []byte{0x1f, 0x8b})
	if !fromDump && !bytes.Equal(magic, []byte(sqliteMagic)) {
		return Manifest{}, fault.New(fault.Invalid, "%s is no backup of throughline, or it is "+
			"damaged at its beginning; take another one.", backup)
	}
	if IsPostgres(target) {
		if fromDump {
			return restoreDump(ctx, backup, target)
		}
		return restoreCopy(ctx, backup, target)
	}
	target = strings.TrimPrefix(target, "sqlite://")
	if err := mustNotExist(target); err != nil {
		return Manifest{}, err
	}
	if err := os.MkdirAll(filepath.Dir(target), 0o700); err != nil {
		return Manifest{}, fault.Wrap(fault.Unavailable, err, "The folder cannot be made")
	}
	return restoreFile(ctx, backup, target, fromDump)
}

// restoreFile builds the file under another name, and gives it its own once it is whole.
func restoreFile(ctx context.Context, backup, target string, dump bool) (m Manifest, err error) {
	part := target + ".part"
	if err := removeSQLite(part); err != nil {
		return m, err
	}
	defer removeSQLite(part)        //nolint:errcheck // renamed already when all went well
	defer os.Remove(part + ".lock") //nolint:errcheck // no harm in a lock file left over
	if dump {
		if m, err = restoreDump(ctx, backup, part); err == nil {
			err = withFile(ctx, part, func(tx *Tx) error { return tx.intact() })
		}
	} else if m, err = restorePages(ctx, backup, part); err == nil {
		err = checkRestored(ctx, part, m)
	}
	if err != nil {
		return m, err
	}
	return m, settleFile(part, target)
}

// restorePages copies an SQLite backup and takes its manifest out.
func restorePages(ctx context.Context, backup, part string) (m Manifest, err error) {
	if err := copyBytes(backup, part); err != nil {
		return m, fault.Wrap(fault.Unavailable, err, "The backup could not be copied")
	}
	err = withFile(ctx, part, func(tx *Tx) error {
		if err := tx.intact(); err != nil {
			return err
		}
		if m, err = tx.takeManifest(); err != nil {
			return err
		}
		return m.readable(newestMigration())
	})
	if err != nil && fault.KindOf(err) == fault.Internal {
		err = notWhole(err)
	}
	return m, err
}

func checkRestored(ctx context.Context, path string, m Manifest) error {
	return withFile(ctx, path, func(tx *Tx) error {
		have, err := tx.manifest()
		if err != nil {
			return err
		}
		return m.mustHold(have)
	})
}

// restoreCopy takes an SQLite backup to PostgreSQL: by way of a file, brought up to date.
func restoreCopy(ctx context.Context, backup, target string) (m Manifest, err error) {
	folder, err := os.MkdirTemp("", "throughline-restore-")
	if err != nil {
		return m, err
	}
	defer os.RemoveAll(folder) //nolint:errcheck // only a temporary copy
	file := folder + "/throughline.db"
	if m, err = restoreFile(ctx, backup, file, false); err != nil {
		return m, err
	}
	if err := migrateURL(ctx, file); err != nil {
		return m, err
	}
	return m, Move(ctx, file, target, nil)
}

// restoreDump loads a dump in one transaction: the schema is first brought to the dump's
// version, then the rows are stored, then the schema goes on to this program's version.
func restoreDump(ctx context.Context, backup, target string) (m Manifest, err error) {
	var head dumpHead
	look := dumpReader{head: func(h dumpHead) error {
		head = h
		return Manifest{Format: h.Format, Schema: h.Schema}.readable(newestMigration())
	}, row: func([]any) error { return ctxErr(ctx) }}
	if err := readDump(backup, &look); err != nil {
		return m, err // before anything was touched
	}
	db, err := Open(ctx, target, Options{})
	if err != nil {
		return m, err
	}
	defer db.Close()
	if err := db.mustBeEmpty(ctx); err != nil {
		return m, err
	}
	files, err := renderMigrations(db.Postgres())
	if err != nil {
		return m, err
	}
	if err := db.migrateTo(ctx, files, head.Schema); err != nil {
		return m, err
	}
	err = db.Write(ctx, everywhere, func(tx *Tx) error { return tx.loadDump(ctx, backup) })
	if err != nil {
		return m, err
	}
	return look.manifest, db.Migrate(ctx)
}

// loadDump stores the rows of a dump and compares their number with its manifest.
func (tx *Tx) loadDump(ctx context.Context, backup string) error {
	tables, err := tx.tables()
	if err != nil {
		return err
	}
	if err := tx.noRecords(tables); err != nil {
		return err
	}
	var load *loader
	reader := dumpReader{
		table: func(name string, columns []string) error {
			if load != nil {
				if err := load.flush(); err != nil {
					return err
				}
			}
			load, err = tx.loaderFor(tables, name, columns)
			return err
		},
		row: func(row []any) error {
			if load == nil || len(row) != len(load.table.Columns) {
				return notWhole(errors.New("a row does not fit its table"))
			}
			return errors.Join(ctxErr(ctx), load.addParsed(row))
		}}
	if err := readDump(backup, &reader); err != nil {
		return err
	}
	if load != nil {
		if err := load.flush(); err != nil {
			return err
		}
	}
	if err := tx.afterLoad(tables); err != nil {
		return err
	}
	have, err := tx.manifest()
	if err != nil {
		return err
	}
	return reader.manifest.mustHold(have)
}

// loaderFor finds the table of a dump in the schema; its columns may stand in another order.
func (tx *Tx) loaderFor(tables []table, name string, columns []string) (*loader, error) {
	for _, t := range tables {
		if t.Name != name {
			continue
		}
		ordered := table{Name: name}
		for _, column := range columns {
			i := slices.Index(t.names(), column)
			if i < 0 {
				return nil, notWhole(fmt.Errorf("table %s has no column %q", name, column))
			}
			ordered.Columns = append(ordered.Columns, t.Columns[i])
		}
		return &loader{tx: tx, table: ordered}, nil
	}
	return nil, notWhole(fmt.Errorf("there is no table %q", name))
}

// addParsed takes a row as JSON knows it: numbers are still text, and bytes are base64.
func (l *loader) addParsed(row []any) (err error) {
	for i, value := range row {
		number, isNumber := value.(json.Number)
		text, isText := value.(string)
		switch kind := l.table.Columns[i].Kind; {
		case isNumber && kind == "real":
			row[i], err = number.Float64()
		case isNumber:
			row[i], err = number.Int64()
		case isText && kind == "bytes":
			row[i], err = base64.StdEncoding.DecodeString(text)
		}
		if err != nil {
			return notWhole(err)
		}
	}
	return l.add(row)
}

func parseRow(line []byte) (row []any, err error) {
	d := json.NewDecoder(bytes.NewReader(line))
	d.UseNumber() // 64-bit integers do not fit a float
	return row, d.Decode(&row)
}

func readDump(path string, r *dumpReader) error {
	file, err := os.Open(path)
	if err != nil {
		return fault.Wrap(fault.Unavailable, err, "The backup cannot be opened")
	}
	defer file.Close()
	return r.read(file)
}

func firstBytes(path string) ([]byte, error) {
	file, err := os.Open(path)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return nil, fault.New(fault.Invalid, "There is no file %s; name a backup.", path)
	case err != nil:
		return nil, fault.Wrap(fault.Invalid, err, "The backup cannot be opened")
	}
	defer file.Close()
	magic := make([]byte, len(sqliteMagic))
	n, err := io.ReadFull(file, magic)
	if err != nil && !errors.Is(err, io.ErrUnexpectedEOF) && !errors.Is(err, io.EOF) {
		return nil, fault.Wrap(fault.Unavailable, err, "The backup cannot be read")
	}
	return magic[:n], nil
}

func copyBytes(from, to string) error {
	in, err := os.Open(from)
	if err != nil {
		return err
	}
	defer in.Close()
	out, err := os.OpenFile(to, os.O_CREATE|os.O_EXCL|os.O_WRONLY, 0o600)
	if err != nil {
		return err
	}
	defer out.Close()
	if _, err := io.Copy(out, in); err != nil {
		return err
	}
	return out.Sync()
}

func mustNotExist(path string) error {
	for _, suffix := range []string{"", "-wal"} {
		if _, err := os.Lstat(path + suffix); !errors.Is(err, fs.ErrNotExist) {
			return fault.New(fault.Conflict, "%s exists already. Stop throughline and move the "+
				"file away (with its -wal and -shm), then restore again; nothing was changed.",
				path+suffix)
		}
	}
	return nil
}

func migrateURL(ctx context.Context, url string) error {
	db, err := Open(ctx, url, Options{})
	if err != nil {
		return err
	}
	defer db.Close()
	return db.Migrate(ctx)
}
