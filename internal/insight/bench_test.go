package insight_test

import (
	"cmp"
	"encoding/csv"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"testing"
	"time"

	"github.com/throughlinehq/throughline/internal/feedback"
	"github.com/throughlinehq/throughline/internal/insight"
	"github.com/throughlinehq/throughline/internal/kit/id"
	"github.com/throughlinehq/throughline/internal/kit/scope"
	"github.com/throughlinehq/throughline/internal/platform/database"
	"github.com/throughlinehq/throughline/internal/platform/database/databasetest"
)

// benchmarkRows is how much feedback the benchmark brings in and sorts.
const benchmarkRows = 20_000

// BenchmarkAnalyse20000 measures the way from waiting feedback to themes, kind and sentiment in
// the embedded database, then a discovery over all of it:
//
//	go test ./internal/insight -run - -bench 20000 -benchtime 1x
func BenchmarkAnalyse20000(b *testing.B) {
	texts := sharedTexts(b)
	for b.Loop() {
		b.StopTimer()
		db := databasetest.SQLite(b)
		s := scope.ForSystem("workspace_a", "bench")
		fill(b, db, s, texts[:2000])
		run := func() time.Duration {
			began := time.Now()
			if _, err := insight.AnalyseNew(b.Context(), db, s, 1_000_000, quiet); err != nil {
				b.Fatal(err)
			}
			return time.Since(began)
		}
		run()
		if err := insight.Discover(b.Context(), db, s, quiet); err != nil {
			b.Fatal(err)
		}
		fill(b, db, s, texts)
		b.StartTimer()
		took := run()
		b.ReportMetric(benchmarkRows/took.Seconds(), "rows/s")
		began := time.Now()
		if err := insight.Discover(b.Context(), db, s, quiet); err != nil {
			b.Fatal(err)
		}
		b.ReportMetric(time.Since(began).Seconds(), "s/discovery")
	}
}

// sharedTexts reads short texts of the development data, in a mixed order.
func sharedTexts(b *testing.B) []string {
	root := cmp.Or(os.Getenv("THROUGHLINE_SHARED"), filepath.Join("..", "..", "..", "shared"))
	file, err := os.Open(filepath.Join(root, "data", "feedback", "clinc150.csv"))
	if err != nil {
		b.Skip("no development data; THROUGHLINE_SHARED names its folder")
	}
	defer file.Close()
	rows, err := csv.NewReader(file).ReadAll()
	if err != nil {
		b.Fatal(err)
	}
	column := slices.Index(rows[0], "text")
	texts := make([]string, 0, benchmarkRows)
	for i := range rows[1:] {
		if len(texts) < benchmarkRows {
			texts = append(texts, rows[1+i*7919%(len(rows)-1)][column])
		}
	}
	return texts
}

func fill(b *testing.B, db *database.DB, s scope.Scope, texts []string) {
	for part := range slices.Chunk(texts, 1000) {
		err := db.Write(b.Context(), s, func(tx *database.Tx) error {
			inputs := make([]feedback.Input, len(part))
			for i, words := range part {
				inputs[i] = feedback.Input{Source: "File", SourceKind: "file", Text: words,
					SaidAt:   tx.Now.AddDate(0, 0, -i%180),
					Customer: feedback.CustomerInput{Email: fmt.Sprintf("c%d@example.com", i)},
					Account:  feedback.AccountInput{Name: fmt.Sprintf("Account %d", i%100)}}
			}
			_, _, err := feedback.AddBatch(tx, inputs)
			return err
		})
		if err != nil {
			b.Fatal(err)
		}
	}
}

// BenchmarkEdits100000 measures what people change about themes over a hundred thousand records:
// a merge of a theme of ten thousand, a split of a thousand records, a new name.
//
//	go test ./internal/insight -run - -bench Edits100000 -benchtime 1x
func BenchmarkEdits100000(b *testing.B) {
	const themes, records = 10, 100_000
	db := databasetest.SQLite(b)
	s := scope.ForSystem("workspace_a", "bench")
	texts := make([]string, records)
	for i := range texts {
		texts[i] = fmt.Sprintf("Record %d says what theme %d is about", i, i%themes)
	}
	fill(b, db, s, texts)
	var ids []id.ID
	write := func(work func(tx *database.Tx) error) time.Duration {
		began := time.Now()
		if err := db.Write(b.Context(), s, work); err != nil {
			b.Fatal(err)
		}
		return time.Since(began)
	}
	write(func(tx *database.Tx) error {
		for n := range themes {
			t, err := insight.Create(tx, fmt.Sprintf("Theme %d", n), "Area")
			if err != nil {
				return err
			}
			ids = append(ids, t.ID)
			_, err = tx.Exec(`INSERT INTO theme_assignment
				(workspace_id, feedback_id, theme_id, score, assigned_by)
				SELECT workspace_id, id, $2, 0.8, 'engine' FROM feedback
				WHERE workspace_id = $1 AND number % $3 = $4`, tx.Workspace, t.ID, themes, n)
			if err != nil {
				return err
			}
			if err := insight.Recount(tx, t.ID); err != nil {
				return err
			}
		}
		return nil
	})
	var some []id.ID
	err := db.Read(b.Context(), s, func(tx *database.Tx) (err error) {
		some, err = database.List[id.ID](tx, `SELECT feedback_id FROM theme_assignment
			WHERE workspace_id = $1 AND theme_id = $2 ORDER BY feedback_id LIMIT 1000`,
			tx.Workspace, ids[0])
		return err
	})
	if err != nil {
		b.Fatal(err)
	}
	for b.Loop() {
		name := "Another name"
		b.ReportMetric(write(func(tx *database.Tx) error {
			_, err := insight.Change(tx, ids[2], 0, insight.Patch{Label: &name})
			return err
		}).Seconds(), "s/rename")
		b.ReportMetric(write(func(tx *database.Tx) error {
			_, err := insight.Split(tx, ids[0], some, "Split off")
			return err
		}).Seconds(), "s/split-1000")
		b.ReportMetric(write(func(tx *database.Tx) error {
			_, err := insight.Merge(tx, ids[1], ids[0])
			return err
		}).Seconds(), "s/merge-10000")
	}
}
