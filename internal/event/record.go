package event

import (
	"context"
	"sync"

	"github.com/throughlinehq/throughline/internal/kit/fault"
	"github.com/throughlinehq/throughline/internal/kit/id"
	"github.com/throughlinehq/throughline/internal/kit/scope"
	"github.com/throughlinehq/throughline/internal/platform/database"
)

const (
	// maxGroup is how many events are stored in one transaction: few enough that other writes
	// of the workspace do not wait for long.
	maxGroup = 2000
	// maxWaiting is how many events of a workspace may wait to be stored; then clients are told
	// to slow down.
	maxWaiting = 50_000
)

// Recorder keeps events. Batches that arrive while others are being stored wait and are then
// stored together, so that one sync to disk serves all of them. Safe for concurrent use.
type Recorder struct {
	db     *database.DB
	memory *memory
	mu     sync.Mutex
	queues map[id.ID]*queue
}

// queue is the batches of one workspace; it exists while one of them is being stored.
type queue struct {
	waiting []*batch
	events  int // in waiting
}

// batch is what one call of Record brought.
type batch struct {
	good     []ready // what can be kept, as far as each event tells by itself
	rejected []Rejection
	err      error
	done     chan struct{}
}

// ready is an event that waits to be stored.
type ready struct {
	*Event
	message []byte // what it is known by
	index   int    // in its batch
	batch   *batch
}

// check does what need not wait for the database: it sorts out what can never be kept.
func (r *Recorder) check(events []Event) *batch {
	b := &batch{good: make([]ready, 0, len(events)), done: make(chan struct{})}
	now := r.db.Now()
	for i := range events {
		e := &events[i]
		if problem := e.settle(now); problem != "" {
			b.rejected = append(b.rejected, Rejection{Index: i, Reason: problem})
			continue
		}
		if e.MessageID == "" {
			e.MessageID = string(r.db.NewID("event"))
		}
		b.good = append(b.good, ready{Event: e, message: e.message(), index: i, batch: b})
	}
	return b
}

// NewRecorder makes a recorder for a database.
func NewRecorder(db *database.DB) *Recorder {
	return &Recorder{db: db, memory: newMemory(), queues: map[id.ID]*queue{}}
}

// Record keeps a batch of a workspace's events and returns once they are on disk, with those
// that cannot be kept. Events that are there already are left out in silence. Too many waiting
// batches are a TooMany fault, and a failure of the database is its own: then nothing is known
// to be kept, and telling everything again is right.
//
// An event with an alias says that both ids are one person. The alias joins the person unless
// somebody else was there first: an id that joined one person stays with them, and an id that
// is somebody's own never joins anybody, so that a shared computer does not make two people one.
func (r *Recorder) Record(
	ctx context.Context, workspace id.ID, events []Event,
) ([]Rejection, error) {
	b := r.check(events)
	if len(b.good) == 0 {
		return b.rejected, nil
	}
	first, err := r.enqueue(workspace, b)
	if err != nil {
		return nil, err
	}
	if first {
		// On its own: whoever came first is neither kept to serve those who come later, nor do
		// they lose anything when that client hangs up.
		go r.drain(context.WithoutCancel(ctx), scope.ForSystem(workspace, "events"))
	}
	<-b.done
	return b.rejected, b.err
}

// enqueue reports whether nobody is storing the workspace's batches yet.
func (r *Recorder) enqueue(workspace id.ID, b *batch) (first bool, err error) {
	r.mu.Lock()
	defer r.mu.Unlock()
	q := r.queues[workspace]
	if first = q == nil; first {
		q = new(queue)
		r.queues[workspace] = q
	}
	if !first && q.events+len(b.good) > maxWaiting {
		return false, fault.New(fault.TooMany, "Too many events are waiting; send them later.")
	}
	q.waiting = append(q.waiting, b)
	q.events += len(b.good)
	return first, nil
}

// drain stores group after group until nothing waits. While one is on its way to the disk, the
// next is being stored already.
func (r *Recorder) drain(ctx context.Context, s scope.Scope) {
	before := make(chan struct{}) // closed when the group before is answered
	close(before)
	for {
		group := r.next(s.Workspace)
		if group == nil {
			return
		}
		k := &keeping{memory: r.memory, group: group}
		stored, err := r.db.WriteAhead(ctx, s, k.keep)
		<-before
		answered := make(chan struct{})
		go func() {
			defer close(answered)
			if err == nil && stored.Settle(ctx) != nil {
				// Whether it is there or not: what is there is not stored twice.
				err = r.db.Write(ctx, s, k.keep)
			}
			k.answer(err)
		}()
		before = answered
	}
}

// next takes the batches that are stored together: at least one, if any waits.
func (r *Recorder) next(workspace id.ID) (group []*batch) {
	r.mu.Lock()
	defer r.mu.Unlock()
	q := r.queues[workspace]
	for events := 0; len(q.waiting) > 0; q.waiting = q.waiting[1:] {
		b := q.waiting[0]
		if events += len(b.good); events > maxGroup && len(group) > 0 {
			return group
		}
		group = append(group, b)
		q.events -= len(b.good)
	}
	if len(group) == 0 {
		delete(r.queues, workspace)
	}
	return group
}
