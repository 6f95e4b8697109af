package main

import (
	"strings"
	"testing"

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
