package flow_test

import (
	"context"
	"slices"
	"sync"
	"testing"
	"time"

	"github.com/throughlinehq/throughline/internal/feedback"
	"github.com/throughlinehq/throughline/internal/flow"
	"github.com/throughlinehq/throughline/internal/insight"
	"github.com/throughlinehq/throughline/internal/kit/id"
	"github.com/throughlinehq/throughline/internal/kit/scope"
	"github.com/throughlinehq/throughline/internal/people"
	"github.com/throughlinehq/throughline/internal/platform/database"
	"github.com/throughlinehq/throughline/internal/platform/database/databasetest"
	"github.com/throughlinehq/throughline/internal/platform/jobs"
)

// TestTheHouseIsTidiedByItself: every workspace, again and again until nothing is left to do.
func TestTheHouseIsTidiedByItself(t *testing.T) {
	databasetest.Each(t, func(t *testing.T, db *database.DB) {
		_, owner, err := people.SetUp(t.Context(), db, people.SetUpInput{WorkspaceName: "Acme", Name: "Ada",
			Email: "ada@example.org", Password: "correct horse battery"})
		if err != nil {
			t.Fatal(err)
		}
		calls := make(chan id.ID, 10)
		left := int64(2)
		runner := jobs.NewRunner(db, jobs.Settings{Poll: 10 * time.Millisecond})
		flow.Handle(runner, flow.Workshop{DB: db, Tidy: []flow.Tidying{func(tx *database.Tx) (int64, error) {
			calls <- tx.Workspace
			left--
			return left + 1, nil
		}}})
		ctx, stop := context.WithCancel(t.Context())
		var running sync.WaitGroup
		running.Go(func() { runner.Run(ctx) })
		defer running.Wait()
		defer stop()
		got := []id.ID{<-calls, <-calls, <-calls}
		if want := slices.Repeat([]id.ID{owner.WorkspaceID}, 3); !slices.Equal(got, want) {
			t.Errorf("tidied %v, want %v", got, want)
		}
	})
}

// TestTheBinIsEmptied removes two records and comes back when the first has been there for a month.
func TestTheBinIsEmptied(t *testing.T) {
	databasetest.Each(t, func(t *testing.T, db *database.DB) {
		_, owner, err := people.SetUp(t.Context(), db, people.SetUpInput{WorkspaceName: "Acme", Name: "Ada",
			Email: "ada@example.org", Password: "correct horse battery"})
		if err != nil {
			t.Fatal(err)
		}
		later := func(after time.Duration, do func(*database.Tx) error) {
			t.Helper()
			err := db.Write(t.Context(), scope.ForSystem(owner.WorkspaceID, "test"), func(tx *database.Tx) error {
				tx.Now = tx.Now.Add(after)
				return do(tx)
			})
			if err != nil {
				t.Fatal(err)
			}
		}
		var stored []feedback.Feedback
		later(0, func(tx *database.Tx) (err error) {
			var inputs []feedback.Input
			for _, text := range []string{"It prints nothing", "Love the new colours", "Where is my export?"} {
				inputs = append(inputs, feedback.Input{Source: "Desk", SourceKind: "support", Text: text})
			}
			stored, _, err = feedback.AddBatch(tx, inputs)
			return err
		})
		later(0, func(tx *database.Tx) error { return feedback.Remove(tx, stored[0].ID, stored[0].Version) })
		later(time.Second, func(tx *database.Tx) error { return feedback.Remove(tx, stored[1].ID, stored[1].Version) })
		for _, want := range []int{1, 0} {
			later(feedback.KeptInBin, func(tx *database.Tx) error {
				n, err := feedback.EmptyBin(tx, 10, insight.Forget)
				if n != want {
					t.Errorf("deleted %d, want %d", n, want)
				}
				return err
			})
		}
		later(0, func(tx *database.Tx) error {
			left, err := database.List[id.ID](tx, "SELECT id FROM feedback WHERE workspace_id = $1 ORDER BY number",
				tx.Workspace)
			if want := []id.ID{stored[1].ID, stored[2].ID}; !slices.Equal(left, want) {
				t.Errorf("left are %v, want %v", left, want)
			}
			return err
		})
	})
}
