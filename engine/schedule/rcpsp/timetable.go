package rcpsp

import "math/bits"

// timetable keeps the jobs within the resources: where a job must be running whatever happens, its
// demand is taken, and other jobs are pushed out of times without room for them. Its explanations
// name one time and the jobs that fill it (Schutt, Feydy, Stuckey and Wallace 2011). Four resources
// share a word as in machine.
type timetable struct {
	l        *learner
	duration []int32
	ask      []uint64 // by job, for one word of resources
	full     uint64
	free     []uint64
	inside   []int32 // jobs that must run at the time explained
}

// propagate raises bounds until nothing changes; it reports whether there is no conflict.
func (t *timetable) propagate() bool {
	if !t.fill() {
		return false
	}
	for i, ask := range t.ask {
		v := int32(2 * i)
		if ask == 0 || t.l.lower[v] == -t.l.lower[v+1] {
			continue
		}
		if !t.pushLater(int32(i)) || !t.pushSooner(int32(i)) {
			return false
		}
	}
	return true
}

// must is the time in which a job runs whatever happens; empty if from is not before to.
func (t *timetable) must(i int32) (from, to int32) {
	return -t.l.lower[2*i+1], t.l.lower[2*i] + t.duration[i]
}

func (t *timetable) fill() bool {
	for k := range t.free {
		t.free[k] = t.full
	}
	for i, ask := range t.ask {
		if ask == 0 {
			continue
		}
		from, to := t.must(int32(i))
		for at := from; at < to; at++ {
			if t.free[at] -= ask; t.free[at]&guards != guards {
				t.overload(at, t.free[at])
				return false
			}
		}
	}
	return true
}

// pushLater raises a job's earliest start while there is a time in its way without room.
func (t *timetable) pushLater(i int32) bool {
	d, ask := t.duration[i], t.ask[i]
	latest, _ := t.must(i)
	start := t.l.lower[2*i]
	for at := min(start+d, latest) - 1; at >= start; at-- {
		left := t.free[at] - ask
		if left&guards == guards {
			continue
		}
		from := int32(len(t.l.arena))
		t.l.arena = append(t.l.arena, literal{2 * i, at - d + 1})
		why := t.explain(from, at, left, i)
		if !t.l.set(literal{2 * i, at + 1}, why) {
			return false
		}
		start = at + 1
		at = min(start+d, latest)
	}
	return true
}

// pushSooner is pushLater for the latest start.
func (t *timetable) pushSooner(i int32) bool {
	d, ask := t.duration[i], t.ask[i]
	_, earliest := t.must(i)
	latest := -t.l.lower[2*i+1]
	for at := max(latest, earliest); at < latest+d; at++ {
		left := t.free[at] - ask
		if left&guards == guards {
			continue
		}
		from := int32(len(t.l.arena))
		t.l.arena = append(t.l.arena, literal{2*i + 1, -at})
		why := t.explain(from, at, left, i)
		if !t.l.set(literal{2*i + 1, d - at}, why) {
			return false
		}
		latest = at - d
		at = max(latest, earliest) - 1
	}
	return true
}

func (t *timetable) overload(at int32, left uint64) {
	t.explain(int32(len(t.l.arena)), at, left, -1)
	t.l.conflict = append(t.l.conflict[:0], t.l.arena[len(t.l.arena)-2*len(t.inside):]...)
}

// explain writes to the arena the bounds of enough jobs that must run at a time to leave no room
// for job i, which may be -1; left shows a resource that is short.
func (t *timetable) explain(from, at int32, left uint64, i int32) reason {
	lane := bits.TrailingZeros64(^left&guards) - 15
	units := func(word uint64) int32 { return int32(word >> lane & 0x7fff) }
	spare := -units(t.full) - 1
	if i >= 0 {
		spare += units(t.ask[i])
	}
	t.inside = t.inside[:0]
	for j := range t.ask {
		start, end := t.must(int32(j))
		if start <= at && at < end && int32(j) != i && units(t.ask[j]) > 0 {
			t.inside = append(t.inside, int32(j))
			spare += units(t.ask[j])
		}
	}
	kept := t.inside[:0]
	for _, j := range t.inside { // as few as suffice; what is known without decisions is free
		u, a, b := units(t.ask[j]), literal{2 * j, at - t.duration[j] + 1}, literal{2*j + 1, -at}
		if u <= spare && (t.l.root[a.view] < a.bound || t.l.root[b.view] < b.bound) {
			spare -= u
			continue
		}
		kept = append(kept, j)
		t.l.arena = append(t.l.arena, a, b)
	}
	t.inside = kept
	return reason{from: from, to: int32(len(t.l.arena))}
}
