package flow_test

import (
	"context"
	"fmt"
	"sync"
	"testing"
	"time"

	"github.com/throughlinehq/throughline/internal/feedback"
	"github.com/throughlinehq/throughline/internal/flow"
	"github.com/throughlinehq/throughline/internal/insight"
	"github.com/throughlinehq/throughline/internal/kit/scope"
	"github.com/throughlinehq/throughline/internal/platform/database"
	"github.com/throughlinehq/throughline/internal/platform/database/databasetest"
	"github.com/throughlinehq/throughline/internal/platform/jobs"
)

// TestFeedbackFindsItsThemesByItself adds feedback and waits until the workers have analysed
// it and discovered the first themes; nobody asks them to.
func TestFeedbackFindsItsThemesByItself(t *testing.T) {
	databasetest.Each(t, func(t *testing.T, db *database.DB) {
		s := scope.ForSystem("workspace_a", "test")
		runner := jobs.NewRunner(db, jobs.Settings{Workers: 2, Poll: 10 * time.Millisecond})
		flow.Handle(runner, flow.Workshop{DB: db})
		ctx, stop := context.WithCancel(t.Context())
		var running sync.WaitGroup
		running.Go(func() { runner.Run(ctx) })
		defer running.Wait()
		defer stop()
		err := db.Write(t.Context(), s, func(tx *database.Tx) error {
			_, _, err := feedback.AddBatch(tx, complaints())
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
		deadline := time.After(30 * time.Second)
		for len(themes(t, db, s)) < 2 {
			select {
			case <-deadline:
				t.Fatalf("themes after half a minute: %v", themes(t, db, s))
			case <-time.Tick(20 * time.Millisecond):
			}
		}
	})
}

func themes(t *testing.T, db *database.DB, s scope.Scope) (found []insight.Summary) {
	err := db.Read(t.Context(), s, func(tx *database.Tx) (err error) {
		found, err = insight.Themes(tx, false)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return found
}

func complaints() []feedback.Input {
	says := []string{
		"The PDF export of report %d cuts off the last column.",
		"Exporting %d tables to PDF loses the right column of the report every time.",
		"PDF export broken: column %d is cut at the page border of the report.",
		"I cannot sign in, attempt %d, the login page throws a password error.",
		"Login fails since day %d, the sign in button shows an error about my password.",
		"The login error page number %d appears when I sign in with the right password.",
	}
	var inputs []feedback.Input
	for i := range 72 {
		inputs = append(inputs, feedback.Input{Source: "Desk", SourceKind: "support",
			Text: fmt.Sprintf(says[i%len(says)], i)})
	}
	return inputs
}
