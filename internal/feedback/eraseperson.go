package feedback

import (
	"slices"
	"strings"

	"github.com/throughlinehq/throughline/internal/kit/id"
	"github.com/throughlinehq/throughline/internal/platform/database"
)

// KnownAs lists the customers who go by any of the ids, as their external id or their address.
func KnownAs(tx *database.Tx, ids []string) (found []Customer, err error) {
	taken := map[id.ID]bool{}
	for part := range slices.Chunk(ids, 100) {
		lower := make([]string, len(part))
		for i, each := range part {
			lower[i] = strings.ToLower(strings.TrimSpace(each))
		}
		for column, values := range map[string][]string{"external_id": part, "email": lower} {
			where, args := database.AndIn(tx.Where(""), column, values).
				And(column + " <> ''").SQL()
			some, err := database.List[Customer](tx, "SELECT "+database.Columns[Customer]("")+
				" FROM customer "+where, args...)
			if err != nil {
				return nil, err
			}
			for _, c := range some {
				if !taken[c.ID] {
					taken[c.ID] = true
					found = append(found, c)
				}
			}
		}
	}
	slices.SortFunc(found, func(a, b Customer) int {
		return strings.Compare(string(a.ID), string(b.ID))
	})
	return found, nil
}

// EraseCustomer deletes a customer with everything that they said, and returns how much feedback
// that was; forget is as for [EraseImported].
func EraseCustomer(tx *database.Tx, customer id.ID, forget Forget) (int64, error) {
	said, err := database.List[Listed](tx, "SELECT "+listedColumns+listedFrom+`
		WHERE f.workspace_id = $1 AND f.customer_id = $2 ORDER BY f.id`, tx.Workspace, customer)
	if err != nil {
		return 0, err
	}
	if err := eraseAll(tx, said, forget); err != nil {
		return 0, err
	}
	return int64(len(said)), tx.ExecEach([]string{
		"DELETE FROM link WHERE workspace_id = $1 AND (from_id = $2 OR to_id = $2)",
		"DELETE FROM theme_customer WHERE workspace_id = $1 AND customer_id = $2",
		"DELETE FROM customer WHERE workspace_id = $1 AND id = $2",
	}, tx.Workspace, customer)
}
