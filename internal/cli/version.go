package cli

import "fmt"

// VersionCommand prints which program this is.
type VersionCommand struct{}

// Run prints the version.
func (VersionCommand) Run(env *Env) error {
	_, err := fmt.Fprintln(env.Out, "throughline", env.Version)
	return err
}
