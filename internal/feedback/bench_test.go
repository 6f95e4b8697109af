package feedback

import (
	"fmt"
	"path/filepath"
	"testing"
	"time"

	"github.com/throughlinehq/throughline/internal/kit/scope"
	"github.com/throughlinehq/throughline/internal/platform/database"
	"github.com/throughlinehq/throughline/internal/platform/database/databasetest"
)

var benchScope = scope.Scope{Workspace: "workspace_a", Actor: scope.Actor{Kind: scope.User,
	ID: "user_3", Name: "Owner", Roles: []scope.Role{scope.Owner}}}

// BenchmarkFacets counts how feedback divides, of which there is more than is counted.
func BenchmarkFacets(b *testing.B) {
	for name, url := range map[string]func(testing.TB) string{
		"sqlite":   func(t testing.TB) string { return filepath.Join(t.TempDir(), "bench.db") },
		"postgres": databasetest.Postgres,
	} {
		b.Run(name, func(b *testing.B) {
			db := databasetest.Open(b, url(b))
			fill(b, db, 2*FacetLimit)
			for name, filter := range map[string]Filter{"all": {}, "filtered": {Kind: []string{"bug"}},
				"search": {Words: "mail"}} {
				b.Run(name, func(b *testing.B) {
					for b.Loop() {
						err := db.Read(b.Context(), benchScope, func(tx *database.Tx) error {
							_, err := CountFacets(tx, filter)
							return err
						})
						if err != nil {
							b.Fatal(err)
						}
					}
				})
			}
		})
	}
}

// fill stores records of some customers, a third of them bugs.
func fill(b *testing.B, db *database.DB, records int) {
	b.Helper()
	for from := 0; from < records; from += 1000 {
		inputs := make([]Input, 1000)
		for n := range inputs {
			i := from + n
			inputs[n] = Input{Source: fmt.Sprint("Source ", i%5), SourceKind: "api",
				Text:     fmt.Sprintf("Searching my mail for number %d takes too long.", i),
				SaidAt:   time.Now().Add(-time.Duration(i) * time.Minute),
				Customer: CustomerInput{ExternalID: fmt.Sprint("c", i%3000), Name: "Somebody"},
				Account: AccountInput{ExternalID: fmt.Sprint("a", i%300), Name: "Company",
					Segment: []string{"Small", "Large"}[i%2], ARRMinor: new(int64), Currency: "EUR"}}
		}
		err := db.Write(b.Context(), benchScope, func(tx *database.Tx) error {
			_, _, err := AddBatch(tx, inputs)
			if err == nil {
				_, err = tx.Exec(`UPDATE feedback SET kind = 'bug', sentiment = 'negative'
					WHERE workspace_id = $1 AND docid % 3 = 0`, tx.Workspace)
			}
			return err
		})
		if err != nil {
			b.Fatal(err)
		}
	}
	err := db.Write(b.Context(), benchScope, func(tx *database.Tx) error {
		_, err := tx.Exec("ANALYZE") // as autovacuum does, which tests switch off
		return err
	})
	if err != nil {
		b.Fatal(err)
	}
}
