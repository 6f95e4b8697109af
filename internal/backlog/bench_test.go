package backlog

import (
	"fmt"
	"path/filepath"
	"slices"
	"testing"
	"time"

	"github.com/throughlinehq/throughline/internal/kit/id"
	"github.com/throughlinehq/throughline/internal/kit/page"
	"github.com/throughlinehq/throughline/internal/kit/scope"
	"github.com/throughlinehq/throughline/internal/platform/database"
	"github.com/throughlinehq/throughline/internal/platform/database/databasetest"
)

const (
	benchItems = 50_000
	benchVotes = 5 // of each item: 250,000 in all
)

var benchScope = scope.Scope{Workspace: "workspace_a", Actor: scope.Actor{Kind: scope.User,
	ID: "user_3", Name: "Owner", Roles: []scope.Role{scope.Owner}}}

// BenchmarkBacklog prints the median and the 99th percentile of what people do to a backlog of
// 50,000 items with 250,000 votes.
func BenchmarkBacklog(b *testing.B) {
	for name, url := range map[string]func(testing.TB) string{
		"sqlite":   func(t testing.TB) string { return filepath.Join(t.TempDir(), "bench.db") },
		"postgres": databasetest.Postgres,
	} {
		b.Run(name, func(b *testing.B) {
			db := databasetest.Open(b, url(b))
			product := fillBacklog(b, db)
			deep := deepCursor(b, db)
			for _, list := range []struct {
				name    string
				filter  Filter
				request page.Request
			}{
				{"first page", Filter{}, page.Request{}},
				{"page 400", Filter{}, page.Request{Cursor: deep}},
				{"by votes", Filter{Sort: ByVotes}, page.Request{}},
				{"newest", Filter{Sort: Newest}, page.Request{}},
				{"one status", Filter{Status: []string{"ready"}}, page.Request{}},
				{"rare status", Filter{Status: []string{"in_review"}}, page.Request{}},
				{"three statuses", Filter{Status: []string{"new", "ready", "in_progress"}},
					page.Request{}},
				{"two rare statuses", Filter{Status: []string{"in_review", "accepted"}},
					page.Request{}},
				{"product", Filter{ProductID: []string{string(product)}}, page.Request{}},
				{"search", Filter{Words: "attachments 77"}, page.Request{}},
			} {
				b.Run("list "+list.name, func(b *testing.B) {
					measure(b, func() error {
						return db.Read(b.Context(), benchScope, func(tx *database.Tx) error {
							_, err := List(tx, list.filter, list.request)
							return err
						})
					})
				})
			}
			b.Run("create", func(b *testing.B) {
				measure(b, func() error {
					return db.Write(b.Context(), benchScope, func(tx *database.Tx) error {
						_, err := Create(tx, Input{ProductID: product, Type: Story, Title: "One more"})
						return err
					})
				})
			})
		})
	}
}

// measure runs fn b.N times and reports its median and 99th percentile.
func measure(b *testing.B, fn func() error) {
	b.Helper()
	var took []time.Duration
	for b.Loop() {
		start := time.Now()
		if err := fn(); err != nil {
			b.Fatal(err)
		}
		took = append(took, time.Since(start))
	}
	slices.Sort(took)
	ms := func(d time.Duration) float64 { return float64(d.Microseconds()) / 1000 }
	b.ReportMetric(ms(took[len(took)/2]), "p50-ms")
	b.ReportMetric(ms(took[min(len(took)-1, len(took)*99/100)]), "p99-ms")
}

// fillBacklog stores the items, of which one in a hundred is in review or accepted.
func fillBacklog(b *testing.B, db *database.DB) id.ID {
	b.Helper()
	var product Product
	write := func(fn func(tx *database.Tx) error) {
		b.Helper()
		if err := db.Write(b.Context(), benchScope, fn); err != nil {
			b.Fatal(err)
		}
	}
	write(func(tx *database.Tx) (err error) {
		product, err = AddProduct(tx, "HAR", "Harbor")
		return err
	})
	statuses := []Status{New, Ready, Released, Dropped}
	for from := 0; from < benchItems; from += 10_000 {
		write(func(tx *database.Tx) error {
			for n := range 10_000 {
				i := Item{ProductID: product.ID, Type: Story, Status: statuses[n%4],
					Title:     fmt.Sprintf("Search inside attachments of mail %d", n),
					VoteCount: benchVotes, CriteriaTotal: int64(n % 3)}
				if n%100 == 0 {
					i.Status = []Status{InReview, Accepted}[n/100%2]
				}
				if err := insert(tx, &i); err != nil {
					return err
				}
			}
			return nil
		})
	}
	for v := range benchVotes {
		write(func(tx *database.Tx) error {
			_, err := tx.Exec(`INSERT INTO item_vote (workspace_id, item_id, user_id, created_at)
				SELECT i.workspace_id, i.id, $2, 0 FROM item i WHERE i.workspace_id = $1`,
				tx.Workspace, fmt.Sprintf("user_%d", v))
			return err
		})
	}
	write(func(tx *database.Tx) error { // as autovacuum does, which tests switch off
		_, err := tx.Exec("ANALYZE")
		return err
	})
	return product.ID
}

// deepCursor walks to the end of page 399.
func deepCursor(b *testing.B, db *database.DB) string {
	b.Helper()
	request := page.Request{Limit: page.MaxLimit}
	err := db.Read(b.Context(), benchScope, func(tx *database.Tx) error {
		for range 100 {
			got, err := List(tx, Filter{}, request)
			if err != nil {
				return err
			}
			request.Cursor = got.Next
		}
		return nil
	})
	if err != nil {
		b.Fatal(err)
	}
	return request.Cursor
}
