package database_test

import (
	"errors"
	"fmt"
	"sync"
	"testing"
	"time"

	"github.com/throughlinehq/throughline/internal/kit/fault"
	"github.com/throughlinehq/throughline/internal/kit/id"
	"github.com/throughlinehq/throughline/internal/kit/scope"
	"github.com/throughlinehq/throughline/internal/platform/database"
	"github.com/throughlinehq/throughline/internal/platform/database/databasetest"
)

// workspace is a record of the schema with every sort of column.
type workspaceRow struct {
	ID       id.ID
	Name     string
	Slug     string
	Settings map[string]any
	Version  int64
	Created  time.Time `db:"-"`
}

type invitation struct {
	database.Meta
	Email      string
	Roles      []string
	Hash       string
	InvitedBy  string
	ExpiresAt  time.Time
	AcceptedAt *time.Time
	DeletedAt  *time.Time
}

func inWorkspace(name string) scope.Scope { return scope.ForSystem(id.ID(name), "test") }

func addWorkspace(t *testing.T, db *database.DB, name string) scope.Scope {
	t.Helper()
	s := inWorkspace(name)
	err := db.Write(t.Context(), s, func(tx *database.Tx) error {
		_, err := tx.Exec(`INSERT INTO workspace
			(id, version, created_at, updated_at, name, slug, settings)
			VALUES ($1, 1, $2, $2, $1, $1, $3)`, name, tx.Now, map[string]any{"hats": "apart"})
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return s
}

func TestRecords(t *testing.T) {
	databasetest.Each(t, func(t *testing.T, db *database.DB) {
		s := addWorkspace(t, db, "workspace_a")
		added := invitation{Email: "a@b.example", Roles: []string{"viewer"}, ExpiresAt: db.Now()}
		write := func(fn func(tx *database.Tx) error) error { return db.Write(t.Context(), s, fn) }
		if err := write(func(tx *database.Tx) error {
			return tx.Insert("invitation", &added)
		}); err != nil {
			t.Fatal(err)
		}
		changed := added
		changed.Email = "c@d.example"
		if err := write(func(tx *database.Tx) error {
			return tx.Update("invitation", &changed)
		}); err != nil || changed.Version != 2 {
			t.Fatalf("version %d after an update, %v", changed.Version, err)
		}
		if err := write(func(tx *database.Tx) error {
			return tx.Update("invitation", &added)
		}); !fault.Is(err, fault.Stale) {
			t.Fatalf("updating an old version: %v, want Stale", err)
		}
		err := db.Read(t.Context(), s, func(tx *database.Tx) error {
			got, err := database.Get[invitation](tx, "invitation", added.ID)
			if err != nil {
				return err
			}
			if got.Email != "c@d.example" || got.Roles[0] != "viewer" || got.AcceptedAt != nil ||
				!got.ExpiresAt.Equal(db.Now()) {
				t.Errorf("got %+v", got)
			}
			_, err = tx.Exec("DELETE FROM invitation WHERE workspace_id = $1", s.Workspace)
			return err
		})
		if !fault.Is(err, fault.Internal) {
			t.Errorf("writing in a read: %v", err)
		}
	})
}

func TestAZ16AnotherWorkspaceSeesNothing(t *testing.T) {
	databasetest.Each(t, func(t *testing.T, db *database.DB) {
		a, b := addWorkspace(t, db, "workspace_a"), addWorkspace(t, db, "workspace_b")
		record := invitation{Email: "a@b.example", ExpiresAt: db.Now()}
		if err := db.Write(t.Context(), a, func(tx *database.Tx) error {
			return tx.Insert("invitation", &record)
		}); err != nil {
			t.Fatal(err)
		}
		err := db.Read(t.Context(), b, func(tx *database.Tx) error {
			_, err := database.Get[invitation](tx, "invitation", record.ID)
			return err
		})
		if !fault.Is(err, fault.NotFound) {
			t.Fatalf("got %v, want NotFound", err)
		}
		if !db.Postgres() {
			return
		}
		err = db.Read(t.Context(), b, func(tx *database.Tx) error {
			n, err := database.Value[int64](tx, "SELECT count(*) FROM invitation")
			if n != 0 {
				t.Errorf("row-level security let %d rows of another workspace through", n)
			}
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
	})
}

func TestFailedWritesLeaveNothingAndSpoilNoOther(t *testing.T) {
	databasetest.Each(t, func(t *testing.T, db *database.DB) {
		s := addWorkspace(t, db, "workspace_a")
		boom := errors.New("boom")
		var wg sync.WaitGroup
		for i := range 60 {
			wg.Go(func() {
				err := db.Write(t.Context(), s, func(tx *database.Tx) error {
					if _, err := tx.Next("n"); err != nil {
						return err
					}
					switch i % 3 {
					case 1:
						return boom
					case 2:
						panic("at work")
					}
					return nil
				})
				if (err == nil) != (i%3 == 0) {
					t.Errorf("write %d: %v", i, err)
				}
			})
		}
		wg.Wait()
		err := db.Write(t.Context(), s, func(tx *database.Tx) error {
			n, err := tx.Next("n")
			if n != 21 {
				t.Errorf("20 writes were kept, so the next number is 21, not %d", n)
			}
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
	})
}

func TestSecondProcessIsRefused(t *testing.T) {
	path := t.TempDir() + "/throughline.db"
	databasetest.Open(t, path)
	_, err := database.Open(t.Context(), path, database.Options{})
	if !fault.Is(err, fault.Conflict) {
		t.Fatalf("opening a database in use: %v, want Conflict", err)
	}
}

func TestCommitIsHeard(t *testing.T) {
	db := databasetest.SQLite(t)
	s := addWorkspace(t, db, "workspace_a")
	var heard []id.ID
	db.OnCommit = func(_ id.ID, touched []id.ID) { heard = append(heard, touched...) }
	for i := range 3 {
		_ = db.Write(t.Context(), s, func(tx *database.Tx) error {
			tx.Touch(id.ID(fmt.Sprint(i)))
			if i == 1 {
				return errors.New("not this one")
			}
			return nil
		})
	}
	if fmt.Sprint(heard) != "[0 2]" {
		t.Fatalf("heard %v", heard)
	}
}

func TestScanNamesTheMissingField(t *testing.T) {
	db := databasetest.SQLite(t)
	s := addWorkspace(t, db, "workspace_a")
	err := db.Read(t.Context(), s, func(tx *database.Tx) error {
		rows, err := database.List[workspaceRow](tx, "SELECT id, settings FROM workspace")
		if err != nil || len(rows) != 1 || rows[0].Settings["hats"] != "apart" {
			t.Errorf("got %v, %v", rows, err)
		}
		_, err = database.List[workspaceRow](tx, "SELECT id, created_at FROM workspace")
		return err
	})
	want := `database: database_test.workspaceRow has no field for column "created_at"`
	if err == nil || err.Error() != want {
		t.Fatalf("got %v", err)
	}
}
