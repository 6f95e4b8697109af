// Package blob keeps files that people upload, in a folder beside the database. A file is
// named by the SHA-256 of its content, so that it cannot change, the same content is kept once
// and a damaged file shows. All access goes through an os.Root: no name leads out of it.
package blob

import (
	"crypto/rand"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"hash"
	"io"
	"io/fs"
	"os"
	"path"
	"strings"
	"syscall"

	"github.com/throughlinehq/throughline/internal/kit/fault"
)

// Hash names a file: the SHA-256 of its content, in lower-case hexadecimal.
type Hash string

func (h Hash) valid() bool {
	return len(h) == 2*sha256.Size && strings.Trim(string(h), "0123456789abcdef") == ""
}

// path spreads the files over 256 folders, so that none grows too large to list.
func (h Hash) path() string { return path.Join(string(h[:2]), string(h[2:])) }

// Store is a folder of files. Safe for concurrent use, also by several processes.
type Store struct{ root *os.Root }

// incoming holds what is still being received.
const incoming = "incoming"

// Open opens the store in the folder, which is made when it does not exist.
func Open(folder string) (*Store, error) {
	if err := os.MkdirAll(folder, 0o700); err != nil {
		return nil, fault.Wrap(fault.Unavailable, err, "The folder %s cannot be made", folder)
	}
	root, err := os.OpenRoot(folder)
	if err != nil {
		return nil, fault.Wrap(fault.Unavailable, err, "The folder %s cannot be opened", folder)
	}
	if err := root.MkdirAll(incoming, 0o700); err != nil {
		root.Close()
		return nil, fault.Wrap(fault.Unavailable, err, "The folder %s cannot be written", folder)
	}
	return &Store{root}, nil
}

// Close closes the store.
func (s *Store) Close() error { return s.root.Close() }

// Put stores what content gives, at most most bytes, and returns its hash and size once it is
// on disk. A TooLarge fault says that there was more, NoSpace that the disk is full; nothing
// is kept then.
func (s *Store) Put(content io.Reader, most int64) (Hash, int64, error) {
	name := path.Join(incoming, rand.Text())
	file, err := s.root.OpenFile(name, os.O_CREATE|os.O_EXCL|os.O_WRONLY, 0o600)
	if err != nil {
		return "", 0, unstored(err)
	}
	defer s.root.Remove(name) //nolint:errcheck // gone already when all went well
	defer file.Close()
	sum := sha256.New()
	size, err := io.Copy(io.MultiWriter(file, sum), io.LimitReader(content, most+1))
	switch {
	case err != nil:
		return "", 0, unstored(err)
	case size > most:
		return "", 0, fault.New(fault.TooLarge, "The file is larger than the %d bytes allowed.",
			most)
	}
	if err := file.Sync(); err != nil {
		return "", 0, unstored(err)
	}
	hash := hashOf(sum)
	if err := s.settle(name, hash); err != nil {
		return "", 0, unstored(err)
	}
	return hash, size, nil
}

// settle gives a received file its final name, and syncs the folder that holds the name.
func (s *Store) settle(name string, h Hash) error {
	if err := s.root.Mkdir(string(h[:2]), 0o700); err != nil && !errors.Is(err, fs.ErrExist) {
		return err
	}
	if err := s.root.Rename(name, h.path()); err != nil {
		return err
	}
	folder, err := s.root.Open(string(h[:2]))
	if err != nil {
		return err
	}
	defer folder.Close()
	return folder.Sync()
}

// Get opens a file for reading; a NotFound fault says that there is none. Reading to the end
// fails when the content is not what the name says.
func (s *Store) Get(h Hash) (io.ReadCloser, error) {
	if !h.valid() {
		return nil, fault.Missing("file")
	}
	file, err := s.root.Open(h.path())
	if errors.Is(err, fs.ErrNotExist) {
		return nil, fault.Missing("file")
	}
	if err != nil {
		return nil, fault.Wrap(fault.Unavailable, err, "The file cannot be opened")
	}
	return &verified{file, sha256.New(), h}, nil
}

// verified compares what was read with the file's name.
type verified struct {
	*os.File
	sum  hash.Hash
	want Hash
}

// Read implements io.Reader.
func (v *verified) Read(p []byte) (int, error) {
	n, err := v.File.Read(p)
	v.sum.Write(p[:n])
	if err == io.EOF && hashOf(v.sum) != v.want {
		return n, fmt.Errorf("blob %s is damaged: its content has another hash", v.want)
	}
	return n, err
}

// WriteTo hides the file's own, which would pass the check by.
func (v *verified) WriteTo(w io.Writer) (int64, error) {
	return io.Copy(w, struct{ io.Reader }{v})
}

// Remove removes a file; a file that is not there is no error.
func (s *Store) Remove(h Hash) error {
	if !h.valid() {
		return fault.Missing("file")
	}
	if err := s.root.Remove(h.path()); err != nil && !errors.Is(err, fs.ErrNotExist) {
		return fault.Wrap(fault.Unavailable, err, "The file cannot be removed")
	}
	return nil
}

// Each calls fn with every file of the store.
func (s *Store) Each(fn func(Hash, fs.FileInfo) error) error {
	return fs.WalkDir(s.root.FS(), ".", func(name string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		h := Hash(strings.ReplaceAll(name, "/", ""))
		if !h.valid() {
			return nil // still being received
		}
		info, err := d.Info()
		if err != nil {
			return err
		}
		return fn(h, info)
	})
}

func hashOf(sum hash.Hash) Hash { return Hash(hex.EncodeToString(sum.Sum(nil))) }

func unstored(err error) error {
	if errors.Is(err, syscall.ENOSPC) {
		return fault.Wrap(fault.NoSpace, err, "The disk is full; the file was not stored")
	}
	return fault.Wrap(fault.Unavailable, err, "The file was not stored")
}
