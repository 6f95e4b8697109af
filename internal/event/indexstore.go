package event

import (
	"maps"
	"slices"

	"github.com/throughlinehq/throughline/engine/bitmap"
	"github.com/throughlinehq/throughline/internal/platform/database"
)

// indexed is the number of the last event that the index has.
func indexed(tx *database.Tx) (int64, error) {
	return database.Value[int64](tx,
		"SELECT coalesce(max(seq), 0) FROM event_indexed WHERE workspace_id = $1", tx.Workspace)
}

func setIndexed(tx *database.Tx, seq int64) error {
	_, err := tx.Exec(`INSERT INTO event_indexed (workspace_id, seq) VALUES ($1, $2)
		ON CONFLICT (workspace_id) DO UPDATE SET seq = excluded.seq`, tx.Workspace, seq)
	return err
}

// lastNumber is the number of the last event that was told of.
func lastNumber(tx *database.Tx) (int64, error) {
	return database.Value[int64](tx, `SELECT coalesce(max(value), 0) FROM counter
		WHERE workspace_id = $1 AND name = 'event'`, tx.Workspace)
}

// erasureCount is how many people were erased.
func erasureCount(tx *database.Tx) (int64, error) {
	return database.Value[int64](tx, `SELECT coalesce(max(value), 0) FROM counter
		WHERE workspace_id = $1 AND name = $2`, tx.Workspace, erasures)
}

// only is the only row of a query, or the zero value.
func only[T any](tx *database.Tx, query string, args ...any) (row T, err error) {
	rows, err := database.List[T](tx, query, args...)
	if err == nil && len(rows) > 0 {
		row = rows[0]
	}
	return row, err
}

// join adds to people and events what the index has of a day of an event.
func (d *day) join(tx *database.Tx, at place) error {
	have, err := only[dayRow](tx, `SELECT day, events, people FROM event_day
		WHERE workspace_id = $1 AND environment_id = $2 AND name = $3 AND day = $4`,
		tx.Workspace, at.environment, at.name, at.day)
	if err != nil || have.People == nil {
		return err
	}
	known, err := bitmap.ReadPeople(have.People)
	if err != nil {
		return err
	}
	d.people.Unite(known)
	d.events += have.Events
	return nil
}

func putDays(tx *database.Tx, days map[place]*day) error {
	rows := make([][]any, 0, len(days))
	for _, at := range slices.SortedFunc(maps.Keys(days), place.compare) {
		raw, err := days[at].people.Bytes()
		if err != nil {
			return err
		}
		rows = append(rows, append(at.key(tx), days[at].events, raw))
	}
	return tx.Replace("event_day", []string{"workspace_id", "environment_id", "name", "day",
		"events", "people"}, 4, rows)
}

// key is with what a place's rows begin.
func (p place) key(tx *database.Tx) []any {
	return []any{string(tx.Workspace), string(p.environment), p.name, p.day}
}

// joinMoments adds moments to the last part of a day, or to a new one when that is full.
func joinMoments(tx *database.Tx, at place, moments []bitmap.Moment) (part, error) {
	last, err := only[part](tx, `SELECT part, events, moments FROM event_moment
		WHERE workspace_id = $1 AND environment_id = $2 AND name = $3 AND day = $4
		ORDER BY part DESC LIMIT 1`, tx.Workspace, at.environment, at.name, at.day)
	if err != nil {
		return part{}, err
	}
	if last.Events >= fullPart {
		last = part{Part: last.Part + 1}
	}
	raw, total, err := bitmap.AddMoments(bitmap.Day(at.day), last.Moments, moments)
	return part{last.Part, int64(total), raw}, err
}

func putMoments(tx *database.Tx, parts map[place]part) error {
	rows := make([][]any, 0, len(parts))
	for _, at := range slices.SortedFunc(maps.Keys(parts), place.compare) {
		p := parts[at]
		rows = append(rows, append(at.key(tx), p.Part, p.Events, p.Moments))
	}
	return tx.Replace("event_moment", []string{"workspace_id", "environment_id", "name", "day",
		"part", "events", "moments"}, 5, rows)
}

// joinMoves adds a part of what is known of people who are others.
func joinMoves(tx *database.Tx, part int64, moves *bitmap.Moves) error {
	have, err := only[[]byte](tx,
		"SELECT moves FROM event_move WHERE workspace_id = $1 AND part = $2", tx.Workspace, part)
	if err != nil {
		return err
	}
	return moves.Read(have)
}

func putMoves(tx *database.Tx, moves map[int64]*bitmap.Moves) error {
	rows := make([][]any, 0, len(moves))
	for _, part := range slices.Sorted(maps.Keys(moves)) {
		rows = append(rows, []any{string(tx.Workspace), part, moves[part].Bytes()})
	}
	return tx.Replace("event_move", []string{"workspace_id", "part", "moves"}, 2, rows)
}

// readMoves gives everybody who turned out to be somebody else.
func readMoves(tx *database.Tx) (*bitmap.Moves, error) {
	all := new(bitmap.Moves)
	err := database.Each(tx, func(raw []byte) error { return all.Read(raw) },
		"SELECT moves FROM event_move WHERE workspace_id = $1 ORDER BY part", tx.Workspace)
	return all, err
}

func emptyIndex(tx *database.Tx) error {
	for _, statement := range []string{
		"DELETE FROM event_day WHERE workspace_id = $1",
		"DELETE FROM event_moment WHERE workspace_id = $1",
		"DELETE FROM event_move WHERE workspace_id = $1",
		"DELETE FROM event_indexed WHERE workspace_id = $1",
	} {
		if _, err := tx.Exec(statement, tx.Workspace); err != nil {
			return err
		}
	}
	return nil
}
