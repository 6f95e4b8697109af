package cli

import (
	"context"
	"errors"
	"fmt"
	"io"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/throughlinehq/throughline/internal/feedback/intake"
	"github.com/throughlinehq/throughline/internal/feedback/workbook"
	"github.com/throughlinehq/throughline/internal/kit/fault"
	"github.com/throughlinehq/throughline/internal/kit/page"
	"github.com/throughlinehq/throughline/internal/platform/blob"
	"github.com/throughlinehq/throughline/internal/platform/database"
)

// maxImport is how large a file may be.
const maxImport = 4 << 30

// ImportCommand imports a file of feedback into a workspace.
type ImportCommand struct {
	Store
	Workspace
	File     string            `arg:"" help:"CSV, TSV, JSON, JSON lines, XLSX or Parquet; - reads standard input."`
	Source   string            `help:"Name of the source; the file's name unless given."`
	Kind     string            `help:"Kind of the source." default:"file"`
	Map      map[string]string `help:"Which column holds a field: --map text=Comment." short:"m"`
	DayFirst bool              `help:"Read 03/04/2027 as 3 April."`
	DryRun   bool              `help:"Read and check every row, store nothing."`
}

// Help shows examples below the flags.
func (ImportCommand) Help() string {
	return `Examples:
  throughline import reviews.csv --source "App Store"
  throughline import answers.tsv --map text="What is missing?" --map customer_email=Mail
  throughline import export.jsonl --dry-run

Rows that break a rule are listed with their line and the reason, the others come in. A file
that is broken as a whole brings nothing. Imported again, rows that the source has sent before
are left as they are.`
}

// Run imports the file and shows how far it is.
func (c ImportCommand) Run(env *Env) error {
	db, err := c.OpenExisting(env.Context)
	if err != nil {
		return err
	}
	defer db.Close()
	files, err := blob.Open(filepath.Join(c.Data, "files"))
	if err != nil {
		return err
	}
	defer files.Close()
	s, err := c.Scope(env.Context, db)
	if err != nil {
		return err
	}
	progress := newProgress(env.Err, "rows")
	work := intake.Work{DB: db, Scope: s, Files: stored{files}, Progress: progress.show}
	i, err := c.start(env, work, files)
	if err != nil {
		return err
	}
	err = work.Run(env.Context, i.ID)
	progress.end()
	if env.Context.Err() != nil {
		err = c.cancel(work, i)
	}
	if err != nil {
		return err
	}
	return c.report(env, work, i)
}

// stored gives the importer the stored files.
type stored struct{ *blob.Store }

func (s stored) Open(key string) (io.ReadCloser, error) { return s.Get(blob.Hash(key)) }

// start stores the file and begins its import.
func (c ImportCommand) start(env *Env, work intake.Work, files *blob.Store) (intake.Import, error) {
	var none intake.Import
	file, name, err := openInput(env, c.File)
	if err != nil {
		return none, err
	}
	defer file.Close()
	plain, _, err := workbook.Plain(file)
	if err != nil {
		return none, about(name, err)
	}
	defer plain.Close()
	key, size, err := files.Put(plain, maxImport)
	if err != nil {
		return none, err
	}
	i, err := intake.Inspect(work.Files, string(key), name, size)
	if err != nil {
		return none, about(name, err)
	}
	settings := intake.Settings{Mapping: i.Mapping, Source: i.Source, SourceKind: c.Kind,
		DayFirst: i.DayFirst || c.DayFirst}
	maps.Copy(settings.Mapping, c.Map)
	if c.Source != "" {
		settings.Source = c.Source
	}
	for _, field := range slices.Sorted(maps.Keys(settings.Mapping)) {
		fmt.Fprintf(env.Err, "%-22s from column %q\n", field, settings.Mapping[field])
	}
	err = work.DB.Write(env.Context, work.Scope, func(tx *database.Tx) error {
		if i, err = intake.Create(tx, i); err != nil {
			return err
		}
		if i, err = intake.Configure(tx, i.ID, i.Version, settings); err != nil {
			return err
		}
		begin := intake.Start
		if c.DryRun {
			begin = intake.Check
		}
		i, err = begin(tx, i.ID, i.Version)
		return err
	})
	return i, asMapping(err, i)
}

// asMapping says of a wrong mapping how a command maps, and what the file has to offer.
func asMapping(err error, i intake.Import) error {
	var wrong *fault.Error
	if !errors.As(err, &wrong) || len(wrong.Fields) == 0 {
		return err
	}
	var said []string
	for _, f := range wrong.Fields {
		field, mapped := strings.CutPrefix(f.Pointer, "/mapping/")
		if !mapped {
			return err
		}
		said = append(said, fmt.Sprintf("--map %s=COLUMN %s.", field, f.Detail))
	}
	var columns []string
	for _, c := range i.Columns {
		columns = append(columns, strconv.Quote(c.Name))
	}
	return fault.New(fault.Invalid, "%s The file's columns are %s.",
		strings.Join(said, " "), strings.Join(columns, ", "))
}

// cancel says to whoever comes later that the import is over.
func (c ImportCommand) cancel(work intake.Work, i intake.Import) error {
	err := work.DB.Write(context.Background(), work.Scope, func(tx *database.Tx) error {
		var err error
		i, err = intake.Cancel(tx, i.ID, 0)
		return err
	})
	if err != nil {
		return err
	}
	return fault.New(fault.Conflict, "Cancelled after %d rows. What came in stays; it can be "+
		"undone on the page of imports.", i.RowsDone)
}

// report prints what became of the file.
func (c ImportCommand) report(env *Env, work intake.Work, i intake.Import) error {
	var refused page.Page[intake.RowError]
	err := work.DB.Read(env.Context, work.Scope, func(tx *database.Tx) (err error) {
		if i, err = intake.Get(tx, i.ID); err != nil {
			return err
		}
		refused, err = intake.Errors(tx, i.ID, page.Request{Limit: 10})
		return err
	})
	if err != nil {
		return err
	}
	for _, e := range refused.Records {
		fmt.Fprintf(env.Err, "%s %d: %s\n", i.Format.Place(), e.RowNumber, e.Message)
	}
	if more := i.Failed - int64(len(refused.Records)); more > 0 && i.Failed > 0 {
		fmt.Fprintf(env.Err, "and %d rows more\n", more)
	}
	if i.State == intake.Failed {
		return fault.New(fault.Invalid, "Nothing was imported: the file %s.", i.Error)
	}
	verb := "imported"
	if c.DryRun {
		verb = "would be imported"
	}
	_, err = fmt.Fprintf(env.Out, "%d %s, %d of them repeat another record; %d known already, "+
		"%d refused (%s)\n", i.Added+i.Duplicates, verb, i.Duplicates, i.Known, i.Failed, i.ID)
	return err
}

// progress shows on a terminal how far long work is; elsewhere it stays silent.
type progress struct {
	out   io.Writer
	what  string
	shown time.Time
	any   bool
}

func newProgress(out io.Writer, what string) *progress {
	if file, ok := out.(*os.File); ok {
		if info, err := file.Stat(); err == nil && info.Mode()&os.ModeCharDevice != 0 {
			return &progress{out: out, what: what}
		}
	}
	return &progress{out: io.Discard, what: what}
}

func (p *progress) show(done, total int64) {
	if time.Since(p.shown) < 100*time.Millisecond {
		return
	}
	p.shown, p.any = time.Now(), true
	if total > 0 {
		fmt.Fprintf(p.out, "\r%d of %d %s (%d%%) ", done, total, p.what, 100*done/total)
	} else {
		fmt.Fprintf(p.out, "\r%d %s ", done, p.what)
	}
}

func (p *progress) end() {
	if p.any {
		fmt.Fprint(p.out, "\r\033[K")
	}
}
