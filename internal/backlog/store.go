package backlog

import (
	"regexp"
	"slices"
	"strconv"
	"strings"

	"github.com/throughlinehq/throughline/internal/kit/fault"
	"github.com/throughlinehq/throughline/internal/kit/id"
	"github.com/throughlinehq/throughline/internal/kit/page"
	"github.com/throughlinehq/throughline/internal/platform/database"
)

// Listed is an item with what a list shows beside it.
type Listed struct {
	Item
	Docid          int64
	Key            string  // HAR-12
	OpportunityIDs []id.ID // what it answers
	Needs          []id.ID // what must be finished before it
	Voted          bool    // by the actor
}

// Sort is an order of a list.
type Sort string

// The orders. Each has an index of its own, so that every page costs the same.
const (
	ByPosition Sort = "position"
	Newest     Sort = "newest"
	ByVotes    Sort = "votes"
)

// Filter chooses items; empty fields choose all.
type Filter struct {
	Words                                   string // full-text search, or a key
	Status, Type, Team, Assignee, ProductID []string
	Parent, Opportunity                     []string
	Within                                  *database.Condition // of a room above, about item i
	Sort                                    Sort                // a search lists the newest first
}

// narrow adds the conditions and reports whether they search the full-text index; words that
// are an item's key do not.
func (filter Filter) narrow(tx *database.Tx, w *database.Filter) (search bool) {
	andAny(w, "i.status", filter.Status)
	andAny(w, "i.type", filter.Type)
	andAny(w, "i.team_id", filter.Team)
	andAny(w, "i.parent_id", filter.Parent)
	andAny(w, "i.assignee_id", filter.Assignee)
	andAny(w, "i.product_id", filter.ProductID)
	if filter.Within != nil {
		w.And(filter.Within.SQL, filter.Within.Args...)
	}
	if len(filter.Opportunity) > 0 {
		places := strings.TrimSuffix(strings.Repeat("$, ", len(filter.Opportunity)), ", ")
		args := []any{tx.Workspace}
		for _, o := range filter.Opportunity {
			args = append(args, o)
		}
		w.And(`i.id IN (SELECT l.to_id FROM link l WHERE l.workspace_id = $
			AND l.kind = 'answers' AND l.from_id IN (`+places+`))`, args...)
	}
	if key := itemKey.FindStringSubmatch(filter.Words); key != nil {
		number, _ := strconv.ParseInt(key[2], 10, 64)
		w.And(`i.number = $ AND i.product_id IN (SELECT p.id FROM product p
			WHERE p.workspace_id = $ AND p.key = $)`, number, tx.Workspace, strings.ToUpper(key[1]))
		return false
	}
	if filter.Words != "" {
		w.AndText(tx, "item", filter.Words)
	}
	return filter.Words != ""
}

var itemKey = regexp.MustCompile(`^\s*([A-Za-z][A-Za-z0-9]{1,9})-(\d{1,12})\s*$`)

// andAny adds "column is one of values". One value is left to the column's index, which gives
// the rows in order; several are compared as an expression, so that the database walks the
// order's index and stops early instead of gathering and sorting everything.
func andAny(w *database.Filter, column string, values []string) {
	if len(values) == 1 {
		w.And(column+" = $", values[0])
		return
	}
	database.AndIn(w, "("+column+" || '')", values)
}

// List returns items in the filter's order, with what a list shows.
func List(tx *database.Tx, filter Filter, request page.Request) (page.Page[Listed], error) {
	w := tx.Where("i").And("i.deleted_at IS NULL")
	from, o := "", orders[filter.Sort]
	if filter.narrow(tx, w) {
		text, err := tx.TextFrom("item", filter.Words)
		if err != nil {
			return page.Page[Listed]{}, err
		}
		from, o = text+", ", bySearch
		w.And("i.docid = t.rowid")
	}
	if err := o.after(w, request); err != nil {
		return page.Page[Listed]{}, err
	}
	limit := w.Place(request.Size() + 1)
	where, args := w.SQL()
	found, err := database.List[Listed](tx, "SELECT "+database.Columns[Item]("i.")+
		", i.docid FROM "+from+"item i "+where+" ORDER BY "+o.by+" LIMIT "+limit, args...)
	if err != nil {
		return page.Page[Listed]{}, err
	}
	cut := page.Cut(found, request.Size(), o.key)
	return cut, decorate(tx, cut.Records)
}

// order is an order of a list and how it goes on after a page.
type order struct {
	by    string
	key   func(Listed) []any
	after func(*database.Filter, page.Request) error
}

var orders = map[Sort]order{
	"": byPosition, ByPosition: byPosition, Newest: newest, ByVotes: byVotes,
}

var (
	byPosition = order{"i.position, i.id",
		func(l Listed) []any { return []any{l.Position, l.ID} },
		func(w *database.Filter, request page.Request) error {
			var position string
			var last id.ID
			more, err := request.After(&position, &last)
			if more {
				w.And("(i.position, i.id) > ($, $)", position, last)
			}
			return err
		}}
	newest = order{"i.id DESC",
		func(l Listed) []any { return []any{l.ID} },
		func(w *database.Filter, request page.Request) error {
			var last id.ID
			more, err := request.After(&last)
			if more {
				w.And("i.id < $", last)
			}
			return err
		}}
	byVotes = order{"i.vote_count DESC, i.id DESC",
		func(l Listed) []any { return []any{l.VoteCount, l.ID} },
		func(w *database.Filter, request page.Request) error {
			var votes int64
			var last id.ID
			more, err := request.After(&votes, &last)
			if more {
				w.And("(i.vote_count, i.id) < ($, $)", votes, last)
			}
			return err
		}}
	bySearch = order{"t.rowid DESC",
		func(l Listed) []any { return []any{l.Docid} },
		func(w *database.Filter, request page.Request) error {
			var docid int64
			more, err := request.After(&docid)
			if more {
				w.And("t.rowid < $", docid)
			}
			return err
		}}
)

// Load returns one item with what a list shows.
func Load(tx *database.Tx, item id.ID) (Listed, error) {
	found, err := LoadAll(tx, []id.ID{item})
	if err == nil && len(found) == 0 {
		err = fault.Missing("item")
	}
	return first(found), err
}

// LoadAll returns the items with these ids, as far as they exist, in the backlog's order.
func LoadAll(tx *database.Tx, items []id.ID) ([]Listed, error) {
	w := tx.Where("i").And("i.deleted_at IS NULL")
	if len(items) == 0 {
		return nil, nil
	}
	where, args := database.AndIn(w, "i.id", items).SQL()
	found, err := database.List[Listed](tx, "SELECT "+database.Columns[Item]("i.")+
		", i.docid FROM item i "+where+" ORDER BY i.position, i.id", args...)
	if err != nil {
		return nil, err
	}
	return found, decorate(tx, found)
}

// decorate adds what lies in other tables, with one query for each.
func decorate(tx *database.Tx, items []Listed) error {
	if len(items) == 0 {
		return nil
	}
	ids, at := make([]id.ID, len(items)), map[id.ID]*Listed{}
	for n := range items {
		ids[n], at[items[n].ID] = items[n].ID, &items[n]
	}
	products, err := Products(tx)
	if err != nil {
		return err
	}
	keys := map[id.ID]string{}
	for _, p := range products {
		keys[p.ID] = p.Key
	}
	for n, i := range items {
		items[n].Key = keyOf(keys[i.ProductID], i.Number)
	}
	for _, add := range []func(*database.Tx, []id.ID, map[id.ID]*Listed) error{
		addOpportunities, addNeeds, addVoted,
	} {
		if err := add(tx, ids, at); err != nil {
			return err
		}
	}
	return nil
}

type pair struct{ ItemID, OtherID id.ID }

func addOpportunities(tx *database.Tx, ids []id.ID, at map[id.ID]*Listed) error {
	w := tx.Where("").And("kind = 'answers' AND from_kind = 'opportunity'")
	where, args := database.AndIn(w, "to_id", ids).SQL()
	// Sorted here: an ORDER BY would tempt the database into walking every link in that order.
	err := database.Each(tx, func(p pair) error {
		at[p.ItemID].OpportunityIDs = append(at[p.ItemID].OpportunityIDs, p.OtherID)
		return nil
	}, "SELECT to_id AS item_id, from_id AS other_id FROM link "+where, args...)
	for _, item := range at {
		slices.Sort(item.OpportunityIDs)
	}
	return err
}

func addNeeds(tx *database.Tx, ids []id.ID, at map[id.ID]*Listed) error {
	found, err := Dependencies(tx, ids)
	for _, d := range found {
		at[d.ItemID].Needs = append(at[d.ItemID].Needs, d.NeedsID)
	}
	return err
}

func addVoted(tx *database.Tx, ids []id.ID, at map[id.ID]*Listed) error {
	w := tx.Where("").And("user_id = $", tx.Actor.ID)
	where, args := database.AndIn(w, "item_id", ids).SQL()
	return database.Each(tx, func(item id.ID) error {
		at[item].Voted = true
		return nil
	}, "SELECT item_id FROM item_vote "+where, args...)
}

// KeyOf returns an item's key: HAR-12.
func KeyOf(tx *database.Tx, i Item) (string, error) {
	p, err := database.Get[Product](tx, "product", i.ProductID)
	return keyOf(p.Key, i.Number), err
}

func insert(tx *database.Tx, i *Item) error {
	var err error
	if i.Number, err = tx.Next("item:" + string(i.ProductID)); err != nil {
		return err
	}
	last, err := database.List[string](tx, `SELECT position FROM item WHERE workspace_id = $1
		ORDER BY position DESC LIMIT 1`, tx.Workspace)
	if err != nil {
		return err
	}
	i.Position = between(first(last), "")
	if err := tx.Insert("item", i); err != nil {
		return err
	}
	return indexText(tx, *i)
}

func indexText(tx *database.Tx, i Item) error {
	docid, err := database.Value[int64](tx,
		"SELECT docid FROM item WHERE workspace_id = $1 AND id = $2", tx.Workspace, i.ID)
	if err != nil {
		return err
	}
	return tx.IndexText("item", docid, i.Title+"\n"+i.Description)
}
