package database

import (
	"bufio"
	"bytes"
	"compress/gzip"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"io"
	"os"

	"github.com/throughlinehq/throughline/internal/kit/fault"
)

// A dump is a gzip file of JSON lines, the portable form of a backup:
//
//	{"throughline":"dump","format":1,"schema":20}
//	{"table":"workspace","columns":["id","version",...]}
//	["workspace_01...",1,...]            one line for each row
//	{"table":"users","columns":[...]}
//	...
//	{"sha256":"...","manifest":{...}}    the hash is of all bytes before this line
//
// Times are integer microseconds, JSON columns are strings, bytes are base64. A file without its
// last line is not whole.
type dumpHead struct {
	Throughline string   `json:"throughline,omitempty"`
	Format      int      `json:"format,omitempty"`
	Schema      int64    `json:"schema,omitempty"`
	Table       string   `json:"table,omitempty"`
	Columns     []string `json:"columns,omitempty"`
	SHA256      string   `json:"sha256,omitempty"`
	Manifest    Manifest `json:"manifest,omitzero"`
}

// dumpFile writes a dump of one instant to a new file and reads it back.
func (db *DB) dumpFile(ctx context.Context, part string) (m Manifest, err error) {
	file, err := os.OpenFile(part, os.O_CREATE|os.O_EXCL|os.O_RDWR, 0o600)
	if err != nil {
		return m, err
	}
	defer file.Close()
	buffered := bufio.NewWriterSize(file, 1<<20)
	packed := gzip.NewWriter(buffered)
	if err := db.Read(ctx, everywhere, func(tx *Tx) error {
		m, err = tx.dump(packed)
		return err
	}); err != nil {
		return m, err
	}
	if err := packed.Close(); err != nil {
		return m, err
	}
	if err := buffered.Flush(); err != nil {
		return m, err
	}
	if err := file.Sync(); err != nil {
		return m, err
	}
	if _, err := file.Seek(0, io.SeekStart); err != nil {
		return m, err
	}
	check := dumpReader{row: func([]any) error { return ctxErr(ctx) }}
	return m, check.read(file)
}

// dump writes everything that the transaction sees.
func (tx *Tx) dump(out io.Writer) (Manifest, error) {
	m, err := tx.manifest()
	if err != nil {
		return m, err
	}
	tables, err := tx.tables()
	if err != nil {
		return m, err
	}
	sum := sha256.New()
	lines := json.NewEncoder(io.MultiWriter(out, sum))
	lines.SetEscapeHTML(false)
	err = lines.Encode(dumpHead{Throughline: "dump", Format: backupFormat, Schema: m.Schema})
	if err != nil {
		return m, err
	}
	for _, t := range tables {
		if err := tx.dumpTable(t, lines); err != nil {
			return m, err
		}
	}
	return m, lines.Encode(dumpHead{SHA256: hex.EncodeToString(sum.Sum(nil)), Manifest: m})
}

func (tx *Tx) dumpTable(t table, lines *json.Encoder) error {
	if err := lines.Encode(dumpHead{Table: t.Name, Columns: t.names()}); err != nil {
		return err
	}
	rows, err := tx.walk(t)
	if err != nil {
		return err
	}
	defer rows.close()
	for {
		row, err := rows.next()
		if err != nil || row == nil {
			return err
		}
		if err := lines.Encode(row); err != nil {
			return err
		}
	}
}

// dumpReader hears what a dump holds, line by line.
type dumpReader struct {
	head  func(dumpHead) error // the first line; may be nil
	table func(name string, columns []string) error
	row   func([]any) error

	manifest Manifest
}

// longestRow bounds what a damaged dump can make us hold.
const longestRow = 64 << 20

// read walks through a dump. It fails unless the dump is whole and undamaged.
func (r *dumpReader) read(packed io.Reader) error {
	unpacked, err := gzip.NewReader(bufio.NewReader(packed))
	if err != nil {
		return notWhole(err)
	}
	sum := sha256.New()
	lines := bufio.NewScanner(unpacked)
	lines.Buffer(make([]byte, 1<<16), longestRow)
	for n := 1; lines.Scan(); n++ {
		line := lines.Bytes()
		before := ""
		if bytes.HasPrefix(line, []byte(`{"sha256"`)) {
			before = hex.EncodeToString(sum.Sum(nil))
		}
		sum.Write(line)
		sum.Write([]byte{'\n'})
		end, err := r.line(line, n)
		if err != nil {
			return fmt.Errorf("line %d: %w", n, err)
		}
		if end == nil {
			continue
		}
		if end.SHA256 != before || lines.Scan() {
			return notWhole(fmt.Errorf("line %d: the hash does not fit", n))
		}
		if err := lines.Err(); err != nil {
			return notWhole(err)
		}
		r.manifest = end.Manifest
		return nil
	}
	return notWhole(lines.Err())
}

// line takes one line, and returns it when it is the last.
func (r *dumpReader) line(line []byte, n int) (*dumpHead, error) {
	if len(line) > 0 && line[0] == '[' {
		row, err := parseRow(line)
		if err != nil {
			return nil, notWhole(err)
		}
		return nil, r.row(row)
	}
	var h dumpHead
	if err := json.Unmarshal(line, &h); err != nil {
		return nil, notWhole(err)
	}
	switch {
	case n == 1 && h.Throughline != "dump":
		return nil, fault.New(fault.Invalid, "This is no backup of throughline.")
	case n == 1 && r.head != nil:
		return nil, r.head(h)
	case h.SHA256 != "":
		return &h, nil
	case h.Table != "" && r.table != nil:
		return nil, r.table(h.Table, h.Columns)
	}
	return nil, nil
}

func notWhole(cause error) error {
	return fault.Wrap(fault.Invalid, cause, "The backup is damaged or not whole; take another one")
}
