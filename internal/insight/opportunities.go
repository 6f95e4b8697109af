package insight

import (
	"strings"

	"github.com/throughlinehq/throughline/internal/kit/id"
	"github.com/throughlinehq/throughline/internal/kit/page"
	"github.com/throughlinehq/throughline/internal/platform/database"
)

// Linked is an opportunity with its neighbours on the line.
type Linked struct {
	Opportunity
	ThemeIDs  []id.ID
	ItemCount int64
}

// Query chooses opportunities; empty fields choose all.
type Query struct {
	Words  string // each must occur in the title or the problem
	Status []string
}

// Opportunities returns opportunities, the newest first.
func Opportunities(tx *database.Tx, q Query, request page.Request) (page.Page[Linked], error) {
	w := tx.Where("").And("deleted_at IS NULL")
	database.AndIn(w, "status", q.Status)
	for _, word := range strings.Fields(q.Words) {
		pattern := "%" + escapeLike.Replace(strings.ToLower(word)) + "%"
		w.And(`(lower(title) LIKE $ ESCAPE '!' OR lower(problem) LIKE $ ESCAPE '!')`,
			pattern, pattern)
	}
	var number int64
	switch more, err := request.After(&number); {
	case err != nil:
		return page.Page[Linked]{}, err
	case more:
		w.And("number < $", number)
	}
	limit := w.Place(request.Size() + 1)
	where, args := w.SQL()
	found, err := database.List[Opportunity](tx, `SELECT `+database.Columns[Opportunity]("")+
		` FROM opportunity `+where+` ORDER BY number DESC LIMIT `+limit, args...)
	if err != nil {
		return page.Page[Linked]{}, err
	}
	linked, err := link(tx, found)
	return page.Cut(linked, request.Size(), func(l Linked) []any { return []any{l.Number} }), err
}

var escapeLike = strings.NewReplacer("!", "!!", "%", "!%", "_", "!_")

// LoadOpportunity returns one opportunity with its neighbours.
func LoadOpportunity(tx *database.Tx, record id.ID) (Linked, error) {
	o, err := database.Get[Opportunity](tx, "opportunity", record)
	if err != nil {
		return Linked{}, err
	}
	linked, err := link(tx, []Opportunity{o})
	if err != nil {
		return Linked{}, err
	}
	return linked[0], nil
}

// link adds the themes that raised opportunities and how many items answer them.
func link(tx *database.Tx, found []Opportunity) ([]Linked, error) {
	linked, ids := make([]Linked, len(found)), make([]id.ID, len(found))
	place := map[id.ID]*Linked{}
	for i, o := range found {
		linked[i], ids[i] = Linked{Opportunity: o, ThemeIDs: []id.ID{}}, o.ID
		place[o.ID] = &linked[i]
	}
	if len(found) == 0 {
		return linked, nil
	}
	type row struct {
		ID    id.ID
		Other id.ID
		Count int64
	}
	raised := tx.Where("").And("from_kind = 'theme'")
	where, args := database.AndIn(raised, "to_id", ids).SQL()
	err := database.Each(tx, func(r row) error {
		place[r.ID].ThemeIDs = append(place[r.ID].ThemeIDs, r.Other)
		return nil
	}, `SELECT to_id AS id, from_id AS other FROM link `+where+` ORDER BY created_at, from_id`,
		args...)
	if err != nil {
		return nil, err
	}
	answered := tx.Where("").And("to_kind = 'item'")
	where, args = database.AndIn(answered, "from_id", ids).SQL()
	err = database.Each(tx, func(r row) error {
		place[r.ID].ItemCount = r.Count
		return nil
	}, `SELECT from_id AS id, count(*) AS count FROM link `+where+` GROUP BY from_id`, args...)
	return linked, err
}
