package flow

import (
	"context"

	"github.com/throughlinehq/throughline/internal/feedback"
	"github.com/throughlinehq/throughline/internal/insight"
	"github.com/throughlinehq/throughline/internal/platform/database"
	"github.com/throughlinehq/throughline/internal/platform/jobs"
)

// analyseAtOnce bounds one analysis, so that the workers of other workspaces get their turn.
const analyseAtOnce = 20_000

// analyse sorts the feedback that waits, and asks for what should follow.
func analyse(ctx context.Context, run *jobs.Run) error {
	report, err := insight.AnalyseNew(ctx, run.DB, run.Scope, analyseAtOnce, run.Progress)
	if err != nil || !report.More && !report.Discover {
		return err
	}
	return run.DB.Write(ctx, run.Scope, func(tx *database.Tx) error {
		if report.Discover && !report.More {
			if _, err := insight.AskDiscovery(tx); err != nil {
				return err
			}
		}
		if report.More {
			return feedback.AskAnalysis(tx)
		}
		return nil
	})
}

func discover(ctx context.Context, run *jobs.Run) error {
	return insight.Discover(ctx, run.DB, run.Scope, run.Progress)
}
