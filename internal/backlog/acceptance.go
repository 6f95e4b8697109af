package backlog

import (
	"strings"

	"github.com/throughlinehq/throughline/internal/audit"
	"github.com/throughlinehq/throughline/internal/kit/fault"
	"github.com/throughlinehq/throughline/internal/kit/id"
	"github.com/throughlinehq/throughline/internal/people"
	"github.com/throughlinehq/throughline/internal/platform/database"
)

// Verdict is what the product owner says about the work on an item.
type Verdict string

// The verdicts.
const (
	VerdictAccepted Verdict = "accepted"
	VerdictRejected Verdict = "rejected"
)

// Acceptance is a verdict with its reason and the criteria as they stood.
type Acceptance struct {
	database.Meta
	ItemID   id.ID
	Verdict  Verdict
	Reason   string
	JudgedBy id.ID
	Criteria []JudgedCriterion
}

// JudgedCriterion is a criterion as it stood when the verdict was given.
type JudgedCriterion struct {
	Text     string          `json:"text"`
	Status   CriterionStatus `json:"status"`
	Evidence string          `json:"evidence,omitempty"`
}

// Accept gives the verdict on an item. Only work in review whose criteria are all met can be
// accepted; a rejection says why and sends the item back to in_progress. Whether the actor may
// judge an item whose value they scored is decided by those who know the scores.
func Accept(tx *database.Tx, item id.ID, verdict Verdict, reason string) (Acceptance, error) {
	a := Acceptance{ItemID: item, Verdict: verdict, Reason: strings.TrimSpace(reason),
		JudgedBy: tx.Actor.ID}
	if err := people.Can(tx.Actor, people.Accept); err != nil {
		return a, err
	}
	i, err := database.Get[Item](tx, "item", item)
	if err != nil {
		return a, err
	}
	if err := a.check(); err != nil {
		return a, err
	}
	all, err := criteria(tx, item)
	if err != nil {
		return a, err
	}
	for _, k := range all {
		a.Criteria = append(a.Criteria, JudgedCriterion{k.Text, k.Status, k.Evidence})
	}
	if err := a.refuse(tx, i); err != nil {
		return a, err
	}
	from := i.Status
	i.Status = Accepted
	if verdict == VerdictRejected {
		i.Status = InProgress
	}
	if err := tx.Update("item", &i); err != nil {
		return a, err
	}
	if err := tx.Insert("acceptance", &a); err != nil {
		return a, err
	}
	return a, audit.Log(tx, string(verdict), item,
		map[string]any{"from": from, "to": i.Status, "acceptance": a.ID})
}

func (a Acceptance) check() error {
	var c fault.Check
	c.OneOf("/verdict", string(a.Verdict), string(VerdictAccepted), string(VerdictRejected))
	c.Text("/reason", a.Reason, 0, 5000)
	c.That(a.Verdict != VerdictRejected || a.Reason != "", "/reason",
		"must say what is missing, so that the work can go on")
	return c.Err()
}

// refuse says why this verdict cannot be given on the item now, or nothing.
func (a Acceptance) refuse(tx *database.Tx, i Item) error {
	key, err := KeyOf(tx, i)
	if err != nil {
		return err
	}
	rejected := a.Verdict == VerdictRejected
	switch {
	case i.Status == InReview, rejected && i.Status == Accepted:
	case rejected:
		return fault.New(fault.Conflict,
			"%s is %s; only work that is in review or accepted can be rejected.", key,
			i.Status.words())
	default:
		return fault.New(fault.Conflict,
			"%s is %s; only work that is in review can be accepted.", key, i.Status.words())
	}
	open := []string{}
	for _, k := range a.Criteria {
		if k.Status != Met {
			open = append(open, "“"+k.Text+"” is "+string(k.Status))
		}
	}
	if !rejected && len(open) > 0 {
		return fault.New(fault.Conflict, "%s cannot be accepted: of %d criteria, %s.",
			key, len(a.Criteria), strings.Join(open, ", "))
	}
	return nil
}

// Acceptances lists the verdicts on an item, the last first.
func Acceptances(tx *database.Tx, item id.ID) ([]Acceptance, error) {
	if _, err := database.Get[Item](tx, "item", item); err != nil {
		return nil, err
	}
	return database.List[Acceptance](tx, "SELECT "+database.Columns[Acceptance]("")+`
		FROM acceptance WHERE workspace_id = $1 AND item_id = $2
		ORDER BY id DESC LIMIT 100`, tx.Workspace, item)
}

// MarkReleased notes that a release gave accepted items to customers. It says which item is
// not accepted; then none is marked.
func MarkReleased(tx *database.Tx, items []id.ID) error {
	if err := people.Can(tx.Actor, people.Ship); err != nil {
		return err
	}
	for _, item := range items {
		i, err := database.Get[Item](tx, "item", item)
		if err != nil {
			return err
		}
		if i.Status != Accepted {
			key, err := KeyOf(tx, i)
			if err != nil {
				return err
			}
			return fault.New(fault.Conflict,
				"%s is %s; only accepted items can be released.", key, i.Status.words())
		}
		i.Status = Released
		if err := tx.Update("item", &i); err != nil {
			return err
		}
		err = audit.Log(tx, "released", item, map[string]any{"from": Accepted, "to": Released})
		if err != nil {
			return err
		}
	}
	return nil
}
