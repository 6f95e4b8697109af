package api

import (
	"context"
	"io"
	"net/http"
	"time"

	"github.com/danielgtaylor/huma/v2"

	"github.com/throughlinehq/throughline/internal/feedback/intake"
	"github.com/throughlinehq/throughline/internal/feedback/workbook"
	"github.com/throughlinehq/throughline/internal/kit/fault"
	"github.com/throughlinehq/throughline/internal/kit/id"
	"github.com/throughlinehq/throughline/internal/people"
	"github.com/throughlinehq/throughline/internal/platform/blob"
	"github.com/throughlinehq/throughline/internal/platform/database"
)

// maxUpload is how large a file of feedback may be.
const maxUpload = 512 << 20

func (a *API) importRoutes() {
	plain(a, Op{ID: "import-create", Method: http.MethodPost, Path: "/imports",
		Summary: "Upload a file of feedback", Verb: people.ImportFeedback, RawBody: true,
		Status: http.StatusCreated, MaxBody: maxUpload}, a.upload)
	read(a, Op{ID: "import-list", Method: http.MethodGet, Path: "/imports",
		Summary: "List imports, the newest first", Verb: people.ReadFeedback}, listImports)
	read(a, Op{ID: "import-get", Method: http.MethodGet, Path: "/imports/{id}",
		Summary: "Read how far an import is", Verb: people.ReadFeedback}, getImport)
	write(a, Op{ID: "import-update", Method: http.MethodPatch, Path: "/imports/{id}",
		Summary: "Say what the columns mean", Verb: people.ImportFeedback}, configureImport)
	plain(a, Op{ID: "import-preview", Method: http.MethodGet, Path: "/imports/{id}/preview",
		Summary: "Show what the first rows become", Verb: people.ImportFeedback}, a.previewImport)
	for _, step := range []struct {
		path, summary string
		do            func(*database.Tx, id.ID, int64) (intake.Import, error)
	}{
		{"check", "Read every row without storing any", intake.Check},
		{"start", "Import the file", intake.Start},
		{"cancellation", "Stop the import", intake.Cancel},
		{"undo", "Take back everything the import brought", intake.Undo},
	} {
		write(a, Op{ID: "import-" + step.path, Method: http.MethodPost,
			Path: "/imports/{id}/" + step.path, Summary: step.summary,
			Verb: people.ImportFeedback, Status: http.StatusAccepted},
			func(tx *database.Tx, in *PathID) (importView, error) {
				i, err := step.do(tx, in.ID, 0)
				return viewImport(i), err
			})
	}
	read(a, Op{ID: "import-errors", Method: http.MethodGet, Path: "/imports/{id}/errors",
		Summary: "List the rows that were refused", Verb: people.ImportFeedback}, importErrors)
}

// importView is an import. Its state is uploaded, checking, checked, running, done, cancelled,
// failed, undoing or undone.
type importView struct {
	Record
	Filename string `json:"filename"`
	Size     int64  `json:"size"`
	State    string `json:"state"`
	Format   struct {
		Kind      string `json:"kind" enum:"csv,tsv,jsonl,json"`
		Encoding  string `json:"encoding"`
		Delimiter string `json:"delimiter"`
		Header    bool   `json:"header"`
	} `json:"format"`
	Columns    []intake.Column   `json:"columns"`
	Fields     []string          `json:"fields" doc:"What a column can mean"`
	Mapping    map[string]string `json:"mapping" doc:"Field to column"`
	Source     string            `json:"source"`
	SourceKind string            `json:"source_kind"`
	DayFirst   bool              `json:"day_first" doc:"Whether 03/04/2027 is in April"`
	RowsTotal  int64             `json:"rows_total" doc:"0 until checked"`
	RowsDone   int64             `json:"rows_done"`
	Added      int64             `json:"added"`
	Known      int64             `json:"known"`
	Duplicates int64             `json:"duplicates"`
	Failed     int64             `json:"failed"`
	Error      string            `json:"error"`
	FinishedAt *time.Time        `json:"finished_at,omitempty"`
	UndoneAt   *time.Time        `json:"undone_at,omitempty"`
}

func viewImport(i intake.Import) importView {
	v := importView{Record: recordOf(i.Meta), Filename: i.Filename, Size: i.Size,
		State: string(i.State), Columns: i.Columns, Fields: intake.Fields, Mapping: i.Mapping,
		Source: i.Source, SourceKind: i.SourceKind, DayFirst: i.DayFirst, RowsTotal: i.RowsTotal,
		RowsDone: i.RowsDone, Added: i.Added, Known: i.Known, Duplicates: i.Duplicates,
		Failed: i.Failed, Error: i.Error, FinishedAt: i.FinishedAt, UndoneAt: i.UndoneAt}
	v.Format.Kind, v.Format.Encoding = i.Format.Kind, i.Format.Encoding
	v.Format.Delimiter, v.Format.Header = i.Format.Delimiter, i.Format.Header
	return v
}

// uploadIn streams the body; it is never held in memory.
type uploadIn struct {
	Filename string `query:"filename" required:"true" minLength:"1" maxLength:"200"`
	body     io.Reader
}

// Resolve implements huma.Resolver to get hold of the body.
func (in *uploadIn) Resolve(ctx huma.Context) []error {
	in.body = ctx.BodyReader()
	return nil
}

// stored gives the importer the uploaded files.
type stored struct{ *blob.Store }

// Open opens a stored file by its key.
func (s stored) Open(key string) (io.ReadCloser, error) { return s.Get(blob.Hash(key)) }

// Uploads is where the importer finds the files that were uploaded.
func Uploads(files *blob.Store) intake.Files { return stored{files} }

func (a *API) upload(ctx context.Context, in *uploadIn) (importView, error) {
	plain, _, err := workbook.Plain(in.body)
	if err != nil {
		return importView{}, err
	}
	defer plain.Close()
	key, size, err := a.Files.Put(plain, maxUpload)
	if err != nil {
		return importView{}, err
	}
	found, err := intake.Inspect(stored{a.Files}, string(key), in.Filename, size)
	if err != nil {
		return importView{}, err
	}
	c := callOf(ctx)
	var v importView
	err = a.DB.Write(ctx, c.scope, func(tx *database.Tx) (err error) {
		c.requestHash = string(key) + in.Filename
		v, err = once(tx, c, Op{Method: http.MethodPost}, func() (importView, error) {
			i, err := intake.Create(tx, found)
			return viewImport(i), err
		})
		return err
	})
	return v, err
}

func listImports(tx *database.Tx, in *struct{ PageIn }) (PageOut[importView], error) {
	found, err := intake.List(tx, in.request())
	return pageOf(found, viewImport), err
}

func getImport(tx *database.Tx, in *PathID) (importView, error) {
	i, err := intake.Get(tx, in.ID)
	return viewImport(i), err
}

func configureImport(tx *database.Tx, in *struct {
	PathID
	Match
	Body struct {
		Mapping    map[string]string `json:"mapping"`
		Source     string            `json:"source"`
		SourceKind string            `json:"source_kind"`
		DayFirst   bool              `json:"day_first,omitempty"`
	}
}) (importView, error) {
	i, err := intake.Configure(tx, in.ID, in.version(), intake.Settings(in.Body))
	return viewImport(i), err
}

type previewOut struct {
	Rows []previewRow `json:"rows"`
}

type previewRow struct {
	Row      int            `json:"row" doc:"Its line in the file; its number where the format has none"`
	Feedback feedbackInput  `json:"feedback"`
	Errors   []ProblemField `json:"errors"`
}

func (a *API) previewImport(ctx context.Context, in *PathID) (previewOut, error) {
	var i intake.Import
	err := a.DB.Read(ctx, callOf(ctx).scope, func(tx *database.Tx) (err error) {
		i, err = intake.Get(tx, in.ID)
		return err
	})
	if err != nil {
		return previewOut{}, err
	}
	rows, err := intake.Preview(stored{a.Files}, i, a.DB.Now())
	out := previewOut{Rows: make([]previewRow, len(rows))}
	for k, r := range rows {
		out.Rows[k] = previewRow{r.Row, asInput(r.Input), asProblemFields(r.Errors)}
	}
	return out, err
}

func asProblemFields(fields []fault.Field) []ProblemField {
	out := make([]ProblemField, len(fields))
	for i, f := range fields {
		out[i] = ProblemField(f)
	}
	return out
}

type rowErrorView struct {
	Row     int64  `json:"row" doc:"Its line in the file; its number where the format has none"`
	Message string `json:"message"`
}

func importErrors(tx *database.Tx, in *struct {
	PathID
	PageIn
}) (PageOut[rowErrorView], error) {
	if _, err := intake.Get(tx, in.ID); err != nil {
		return PageOut[rowErrorView]{}, err
	}
	found, err := intake.Errors(tx, in.ID, in.request())
	return pageOf(found, func(e intake.RowError) rowErrorView {
		return rowErrorView{e.RowNumber, e.Message}
	}), err
}
