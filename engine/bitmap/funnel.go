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
// Feed it with [Funnel.Add] or, day after day, with [Funnel.AddDay]. It remembers of everybody
// who took the first step when they began, and nothing of the others.
type Funnel struct {
	steps   int
	window  int64
	attempt Attempt
	// slots says where in began a person's steps stand; began[slot*steps+k] is the latest
	// beginning from which step k was reached.
	slots slots
	began []int64

	// Events of one person at one moment have no order: what they reach, soon, counts once the
	// moment is over.
	person uint32
	at     int64
	slot   int // of the person; -1 while they have not begun
	soon   []int64
	any    bool
}

// never is before any beginning.
const never = -1 << 62

// NewFunnel makes a funnel of so many steps, whose window is given in microseconds.
func NewFunnel(steps int, window int64, attempt Attempt) *Funnel {
	f := &Funnel{steps: steps, window: window, attempt: attempt,
		soon: make([]int64, steps), slot: -1}
	for k := range f.soon {
		f.soon[k] = never
	}
	return f
}

// Add tells of an event that is the given step, counted from 0, of a person. Each person's
// events come by time, and those of one moment one after the other. An event that is several
// steps is added once for each.
func (f *Funnel) Add(person uint32, step int, at int64) {
	if !f.any || person != f.person || at != f.at {
		f.settle()
		if !f.any || person != f.person {
			f.slot = f.slots.of(person)
		}
		f.person, f.at, f.any = person, at, true
	}
	switch {
	case step == 0:
		if f.slot < 0 {
			f.begin()
		}
		if f.attempt == BestAttempt || f.began[f.slot*f.steps] == never {
			f.soon[0] = at
		}
	case f.slot >= 0:
		began := f.began[f.slot*f.steps+step-1]
		if began != never && at-began <= f.window {
			f.soon[step] = max(f.soon[step], began)
		}
	}
}

func (f *Funnel) begin() {
	f.slot = f.slots.add(f.person)
	for range f.steps {
		f.began = append(f.began, never)
	}
}

// settle makes what was reached at one moment count from the next one on.
func (f *Funnel) settle() {
	if f.slot < 0 {
		return
	}
	reached := f.began[f.slot*f.steps:]
	for k, began := range f.soon {
		if began != never {
			reached[k] = max(reached[k], began)
			f.soon[k] = never
		}
	}
}

// AddDay tells of all that happened on a day, step by step; days come in their order. The lists
// are sorted where they stand.
func (f *Funnel) AddDay(steps [][]Moment) {
	for _, list := range steps {
		sortMoments(list)
	}
	steps = slices.Clone(steps)
	for {
		next := -1
		for k, list := range steps {
			if len(list) > 0 && (next < 0 || before(list[0], steps[next][0])) {
				next = k
			}
		}
		if next < 0 {
			return
		}
		first := steps[next][0]
		f.Add(first.Person, next, first.At)
		steps[next] = steps[next][1:]
	}
}

func before(a, b Moment) bool {
	return a.Person < b.Person || a.Person == b.Person && a.At < b.At
}

// Reached is how many people reached each step. Nothing can be added afterwards.
func (f *Funnel) Reached() []uint64 {
	f.settle()
	reached := make([]uint64, f.steps)
	for steps := range slices.Chunk(f.began, f.steps) {
		for k, began := range steps {
			if began == never {
				break // nobody reaches a step without the one before it
			}
			reached[k]++
		}
	}
	return reached
}
