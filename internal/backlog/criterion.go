package backlog

import (
	"strings"
	"time"

	"github.com/throughlinehq/throughline/internal/audit"
	"github.com/throughlinehq/throughline/internal/bin"
	"github.com/throughlinehq/throughline/internal/kit/fault"
	"github.com/throughlinehq/throughline/internal/kit/id"
	"github.com/throughlinehq/throughline/internal/people"
	"github.com/throughlinehq/throughline/internal/platform/database"
)

// CriterionStatus says whether a criterion holds.
type CriterionStatus string

// The statuses of a criterion.
const (
	Open   CriterionStatus = "open"   // nobody has looked
	Met    CriterionStatus = "met"    // it holds, by the evidence given
	Failed CriterionStatus = "failed" // it does not hold
)

// CriterionStatuses lists the statuses of a criterion.
var CriterionStatuses = []string{string(Open), string(Met), string(Failed)}

// Criterion is one thing that must hold for an item to be accepted.
type Criterion struct {
	database.Meta
	database.Binned
	ItemID    id.ID
	Text      string
	Status    CriterionStatus
	Evidence  string // how we know
	CheckedBy id.ID
	CheckedAt *time.Time
}

// CriterionPatch changes a criterion; nil leaves a field as it is.
type CriterionPatch struct {
	Text     *string
	Status   *CriterionStatus
	Evidence *string
}

// MaxCriteria is how many criteria one item may have.
const MaxCriteria = 100

func (k *Criterion) check() error {
	k.Text = strings.TrimSpace(k.Text)
	var c fault.Check
	c.Text("/text", k.Text, 1, 2000)
	c.OneOf("/status", string(k.Status), CriterionStatuses...)
	c.Text("/evidence", k.Evidence, 0, 5000)
	return c.Err()
}

// Criteria lists the criteria of an item, the oldest first.
func Criteria(tx *database.Tx, item id.ID) ([]Criterion, error) {
	if _, err := database.Get[Item](tx, "item", item); err != nil {
		return nil, err
	}
	return criteria(tx, item)
}

func criteria(tx *database.Tx, item id.ID) ([]Criterion, error) {
	return database.List[Criterion](tx, "SELECT "+database.Columns[Criterion]("")+`
		FROM criterion WHERE workspace_id = $1 AND item_id = $2 AND deleted_at IS NULL
		ORDER BY id`, tx.Workspace, item)
}

// AddCriterion adds a criterion to an item that is not accepted yet.
func AddCriterion(tx *database.Tx, item id.ID, text string) (Criterion, error) {
	k := Criterion{ItemID: item, Text: text, Status: Open}
	i, err := judgeable(tx, item)
	if err != nil {
		return k, err
	}
	if err := k.check(); err != nil {
		return k, err
	}
	if i.CriteriaTotal >= MaxCriteria {
		return k, fault.New(fault.Conflict, "An item has at most %d criteria.", MaxCriteria)
	}
	if err := tx.Insert("criterion", &k); err != nil {
		return k, err
	}
	return k, countCriteria(tx, k, "added a criterion")
}

// ChangeCriterion rewords a criterion or notes whether it holds, and how we know. Other words
// need looking at again: the criterion is open until somebody does.
func ChangeCriterion(
	tx *database.Tx, criterion id.ID, version int64, patch CriterionPatch,
) (Criterion, error) {
	k, err := database.GetVersion[Criterion](tx, "criterion", criterion, version)
	if err != nil {
		return k, err
	}
	if _, err := judgeable(tx, k.ItemID); err != nil {
		return k, err
	}
	was := k
	set(&k.Text, patch.Text)
	set(&k.Status, patch.Status)
	set(&k.Evidence, patch.Evidence)
	if err := k.check(); err != nil {
		return k, err
	}
	if k.Text != was.Text && patch.Status == nil {
		k.Status = Open
	}
	switch {
	case k.Status == Open:
		k.CheckedBy, k.CheckedAt = "", nil
	case k.Status != was.Status || k.Evidence != was.Evidence:
		now := tx.Now
		k.CheckedBy, k.CheckedAt = tx.Actor.ID, &now
	}
	if err := tx.Update("criterion", &k); err != nil {
		return k, err
	}
	return k, countCriteria(tx, k, "checked a criterion")
}

// RemoveCriterion takes a criterion off an item that is not accepted yet.
func RemoveCriterion(tx *database.Tx, criterion id.ID, version int64) error {
	k, err := database.GetVersion[Criterion](tx, "criterion", criterion, version)
	if err != nil {
		return err
	}
	if _, err := judgeable(tx, k.ItemID); err != nil {
		return err
	}
	if err := bin.Put(tx, &k, k.Text, nil); err != nil {
		return err
	}
	return countCriteria(tx, k, "removed a criterion")
}

// judgeable loads an item whose criteria may still change.
func judgeable(tx *database.Tx, item id.ID) (Item, error) {
	if err := people.Can(tx.Actor, people.WriteBacklog); err != nil {
		return Item{}, err
	}
	i, err := database.Get[Item](tx, "item", item)
	if err == nil && (i.Status == Accepted || i.Status == Released) {
		err = fault.New(fault.Conflict, "This item is %s: its criteria stay as they were judged.",
			i.Status)
	}
	return i, err
}

// countCriteria keeps how many criteria the item has and how many of them hold.
func countCriteria(tx *database.Tx, k Criterion, action string) error {
	_, err := tx.Exec(`UPDATE item SET
		criteria_total = (SELECT count(*) FROM criterion c WHERE c.workspace_id = $1
			AND c.item_id = $2 AND c.deleted_at IS NULL),
		criteria_met = (SELECT count(*) FROM criterion c WHERE c.workspace_id = $1
			AND c.item_id = $2 AND c.deleted_at IS NULL AND c.status = 'met')
		WHERE workspace_id = $1 AND id = $2`, tx.Workspace, k.ItemID)
	if err != nil {
		return err
	}
	tx.Touch(k.ItemID)
	return audit.Log(tx, action, k.ItemID,
		map[string]any{"criterion": k.ID, "status": k.Status})
}
