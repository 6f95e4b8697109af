package databasetest

import (
	"context"
	"os"
	"path/filepath"
	"sync"
	"testing"

	"github.com/throughlinehq/throughline/internal/platform/database"
)

// Bringing the schema up to date takes far longer than copying the result, so each test process
// does it once for each kind of database and every test gets a copy.

// migratedFile is an SQLite file with the newest schema.
var migratedFile = sync.OnceValues(func() ([]byte, error) {
	dir, err := os.MkdirTemp("", "throughline-template-")
	if err != nil {
		return nil, err
	}
	defer os.RemoveAll(dir)
	name := filepath.Join(dir, "throughline.db")
	if err := migrate(name); err != nil {
		return nil, err
	}
	return os.ReadFile(name)
})

// template is the name of a PostgreSQL database with the newest schema.
const template = "migrated"

var migratedDatabase = sync.OnceValue(func() error {
	c, err := shared()
	if err != nil {
		return err
	}
	if err := c.run("CREATE DATABASE " + template + " OWNER " + owner); err != nil {
		return err
	}
	return migrate(c.url(owner, template))
})

func migrate(url string) error {
	ctx := context.Background()
	db, err := database.Open(ctx, url, database.Options{})
	if err != nil {
		return err
	}
	defer db.Close()
	return db.Migrate(ctx)
}

// newFile writes a migrated SQLite database of the test's own.
func newFile(t testing.TB) string {
	t.Helper()
	content, err := migratedFile()
	if err != nil {
		t.Fatal(err)
	}
	name := filepath.Join(t.TempDir(), "throughline.db")
	if err := os.WriteFile(name, content, 0o600); err != nil {
		t.Fatal(err)
	}
	return name
}

// newDatabase makes a migrated PostgreSQL database of the test's own.
func newDatabase(t testing.TB) string {
	t.Helper()
	c := running(t, shared)
	if err := migratedDatabase(); err != nil {
		t.Fatal(err)
	}
	return c.create(t, "TEMPLATE "+template)
}
