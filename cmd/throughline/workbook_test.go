package main

import (
	"path/filepath"
	"strings"
	"testing"

	"github.com/xuri/excelize/v2"
)

// TestASpreadsheetIsReadLikeText imports the first sheet of a workbook and finds its kinds.
func TestASpreadsheetIsReadLikeText(t *testing.T) {
	book := excelize.NewFile()
	defer book.Close()
	rows := [][]any{{"id", "comment", "stars"}, {"T-1", "Exporting crashes every time", 1},
		{"T-2", "Please add a dark mode", 4}}
	for i, row := range rows {
		cell, err := excelize.CoordinatesToCellName(1, i+1)
		if err == nil {
			err = book.SetSheetRow("Sheet1", cell, &row)
		}
		if err != nil {
			t.Fatal(err)
		}
	}
	file := filepath.Join(t.TempDir(), "answers.xlsx")
	if err := book.SaveAs(file); err != nil {
		t.Fatal(err)
	}
	tt := filled(t)
	out := tt.run(0, "import", file, "--source", "Desk", "--data", tt.data)
	if !strings.Contains(out, "2 imported") {
		t.Errorf("import says %s", out)
	}
	out = tt.run(0, "insight", "analyze", file, "--format", "json")
	for _, part := range []string{`"T-1"`, `"bug"`, `"T-2"`, `"request"`} {
		if !strings.Contains(out, part) {
			t.Errorf("%s is missing in %s", part, out)
		}
	}
}
