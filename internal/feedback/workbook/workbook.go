// Package workbook turns spreadsheets (XLSX) and Parquet files into CSV, so that whatever reads
// CSV reads them too.
package workbook

import (
	"bufio"
	"bytes"
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"os"

	"github.com/throughlinehq/throughline/internal/kit/fault"
)

// The signs a file begins with.
var (
	zipMark     = []byte("PK\x03\x04")
	parquetMark = []byte("PAR1")
)

const (
	mostIn  = 512 << 20 // bytes of a spreadsheet or Parquet file
	mostOut = 4 << 30   // bytes of its rows as CSV: a small file can hold a huge one
)

// Plain returns text files as they are. A spreadsheet's first sheet and the rows of a Parquet file
// are returned as CSV with a header, and changed says so. A file that cannot be read is a
// [fault.Invalid] at /file. Closing the result removes what was kept on disk; in stays open.
func Plain(in io.Reader) (plain io.ReadCloser, changed bool, err error) {
	buffered := bufio.NewReader(in)
	mark, err := buffered.Peek(len(zipMark))
	switch {
	case bytes.Equal(mark, zipMark):
		plain, err = converted(buffered, sheetRows)
		return plain, true, err
	case bytes.Equal(mark, parquetMark):
		plain, err = converted(buffered, parquetRows)
		return plain, true, err
	case err != nil && !errors.Is(err, io.EOF):
		return nil, false, err
	}
	return io.NopCloser(buffered), false, nil
}

// rowReader hands the rows of a file to yield, the names of the columns first.
type rowReader func(file *os.File, yield func(cells []string) error) error

// temporary is a file that goes when it is closed.
type temporary struct{ *os.File }

func newTemporary() (temporary, error) {
	file, err := os.CreateTemp("", "throughline-*")
	return temporary{file}, err
}

func (t temporary) Close() error { return errors.Join(t.File.Close(), os.Remove(t.Name())) }

// converted keeps the file on disk, since both kinds begin to be read at their end.
func converted(in io.Reader, read rowReader) (io.ReadCloser, error) {
	kept, err := newTemporary()
	if err != nil {
		return nil, err
	}
	defer kept.Close()
	n, err := io.Copy(kept, io.LimitReader(in, mostIn+1))
	if err != nil {
		return nil, err
	}
	if n > mostIn {
		return nil, fault.At("/file", "is larger than %d MiB", mostIn>>20)
	}
	out, err := newTemporary()
	if err != nil {
		return nil, err
	}
	if err := writeCSV(out, kept.File, read); err != nil {
		return nil, errors.Join(err, out.Close())
	}
	return out, nil
}

// writeCSV writes the rows and goes back to the beginning of out.
func writeCSV(out temporary, file *os.File, read rowReader) error {
	limited := &limit{to: bufio.NewWriterSize(out, 1<<16), left: mostOut}
	w := csv.NewWriter(limited)
	if err := readSafely(file, read, w.Write); err != nil {
		return err
	}
	w.Flush()
	if err := errors.Join(w.Error(), limited.to.Flush()); err != nil {
		return err
	}
	_, err := out.Seek(0, io.SeekStart)
	return err
}

// readSafely holds a reader's panic to be a broken file: the libraries index into what a file
// says of itself.
func readSafely(file *os.File, read rowReader, yield func([]string) error) (err error) {
	defer func() {
		if p := recover(); p != nil {
			err = broken(fmt.Errorf("%v", p))
		}
	}()
	return read(file, yield)
}

func broken(err error) error {
	return fault.At("/file", "is broken and cannot be read (%v); save it anew or export it as CSV",
		err)
}

var errTooLarge = fault.At("/file", "holds more than %d GiB of rows", mostOut>>30)

// limit fails the write that goes beyond it.
type limit struct {
	to   *bufio.Writer
	left int64
}

func (l *limit) Write(p []byte) (int, error) {
	if l.left -= int64(len(p)); l.left < 0 {
		return 0, errTooLarge
	}
	return l.to.Write(p)
}
