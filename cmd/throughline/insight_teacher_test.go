package main

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

func TestInsightTeacherRefusesWhatIsNone(t *testing.T) {
	tt := terminal{t, t.TempDir()}
	other := filepath.Join(t.TempDir(), "other.tgz")
	if err := os.WriteFile(other, []byte("not the package"), 0o600); err != nil {
		t.Fatal(err)
	}
	if out := tt.pipe(2, "", "insight", "teacher", other); !strings.Contains(out, "its checksum differs") {
		t.Errorf("of another package it says %s", out)
	}
	if out := tt.pipe(2, "text\nslow\n", "insight", "analyze", "-", "--teacher", other); !strings.Contains(out,
		"is not what throughline insight teacher writes") {
		t.Errorf("of a file that is no teacher it says %s", out)
	}
	missing := filepath.Join(t.TempDir(), "none.bin")
	if out := tt.pipe(2, "text\nslow\n", "insight", "analyze", "-", "--teacher", missing); !strings.Contains(out,
		"The teacher cannot be read") {
		t.Errorf("of a file that is not there it says %s", out)
	}
}
