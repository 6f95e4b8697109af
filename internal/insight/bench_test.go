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
