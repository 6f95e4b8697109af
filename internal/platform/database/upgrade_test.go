package database_test

import (
	"testing"

	"github.com/throughlinehq/throughline/internal/platform/database"
	"github.com/throughlinehq/throughline/internal/platform/database/databasetest"
)

// TestOldAssignmentsNameTheirPerson brings assignments from before migration 118 up to date.
func TestOldAssignmentsNameTheirPerson(t *testing.T) {
	databasetest.EachURL(t, func(t *testing.T, url string) {
		db, err := database.Open(t.Context(), url, database.Options{})
		if err != nil {
			t.Fatal(err)
		}
		defer db.Close()
		if err := db.MigrateTo(t.Context(), 117); err != nil {
			t.Fatal(err)
		}
		s := inWorkspace("workspace_a")
		want := map[string]string{"targetingKey=ann": "ann", "email=a=b@x.example": "a=b@x.example"}
		if err := db.Write(t.Context(), s, func(tx *database.Tx) error {
			for unit := range want {
				_, err := tx.Exec(`INSERT INTO flag_assignment
					(workspace_id, environment_id, unit, flag, phase, variant, at)
					VALUES ($1, 'environment_a', $2, 'banner', '', 'on', $3)`, tx.Workspace, unit, tx.Now)
				if err != nil {
					return err
				}
			}
			return nil
		}); err != nil {
			t.Fatal(err)
		}
		if err := db.Migrate(t.Context()); err != nil {
			t.Fatal(err)
		}
		type row struct{ Unit, Person string }
		err = db.Read(t.Context(), s, func(tx *database.Tx) error {
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
		if err != nil {
			t.Fatal(err)
		}
	})
}
