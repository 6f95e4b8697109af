package database_test

import (
	"bytes"
	"database/sql"
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/throughlinehq/throughline/internal/kit/fault"
	"github.com/throughlinehq/throughline/internal/platform/database"
	"github.com/throughlinehq/throughline/internal/platform/database/databasetest"
)

// TestD6 damages a database file between two starts: the second one is refused with a hint, and
// never begins with an empty database.
func TestD6DamagedFilesAreRefused(t *testing.T) {
	for name, damage := range map[string]func(path string, raw []byte) error{
		"removed":  func(path string, _ []byte) error { return os.Remove(path) },
		"emptied":  func(path string, _ []byte) error { return os.Truncate(path, 0) },
		"one byte": func(path string, _ []byte) error { return os.Truncate(path, 1) },
		"half": func(path string, raw []byte) error {
			return os.Truncate(path, int64(len(raw)/2))
		},
		"page gone": func(path string, raw []byte) error {
			return os.Truncate(path, int64(len(raw)-4096))
		},
		"first byte": func(path string, raw []byte) error {
			raw[0] ^= 1
			return os.WriteFile(path, raw, 0o600)
		},
		"page size": func(path string, raw []byte) error {
			raw[16] ^= 1
			return os.WriteFile(path, raw, 0o600)
		},
		"schema page": func(path string, raw []byte) error {
			copy(raw[100:], "garbage")
			return os.WriteFile(path, raw, 0o600)
		},
		"other file": func(path string, _ []byte) error { return os.WriteFile(path, []byte("PK\x03\x04"), 0o600) },
		"folder": func(path string, _ []byte) error {
			if err := os.Remove(path); err != nil {
				return err
			}
			return os.Mkdir(path, 0o700)
		},
	} {
		t.Run(name, func(t *testing.T) {
			path, _ := filled(t)
			raw, err := os.ReadFile(path)
			if err != nil {
				t.Fatal(err)
			}
			if err := damage(path, bytes.Clone(raw)); err != nil {
				t.Fatal(err)
			}
			db, err := database.Open(t.Context(), path, database.Options{})
			if err == nil {
				db.Close()
				t.Fatal("opened")
			}
			if fault.KindOf(err) == fault.Internal || !strings.Contains(err.Error(), "estore") &&
				!strings.Contains(err.Error(), "Name another") && name != "folder" {
				t.Errorf("no hint in %v", err)
			}
			t.Log(err)
		})
	}
}

// TestD6OtherAddresses names databases of other kinds, and mistyped ones: none becomes a file.
func TestD6OtherAddressesAreRefused(t *testing.T) {
	t.Chdir(t.TempDir())
	for _, url := range []string{"postgre://db/x", "mysql://db/x", "Postgres://db/x", "://x"} {
		if db, err := database.Open(t.Context(), url, database.Options{}); err == nil {
			db.Close()
			t.Errorf("%s was opened", url)
		} else if !fault.Is(err, fault.Invalid) || !strings.Contains(err.Error(), "postgres://") {
			t.Errorf("%s: no hint in %v", url, err)
		}
		if _, err := database.Restore(t.Context(), "backup.db", url); !fault.Is(err, fault.Invalid) {
			t.Errorf("restored to %s: %v", url, err)
		}
	}
	if left, err := os.ReadDir("."); err != nil || len(left) > 0 {
		t.Errorf("left behind: %v, %v", left, err)
	}
}

func TestD6TheLogAloneIsNoDatabase(t *testing.T) {
	path := filepath.Join(t.TempDir(), "new.db")
	if err := os.WriteFile(path+"-wal", []byte("log"), 0o600); err != nil {
		t.Fatal(err)
	}
	if _, err := database.Open(t.Context(), path, database.Options{}); !fault.Is(err,
		fault.Conflict) {
		t.Errorf("opened without its file: %v", err)
	}
}

func TestAnotherProgramsDatabaseIsRefused(t *testing.T) {
	path := filepath.Join(t.TempDir(), "other.db")
	other, err := sql.Open("sqlite", path)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := other.Exec("CREATE TABLE song (title TEXT)"); err != nil {
		t.Fatal(err)
	}
	other.Close()
	_, err = database.Open(t.Context(), path, database.Options{})
	if !fault.Is(err, fault.Conflict) || !strings.Contains(err.Error(), "another program") {
		t.Errorf("opened another program's database: %v", err)
	}
}

func TestDoctorNamesWhatIsWrong(t *testing.T) {
	databasetest.EachURL(t, func(t *testing.T, url string) {
		db, _ := filledDB(t, url)
		s := inWorkspace("workspace_0")
		look := func() map[string]string {
			found := map[string]string{}
			for _, f := range db.Doctor(t.Context(), database.EachWorkspace("titles",
				func(tx *database.Tx) (int64, error) {
					if tx.Workspace == "workspace_3" {
						return 0, fmt.Errorf("three is wrong")
					}
					return 2, nil
				})) {
				if found[f.Check] = "fine: " + f.Detail; f.Problem != nil {
					found[f.Check] = f.Problem.Error()
				}
			}
			return found
		}
		if found := look(); !strings.HasPrefix(found["schema"], "fine") ||
			!strings.HasPrefix(found["text indexes"], "fine") ||
			!strings.Contains(found["titles"], "three is wrong") {
			t.Errorf("found %q", found)
		}
		remove := "DELETE FROM feedback_text WHERE rowid = $1"
		if err := db.Write(t.Context(), s, func(tx *database.Tx) error {
			_, err := tx.Exec(remove, int64(1))
			return err
		}); err != nil {
			t.Fatal(err)
		}
		if found := look(); !strings.Contains(found["text indexes"], "1 records of feedback") {
			t.Errorf("a record without its index entry: %q", found["text indexes"])
		}
	})
}

func TestD6DoctorNamesALostPage(t *testing.T) {
	path, _ := filled(t)
	file, err := os.OpenFile(path, os.O_RDWR, 0)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := file.WriteAt(make([]byte, 4096), 40*4096); err != nil {
		t.Fatal(err)
	}
	file.Close()
	db, err := database.Open(t.Context(), path, database.Options{})
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	if _, err := db.Backup(t.Context(), filepath.Join(t.TempDir(), "backup")); err == nil {
		t.Error("a damaged database was backed up as if it were sound")
	}
	for _, f := range db.Doctor(t.Context()) {
		if f.Check == "file" && (f.Problem == nil || !strings.Contains(f.Problem.Error(), "damaged")) {
			t.Errorf("doctor found %v", f.Problem)
		}
	}
}

// TestB1 breaks every migration off at each of its statements, one after another on the same
// database: starting again completes it, with the same schema as an undisturbed start.
func TestB1BrokenMigrationsComplete(t *testing.T) {
	databasetest.EachURL(t, func(t *testing.T, first string) {
		want, err := databasetest.Open(t, first).Schema(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		url := filepath.Join(t.TempDir(), "broken.db")
		if database.IsPostgres(first) {
			url = databasetest.Postgres(t)
		}
		db, err := database.Open(t.Context(), url, database.Options{})
		if err != nil {
			t.Fatal(err)
		}
		defer db.Close()
		broken := 0
		for file, more := 0, true; more; file++ {
			more = false
			for there := true; there; broken++ {
				if there, err = db.MigrateBroken(t.Context(), file, broken); err != nil {
					t.Fatal(err)
				}
				more = more || there
			}
			broken = 0
		}
		if err := db.Migrate(t.Context()); err != nil {
			t.Fatal(err)
		}
		got, err := db.Schema(t.Context())
		if err != nil || got != want {
			t.Fatalf("another schema, %v:\n%s", err, got)
		}
	})
}

// TestB2 brings a filled database of the first version up to date: every row is still there.
func TestB2MigrationsKeepEveryRow(t *testing.T) {
	databasetest.EachURL(t, func(t *testing.T, url string) {
		first := filepath.Join(t.TempDir(), "first.db")
		old, err := database.Open(t.Context(), first, database.Options{})
		if err != nil {
			t.Fatal(err)
		}
		if err := old.MigrateTo(t.Context(), 1); err != nil {
			t.Fatal(err)
		}
		if err := old.Fill(t.Context(), filledRows, rand.New(rand.NewPCG(3, 4))); err != nil {
			t.Fatal(err)
		}
		backup := filepath.Join(t.TempDir(), "backup")
		m, err := old.Backup(t.Context(), backup)
		if err != nil {
			t.Fatal(err)
		}
		old.Close()
		if _, err := database.Restore(t.Context(), backup, url); err != nil {
			t.Fatal(err)
		}
		db := databasetest.Open(t, url) // migrates
		later, err := db.Backup(t.Context(), backup)
		if err != nil {
			t.Fatal(err)
		}
		for table, rows := range m.Rows {
			if later.Rows[table] != rows {
				t.Errorf("%s: %d rows, were %d", table, later.Rows[table], rows)
			}
		}
	})
}

func TestNewerSchemaIsRefused(t *testing.T) {
	databasetest.EachURL(t, func(t *testing.T, url string) {
		db := databasetest.Open(t, url)
		s := inWorkspace("workspace_a")
		if err := db.Write(t.Context(), s, func(tx *database.Tx) error {
			_, err := tx.Exec(`INSERT INTO goose_db_version (version_id, is_applied)
				VALUES (99999, TRUE)`)
			return err
		}); err != nil {
			t.Fatal(err)
		}
		if err := db.Migrate(t.Context()); !fault.Is(err, fault.Conflict) ||
			!strings.Contains(err.Error(), "newer throughline") {
			t.Errorf("migrating a newer schema: %v", err)
		}
	})
}
