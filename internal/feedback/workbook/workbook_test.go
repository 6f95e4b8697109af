package workbook_test

import (
	"bytes"
	"encoding/csv"
	"errors"
	"io"
	"os"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/parquet-go/parquet-go"
	"github.com/xuri/excelize/v2"

	"github.com/throughlinehq/throughline/internal/feedback/workbook"
	"github.com/throughlinehq/throughline/internal/kit/fault"
)

func must(t testing.TB, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

// rows reads a file through Plain.
func rows(t testing.TB, file []byte) [][]string {
	t.Helper()
	plain, changed, err := workbook.Plain(bytes.NewReader(file))
	must(t, err)
	if !changed {
		t.Error("the file was not taken for a workbook")
	}
	reader := csv.NewReader(plain)
	reader.FieldsPerRecord = -1
	got, err := reader.ReadAll()
	must(t, errors.Join(err, plain.Close()))
	return got
}

func same(t *testing.T, got, want [][]string) {
	t.Helper()
	if !slices.EqualFunc(got, want, slices.Equal) {
		t.Errorf("got  %q\nwant %q", got, want)
	}
}

// sheet writes a workbook whose first sheet is hidden.
func sheet(t testing.TB) []byte {
	book := excelize.NewFile()
	defer book.Close()
	at, err := book.NewSheet("Answers")
	must(t, err)
	book.SetActiveSheet(at)
	must(t, book.SetSheetVisible("Sheet1", false))
	day, err := book.NewStyle(&excelize.Style{NumFmt: 14})
	must(t, err)
	for cell, value := range map[string]any{"A1": "comment", "B1": "date", "C1": "stars", "D1": "mail",
		"A2": "It says \"no\",\nagain & again", "B2": time.Date(2027, 3, 4, 0, 0, 0, 0, time.UTC), "C2": 4.5,
		"A4": "Grüße 👍", "C4": 1} {
		must(t, book.SetCellValue("Answers", cell, value))
	}
	must(t, book.SetCellStyle("Answers", "B2", "B2", day))
	var out bytes.Buffer
	must(t, book.Write(&out))
	return out.Bytes()
}

func TestSpreadsheet(t *testing.T) {
	same(t, rows(t, sheet(t)), [][]string{{"comment", "date", "stars", "mail"},
		{"It says \"no\",\nagain & again", "2027-03-04", "4.5", ""}, {"Grüße 👍", "", "1", ""}})
}

type review struct {
	Text   string    `parquet:"text"`
	At     time.Time `parquet:"at,timestamp(microsecond)"`
	Day    int32     `parquet:"day,date"`
	Price  int64     `parquet:"price,decimal(2:12)"`
	Rating *float64  `parquet:"rating,optional"`
	Tags   []string  `parquet:"tags,list"`
	Author struct {
		Name string `parquet:"name"`
	} `parquet:"author"`
}

// table writes reviews in several row groups.
func table(t testing.TB, n int) []byte {
	var out bytes.Buffer
	w := parquet.NewGenericWriter[review](&out, parquet.MaxRowsPerRowGroup(700))
	stars := 3.5
	for i := range n {
		r := review{Text: "Says, \"hm\"", At: time.Date(2027, 1, 31, 9, 30, 0, 250_000_000, time.UTC),
			Day: 20_849, Price: -1205, Tags: []string{"app", "login"}}
		r.Author.Name = "Ana"
		if i%2 == 1 {
			r.Rating, r.Tags = &stars, nil
		}
		_, err := w.Write([]review{r})
		must(t, err)
	}
	must(t, w.Close())
	return out.Bytes()
}

func TestParquet(t *testing.T) {
	got := rows(t, table(t, 2001))
	if len(got) != 2002 {
		t.Fatalf("%d rows", len(got))
	}
	same(t, got[:3], [][]string{
		{"text", "at", "day", "price", "rating", "tags", "author.name"},
		{"Says, \"hm\"", "2027-01-31T09:30:00.25Z", "2027-01-31", "-12.05", "", "app, login", "Ana"},
		{"Says, \"hm\"", "2027-01-31T09:30:00.25Z", "2027-01-31", "-12.05", "3.5", "", "Ana"}})
}

func TestTextStaysAsItIs(t *testing.T) {
	for _, text := range []string{"", "a", "a,b\n1,2\n", "\xff\xfea\x00"} {
		plain, changed, err := workbook.Plain(strings.NewReader(text))
		must(t, err)
		got, err := io.ReadAll(plain)
		must(t, err)
		if string(got) != text || changed {
			t.Errorf("%q became %q", text, got)
		}
	}
}

func TestBrokenFiles(t *testing.T) {
	t.Setenv("TMPDIR", t.TempDir())
	for name, file := range map[string][]byte{
		"a cut sheet": sheet(t)[:900], "a cut table": table(t, 20)[:500], "a mark alone": []byte("PAR1"),
		"another archive": []byte("PK\x03\x04 and so on"), "zeros": append([]byte("PAR1"), make([]byte, 900)...),
	} {
		plain, _, err := workbook.Plain(bytes.NewReader(file))
		if err == nil {
			t.Errorf("%s is read", name)
			plain.Close()
		} else if !fault.Is(err, fault.Invalid) {
			t.Errorf("%s: %v", name, err)
		}
	}
	if left, err := os.ReadDir(os.TempDir()); err != nil || len(left) > 0 {
		t.Errorf("%v stay on disk, %v", left, err)
	}
}

func FuzzPlain(f *testing.F) {
	f.Add(sheet(f))
	f.Add(table(f, 3))
	f.Fuzz(func(t *testing.T, file []byte) {
		if plain, _, err := workbook.Plain(bytes.NewReader(file)); err == nil {
			must(t, plain.Close())
		}
	})
}
