package jobs

import (
	"context"
	"crypto/rand"
	"errors"
	"log/slog"
	"maps"
	"slices"
	"sync"
	"time"

	"github.com/throughlinehq/throughline/internal/kit/fault"
	"github.com/throughlinehq/throughline/internal/kit/id"
	"github.com/throughlinehq/throughline/internal/kit/scope"
	"github.com/throughlinehq/throughline/internal/platform/database"
)

// Settings are how a runner works; zero fields take the defaults.
type Settings struct {
	Workers int           // jobs at once; 4
	Lease   time.Duration // after which a silent worker counts as dead; 15 s
	Poll    time.Duration // between looks for work that nobody announced; 1 s
	Keep    time.Duration // how long jobs at rest stay on the page; 30 days
	Log     *slog.Logger
}

// Runner claims jobs and runs their handlers. Several, in one process or many, share the work.
type Runner struct {
	db      *database.DB
	workers int
	lease   time.Duration
	poll    time.Duration
	look    time.Duration // between looks at the running jobs
	log     *slog.Logger
	name    string
	wake    chan struct{}

	kinds    []string
	handlers map[string]handling
	schedule []periodic

	mu     sync.Mutex
	active map[id.ID]*Run
	turn   id.ID // the workspace that was served last
}

type handling struct {
	handle Handler
	policy Policy
}

// NewRunner makes a runner without handlers.
func NewRunner(db *database.DB, s Settings) *Runner {
	if s.Workers <= 0 {
		s.Workers = 4
	}
	if s.Lease <= 0 {
		s.Lease = 15 * time.Second
	}
	if s.Poll <= 0 {
		s.Poll = time.Second
	}
	if s.Keep <= 0 {
		s.Keep = 30 * 24 * time.Hour
	}
	if s.Log == nil {
		s.Log = slog.New(slog.DiscardHandler)
	}
	r := &Runner{db: db, workers: s.Workers, lease: s.Lease, poll: s.Poll, log: s.Log,
		look: min(500*time.Millisecond, s.Lease/6),
		name: "worker_" + rand.Text(), wake: make(chan struct{}, 1),
		handlers: map[string]handling{}, active: map[id.ID]*Run{}}
	r.purgeAfter(s.Keep)
	return r
}

// Handle sets what does the jobs of a kind. Call it before Run.
func (r *Runner) Handle(kind string, handle Handler, policy Policy) {
	if _, twice := r.handlers[kind]; twice {
		panic("jobs: two handlers for " + kind)
	}
	r.handlers[kind] = handling{handle, policy.withDefaults()}
	r.kinds = append(r.kinds, kind)
}

// Wake makes the runner look for work at once; call it after a commit that enqueued some. It
// never blocks.
func (r *Runner) Wake() {
	select {
	case r.wake <- struct{}{}:
	default: // it is about to look already
	}
}

// Heard wakes the runner if one of the touched records is a job: a hook for
// [database.DB.OnCommit].
func (r *Runner) Heard(_ id.ID, touched []id.ID) {
	if slices.ContainsFunc(touched, func(i id.ID) bool { return i.Kind() == "job" }) {
		r.Wake()
	}
}

// Run works until ctx ends; then it ends the handlers' contexts, waits for them, and gives
// what they did not finish back to be run by another process.
func (r *Runner) Run(ctx context.Context) {
	var handlers, keeper sync.WaitGroup
	stopped := make(chan struct{})
	keeper.Go(func() { r.keep(stopped) })
	poll := time.NewTicker(r.poll)
	defer poll.Stop()
	r.tend(ctx)
	for ctx.Err() == nil {
		r.fill(ctx, &handlers)
		select {
		case <-ctx.Done():
		case <-r.wake:
		case <-poll.C:
			r.tend(ctx)
		}
	}
	for _, run := range r.running() {
		run.end(errStopping)
	}
	handlers.Wait()
	close(stopped)
	keeper.Wait()
}

// tend does what is due from time to time: dead workers' jobs and the schedule.
func (r *Runner) tend(ctx context.Context) {
	r.report(ctx, "reclaim jobs", r.reclaim(ctx))
	r.report(ctx, "schedule jobs", r.enqueueScheduled(ctx))
}

// fill gives every free worker a job, if there is one.
func (r *Runner) fill(ctx context.Context, handlers *sync.WaitGroup) {
	free := r.workers - len(r.running())
	if free <= 0 {
		return
	}
	taken, err := r.claim(ctx, free)
	r.report(ctx, "claim jobs", err)
	for _, job := range taken {
		run := r.newRun(job)
		// Not under ctx: the end of the program must reach the handler with its own cause.
		attempt, end := context.WithCancelCause(context.WithoutCancel(ctx))
		run.end = end
		r.begin(run)
		handlers.Go(func() {
			defer end(nil)
			r.work(attempt, run)
		})
	}
}

// work makes one attempt and writes down how it went.
func (r *Runner) work(ctx context.Context, run *Run) {
	cause, err := run.attempt(ctx, r.handlers[run.Kind].handle)
	if err != nil {
		r.log.Warn("job", "id", run.ID, "kind", run.Kind, "attempt", run.Attempt, "error", err)
	}
	settled := r.db.Write(context.WithoutCancel(ctx), run.Scope, func(tx *database.Tx) error {
		return run.settle(tx, cause, err)
	})
	r.report(ctx, "settle job", settled) // if it failed, the lease runs out and the job reruns
	r.mu.Lock()
	delete(r.active, run.ID)
	r.mu.Unlock()
	r.Wake()
}

// keep holds on to the running jobs while they run: it looks twice a second whether they are
// still wanted, writes their progress once a second and renews the leases in good time.
func (r *Runner) keep(stopped <-chan struct{}) {
	ticker := time.NewTicker(r.look)
	defer ticker.Stop()
	ctx := context.Background()
	var extended time.Time
	for {
		select {
		case <-stopped:
			return
		case <-ticker.C:
		}
		runs := r.running()
		if len(runs) == 0 {
			continue
		}
		r.report(ctx, "watch jobs", r.watch(ctx, runs))
		moved := slices.ContainsFunc(runs, func(run *Run) bool { return run.dirty.Load() })
		since := r.db.Now().Sub(extended).Abs() // also after the clock went back
		if since >= r.lease/3 || moved && since >= time.Second {
			r.report(ctx, "extend leases", r.extend(ctx, runs))
			extended = r.db.Now()
		}
	}
}

func (r *Runner) newRun(job claimed) *Run {
	return &Run{ID: job.ID, Kind: job.Kind, Attempt: int(job.Attempt), CreatedBy: job.CreatedBy,
		Scope: scope.ForSystem(job.WorkspaceID, "job "+job.Kind), DB: r.db,
		payload: job.Payload, worker: r.name,
		policy: r.handlers[job.Kind].policy.withDefaults()}
}

func (r *Runner) begin(run *Run) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.active[run.ID] = run
}

func (r *Runner) running() []*Run {
	r.mu.Lock()
	defer r.mu.Unlock()
	return slices.Collect(maps.Values(r.active))
}

func (r *Runner) runs(job id.ID) bool {
	r.mu.Lock()
	defer r.mu.Unlock()
	return r.active[job] != nil
}

// held counts the workers that each workspace holds, and says whose turn it was last.
func (r *Runner) held() (map[id.ID]int, id.ID) {
	r.mu.Lock()
	defer r.mu.Unlock()
	held := map[id.ID]int{}
	for _, run := range r.active {
		held[run.Scope.Workspace]++
	}
	return held, r.turn
}

func (r *Runner) turnTo(workspace id.ID) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.turn = workspace
}

// report logs what went wrong in the runner's own work. It goes on: the next look may succeed.
func (r *Runner) report(ctx context.Context, doing string, err error) {
	stopping := ctx.Err() != nil && errors.Is(err, ctx.Err())
	if err != nil && !stopping {
		r.log.Error("jobs: "+doing, "error", err, "kind", fault.KindOf(err))
	}
}
