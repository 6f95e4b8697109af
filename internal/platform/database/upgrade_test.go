package database_test

import (
	"slices"
	"testing"

	"github.com/throughlinehq/throughline/internal/platform/database"
	"github.com/throughlinehq/throughline/internal/platform/database/databasetest"
)

// upgraded brings a database from a version up to date, which fill fills before and check looks at
// afterwards.
func upgraded(t *testing.T, from int64, fill, check func(*database.Tx) error) {
	t.Helper()
	databasetest.EachURL(t, func(t *testing.T, url string) {
		db, err := database.Open(t.Context(), url, database.Options{})
		if err != nil {
			t.Fatal(err)
		}
		defer db.Close()
		s := inWorkspace("workspace_a")
		for _, step := range []func() error{
			func() error { return db.MigrateTo(t.Context(), from) },
			func() error { return db.Write(t.Context(), s, fill) },
			func() error { return db.Migrate(t.Context()) },
			func() error { return db.Read(t.Context(), s, check) },
		} {
			if err := step(); err != nil {
				t.Fatal(err)
			}
		}
	})
}

// TestOldAssignmentsNameTheirPerson brings assignments from before migration 118 up to date.
func TestOldAssignmentsNameTheirPerson(t *testing.T) {
	want := map[string]string{"targetingKey=ann": "ann", "email=a=b@x.example": "a=b@x.example"}
	upgraded(t, 117, func(tx *database.Tx) error {
		for unit := range want {
			_, err := tx.Exec(`INSERT INTO flag_assignment
				(workspace_id, environment_id, unit, flag, phase, variant, at)
				VALUES ($1, 'environment_a', $2, 'banner', '', 'on', $3)`, tx.Workspace, unit, tx.Now)
			if err != nil {
				return err
			}
		}
		return nil
	}, func(tx *database.Tx) error {
		type row struct{ Unit, Person string }
		rows, err := database.List[row](tx,
			"SELECT unit, person FROM flag_assignment WHERE workspace_id = $1", tx.Workspace)
		for _, r := range rows {
			if r.Person != want[r.Unit] {
				t.Errorf("%s is of %q, want %q", r.Unit, r.Person, want[r.Unit])
			}
		}
		if len(rows) != len(want) {
			t.Errorf("%d assignments, want %d", len(rows), len(want))
		}
		return err
	})
}

// TestWhatWasRemovedBeforeLiesInTheBin removes a team before migration 121.
func TestWhatWasRemovedBeforeLiesInTheBin(t *testing.T) {
	upgraded(t, 120, func(tx *database.Tx) error {
		for name, removed := range map[string]any{"Platform": nil, "Mobile": int64(1_750_000_000_000_000)} {
			_, err := tx.Exec(`INSERT INTO team (workspace_id, id, version, created_at, updated_at, name,
				capacity, exceptions, deleted_at) VALUES ($1, $2, 1, $3, $3, $4, 2, '[]', $5)`,
				tx.Workspace, "team_"+name, tx.Now, name, removed)
			if err != nil {
				return err
			}
		}
		return nil
	}, func(tx *database.Tx) error {
		type row struct {
			RecordID, Kind, Title, Cut string
			RemovedAt                  int64
		}
		got, err := database.List[row](tx, `SELECT record_id, kind, title, cut, removed_at FROM bin
			WHERE workspace_id = $1`, tx.Workspace)
		want := []row{{"team_Mobile", "team", "Mobile", "null", 1_750_000_000_000_000}}
		if !slices.Equal(got, want) {
			t.Errorf("in the bin is %+v, want %+v", got, want)
		}
		return err
	})
}
