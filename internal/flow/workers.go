package flow

import (
	"context"
	"strings"
	"time"

	"github.com/throughlinehq/throughline/internal/feedback"
	"github.com/throughlinehq/throughline/internal/feedback/intake"
	"github.com/throughlinehq/throughline/internal/insight"
	"github.com/throughlinehq/throughline/internal/kit/id"
	"github.com/throughlinehq/throughline/internal/platform/database"
	"github.com/throughlinehq/throughline/internal/platform/jobs"
	"github.com/throughlinehq/throughline/internal/platform/mail"
)

// Workshop is what the workers work with.
type Workshop struct {
	DB       *database.DB
	Files    intake.Files
	Mail     mail.Sender
	MailFrom string // the address that mail comes from
	// MailBackoff is the wait before mail that could not be handed over is tried again; nil for
	// the usual one of jobs.
	MailBackoff func(attempt int) time.Duration
}

// Handle gives the runner a handler for every kind of job.
func Handle(runner *jobs.Runner, w Workshop) {
	runner.Handle(intake.RunJob, w.runImport, jobs.Policy{MaxAttempts: 5})
	runner.Handle(intake.UndoJob, w.undoImport, jobs.Policy{MaxAttempts: 5})
	runner.Handle(feedback.AnalyseJob, analyse, jobs.Policy{})
	runner.Handle(insight.DiscoverJob, discover, jobs.Policy{Timeout: time.Hour})
	runner.Handle(DraftJob, w.draftMessages, jobs.Policy{MaxAttempts: 5})
	runner.Handle(TellJob, w.tell, jobs.Policy{MaxAttempts: tries, Backoff: w.MailBackoff})
}

// mailHost is the right half of the address that mail comes from.
func (w Workshop) mailHost() string {
	_, host, _ := strings.Cut(w.MailFrom, "@")
	return host
}

func (w Workshop) importWork(run *jobs.Run) (intake.Work, id.ID, error) {
	var task intake.Task
	err := run.Payload(&task)
	return intake.Work{DB: w.DB, Scope: run.Scope, Files: w.Files, Progress: run.Progress},
		task.ImportID, err
}

func (w Workshop) runImport(ctx context.Context, run *jobs.Run) error {
	work, record, err := w.importWork(run)
	if err != nil {
		return err
	}
	return work.Run(ctx, record)
}

func (w Workshop) undoImport(ctx context.Context, run *jobs.Run) error {
	work, record, err := w.importWork(run)
	if err != nil {
		return err
	}
	return work.Undo(ctx, record, insight.Forget)
}
