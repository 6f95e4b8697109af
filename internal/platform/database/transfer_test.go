package database_test

import (
	"bytes"
	"compress/gzip"
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"

	"github.com/throughlinehq/throughline/internal/kit/fault"
	"github.com/throughlinehq/throughline/internal/platform/database"
	"github.com/throughlinehq/throughline/internal/platform/database/databasetest"
)

const filledRows = 40

// filled returns the path of an SQLite database, not open, with rows in every table, and the
// digest of all of it.
func filled(t *testing.T) (path, digest string) {
	t.Helper()
	path = filepath.Join(t.TempDir(), "filled.db")
	db := databasetest.Open(t, path)
	if err := db.Fill(t.Context(), filledRows, rand.New(rand.NewPCG(1, 2))); err != nil {
		t.Fatal(err)
	}
	digest = digestOf(t, db)
	if err := db.Close(); err != nil {
		t.Fatal(err)
	}
	return path, digest
}

func digestOf(t *testing.T, db *database.DB) string {
	t.Helper()
	digest, rows, err := db.Digest(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	return fmt.Sprintf("%s of %d rows", digest, rows)
}

// digestAt opens the database at url once more.
func digestAt(t *testing.T, url string) string {
	t.Helper()
	db := databasetest.Open(t, url)
	defer db.Close()
	return digestOf(t, db)
}

func TestMoveThereAndBack(t *testing.T) {
	there := databasetest.Postgres(t)
	path, digest := filled(t)
	seen := map[string]int64{}
	err := database.Move(t.Context(), path, there, func(table string, done, total int64) {
		if total != filledRows {
			t.Errorf("%s: %d of %d", table, done, total)
		}
		seen[table] = done
	})
	if err != nil {
		t.Fatal(err)
	}
	if got := digestAt(t, there); got != digest {
		t.Errorf("moved %s, was %s", got, digest)
	}
	if seen["feedback"] != filledRows || seen["audit_entry"] != filledRows {
		t.Errorf("progress %v", seen)
	}
	if err := database.Move(t.Context(), path, there, nil); !fault.Is(err, fault.Conflict) ||
		!strings.Contains(err.Error(), "not empty") {
		t.Errorf("moving onto records: %v", err)
	}
	back := filepath.Join(t.TempDir(), "back.db")
	if err := database.Move(t.Context(), there, back, nil); err != nil {
		t.Fatal(err)
	}
	if got := digestAt(t, back); got != digest {
		t.Errorf("moved back %s, was %s", got, digest)
	}
	searchable(t, databasetest.Open(t, there))
	searchable(t, databasetest.Open(t, back))
}

// searchable makes sure that copied records are found and new ones get fresh row keys.
func searchable(t *testing.T, db *database.DB) {
	t.Helper()
	s := inWorkspace("workspace_1")
	err := db.Write(t.Context(), s, func(tx *database.Tx) error {
		match, args := tx.MatchText("feedback", "plain", 1)
		n, err := database.Value[int64](tx, fmt.Sprintf(`SELECT count(*) FROM feedback_text t
			JOIN feedback f ON f.docid = t.rowid WHERE f.workspace_id = $%d AND %s`,
			len(args)+1, match), append(args, s.Workspace)...)
		if err != nil || n != 1 {
			t.Errorf("found %d by its words, %v", n, err)
		}
		return nil
	})
	if err != nil {
		t.Error(err)
	}
	for _, f := range db.Doctor(t.Context()) {
		if f.Problem != nil && f.Check != "disk space" && f.Check != "file" {
			t.Errorf("doctor: %s: %v", f.Check, f.Problem)
		}
	}
}

func TestBrokenOffMoveLeavesTheTargetEmpty(t *testing.T) {
	databasetest.EachURL(t, func(t *testing.T, target string) {
		path, digest := filled(t)
		ctx, cancel := context.WithCancel(t.Context())
		defer cancel()
		err := database.Move(ctx, path, target, func(table string, done, _ int64) {
			if table == "feedback" {
				cancel()
			}
		})
		if !fault.Is(err, fault.Unavailable) {
			t.Fatalf("cancelled: %v", err)
		}
		if err := database.Move(t.Context(), path, target, nil); err != nil {
			t.Fatalf("run again: %v", err)
		}
		if got := digestAt(t, target); got != digest {
			t.Errorf("moved %s, was %s", got, digest)
		}
	})
}

// filledDB opens a filled database of the kind that url names.
func filledDB(t *testing.T, url string) (*database.DB, string) {
	t.Helper()
	path, digest := filled(t)
	if err := database.Move(t.Context(), path, url, nil); err != nil {
		t.Fatal(err)
	}
	return databasetest.Open(t, url), digest
}

func TestBackupRestoresToEitherDatabase(t *testing.T) {
	databasetest.EachURL(t, func(t *testing.T, url string) {
		db, digest := filledDB(t, url)
		backup := filepath.Join(t.TempDir(), "backup")
		m, err := db.Backup(t.Context(), backup)
		if err != nil {
			t.Fatal(err)
		}
		if m.Rows["feedback"] != filledRows || len(m.Audit) != filledRows {
			t.Errorf("manifest %v", m)
		}
		databasetest.EachURL(t, func(t *testing.T, target string) {
			restored, err := database.Restore(t.Context(), backup, target)
			if err != nil {
				t.Fatal(err)
			}
			if got := digestAt(t, target); got != digest || restored.String() != m.String() {
				t.Errorf("restored %s, was %s; %s", got, digest, restored)
			}
			_, err = database.Restore(t.Context(), backup, target)
			if !fault.Is(err, fault.Conflict) {
				t.Errorf("restoring onto records: %v", err)
			}
		})
		left, err := filepath.Glob(backup + "?*")
		if err != nil || len(left) > 0 {
			t.Errorf("left over %v, %v", left, err)
		}
	})
}

// TestB3 damages backups in every way that a disk or a person may: none is restored, and the
// target stays as it was.
func TestB3DamagedBackupsAreRefused(t *testing.T) {
	databasetest.EachURL(t, func(t *testing.T, url string) {
		db, _ := filledDB(t, url)
		whole := filepath.Join(t.TempDir(), "backup")
		if _, err := db.Backup(t.Context(), whole); err != nil {
			t.Fatal(err)
		}
		raw, err := os.ReadFile(whole)
		if err != nil {
			t.Fatal(err)
		}
		for name, content := range map[string][]byte{
			"empty":         {},
			"beginning":     raw[:10],
			"half":          raw[:len(raw)/2],
			"last byte":     raw[:len(raw)-1],
			"foreign":       []byte("PK\x03\x04 this is a zip file"),
			"no beginning":  append(bytes.Repeat([]byte{0}, 100), raw[100:]...),
			"lost page":     append(append(bytes.Clone(raw[:4096]), make([]byte, 4096)...), raw[8192:]...),
			"newer":         newer(t, raw),
			"audit changed": changed(t, raw),
		} {
			if content == nil {
				continue // not of this sort of backup
			}
			damaged := filepath.Join(t.TempDir(), "damaged")
			if err := os.WriteFile(damaged, content, 0o600); err != nil {
				t.Fatal(err)
			}
			target := filepath.Join(t.TempDir(), "target.db")
			if m, err := database.Restore(t.Context(), damaged, target); err == nil {
				t.Errorf("%s: restored %s", name, m)
			} else if kind := fault.KindOf(err); kind == fault.Internal {
				t.Errorf("%s: no hint in %v", name, err)
			}
			left, err := filepath.Glob(target + "*")
			if err != nil || len(left) > 0 {
				t.Errorf("%s: left over %v, %v", name, left, err)
			}
		}
	})
}

// unpack returns the lines of a dump, nil for an SQLite backup.
func unpack(t *testing.T, raw []byte) []byte {
	t.Helper()
	packed, err := gzip.NewReader(bytes.NewReader(raw))
	if err != nil {
		return nil
	}
	lines, err := io.ReadAll(packed)
	if err != nil {
		t.Fatal(err)
	}
	return lines
}

func pack(t *testing.T, lines []byte) []byte {
	t.Helper()
	var out bytes.Buffer
	packed := gzip.NewWriter(&out)
	if _, err := packed.Write(lines); err != nil {
		t.Fatal(err)
	}
	if err := packed.Close(); err != nil {
		t.Fatal(err)
	}
	return out.Bytes()
}

func newer(t *testing.T, raw []byte) []byte {
	lines := unpack(t, raw)
	if lines == nil {
		return bytes.Replace(raw, []byte(`"Schema":`), []byte(`"Schema":99`), 1)[:len(raw)]
	}
	return pack(t, bytes.Replace(lines, []byte(`"schema":`), []byte(`"schema":99`), 1))
}

func changed(t *testing.T, raw []byte) []byte {
	lines := unpack(t, raw)
	if lines == nil {
		return nil
	}
	return pack(t, bytes.Replace(lines, []byte(`"plain 1"`), []byte(`"plane 1"`), 1))
}

// TestB4 backs up while pairs of counters are written: each backup holds equal pairs.
func TestB4BackupUnderLoadIsOfOneInstant(t *testing.T) {
	databasetest.EachURL(t, func(t *testing.T, url string) {
		db := databasetest.Open(t, url)
		s := addWorkspace(t, db, "workspace_a")
		ctx, stop := context.WithCancel(t.Context())
		var writers sync.WaitGroup
		for range 4 {
			writers.Go(func() {
				for ctx.Err() == nil {
					err := db.Write(context.Background(), s, func(tx *database.Tx) error {
						_, a := tx.Next("a")
						_, b := tx.Next("b")
						return errors.Join(a, b)
					})
					if err != nil {
						t.Error(err)
						return
					}
				}
			})
		}
		defer writers.Wait()
		defer stop()
		for n := range 5 {
			backup := filepath.Join(t.TempDir(), fmt.Sprint("backup", n))
			if _, err := db.Backup(t.Context(), backup); err != nil {
				t.Fatal(err)
			}
			target := backup + ".db"
			if _, err := database.Restore(t.Context(), backup, target); err != nil {
				t.Fatal(err)
			}
			restored := databasetest.Open(t, target)
			err := restored.Read(t.Context(), s, func(tx *database.Tx) error {
				values, err := database.List[int64](tx,
					"SELECT value FROM counter WHERE workspace_id = $1", tx.Workspace)
				if len(values) == 2 && values[0] != values[1] {
					t.Errorf("counters %v", values)
				}
				return err
			})
			if err != nil {
				t.Fatal(err)
			}
		}
	})
}

func TestFailedBackupLeavesNoFile(t *testing.T) {
	databasetest.EachURL(t, func(t *testing.T, url string) {
		db := databasetest.Open(t, url)
		path := filepath.Join(t.TempDir(), "backup")
		ctx, cancel := context.WithCancel(t.Context())
		cancel()
		if _, err := db.Backup(ctx, path); err == nil {
			t.Error("a cancelled backup succeeded")
		}
		for _, suffix := range []string{"", ".part"} {
			if _, err := os.Stat(path + suffix); !errors.Is(err, fs.ErrNotExist) {
				t.Errorf("%s is there: %v", path+suffix, err)
			}
		}
		if _, err := db.Backup(t.Context(), filepath.Join(path, "no", "folder")); err == nil {
			t.Error("a backup into no folder succeeded")
		}
	})
}
