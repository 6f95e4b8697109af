package mail

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"os"
	"path/filepath"

	"github.com/throughlinehq/throughline/internal/kit/fault"
)

// Folder is a sender that writes each message to a file instead of sending it.
type Folder struct{ path string }

// NewFolder returns a sender into the folder, which is made when it does not exist.
func NewFolder(path string) (*Folder, error) {
	if err := os.MkdirAll(path, 0o700); err != nil {
		return nil, fault.Wrap(fault.Unavailable, err, "The mail folder %s cannot be made", path)
	}
	return &Folder{path}, nil
}

// Send writes the message as "<moment>-<hash>.eml". The name follows from the message, so
// sending it again leaves one file; the file is whole from the moment it has its name.
func (f *Folder) Send(_ context.Context, m Message) (Receipt, error) {
	built, err := m.build()
	if err != nil {
		return Receipt{}, err
	}
	var raw bytes.Buffer
	if _, err := built.WriteTo(&raw); err != nil {
		return Receipt{}, err
	}
	sum := sha256.Sum256([]byte(m.MessageID))
	name := m.Date.UTC().Format("20060102T150405Z") + "-" + hex.EncodeToString(sum[:6]) + ".eml"
	path := filepath.Join(f.path, name)
	if err := writeWhole(path, raw.Bytes()); err != nil {
		return Receipt{}, fault.Wrap(fault.Unavailable, err, "The mail cannot be written")
	}
	return Receipt{MessageID: m.MessageID, Via: path}, nil
}

// writeWhole writes a file under another name, and gives it its own once it is on disk.
func writeWhole(path string, content []byte) error {
	file, err := os.CreateTemp(filepath.Dir(path), ".mail-*")
	if err != nil {
		return err
	}
	defer os.Remove(file.Name()) //nolint:errcheck // gone already when all went well
	defer file.Close()
	if _, err := file.Write(content); err != nil {
		return err
	}
	if err := file.Sync(); err != nil {
		return err
	}
	return os.Rename(file.Name(), path)
}
