package ofrep

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"log/slog"
	"sync"

	"github.com/throughlinehq/throughline/internal/event"
	"github.com/throughlinehq/throughline/internal/flag"
	"github.com/throughlinehq/throughline/internal/kit/id"
)

const (
	// maxExposures is how many may wait to be stored; more are dropped, and counted in the log:
	// an answer never waits for them.
	maxExposures = 20_000
	// exposureBatch is how many are stored at once.
	exposureBatch = 1000
	// maxSeen is how many are remembered so as not to be stored again; the events themselves
	// know better, this only spares them the work.
	maxSeen = 100_000

	// exposed is what an exposure is called among events, by OpenTelemetry's conventions.
	exposed = "feature_flag.evaluation"
)

// exposures stores who was given which variant, as events, behind the answers. Those that come
// while others are being stored wait and are then stored together.
type exposures struct {
	recorder *event.Recorder
	log      *slog.Logger

	mu      sync.Mutex
	waiting map[id.ID][]event.Event
	n       int // of those that wait
	lost    int
	seen    map[string]bool
	running bool
	done    sync.WaitGroup
}

// exposureOf is the event of what was given. It is known by what it says, so that however often
// somebody is given a variant, it is the first time that is kept; another variant is another event.
func exposureOf(q question, g flag.Given) event.Event {
	sum := sha256.Sum256(fmt.Appendf(nil, "%q %q %q %q %q", g.Flag, g.Phase, g.Holdout, g.Variant,
		g.Unit))
	properties, _ := json.Marshal(map[string]any{ // texts always encode
		"feature_flag.key": g.Flag, "feature_flag.result.variant": g.Variant,
		"feature_flag.result.reason": g.Reason, "feature_flag.context.id": g.Unit,
		"phase": g.Phase, "holdout": g.Holdout,
	})
	return event.Event{MessageID: "exposure-" + hex.EncodeToString(sum[:16]), Name: exposed,
		Environment: q.client.Place.ID, Person: g.Unit, At: q.Now, Properties: properties}
}

// add lets an exposure wait to be stored. It does not block.
func (x *exposures) add(ctx context.Context, workspace id.ID, e event.Event) {
	x.mu.Lock()
	defer x.mu.Unlock()
	key := string(e.Environment) + e.MessageID
	switch {
	case x.seen[key]:
		return
	case x.n >= maxExposures:
		x.lost++
		return
	case x.seen == nil || len(x.seen) >= maxSeen:
		x.seen = map[string]bool{}
	}
	x.seen[key] = true
	if x.waiting == nil {
		x.waiting = map[id.ID][]event.Event{}
	}
	x.waiting[workspace] = append(x.waiting[workspace], e)
	x.n++
	if !x.running {
		x.running = true
		x.done.Go(func() { x.drain(context.WithoutCancel(ctx)) })
	}
}

// drain stores batch after batch until nothing waits.
func (x *exposures) drain(ctx context.Context) {
	for {
		workspace, batch, lost := x.next()
		if lost > 0 {
			x.log.WarnContext(ctx, "exposures came faster than they could be stored", "lost", lost)
		}
		if batch == nil {
			return
		}
		rejected, err := x.recorder.Record(ctx, workspace, batch)
		if err != nil || len(rejected) > 0 {
			x.log.ErrorContext(ctx, "exposures were not stored", "of", len(batch),
				"rejected", len(rejected), "error", err)
		}
	}
}

// next takes what is stored at once; nothing when nothing waits.
func (x *exposures) next() (workspace id.ID, batch []event.Event, lost int) {
	x.mu.Lock()
	defer x.mu.Unlock()
	lost, x.lost = x.lost, 0
	for workspace, all := range x.waiting {
		n := min(len(all), exposureBatch)
		x.n -= n
		if x.waiting[workspace] = all[n:]; len(all) == n {
			delete(x.waiting, workspace)
		}
		return workspace, all[:n], lost
	}
	x.running = false
	return "", nil, lost
}
