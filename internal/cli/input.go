package cli

import (
	"bytes"
	"errors"
	"io"
	"io/fs"
	"os"
	"path/filepath"

	"github.com/throughlinehq/throughline/internal/kit/fault"
)

// standardInput is what messages call the file "-".
const standardInput = "Standard input"

// openInput opens a file, or standard input for "-", and returns its name for messages.
func openInput(env *Env, path string) (io.ReadCloser, string, error) {
	if path == "-" {
		return io.NopCloser(env.In), inputName(path), nil
	}
	file, err := openFile(path)
	return file, inputName(path), err
}

// inputName is what messages call a file, or standard input for "-".
func inputName(path string) string {
	if path == "-" {
		return standardInput
	}
	return filepath.Base(path)
}

// openFile opens a file that a person named. A folder cannot be read, and a device may never end.
func openFile(path string) (*os.File, error) {
	info, err := os.Stat(path)
	if full, absolute := filepath.Abs(path); absolute == nil {
		path = full
	}
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return nil, fault.New(fault.Invalid, "There is no file %s; name one that exists.", path)
	case err == nil && info.IsDir():
		return nil, fault.New(fault.Invalid, "%s is a folder; name one of the files in it.", path)
	case err == nil && info.Mode()&os.ModeDevice != 0:
		return nil, fault.New(fault.Invalid,
			"%s is a device; name a file, or - where standard input is read.", path)
	}
	file, err := os.Open(path)
	if err != nil {
		return nil, fault.Wrap(fault.Invalid, err, "The file cannot be read")
	}
	return file, nil
}

// readWhole reads a file, or standard input for "-".
func readWhole(env *Env, path string) ([]byte, error) {
	in, name, err := openInput(env, path)
	if err != nil {
		return nil, err
	}
	defer in.Close()
	raw, err := io.ReadAll(io.LimitReader(in, maxPlanFile+1))
	raw = bytes.TrimPrefix(raw, []byte("\ufeff")) // some editors begin a file so
	switch {
	case err != nil:
		return nil, fault.Wrap(fault.Invalid, err, "%s cannot be read", name)
	case len(raw) > maxPlanFile:
		return nil, fault.New(fault.TooLarge, "%s is larger than %d MiB.", name, maxPlanFile>>20)
	case len(raw) == 0:
		return nil, fault.New(fault.Invalid, "%s is empty.", name)
	}
	return raw, nil
}

// about calls a file by its name in what is wrong with it as a whole.
func about(name string, err error) error {
	var e *fault.Error
	if !errors.As(err, &e) || len(e.Fields) != 1 || e.Fields[0].Pointer != "/file" {
		return err
	}
	return fault.New(e.Kind, "%s %s.", name, e.Fields[0].Detail)
}
