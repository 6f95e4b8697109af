package databasetest_test

import (
	"context"
	"testing"

	"github.com/jackc/pgx/v5"

	"github.com/throughlinehq/throughline/internal/platform/database/databasetest"
)

func connect(t *testing.T, url string) *pgx.Conn {
	t.Helper()
	conn, err := pgx.Connect(t.Context(), url)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { conn.Close(context.WithoutCancel(t.Context())) })
	return conn
}

func TestRowLevelSecurityBites(t *testing.T) {
	conn := connect(t, databasetest.Postgres(t))
	var rows int
	for _, statement := range []string{
		"CREATE TABLE secret (body TEXT)",
		"INSERT INTO secret VALUES ('a')",
		"ALTER TABLE secret ENABLE ROW LEVEL SECURITY",
		"ALTER TABLE secret FORCE ROW LEVEL SECURITY",
	} {
		if _, err := conn.Exec(t.Context(), statement); err != nil {
			t.Fatalf("%s: %v", statement, err)
		}
	}
	err := conn.QueryRow(t.Context(), "SELECT count(*) FROM secret").Scan(&rows)
	if err != nil || rows != 0 {
		t.Errorf("the owner sees %d rows without a policy (%v), want none", rows, err)
	}
}

func TestEveryTestHasItsOwnDatabase(t *testing.T) {
	for range 2 {
		conn := connect(t, databasetest.Postgres(t))
		if _, err := conn.Exec(t.Context(), "CREATE TABLE once (id INT)"); err != nil {
			t.Fatal(err)
		}
	}
}
