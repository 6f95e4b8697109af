package arch

import (
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

// TestNoticeNamesEveryTable: whoever passes the program on passes on whose work its data is made of.
func TestNoticeNamesEveryTable(t *testing.T) {
	notice, err := os.ReadFile(filepath.Join("..", "..", "NOTICE"))
	if err != nil {
		t.Fatal(err)
	}
	models, _ := filepath.Glob("../../engine/text/*/*.bin")
	lists, _ := filepath.Glob("../../engine/text/*/*.txt")
	for _, path := range slices.Concat(models, lists) {
		path = strings.TrimPrefix(filepath.ToSlash(path), "../../")
		if !strings.Contains(string(notice), path) {
			t.Errorf("NOTICE does not say what %s is made of", path)
		}
	}
	if len(models) < 5 || len(lists) < 2 {
		t.Errorf("only %d models and %d lists were found", len(models), len(lists))
	}
}
