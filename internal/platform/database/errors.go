package database

import (
	"context"
	"database/sql"
	"database/sql/driver"
	"errors"
	"net"
	"strings"
	"syscall"

	"github.com/jackc/pgx/v5/pgconn"
	"modernc.org/sqlite"
	sqlite3 "modernc.org/sqlite/lib"

	"github.com/throughlinehq/throughline/internal/kit/fault"
)

// classify gives a driver's error the kind it means to us; the only place that knows codes.
// Faults, and errors that are none of the database's, pass unchanged.
func classify(err error) error {
	var known *fault.Error
	if err == nil || errors.As(err, &known) {
		return err
	}
	var lite *sqlite.Error
	var pg *pgconn.PgError
	var connect *pgconn.ConnectError
	var network net.Error
	switch {
	case errors.Is(err, context.Canceled), errors.Is(err, context.DeadlineExceeded):
		return fault.Wrap(fault.Unavailable, err, "The work was cancelled")
	case errors.Is(err, syscall.ENOSPC):
		return fault.Wrap(fault.NoSpace, err, "The disk is full; nothing was changed")
	case errors.Is(err, sql.ErrNoRows):
		return fault.Missing("record")
	case errors.As(err, &lite):
		return classifySQLite(err, lite.Code())
	case errors.As(err, &pg):
		return classifyPostgres(err, pg.Code)
	case errors.As(err, &connect), errors.As(err, &network), errors.Is(err, driver.ErrBadConn):
		return fault.Wrap(fault.Unavailable, err, "The database does not answer; try again")
	}
	return err
}

func classifySQLite(err error, code int) error {
	switch code {
	case sqlite3.SQLITE_CONSTRAINT_UNIQUE, sqlite3.SQLITE_CONSTRAINT_PRIMARYKEY:
		return fault.Wrap(fault.Conflict, err, "There is such a record already")
	case sqlite3.SQLITE_CONSTRAINT_FOREIGNKEY:
		return fault.Wrap(fault.Invalid, err, "A record that is named does not exist")
	}
	switch code & 0xff {
	case sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB:
		return fault.Wrap(fault.Unavailable, err, "The database file is damaged: stop "+
			"throughline, restore the last backup, and look at the disk")
	case sqlite3.SQLITE_FULL:
		return fault.Wrap(fault.NoSpace, err, "The disk is full; nothing was changed")
	case sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED, sqlite3.SQLITE_IOERR:
		return fault.Wrap(fault.Unavailable, err, "The database is busy; try again")
	}
	return err
}

func classifyPostgres(err error, code string) error {
	switch {
	case code == "23505":
		return fault.Wrap(fault.Conflict, err, "There is such a record already")
	case code == "23503":
		return fault.Wrap(fault.Invalid, err, "A record that is named does not exist")
	case code == "22021": // the only text that SQLite stores and PostgreSQL does not
		return fault.Wrap(fault.Invalid, err, "A text must not hold the character U+0000")
	case code == "53100":
		return fault.Wrap(fault.NoSpace, err, "The disk is full; nothing was changed")
	case strings.HasPrefix(code, "08"), strings.HasPrefix(code, "57P"), code == "25006",
		strings.HasPrefix(code, "40"), strings.HasPrefix(code, "53"):
		return fault.Wrap(fault.Unavailable, err, "The database does not answer; try again")
	}
	return err
}

// unlessKnown is the kind of a fault, or the given one for an error without a kind.
func unlessKnown(err error, kind fault.Kind) fault.Kind {
	if k := fault.KindOf(err); k != fault.Internal {
		return k
	}
	return kind
}
