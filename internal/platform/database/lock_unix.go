//go:build unix

package database

import (
	"io"
	"os"
	"syscall"

	"github.com/throughlinehq/throughline/internal/kit/fault"
)

// lockFile keeps a second process away from the same database file: it could not tell the
// first one's pages what changed, nor share its jobs.
func lockFile(path string) (io.Closer, error) {
	file, err := os.OpenFile(path, os.O_CREATE|os.O_RDWR, 0o600)
	if err != nil {
		return nil, fault.Wrap(fault.Unavailable, err, "The database cannot be locked")
	}
	if err := syscall.Flock(int(file.Fd()), syscall.LOCK_EX|syscall.LOCK_NB); err != nil {
		file.Close()
		return nil, fault.Wrap(fault.Conflict, err,
			"Another throughline is using this database (%s is locked); stop it first", path)
	}
	return file, nil
}
