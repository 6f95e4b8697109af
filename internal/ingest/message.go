package ingest

import (
	"cmp"
	"encoding/json"
	"errors"
	"slices"
	"time"

	"github.com/throughlinehq/throughline/internal/event"
	"github.com/throughlinehq/throughline/internal/kit/id"
)

// envelope is what stands around messages, in the words of Segment and of PostHog. Without a
// batch, the request is the message.
type envelope struct {
	APIKey   string `json:"api_key"`
	Token    string `json:"token"`
	WriteKey string `json:"writeKey"`
	SentAt   string `json:"sentAt"`
	Sent     string `json:"sent_at"`
	Batch    []json.RawMessage
}

// reader turns one message into an event and the text of its time.
type reader func(raw json.RawMessage) (event.Event, string, error)

// telling is what a request told of.
type telling struct {
	messages int
	events   []event.Event
	places   []int // in the request, of the events
	rejected []event.Rejection
}

// tell turns the messages of a request that came now into events of an environment.
func (e envelope) tell(read reader, environment id.ID, now time.Time) telling {
	ahead := skew(cmp.Or(e.SentAt, e.Sent), now)
	told := telling{messages: len(e.Batch), rejected: []event.Rejection{}}
	for i, raw := range e.Batch {
		one, at, err := read(raw)
		if err == nil && at != "" {
			one.At, err = time.Parse(time.RFC3339Nano, at)
			one.At = one.At.Add(-ahead)
		}
		if err != nil {
			told.rejected = append(told.rejected, event.Rejection{Index: i, Reason: reason(err)})
			continue
		}
		one.Environment = environment
		told.events, told.places = append(told.events, one), append(told.places, i)
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

// text is a JSON text or number: clients send either as an id.
type text string

// UnmarshalJSON keeps a number as it is written.
func (t *text) UnmarshalJSON(raw []byte) error {
	var number json.Number
	if len(raw) > 0 && raw[0] != '"' && json.Unmarshal(raw, &number) == nil {
		*t = text(number)
		return nil
	}
	return json.Unmarshal(raw, (*string)(t))
}

// segmentNames says how the types of messages are called as events. What has no name of its own
// gets the one that PostHog has for it.
var segmentNames = map[string]string{"track": "", "identify": "$identify", "page": "$pageview",
	"screen": "$screen", "group": "$groupidentify", "alias": "$create_alias"}

// segment reads Segment's messages of one type, or of the type that each names.
func segment(kind string) reader {
	return func(raw json.RawMessage) (event.Event, string, error) {
		var m struct {
			Type, Event, Timestamp                     string
			MessageID, UserID, AnonymousID, PreviousID text
			Properties, Traits                         json.RawMessage
		}
		if err := json.Unmarshal(raw, &m); err != nil {
			return event.Event{}, "", err
		}
		name, known := segmentNames[cmp.Or(kind, m.Type)]
		if !known {
			return event.Event{}, "", errors.New("its type is unknown")
		}
		name = cmp.Or(name, m.Event)
		e := event.Event{MessageID: string(m.MessageID), Name: name,
			Person: string(cmp.Or(m.UserID, m.AnonymousID)), Properties: m.Properties}
		if m.UserID != "" {
			e.Alias = string(cmp.Or(m.PreviousID, m.AnonymousID))
		}
		if len(e.Properties) == 0 {
			e.Properties = m.Traits
		}
		return e, m.Timestamp, nil
	}
}

// posthog reads PostHog's messages.
func posthog(raw json.RawMessage) (event.Event, string, error) {
	var m struct {
		Event, Timestamp string
		UUID             text
		DistinctID       text `json:"distinct_id"`
		Properties       json.RawMessage
	}
	var inside struct {
		DistinctID text `json:"distinct_id"`
		Before     text `json:"$anon_distinct_id"`
		Alias      text `json:"alias"`
	}
	err := json.Unmarshal(raw, &m)
	if err == nil && len(m.Properties) > 0 {
		err = json.Unmarshal(m.Properties, &inside)
	}
	e := event.Event{MessageID: string(m.UUID), Name: m.Event, Properties: m.Properties,
		Person: string(cmp.Or(m.DistinctID, inside.DistinctID))}
	switch m.Event {
	case "$identify":
		e.Alias = string(inside.Before)
	case "$create_alias":
		e.Alias = string(inside.Alias)
	}
	return e, m.Timestamp, err
}

// openFeature reads what a tracking provider of OpenFeature sends: the three arguments of
// track, and an id for repetitions.
func openFeature(raw json.RawMessage) (event.Event, string, error) {
	var m struct {
		ID, TrackingEventName, Timestamp string
		Context                          struct{ TargetingKey text }
		Details                          json.RawMessage
	}
	err := json.Unmarshal(raw, &m)
	return event.Event{MessageID: m.ID, Name: m.TrackingEventName,
		Person: string(m.Context.TargetingKey), Properties: m.Details}, m.Timestamp, err
}
