package database

import (
	"context"
	"database/sql"
	"fmt"
	"maps"
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

// tellPlanner writes the statistics of all indexes, if they are not there yet. As a table comes
// and goes for it, every connection reads them anew.
func tellPlanner(ctx context.Context, pool *sql.DB) error {
	tx, err := pool.BeginTx(ctx, nil)
	if err != nil {
		return err
	}
	defer tx.Rollback()
	wanted, err := indexStatistics(ctx, tx)
	if err != nil {
		return err
	}
	if told, err := toldPlanner(ctx, tx); err != nil || maps.Equal(told, wanted) {
		return err
	}
	for _, statement := range []string{"DROP TABLE IF EXISTS sqlite_stat1", "ANALYZE workspace",
		"DELETE FROM sqlite_stat1", "DROP TABLE IF EXISTS sqlite_stat4"} {
		if _, err := tx.ExecContext(ctx, statement); err != nil {
			return err
		}
	}
	for _, index := range slices.Sorted(maps.Keys(wanted)) {
		table, name, _ := strings.Cut(index, " ")
		if _, err := tx.ExecContext(ctx, "INSERT INTO sqlite_stat1 VALUES (?, ?, ?)", table, name,
			wanted[index]); err != nil {
			return err
		}
	}
	return tx.Commit()
}

// toldPlanner is what the planner knows, by table and index.
func toldPlanner(ctx context.Context, tx *sql.Tx) (map[string]string, error) {
	told := map[string]string{}
	var there int
	err := tx.QueryRowContext(ctx,
		"SELECT count(*) FROM sqlite_master WHERE name = 'sqlite_stat1'").Scan(&there)
	if err != nil || there == 0 {
		return told, err
	}
	err = eachRow(ctx, tx, "SELECT tbl || ' ' || idx, stat FROM sqlite_stat1", func(row [3]string) {
		told[row[0]] = row[1]
	})
	return told, err
}

// indexStatistics are those of every index of a workspace's table, by table and index.
func indexStatistics(ctx context.Context, tx *sql.Tx) (map[string]string, error) {
	columns := map[string][]string{}
	unique := map[string]bool{}
	err := eachRow(ctx, tx, `SELECT t.name || ' ' || i.name, i."unique", c.name
		FROM sqlite_master t, pragma_index_list(t.name) i, pragma_index_info(i.name) c
		WHERE t.type = 'table' AND t.name NOT LIKE 'sqlite\_%' ESCAPE '\'
		ORDER BY t.name, i.name, c.seqno`, func(row [3]string) {
		columns[row[0]] = append(columns[row[0]], row[2])
		unique[row[0]] = row[1] == "1"
	})
	wanted := map[string]string{}
	for index, names := range columns {
		if names[0] == "workspace_id" {
			wanted[index] = statistic(names, unique[index])
		}
	}
	return wanted, err
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

// eachRow calls fn with the texts of each row, of three columns at most.
func eachRow(ctx context.Context, tx *sql.Tx, query string, fn func([3]string)) error {
	rows, err := tx.QueryContext(ctx, query)
	if err != nil {
		return err
	}
	defer rows.Close()
	columns, err := rows.Columns()
	if err != nil {
		return err
	}
	for rows.Next() {
		var row [3]string
		if err := rows.Scan([]any{&row[0], &row[1], &row[2]}[:len(columns)]...); err != nil {
			return err
		}
		fn(row)
	}
	return rows.Err()
}
