package event

import (
	"math"

	"github.com/throughlinehq/throughline/engine/bitmap"
	"github.com/throughlinehq/throughline/internal/kit/fault"
	"github.com/throughlinehq/throughline/internal/kit/id"
	"github.com/throughlinehq/throughline/internal/platform/database"
)

// microsPerDay cuts moments into days of UTC, as [bitmap.DayOf] does; no event is from before
// 1970, so dividing is enough.
const microsPerDay = 24 * 60 * 60 * 1_000_000

// did is that somebody did something on a day, however often.
type did struct{ Name, Identity, Day int64 }

// Index makes the sets of people of an environment's stored events anew.
func Index(tx *database.Tx, environment id.ID) (*bitmap.Index, error) {
	names, err := numbersToNames(tx)
	if err != nil {
		return nil, err
	}
	people, err := peopleOf(tx)
	if err != nil {
		return nil, err
	}
	x := new(bitmap.Index)
	err = database.Each(tx, func(d did) error {
		person := people[d.Identity]
		if person > math.MaxUint32 {
			return fault.New(fault.Conflict, "More than four billion people cannot be counted.")
		}
		x.Add(names[d.Name], uint32(person), bitmap.Day(d.Day))
		return nil
	}, `SELECT DISTINCT name, identity, at / $3 AS day FROM event
		WHERE workspace_id = $1 AND environment_id = $2 ORDER BY 1, 3, 2`,
		tx.Workspace, environment, microsPerDay)
	if err != nil {
		return nil, err
	}
	x.Optimize()
	return x, nil
}

func numbersToNames(tx *database.Tx) (map[int64]string, error) {
	names := map[int64]string{}
	err := database.Each(tx, func(n numbered) error {
		names[n.Number] = n.Text
		return nil
	}, "SELECT name AS text, number FROM event_name WHERE workspace_id = $1", tx.Workspace)
	return names, err
}

// peopleOf says whose every id is.
func peopleOf(tx *database.Tx) (map[int64]int64, error) {
	type owned struct{ Number, Person int64 }
	people := map[int64]int64{}
	err := database.Each(tx, func(o owned) error {
		people[o.Number] = o.Person
		return nil
	}, "SELECT number, person FROM event_identity WHERE workspace_id = $1", tx.Workspace)
	return people, err
}
