package intake

import (
	"bufio"
	"cmp"
	"encoding/csv"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"

	"golang.org/x/text/encoding/charmap"
	"golang.org/x/text/encoding/unicode"
	"golang.org/x/text/transform"

	"github.com/throughlinehq/throughline/internal/kit/fault"
)

// What one file may hold. A file beyond it is refused with a reason, never read half.
const (
	maxColumns   = 1000
	maxRowBytes  = 4 << 20
	columnSample = 200 // rows of JSON looked at to learn the columns
)

// Row is one record of a file.
type Row struct {
	Number int // 1 for the first record after the header
	Line   int // where it begins in the file, 0 where the format has no lines
	Cells  []string
}

// Place is where people find the row: its line in the file, its number where there are no lines.
func (r Row) Place() int { return cmp.Or(r.Line, r.Number) }

// Reader reads a file row by row. Read returns io.EOF after the last row; any other error
// says that the file itself is broken from there on, and where.
type Reader struct {
	Columns []string
	next    func() (Row, error)
}

// Read returns the next row.
func (r *Reader) Read() (Row, error) { return r.next() }

// Open starts reading a file in the given format.
func Open(file io.Reader, f Format) (*Reader, error) {
	decoded, err := decode(file, f.Encoding)
	if err != nil {
		return nil, err
	}
	switch f.Kind {
	case CSV, TSV:
		return openCSV(decoded, f)
	case JSON, JSONL:
		return openJSON(decoded, f.Kind)
	}
	return nil, fault.At("/format/kind", "must be csv, tsv, json or jsonl")
}

// decode turns the file's encoding into UTF-8 without a byte order mark.
func decode(file io.Reader, encoding string) (io.Reader, error) {
	switch encoding {
	case "utf-8", "":
		buffered := bufio.NewReader(file)
		if mark, _ := buffered.Peek(3); string(mark) == "\ufeff" {
			_, _ = buffered.Discard(3) // peeked, so it is there
		}
		return buffered, nil
	case "utf-16le", "utf-16be":
		order := unicode.LittleEndian
		if encoding == "utf-16be" {
			order = unicode.BigEndian
		}
		return transform.NewReader(file,
			unicode.UTF16(order, unicode.UseBOM).NewDecoder()), nil
	case "windows-1252":
		return transform.NewReader(file, charmap.Windows1252.NewDecoder()), nil
	}
	return nil, fault.At("/format/encoding",
		"must be utf-8, utf-16le, utf-16be or windows-1252")
}

// budget fails a read when one row takes more than its bytes: an open quote would otherwise
// swallow the rest of the file.
type budget struct {
	from io.Reader
	left int
}

var errRowTooLong = errors.New("row too long")

func (b *budget) Read(p []byte) (int, error) {
	if b.left <= 0 {
		return 0, errRowTooLong
	}
	n, err := b.from.Read(p[:min(len(p), b.left)])
	b.left -= n
	return n, err
}

// lineEnds turns lone carriage returns, as old spreadsheets write them, into line feeds.
type lineEnds struct{ from *bufio.Reader }

func (l lineEnds) Read(p []byte) (int, error) {
	n, err := l.from.Read(p)
	for i := range n {
		if p[i] != '\r' {
			continue
		}
		follows := byte(0)
		if i+1 < n {
			follows = p[i+1]
		} else if ahead, _ := l.from.Peek(1); len(ahead) == 1 {
			follows = ahead[0]
		}
		if follows != '\n' {
			p[i] = '\n'
		}
	}
	return n, err
}

func openCSV(file io.Reader, f Format) (*Reader, error) {
	if len(f.Delimiter) != 1 || strings.ContainsAny(f.Delimiter, "\"\r\n\x00") {
		return nil, fault.At("/format/delimiter", "must be one character such as , or ;")
	}
	bytes := &budget{from: lineEnds{bufio.NewReader(file)}, left: maxRowBytes}
	parser := csv.NewReader(bytes)
	parser.Comma = rune(f.Delimiter[0])
	parser.FieldsPerRecord = -1
	parser.ReuseRecord = false
	read := func() ([]string, error) {
		bytes.left = maxRowBytes
		cells, err := parser.Read()
		return cells, csvError(err)
	}
	first, err := read()
	if errors.Is(err, io.EOF) {
		return nil, fault.At("/file", "is empty")
	} else if err != nil {
		return nil, err
	}
	if len(first) > maxColumns {
		return nil, fault.At("/file", "has %d columns; at most %d can be read", len(first),
			maxColumns)
	}
	r := &Reader{Columns: columnNames(first, f.Header)}
	number := 0
	r.next = func() (Row, error) {
		cells := first
		if f.Header || number > 0 {
			if cells, err = read(); err != nil {
				return Row{}, err
			}
		}
		number++
		line, _ := parser.FieldPos(0)
		if len(cells) > len(r.Columns) {
			cells = joinExtra(cells, len(r.Columns))
		}
		return Row{Number: number, Line: line, Cells: cells}, nil
	}
	return r, nil
}

// joinExtra drops empty cells beyond the header; what is not empty makes the row refuse later,
// because its cells may have shifted.
func joinExtra(cells []string, columns int) []string {
	for _, extra := range cells[columns:] {
		if strings.TrimSpace(extra) != "" {
			return cells
		}
	}
	return cells[:columns]
}

// csvError says in plain words where a file is broken.
func csvError(err error) error {
	var parse *csv.ParseError
	switch {
	case err == nil, errors.Is(err, io.EOF) && !errors.As(err, &parse):
		return err
	case errors.Is(err, errRowTooLong):
		return fault.At("/file", "has a row of more than %d MiB; is a quote left open?",
			maxRowBytes>>20)
	case errors.As(err, &parse):
		return fault.At("/file", "is broken at line %d, column %d: %v (the row begins at line %d)",
			parse.Line, parse.Column, parse.Err, parse.StartLine)
	}
	return fault.Wrap(fault.Unavailable, err, "The file could not be read")
}

// columnNames makes the header's names distinct, or numbers the columns without a header.
func columnNames(first []string, header bool) []string {
	names := make([]string, len(first))
	seen := map[string]int{}
	for i, cell := range first {
		name := strings.TrimSpace(cell)
		if !header || name == "" {
			name = fmt.Sprintf("Column %d", i+1)
		}
		seen[name]++
		if n := seen[name]; n > 1 {
			name = fmt.Sprintf("%s (%d)", name, n)
		}
		names[i] = name
	}
	return names
}

// openJSON reads an array of objects or one object a line. Nested objects become columns with
// dotted names; the columns are those of the first rows.
func openJSON(file io.Reader, kind string) (*Reader, error) {
	o := &objects{bytes: &budget{from: file, left: maxRowBytes}, array: kind == JSON}
	o.decoder = json.NewDecoder(o.bytes)
	o.decoder.UseNumber()
	if o.array {
		if token, err := o.decoder.Token(); err != nil || token != json.Delim('[') {
			return nil, fault.At("/file", "must be an array of objects")
		}
	}
	if err := o.lookAhead(); err != nil {
		return nil, err
	}
	columns := namesIn(o.ahead)
	if len(columns) > maxColumns {
		return nil, fault.At("/file", "has more than %d columns", maxColumns)
	}
	given := 0
	return &Reader{Columns: columns, next: func() (Row, error) {
		cells, err := o.next()
		if err != nil {
			return Row{}, err
		}
		given++
		row := Row{Number: given, Cells: make([]string, len(columns))}
		for i, c := range columns {
			row.Cells[i] = cells[c]
		}
		return row, nil
	}}, nil
}

// objects reads JSON objects one after the other, the first of them ahead of time.
type objects struct {
	bytes   *budget
	decoder *json.Decoder
	array   bool
	read    int
	ahead   []map[string]string
	ended   error // what ended the reading, once it has ended
}

// lookAhead reads the first rows, which show what the columns are.
func (o *objects) lookAhead() error {
	for len(o.ahead) < columnSample && o.ended == nil {
		if cells := o.decode(); cells != nil {
			o.ahead = append(o.ahead, cells)
		}
	}
	switch {
	case len(o.ahead) > 0:
		return nil
	case errors.Is(o.ended, io.EOF):
		return fault.At("/file", "holds no records")
	}
	return o.ended
}

// next returns the rows read ahead, then the others.
func (o *objects) next() (map[string]string, error) {
	if len(o.ahead) > 0 {
		cells := o.ahead[0]
		o.ahead = o.ahead[1:]
		return cells, nil
	}
	if o.ended == nil {
		if cells := o.decode(); cells != nil {
			return cells, nil
		}
	}
	return nil, o.ended
}

// decode reads one object, or notes what ended the file and returns nil.
func (o *objects) decode() map[string]string {
	o.bytes.left = maxRowBytes
	if o.array && !o.decoder.More() {
		o.ended = io.EOF
		if _, err := o.decoder.Token(); err != nil {
			o.ended = jsonError(io.ErrUnexpectedEOF, o.read+1)
		}
		return nil
	}
	var object map[string]any
	if err := o.decoder.Decode(&object); err != nil {
		if o.array && errors.Is(err, io.EOF) {
			err = io.ErrUnexpectedEOF // the array was never closed
		}
		o.ended = jsonError(err, o.read+1)
		return nil
	}
	o.read++
	cells := map[string]string{}
	flatten(cells, "", object)
	return cells
}

func jsonError(err error, row int) error {
	switch {
	case errors.Is(err, io.EOF):
		return io.EOF
	case errors.Is(err, errRowTooLong):
		return fault.At("/file", "has a record of more than %d MiB (row %d)", maxRowBytes>>20, row)
	}
	return fault.At("/file", "is not a list of JSON objects at row %d: %v", row, err)
}

// namesIn lists the columns of the rows, sorted so that the order is always the same.
func namesIn(rows []map[string]string) []string {
	var names []string
	seen := map[string]bool{}
	for _, cells := range rows {
		for name := range cells {
			if !seen[name] {
				seen[name] = true
				names = append(names, name)
			}
		}
	}
	slices.Sort(names)
	return names
}

// flatten writes the values of an object as text under dotted names.
func flatten(cells map[string]string, prefix string, object map[string]any) {
	for key, value := range object {
		name := prefix + key
		switch v := value.(type) {
		case nil:
		case string:
			cells[name] = v
		case map[string]any:
			if strings.Count(name, ".") < 4 {
				flatten(cells, name+".", v)
			}
		case []any:
			raw, _ := json.Marshal(v) // it came from JSON, so it encodes
			cells[name] = string(raw)
		default:
			cells[name] = fmt.Sprint(v)
		}
	}
}
