package cli

import "fmt"

// VersionCommand prints which program this is.
type VersionCommand struct{}

// Help shows examples below the flags.
func (VersionCommand) Help() string {
	return `Example:
  throughline version`
}

// Run prints the version.
func (VersionCommand) Run(env *Env) error {
	_, err := fmt.Fprintln(env.Out, "throughline", env.Version)
	return err
}
