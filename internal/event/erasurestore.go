package event

import (
	"maps"
	"slices"

	"github.com/throughlinehq/throughline/engine/bitmap"
	"github.com/throughlinehq/throughline/internal/kit/id"
	"github.com/throughlinehq/throughline/internal/platform/database"
)

// takeIdentities notes the numbers of a person's ids for an erasure, deletes the ids, and returns
// them. From then on an event whose id has no row is one of somebody who was erased.
func takeIdentities(tx *database.Tx, erasure id.ID, ids []string) (texts []string, err error) {
	where, args := database.AndIn(tx.Where(""), "external_id", ids).SQL()
	roots, err := database.List[int64](tx,
		"SELECT DISTINCT person FROM event_identity "+where+" ORDER BY person", args...)
	if err != nil {
		return nil, err
	}
	for _, root := range roots {
		for _, of := range []string{"number = $2", "person = $2 AND person <> number"} {
			found, err := database.List[numbered](tx, `SELECT external_id AS text, number
				FROM event_identity WHERE workspace_id = $1 AND `+of, tx.Workspace, root)
			if err != nil {
				return nil, err
			}
			for _, n := range found {
				if err := takeIdentity(tx, erasure, n.Number); err != nil {
					return nil, err
				}
				texts = append(texts, n.Text)
			}
		}
	}
	return texts, nil
}

func takeIdentity(tx *database.Tx, erasure id.ID, number int64) error {
	_, err := tx.Exec(`INSERT INTO erasing (workspace_id, erasure_id, number)
		VALUES ($1, $2, $3)`, tx.Workspace, erasure, number)
	if err == nil {
		_, err = tx.Exec("DELETE FROM event_identity WHERE workspace_id = $1 AND number = $2",
			tx.Workspace, number)
	}
	return err
}

// Erasing counts the events that an erasure has yet to delete.
func Erasing(tx *database.Tx, erasure id.ID) (int64, error) {
	return database.Value[int64](tx, `SELECT count(*) FROM event e JOIN erasing x
		ON x.workspace_id = e.workspace_id AND x.number = e.identity
		WHERE e.workspace_id = $1 AND x.erasure_id = $2`, tx.Workspace, erasure)
}

// leaveIndex takes the person out of the days on which the events happened.
func (x *erased) leaveIndex(tx *database.Tx) error {
	places := map[place]bool{}
	for _, e := range x.events {
		places[place{e.EnvironmentID, e.Name, int64(bitmap.DayOf(e.At))}] = true
	}
	for _, at := range slices.SortedFunc(maps.Keys(places), place.compare) {
		gone, err := x.leaveMoments(tx, at)
		if err != nil {
			return err
		}
		if gone == 0 {
			continue // not indexed yet, or taken out with another event of that day
		}
		for _, name := range []int64{at.name, anyEvent} {
			if err := x.leaveDay(tx, place{at.environment, name, at.day}, gone); err != nil {
				return err
			}
		}
	}
	return nil
}

// leaveMoments takes the person's moments out of a day and returns how many there were.
func (x *erased) leaveMoments(tx *database.Tx, at place) (gone int64, err error) {
	parts, err := database.List[part](tx, `SELECT part, events, moments FROM event_moment
		WHERE workspace_id = $1 AND environment_id = $2 AND name = $3 AND day = $4`,
		tx.Workspace, at.environment, at.name, at.day)
	if err != nil {
		return 0, err
	}
	for _, p := range parts {
		all, err := bitmap.UnpackMoments(bitmap.Day(at.day), p.Moments, nil)
		if err != nil {
			return 0, err
		}
		kept := slices.DeleteFunc(all, func(m bitmap.Moment) bool { return x.numbers[m.Person] })
		if int64(len(kept)) == p.Events {
			continue
		}
		gone += p.Events - int64(len(kept))
		left := part{p.Part, int64(len(kept)), bitmap.PackMoments(bitmap.Day(at.day), kept)}
		if err := putMoments(tx, map[place]part{at: left}); err != nil {
			return 0, err
		}
	}
	_, err = tx.Exec(`DELETE FROM event_moment WHERE workspace_id = $1 AND environment_id = $2
		AND name = $3 AND day = $4 AND events = 0`, tx.Workspace, at.environment, at.name, at.day)
	return gone, err
}

// leaveDay takes the person out of who did an event on a day, as often as they did it.
func (x *erased) leaveDay(tx *database.Tx, at place, gone int64) error {
	d := day{bitmap.NewPeople(), 0}
	if err := d.join(tx, at); err != nil {
		return err
	}
	for number := range x.numbers {
		d.people.Remove(number)
	}
	if d.events -= gone; d.events > 0 {
		return putDays(tx, map[place]*day{at: &d})
	}
	_, err := tx.Exec(`DELETE FROM event_day WHERE workspace_id = $1 AND environment_id = $2
		AND name = $3 AND day = $4`, tx.Workspace, at.environment, at.name, at.day)
	return err
}
