package bitmap

import "slices"

// Attempt says which of a person's attempts at a funnel counts.
type Attempt int

// The attempts that can count. On the same events they give very different figures, so whoever
// shows one says which.
const (
	// BestAttempt counts the attempt that came farthest: every first step begins one.
	BestAttempt Attempt = iota
	// FirstAttempt counts only what began with the person's first first step.
	FirstAttempt
)

// Funnel counts how far people go through steps, in this order. Each step must be later than
// the one before it, whatever else lies between, and at most the window after the first step,
// to the microsecond. One event is one step, even where two steps ask for the same.
//
// Feed it with [Funnel.Add], one person after the other, each person's events by time.
type Funnel struct {
	window  int64
	attempt Attempt
	reached []uint64

	person uint32
	any    bool
	at     int64
	// began[k] is the latest beginning from which step k was reached; soon is what will be
	// added to it once the moment is over, since events of one moment have no order.
	began, soon []int64
	waiting     bool
}

// never is before any beginning.
const never = -1 << 62

// NewFunnel makes a funnel of so many steps, whose window is given in microseconds.
func NewFunnel(steps int, window int64, attempt Attempt) *Funnel {
	f := &Funnel{window: window, attempt: attempt, reached: make([]uint64, steps),
		began: make([]int64, steps), soon: make([]int64, steps)}
	f.forget()
	return f
}

// Add tells of an event that is the given step, counted from 0, of a person. An event that is
// several steps is added once for each.
func (f *Funnel) Add(person uint32, step int, at int64) {
	switch {
	case !f.any || person != f.person:
		f.close()
		f.person, f.any = person, true
	case at != f.at:
		f.settle()
	}
	f.at = at
	switch {
	case step == 0:
		if f.attempt == FirstAttempt && f.began[0] != never {
			return
		}
		f.soon[0], f.waiting = at, true
	case f.began[step-1] != never && at-f.began[step-1] <= f.window:
		f.soon[step], f.waiting = max(f.soon[step], f.began[step-1]), true
	}
}

// settle makes what was reached at one moment count from the next one on.
func (f *Funnel) settle() {
	if !f.waiting {
		return
	}
	for k, began := range f.soon {
		f.began[k] = max(f.began[k], began)
		f.soon[k] = never
	}
	f.waiting = false
}

func (f *Funnel) forget() {
	for k := range f.began {
		f.began[k], f.soon[k] = never, never
	}
	f.waiting = false
}

// close counts how far the person came.
func (f *Funnel) close() {
	f.settle()
	for k, began := range f.began {
		if began == never {
			break // nobody reaches a step without the one before it
		}
		f.reached[k]++
	}
	f.forget()
}

// Reached is how many people reached each step. Nothing can be added afterwards.
func (f *Funnel) Reached() []uint64 {
	f.close()
	f.any = false
	return slices.Clone(f.reached)
}
