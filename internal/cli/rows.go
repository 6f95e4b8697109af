package cli

import (
	"bufio"
	"bytes"
	"errors"
	"fmt"
	"io"
	"os"
	"slices"
	"strconv"
	"strings"

	"github.com/throughlinehq/throughline/engine/input"
	"github.com/throughlinehq/throughline/internal/feedback/intake"
	"github.com/throughlinehq/throughline/internal/feedback/workbook"
	"github.com/throughlinehq/throughline/internal/kit/fault"
)

// rows is a file of records that can be read several times.
type rows struct {
	path    string
	name    string // for messages
	format  intake.Format
	columns []string
	spooled bool // path is a copy of standard input, removed by close
}

// openRows finds out how a file is written and which columns it has. Its first row must name
// them. Standard input is kept in a temporary file, so that it can be read again, and so are the
// rows of a spreadsheet or Parquet file.
func openRows(env *Env, path string) (*rows, error) {
	in, name, err := openInput(env, path)
	if err != nil {
		return nil, err
	}
	defer in.Close()
	plain, changed, err := workbook.Plain(in)
	if err != nil {
		return nil, about(name, err)
	}
	defer plain.Close()
	r := &rows{path: path, name: name}
	if path == "-" || changed {
		if err := r.spool(plain); err != nil {
			return nil, err
		}
	}
	if err := r.detect(); err != nil {
		r.close()
		return nil, r.wrong(err)
	}
	return r, nil
}

func (r *rows) spool(in io.Reader) error {
	file, err := os.CreateTemp("", "throughline-*")
	if err != nil {
		return err
	}
	r.path, r.spooled = file.Name(), true
	_, err = io.Copy(file, in)
	return errors.Join(err, file.Close())
}

func (r *rows) close() {
	if r.spooled {
		os.Remove(r.path) // a temporary file that stays is the system's to clean
	}
}

func (r *rows) detect() error {
	file, err := os.Open(r.path)
	if err != nil {
		return fault.Wrap(fault.Invalid, err, "The file cannot be read")
	}
	defer file.Close()
	const sample = 256 << 10
	beginning, err := bufio.NewReaderSize(file, sample).Peek(sample)
	if err != nil && !errors.Is(err, io.EOF) {
		return fault.Wrap(fault.Invalid, err, "The file cannot be read")
	}
	if r.format, err = intake.Detect(beginning, r.name); err != nil {
		return err
	}
	r.format.Header = true
	reader, err := r.open()
	if err != nil {
		return err
	}
	defer reader.file.Close()
	r.columns = reader.Columns
	return nil
}

// rowReader reads the file once.
type rowReader struct {
	*intake.Reader
	file *os.File
}

func (r *rows) open() (rowReader, error) {
	file, err := os.Open(r.path)
	if err != nil {
		return rowReader{}, fault.Wrap(fault.Invalid, err, "The file cannot be read")
	}
	reader, err := intake.Open(file, r.format)
	if err != nil {
		file.Close()
		return rowReader{}, err
	}
	return rowReader{reader, file}, nil
}

// each hands every row to yield until it says false. A row with more cells than the header has
// columns is an error: its cells may have shifted.
func (r *rows) each(yield func(intake.Row) (bool, error)) error {
	reader, err := r.open()
	if err != nil {
		return err
	}
	defer reader.file.Close()
	for {
		row, err := reader.Read()
		if errors.Is(err, io.EOF) {
			return nil
		}
		if err != nil {
			return r.wrong(err)
		}
		if len(row.Cells) > len(r.columns) {
			return fault.New(fault.Invalid, "%s has %d cells, the header only %d.", r.place(row),
				len(row.Cells), len(r.columns))
		}
		if more, err := yield(row); err != nil || !more {
			return err
		}
	}
}

// column returns the position of a named column, whatever its case; -1 for the empty name.
func (r *rows) column(flag, name string) (int, error) {
	if name == "" {
		return -1, nil
	}
	at := slices.IndexFunc(r.columns, func(c string) bool { return strings.EqualFold(c, name) })
	if at < 0 {
		return -1, fault.New(fault.Invalid, "--%s names the column %q, which the file does not "+
			"have. It has: %s.", flag, name, r.columnList())
	}
	return at, nil
}

// columnList is what an error shows of the columns.
func (r *rows) columnList() string {
	const most = 12
	var list []string
	for _, name := range r.columns[:min(len(r.columns), most)] {
		if short := quoted(name); short != `"`+name+`"` || strings.Contains(name, ", ") {
			name = short
		}
		list = append(list, name)
	}
	if len(r.columns) > most {
		list = append(list, "…")
	}
	return strings.Join(list, ", ")
}

// quoted is a text from a file as a message shows it: short, and without characters that a
// terminal would obey.
func quoted(s string) string {
	const most = 40
	if runes := []rune(s[:min(len(s), 4*most)]); len(runes) > most {
		return strconv.Quote(string(runes[:most]) + "…")
	}
	return strconv.Quote(s)
}

// cell returns a cell, or the empty string where the row is shorter.
func cell(row intake.Row, at int) string {
	if at < 0 || at >= len(row.Cells) {
		return ""
	}
	return strings.TrimSpace(row.Cells[at])
}

// every is each for files that must have a row.
func (r *rows) every(yield func(intake.Row) (bool, error)) error {
	some := false
	err := r.each(func(row intake.Row) (bool, error) {
		some = true
		return yield(row)
	})
	if err == nil && !some {
		return fault.New(fault.Invalid, "%s holds no records.", r.name)
	}
	return err
}

// place says which row of the file is meant.
func (r *rows) place(row intake.Row) string {
	if row.Line > 0 {
		return fmt.Sprintf("%s, line %d", r.name, row.Line)
	}
	return fmt.Sprintf("%s, record %d", r.name, row.Number)
}

// wrong says what is wrong with the file; of JSON it says where.
func (r *rows) wrong(err error) error {
	if r.format.Kind != intake.JSON && r.format.Kind != intake.JSONL {
		return about(r.name, err)
	}
	file, opened := os.Open(r.path)
	if opened != nil {
		return about(r.name, err)
	}
	defer file.Close()
	raw, opened := io.ReadAll(io.LimitReader(file, maxPlanFile))
	if opened != nil {
		return about(r.name, err)
	}
	if found := brokenRecord(raw, r.format.Kind == intake.JSONL); found != nil {
		return inFile(r.name, found)
	}
	return about(r.name, err)
}

// brokenRecord finds the first record that is not JSON: of a list, or of a file with one a line.
func brokenRecord(raw []byte, lines bool) error {
	if !lines {
		return input.Loose(raw, new([]map[string]any))
	}
	for n, line := range bytes.Split(raw, []byte("\n")) {
		if len(bytes.TrimSpace(line)) == 0 {
			continue
		}
		var where *input.Fault
		if errors.As(input.Loose(line, new(map[string]any)), &where) {
			where.Line = n + 1
			return where
		}
	}
	return nil
}
