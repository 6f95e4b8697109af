package cli

import (
	"fmt"
	"os"
	"path/filepath"
	"slices"

	"github.com/throughlinehq/throughline/internal/audit"
	"github.com/throughlinehq/throughline/internal/kit/fault"
	"github.com/throughlinehq/throughline/internal/platform/database"
)

// BackupCommand writes a backup, also while a server is using the database.
type BackupCommand struct {
	Store
	File  string `arg:"" help:"Where to write it."`
	Force bool   `help:"Replace a file that is there."`
}

// Help shows examples below the flags.
func (BackupCommand) Help() string {
	return `Examples:
  throughline backup /backups/throughline-2027-01-14.db
  throughline backup /backups/throughline-latest.db --force

The file is of one instant, is checked before it gets its name, and can be restored to either
kind of database. Uploaded files lie in the folder "files" of --data; copy it as well.`
}

// Run writes the backup and says what it holds.
func (c BackupCommand) Run(env *Env) error {
	db, err := c.OpenBeside(env.Context)
	if err != nil {
		return err
	}
	defer db.Close()
	if err := c.checkTarget(); err != nil {
		return err
	}
	m, err := db.Backup(env.Context, c.File)
	if err != nil {
		return err
	}
	return c.say(env, "backed up to", m)
}

// checkTarget sees to it that the file can be written and that none is lost to it.
func (c BackupCommand) checkTarget() error {
	folder := filepath.Dir(c.File)
	if info, err := os.Stat(folder); err != nil || !info.IsDir() {
		return fault.New(fault.Invalid, "There is no folder %s; make it first.", folder)
	}
	info, err := os.Stat(c.File)
	switch {
	case err == nil && info.IsDir():
		return fault.New(fault.Invalid, "%s is a folder; name a file in it.", c.File)
	case err == nil && !c.Force:
		return fault.New(fault.Conflict,
			"%s is there already; name another file, or replace it with --force.", c.File)
	}
	return nil
}

func (c BackupCommand) say(env *Env, done string, m database.Manifest) error {
	var rows int64
	for _, n := range m.Rows {
		rows += n
	}
	_, err := fmt.Fprintf(env.Out, "%d rows of %d tables %s %s (schema %d)\n", rows, len(m.Rows),
		done, c.File, m.Schema)
	return err
}

// RestoreCommand makes a database from a backup.
type RestoreCommand struct {
	Store
	File string `arg:"" help:"The backup."`
}

// Help shows examples below the flags.
func (RestoreCommand) Help() string {
	return `Examples:
  throughline restore /backups/throughline-2027-01-14.db --data /srv/throughline

The database must not exist yet, or be empty; nothing is ever overwritten.`
}

// Run restores the backup and says what it held.
func (c RestoreCommand) Run(env *Env) error {
	m, err := database.Restore(env.Context, c.File, c.DatabaseURL())
	if err != nil {
		return err
	}
	return BackupCommand{File: c.File}.say(env, "restored from", m)
}

// MoveCommand copies everything to another, empty database.
type MoveCommand struct {
	Store
	Target string `arg:"" help:"The empty database: postgres://... or a file."`
}

// Help shows examples below the flags.
func (MoveCommand) Help() string {
	return `Examples:
  throughline move postgres://throughline@db.example.org/throughline

Stop the server first. Every row is compared before anything stays; the source is not changed.`
}

// Run copies and compares, table by table.
func (c MoveCommand) Run(env *Env) error {
	if err := c.mustExist(); err != nil {
		return err
	}
	p := newProgress(env.Err, "rows")
	err := database.Move(env.Context, c.DatabaseURL(), c.Target,
		func(_ string, done, total int64) { p.show(done, total) })
	p.end()
	if err != nil {
		return err
	}
	_, err = fmt.Fprintln(env.Out, "Moved, and every row compared. Start the server with "+
		"--database-url and the new address.")
	return err
}

// DoctorCommand examines the database without changing it.
type DoctorCommand struct{ Store }

// Help shows examples below the flags.
func (DoctorCommand) Help() string {
	return `Examples:
  throughline doctor          works beside a running server
  throughline doctor --database-url postgres://throughline@db.example.org/throughline`
}

// Run prints what each check found; a problem is the exit status too.
func (c DoctorCommand) Run(env *Env) error {
	db, err := c.OpenBeside(env.Context)
	if err != nil {
		return err
	}
	defer db.Close()
	found := db.Doctor(env.Context, database.EachWorkspace("audit", audit.Verify))
	for _, f := range found {
		if f.Problem != nil {
			fmt.Fprintf(env.Out, "✗ %-20s %v\n", f.Check, f.Problem)
		} else {
			fmt.Fprintf(env.Out, "✓ %-20s %s\n", f.Check, f.Detail)
		}
	}
	if slices.ContainsFunc(found, func(f database.Finding) bool { return f.Problem != nil }) {
		return fault.New(fault.Conflict, "Something is wrong with the database.")
	}
	return nil
}

// AuditCommand is about the audit log.
type AuditCommand struct {
	Verify VerifyCommand `cmd:"" help:"Check that no entry was changed or taken away."`
}

// VerifyCommand walks the audit chain of a workspace.
type VerifyCommand struct {
	Store
	Workspace
}

// Help shows examples below the flags.
func (VerifyCommand) Help() string {
	return `Example:
  throughline audit verify          works beside a running server`
}

// Run says how many entries hold, or which is the first that does not.
func (c VerifyCommand) Run(env *Env) error {
	db, s, err := enter(env, c.OpenBeside, c.Workspace)
	if err != nil {
		return err
	}
	defer db.Close()
	var entries int64
	err = db.Read(env.Context, s, func(tx *database.Tx) (err error) {
		entries, err = audit.Verify(tx)
		return err
	})
	if err != nil {
		return err
	}
	_, err = fmt.Fprintf(env.Out, "%d entries, each as it was written\n", entries)
	return err
}
