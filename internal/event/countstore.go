package event

import (
	"strings"

	"github.com/throughlinehq/throughline/engine/bitmap"
	"github.com/throughlinehq/throughline/internal/kit/fault"
	"github.com/throughlinehq/throughline/internal/platform/database"
)

// dayRow is a day of an event in the index.
type dayRow struct {
	Day, Events int64
	People      []byte
}

// eachDay reads the days of an event, in their order.
func eachDay(tx *database.Tx, at place, span Span, fn func(dayRow) error) error {
	return database.Each(tx, fn, `SELECT day, events, people FROM event_day
		WHERE workspace_id = $1 AND environment_id = $2 AND name = $3
		AND day >= $4 AND day <= $5 ORDER BY day`,
		tx.Workspace, at.environment, at.name, int64(span.First), int64(span.Last))
}

// readMoments adds the moments of a day of an event to a list.
func readMoments(tx *database.Tx, at place, into []bitmap.Moment) ([]bitmap.Moment, error) {
	err := database.Each(tx, func(raw []byte) (err error) {
		into, err = bitmap.UnpackMoments(bitmap.Day(at.day), raw, into)
		return err
	}, `SELECT moments FROM event_moment WHERE workspace_id = $1 AND environment_id = $2
		AND name = $3 AND day = $4 ORDER BY part`,
		tx.Workspace, at.environment, at.name, at.day)
	return into, err
}

// numbersOf finds the numbers of events by name; of one that never happened, a fault at where it
// was asked for.
func numbersOf(tx *database.Tx, names []string, where string) ([]int64, error) {
	known := map[string]int64{bitmap.Any: anyEvent}
	if err := knownNames(tx, names, known); err != nil {
		return nil, err
	}
	numbers := make([]int64, len(names))
	for i, name := range names {
		number, there := known[name]
		if !there {
			return nil, fault.At(where, "no event has this name; look for it in the list")
		}
		numbers[i] = number
	}
	return numbers, nil
}

// namesQuery narrows the list of names.
type namesQuery struct {
	text, after string
	limit       int
}

// usedNames lists the names of events that happened in an environment on some days.
func usedNames(
	tx *database.Tx, at place, span Span, q namesQuery,
) ([]numbered, error) {
	filter := tx.Where("n")
	if q.text != "" {
		filter.And(`lower(n.name) LIKE $ ESCAPE '\'`,
			"%"+database.EscapeLike(strings.ToLower(q.text))+"%")
	}
	if q.after != "" {
		filter.And("n.name > $", q.after)
	}
	filter.And(`EXISTS (SELECT 1 FROM event_day d WHERE d.workspace_id = n.workspace_id
		AND d.environment_id = $ AND d.name = n.number AND d.day >= $ AND d.day <= $)`,
		at.environment, int64(span.First), int64(span.Last))
	limit := filter.Place(int64(q.limit))
	where, args := filter.SQL()
	return database.List[numbered](tx, `SELECT n.name AS text, n.number FROM event_name n `+where+
		` ORDER BY n.name LIMIT `+limit, args...)
}
