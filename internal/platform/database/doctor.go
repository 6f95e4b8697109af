package database

import (
	"context"
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"slices"

	"github.com/throughlinehq/throughline/internal/kit/fault"
	"github.com/throughlinehq/throughline/internal/kit/id"
	"github.com/throughlinehq/throughline/internal/kit/scope"
)

// Check looks at one thing that must hold. An error says what is wrong and what to do.
type Check struct {
	Name string
	Run  func(ctx context.Context, db *DB) (detail string, err error)
}

// Finding is what a check found: a problem, or nil and what was seen.
type Finding struct {
	Check   string
	Detail  string
	Problem error
}

// Doctor runs the checks of the database itself and those of the areas, all of them whatever
// they find. It changes nothing.
func (db *DB) Doctor(ctx context.Context, areas ...Check) []Finding {
	checks := []Check{{"schema", checkSchema}, {"disk space", checkDisk},
		{"text indexes", checkTextIndexes}}
	if db.Postgres() {
		checks = append(checks, Check{"row-level security", checkRowSecurity})
	} else {
		checks = append(checks, Check{"file", checkPages})
	}
	var findings []Finding
	for _, check := range append(checks, areas...) {
		detail, err := check.Run(ctx, db)
		findings = append(findings, Finding{check.Name, detail, err})
	}
	return findings
}

// EachWorkspace makes a check of one that looks at a single workspace (audit.Verify, a recount
// of kept numbers); it returns how much it looked at.
func EachWorkspace(name string, look func(*Tx) (int64, error)) Check {
	return Check{name, func(ctx context.Context, db *DB) (string, error) {
		workspaces, err := db.workspaces(ctx)
		if err != nil {
			return "", err
		}
		total := int64(0)
		for _, workspace := range workspaces {
			err := db.Read(ctx, scope.ForSystem(workspace, "doctor"), func(tx *Tx) error {
				n, err := look(tx)
				total += n
				return err
			})
			if err != nil {
				return "", fmt.Errorf("workspace %s: %w", workspace, err)
			}
		}
		return fmt.Sprintf("%d in %d workspaces", total, len(workspaces)), nil
	}}
}

func (db *DB) workspaces(ctx context.Context) (found []id.ID, err error) {
	err = db.Read(ctx, everywhere, func(tx *Tx) error {
		found, err = List[id.ID](tx, "SELECT id FROM workspace ORDER BY id")
		return err
	})
	return found, err
}

func checkSchema(ctx context.Context, db *DB) (string, error) {
	if err := db.mustBeCurrent(ctx); err != nil {
		return "", err
	}
	return fmt.Sprintf("version %d", newestMigration()), nil
}

// checkPages reads the whole file.
func checkPages(ctx context.Context, db *DB) (string, error) {
	err := db.Read(ctx, everywhere, func(tx *Tx) error {
		if err := tx.intact(); err != nil {
			return err
		}
		loose, err := List[string](tx, `SELECT "table" || ' row ' || coalesce(rowid, 0) ||
			' without its ' || parent AS row FROM pragma_foreign_key_check LIMIT 5`)
		if err == nil && len(loose) > 0 {
			err = fault.New(fault.Unavailable, "Records refer to others that are gone: %v. "+
				"Restore the last backup.", loose)
		}
		return err
	})
	if err != nil {
		return "", err
	}
	return "every page and reference is sound", nil
}

// checkDisk wants room for two more copies of the database: a backup and its check, or the log
// of a large import.
func checkDisk(_ context.Context, db *DB) (string, error) {
	const least = 256 << 20
	if db.Postgres() {
		return "PostgreSQL's disk is not looked at from here", nil
	}
	size := int64(0)
	for _, suffix := range []string{"", "-wal"} {
		if info, err := os.Stat(db.path() + suffix); err == nil {
			size += info.Size()
		}
	}
	free, err := freeSpace(filepath.Dir(db.path()))
	if err != nil {
		return "", err
	}
	if free < max(least, 2*size) {
		return "", fault.New(fault.NoSpace, "Only %d MiB are free beside a database of %d MiB: "+
			"make room, or writes will be refused.", free>>20, size>>20)
	}
	return fmt.Sprintf("%d MiB free, the database has %d MiB", free>>20, size>>20), nil
}

// checkTextIndexes finds documents that a search would not find.
func checkTextIndexes(ctx context.Context, db *DB) (detail string, err error) {
	err = db.Read(ctx, everywhere, func(tx *Tx) error {
		for _, name := range slices.Sorted(maps.Keys(indexedText)) {
			entry := fmt.Sprintf("SELECT 1 FROM %s_text_docsize t WHERE t.id = d.docid", name)
			if tx.Postgres() {
				entry = fmt.Sprintf(`SELECT 1 FROM %s_text t
					WHERE t.workspace_id = d.workspace_id AND t.rowid = d.docid`, name)
			}
			missing, err := Value[int64](tx, fmt.Sprintf(
				"SELECT count(*) FROM %s d WHERE NOT EXISTS (%s)", name, entry))
			if err != nil {
				return err
			}
			if missing > 0 {
				return fault.New(fault.Unavailable, "%d records of %s are not in its full-text "+
					"index, so a search does not find them.", missing, name)
			}
		}
		return nil
	})
	return fmt.Sprintf("%d complete", len(indexedText)), err
}

// checkRowSecurity makes sure that PostgreSQL itself keeps workspaces apart.
func checkRowSecurity(ctx context.Context, db *DB) (detail string, err error) {
	err = db.Read(ctx, everywhere, func(tx *Tx) error {
		above, err := Value[bool](tx, `SELECT rolsuper OR rolbypassrls FROM pg_roles
			WHERE rolname = current_user`)
		if err != nil {
			return err
		}
		if above {
			return fault.New(fault.Conflict, "The database user is a superuser, whom row-level "+
				"security does not bind: connect as one who only owns the database.")
		}
		open, err := List[string](tx, `SELECT relname FROM pg_class k
			WHERE relkind = 'r' AND relnamespace = current_schema()::regnamespace
			AND NOT relforcerowsecurity AND EXISTS (SELECT 1 FROM pg_attribute
				WHERE attrelid = k.oid AND attname = 'workspace_id')`)
		open = slices.DeleteFunc(open, isTextIndex)
		if err == nil && len(open) > 0 {
			err = fault.New(fault.Conflict, "Row-level security is off for %v: start throughline "+
				"once to put it on.", open)
		}
		return err
	})
	return "on for every tenant table but the indexes of words", err
}
