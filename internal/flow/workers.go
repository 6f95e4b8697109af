package flow

import (
	"context"
	"strings"
	"time"

	"github.com/throughlinehq/throughline/internal/event"
	"github.com/throughlinehq/throughline/internal/feedback"
	"github.com/throughlinehq/throughline/internal/feedback/intake"
	"github.com/throughlinehq/throughline/internal/flag"
	"github.com/throughlinehq/throughline/internal/insight"
	"github.com/throughlinehq/throughline/internal/kit/fault"
	"github.com/throughlinehq/throughline/internal/kit/id"
	"github.com/throughlinehq/throughline/internal/people"
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
	// KeepAssignments is how long a variant that a sticky rule gave is remembered after its last
	// use; 0 for the usual.
	KeepAssignments time.Duration
	// Tidy is what else is done once a day in every workspace.
	Tidy []Tidying
}

// Handle gives the runner a handler for every kind of job. Whatever is stored gets analysed, no
// matter who brought it; the other kinds are done only for those who still may.
func Handle(runner *jobs.Runner, w Workshop) {
	runner.Handle(intake.RunJob, ifStill(people.ImportFeedback, w.runImport, w.refuseImport),
		jobs.Policy{MaxAttempts: 5})
	runner.Handle(intake.UndoJob, ifStill(people.ImportFeedback, w.undoImport, w.refuseUndo),
		jobs.Policy{MaxAttempts: 5})
	runner.Handle(feedback.AnalyseJob, analyse, jobs.Policy{})
	runner.Handle(insight.DiscoverJob, ifStill(people.WriteInsight, discover, nil),
		jobs.Policy{Timeout: time.Hour})
	runner.Handle(event.IndexJob, indexEvents,
		jobs.Policy{Timeout: time.Hour, Steady: event.IndexDelay})
	runner.Handle(DraftJob, ifStill(people.Ship, w.draftMessages, nil),
		jobs.Policy{MaxAttempts: 5})
	runner.Handle(flag.ForgetJob, w.runForget, jobs.Policy{Timeout: time.Hour})
	runner.Handle(TidyJob, w.tidyAll, jobs.Policy{Timeout: time.Hour})
	runner.Every(TidyJob, 24*time.Hour)
	runner.Handle(TellJob, ifStill(people.TellBack, w.tell, w.refuseTelling),
		jobs.Policy{MaxAttempts: tries, Backoff: w.MailBackoff})
}

// ifStill does a job only if whoever asked for it still may; what the program itself wants needs
// nobody. Otherwise the job fails for good, and refuse, if any, lets go of its records.
func ifStill(verb people.Verb, do jobs.Handler,
	refuse func(ctx context.Context, run *jobs.Run, why string) error) jobs.Handler {
	return func(ctx context.Context, run *jobs.Run) error {
		err := stillMay(ctx, run, verb)
		switch {
		case err == nil:
			return do(ctx, run)
		case !fault.Is(err, fault.Forbidden):
			return err
		}
		if refuse != nil {
			if failed := refuse(ctx, run, err.Error()); failed != nil {
				return failed
			}
		}
		return jobs.Permanent(err)
	}
}

func stillMay(ctx context.Context, run *jobs.Run, verb people.Verb) error {
	if run.CreatedBy == "" {
		return nil
	}
	return run.DB.Read(ctx, run.Scope, func(tx *database.Tx) error {
		return people.StillMay(tx, run.CreatedBy, verb)
	})
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

func (w Workshop) refuseImport(ctx context.Context, run *jobs.Run, why string) error {
	work, record, err := w.importWork(run)
	if err != nil {
		return err
	}
	return work.Refuse(ctx, record, why, intake.Checking, intake.Running)
}

func (w Workshop) refuseUndo(ctx context.Context, run *jobs.Run, why string) error {
	work, record, err := w.importWork(run)
	if err != nil {
		return err
	}
	return work.Refuse(ctx, record, why, intake.Undoing)
}

func indexEvents(ctx context.Context, run *jobs.Run) error {
	return event.RunIndex(ctx, run.DB, run.Scope, run.Progress)
}
