package text

import (
	"encoding/json"
	"errors"
	"os"
	"path/filepath"
	"runtime"
	"testing"
)

// withTeacher skips a test where "make teacher" was not run.
func withTeacher(t *testing.T) {
	path := filepath.Join("..", "..", "bin", "teacher.bin")
	if os.Getenv("THROUGHLINE_TEACHER") != "" {
		return
	}
	if _, err := os.Stat(path); err != nil {
		t.Skip("no teacher: make teacher, or name its file in THROUGHLINE_TEACHER")
	}
	t.Setenv("THROUGHLINE_TEACHER", path)
}

func TestTaughtThemesAreTheSameEverywhere(t *testing.T) {
	withTeacher(t)
	var records []Record
	for _, row := range shared(t, "maalej_reviews.csv")[:200] {
		records = append(records, Record{Text: row["text"]})
	}
	o := Options{Teacher: theTeacher(t)}
	said := func(processors int) string {
		defer runtime.GOMAXPROCS(runtime.GOMAXPROCS(processors))
		result, err := Analyse(records, o)
		if err != nil {
			t.Fatal(err)
		}
		if result.Taxonomy.Basis.Taught == nil {
			t.Fatal("the teacher was not asked")
		}
		data, err := json.Marshal([]any{result, result.Taxonomy})
		if err != nil {
			t.Fatal(err)
		}
		return string(data)
	}
	if said(1) != said(3) {
		t.Error("the themes hang on the number of processors")
	}
	o.Progress = func(done, _ int) bool { return done < 25 }
	if _, err := Analyse(records, o); !errors.Is(err, ErrCancelled) {
		t.Errorf("a run that was cancelled while the teacher read gives %v", err)
	}
}
