package main

import (
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/alecthomas/kong"

	"github.com/throughlinehq/throughline/internal/cli"
)

func TestCompletion(t *testing.T) {
	tt := terminal{T: t}
	for _, c := range []struct {
		words []string
		want  string
	}{
		{[]string{"ins"}, "insight\n"},
		{[]string{"insight", ""}, "analyze\nclassify\nreport\nteacher\ntrain\n"},
		{[]string{"insight", "analyze", "--the"}, "--themes\n"},
		{[]string{"insight", "analyze", "--format", "j"}, "json\n"},
		{[]string{"trace", "--format", "json", "--wor"}, "--workspace\n"},
		{[]string{"insight", "analyze", "--format=j"}, "--format=json\n"},
		{[]string{"insight", "analyze", "--format", "=", "j"}, "json\n"},
		{[]string{"insight", "analyze", "--format", "="}, "json\ntext\n"},
		{[]string{"trace", "FB"}, ""}, // left to the shell
	} {
		out := tt.run(0, append([]string{"complete", "--"}, c.words...)...)
		if out != c.want {
			t.Errorf("%q becomes %q, want %q", c.words, out, c.want)
		}
	}
	for _, shell := range []string{"bash", "zsh", "fish"} {
		if out := tt.run(0, "completion", shell); !strings.Contains(out, "throughline complete") {
			t.Errorf("%s: %s", shell, out)
		}
	}
	tt.run(2, "completion", "tcsh")
}

// shells are started without anybody's settings; ready loads the completion.
var shells = []struct{ name, flags, ready string }{
	{"bash", "--norc --noprofile -i", "source <(throughline completion bash)"},
	{"zsh", "-f -i", "autoload -Uz compinit && compinit -D; source <(throughline completion zsh)"},
	{"fish", "--no-config -i", "throughline completion fish | source"},
}

// TestShellsComplete types into each shell, with the Tab key, what a person would. What is run in
// the end shows what was completed: a command, a flag, a file, and the value of a flag.
func TestShellsComplete(t *testing.T) {
	if _, err := exec.LookPath("script"); err != nil {
		t.Skip("the command script, which opens a terminal, is not installed")
	}
	folder := t.TempDir()
	self, err := filepath.Abs(os.Args[0])
	if err != nil {
		t.Fatal(err)
	}
	if err := os.Symlink(self, filepath.Join(folder, "throughline")); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(folder, "reviews.json"), []byte("{"), 0o600); err != nil {
		t.Fatal(err)
	}
	for _, shell := range shells {
		t.Run(shell.name, func(t *testing.T) {
			if _, err := exec.LookPath(shell.name); err != nil {
				t.Skipf("%s is not installed", shell.name)
			}
			typed := typist(t, folder, shell.name+" "+shell.flags)
			typed(shell.ready+"; echo rea''dy\n", "\nready")
			typed("throughline insight cla\t--he\t\n", "Usage: throughline insight classify")
			typed("throughline plan explain revi\t--format js\t\n", "reviews.json, line 1")
			typed("throughline plan explain --format=js\t revi\t\n", "reviews.json, line 1")
		})
	}
}

// typist runs a command in a terminal; what it returns types keys and waits for what is wanted.
func typist(t *testing.T, folder, command string) func(keys, want string) {
	t.Helper()
	shell := exec.CommandContext(t.Context(), "script", "-qec", command, os.DevNull)
	shell.Dir = folder
	shell.Env = append(os.Environ(), "HOME="+folder, "TERM=dumb",
		"PATH="+folder+string(os.PathListSeparator)+os.Getenv("PATH"))
	in, err := shell.StdinPipe()
	if err != nil {
		t.Fatal(err)
	}
	out, err := shell.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := shell.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		in.Close()
		_ = shell.Process.Kill()
		_ = shell.Wait()
	})
	late := time.AfterFunc(time.Minute, func() { _ = shell.Process.Kill() })
	t.Cleanup(func() { late.Stop() })
	return func(keys, want string) {
		t.Helper()
		if _, err := io.WriteString(in, keys); err != nil {
			t.Fatal(err)
		}
		said, piece := "", make([]byte, 4096)
		for !strings.Contains(said, want) {
			n, err := out.Read(piece)
			if err != nil {
				t.Fatalf("after %q there is no %q in %q", keys, want, said)
			}
			said += string(piece[:n])
		}
	}
}

// TestEveryCommandShowsAnExample keeps help useful to those who have not used a command before.
func TestEveryCommandShowsAnExample(t *testing.T) {
	parser, err := newParser(&cli.Env{}, func(int) {})
	if err != nil {
		t.Fatal(err)
	}
	var visit func(*kong.Node)
	visit = func(node *kong.Node) {
		if node.Hidden {
			return
		}
		if node.Leaf() && !strings.Contains(node.Detail, "\n  throughline "+
			strings.TrimPrefix(node.FullPath(), "throughline ")) {
			t.Errorf("%s: its help shows no example", node.FullPath())
		}
		for _, child := range node.Children {
			visit(child)
		}
	}
	visit(parser.Model.Node)
}
