package backlog

import (
	"cmp"
	"fmt"
	"slices"

	"github.com/throughlinehq/throughline/internal/audit"
	"github.com/throughlinehq/throughline/internal/insight"
	"github.com/throughlinehq/throughline/internal/kit/fault"
	"github.com/throughlinehq/throughline/internal/kit/id"
	"github.com/throughlinehq/throughline/internal/lineage"
	"github.com/throughlinehq/throughline/internal/people"
	"github.com/throughlinehq/throughline/internal/platform/database"
)

// Promote makes an item that answers an opportunity. What the input leaves out comes from the
// opportunity: its title, its problem, and a feature as the type.
func Promote(tx *database.Tx, opportunity id.ID, in Input) (Item, error) {
	if err := people.Can(tx.Actor, people.WriteBacklog); err != nil {
		return Item{}, err
	}
	o, err := insight.LoadOpportunity(tx, opportunity)
	if err != nil {
		return Item{}, err
	}
	in.Title = cmp.Or(in.Title, o.Title)
	in.Description = cmp.Or(in.Description, o.Problem)
	in.Type = cmp.Or(in.Type, Feature)
	i, err := Create(tx, in)
	if err != nil {
		return i, err
	}
	if err := lineage.Connect(tx, o.ID, i.ID, lineage.Answers); err != nil {
		return i, err
	}
	if err := RefreshEvidence(tx, i.ID); err != nil {
		return i, err
	}
	return i, audit.Log(tx, "promoted", o.ID, map[string]any{"item": i.ID})
}

// MaxAnswers is how many opportunities one item may answer.
const MaxAnswers = 50

// Answer says which opportunities an item answers: these and no others.
func Answer(tx *database.Tx, item id.ID, opportunities []id.ID) error {
	if err := people.Can(tx.Actor, people.WriteBacklog); err != nil {
		return err
	}
	if _, err := database.Get[Item](tx, "item", item); err != nil {
		return err
	}
	for n, o := range opportunities {
		_, err := insight.LoadOpportunity(tx, o)
		if fault.Is(err, fault.NotFound) {
			err = fault.At(fmt.Sprintf("/opportunity_ids/%d", n),
				"names no opportunity of this workspace")
		}
		if err != nil {
			return err
		}
		if err := lineage.Connect(tx, o, item, lineage.Answers); err != nil {
			return err
		}
	}
	links, err := lineage.Previous(tx, item, "opportunity")
	if err != nil {
		return err
	}
	for _, l := range links {
		if slices.Contains(opportunities, l.FromID) {
			continue
		}
		if err := lineage.Disconnect(tx, l.FromID, item, l.Kind); err != nil {
			return err
		}
	}
	if err := RefreshEvidence(tx, item); err != nil {
		return err
	}
	return audit.Log(tx, "answers", item, map[string]any{"opportunities": opportunities})
}
