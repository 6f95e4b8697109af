package release

import (
	"time"

	"github.com/throughlinehq/throughline/internal/kit/fault"
	"github.com/throughlinehq/throughline/internal/kit/id"
	"github.com/throughlinehq/throughline/internal/platform/database"
)

// State says whether customers have a release.
type State string

// The states of a release.
const (
	Draft    State = "draft"
	Released State = "released"
)

// Release is a set of accepted items that is given to customers together.
type Release struct {
	database.Meta
	database.Binned
	Number     int64
	Name       string
	Notes      string // Markdown
	State      State
	ReleasedAt *time.Time
	Asked      int64 // customers who asked for something in it
	Told       int64 // of these, who were sent a message
	Failed     int64 // of these, who could not be reached or were set aside
}

// Open is how many customers still wait for their message.
func (r Release) Open() int64 { return r.Asked - r.Told - r.Failed }

func (r Release) check() error {
	var c fault.Check
	c.Line("/name", r.Name, 1, 200)
	c.Text("/notes", r.Notes, 0, 50_000)
	return c.Err()
}

// MessageState says how far the telling of one customer is.
type MessageState string

// The states of a message.
const (
	Drafted MessageState = "draft"
	Queued  MessageState = "queued"
	Sent    MessageState = "sent"
	Failed  MessageState = "failed"  // tried several times; the reason says why not
	Bounced MessageState = "bounced" // the receiver refuses it
	Skipped MessageState = "skipped" // set aside: no address, or somebody decided so
)

// Message is what one customer who asked is told about a release.
type Message struct {
	database.Meta
	ReleaseID   id.ID
	CustomerID  id.ID
	Address     string // e-mail
	Subject     string
	Body        string
	State       MessageState
	Reason      string // why it was not sent
	FeedbackIds []id.ID
	ItemIds     []id.ID
	SentAt      *time.Time
}

// unsent reports whether the message may still be changed.
func (m Message) unsent() bool {
	return m.State != Sent && m.State != Queued
}

// share says in which of a release's counts a message in this state stands.
func (s MessageState) share() (told, failed int64) {
	switch s {
	case Sent:
		return 1, 0
	case Failed, Bounced, Skipped:
		return 0, 1
	}
	return 0, 0
}
