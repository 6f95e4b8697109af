package torture_test

import (
	"errors"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"

	"github.com/throughlinehq/throughline/internal/audit"
	"github.com/throughlinehq/throughline/internal/kit/fault"
	"github.com/throughlinehq/throughline/internal/kit/scope"
	"github.com/throughlinehq/throughline/internal/platform/blob"
	"github.com/throughlinehq/throughline/internal/platform/database"
	"github.com/throughlinehq/throughline/internal/platform/database/databasetest"
)

// smallDisk mounts a disk of that many bytes, which takes root.
func smallDisk(t *testing.T, size string) string {
	t.Helper()
	dir := t.TempDir()
	if err := syscall.Mount("tmpfs", dir, "tmpfs", 0, "size="+size); err != nil {
		t.Skipf("NOT RUN: a full disk takes a small one, which takes root to mount: %v", err)
	}
	t.Cleanup(func() {
		if err := syscall.Unmount(dir, syscall.MNT_DETACH); err != nil {
			t.Error(err)
		}
	})
	return dir
}

// TestD4 fills the disk: writes are refused as such, reads go on, and once there is room again
// writes go on as well, without a restart and with nothing lost.
func TestD4FullDiskHeals(t *testing.T) {
	dir := smallDisk(t, "6m")
	db := databasetest.Open(t, filepath.Join(dir, "throughline.db"))
	s := scope.ForSystem("workspace_torture", "test")
	text := map[string]any{"text": strings.Repeat("x", 10_000)}
	var kept int64
	write := func() error {
		err := db.Write(t.Context(), s, func(tx *database.Tx) error {
			return audit.Log(tx, "filled", "item_1", text)
		})
		if err == nil {
			kept++
		}
		return err
	}
	stored := func() (n int64) {
		t.Helper()
		err := db.Read(t.Context(), s, func(tx *database.Tx) (err error) {
			n, err = audit.Verify(tx)
			return err
		})
		if err != nil {
			t.Fatalf("reading: %v", err)
		}
		return n
	}
	ballast := filepath.Join(dir, "ballast")
	if err := os.WriteFile(ballast, make([]byte, 2<<20), 0o600); err != nil {
		t.Fatal(err)
	}
	var err error
	for err == nil && kept < 10_000 {
		err = write()
	}
	for range 5 { // it stays full
		if err := write(); !fault.Is(err, fault.NoSpace) {
			t.Fatalf("writing to a full disk: %v, want NoSpace", err)
		}
	}
	if n := stored(); n != kept {
		t.Errorf("%d stored, %d acknowledged", n, kept)
	}
	files, err := blob.Open(filepath.Join(dir, "files"))
	if err != nil {
		t.Fatal(err)
	}
	defer files.Close()
	if _, _, err := files.Put(strings.NewReader(strings.Repeat("x", 4<<20)), 8<<20); !fault.Is(err,
		fault.NoSpace) {
		t.Errorf("storing a file on a full disk: %v, want NoSpace", err)
	}
	for _, f := range db.Doctor(t.Context()) {
		if (f.Problem != nil) != (f.Check == "disk space") {
			t.Errorf("doctor: %s: %v", f.Check, f.Problem)
		}
	}
	if err := os.Remove(ballast); err != nil {
		t.Fatal(err)
	}
	for range 20 {
		if err := write(); err != nil {
			t.Fatalf("writing with room again: %v", err)
		}
	}
	if n := stored(); n != kept {
		t.Errorf("%d stored, %d acknowledged", n, kept)
	}
}

// TestD4Backup makes a backup for which there is no room: it is refused and leaves nothing.
func TestD4BackupOnAFullDiskLeavesNothing(t *testing.T) {
	dir := smallDisk(t, "1m")
	db := databasetest.SQLite(t)
	s := scope.ForSystem("workspace_torture", "test")
	for range 200 {
		if err := db.Write(t.Context(), s, func(tx *database.Tx) error {
			return audit.Log(tx, "filled", "item_1", map[string]any{
				"text": strings.Repeat("x", 10_000)})
		}); err != nil {
			t.Fatal(err)
		}
	}
	_, err := db.Backup(t.Context(), filepath.Join(dir, "backup"))
	if !fault.Is(err, fault.NoSpace) {
		t.Errorf("backing up to a full disk: %v, want NoSpace", err)
	}
	left, err := os.ReadDir(dir)
	if errors.Join(err) != nil || len(left) > 0 {
		t.Errorf("left over %v, %v", left, err)
	}
}
