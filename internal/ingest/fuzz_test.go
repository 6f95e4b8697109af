package ingest

import (
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	"github.com/throughlinehq/throughline/internal/event"
)

// fuzzReader holds a reader of messages to what the rest of the program relies on: it ends, it
// does not panic, and what it refuses has a reason in UTF-8.
func fuzzReader(f *testing.F, path string, seeds ...string) {
	f.Helper()
	for _, seed := range seeds {
		f.Add([]byte(seed))
	}
	f.Add([]byte(`{"properties":` + strings.Repeat("[", 10_000)))
	f.Fuzz(func(t *testing.T, body []byte) {
		r := httptest.NewRequest(http.MethodPost, path, strings.NewReader(string(body)))
		sent, err := open(httptest.NewRecorder(), r, routes[path])
		if err != nil {
			return
		}
		told := sent.tell("environment_x", time.Date(2027, 1, 14, 9, 0, 0, 0, time.UTC))
		if len(told.events)+len(told.rejected) != told.messages || len(told.events) != len(told.places) {
			t.Errorf("%d messages, %d events, %d rejected", told.messages, len(told.events), len(told.rejected))
		}
		for _, r := range told.rejected {
			if r.Reason == "" || !utf8.ValidString(r.Reason) {
				t.Errorf("refused for the reason %q", r.Reason)
			}
		}
		told.reject([]event.Rejection{})
	})
}

func FuzzSegment(f *testing.F) {
	fuzzReader(f, "/v1/batch", `{"batch":[{"type":"track","event":"Bought","messageId":"m1",
		"anonymousId":"a","properties":{"eur":3},"timestamp":"2026-11-01T10:00:00Z"}],
		"sentAt":"2026-11-01T10:00:01Z"}`, `{"batch":[{"type":"identify","userId":7,"traits":null}]}`)
}

func FuzzPostHog(f *testing.F) {
	fuzzReader(f, "/batch", `{"api_key":"k","batch":[{"event":"$identify","distinct_id":"b","uuid":"x2",
		"properties":{"$anon_distinct_id":"a"},"timestamp":"2026-11-03T11:00:00Z"}]}`,
		`{"event":"one","properties":{"distinct_id":1e400,"alias":[]}}`)
}

func FuzzOpenFeature(f *testing.F) {
	fuzzReader(f, "/ofrep/v1/track", `{"trackingEventName":"checkout","context":{"targetingKey":"t"},
		"details":{"value":3},"id":"o1","timestamp":"9999-12-31T23:59:59.999999999Z"}`)
}
