package roadmap

import (
	"slices"
	"strconv"
	"strings"

	"github.com/throughlinehq/throughline/engine/schedule"
	"github.com/throughlinehq/throughline/internal/kit/fault"
	"github.com/throughlinehq/throughline/internal/kit/id"
	"github.com/throughlinehq/throughline/internal/kit/page"
	"github.com/throughlinehq/throughline/internal/platform/database"
	"github.com/throughlinehq/throughline/internal/priority"
)

const openColumns = `SELECT i.id, p.key AS product_key, i.number, i.parent_id, i.title, i.status,
	i.team_id, i.p10, i.p50, i.p90, i.due, i.arr_minor, i.currency
	FROM item i JOIN product p ON p.workspace_id = i.workspace_id AND p.id = i.product_id `

// openItems lists what is not in review, done or dropped, in the backlog's order. What is added
// to the position keeps SQLite from walking all that was ever done in that order.
func openItems(tx *database.Tx) ([]openItem, error) {
	return database.List[openItem](tx, openColumns+`WHERE i.workspace_id = $1
		AND i.deleted_at IS NULL AND i.status IN ('new', 'ready', 'in_progress')
		ORDER BY i.position || '', i.id`, tx.Workspace)
}

// itemsByID finds items of any status.
func itemsByID(tx *database.Tx, items []id.ID) (map[id.ID]openItem, error) {
	found := map[id.ID]openItem{}
	for chunk := range slices.Chunk(items, chunkSize) {
		w := tx.Where("i").And("i.deleted_at IS NULL")
		where, args := database.AndIn(w, "i.id", chunk).SQL()
		err := database.Each(tx, func(i openItem) error {
			found[i.ID] = i
			return nil
		}, openColumns+where, args...)
		if err != nil {
			return nil, err
		}
	}
	return found, nil
}

// givenCosts are the costs of delay a week that people gave under CD3, by item.
func givenCosts(tx *database.Tx) (map[id.ID]float64, error) {
	type row struct {
		ItemID id.ID
		Inputs map[string]priority.Input
	}
	costs := map[id.ID]float64{}
	err := database.Each(tx, func(r row) error {
		if given, ok := r.Inputs["cost_of_delay"]; ok {
			e := given.Estimate
			costs[r.ItemID] = schedule.Between(e.P10, e.P90).P50
			if e.P50 != nil {
				costs[r.ItemID] = *e.P50
			}
		}
		return nil
	}, `SELECT s.item_id, s.inputs FROM score s
		JOIN framework f ON f.workspace_id = s.workspace_id AND f.id = s.framework_id
		WHERE s.workspace_id = $1 AND f.key = 'cd3'`, tx.Workspace)
	return costs, err
}

// How many identifiers, and how many rows of items, one statement carries. SQLite takes longer
// than twice as long for twice as many places.
const (
	chunkSize  = 500
	rowsAtOnce = 20
)

// insertItems stores the items of a new plan, many with one statement.
func insertItems(tx *database.Tx, plan id.ID, items []Planned) error {
	for chunk := range slices.Chunk(items, rowsAtOnce) {
		var rows []string
		var args []any
		for _, i := range chunk {
			values := []any{tx.Workspace, plan, i.ItemID, i.Place, i.TeamID, i.Start, i.Finish,
				i.P50, i.P85, i.Due, i.LateProbability, i.Effort, i.CostOfDelay, i.Cause,
				i.CauseKind, i.CauseItemID, i.Locked, i.Why}
			places := make([]string, len(values))
			for n := range values {
				places[n] = "$" + strconv.Itoa(len(args)+n+1)
			}
			args = append(args, values...)
			rows = append(rows, "("+strings.Join(places, ", ")+")")
		}
		_, err := tx.Exec(`INSERT INTO plan_item (workspace_id, plan_id, item_id, place, team_id,
			start, finish, p50, p85, due, late_probability, effort, cost_of_delay, cause,
			cause_kind, cause_item_id, locked, why) VALUES `+strings.Join(rows, ", "), args...)
		if err != nil {
			return err
		}
	}
	return nil
}

// Plans lists plans, the newest first.
func Plans(tx *database.Tx, request page.Request) (page.Page[Plan], error) {
	w := tx.Where("").And("deleted_at IS NULL")
	var last int64
	switch more, err := request.After(&last); {
	case err != nil:
		return page.Page[Plan]{}, err
	case more:
		w.And("number < $", last)
	}
	limit := w.Place(request.Size() + 1)
	where, args := w.SQL()
	found, err := database.List[Plan](tx, "SELECT "+database.Columns[Plan]("")+
		" FROM plan "+where+" ORDER BY number DESC LIMIT "+limit, args...)
	return page.Cut(found, request.Size(), func(p Plan) []any { return []any{p.Number} }), err
}

// accepted finds the accepted plan; a NotFound fault says that there is none.
func accepted(tx *database.Tx) (Plan, error) {
	return database.One[Plan](tx, "SELECT "+database.Columns[Plan]("")+` FROM plan
		WHERE workspace_id = $1 AND state = 'accepted' AND deleted_at IS NULL`, tx.Workspace)
}

// shown loads a plan's items with what the backlog says about them today.
func shown(tx *database.Tx, plan id.ID) ([]Shown, error) {
	return database.List[Shown](tx, "SELECT "+database.Columns[Planned]("e.")+`,
		p.key || '-' || i.number AS key, i.title, i.status FROM plan_item e
		JOIN item i ON i.workspace_id = e.workspace_id AND i.id = e.item_id
		JOIN product p ON p.workspace_id = i.workspace_id AND p.id = i.product_id
		WHERE e.workspace_id = $1 AND e.plan_id = $2 ORDER BY e.place`, tx.Workspace, plan)
}

// LoadPlan returns a plan with its items and, as long as it is proposed, with what it changes.
func LoadPlan(tx *database.Tx, plan id.ID) (Full, error) {
	p, err := database.Get[Plan](tx, "plan", plan)
	if err != nil {
		return Full{}, err
	}
	full := Full{Plan: p}
	if full.Items, err = shown(tx, p.ID); err != nil || p.State == Superseded {
		return full, err
	}
	if p.State == Accepted {
		return full, full.weigh(tx)
	}
	now, err := accepted(tx)
	if fault.Is(err, fault.NotFound) {
		return full, nil
	} else if err != nil {
		return full, err
	}
	before, err := shown(tx, now.ID)
	full.Changes = changes(Full{Plan: now, Items: before}, full)
	return full, err
}

// weigh compares the load with the capacity that the teams have today.
func (f *Full) weigh(tx *database.Tx) error {
	teams, err := Teams(tx)
	byID := map[id.ID]*Team{}
	for n := range teams {
		byID[teams[n].ID] = &teams[n]
	}
	for n := range f.Load {
		l := &f.Load[n]
		l.Capacity = 0
		if team := byID[l.TeamID]; team != nil {
			l.Capacity = team.at(l.Week)
		}
	}
	return err
}
