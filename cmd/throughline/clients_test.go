package main

import (
	"os"
	"os/exec"
	"path/filepath"
	"testing"

	"github.com/throughlinehq/throughline/internal/platform/database/databasetest"
)

// TestRealClientsAreCountedOnce has the clients of PostHog and Segment, unmodified, send to the
// real program through a network that loses answers.
func TestRealClientsAreCountedOnce(t *testing.T) {
	folder, _ := filepath.Abs("../../web")
	for _, client := range []string{"posthog-node", "@segment/analytics-node"} {
		if found, _ := filepath.Glob(filepath.Join(folder, "node_modules", client)); found == nil {
			if os.Getenv("CI") == "true" {
				t.Fatal("in CI the clients must be there: npm ci in web")
			}
			t.Skip("NOT TESTED: the clients are not installed; run npm ci in web.")
		}
	}
	databasetest.EachURL(t, func(t *testing.T, url string) {
		s := newServed(t, url)
		s.start()
		run := exec.CommandContext(t.Context(), "node", "browser/clients.mjs", s.address, s.eventKey())
		run.Dir = folder
		if said, err := run.CombinedOutput(); err != nil {
			t.Fatalf("%v: %s", err, said)
		}
		s.stop()
		if got, want := s.countEvents(), int64(51+51+51); got != want {
			t.Errorf("%d events are stored, want %d", got, want)
		}
	})
}
