package flow_test

import (
	"testing"
	"time"

	"github.com/throughlinehq/throughline/internal/audit"
	"github.com/throughlinehq/throughline/internal/feedback"
	"github.com/throughlinehq/throughline/internal/flow"
	"github.com/throughlinehq/throughline/internal/kit/id"
	"github.com/throughlinehq/throughline/internal/kit/scope"
	"github.com/throughlinehq/throughline/internal/platform/database"
	"github.com/throughlinehq/throughline/internal/platform/database/databasetest"
)

func TestHomeTellsWhatWasDoneInOneBoutOnce(t *testing.T) {
	databasetest.Each(t, func(t *testing.T, db *database.DB) {
		var home flow.Home
		err := db.Write(t.Context(), scope.ForSystem("workspace_a", "test"), func(tx *database.Tx) error {
			var last id.ID
			for _, text := range []string{"Sync loses notes", "Signing in takes minutes", "No dark look"} {
				f, _, err := feedback.Add(tx, feedback.Input{Text: text, Source: "Desk",
					SourceKind: "support"})
				if err != nil {
					return err
				}
				last = f.ID
			}
			later := *tx
			later.Now = tx.Now.Add(3 * time.Hour)
			if err := audit.Log(&later, "created", last, nil); err != nil {
				return err
			}
			if err := audit.Log(&later, "signed_in", "user_a", nil); err != nil {
				return err
			}
			var err error
			home, err = flow.AtHome(tx)
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
		if len(home.Changes) != 2 {
			t.Fatalf("got %+v", home.Changes)
		}
		alone, bout := home.Changes[0], home.Changes[1]
		if alone.Times != 1 || bout.Times != 3 {
			t.Errorf("%d and %d times", alone.Times, bout.Times)
		}
		if bout.Record == nil || bout.Record.Title != "No dark look" {
			t.Errorf("it is told of %+v", bout.Record)
		}
	})
}
