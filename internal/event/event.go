package event

import (
	"bytes"
	"crypto/sha256"
	"encoding/json"
	"fmt"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/throughlinehq/throughline/internal/kit/id"
)

// Event is one thing that happened in the product.
type Event struct {
	// MessageID is the client's id of the event: told twice, it is one event. Without one, every
	// telling is an event.
	MessageID   string
	Environment id.ID
	Name        string
	Person      string // the client's id of who did it
	// Alias is another id of the same person, such as the one from before signing in; "" for
	// none. See [Recorder.Record] for when ids are joined.
	Alias string
	// At is when it happened; zero means when it was received.
	At         time.Time
	Properties json.RawMessage // an object, or nothing
}

// Rejection says which event of a batch was not kept, and why; telling again would not help.
type Rejection struct {
	Index  int    `json:"index"`
	Reason string `json:"reason"`
}

// Bounds of what is kept. A client hears which events were beyond them.
const (
	MaxNames      = 10_000   // different names in a workspace
	MaxText       = 200      // characters of a name or an id
	MaxProperties = 64 << 10 // bytes of one event's properties

	// MaxAge is how old an event may be that arrives late; it counts on the day it happened.
	MaxAge = 5 * 366 * 24 * time.Hour
	// MaxAhead is how much a client's clock may be ahead of ours. What happens later than that
	// counts as happening when it was received: the clock is wrong, the event is not.
	MaxAhead = 5 * time.Minute
)

// settle checks an event and gives it its moment; the text says what is wrong with it.
func (e *Event) settle(now time.Time) (problem string) {
	for _, text := range []struct {
		what, value string
		optional    bool
	}{
		{"event name", e.Name, false}, {"person's id", e.Person, false},
		{"other id", e.Alias, true}, {"message id", e.MessageID, true},
	} {
		if text.value == "" && text.optional {
			continue
		}
		if problem := checkText(text.value); problem != "" {
			return "The " + text.what + " " + problem
		}
	}
	if e.At.IsZero() || e.At.After(now.Add(MaxAhead)) {
		e.At = now
	}
	e.At = e.At.UTC().Truncate(time.Microsecond)
	if now.Sub(e.At) > MaxAge {
		return "The event is more than five years old."
	}
	return e.settleProperties()
}

func (e *Event) settleProperties() (problem string) {
	switch {
	case len(e.Properties) == 0 || string(e.Properties) == "null":
		e.Properties = json.RawMessage("{}")
	case len(e.Properties) > MaxProperties:
		return fmt.Sprintf("The properties have %d bytes; at most %d are kept.",
			len(e.Properties), MaxProperties)
	case !utf8.Valid(e.Properties):
		return "The properties are not UTF-8."
	case !json.Valid(e.Properties) || !bytes.HasPrefix(bytes.TrimSpace(e.Properties), []byte("{")):
		return "The properties must be a JSON object."
	}
	return ""
}

// checkText accepts any text of any script that both databases store exactly as it is.
func checkText(s string) (problem string) {
	switch {
	case strings.TrimSpace(s) == "":
		return "is missing."
	case !utf8.ValidString(s):
		return "is not UTF-8."
	case strings.ContainsRune(s, 0):
		return "must not hold the character U+0000."
	case utf8.RuneCountInString(s) > MaxText:
		return fmt.Sprintf("has more than %d characters.", MaxText)
	}
	return ""
}

// message is what an event is known by: environments do not know each other's messages. The
// length keeps the environment and the id apart.
func (e *Event) message() []byte {
	sum := sha256.Sum256(fmt.Appendf(nil, "%d %s %s",
		len(e.Environment), e.Environment, e.MessageID))
	return sum[:16]
}
