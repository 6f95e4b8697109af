package intake

import (
	"context"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"

	"github.com/throughlinehq/throughline/internal/audit"
	"github.com/throughlinehq/throughline/internal/feedback"
	"github.com/throughlinehq/throughline/internal/kit/fault"
	"github.com/throughlinehq/throughline/internal/kit/id"
	"github.com/throughlinehq/throughline/internal/kit/scope"
	"github.com/throughlinehq/throughline/internal/platform/database"
)

// chunk is how many rows one transaction stores: short enough that other writers do not wait.
const chunk = 250

// maxErrors is how many refused rows are remembered with their reason; all are counted.
const maxErrors = 1000

// errStopped says that somebody cancelled the import, or another worker has taken it over.
var errStopped = errors.New("the import was stopped")

// Work is what running an import needs.
type Work struct {
	DB       *database.DB
	Scope    scope.Scope
	Files    Files
	Progress func(done, total int64) // may be nil
}

// Run checks the file of an import and, unless only the check was asked for, imports it from
// the row at which it stopped before. Rows that break a rule are counted and skipped; a file
// that is broken as a whole is refused before its first row is stored.
func (w Work) Run(ctx context.Context, record id.ID) error {
	i, err := w.load(ctx, record)
	if err != nil || i.State != Checking && i.State != Running {
		return err
	}
	if i.RowsTotal == 0 {
		if i, err = w.check(ctx, i); err != nil || i.State != Running {
			return err
		}
	}
	err = w.store(ctx, i)
	if errors.Is(err, errStopped) {
		return nil
	}
	return err
}

// Refuse ends an import that is in one of the states, and says why. What came in so far stays; it
// can be undone by somebody who may.
func (w Work) Refuse(ctx context.Context, record id.ID, why string, during ...State) error {
	return w.DB.Write(ctx, w.Scope, func(tx *database.Tx) error {
		i, err := Get(tx, record)
		if err != nil || !slices.Contains(during, i.State) {
			return err
		}
		now := tx.Now
		i.State, i.Error, i.FinishedAt = Failed, why, &now
		if err := tx.Update("import", &i); err != nil {
			return err
		}
		return audit.Log(tx, "refused", i.ID, map[string]any{"reason": why})
	})
}

func (w Work) load(ctx context.Context, record id.ID) (i Import, err error) {
	err = w.DB.Read(ctx, w.Scope, func(tx *database.Tx) error {
		i, err = Get(tx, record)
		return err
	})
	return i, err
}

// check reads the whole file once. What it found is stored with the import.
func (w Work) check(ctx context.Context, i Import) (Import, error) {
	found, err := w.survey(ctx, i)
	if fault.Is(err, fault.Invalid) {
		return w.conclude(ctx, i, found, func(i *Import) {
			i.State, i.Error = Failed, firstDetail(err)
		})
	}
	if err != nil {
		return i, err
	}
	return w.conclude(ctx, i, found, func(i *Import) {
		i.RowsTotal = found.rows
		if i.State == Checking {
			i.State = Checked
			i.Added, i.Known = found.rows-found.failed-found.known-found.duplicates, found.known
			i.Duplicates, i.Failed = found.duplicates, found.failed
		}
	})
}

// conclude stores what the check found, unless the import was cancelled meanwhile.
func (w Work) conclude(
	ctx context.Context, i Import, found *survey, change func(*Import),
) (Import, error) {
	err := w.DB.Write(ctx, w.Scope, func(tx *database.Tx) error {
		fresh, err := Get(tx, i.ID)
		if err != nil || fresh.State != i.State {
			i = fresh
			return err
		}
		i = fresh
		change(&i)
		if i.State != Running {
			if err := rememberErrors(tx, i.ID, found.errors); err != nil {
				return err
			}
		}
		if i.State == Failed {
			now := tx.Now
			i.FinishedAt = &now
		}
		if err := tx.Update("import", &i); err != nil {
			return err
		}
		return audit.Log(tx, "checked", i.ID, map[string]any{"rows": found.rows,
			"failed": found.failed, "refused": i.Error})
	})
	return i, err
}

func firstDetail(err error) string {
	fields := fieldsOf(err)
	return strings.TrimPrefix(fields[0].Pointer, "/") + " " + fields[0].Detail
}

// survey is what a dry run finds.
type survey struct {
	rows, failed, known, duplicates int64
	errors                          []RowError
	seen                            map[string]bool
}

func (w Work) survey(ctx context.Context, i Import) (*survey, error) {
	found := &survey{seen: map[string]bool{}}
	foresee := i.State == Checking
	err := w.eachChunk(ctx, i, 0, func(rows []checkedRow) error {
		var inputs []feedback.Input
		for _, r := range rows {
			found.rows++
			if r.err != nil {
				found.fail(r)
				continue
			}
			inputs = append(inputs, r.input)
		}
		w.report(found.rows, 0)
		if !foresee {
			return nil
		}
		return w.DB.Read(ctx, w.Scope, func(tx *database.Tx) error {
			outcomes, err := feedback.Foresee(tx, inputs, found.seen)
			for _, o := range outcomes {
				switch o {
				case feedback.Known:
					found.known++
				case feedback.Duplicate:
					found.duplicates++
				}
			}
			return err
		})
	})
	if err == nil && found.rows == 0 {
		err = fault.At("/file", "holds no records")
	}
	return found, err
}

func (s *survey) fail(r checkedRow) {
	s.failed++
	if len(s.errors) < maxErrors {
		s.errors = append(s.errors, r.asError())
	}
}

// store imports the rows that are not stored yet, a chunk a transaction. The number of rows
// done is stored with the rows themselves: a crash repeats nothing and loses nothing.
func (w Work) store(ctx context.Context, i Import) error {
	err := w.eachChunk(ctx, i, i.RowsDone, func(rows []checkedRow) error {
		var done int64
		err := w.DB.Write(ctx, w.Scope, func(tx *database.Tx) error {
			var err error
			done, err = storeChunk(tx, i.ID, rows)
			return err
		})
		w.report(done, i.RowsTotal)
		return err
	})
	if err != nil {
		return err
	}
	return w.DB.Write(ctx, w.Scope, func(tx *database.Tx) error {
		fresh, err := Get(tx, i.ID)
		if err != nil || fresh.State != Running {
			return err
		}
		now := tx.Now
		fresh.State, fresh.FinishedAt = Done, &now
		if err := tx.Update("import", &fresh); err != nil {
			return err
		}
		return audit.Log(tx, "imported", i.ID, map[string]any{"added": fresh.Added,
			"known": fresh.Known, "duplicates": fresh.Duplicates, "failed": fresh.Failed})
	})
}

func storeChunk(tx *database.Tx, record id.ID, rows []checkedRow) (int64, error) {
	i, err := Get(tx, record)
	if err != nil {
		return 0, err
	}
	if i.State != Running || i.RowsDone != int64(rows[0].number-1) {
		return 0, errStopped
	}
	var inputs []feedback.Input
	var refused []RowError
	for _, r := range rows {
		if r.err != nil {
			refused = append(refused, r.asError())
			continue
		}
		r.input.ImportID = i.ID
		inputs = append(inputs, r.input)
	}
	_, outcomes, err := feedback.AddBatch(tx, inputs)
	if err != nil {
		return 0, err
	}
	for _, o := range outcomes {
		switch o {
		case feedback.Added:
			i.Added++
		case feedback.Known:
			i.Known++
		case feedback.Duplicate:
			i.Duplicates++
		}
	}
	i.RowsDone += int64(len(rows))
	if i.Failed += int64(len(refused)); i.Failed-int64(len(refused)) < maxErrors {
		if err := rememberErrors(tx, i.ID, refused); err != nil {
			return 0, err
		}
	}
	tx.Touch(i.ID)
	return i.RowsDone, tx.Update("import", &i)
}

func rememberErrors(tx *database.Tx, record id.ID, errs []RowError) error {
	for _, e := range errs {
		if err := tx.Insert("import_error", struct {
			ImportID id.ID
			RowError
		}{record, e}); err != nil {
			return err
		}
	}
	return nil
}

func (w Work) report(done, total int64) {
	if w.Progress != nil {
		w.Progress(done, total)
	}
}

// checkedRow is a row as feedback, or why it is none.
type checkedRow struct {
	number int
	place  int
	input  feedback.Input
	err    error
}

func (r checkedRow) asError() RowError {
	var reasons []string
	for _, f := range fieldsOf(r.err) {
		field := strings.TrimPrefix(f.Pointer, "/")
		reasons = append(reasons, strings.TrimSpace(field+" "+f.Detail))
	}
	return RowError{int64(r.place), fmt.Sprintf("%.500s", strings.Join(reasons, "; "))}
}

// eachChunk reads the file from after the given row on and hands it over in chunks.
func (w Work) eachChunk(
	ctx context.Context, i Import, after int64, use func([]checkedRow) error,
) error {
	file, err := w.Files.Open(i.FileKey)
	if err != nil {
		return err
	}
	defer file.Close()
	reader, err := Open(file, i.Format)
	if err != nil {
		return err
	}
	mapper, err := NewMapper(i, reader.Columns)
	if err != nil {
		return err
	}
	now := w.DB.Now()
	var rows []checkedRow
	for {
		row, err := reader.Read()
		if errors.Is(err, io.EOF) {
			break
		} else if err != nil {
			return err
		}
		if int64(row.Number) <= after {
			continue
		}
		in, err := mapper.checked(row, now)
		rows = append(rows, checkedRow{row.Number, row.Place(), in, err})
		if len(rows) < chunk {
			continue
		}
		if err := errors.Join(ctx.Err(), use(rows)); err != nil {
			return err
		}
		rows = rows[:0]
	}
	if len(rows) == 0 {
		return ctx.Err()
	}
	return use(rows)
}
