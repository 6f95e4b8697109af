//go:build !unix

package database

import (
	"io"
	"os"

	"github.com/throughlinehq/throughline/internal/kit/fault"
)

// lockFile opens the lock file; where there is no flock, SQLite's own locks must do.
func lockFile(path string) (io.Closer, error) {
	file, err := os.OpenFile(path, os.O_CREATE|os.O_RDWR, 0o600)
	if err != nil {
		return nil, fault.Wrap(fault.Unavailable, err, "The database cannot be locked")
	}
	return file, nil
}
