// Package databasetest gives tests real databases: an SQLite file always, a private PostgreSQL
// wherever its programs are installed. One behaviour suite runs on both.
package databasetest

import (
	"math/rand/v2"
	"path/filepath"
	"testing"
	"time"

	"github.com/throughlinehq/throughline/internal/kit/clock"
	"github.com/throughlinehq/throughline/internal/kit/id"
	"github.com/throughlinehq/throughline/internal/platform/database"
)

// Start is the moment at which the clock of a test database stands.
var Start = time.Date(2027, 1, 14, 9, 0, 0, 0, time.UTC)

// Each runs test on an empty, migrated SQLite database and on a PostgreSQL one.
func Each(t *testing.T, test func(t *testing.T, db *database.DB)) {
	t.Helper()
	t.Run("sqlite", func(t *testing.T) { test(t, SQLite(t)) })
	t.Run("postgres", func(t *testing.T) { test(t, Open(t, newDatabase(t))) })
}

// EachURL runs test with the address of an empty SQLite database and of a PostgreSQL one, for
// tests that open it themselves: with a clock of their own, or twice.
func EachURL(t *testing.T, test func(t *testing.T, url string)) {
	t.Helper()
	t.Run("sqlite", func(t *testing.T) { test(t, filepath.Join(t.TempDir(), "throughline.db")) })
	t.Run("postgres", func(t *testing.T) { test(t, Postgres(t)) })
}

// EachDurable measures with the address of an empty SQLite database and of a PostgreSQL one,
// both of which keep what they said they kept; see [DurablePostgres].
func EachDurable(b *testing.B, measure func(b *testing.B, url string)) {
	b.Helper()
	b.Run("sqlite", func(b *testing.B) { measure(b, filepath.Join(b.TempDir(), "throughline.db")) })
	b.Run("postgres", func(b *testing.B) { measure(b, DurablePostgres(b)) })
}

// SQLite returns an empty, migrated SQLite database with a frozen clock.
func SQLite(t testing.TB) *database.DB {
	t.Helper()
	return Open(t, newFile(t))
}

// Open opens and migrates the database at url with a frozen clock and seeded identifiers. On
// SQLite the test fails if a query of the program walks a table that grows; see [walks].
func Open(t testing.TB, url string) *database.DB {
	t.Helper()
	asked := plans{asked: map[string]string{}}
	db, err := database.Open(t.Context(), url, database.Options{
		Clock: clock.Fixed(Start),
		IDs:   id.NewSource(rand.NewChaCha8([32]byte{1})),
		Hear:  asked.hear,
	})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { db.Close() })
	if err := db.Migrate(t.Context()); err != nil {
		t.Fatal(err)
	}
	if !database.IsPostgres(url) {
		t.Cleanup(func() { asked.check(t) })
	}
	return db
}
