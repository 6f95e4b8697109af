package backlog

import (
	"github.com/throughlinehq/throughline/internal/kit/id"
	"github.com/throughlinehq/throughline/internal/lineage"
	"github.com/throughlinehq/throughline/internal/platform/database"
)

// asked is the feedback that is evidence for the opportunities which an item answers.
const asked = ` FROM link o
	JOIN link e ON e.workspace_id = o.workspace_id AND e.to_id = o.from_id
		AND e.kind = 'evidence'
	JOIN feedback f ON f.workspace_id = e.workspace_id AND f.id = e.from_id
		AND f.deleted_at IS NULL
	WHERE o.workspace_id = $1 AND o.to_id = $2 AND o.kind = 'answers'`

// RefreshEvidence counts again who asked for an item: the customers and accounts behind the
// quotes of its opportunities, and what these accounts pay a year. Call it whenever the quotes
// or the links changed. It is no change that a person could miss, so the version stays.
func RefreshEvidence(tx *database.Tx, item id.ID) error {
	customers, err := database.Value[int64](tx,
		`SELECT count(DISTINCT f.customer_id)`+asked+` AND f.customer_id <> ''`,
		tx.Workspace, item)
	if err != nil {
		return err
	}
	type pays struct {
		Currency string
		Accounts int64
		Minor    int64
	}
	perCurrency, err := database.List[pays](tx, `
		SELECT a.currency, count(*) AS accounts, CAST(sum(a.arr_minor) AS BIGINT) AS minor
		FROM account a WHERE a.workspace_id = $1 AND a.deleted_at IS NULL
		AND a.id IN (SELECT f.account_id`+asked+`)
		GROUP BY a.currency ORDER BY 3 DESC, 1`, tx.Workspace, item)
	if err != nil {
		return err
	}
	accounts := int64(0)
	for _, p := range perCurrency {
		accounts += p.Accounts
	}
	most := first(perCurrency) // sums of different currencies are not added up
	_, err = tx.Exec(`
		UPDATE item SET customer_count = $3, account_count = $4, arr_minor = $5, currency = $6
		WHERE workspace_id = $1 AND id = $2`,
		tx.Workspace, item, customers, accounts, most.Minor, most.Currency)
	tx.Touch(item)
	return err
}

// RefreshOpportunity counts again who asked for every item that answers an opportunity.
func RefreshOpportunity(tx *database.Tx, opportunity id.ID) error {
	links, err := lineage.Next(tx, opportunity, "item")
	if err != nil {
		return err
	}
	for _, l := range links {
		if err := RefreshEvidence(tx, l.ToID); err != nil {
			return err
		}
	}
	return nil
}
