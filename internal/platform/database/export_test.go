package database

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"io/fs"
	"math"
	"math/rand/v2"
	"slices"
	"strings"
	"testing/fstest"
)

// Fill puts rows into every table, with all that is hard to copy in them. Only for SQLite; other
// databases get the rows by a move.
func (db *DB) Fill(ctx context.Context, rows int, random *rand.Rand) error {
	return db.Write(ctx, everywhere, func(tx *Tx) error {
		tables, err := tx.tables()
		if err != nil {
			return err
		}
		for _, t := range tables {
			nullable, err := List[string](tx, `SELECT name FROM pragma_table_info($1)
				WHERE "notnull" = 0 AND pk = 0`, t.Name)
			if err != nil {
				return err
			}
			load := loader{tx: tx, table: t}
			for n := range rows {
				if err := load.add(fakeRow(t, nullable, n, random)); err != nil {
					return fmt.Errorf("%s: %w", t.Name, err)
				}
			}
			if err := load.flush(); err != nil {
				return fmt.Errorf("%s: %w", t.Name, err)
			}
		}
		return tx.afterLoad(tables)
	})
}

func fakeRow(t table, nullable []string, n int, random *rand.Rand) []any {
	row := make([]any, len(t.Columns))
	for i, c := range t.Columns {
		switch {
		case slices.Contains(nullable, c.Name) && random.IntN(3) == 0:
			row[i] = nil
		case c.Name == "workspace_id":
			row[i] = fmt.Sprintf("workspace_%d", n)
		case c.Name == "user_id":
			row[i] = fmt.Sprintf("users_%d", n)
		case c.Name == "docid":
			row[i] = int64(n + 1)
		case c.Name == "id" && c.Kind == "text":
			row[i] = fmt.Sprintf("%s_%d", t.Name, n)
		default:
			row[i] = fakeValue(c.Kind, n, random)
		}
	}
	return row
}

func fakeValue(kind string, n int, random *rand.Rand) any {
	switch kind {
	case "integer":
		return []int64{int64(n), -int64(n), 1<<53 + 1 + int64(n), math.MaxInt64 - int64(n),
			math.MinInt64 + int64(n)}[n%5]
	case "real":
		return []float64{0, 1.5, -1e300, 5e-324, 0.1 + 0.2, float64(random.Int64())}[n%6]
	case "boolean":
		return n%2 == 0
	case "bytes":
		return [][]byte{{}, {0, 255, 128}, []byte("text")}[n%3]
	}
	texts := []string{"", "plain", "Grüße 🎉 \u202e", "quote ' \" \\ $1 ?2", "line\nbreak\ttab\r",
		`{"a": [1, null]}`, "<&>\u2028", strings.Repeat("long ", 1000), "e\u0301", "\x01\x7f"}
	return fmt.Sprintf("%s %d", texts[n%len(texts)], n)
}

// Digest is a hash over everything that the database holds, the same for both databases.
func (db *DB) Digest(ctx context.Context) (digest string, rows int64, err error) {
	err = db.Read(ctx, everywhere, func(tx *Tx) error {
		tables, err := tx.tables()
		if err != nil {
			return err
		}
		sum := sha256.New()
		lines := json.NewEncoder(sum)
		for _, t := range tables {
			if err := tx.dumpTable(t, lines); err != nil {
				return err
			}
			n, err := Value[int64](tx, "SELECT count(*) FROM "+t.Name)
			if err != nil {
				return err
			}
			rows += n
		}
		digest = hex.EncodeToString(sum.Sum(nil))
		return nil
	})
	return digest, rows, err
}

// MigrateBroken migrates until the given statement of the given migration, which is replaced by
// one that fails. It reports false when there is no such statement.
func (db *DB) MigrateBroken(ctx context.Context, file, statement int) (bool, error) {
	files, err := renderMigrations(db.Postgres())
	if err != nil {
		return false, err
	}
	names, err := fs.Glob(files, "*.sql")
	if err != nil || file >= len(names) {
		return false, err
	}
	whole, err := fs.ReadFile(files, names[file])
	if err != nil {
		return false, err
	}
	statements := strings.SplitAfter(string(whole), ";\n")
	if statement >= len(statements) {
		return false, nil
	}
	broken := strings.Join(statements[:statement], "") + "SELECT broken_off;\n"
	if !strings.Contains(broken, "+goose Up") {
		broken = "-- +goose Up\n" + broken
	}
	files.(fstest.MapFS)[names[file]] = &fstest.MapFile{Data: []byte(broken)}
	if err := db.migrateTo(ctx, files, latest); err == nil {
		return true, fmt.Errorf("broken off at %s, and nothing failed", names[file])
	}
	return true, nil
}

// Schema describes the schema, to compare two.
func (db *DB) Schema(ctx context.Context) (schema string, err error) {
	query := `SELECT type || ' ' || name || ' ' || coalesce(sql, '') FROM sqlite_master ORDER BY name`
	if db.Postgres() {
		query = `SELECT c.relname || ' ' || a.attname || ' ' ||
			format_type(a.atttypid, a.atttypmod) || a.attnotnull || c.relforcerowsecurity
			FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0
			WHERE c.relnamespace = current_schema()::regnamespace ORDER BY c.relname, a.attnum`
	}
	err = db.Read(ctx, everywhere, func(tx *Tx) error {
		lines, err := List[string](tx, query)
		schema = strings.Join(lines, "\n")
		return err
	})
	return schema, err
}

// MigrateTo applies the migrations up to a version.
func (db *DB) MigrateTo(ctx context.Context, version int64) error {
	files, err := renderMigrations(db.Postgres())
	if err != nil {
		return err
	}
	return db.migrateTo(ctx, files, version)
}
