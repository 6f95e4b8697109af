package priority

import (
	"cmp"
	"fmt"
	"math"
	"strconv"

	"github.com/throughlinehq/throughline/engine/rank"
	"github.com/throughlinehq/throughline/internal/backlog"
	"github.com/throughlinehq/throughline/internal/kit/fault"
	"github.com/throughlinehq/throughline/internal/kit/id"
	"github.com/throughlinehq/throughline/internal/kit/page"
	"github.com/throughlinehq/throughline/internal/platform/database"
)

// MaxCandidates is how many items are ranked at once.
const MaxCandidates = 500

// Query chooses what is ranked, and how.
type Query struct {
	Framework string // its key; "" is the first active one
	Top       int    // how many places count
	Items     backlog.Filter
	Limit     int
	Seed      uint64
}

// Order is the candidates in order, and how sure that order is.
type Order struct {
	Framework     Framework
	Top           int
	Draws         int
	Seed          uint64
	ExpectedRight float64 // how many of the top are likely to belong there
	Places        []Place // the ranked ones first
	RefineFirst   []Refinement
	Weights       []Leeway // only weighted frameworks have any
}

// Place is one candidate in the order.
type Place struct {
	Item       backlog.Listed
	Ranked     *rank.Ranked // nil while the item is incomplete
	Inputs     map[string]Input
	Suggested  map[string]rank.Estimate // from the item's evidence and estimate
	Incomplete []string                 // the fields that need a value
	Reason     string                   // why there is no score, when no field is missing
}

// Refinement is an estimate that is worth knowing better.
type Refinement struct {
	ItemID id.ID
	Key    string
	Field  string
	Value  float64 // how many more of the top would be right
	Text   string
}

// Leeway is how far one weight may move, the others staying, before two items change places.
type Leeway struct {
	Field  string
	Weight float64
	Order  Bounds // within them the whole list stays
	First  Bounds // within them the first item stays the first
}

// Bounds are the weights beyond which an item falls behind another; nil where no weight does it.
type Bounds struct{ Low, High *Swap }

// Swap is where two items change places, by their keys.
type Swap struct {
	At           float64
	Behind, Past string
}

// Rank puts the candidates in order. Items that were scored come first among the candidates;
// the rest, up to the limit, is listed as incomplete in the order of the backlog. The same
// records give the same answer.
func Rank(tx *database.Tx, q Query) (Order, error) {
	f, err := find(tx, q.Framework)
	if fault.Is(err, fault.NotFound) {
		err = fault.At("query/framework", "names no framework; GET /frameworks lists them")
	}
	if err != nil {
		return Order{}, err
	}
	items, err := candidates(tx, f, q)
	if err != nil {
		return Order{}, err
	}
	inputs, err := inputsOf(tx, f, items)
	if err != nil {
		return Order{}, err
	}
	places := map[string]*Place{}
	entries := make([]rank.Item, len(items))
	for n, item := range items {
		p := &Place{Item: item, Inputs: inputs[item.ID], Suggested: suggest(item, f)}
		places[string(item.ID)] = p
		entries[n] = rank.Item{ID: string(item.ID), Values: p.values(f)}
	}
	result, err := rank.Rank(f.engine(), entries, rank.Options{Seed: q.Seed, TopK: []int{q.Top}})
	if err != nil {
		return Order{}, err
	}
	return assemble(f, q, result, places), nil
}

func assemble(f Framework, q Query, result rank.Result, places map[string]*Place) Order {
	o := Order{Framework: f, Top: q.Top, Draws: result.Draws, Seed: result.Seed,
		ExpectedRight: result.ExpectedRight[q.Top]}
	for n, ranked := range result.Items {
		p := places[ranked.ID]
		p.Ranked = &result.Items[n]
		o.Places = append(o.Places, *p)
	}
	for _, inc := range result.Incomplete {
		p := places[inc.ID]
		p.Incomplete, p.Reason = inc.Missing, inc.Reason
		if len(inc.Missing) == 0 && inc.Reason == "" {
			p.Reason = inc.Error()
		}
		o.Places = append(o.Places, *p)
	}
	for _, r := range result.RefineFirst {
		p := places[r.ID]
		o.RefineFirst = append(o.RefineFirst, Refinement{p.Item.ID, p.Item.Key, r.Field,
			r.Value, describe(f, p, r, q.Top)})
	}
	for _, w := range result.Weights {
		o.Weights = append(o.Weights, Leeway{w.Field, w.Weight, bounds(w.Order, places),
			bounds(w.First, places)})
	}
	return o
}

func bounds(b rank.Bounds, places map[string]*Place) Bounds {
	swap := func(at *float64, items []string) *Swap {
		if at == nil {
			return nil
		}
		return &Swap{*at, places[items[0]].Item.Key, places[items[1]].Item.Key}
	}
	return Bounds{swap(b.Low, b.LowSwap), swap(b.High, b.HighSwap)}
}

// candidates loads what is to be ranked: scored items first, then others to fill the limit.
func candidates(tx *database.Tx, f Framework, q Query) ([]backlog.Listed, error) {
	limit := min(cmp.Or(q.Limit, MaxCandidates), MaxCandidates)
	var found []backlog.Listed
	for _, in := range []string{"IN", "NOT IN"} {
		filter := q.Items
		filter.Within = &database.Condition{SQL: "i.id " + in + ` (SELECT s.item_id FROM score s
			WHERE s.workspace_id = $ AND s.framework_id = $)`, Args: []any{tx.Workspace, f.ID}}
		request := page.Request{Limit: page.MaxLimit}
		for len(found) < limit {
			got, err := backlog.List(tx, filter, request)
			if err != nil {
				return nil, err
			}
			found = append(found, got.Records...)
			if request.Cursor = got.Next; got.Next == "" {
				break
			}
		}
	}
	return found[:min(limit, len(found))], nil
}

func inputsOf(
	tx *database.Tx, f Framework, items []backlog.Listed,
) (map[id.ID]map[string]Input, error) {
	inputs := map[id.ID]map[string]Input{}
	if len(items) == 0 {
		return inputs, nil
	}
	ids := make([]id.ID, len(items))
	for n, item := range items {
		ids[n] = item.ID
	}
	w := tx.Where("").And("framework_id = $", f.ID)
	where, args := database.AndIn(w, "item_id", ids).SQL()
	err := database.Each(tx, func(s Score) error {
		inputs[s.ItemID] = s.Inputs
		return nil
	}, "SELECT "+database.Columns[Score]("")+" FROM score "+where, args...)
	return inputs, err
}

// suggest offers what the records know already: who asked, what their accounts pay a year, and
// the item's own estimate.
func suggest(item backlog.Listed, f Framework) map[string]rank.Estimate {
	offers := map[string]rank.Estimate{}
	if item.ARRMinor > 0 {
		offers["arr"] = rank.Point(float64(item.ARRMinor) / 100)
	}
	for _, field := range f.Fields {
		switch {
		case field.Key == "reach" && item.CustomerCount > 0:
			offers[field.Key] = rank.Point(float64(item.CustomerCount))
		case field.Unit == PersonWeeks && item.Known():
			offers[field.Key] = rank.Estimate{P10: item.P10, P50: &item.P50, P90: item.P90}
		}
	}
	return offers
}

// values are what the item is ranked by: what it was given, and for an effort that nobody gave,
// the item's own estimate.
func (p *Place) values(f Framework) map[string]rank.Estimate {
	values := map[string]rank.Estimate{}
	for _, field := range f.Fields {
		if in, ok := p.Inputs[field.Key]; ok {
			values[field.Key] = in.Estimate
		} else if e, ok := p.Suggested[field.Key]; ok && field.Unit == PersonWeeks {
			values[field.Key] = e
		}
	}
	return values
}

// describe says in words what to refine and what that is worth.
func describe(f Framework, p *Place, r rank.Refinement, top int) string {
	e := p.values(f)[r.Field]
	label, unit := r.Field, ""
	for _, field := range f.Fields {
		if field.Key == r.Field && field.Label != "" {
			label = field.Label
			if field.Unit != "" {
				unit = " " + field.Unit
			}
		}
	}
	return fmt.Sprintf("Narrow “%s” of %s: it is %s to %s%s. Knowing it makes the top %d right "+
		"by %s items more.", label, p.Item.Key, Short(e.P10), Short(e.P90), unit, top,
		strconv.FormatFloat(r.Value, 'f', 2, 64))
}

// Short writes three significant digits, and large numbers in full: 1200, not 1.2e+03.
func Short(v float64) string {
	rounded, err := strconv.ParseFloat(strconv.FormatFloat(v, 'g', 3, 64), 64)
	if err != nil || math.Abs(rounded) >= 1e12 {
		return strconv.FormatFloat(v, 'g', 3, 64)
	}
	return strconv.FormatFloat(rounded, 'f', -1, 64)
}
