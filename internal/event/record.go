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
	events   []Event
	rejected []Rejection
	err      error
	done     chan struct{}
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
	b := &batch{events: events, done: make(chan struct{})}
	first, err := r.enqueue(workspace, b)
	if err != nil {
		return nil, err
	}
	if first {
		// On its own: whoever came first is neither kept to serve those who come later, nor do
		// they lose anything when that client hangs up.
		go r.drain(context.WithoutCancel(ctx), workspace)
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
	if !first && q.events+len(b.events) > maxWaiting {
		return false, fault.New(fault.TooMany, "Too many events are waiting; send them later.")
	}
	q.waiting = append(q.waiting, b)
	q.events += len(b.events)
	return first, nil
}

// drain stores group after group until nothing waits.
func (r *Recorder) drain(ctx context.Context, workspace id.ID) {
	for {
		group := r.next(workspace)
		if group == nil {
			return
		}
		var k *keeping
		err := r.db.Write(ctx, scope.ForSystem(workspace, "events"), func(tx *database.Tx) error {
			k = &keeping{Tx: tx, memory: r.memory}
			return k.keep(group)
		})
		if err == nil {
			k.remember()
		}
		for _, b := range group {
			b.err = err
			close(b.done)
		}
	}
}

// next takes the batches that are stored together: at least one, if any waits.
func (r *Recorder) next(workspace id.ID) (group []*batch) {
	r.mu.Lock()
	defer r.mu.Unlock()
	q := r.queues[workspace]
	for events := 0; len(q.waiting) > 0; q.waiting = q.waiting[1:] {
		b := q.waiting[0]
		if events += len(b.events); events > maxGroup && len(group) > 0 {
			return group
		}
		group = append(group, b)
		q.events -= len(b.events)
	}
	if len(group) == 0 {
		delete(r.queues, workspace)
	}
	return group
}
