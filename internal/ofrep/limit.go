package ofrep

import (
	"sync"
	"time"

	"github.com/throughlinehq/throughline/internal/kit/id"
)

// Limit is how often a client key may ask: a bucket of that many requests, which fills again at a
// rate. The zero Limit lets everybody ask as often as they like.
type Limit struct {
	PerSecond float64
	Burst     int
}

// maxBuckets is how many keys are remembered; beyond that, those that may ask freely are
// forgotten.
const maxBuckets = 10_000

// limiter counts the requests of each key, within one process.
type limiter struct {
	Limit
	mu   sync.Mutex
	full map[id.ID]time.Time // when a key's bucket will be full again
}

// take spends one request, or says how long to wait until there is one.
func (l *limiter) take(key id.ID, now time.Time) (wait time.Duration) {
	if l.PerSecond <= 0 {
		return 0
	}
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.full == nil {
		l.full = map[id.ID]time.Time{}
	}
	if len(l.full) >= maxBuckets {
		for key, at := range l.full {
			if !at.After(now) {
				delete(l.full, key)
			}
		}
	}
	one := time.Duration(float64(time.Second) / l.PerSecond)
	full := l.full[key]
	if full.Before(now) {
		full = now
	}
	full = full.Add(one)
	if wait = full.Sub(now) - one*time.Duration(max(1, l.Burst)); wait > 0 {
		return wait
	}
	l.full[key] = full
	return 0
}
