package intake

import (
	"errors"
	"io"
	"maps"
	"slices"
	"time"

	"github.com/throughlinehq/throughline/internal/feedback"
	"github.com/throughlinehq/throughline/internal/kit/fault"
	"github.com/throughlinehq/throughline/internal/kit/id"
	"github.com/throughlinehq/throughline/internal/platform/database"
)

// State is how far an import is.
type State string

// The states. Uploaded and Checked wait for a person; Checking, Running and Undoing are jobs.
const (
	Uploaded  State = "uploaded"
	Checking  State = "checking"
	Checked   State = "checked"
	Running   State = "running"
	Done      State = "done"
	Cancelled State = "cancelled"
	Failed    State = "failed"
	Undoing   State = "undoing"
	Undone    State = "undone"
)

// Column is a column of the file, with some of its cells and what it probably means.
type Column struct {
	Name      string   `json:"name"`
	Samples   []string `json:"samples"`
	Suggested string   `json:"suggested"`
}

// Import is one file on its way in.
type Import struct {
	database.Meta
	Filename   string
	FileKey    string
	Size       int64
	State      State
	Format     Format
	Columns    []Column
	Mapping    map[string]string // field -> column
	Source     string
	SourceKind string
	DayFirst   bool
	RowsTotal  int64 // known after the check
	RowsDone   int64 // rows stored, so that a restart goes on from there
	Added      int64
	Known      int64
	Duplicates int64
	Failed     int64
	Error      string // why the file as a whole was refused
	CreatedBy  id.ID
	FinishedAt *time.Time
	UndoneAt   *time.Time
}

// Files is where uploaded files lie.
type Files interface {
	Open(key string) (io.ReadCloser, error)
}

// previewRows is how many rows of a file are shown before it is imported.
const previewRows = 20

// Inspect finds out what a file is and suggests how to read it. It stores nothing.
func Inspect(files Files, key, filename string, size int64) (Import, error) {
	i := Import{FileKey: key, Filename: filename, Size: size, State: Uploaded,
		Source: sourceName(filename), SourceKind: "file"}
	file, err := files.Open(key)
	if err != nil {
		return i, err
	}
	defer file.Close()
	sample := make([]byte, sampleSize)
	n, err := io.ReadFull(file, sample)
	if err != nil && !errors.Is(err, io.ErrUnexpectedEOF) && !errors.Is(err, io.EOF) {
		return i, err
	}
	if i.Format, err = Detect(sample[:n], filename); err != nil {
		return i, err
	}
	rows, columns, err := firstRows(files, i, previewRows)
	if err != nil {
		return i, err
	}
	i.Mapping = Suggest(columns, rows)
	i.Columns = describe(columns, rows, i.Mapping)
	i.DayFirst = DayFirst(cellsOf(columns, rows, i.Mapping["said_at"]))
	return i, nil
}

// dropUnused lets go of the cells of columns that nobody asked for: they may say where somebody
// was, or from which address.
func (i *Import) dropUnused() {
	used := slices.Collect(maps.Values(i.Mapping))
	for k, c := range i.Columns {
		if !slices.Contains(used, c.Name) {
			i.Columns[k].Samples = []string{}
		}
	}
}

// sourceName turns "reviews-2027.csv" into "reviews-2027".
func sourceName(filename string) string {
	name := filename
	for k := len(name) - 1; k > 0; k-- {
		if name[k] == '.' {
			name = name[:k]
			break
		}
	}
	if runes := []rune(name); len(runes) > 100 {
		name = string(runes[:100])
	}
	return name
}

func firstRows(files Files, i Import, most int) ([]Row, []string, error) {
	file, err := files.Open(i.FileKey)
	if err != nil {
		return nil, nil, err
	}
	defer file.Close()
	reader, err := Open(file, i.Format)
	if err != nil {
		return nil, nil, err
	}
	var rows []Row
	for len(rows) < most {
		row, err := reader.Read()
		if errors.Is(err, io.EOF) {
			break
		} else if err != nil {
			return nil, nil, err
		}
		rows = append(rows, row)
	}
	return rows, reader.Columns, nil
}

func describe(columns []string, rows []Row, mapping map[string]string) []Column {
	meant := map[string]string{}
	for field, column := range mapping {
		meant[column] = field
	}
	described := make([]Column, len(columns))
	for k, name := range columns {
		samples := cellsOf(columns, rows[:min(len(rows), 5)], name)
		for s, cell := range samples {
			if runes := []rune(cell); len(runes) > 120 {
				samples[s] = string(runes[:120]) + "…"
			}
		}
		described[k] = Column{Name: name, Samples: samples, Suggested: meant[name]}
	}
	return described
}

// cellsOf returns what stands in a column, without the empty cells.
func cellsOf(columns []string, rows []Row, column string) []string {
	cells := []string{}
	for k, name := range columns {
		if name != column {
			continue
		}
		for _, row := range rows {
			if k < len(row.Cells) && row.Cells[k] != "" {
				cells = append(cells, row.Cells[k])
			}
		}
	}
	return cells
}

// columnNamesOf lists the columns as they were found at upload.
func (i Import) columnNamesOf() []string {
	columns := make([]string, len(i.Columns))
	for k, c := range i.Columns {
		columns[k] = c.Name
	}
	return columns
}

// Previewed is a row as it would be imported, or what is wrong with it.
type Previewed struct {
	Row    int // its [Row.Place]
	Input  feedback.Input
	Errors []fault.Field
}

// Preview shows what the first rows of a file become under its mapping.
func Preview(files Files, i Import, now time.Time) ([]Previewed, error) {
	mapper, err := NewMapper(i, i.columnNamesOf())
	if err != nil {
		return nil, err
	}
	rows, _, err := firstRows(files, i, previewRows)
	if err != nil {
		return nil, err
	}
	previewed := make([]Previewed, len(rows))
	for k, row := range rows {
		in, err := mapper.checked(row, now)
		previewed[k] = Previewed{Row: row.Place(), Input: in, Errors: fieldsOf(err)}
	}
	return previewed, nil
}

// checked makes feedback of a row and holds it to the rules of feedback.
func (m *Mapper) checked(row Row, now time.Time) (feedback.Input, error) {
	in, err := m.Input(row)
	if err == nil {
		err = in.Check(now)
	}
	return in, err
}

func fieldsOf(err error) []fault.Field {
	var f *fault.Error
	if err == nil {
		return nil
	}
	if errors.As(err, &f) && len(f.Fields) > 0 {
		return f.Fields
	}
	return []fault.Field{{Pointer: "/", Detail: err.Error()}}
}
