package databasetest

import (
	"context"
	"testing"

	"github.com/throughlinehq/throughline/internal/kit/scope"
	"github.com/throughlinehq/throughline/internal/platform/database"
)

// TestWalkedTellsWalksFromSearches asks for the plans of queries that do, and do not, go through
// all of a workspace.
func TestWalkedTellsWalksFromSearches(t *testing.T) {
	const customer = "SELECT id FROM customer WHERE workspace_id = $1 AND "
	db := SQLite(t)
	err := db.Read(context.Background(), scope.ForSystem("workspace_a", "test"),
		func(tx *database.Tx) error {
			for query, walks := range map[string]bool{
				customer + "external_id = $2":                                true,
				customer + "external_id = $2 AND external_id <> ''":          false,
				customer + "title = $2":                                      true,
				customer + "title = $2 ORDER BY id LIMIT 1":                  false,
				customer + "title = $2 ORDER BY feedback_count LIMIT 1":      true,
				customer + "id IN ($2, $3) ORDER BY name":                    false,
				"SELECT c.id FROM customer AS c":                             true,
				"SELECT max(number) FROM feedback WHERE workspace_id = $1":   false,
				"SELECT id FROM team WHERE workspace_id = $1":                false, // stays small
				"UPDATE item SET title = '' WHERE workspace_id = $1":         true,
				"DELETE FROM score WHERE workspace_id = $1 AND item_id = $2": false,
			} {
				if got := walked(tx, query, nil); (got != "") != walks {
					t.Errorf("%s: %q", query, got)
				}
			}
			return nil
		})
	if err != nil {
		t.Fatal(err)
	}
}
