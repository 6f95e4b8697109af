package database_test

import (
	"testing"

	"github.com/throughlinehq/throughline/internal/kit/fault"
	"github.com/throughlinehq/throughline/internal/platform/database"
	"github.com/throughlinehq/throughline/internal/platform/database/databasetest"
)

func TestWriteAhead(t *testing.T) {
	databasetest.Each(t, func(t *testing.T, db *database.DB) {
		s := inWorkspace("workspace_a")
		count := func(tx *database.Tx) error {
			_, err := tx.Next("ahead")
			return err
		}
		counted := func() (n int64) {
			t.Helper()
			if err := db.Read(t.Context(), s, func(tx *database.Tx) (err error) {
				n, err = database.Value[int64](tx, `SELECT coalesce(max(value), 0) FROM counter
					WHERE workspace_id = $1 AND name = 'ahead'`, tx.Workspace)
				return err
			}); err != nil {
				t.Fatal(err)
			}
			return n
		}
		first, err := db.WriteAhead(t.Context(), s, count)
		if err != nil || counted() != 1 {
			t.Fatalf("%v, and %d are seen, want 1 before it is settled", err, counted())
		}
		second, err := db.WriteAhead(t.Context(), s, count) // does not wait for the first
		if err != nil {
			t.Fatal(err)
		}
		for _, stored := range []*database.Ahead{first, second} {
			if err := stored.Settle(t.Context()); err != nil {
				t.Error(err)
			}
		}
		refused := fault.New(fault.Invalid, "no")
		if _, err := db.WriteAhead(t.Context(), s, func(tx *database.Tx) error {
			_ = count(tx)
			return refused
		}); err != refused || counted() != 2 {
			t.Errorf("%v, %d counted, want 2: what failed is not there", err, counted())
		}
	})
}

// A connection that was cut may have gone with the server, so what was on its way is in doubt.
func TestSettlingOverACutConnectionFails(t *testing.T) {
	db := databasetest.Open(t, databasetest.Postgres(t))
	var pid int64
	stored, err := db.WriteAhead(t.Context(), inWorkspace("workspace_a"), func(tx *database.Tx) (err error) {
		pid, err = database.Value[int64](tx, "SELECT pg_backend_pid()")
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	if err := db.Read(t.Context(), inWorkspace("workspace_a"), func(tx *database.Tx) error {
		_, err := database.Value[bool](tx, "SELECT pg_terminate_backend($1::int)", pid)
		return err
	}); err != nil {
		t.Fatal(err)
	}
	if err := stored.Settle(t.Context()); err == nil {
		t.Error("it says that it is on disk")
	}
}

func TestReplace(t *testing.T) {
	databasetest.Each(t, func(t *testing.T, db *database.DB) {
		s := inWorkspace("workspace_a")
		columns := []string{"workspace_id", "part", "moves"}
		row := func(part int64, moves string) []any {
			return []any{"workspace_a", part, []byte(moves)}
		}
		var got []string
		if err := db.Write(t.Context(), s, func(tx *database.Tx) error {
			for _, rows := range [][][]any{{row(1, "one"), row(2, "two")}, {row(2, "zwei"), row(3, "drei")}, nil} {
				if err := tx.Replace("event_move", columns, 2, rows); err != nil {
					return err
				}
			}
			return database.Each(tx, func(moves []byte) error {
				got = append(got, string(moves))
				return nil
			}, "SELECT moves FROM event_move WHERE workspace_id = $1 ORDER BY part", tx.Workspace)
		}); err != nil || len(got) != 3 || got[0] != "one" || got[1] != "zwei" || got[2] != "drei" {
			t.Errorf("%v, %q", err, got)
		}
		if err := db.Read(t.Context(), s, func(tx *database.Tx) error {
			return tx.Replace("event_move", columns, 2, [][]any{row(1, "x")})
		}); err == nil {
			t.Error("a read transaction replaces rows")
		}
	})
}
