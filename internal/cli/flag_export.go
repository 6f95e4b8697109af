package cli

import (
	"fmt"

	"github.com/throughlinehq/throughline/internal/flag"
	"github.com/throughlinehq/throughline/internal/platform/database"
)

// ExportFlagCommand writes the flags of an environment as one definition.
type ExportFlagCommand struct {
	Store
	Workspace
	Environment string `short:"e" help:"Its key; needed only when there are several."`
}

// Help shows examples below the flags.
func (ExportFlagCommand) Help() string {
	return `Examples:
  throughline flag export > flags.json
  throughline flag export -e production | throughline flag lint -

The definition is in flagd's format: flags that are off in the environment are DISABLED, and the
segments stand under $evaluators. It works beside a running server. Rules that ask for "environment"
need that in the context: only our own server adds it by itself.`
}

// Run prints the definition.
func (c ExportFlagCommand) Run(env *Env) error {
	db, s, err := enter(env, c.OpenBeside, c.Workspace)
	if err != nil {
		return err
	}
	defer db.Close()
	var written []byte
	err = db.Read(env.Context, s, func(tx *database.Tx) error {
		place, err := environmentCalled(tx, c.Environment)
		if err != nil {
			return err
		}
		written, err = flag.Export(tx, place)
		return err
	})
	if err != nil {
		return err
	}
	_, err = fmt.Fprintln(env.Out, string(written))
	return err
}
