package main

import (
	"net"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// readers are the commands that read a file, but for its name.
var readers = [][]string{
	{"insight", "analyze"}, {"insight", "report", "--out", "report.html"},
	{"insight", "train", "--label", "kind", "--model", "model.json"},
	{"rank", "items"}, {"rank", "pairs"}, {"rank", "calibrate"},
	{"plan", "schedule"}, {"plan", "select"}, {"plan", "explain"}, {"plan", "simulate"},
	{"plan", "forecast", "--items", "3"}, {"plan", "check", "-"},
	{"experiment", "analyze"}, {"experiment", "simulate", "--rate", "0.1", "--plan"},
	{"experiment", "read", "--events", "-", "--exposures", "-", "--plan"},
	{"flag", "evaluate"}, {"flag", "lint"}, {"value"}, {"metric", "explain"},
	{"insight", "classify", "-", "--model"},
}

// TestCommandsNameTheFileTheyCannotRead gives every command that reads a file a folder, a name that
// nothing has, an empty file and a device: it says which it was and what to do, as bad usage.
func TestCommandsNameTheFileTheyCannotRead(t *testing.T) {
	tt := filled(t)
	folder := t.TempDir()
	empty, missing := filepath.Join(folder, "empty.csv"), filepath.Join(folder, "missing.csv")
	if err := os.WriteFile(empty, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	t.Chdir(folder)
	for _, command := range append(readers, []string{"import", "--data", tt.data},
		[]string{"import", "--dry-run", "--data", tt.data}) {
		for name, want := range map[string]string{".": "is a folder", missing: "There is no file",
			empty: "is empty", os.DevNull: "is a device"} {
			full, err := filepath.Abs(name)
			if err != nil {
				t.Fatal(err)
			}
			out := tt.pipe(2, "x\n", append(command, name)...)
			if !strings.Contains(out, want) || !strings.Contains(out, filepath.Base(full)) {
				t.Errorf("%v %s says %s", command, name, out)
			}
		}
	}
}

func TestBackupsOverwriteNothing(t *testing.T) {
	tt := filled(t)
	folder := t.TempDir()
	file := filepath.Join(folder, "b.db")
	nowhere := filepath.Join(folder, "nowhere", "b.db")
	if out := tt.run(2, "backup", nowhere, "--data", tt.data); !strings.Contains(out,
		"There is no folder "+filepath.Dir(nowhere)) {
		t.Errorf("a missing folder: %s", out)
	}
	if out := tt.run(2, "backup", folder, "--data", tt.data); !strings.Contains(out, "is a folder") {
		t.Errorf("a folder: %s", out)
	}
	if err := os.WriteFile(file, []byte("precious"), 0o600); err != nil {
		t.Fatal(err)
	}
	if out := tt.run(1, "backup", file, "--data", tt.data); !strings.Contains(out, "--force") {
		t.Errorf("a file that is there: %s", out)
	}
	if kept, err := os.ReadFile(file); string(kept) != "precious" {
		t.Errorf("the file is %q, %v", kept, err)
	}
	tt.run(0, "backup", file, "--force", "--data", tt.data)
	tt.run(0, "restore", file, "--data", filepath.Join(folder, "again"))
}

// TestATakenAddressIsNoticedFirst starts demo and serve at an address that somebody has: nothing is
// made. It is no mistake of the command line, as an address that cannot be one is.
func TestATakenAddressIsNoticedFirst(t *testing.T) {
	taken, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer taken.Close()
	address := taken.Addr().String()
	for _, command := range []string{"demo", "serve"} {
		data := filepath.Join(t.TempDir(), "data")
		tt := terminal{t, data}
		for listen, status := range map[string]int{address: 1, "here": 2, "127.0.0.1:x": 2} {
			out := tt.run(status, command, "--listen", listen, "--data", data)
			if !strings.Contains(out, strings.TrimPrefix(listen, "127.0.0.1:")) ||
				!strings.Contains(out, "--listen") {
				t.Errorf("%s says %s", command, out)
			}
		}
		if _, err := os.Stat(data); !os.IsNotExist(err) {
			t.Errorf("%s made %s", command, data)
		}
	}
}

// TestImportSaysWhichColumnsThereAre maps a column that the file does not have.
func TestImportSaysWhichColumnsThereAre(t *testing.T) {
	tt := filled(t)
	out := tt.run(2, "import", write(t, "r.csv", "id,words\n1,hello\n"), "--map", "text=Comment",
		"--data", tt.data)
	for _, want := range []string{"--map text=COLUMN", `"id", "words"`} {
		if !strings.Contains(out, want) {
			t.Errorf("no %s in %s", want, out)
		}
	}
}

// TestMistakesSayWhereAndWhatToDo reads what a person is told who got a command wrong.
func TestMistakesSayWhereAndWhatToDo(t *testing.T) {
	tt := terminal{T: t}
	folder := t.TempDir()
	broken := write(t, "broken.json", "{\n")
	for _, c := range []struct{ line, want string }{
		{"plan schedule", "`throughline plan schedule --help`"},
		{"plan nonsense", "`throughline plan --help`"},
		{"nonsense", "`throughline --help`"},
		{"plan schedule " + broken, "broken.json, line 2, column 1: the JSON ends before it is complete"},
		{"value " + broken, "broken.json, line 2, column 1: the JSON ends"},
		{"flag evaluate " + broken, "broken.json, line 2, column 1: the JSON ends"},
		{"insight teacher " + folder + "/none.tgz", "There is no file"},
		{"restore " + folder + "/none.db --data " + folder, "There is no file"},
		{"doctor --data " + folder, "Name its folder with --data"},
		{"trace FB-1 --data " + folder, "Name its folder with --data"},
		{"serve --base-url throughline.example.org --data " + folder, "--base-url"},
	} {
		if out := tt.run(2, strings.Fields(c.line)...); !strings.Contains(out, c.want) {
			t.Errorf("%s says %s", c.line, out)
		}
	}
}
