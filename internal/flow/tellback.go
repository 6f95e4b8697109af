package flow

import (
	"context"
	"errors"
	netmail "net/mail"

	"github.com/throughlinehq/throughline/internal/kit/fault"
	"github.com/throughlinehq/throughline/internal/kit/id"
	"github.com/throughlinehq/throughline/internal/kit/scope"
	"github.com/throughlinehq/throughline/internal/people"
	"github.com/throughlinehq/throughline/internal/platform/database"
	"github.com/throughlinehq/throughline/internal/platform/jobs"
	"github.com/throughlinehq/throughline/internal/platform/mail"
	"github.com/throughlinehq/throughline/internal/release"
)

// The jobs of telling back; their payload is a [Telling].
const (
	DraftJob = "release.draft" // draft the messages of those who asked
	TellJob  = "release.tell"  // send the queued messages
)

// Telling is the payload of the jobs of telling back.
type Telling struct {
	ReleaseID id.ID `json:"release_id"`
}

// draftsAtOnce is how many customers one transaction drafts messages for.
const draftsAtOnce = 200

// Publish gives a release to customers and drafts a message for each who asked: the first right
// away, the rest, when there are many, as a job.
func Publish(tx *database.Tx, record id.ID) (release.Release, error) {
	r, err := release.Publish(tx, record, 0)
	if err != nil {
		return r, err
	}
	more, err := draftSome(tx, r)
	if err != nil {
		return r, err
	}
	if more {
		_, err = jobs.Enqueue(tx, DraftJob, Telling{r.ID}, jobs.Options{UniqueKey: string(r.ID)})
		if err != nil {
			return r, err
		}
	}
	return release.Get(tx, r.ID)
}

func draftSome(tx *database.Tx, r release.Release) (more bool, err error) {
	workspace, err := people.GetWorkspace(tx)
	if err != nil {
		return false, err
	}
	n, err := release.DraftMessages(tx, r, workspace.Name, draftsAtOnce)
	return n == draftsAtOnce, err
}

// Tell queues messages of a release, one or every draft, and the job that sends them.
func Tell(tx *database.Tx, record, message id.ID) (id.ID, error) {
	if _, err := release.Queue(tx, record, message); err != nil {
		return "", err
	}
	return jobs.Enqueue(tx, TellJob, Telling{record}, jobs.Options{UniqueKey: string(record)})
}

func (w Workshop) draftMessages(ctx context.Context, run *jobs.Run) error {
	var t Telling
	if err := run.Payload(&t); err != nil {
		return err
	}
	for more := true; more; {
		if err := ctx.Err(); err != nil {
			return err
		}
		err := w.DB.Write(ctx, run.Scope, func(tx *database.Tx) error {
			r, err := release.Get(tx, t.ReleaseID)
			if err != nil {
				return err
			}
			more, err = draftSome(tx, r)
			run.Progress(r.Asked, 0)
			return err
		})
		if err != nil {
			return err
		}
	}
	return nil
}

// tell sends the queued messages of a release, one after the other. Each is recorded before the
// next goes out; one whose record was lost in a crash goes out again under the same Message-ID,
// by which receivers drop the second.
func (w Workshop) tell(ctx context.Context, run *jobs.Run) error {
	var t Telling
	if err := run.Payload(&t); err != nil {
		return err
	}
	for sent := int64(1); ; sent++ {
		if err := ctx.Err(); err != nil {
			return err
		}
		m, from, err := w.nextMessage(ctx, run.Scope, t.ReleaseID)
		if fault.Is(err, fault.NotFound) {
			return nil
		} else if err != nil {
			return err
		}
		if err := w.sendOne(ctx, run, m, from); err != nil {
			return err
		}
		run.Progress(sent, 0)
	}
}

// refuseTelling makes drafts again of what nobody who may has asked to send.
func (w Workshop) refuseTelling(ctx context.Context, run *jobs.Run, _ string) error {
	var t Telling
	if err := run.Payload(&t); err != nil {
		return err
	}
	return w.DB.Write(ctx, run.Scope, func(tx *database.Tx) error {
		return release.Unqueue(tx, t.ReleaseID)
	})
}

func (w Workshop) nextMessage(
	ctx context.Context, s scope.Scope, record id.ID,
) (m release.ToTell, from string, err error) {
	err = w.DB.Read(ctx, s, func(tx *database.Tx) error {
		workspace, err := people.GetWorkspace(tx)
		if err != nil {
			return err
		}
		from = workspace.Name
		m, err = release.NextQueued(tx, record)
		return err
	})
	return m, from, err
}

// tries is how often a message is tried before it counts as failed.
const tries = 5

func (w Workshop) sendOne(
	ctx context.Context, run *jobs.Run, m release.ToTell, from string,
) error {
	state, reason := release.Sent, ""
	_, err := w.Mail.Send(ctx, mail.Message{
		From:    netmail.Address{Name: from, Address: w.MailFrom},
		To:      netmail.Address{Name: m.CustomerName, Address: m.Address},
		Subject: m.Subject, Text: m.Body, Date: m.UpdatedAt,
		MessageID: string(m.ID) + "@" + w.mailHost(),
	})
	switch {
	case err == nil:
	case errors.Is(err, mail.ErrBounced):
		state, reason = release.Bounced, err.Error()
	case fault.Is(err, fault.Invalid), run.Attempt >= tries:
		state, reason = release.Failed, err.Error()
	default:
		return err // tried again later
	}
	return w.DB.Write(ctx, run.Scope, func(tx *database.Tx) error {
		return release.Delivered(tx, m.ID, state, reason)
	})
}
