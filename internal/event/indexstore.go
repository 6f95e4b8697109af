package event

import (
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

func putDay(tx *database.Tx, at place, d *day) error {
	raw, err := d.people.Bytes()
	if err != nil {
		return err
	}
	_, err = tx.Exec(`INSERT INTO event_day
		(workspace_id, environment_id, name, day, events, people) VALUES ($1, $2, $3, $4, $5, $6)
		ON CONFLICT (workspace_id, environment_id, name, day)
		DO UPDATE SET events = excluded.events, people = excluded.people`,
		tx.Workspace, at.environment, at.name, at.day, d.events, raw)
	return err
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

func putMoments(tx *database.Tx, at place, p part) error {
	_, err := tx.Exec(`INSERT INTO event_moment
		(workspace_id, environment_id, name, day, part, events, moments)
		VALUES ($1, $2, $3, $4, $5, $6, $7)
		ON CONFLICT (workspace_id, environment_id, name, day, part)
		DO UPDATE SET events = excluded.events, moments = excluded.moments`,
		tx.Workspace, at.environment, at.name, at.day, p.Part, p.Events, p.Moments)
	return err
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

func putMoves(tx *database.Tx, part int64, moves *bitmap.Moves) error {
	_, err := tx.Exec(`INSERT INTO event_move (workspace_id, part, moves) VALUES ($1, $2, $3)
		ON CONFLICT (workspace_id, part) DO UPDATE SET moves = excluded.moves`,
		tx.Workspace, part, moves.Bytes())
	return err
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
