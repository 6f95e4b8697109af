package cli

import (
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strings"

	"github.com/throughlinehq/throughline/internal/kit/fault"
	"github.com/throughlinehq/throughline/internal/kit/id"
	"github.com/throughlinehq/throughline/internal/kit/scope"
	"github.com/throughlinehq/throughline/internal/platform/database"
)

// The exit statuses.
const (
	ExitDone   = 0
	ExitFailed = 1
	ExitBad    = 2
)

// Env is what a command runs in.
type Env struct {
	Context context.Context
	In      io.Reader
	Out     io.Writer
	Err     io.Writer
	Version string
}

// Store says where the records are; every command that needs them embeds it. The help texts of
// these flags stand in [Help].
type Store struct {
	Data string `help:"${data_help}" default:"${data}" type:"path" env:"THROUGHLINE_DATA"`
	URL  string `name:"database-url" help:"${url_help}" env:"THROUGHLINE_DATABASE_URL"`
}

// Help is the texts and defaults that the flags' tags refer to.
func Help() map[string]string {
	return map[string]string{
		"data":           DefaultData(),
		"data_help":      "Folder for the embedded database and uploaded files.",
		"url_help":       "A PostgreSQL database instead of the embedded one: postgres://...",
		"workspace_help": "Short name of the workspace; needed only when there are several.",
	}
}

// DefaultData is the folder that holds the records unless --data says otherwise.
func DefaultData() string {
	if home, err := os.UserHomeDir(); err == nil {
		return filepath.Join(home, ".throughline")
	}
	return "throughline-data"
}

// DatabaseURL is where the database is: the server's address, or the embedded file.
func (s Store) DatabaseURL() string {
	if s.URL != "" {
		return s.URL
	}
	return filepath.Join(s.Data, "throughline.db")
}

// Open opens the database and brings its schema up to date.
func (s Store) Open(ctx context.Context) (*database.DB, error) {
	db, err := database.Open(ctx, s.DatabaseURL(), database.Options{})
	if err != nil {
		return nil, err
	}
	if err := db.Migrate(ctx); err != nil {
		db.Close()
		return nil, err
	}
	return db, nil
}

// OpenExisting opens a database that was made before, so that a mistyped folder is refused and
// does not become an empty one.
func (s Store) OpenExisting(ctx context.Context) (*database.DB, error) {
	if err := s.mustExist(); err != nil {
		return nil, err
	}
	return s.Open(ctx)
}

func (s Store) mustExist() error {
	url := s.DatabaseURL()
	if _, err := os.Stat(url); s.URL == "" && errors.Is(err, fs.ErrNotExist) {
		return fault.New(fault.Invalid, "There is no database at %s. Name its folder with "+
			"--data, or run `throughline serve` to begin one.", url)
	}
	return nil
}

// OpenBeside opens the database for reading, also while a server is using it.
func (s Store) OpenBeside(ctx context.Context) (*database.DB, error) {
	return database.Open(ctx, s.DatabaseURL(), database.Options{ReadOnly: true})
}

// enter opens the records and finds the workspace to work in. The caller closes them.
func enter(
	env *Env, open func(context.Context) (*database.DB, error), w Workspace,
) (*database.DB, scope.Scope, error) {
	db, err := open(env.Context)
	if err != nil {
		return nil, scope.Scope{}, err
	}
	s, err := w.Scope(env.Context, db)
	if err != nil {
		db.Close()
		return nil, scope.Scope{}, err
	}
	return db, s, nil
}

// Workspace chooses the workspace that a command works in.
type Workspace struct {
	Workspace string `short:"w" help:"${workspace_help}" env:"THROUGHLINE_WORKSPACE"`
}

// Scope finds the workspace; the command then acts in it as the system.
func (w Workspace) Scope(ctx context.Context, db *database.DB) (scope.Scope, error) {
	type row struct {
		ID   id.ID
		Slug string
	}
	var found []row
	everywhere := scope.ForSystem(scope.Everywhere, "command")
	err := db.Read(ctx, everywhere, func(tx *database.Tx) (err error) {
		found, err = database.List[row](tx, `SELECT id, slug FROM workspace
			WHERE slug = $1 OR $1 = '' ORDER BY created_at LIMIT 20`, w.Workspace)
		return err
	})
	switch {
	case err != nil:
		return scope.Scope{}, err
	case len(found) == 0 && w.Workspace != "":
		return scope.Scope{}, fault.New(fault.Invalid, "There is no workspace %q.", w.Workspace)
	case len(found) == 0:
		return scope.Scope{}, fault.New(fault.Conflict,
			"There is no workspace yet. Run `throughline serve` and set one up in the browser.")
	case len(found) > 1:
		return scope.Scope{}, fault.New(fault.Invalid,
			"There are several workspaces; choose one with --workspace, such as %s.", found[0].Slug)
	}
	return scope.ForSystem(found[0].ID, "command"), nil
}

// ExitCode prints an error for a person and says how the program ends.
func ExitCode(err error, stderr io.Writer) int {
	if err == nil {
		return ExitDone
	}
	fmt.Fprintf(stderr, "throughline: %s\n", strings.Map(func(r rune) rune {
		if r == '\n' {
			return r
		}
		return shown(r) // a message may quote what it found in a file
	}, err.Error()))
	switch fault.KindOf(err) {
	case fault.Invalid, fault.Malformed, fault.TooLarge:
		return ExitBad
	}
	var usage interface{ ExitCode() int }
	if errors.As(err, &usage) {
		return usage.ExitCode()
	}
	return ExitFailed
}
