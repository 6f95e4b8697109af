package flow_test

import (
	"context"
	"slices"
	"sync"
	"testing"
	"time"

	"github.com/throughlinehq/throughline/internal/flow"
	"github.com/throughlinehq/throughline/internal/kit/id"
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
