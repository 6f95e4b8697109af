package main

import (
	"fmt"
	"slices"
	"strings"

	"github.com/alecthomas/kong"

	"github.com/throughlinehq/throughline/internal/cli"
	"github.com/throughlinehq/throughline/internal/kit/fault"
)

// completionCommand prints what a shell needs to complete this program's commands and flags.
type completionCommand struct {
	Shell string `arg:"" help:"Your shell: bash, zsh or fish."`
}

// Help shows examples below the flags.
func (completionCommand) Help() string {
	return `Examples:
  source <(throughline completion bash)          for this terminal
  throughline completion bash > /etc/bash_completion.d/throughline
  throughline completion zsh > "${fpath[1]}/_throughline"
  throughline completion fish > ~/.config/fish/completions/throughline.fish`
}

// scripts ask the program itself, so that they never fall behind it.
var scripts = map[string]string{
	"bash": `_throughline() {
	local IFS=$'\n'
	COMPREPLY=($(throughline complete -- "${COMP_WORDS[@]:1:COMP_CWORD}" 2>/dev/null))
}
complete -o bashdefault -o default -F _throughline throughline
`,
	"zsh": `#compdef throughline
_throughline() {
	local -a found
	found=("${(@f)$(throughline complete -- "${(@)words[2,CURRENT]}" 2>/dev/null)}")
	if [[ -n "$found" ]]; then compadd -- $found; else _files; fi
}
if [ "$funcstack[1]" = "_throughline" ]; then
	_throughline
else
	compdef _throughline throughline
fi
`,
	"fish": `function __throughline
	set -l found (throughline complete -- (commandline -opc)[2..-1] (commandline -ct) 2>/dev/null)
	if set -q found[1]
		printf '%s\n' $found
	else
		__fish_complete_path (commandline -ct)
	end
end
complete -c throughline -f -a '(__throughline)'
`,
}

// Run prints the script.
func (c completionCommand) Run(env *cli.Env) error {
	script, ok := scripts[c.Shell]
	if !ok {
		return fault.New(fault.Invalid, "There is no completion for %q; there is for bash, fish "+
			"and zsh.", c.Shell)
	}
	_, err := fmt.Fprint(env.Out, script)
	return err
}

// completeCommand is what the scripts call: it prints what the last word may become.
type completeCommand struct {
	Words []string `arg:"" optional:"" passthrough:""`
}

// Run prints one candidate a line; none leaves it to the shell, which offers files.
func (c completeCommand) Run(env *cli.Env, app *kong.Kong) error {
	words := c.Words
	if len(words) > 0 && words[0] == "--" {
		words = words[1:]
	}
	for _, word := range candidates(app.Model.Node, words) {
		if _, err := fmt.Fprintln(env.Out, word); err != nil {
			return err
		}
	}
	return nil
}

// candidates lists what the last of the words may become below a command.
func candidates(node *kong.Node, words []string) []string {
	if len(words) == 0 {
		words = []string{""}
	}
	words, before := splitValue(words)
	last := words[len(words)-1]
	var open *kong.Flag // waits for its value
	for _, word := range words[:len(words)-1] {
		switch {
		case word == "=": // bash gives --format=json as three words
		case open != nil:
			open = nil
		case strings.HasPrefix(word, "-"):
			open = valued(node, word)
		default:
			node = child(node, word)
		}
	}
	var all []string
	switch {
	case open != nil:
		all = open.EnumSlice()
	case strings.HasPrefix(last, "-"):
		for _, flag := range flagsOf(node) {
			all = append(all, "--"+flag.Name)
		}
	default:
		for _, each := range node.Children {
			if !each.Hidden {
				all = append(all, each.Name)
			}
		}
	}
	all = slices.DeleteFunc(all, func(s string) bool {
		return s == "" || !strings.HasPrefix(s, last)
	})
	slices.Sort(all)
	for i := range all {
		all[i] = before + all[i]
	}
	return all
}

// splitValue takes --format=js apart, as bash does with its words, and says what stands before the
// value in a word that the shell left whole.
func splitValue(words []string) (apart []string, before string) {
	last := words[len(words)-1]
	if last == "=" {
		return append(words[:len(words):len(words)], ""), ""
	}
	name, value, found := strings.Cut(last, "=")
	if !found || !strings.HasPrefix(name, "--") {
		return words, ""
	}
	return append(slices.Clone(words[:len(words)-1]), name, value), name + "="
}

// valued is the flag that takes the next word as its value, or nil.
func valued(node *kong.Node, word string) *kong.Flag {
	for _, flag := range flagsOf(node) {
		if word == "--"+flag.Name || flag.Short != 0 && word == "-"+string(flag.Short) {
			if flag.IsBool() {
				return nil
			}
			return flag
		}
	}
	return nil
}

func child(node *kong.Node, name string) *kong.Node {
	for _, each := range node.Children {
		if each.Name == name {
			return each
		}
	}
	return node
}

func flagsOf(node *kong.Node) []*kong.Flag {
	var all []*kong.Flag
	for _, group := range node.AllFlags(true) {
		all = append(all, group...)
	}
	return all
}
