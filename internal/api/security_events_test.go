package api_test

import (
	"github.com/throughlinehq/throughline/internal/event"
	"github.com/throughlinehq/throughline/internal/kit/id"
	"github.com/throughlinehq/throughline/internal/kit/scope"
)

// happen records and indexes events of a workspace whose texts hold said.
func (w *world) happen(workspace id.ID, in records, said string) {
	w.Helper()
	place := id.ID(in.ids["$environment"])
	var events []event.Event
	for _, name := range []string{"opened ", "bought "} {
		events = append(events, event.Event{Environment: place, Name: name + said, Person: "ada " + said})
	}
	rejected, err := event.NewRecorder(w.db).Record(w.Context(), workspace, events)
	w.must(err)
	if len(rejected) > 0 {
		w.Fatalf("events were rejected: %v", rejected)
	}
	w.must(event.RunIndex(w.Context(), w.db, scope.ForSystem(workspace, "test"), func(_, _ int64) {}))
}

// questions are what operations that read need beside their path; steps are named by the canary
// of A, so that others ask for what they must not know.
var questions = map[string]string{
	"/events/funnel": "?step=opened+" + canary + "&step=bought+" + canary,
}
