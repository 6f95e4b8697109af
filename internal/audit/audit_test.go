package audit_test

import (
	"strings"
	"testing"

	"github.com/throughlinehq/throughline/internal/audit"
	"github.com/throughlinehq/throughline/internal/kit/id"
	"github.com/throughlinehq/throughline/internal/kit/page"
	"github.com/throughlinehq/throughline/internal/kit/scope"
	"github.com/throughlinehq/throughline/internal/platform/database"
	"github.com/throughlinehq/throughline/internal/platform/database/databasetest"
)

func TestTamperingShows(t *testing.T) {
	for name, tamper := range map[string]struct{ statement, want string }{
		"changed": {`UPDATE audit_entry SET detail = '{"roles":"owner"}'
			WHERE workspace_id = $1 AND seq = 2`, "audit entry 2 (updated item_2) was changed"},
		"removed": {`DELETE FROM audit_entry WHERE workspace_id = $1 AND seq = 3`,
			"audit entry 3 is missing"},
	} {
		t.Run(name, func(t *testing.T) {
			databasetest.Each(t, func(t *testing.T, db *database.DB) {
				s := scope.ForSystem("workspace_a", "test")
				write := func(fn func(tx *database.Tx) error) {
					t.Helper()
					if err := db.Write(t.Context(), s, fn); err != nil {
						t.Fatal(err)
					}
				}
				write(func(tx *database.Tx) error {
					for _, record := range []id.ID{"item_1", "item_2", "item_3", "item_4"} {
						detail := map[string]any{"title": "Wörds", "n": 1}
						if err := audit.Log(tx, "updated", record, detail); err != nil {
							return err
						}
					}
					n, err := audit.Verify(tx)
					if n != 4 {
						t.Errorf("verified %d entries, want 4", n)
					}
					return err
				})
				write(func(tx *database.Tx) error {
					_, err := tx.Exec(tamper.statement, tx.Workspace)
					return err
				})
				err := db.Read(t.Context(), s, func(tx *database.Tx) error {
					_, err := audit.Verify(tx)
					return err
				})
				if err == nil || !strings.Contains(err.Error(), tamper.want) {
					t.Errorf("got %v, want %q", err, tamper.want)
				}
			})
		})
	}
}

func TestListOfOneRecord(t *testing.T) {
	db := databasetest.SQLite(t)
	s := scope.ForSystem("workspace_a", "test")
	err := db.Write(t.Context(), s, func(tx *database.Tx) error {
		for i := range 5 {
			record := id.ID([]string{"item_1", "item_2"}[i%2])
			if err := audit.Log(tx, "updated", record, nil); err != nil {
				return err
			}
		}
		first, err := audit.List(tx, "item_1", page.Request{Limit: 2})
		if err != nil || len(first.Records) != 2 || first.Records[0].Seq != 5 {
			t.Errorf("first page %+v, %v", first, err)
		}
		rest, err := audit.List(tx, "item_1", page.Request{Limit: 2, Cursor: first.Next})
		if err != nil || len(rest.Records) != 1 || rest.Records[0].Seq != 1 || rest.Next != "" {
			t.Errorf("second page %+v, %v", rest, err)
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
}
