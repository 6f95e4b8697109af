package cli

import (
	"errors"
	"fmt"

	"github.com/throughlinehq/throughline/engine/flag"
	"github.com/throughlinehq/throughline/internal/kit/fault"
)

// ImportFlagCommand makes a definition of the flags of another product.
type ImportFlagCommand struct {
	File    string `arg:"" help:"The payload that GrowthBook's SDKs load, as JSON; - reads standard input."`
	From    string `help:"Whose flags they are." enum:"growthbook" required:""`
	Hash    string `help:"By what users are divided: as there, or anew by murmur3." enum:"growthbook,murmur3" default:"growthbook"`
	Partial bool   `help:"Print what can be said even where something is left out."`
}

// Help shows examples below the flags.
func (ImportFlagCommand) Help() string {
	return `Examples:
  curl https://cdn.growthbook.io/api/features/KEY | throughline flag import --from growthbook -
  throughline flag import --from growthbook payload.json > flags.json
  throughline flag import --from growthbook payload.json --partial --hash murmur3 > flags.json

Users keep their variants: the definition asks for GrowthBook's own hash. With --hash murmur3 they
are assigned anew. What cannot be said here is named with its line and JSON pointer, and nothing is
printed; with --partial the rules in question are left out, and the rest is printed.`
}

// Run prints the definition, and on standard error what it lacks.
func (c ImportFlagCommand) Run(env *Env) error {
	raw, err := readWhole(env, c.File)
	if err != nil {
		return err
	}
	made, err := flag.FromGrowthBook(raw, c.Hash == "murmur3")
	var mistakes flag.Error
	if errors.As(err, &mistakes) {
		return fault.New(fault.Invalid, "%s", listed("", lined(raw, mistakes)))
	}
	if err != nil {
		return err
	}
	if len(made.Left) > 0 && !c.Partial {
		return fault.New(fault.Invalid, "This cannot be said here; --partial leaves it out:\n%s",
			listed("", lined(raw, made.Left)))
	}
	if len(made.Left) > 0 {
		fmt.Fprintln(env.Err, listed("left out: ", lined(raw, made.Left)))
	}
	if len(made.Notes) > 0 {
		fmt.Fprintln(env.Err, listed("note: ", lined(raw, made.Notes)))
	}
	_, err = fmt.Fprintln(env.Out, string(made.Definition))
	return err
}

// lined gives mistakes their lines.
func lined(document []byte, mistakes []flag.Mistake) []flag.Finding {
	found := make([]flag.Finding, len(mistakes))
	pointers := make([]string, len(mistakes))
	for i, m := range mistakes {
		found[i].Mistake, pointers[i] = m, m.Pointer
	}
	for i, line := range flag.Lines(document, pointers) {
		found[i].Line = line
	}
	return found
}
