package ingest

import (
	"bytes"
	"cmp"
	"encoding/json"
	"errors"
	"unicode/utf8"

	"github.com/throughlinehq/throughline/internal/event"
)

// text is a JSON text or number: clients send either as an id.
type text string

// UnmarshalJSON keeps a number as it is written. Plain texts, which nearly all are, are taken as
// they stand: there are up to four in a message.
func (t *text) UnmarshalJSON(raw []byte) error {
	if raw[0] == '"' && bytes.IndexByte(raw, '\\') < 0 && utf8.Valid(raw) {
		*t = text(raw[1 : len(raw)-1])
		return nil
	}
	var number json.Number
	if raw[0] != '"' && json.Unmarshal(raw, &number) == nil {
		*t = text(number)
		return nil
	}
	return json.Unmarshal(raw, (*string)(t))
}

// segmentNames says how the types of messages are called as events. What has no name of its own
// gets the one that PostHog has for it.
var segmentNames = map[string]string{"track": "", "identify": "$identify", "page": "$pageview",
	"screen": "$screen", "group": "$groupidentify", "alias": "$create_alias"}

// segment is a message of Segment's clients.
type segment struct {
	Type, Event, Timestamp                     string
	MessageID, UserID, AnonymousID, PreviousID text
	Properties, Traits                         json.RawMessage
}

func (m segment) read(kind string) read {
	name, known := segmentNames[cmp.Or(kind, m.Type)]
	if !known {
		return read{err: errors.New("its type is unknown")}
	}
	e := event.Event{MessageID: string(m.MessageID), Name: cmp.Or(name, m.Event),
		Person: string(cmp.Or(m.UserID, m.AnonymousID)), Properties: m.Properties}
	if m.UserID != "" {
		e.Alias = string(cmp.Or(m.PreviousID, m.AnonymousID))
	}
	if len(e.Properties) == 0 {
		e.Properties = m.Traits
	}
	return read{event: e, at: m.Timestamp}
}

// posthog is a message of PostHog's clients.
type posthog struct {
	Event, Timestamp string
	UUID             text
	DistinctID       text `json:"distinct_id"`
	Properties       json.RawMessage
}

func (m posthog) read(string) read {
	var inside struct {
		DistinctID text `json:"distinct_id"`
		Before     text `json:"$anon_distinct_id"`
		Alias      text `json:"alias"`
	}
	if len(m.Properties) > 0 {
		if err := json.Unmarshal(m.Properties, &inside); err != nil {
			return read{err: err}
		}
	}
	e := event.Event{MessageID: string(m.UUID), Name: m.Event, Properties: m.Properties,
		Person: string(cmp.Or(m.DistinctID, inside.DistinctID))}
	switch m.Event {
	case "$identify":
		e.Alias = string(inside.Before)
	case "$create_alias":
		e.Alias = string(inside.Alias)
	}
	return read{event: e, at: m.Timestamp}
}

// openFeature is what a tracking provider of OpenFeature sends: the three arguments of track,
// and an id for repetitions.
type openFeature struct {
	ID, TrackingEventName, Timestamp string
	Context                          struct{ TargetingKey text }
	Details                          json.RawMessage
}

func (m openFeature) read(string) read {
	return read{at: m.Timestamp, event: event.Event{MessageID: m.ID, Name: m.TrackingEventName,
		Person: string(m.Context.TargetingKey), Properties: m.Details}}
}
