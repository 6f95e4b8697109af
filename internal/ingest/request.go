package ingest

import (
	"bytes"
	"cmp"
	"encoding/json"
	"errors"
	"slices"
	"time"

	"github.com/throughlinehq/throughline/internal/event"
	"github.com/throughlinehq/throughline/internal/kit/fault"
	"github.com/throughlinehq/throughline/internal/kit/id"
)

// envelope is what stands around messages, in the words of Segment and of PostHog.
type envelope struct {
	APIKey   string `json:"api_key"`
	Token    string `json:"token"`
	WriteKey string `json:"writeKey"`
	SentAt   string `json:"sentAt"`
	Sent     string `json:"sent_at"`
}

// request is what a client sent. Without a batch, the request is the message.
type request struct {
	envelope
	messages []read
}

// read is one message that was read: an event and the text of its time, or what is wrong.
type read struct {
	event event.Event
	at    string
	err   error
}

// message is what a client tells of one event.
type message interface {
	// read turns it into an event; kind is its type where the route says it.
	read(kind string) read
}

// reader reads the body of a request.
type reader func(raw []byte) (request, error)

// maxInOneGo is how many commas a body may have whose messages are read before they are
// counted, so that five million empty ones do not take a gigabyte.
const maxInOneGo = 50_000

// readerOf reads messages of type M: all in one go, which takes half the time, and where one of
// them is wrong one by one, so that the others are kept.
func readerOf[M message](kind string) reader {
	return func(raw []byte) (request, error) {
		if bytes.Count(raw, []byte{','}) > maxInOneGo {
			return oneByOne[M](raw, kind)
		}
		var whole struct {
			envelope
			Batch []M
		}
		if json.Unmarshal(raw, &whole) != nil || whole.Batch == nil {
			return oneByOne[M](raw, kind)
		}
		if len(whole.Batch) > maxMessages {
			return request{}, tooMany()
		}
		r := request{envelope: whole.envelope, messages: make([]read, len(whole.Batch))}
		for i, m := range whole.Batch {
			r.messages[i] = m.read(kind)
		}
		return r, nil
	}
}

func oneByOne[M message](raw []byte, kind string) (request, error) {
	var parts struct {
		envelope
		Batch []json.RawMessage
	}
	if err := json.Unmarshal(raw, &parts); err != nil {
		return request{}, fault.Wrap(fault.Malformed, err,
			"The body is not a JSON object of this route.")
	}
	if len(parts.Batch) > maxMessages {
		return request{}, tooMany()
	}
	if parts.Batch == nil {
		parts.Batch = []json.RawMessage{raw}
	}
	r := request{envelope: parts.envelope, messages: make([]read, len(parts.Batch))}
	for i, part := range parts.Batch {
		var m M
		if err := json.Unmarshal(part, &m); err != nil {
			r.messages[i].err = err
			continue
		}
		r.messages[i] = m.read(kind)
	}
	return r, nil
}

func tooMany() error {
	return fault.New(fault.TooLarge, "A batch may have %d messages.", maxMessages)
}

// telling is what a request told of.
type telling struct {
	messages int
	events   []event.Event
	places   []int // in the request, of the events
	rejected []event.Rejection
}

// tell turns the messages of a request that came now into events of an environment.
func (r request) tell(environment id.ID, now time.Time) telling {
	ahead := skew(cmp.Or(r.SentAt, r.Sent), now)
	told := telling{messages: len(r.messages), rejected: []event.Rejection{}}
	for i, m := range r.messages {
		err := m.err
		if err == nil && m.at != "" {
			m.event.At, err = time.Parse(time.RFC3339Nano, m.at)
			m.event.At = m.event.At.Add(-ahead)
		}
		if err != nil {
			told.rejected = append(told.rejected, event.Rejection{Index: i, Reason: reason(err)})
			continue
		}
		m.event.Environment = environment
		told.events, told.places = append(told.events, m.event), append(told.places, i)
	}
	return told
}

// reject adds what could not be kept of the events.
func (t *telling) reject(rejected []event.Rejection) {
	for _, r := range rejected {
		r.Index = t.places[r.Index]
		t.rejected = append(t.rejected, r)
	}
	slices.SortFunc(t.rejected, func(a, b event.Rejection) int { return a.Index - b.Index })
}

func reason(err error) string {
	var moment *time.ParseError
	if errors.As(err, &moment) {
		return "The time is none of RFC 3339, such as 2027-01-14T09:59:00Z."
	}
	return "The message cannot be read: " + err.Error()
}

// skew is how much the client's clock is ahead of ours, by when it says that it sent the
// request. Less than a minute is the way through the network.
func skew(sent string, now time.Time) time.Duration {
	at, err := time.Parse(time.RFC3339Nano, sent)
	if err != nil {
		return 0
	}
	if ahead := at.Sub(now); ahead.Abs() > time.Minute {
		return ahead
	}
	return 0
}
