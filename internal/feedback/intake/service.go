package intake

import (
	"github.com/throughlinehq/throughline/internal/audit"
	"github.com/throughlinehq/throughline/internal/kit/fault"
	"github.com/throughlinehq/throughline/internal/kit/id"
	"github.com/throughlinehq/throughline/internal/kit/page"
	"github.com/throughlinehq/throughline/internal/people"
	"github.com/throughlinehq/throughline/internal/platform/database"
	"github.com/throughlinehq/throughline/internal/platform/jobs"
)

// The jobs of an import; their payload is a [Task].
const (
	RunJob  = "import.run"  // check or import the file
	UndoJob = "import.undo" // take everything back that it brought
)

// Task is the payload of an import's jobs.
type Task struct {
	ImportID id.ID `json:"import_id"`
}

// Create stores an inspected file as an import that waits to be started.
func Create(tx *database.Tx, i Import) (Import, error) {
	if err := people.Can(tx.Actor, people.ImportFeedback); err != nil {
		return i, err
	}
	var c fault.Check
	c.Line("/filename", i.Filename, 1, 200)
	if err := c.Err(); err != nil {
		return i, err
	}
	i.CreatedBy = tx.Actor.ID
	if err := tx.Insert("import", &i); err != nil {
		return i, err
	}
	return i, audit.Log(tx, "uploaded", i.ID, map[string]any{"size": i.Size})
}

// Settings are what a person decides about an import before it starts.
type Settings struct {
	Mapping    map[string]string
	Source     string
	SourceKind string
	DayFirst   bool
}

// Configure changes how a file is read, as long as nothing was imported.
func Configure(tx *database.Tx, record id.ID, version int64, s Settings) (Import, error) {
	i, err := forChange(tx, record, version)
	if err != nil {
		return i, err
	}
	if i.State != Uploaded && i.State != Checked {
		return i, wrongState(i, "changed")
	}
	i.Mapping, i.Source, i.SourceKind, i.DayFirst = s.Mapping, s.Source, s.SourceKind, s.DayFirst
	i.State = Uploaded
	if _, err := NewMapper(i, i.columnNamesOf()); err != nil {
		return i, err
	}
	if err := tx.Update("import", &i); err != nil {
		return i, err
	}
	return i, audit.Log(tx, "configured", i.ID, nil)
}

// Check starts the dry run: every row is read and held to the rules, nothing is stored.
func Check(tx *database.Tx, record id.ID, version int64) (Import, error) {
	return begin(tx, record, version, Checking)
}

// Start starts the import. The file is checked as a whole first; a broken file brings nothing.
func Start(tx *database.Tx, record id.ID, version int64) (Import, error) {
	return begin(tx, record, version, Running)
}

func begin(tx *database.Tx, record id.ID, version int64, state State) (Import, error) {
	i, err := forChange(tx, record, version)
	if err != nil {
		return i, err
	}
	if i.State != Uploaded && i.State != Checked {
		return i, wrongState(i, "started")
	}
	if _, err := NewMapper(i, i.columnNamesOf()); err != nil {
		return i, err
	}
	if state == Running {
		i.dropUnused()
	}
	i.State, i.Error = state, ""
	i.RowsTotal, i.RowsDone, i.Added, i.Known, i.Duplicates, i.Failed = 0, 0, 0, 0, 0, 0
	if err := forgetErrors(tx, i.ID); err != nil {
		return i, err
	}
	return i, move(tx, &i, RunJob, string(state))
}

// Cancel stops an import between two rows. What it brought so far stays until it is undone.
func Cancel(tx *database.Tx, record id.ID, version int64) (Import, error) {
	i, err := forChange(tx, record, version)
	if err != nil {
		return i, err
	}
	switch i.State {
	case Checking:
		i.State = Uploaded
	case Running:
		i.State = Cancelled
	default:
		return i, wrongState(i, "cancelled")
	}
	if err := tx.Update("import", &i); err != nil {
		return i, err
	}
	return i, audit.Log(tx, "cancelled", i.ID, map[string]any{"rows": i.RowsDone})
}

// Undo takes back everything an import brought, unless some of it is evidence by now.
func Undo(tx *database.Tx, record id.ID, version int64) (Import, error) {
	i, err := forChange(tx, record, version)
	if err != nil {
		return i, err
	}
	if i.State != Done && i.State != Cancelled && i.State != Failed {
		return i, wrongState(i, "undone")
	}
	quoted, err := database.Value[int64](tx, `SELECT count(*) FROM feedback
		WHERE workspace_id = $1 AND import_id = $2 AND import_id <> ''
		AND quote_count > 0 AND deleted_at IS NULL`,
		tx.Workspace, i.ID)
	if err != nil {
		return i, err
	}
	if quoted > 0 {
		return i, fault.New(fault.Conflict, "%d records of this import are evidence for "+
			"opportunities. Remove their quotes first.", quoted)
	}
	i.State = Undoing
	return i, move(tx, &i, UndoJob, "undo started")
}

// move stores the new state together with the job that does the work.
func move(tx *database.Tx, i *Import, job, action string) error {
	if err := tx.Update("import", i); err != nil {
		return err
	}
	once := jobs.Options{UniqueKey: string(i.ID)}
	if _, err := jobs.Enqueue(tx, job, Task{i.ID}, once); err != nil {
		return err
	}
	return audit.Log(tx, action, i.ID, nil)
}

func forChange(tx *database.Tx, record id.ID, version int64) (Import, error) {
	if err := people.Can(tx.Actor, people.ImportFeedback); err != nil {
		return Import{}, err
	}
	i, err := database.Get[Import](tx, "import", record)
	if err != nil || version == 0 {
		return i, err
	}
	return database.GetVersion[Import](tx, "import", record, version)
}

func wrongState(i Import, wish string) error {
	return fault.New(fault.Conflict, "This import is %s; it cannot be %s.", i.State, wish)
}

// Get returns an import.
func Get(tx *database.Tx, record id.ID) (Import, error) {
	return database.Get[Import](tx, "import", record)
}

// List returns the workspace's imports, the newest first.
func List(tx *database.Tx, request page.Request) (page.Page[Import], error) {
	w := tx.Where("")
	var at int64
	var last id.ID
	switch more, err := request.After(&at, &last); {
	case err != nil:
		return page.Page[Import]{}, err
	case more:
		w.And("(created_at, id) < ($, $)", at, last)
	}
	limit := w.Place(request.Size() + 1)
	where, args := w.SQL()
	found, err := database.List[Import](tx, "SELECT "+database.Columns[Import]("")+
		" FROM import "+where+" ORDER BY created_at DESC, id DESC LIMIT "+limit, args...)
	return page.Cut(found, request.Size(), func(i Import) []any {
		return []any{i.CreatedAt.UnixMicro(), i.ID}
	}), err
}

// RowError is a row that could not be imported, and why.
type RowError struct {
	RowNumber int64 // its [Row.Place]
	Message   string
}

// Errors returns the rows of an import that were refused, in the order of the file.
func Errors(tx *database.Tx, record id.ID, request page.Request) (page.Page[RowError], error) {
	var after int64
	if _, err := request.After(&after); err != nil {
		return page.Page[RowError]{}, err
	}
	found, err := database.List[RowError](tx, `SELECT row_number, message FROM import_error
		WHERE workspace_id = $1 AND import_id = $2 AND row_number > $3
		ORDER BY row_number LIMIT $4`, tx.Workspace, record, after, request.Size()+1)
	return page.Cut(found, request.Size(), func(e RowError) []any {
		return []any{e.RowNumber}
	}), err
}

func forgetErrors(tx *database.Tx, record id.ID) error {
	_, err := tx.Exec("DELETE FROM import_error WHERE workspace_id = $1 AND import_id = $2",
		tx.Workspace, record)
	return err
}
