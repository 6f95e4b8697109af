package database

import (
	"encoding/binary"
	"errors"
	"io"
	"io/fs"
	"os"

	"github.com/throughlinehq/throughline/internal/kit/fault"
)

// sqliteMagic is how an SQLite file begins.
const sqliteMagic = "SQLite format 3\x00"

// used is what the lock file holds once there was a database: if the database file is missing
// then, somebody lost it, and beginning with an empty one would hide that.
const used = "in use\n"

// checkFile refuses a file that SQLite would take for an empty database, or would only find
// out about later. A missing or empty file is fine, unless there was
// more in it.
func checkFile(path string) error {
	file, err := os.Open(path)
	if errors.Is(err, fs.ErrNotExist) {
		return checkNew(path)
	}
	if err != nil {
		return fault.Wrap(fault.Unavailable, err, "The database file cannot be opened; look at "+
			"its owner and mode")
	}
	defer file.Close()
	info, err := file.Stat()
	if err != nil {
		return fault.Wrap(fault.Unavailable, err, "The database file cannot be read")
	}
	header := make([]byte, 100)
	_, err = io.ReadFull(file, header)
	switch {
	case info.IsDir():
		return fault.New(fault.Invalid, "%s is a folder; name a file.", path)
	case info.Size() == 0: // as a very first start that was killed leaves it, or as lost
		return checkNew(path)
	case err != nil || string(header[:len(sqliteMagic)]) != sqliteMagic:
		return fault.New(fault.Conflict, "%s is no database of throughline, or its beginning is "+
			"damaged. Name another file, or restore the last backup.", path)
	}
	return checkLength(path, header, info.Size())
}

// checkLength compares a file's length with what its header says; only without a log, which
// may still hold the missing pages.
func checkLength(path string, header []byte, size int64) error {
	pageSize := int64(binary.BigEndian.Uint16(header[16:]))
	if pageSize == 1 {
		pageSize = 65536
	}
	pages := int64(binary.BigEndian.Uint32(header[28:]))
	log, err := os.Stat(path + "-wal")
	if hasLog := err == nil && log.Size() > 0; hasLog || size >= pages*pageSize {
		return nil
	}
	return fault.New(fault.Conflict, "%s is cut off: it has %d of its %d bytes. Restore the last "+
		"backup.", path, size, pages*pageSize)
}

func checkNew(path string) error {
	lost := false
	if _, err := os.Stat(path + "-wal"); err == nil {
		lost = true
	}
	if note, err := os.ReadFile(path + ".lock"); err == nil && string(note) == used {
		lost = true
	}
	if lost {
		return fault.New(fault.Conflict, "There was a database %s, and it is gone or empty. "+
			"Restore the last backup; to begin with an empty one, remove %s.lock and %s-wal.",
			path, path, path)
	}
	return nil
}

// noteUsed remembers in the lock file that there is a database.
func noteUsed(path string) error { return os.WriteFile(path+".lock", []byte(used), 0o600) }
