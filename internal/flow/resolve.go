package flow

import (
	"strconv"
	"strings"

	"github.com/throughlinehq/throughline/internal/kit/fault"
	"github.com/throughlinehq/throughline/internal/kit/id"
	"github.com/throughlinehq/throughline/internal/lineage"
	"github.com/throughlinehq/throughline/internal/platform/database"
)

// Resolve finds the record that a person means by a key (FB-12, OP-3, HAR-7) or by its
// identifier.
func Resolve(tx *database.Tx, name string) (id.ID, error) {
	name = strings.TrimSpace(name)
	for _, kind := range lineage.Steps {
		if id.ID(name).Valid(kind) {
			return id.ID(name), nil
		}
	}
	prefix, digits, _ := strings.Cut(strings.ToUpper(name), "-")
	number, err := strconv.ParseInt(digits, 10, 64)
	if err != nil {
		return "", fault.New(fault.Invalid,
			"%q is no key such as FB-12, OP-3 or HAR-7, and no identifier.", name)
	}
	var found id.ID
	switch prefix {
	case "FB":
		found, err = database.One[id.ID](tx,
			"SELECT id FROM feedback WHERE workspace_id = $1 AND number = $2", tx.Workspace, number)
	case "OP":
		found, err = database.One[id.ID](tx, `SELECT id FROM opportunity
			WHERE workspace_id = $1 AND number = $2`, tx.Workspace, number)
	default:
		found, err = database.One[id.ID](tx, `SELECT i.id FROM item i JOIN product p
			ON p.workspace_id = i.workspace_id AND p.id = i.product_id
			WHERE i.workspace_id = $1 AND p.key = $2 AND i.number = $3`,
			tx.Workspace, prefix, number)
	}
	if fault.Is(err, fault.NotFound) {
		err = fault.New(fault.NotFound, "There is no record %s here.", name)
	}
	return found, err
}
