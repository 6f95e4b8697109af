package database

import (
	"context"
	"database/sql"
	"fmt"
	"math"
	"slices"
	"strings"
)

// SQLite plans a query by what sqlite_stat1 says of the indexes, and without it believes that any
// column, the workspace's too, narrows a table to ten rows: it then walks a whole workspace by an
// index that begins with it. These are statistics that are the same everywhere, so that plans do
// not change with the data; see docs/decisions/planner.md.

// assumedRows is how many rows a table is planned for.
const assumedRows = 1_000_000

// coarse are the columns of few values, which narrow a table less. What is asked for is mostly
// what is still open or new, of which there is little.
var coarse = map[string]bool{"status": true, "state": true, "kind": true, "type": true,
	"from_kind": true, "to_kind": true, "environment_id": true}

// indexStat is what SQLite is told of an index.
type indexStat struct{ Tbl, Idx, Stat string }

// tellPlanner writes the statistics of all indexes, if they are not there yet. As a table comes
// and goes for it, every connection reads them anew.
func tellPlanner(ctx context.Context, pool *sql.DB) error {
	work, err := pool.BeginTx(ctx, nil)
	if err != nil {
		return err
	}
	defer work.Rollback()
	tx := &Tx{Scope: everywhere, ctx: ctx, q: work, dialect: sqliteDialect{}}
	wanted, err := tx.indexStats()
	if err != nil {
		return err
	}
	if told, err := tx.toldPlanner(); err != nil || slices.Equal(told, wanted) {
		return err
	}
	for _, statement := range []string{"DROP TABLE IF EXISTS sqlite_stat1", "ANALYZE workspace",
		"DELETE FROM sqlite_stat1", "DROP TABLE IF EXISTS sqlite_stat4"} {
		if _, err := tx.Exec(statement); err != nil {
			return err
		}
	}
	for _, i := range wanted {
		_, err := tx.Exec("INSERT INTO sqlite_stat1 VALUES ($1, $2, $3)", i.Tbl, i.Idx, i.Stat)
		if err != nil {
			return err
		}
	}
	return work.Commit()
}

// toldPlanner is what the planner knows, by table and index.
func (tx *Tx) toldPlanner() ([]indexStat, error) {
	there, err := Value[int64](tx,
		"SELECT count(*) FROM sqlite_master WHERE name = 'sqlite_stat1'")
	if err != nil || there == 0 {
		return nil, err
	}
	return List[indexStat](tx, "SELECT tbl, idx, stat FROM sqlite_stat1 ORDER BY tbl, idx")
}

// indexStats are those of every index of a workspace's table, by table and index.
func (tx *Tx) indexStats() ([]indexStat, error) {
	indexes, err := List[struct {
		Tbl, Idx, Columns string
		Lone              bool
	}](tx, `SELECT t.name AS tbl, i.name AS idx, i."unique" AS lone,
		(SELECT group_concat(name) FROM
			(SELECT c.name FROM pragma_index_info(i.name) c ORDER BY c.seqno)) AS columns
		FROM sqlite_master t, pragma_index_list(t.name) i
		WHERE t.type = 'table' AND t.name NOT LIKE 'sqlite\_%' ESCAPE '\'
		ORDER BY t.name, i.name`)
	var stats []indexStat
	for _, i := range indexes {
		if columns := strings.Split(i.Columns, ","); columns[0] == "workspace_id" {
			stats = append(stats, indexStat{i.Tbl, i.Idx, statistic(columns, i.Lone)})
		}
	}
	return stats, err
}

// statistic says how many rows there are, and how many are left by the first column of an index,
// the first two, and so on: all by the workspace, the root of what there was by any other.
func statistic(columns []string, unique bool) string {
	left := float64(assumedRows)
	said := fmt.Sprint(assumedRows)
	for i, name := range columns {
		switch {
		case i == 0:
		case unique && i == len(columns)-1:
			left = 1
		case coarse[name]:
			left /= 32
		default:
			left = math.Ceil(math.Sqrt(left))
		}
		said += fmt.Sprintf(" %.0f", left)
	}
	return said
}
