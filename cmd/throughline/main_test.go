package main

import (
	"bytes"
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/throughlinehq/throughline/internal/cli"
	"github.com/throughlinehq/throughline/internal/platform/database"
)

// terminal runs commands as a person would.
type terminal struct {
	*testing.T
	data string
}

func (t terminal) run(want int, args ...string) string {
	t.Helper()
	return t.pipe(want, "", args...)
}

// pipe runs a command with standard input and returns what it printed to either stream.
func (t terminal) pipe(want int, in string, args ...string) string {
	t.Helper()
	var out bytes.Buffer
	got := run(args, &cli.Env{Context: t.Context(), In: strings.NewReader(in), Out: &out, Err: &out,
		Version: "test"})
	if got != want {
		t.Fatalf("throughline %s: exit %d, want %d: %s", strings.Join(args, " "), got, want, &out)
	}
	return out.String()
}

// filled is a terminal beside the demo's database.
func filled(t *testing.T) terminal {
	t.Helper()
	data := t.TempDir()
	db, err := cli.Store{Data: data}.Open(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	if err := fillDemo(t.Context(), db); err != nil {
		t.Fatal(err)
	}
	return terminal{t, data}
}

func TestImportAndTrace(t *testing.T) {
	tt := filled(t)
	reviews := "id,review,stars\n1,The newest words,5\n2,,1\n"
	out := tt.pipe(0, reviews, "import", "-", "--source", "Pipe", "--data", tt.data)
	if !strings.Contains(out, "1 imported") || !strings.Contains(out, "line 3: text must not be") {
		t.Errorf("import says %s", out)
	}
	out = tt.pipe(0, reviews, "import", "-", "--source", "Pipe", "--data", tt.data)
	if !strings.Contains(out, "0 imported") || !strings.Contains(out, "1 known already") {
		t.Errorf("the second import says %s", out)
	}
	if out = tt.run(0, "trace", "FB-2001", "--data", tt.data); !strings.Contains(out, "newest words") {
		t.Errorf("trace says %s", out)
	}
	tt.run(1, "trace", "FB-99999", "--data", tt.data)
	tt.run(2, "trace", "nonsense", "--data", tt.data)
	tt.pipe(2, "id,text\n1,\"open\n", "import", "-", "--data", tt.data)
	tt.run(2, "import", filepath.Join(tt.data, "nowhere.csv"), "--data", tt.data)
}

func TestBackupAndRestore(t *testing.T) {
	tt := filled(t)
	backup, other := filepath.Join(tt.data, "b.db"), filepath.Join(t.TempDir(), "new", "folder")
	tt.run(0, "backup", backup, "--data", tt.data)
	tt.run(0, "restore", backup, "--data", other)
	tt.run(1, "restore", backup, "--data", other)
	for _, command := range [][]string{{"doctor"}, {"audit", "verify"}} {
		tt.run(0, append(command, "--data", other)...)
		tt.run(2, append(command, "--data", filepath.Join(other, "nowhere"))...)
	}
	foreign := filepath.Join(tt.data, "foreign")
	if err := os.WriteFile(foreign, []byte("no backup"), 0o600); err != nil {
		t.Fatal(err)
	}
	tt.run(2, "restore", foreign, "--data", filepath.Join(t.TempDir(), "x"))
}

func TestUsersFromTheServer(t *testing.T) {
	tt := filled(t)
	add := []string{"user", "add", "jonas@x.example", "--name", "Jonas", "--data", tt.data}
	if out := tt.run(0, add...); !strings.Contains(out, "password") {
		t.Errorf("user add says %s", out)
	}
	if out := tt.run(1, add...); strings.Contains(out, "constraint") {
		t.Errorf("a second Jonas: %s", out)
	}
	tt.run(2, "user", "add", "zz", "--name", "Z", "--role", "king", "--data", tt.data)
	tt.run(0, "user", "password", "jonas@x.example", "--data", tt.data)
	tt.run(1, "user", "password", "nobody@x.example", "--data", tt.data)
}

// TestD6CommandsBeginNoDatabase names a folder that holds nothing, as a slip of the finger does.
func TestD6CommandsBeginNoDatabase(t *testing.T) {
	tt := terminal{t, filepath.Join(t.TempDir(), "nowhere")}
	for _, command := range [][]string{
		{"user", "add", "jonas@x.example", "--name", "Jonas"}, {"user", "password", "a@x.example"},
		{"token", "create", "Nightly", "--user", "a@x.example"}, {"token", "revoke", "tl_1"},
		{"token", "list"}, {"import", "-"}, {"trace", "FB-1"}, {"backup", tt.data + ".backup"},
		{"doctor"}, {"audit", "verify"}, {"move", tt.data + ".db"},
	} {
		if out := tt.pipe(2, "text\nx\n", append(command, "--data", tt.data)...); !strings.Contains(
			out, "There is no database at") {
			t.Errorf("%v says %s", command, out)
		}
	}
	if left, err := os.ReadDir(filepath.Dir(tt.data)); err != nil || len(left) > 0 {
		t.Errorf("left behind: %v, %v", left, err)
	}
}

func TestCommandsBesideARunningServer(t *testing.T) {
	tt := filled(t)
	db, err := database.Open(t.Context(), filepath.Join(tt.data, "throughline.db"),
		database.Options{})
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	tt.run(0, "trace", "FB-1", "--data", tt.data)
	tt.run(0, "backup", filepath.Join(tt.data, "b.db"), "--data", tt.data)
	tt.run(0, "doctor", "--data", tt.data)
	if out := tt.run(1, "user", "password", demoEmail, "--data", tt.data); !strings.Contains(out,
		"stop it first") {
		t.Errorf("a locked database says %s", out)
	}
}

func TestHelpAndUsage(t *testing.T) {
	tt := terminal{T: t}
	if out := tt.run(0, "--help"); !strings.Contains(out, "trace") {
		t.Errorf("help says %s", out)
	}
	tt.run(0, "version")
	tt.run(2, "frobnicate")
	tt.run(2, "trace")
}

func TestTheDemoHasWalkedTheLine(t *testing.T) {
	tt := filled(t)
	out := tt.run(0, "trace", "HAR-1", "--data", tt.data)
	for _, step := range []string{"FB-", "OP-1", "HAR-1", "Autumn", "Harbor 5.1",
		"Petra Bergman"} {
		if !strings.Contains(out, step) {
			t.Errorf("the trace of HAR-1 lacks %s:\n%s", step, out)
		}
	}
	again, err := cli.Store{Data: tt.data}.Open(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	if err := fillDemo(t.Context(), again); err != nil {
		t.Errorf("the second start fails: %v", err)
	}
	again.Close()
	if second := tt.run(0, "trace", "HAR-1", "--data", tt.data); second != out {
		t.Error("starting the demo again has changed it")
	}
}

func TestTokensFromTheServer(t *testing.T) {
	tt := filled(t)
	create := []string{"token", "create", "Nightly", "--user", demoEmail, "--data", tt.data}
	secret := strings.TrimSpace(tt.run(0, append(create, "--scope", "feedback")...))
	if !strings.HasPrefix(secret, "tl_") {
		t.Fatalf("token create says %s", secret)
	}
	list := tt.run(0, "token", "list", "--data", tt.data)
	for _, want := range []string{secret[:11], "Nightly", demoEmail, "feedback"} {
		if !strings.Contains(list, want) {
			t.Errorf("token list has no %s: %s", want, list)
		}
	}
	tt.run(2, append(create, "--scope", "everything")...)
	tt.run(2, append(create, "--days", "-1")...)
	tt.run(1, "token", "create", "X", "--user", "nobody@x.example", "--data", tt.data)
	tt.run(0, "token", "revoke", secret, "--data", tt.data)
	tt.run(1, "token", "revoke", secret, "--data", tt.data)
	if list = tt.run(0, "token", "list", "--data", tt.data); strings.Contains(list, "Nightly") {
		t.Errorf("a revoked token is listed: %s", list)
	}
}

// TestTraceSpeaksAsTheAPI: programs read the same names from the command and from the server.
func TestTraceSpeaksAsTheAPI(t *testing.T) {
	tt := filled(t)
	var got map[string]any
	out := tt.run(0, "trace", "HAR-1", "--format", "json", "--data", tt.data)
	if err := json.Unmarshal([]byte(out), &got); err != nil {
		t.Fatal(err)
	}
	root, _ := got["root"].(map[string]any)
	steps, _ := got["steps"].([]any)
	if root["key"] != "HAR-1" || len(steps) != 8 || got["arr_minor"] == nil {
		t.Errorf("trace says %s", out)
	}
}
