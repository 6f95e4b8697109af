package database

import (
	"context"
	"fmt"
	"reflect"

	"github.com/throughlinehq/throughline/internal/kit/fault"
	"github.com/throughlinehq/throughline/internal/kit/scope"
)

// Progress hears how far a copy is: rows of the table done, of so many.
type Progress func(table string, done, total int64)

// everywhere is the scope of work on the whole database.
var everywhere = scope.ForSystem(scope.Everywhere, "database")

// Move copies everything from one database to another, empty one, usually from SQLite to
// PostgreSQL, and compares each row before anything of it stays: it is one transaction, so
// that a killed move leaves the target empty and can be run again. The source is not changed.
func Move(ctx context.Context, source, target string, progress Progress) error {
	from, err := Open(ctx, source, Options{})
	if err != nil {
		return err
	}
	defer from.Close()
	if err := from.mustBeCurrent(ctx); err != nil {
		return err
	}
	to, err := Open(ctx, target, Options{})
	if err != nil {
		return err
	}
	defer to.Close()
	if err := to.mustBeEmpty(ctx); err != nil {
		return err
	}
	if err := to.Migrate(ctx); err != nil {
		return err
	}
	return from.Read(ctx, everywhere, func(source *Tx) error {
		return to.Write(ctx, everywhere, func(target *Tx) error {
			return move(ctx, source, target, progress)
		})
	})
}

func move(ctx context.Context, from, to *Tx, progress Progress) error {
	tables, err := from.tables()
	if err != nil {
		return err
	}
	targets, err := to.tables()
	if err != nil {
		return err
	}
	if err := sameTables(tables, targets); err != nil {
		return err
	}
	if err := to.noRecords(targets); err != nil {
		return err
	}
	for _, t := range tables {
		if err := copyTable(ctx, from, to, t, progress); err != nil {
			return fmt.Errorf("copying %s: %w", t.Name, err)
		}
	}
	if err := to.afterLoad(tables); err != nil {
		return err
	}
	for _, t := range tables {
		if err := compareTable(ctx, from, to, t); err != nil {
			return err
		}
	}
	return nil
}

func copyTable(ctx context.Context, from, to *Tx, t table, progress Progress) error {
	total, err := Value[int64](from, "SELECT count(*) FROM "+t.Name)
	if err != nil {
		return err
	}
	rows, err := from.walk(t)
	if err != nil {
		return err
	}
	defer rows.close()
	load := loader{tx: to, table: t}
	for done := int64(0); ; done++ {
		row, err := rows.next()
		if err != nil {
			return err
		}
		if progress != nil && (row == nil || done%1000 == 0) {
			progress(t.Name, done, total)
		}
		if row == nil {
			return load.flush()
		}
		if err := ctxErr(ctx); err != nil {
			return err
		}
		if err := load.add(row); err != nil {
			return err
		}
	}
}

// compareTable walks over both copies of a table and fails at the first row that differs.
func compareTable(ctx context.Context, from, to *Tx, t table) error {
	ours, err := from.walk(t)
	if err != nil {
		return err
	}
	defer ours.close()
	theirs, err := to.walk(t)
	if err != nil {
		return err
	}
	defer theirs.close()
	for {
		a, err := ours.next()
		if err != nil {
			return err
		}
		b, err := theirs.next()
		if err != nil {
			return err
		}
		if !reflect.DeepEqual(a, b) {
			return fault.New(fault.Internal, "The copy of table %s differs from its source: %v "+
				"became %v. Nothing was kept.", t.Name, a, b)
		}
		if a == nil {
			return nil
		}
		if err := ctxErr(ctx); err != nil {
			return err
		}
	}
}

// mustBeEmpty refuses a database that holds records, before anything is done to it.
func (db *DB) mustBeEmpty(ctx context.Context) error {
	return db.Read(ctx, everywhere, func(tx *Tx) error {
		tables, err := tx.tables()
		if err != nil {
			return err
		}
		return tx.noRecords(tables)
	})
}

// mustBeCurrent refuses a database whose schema is not this program's.
func (db *DB) mustBeCurrent(ctx context.Context) error {
	have, want, err := db.SchemaVersion(ctx)
	if err == nil && have != want {
		err = fault.New(fault.Conflict, "The database has schema %d, this program %d: let this "+
			"program start on it once, or install the one that wrote it.", have, want)
	}
	return err
}
