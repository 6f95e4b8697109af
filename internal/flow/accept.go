package flow

import (
	"github.com/throughlinehq/throughline/internal/audit"
	"github.com/throughlinehq/throughline/internal/backlog"
	"github.com/throughlinehq/throughline/internal/kit/fault"
	"github.com/throughlinehq/throughline/internal/kit/id"
	"github.com/throughlinehq/throughline/internal/people"
	"github.com/throughlinehq/throughline/internal/platform/database"
	"github.com/throughlinehq/throughline/internal/priority"
)

// Accept gives the verdict on an item. Where the workspace keeps hats apart, whoever scored the
// item's value may not accept it, a Conflict says; where one person may wear several, they may,
// and that is written down.
func Accept(
	tx *database.Tx, item id.ID, verdict backlog.Verdict, reason string,
) (backlog.Acceptance, error) {
	a, err := backlog.Accept(tx, item, verdict, reason)
	if err != nil || verdict != backlog.VerdictAccepted {
		return a, err
	}
	scored, err := priority.ScoredBy(tx, item, tx.Actor.ID)
	if err != nil || !scored {
		return a, err
	}
	w, err := people.GetWorkspace(tx)
	if err != nil {
		return a, err
	}
	if w.Settings.Hats == people.Apart {
		return a, fault.New(fault.Conflict, "You scored the value of this item, and this "+
			"workspace keeps hats apart: somebody else must accept it.")
	}
	return a, audit.Log(tx, "accepted what they scored", item,
		map[string]any{"acceptance": a.ID, "hats": people.Together})
}
