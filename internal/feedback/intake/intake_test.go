package intake_test

import (
	"context"
	"errors"
	"fmt"
	"io"
	"strings"
	"testing"

	"github.com/throughlinehq/throughline/internal/feedback"
	"github.com/throughlinehq/throughline/internal/feedback/intake"
	"github.com/throughlinehq/throughline/internal/kit/fault"
	"github.com/throughlinehq/throughline/internal/kit/id"
	"github.com/throughlinehq/throughline/internal/kit/page"
	"github.com/throughlinehq/throughline/internal/kit/scope"
	"github.com/throughlinehq/throughline/internal/platform/database"
	"github.com/throughlinehq/throughline/internal/platform/database/databasetest"
)

// files is uploaded files in memory.
type files map[string]string

func (f files) Open(key string) (io.ReadCloser, error) {
	return io.NopCloser(strings.NewReader(f[key])), nil
}

// bench is an import about to be run in a test.
type bench struct {
	t    *testing.T
	db   *database.DB
	work intake.Work
}

func newBench(t *testing.T, db *database.DB, f files) bench {
	s := scope.ForSystem("workspace_a", "test")
	return bench{t, db, intake.Work{DB: db, Scope: s, Files: f}}
}

func (b bench) write(fn func(tx *database.Tx) error) {
	b.t.Helper()
	if err := b.db.Write(b.t.Context(), b.work.Scope, fn); err != nil {
		b.t.Fatal(err)
	}
}

// start uploads a file and starts its import, without running it.
func (b bench) start(key string) intake.Import {
	b.t.Helper()
	i, err := intake.Inspect(b.work.Files, key, key, 1)
	if err != nil {
		b.t.Fatal(err)
	}
	b.write(func(tx *database.Tx) error {
		if i, err = intake.Create(tx, i); err != nil {
			return err
		}
		i, err = intake.Start(tx, i.ID, i.Version)
		return err
	})
	return i
}

func (b bench) get(record id.ID) (i intake.Import) {
	b.t.Helper()
	b.write(func(tx *database.Tx) (err error) { i, err = intake.Get(tx, record); return err })
	return i
}

func (b bench) stored() int64 {
	var n int64
	b.write(func(tx *database.Tx) (err error) {
		n, err = database.Value[int64](tx, "SELECT count(*) FROM feedback WHERE workspace_id = $1",
			tx.Workspace)
		return err
	})
	return n
}

// reviews writes a CSV file of n different reviews.
func reviews(n int) string {
	var b strings.Builder
	b.WriteString("id,review,stars,date,author,email,company,ARR\n")
	for i := range n {
		fmt.Fprintf(&b, "r%d,\"Review %d, with a comma\nand two lines\",%d,2026-12-%02d,Ann %d,"+
			"ann%d@x.example,Company %d,\"1,%03d.50\"\n", i, i, 1+i%5, 1+i%28, i, i, i%7, i%1000)
	}
	return b.String()
}

func TestImportRunsAndIsUndone(t *testing.T) {
	databasetest.Each(t, func(t *testing.T, db *database.DB) {
		b := newBench(t, db, files{"reviews.csv": reviews(600), "again.csv": reviews(3)})
		i := b.start("reviews.csv")
		if err := b.work.Run(t.Context(), i.ID); err != nil {
			t.Fatal(err)
		}
		i = b.get(i.ID)
		if i.State != intake.Done || i.Added != 600 || i.RowsDone != 600 || i.Failed != 0 {
			t.Fatalf("after the import: %+v", i)
		}
		b.write(func(tx *database.Tx) error {
			found, err := feedback.List(tx, feedback.Filter{Words: "42 with comma"}, page.Request{})
			if len(found.Records) != 1 || found.Records[0].CustomerName != "Ann 42" ||
				found.Records[0].ARRMinor == 0 {
				t.Errorf("found %d", len(found.Records))
			}
			return err
		})
		b.write(func(tx *database.Tx) (err error) {
			i, err = intake.Undo(tx, i.ID, i.Version)
			return err
		})
		forgotten := 0
		err := b.work.Undo(t.Context(), i.ID, func(_ *database.Tx, gone []id.ID) error {
			forgotten += len(gone)
			return nil
		})
		if err != nil || forgotten != 600 || b.stored() != 0 || b.get(i.ID).State != intake.Undone {
			t.Fatalf("after the undo %d forgotten, %d left, %v", forgotten, b.stored(), err)
		}
		b.write(func(tx *database.Tx) error {
			for _, table := range []string{"source", "customer", "account"} {
				n, err := database.Value[int64](tx, "SELECT count(*) FROM "+table+
					" WHERE workspace_id = $1", tx.Workspace)
				if err != nil || n != 0 {
					t.Errorf("%d of %s left behind, %v", n, table, err)
				}
			}
			return nil
		})
		again := b.start("again.csv")
		if err := b.work.Run(t.Context(), again.ID); err != nil || b.get(again.ID).Added != 3 {
			t.Fatalf("an undone file cannot be imported again: %+v, %v", b.get(again.ID), err)
		}
	})
}

func TestStoppedImportGoesOnWhereItWas(t *testing.T) {
	databasetest.Each(t, func(t *testing.T, db *database.DB) {
		b := newBench(t, db, files{"reviews.csv": reviews(1100)})
		i := b.start("reviews.csv")
		ctx, cancel := context.WithCancel(t.Context())
		b.work.Progress = func(done, total int64) {
			if total > 0 && done >= 500 {
				cancel()
			}
		}
		if err := b.work.Run(ctx, i.ID); err == nil {
			t.Fatal("a cancelled run must say so")
		}
		if n := b.stored(); n == 0 || n == 1100 || n != b.get(i.ID).RowsDone {
			t.Fatalf("%d stored, %d rows done", n, b.get(i.ID).RowsDone)
		}
		b.work.Progress = nil
		if err := b.work.Run(t.Context(), i.ID); err != nil {
			t.Fatal(err)
		}
		if n := b.stored(); n != 1100 || b.get(i.ID).Added != 1100 {
			t.Fatalf("%d stored, import %+v", n, b.get(i.ID))
		}
	})
}

func TestBrokenFileBringsNothing(t *testing.T) {
	databasetest.Each(t, func(t *testing.T, db *database.DB) {
		b := newBench(t, db, files{"broken.csv": reviews(400) + "r400,\"never closed\n"})
		i := b.start("broken.csv")
		if err := b.work.Run(t.Context(), i.ID); err != nil {
			t.Fatal(err)
		}
		i = b.get(i.ID)
		if i.State != intake.Failed || b.stored() != 0 || !strings.Contains(i.Error, "line 802") {
			t.Fatalf("%d stored, state %s, error %q", b.stored(), i.State, i.Error)
		}
	})
}

func TestBadRowsAreNamedAndTheRestComesIn(t *testing.T) {
	databasetest.Each(t, func(t *testing.T, db *database.DB) {
		b := newBench(t, db, files{"mixed.csv": "id;text;date;rating\n1;Good;2026-12-01;5\n" +
			"2;;2026-12-01;5\n3;Bad date;2026-02-30;1\n4;Zero\x00byte;;\n5;Fine too;;x\n6;Last;;2\n"})
		i := b.start("mixed.csv")
		if err := b.work.Run(t.Context(), i.ID); err != nil {
			t.Fatal(err)
		}
		if i = b.get(i.ID); i.Added != 2 || i.Failed != 4 {
			t.Fatalf("import %+v", i)
		}
		b.write(func(tx *database.Tx) error {
			found, err := intake.Errors(tx, i.ID, page.Request{})
			if len(found.Records) != 4 || found.Records[0].RowNumber != 3 ||
				!strings.Contains(found.Records[1].Message, "2026-02-30") {
				t.Errorf("errors %+v", found.Records)
			}
			return err
		})
	})
}

func TestIN2FilesOfEveryShape(t *testing.T) {
	utf16 := func(s string, big bool) string {
		out := []byte{0xFF, 0xFE}
		if big {
			out = []byte{0xFE, 0xFF}
		}
		for _, r := range s {
			pair := []byte{byte(r), byte(r >> 8)}
			if big {
				pair[0], pair[1] = pair[1], pair[0]
			}
			out = append(out, pair...)
		}
		return string(out)
	}
	for name, test := range map[string]struct {
		file, want string // want: the text of the last row, or the refusal
		rows       int
	}{
		"bom and quoted header":  {"\ufeff\"text\",\"id\"\nHello,1\n", "Hello", 1},
		"utf-16 little endian":   {utf16("text,id\nGrüße,1\n", false), "Grüße", 1},
		"utf-16 big endian":      {utf16("text,id\nGrüße,1\n", true), "Grüße", 1},
		"windows-1252":           {"text,id\nGr\xfc\xdfe,1\n", "Grüße", 1},
		"semicolons":             {"text;id\nHello, you;1\n", "Hello, you", 1},
		"tabs":                   {"text\tid\nHello\t1\n", "Hello", 1},
		"carriage returns only":  {"text,id\rOne,1\rTwo,2\r", "Two", 2},
		"line break in quotes":   {"id,text\r\n1,\"a\r\nb\"\r\n", "a\nb", 1},
		"duplicate headers":      {"id,text,text\n1,First,Second\n", "First", 1},
		"workspace_id column":    {"workspace_id,__proto__,text\nw2,x,Hello\n", "Hello", 1},
		"lines of json":          {"{\"text\":\"A\"}\n{\"text\":\"B\",\"user\":{\"name\":\"C\"}}\n", "B", 2},
		"array of json":          {`[{"text":"A"},{"text":"B"}]`, "B", 2},
		"open quote":             {"id,text\n1,\"never closed\n2,next\n", "broken at line", 0},
		"ten thousand columns":   {strings.Repeat("c,", 9999) + "text\n", "at most 1000", 0},
		"cut json array":         {`[{"text":"A"},`, "row 2", 0},
		"json of numbers":        {`[1,2]`, "not a list of JSON objects", 0},
		"empty":                  {"", "is empty", 0},
		"spreadsheet":            {"PK\x03\x04rest", "export it as XLSX, CSV", 0},
		"quote within a word":    {"id,text\n1,a\"b\n", "broken at line 2", 0},
		"a header and no record": {"id,text\n", "", 0},
	} {
		t.Run(name, func(t *testing.T) {
			i, err := intake.Inspect(files{"f": test.file}, "f", "f.csv", 1)
			var rows []intake.Previewed
			if err == nil {
				rows, err = intake.Preview(files{"f": test.file}, i, databasetest.Start)
			}
			if test.rows == 0 && test.want != "" {
				if !fault.Is(err, fault.Invalid) || !strings.Contains(err.Error(), test.want) {
					t.Fatalf("got %v, want a refusal with %q", err, test.want)
				}
				return
			}
			if err != nil && test.rows > 0 {
				t.Fatal(err)
			}
			if len(rows) != test.rows {
				t.Fatalf("%d rows, want %d: %+v (format %+v)", len(rows), test.rows, rows, i.Format)
			}
			if test.rows > 0 && strings.ReplaceAll(rows[len(rows)-1].Input.Text, "\r", "") != test.want {
				t.Errorf("got %q, want %q", rows[len(rows)-1].Input.Text, test.want)
			}
		})
	}
}

func TestMappingErrorsNameTheField(t *testing.T) {
	_, err := intake.NewMapper(intake.Import{Source: "x", SourceKind: "file",
		Mapping: map[string]string{"text": "nowhere", "colour": "a"}}, []string{"a", "b"})
	var f *fault.Error
	if !errors.As(err, &f) || len(f.Fields) != 2 {
		t.Fatalf("got %v", err)
	}
}

func FuzzRead(f *testing.F) {
	f.Add([]byte("id,text\n1,\"a\nb\"\n"))
	f.Add([]byte("[{\"text\":{\"a\":[1]}}]"))
	f.Add([]byte("{\"text\":1}\n{"))
	f.Add([]byte("\xff\xfea\x00,\x00"))
	f.Fuzz(func(t *testing.T, data []byte) {
		in := files{"f": string(data)}
		i, err := intake.Inspect(in, "f", "f.csv", int64(len(data)))
		if err == nil {
			_, err = intake.Preview(in, i, databasetest.Start)
		}
		if err != nil && fault.KindOf(err) == fault.Internal {
			t.Fatalf("not a refusal: %v", err)
		}
	})
}
