package database_test

import (
	"testing"

	"github.com/throughlinehq/throughline/internal/kit/scope"
	"github.com/throughlinehq/throughline/internal/platform/database"
	"github.com/throughlinehq/throughline/internal/platform/database/databasetest"
)

// TestPlannerIsToldOnce: every index of a workspace's table is described, without a sample of what
// people wrote, and a second start leaves the file as it is.
func TestPlannerIsToldOnce(t *testing.T) {
	db := databasetest.SQLite(t)
	look := func(query string) (n int64) {
		err := db.Read(t.Context(), scope.ForSystem("workspace_a", "test"), func(tx *database.Tx) (err error) {
			n, err = database.Value[int64](tx, query)
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
		return n
	}
	if n := look("SELECT count(*) FROM sqlite_stat1 WHERE idx = 'item_status'"); n != 1 {
		t.Errorf("an index is described %d times", n)
	}
	if n := look("SELECT count(*) FROM sqlite_master WHERE name = 'sqlite_stat4'"); n != 0 {
		t.Error("there are samples of what people wrote")
	}
	before := look("SELECT schema_version FROM pragma_schema_version")
	if err := db.Migrate(t.Context()); err != nil {
		t.Fatal(err)
	}
	if after := look("SELECT schema_version FROM pragma_schema_version"); after != before {
		t.Errorf("a second start changes the schema, %d to %d", before, after)
	}
}
