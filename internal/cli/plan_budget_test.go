package cli

import (
	"testing"
	"time"
)

func TestNextRound(t *testing.T) {
	for _, tt := range []struct {
		n          int
		took, left time.Duration
		want       int
	}{
		{500, 10 * time.Millisecond, 90 * time.Millisecond, 4050}, // fills the time
		{500, 10 * time.Millisecond, time.Hour, 8000},             // grows sixteenfold
		{500, 10 * time.Millisecond, time.Microsecond, 100},
		{500, 0, time.Second, 8000},
		{50_000_000, time.Millisecond, time.Hour, 50_000_000},
	} {
		if got := nextRound(tt.n, tt.took, tt.left); got != tt.want {
			t.Errorf("after %d in %s with %s left: %d, want %d", tt.n, tt.took, tt.left, got, tt.want)
		}
	}
}
