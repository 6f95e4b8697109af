package cli

import (
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"time"

	"github.com/throughlinehq/throughline/internal/platform/database"
	"github.com/throughlinehq/throughline/internal/torture"
)

// TortureCommand shows on this machine and its disk that acknowledged writes survive.
type TortureCommand struct {
	URL     string        `name:"database-url" help:"An empty PostgreSQL database to use instead of an embedded one."`
	Kills   int           `help:"How often the writing program is killed." default:"20"`
	Longest time.Duration `help:"It writes at most that long before it is killed." default:"1s"`
	Writers int           `help:"Writers at once." default:"16"`
	Seed    uint64        `help:"Of the moments at which it is killed." default:"1"`
	Child   bool          `hidden:"" help:"Be the program that is killed."`
}

// Help shows examples below the flags.
func (TortureCommand) Help() string {
	return `Examples:
  throughline torture
  throughline torture --kills 500 --longest 3s
  throughline torture --database-url postgres://localhost/torture

A program writes with many writers and is killed at random moments. After each kill every write
that was acknowledged must be there, no other half, every job done once, and the audit chain
whole. Your own records are not touched.`
}

// Run kills children and checks what they left.
func (c TortureCommand) Run(env *Env) error {
	if c.Child {
		return torture.Work(env.Context, c.URL, c.Writers, env.Out)
	}
	if c.URL == "" {
		folder, err := os.MkdirTemp("", "throughline-torture-")
		if err != nil {
			return err
		}
		defer os.RemoveAll(folder)
		c.URL = filepath.Join(folder, "torture.db")
	}
	self, err := os.Executable()
	if err != nil {
		return err
	}
	child := func() *exec.Cmd {
		return exec.CommandContext(env.Context, self, "torture", "--child", "--database-url", c.URL,
			"--writers", fmt.Sprint(c.Writers))
	}
	report, err := torture.Run(env.Context, torture.Settings{URL: c.URL, Kills: c.Kills,
		Longest: c.Longest, Seed: c.Seed, Child: child, Heard: func(r torture.Report) {
			fmt.Fprintf(env.Err, "\r%d of %d kills, %d writes acknowledged ", r.Kills, c.Kills,
				r.Acknowledged)
		}})
	fmt.Fprintln(env.Err)
	if err != nil {
		return err
	}
	kind := "SQLite"
	if database.IsPostgres(c.URL) {
		kind = "PostgreSQL"
	}
	_, err = fmt.Fprintf(env.Out, "%s survived %d kills: %d writes acknowledged and found, %d "+
		"stored, %d jobs done once, audit chain whole.\n", kind, report.Kills,
		report.Acknowledged, report.Stored, report.Jobs)
	return err
}
