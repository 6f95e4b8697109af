//go:build unix

package databasetest

import (
	"errors"
	"io/fs"
	"os"
	"testing"
)

// When the test process ends, however it does, the pipe to the guardian closes.
func TestServerEndsWithItsProcess(t *testing.T) {
	c, err := startCluster(quick)
	if err == errNotInstalled && os.Getenv("CI") != "true" {
		t.Skip(err)
	}
	if err != nil {
		t.Fatal(err)
	}
	if err := c.run("SELECT 1"); err != nil {
		t.Fatal(err)
	}
	if err := c.stop(); err != nil {
		t.Fatal(err)
	}
	if err := c.run("SELECT 1"); err == nil {
		t.Error("the server still answers")
	}
	if _, err := os.Stat(c.dir); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("%s is still there: %v", c.dir, err)
	}
}

func TestVersion(t *testing.T) {
	for path, want := range map[string]int{
		"/usr/lib/postgresql/15/bin/initdb": 15, "/usr/pgsql-9/bin": 9, "/usr/local/pgsql/bin": 0,
	} {
		if got := version(path); got != want {
			t.Errorf("version(%s) = %d, want %d", path, got, want)
		}
	}
}
