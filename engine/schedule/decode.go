package schedule

import (
	"slices"

	"github.com/throughlinehq/throughline/engine/schedule/grid"
)

// decoder builds schedules from keys: the serial schedule-generation scheme. Locked items are
// placed first, then what is under way, then always the item with the lowest key among those
// whose predecessors are placed.
type decoder struct {
	p       *problem
	goal    goal
	grid    *grid.Grid
	start   []int
	finish  []int
	fixed   []int // locked items, in topological order
	doing   []int
	waiting []int32 // template: predecessors that are neither locked nor under way
	left    []int32
	heap    []int32
	order   []int // in which items were placed
	slots   []grid.Slot
	all     sums // of the schedule that was judged last
}

// genes are what a schedule is built from: keys say who goes first, floors from when on an item
// may start at the earliest. A floor at its start in the baseline keeps an item from moving up.
type genes struct {
	keys   []float64
	floors []int  // nil: none
	ways   []int  // by which way each item is done; nil, or below 0: by what ends first
	out    []bool // what is left out; nil: nothing, or what was before
}

func (g genes) clone() genes {
	return genes{slices.Clone(g.keys), slices.Clone(g.floors), slices.Clone(g.ways),
		slices.Clone(g.out)}
}

// goal says what a schedule is judged by, beyond the model.
type goal struct {
	makespan bool
	baseline []int     // start of each item before, or unknown or wasOut; nil: no baseline
	order    []float64 // keys of the baseline
	perMove  int64     // cents for each item that moves
	perUnit  int64     // cents for each unit it moves by
	perTeam  int64     // cents for each item that other teams do
	ways     []int     // of the baseline, -1 if unknown
	homes    []int     // teams of the baseline that is part of the model, -1 if unknown
	terms    []term    // of the model's objective
	tiers    int       // how many of them count one after the other
	// levelling asks for schedules that do not start everything as early as can be.
	levelling bool
}

// What a baseline has instead of a start.
const (
	unknown = -1
	wasOut  = -2 // the baseline does without the item
)

// score judges a schedule: broken promises first, then money, then the sum of all finishes.
type score struct {
	conflict int64
	tiers    [mostTiers]int64 // one after the other; mostly the first is all
	finishes int64
}

func (s score) less(o score) bool {
	if s.conflict != o.conflict {
		return s.conflict < o.conflict
	}
	for k := range s.tiers {
		if s.tiers[k] != o.tiers[k] {
			return s.tiers[k] < o.tiers[k]
		}
	}
	return s.finishes < o.finishes
}

func newDecoder(p *problem, g goal) *decoder {
	n := len(p.items)
	d := &decoder{p: p, goal: g, grid: grid.New(p.teams, p.skills), start: make([]int, n),
		finish: make([]int, n), waiting: make([]int32, n), left: make([]int32, n),
		slots: make([]grid.Slot, n)}
	for _, i := range p.order {
		t := &p.items[i]
		switch {
		case t.done:
		case t.lock >= 0:
			d.fixed = append(d.fixed, i)
		case t.doing:
			d.doing = append(d.doing, i)
		default:
			for _, l := range t.preds {
				if !p.items[l.other].fixed() {
					d.waiting[i]++
				}
			}
		}
	}
	return d
}

// fixed reports whether the item's start is not for the solver to choose.
func (t *task) fixed() bool { return t.lock >= 0 || t.doing || t.done }

// decode builds the schedule for the genes. It returns the index of an item that fits nowhere, or
// -1.
func (d *decoder) decode(g genes) int {
	keys := g.keys
	d.grid.Reset()
	d.order, d.heap = d.order[:0], d.heap[:0]
	copy(d.left, d.waiting)
	if d.p.choice != nil {
		d.leaveOut(g.out)
	}
	if failed := d.placeFixed(g); failed >= 0 {
		return failed
	}
	for _, i := range d.p.order {
		if t := &d.p.items[i]; !t.fixed() && !t.out && d.left[i] == 0 {
			d.push(keys, int32(i))
		}
	}
	for len(d.heap) > 0 {
		i := int(d.pop(keys))
		t := &d.p.items[i]
		ready, notBefore := d.ready(t)
		if g.floors != nil {
			ready = max(ready, g.floors[i])
		}
		s := d.place(i, g, ready, notBefore)
		if d.put(i, s); s.Failed >= 0 {
			return i
		}
		for _, l := range t.succs {
			if o := &d.p.items[l.other]; o.fixed() || o.out {
				continue
			}
			if d.left[l.other]--; d.left[l.other] == 0 {
				d.push(keys, int32(l.other))
			}
		}
	}
	return -1
}

// placeFixed places what has no choice of when: locked items, then those under way.
func (d *decoder) placeFixed(g genes) int {
	for _, i := range d.fixed {
		t := &d.p.items[i]
		if t.out {
			continue
		}
		if len(t.ways) > 1 {
			t.take(max(0, g.way(i)))
		}
		s := d.grid.Force(&t.Job, t.lock)
		if d.put(i, s); s.Failed >= 0 {
			return i
		}
	}
	for _, i := range d.doing {
		s := d.place(i, g, 0, 0)
		if d.put(i, s); s.Failed >= 0 {
			return i
		}
	}
	return -1
}

// way is the one that the genes choose for item i, or below 0.
func (g genes) way(i int) int {
	if g.ways == nil {
		return -1
	}
	return g.ways[i]
}

// place puts an item where it fits; if its way is open, by the one that ends first there.
func (d *decoder) place(i int, g genes, ready, notBefore int) grid.Slot {
	t := &d.p.items[i]
	if len(t.ways) == 1 {
		return d.grid.Place(&t.Job, ready, notBefore)
	}
	best := g.way(i)
	if best < 0 {
		first := grid.Slot{Failed: -1, Finish: horizon + 1}
		for n := range t.ways {
			t.take(n)
			if s := d.grid.Fit(&t.Job, ready, notBefore); s.Failed < 0 && s.Finish < first.Finish {
				best, first = n, s
			}
		}
	}
	t.take(max(0, best))
	return d.grid.Place(&t.Job, ready, notBefore)
}

func (d *decoder) put(i int, s grid.Slot) {
	d.start[i], d.finish[i], d.slots[i] = s.Start, s.Finish, s
	d.order = append(d.order, i)
}

// ready is the earliest start by release and placed predecessors, and the earliest finish by
// finish-to-finish links.
func (d *decoder) ready(t *task) (start, finish int) {
	start = t.release
	for _, l := range t.preds {
		if d.p.choice != nil && d.p.items[l.other].out {
			continue
		}
		switch l.kind {
		case finishStart:
			start = max(start, d.finish[l.other]+l.lag)
		case startStart:
			start = max(start, d.start[l.other]+l.lag)
		case finishFinish:
			finish = max(finish, d.finish[l.other]+l.lag)
		}
	}
	return start, finish
}

func (d *decoder) push(keys []float64, i int32) {
	d.heap = append(d.heap, i)
	at := len(d.heap) - 1
	for at > 0 {
		up := (at - 1) / 2
		if !before(keys, i, d.heap[up]) {
			break
		}
		d.heap[at] = d.heap[up]
		at = up
	}
	d.heap[at] = i
}

func (d *decoder) pop(keys []float64) int32 {
	top, last := d.heap[0], d.heap[len(d.heap)-1]
	d.heap = d.heap[:len(d.heap)-1]
	n, at := len(d.heap), 0
	if n == 0 {
		return top
	}
	for {
		down := 2*at + 1
		if down >= n {
			break
		}
		if down+1 < n && before(keys, d.heap[down+1], d.heap[down]) {
			down++
		}
		if !before(keys, d.heap[down], last) {
			break
		}
		d.heap[at] = d.heap[down]
		at = down
	}
	d.heap[at] = last
	return top
}

func before(keys []float64, a, b int32) bool {
	return keys[a] < keys[b] || keys[a] == keys[b] && a < b
}

// judge scores the schedule built last.
func (d *decoder) judge() score {
	var s score
	var all sums
	makespan, end := 0, d.p.model.Calendar.Horizon()
	for i := range d.p.items {
		t := &d.p.items[i]
		if t.done {
			continue
		}
		if t.out {
			all.delay, all.moved = all.delay+t.cost.at(end), all.moved+d.moved(i)
			all.late, all.owed = all.late+d.lateness(t, end), all.owed+t.owes(end)
			s.finishes += int64(end)
			continue
		}
		finish := d.finish[i]
		makespan = max(makespan, finish)
		s.finishes += int64(finish)
		all.delay, all.late = all.delay+t.cost.at(finish), all.late+d.lateness(t, finish)
		if all.moved += d.moved(i); d.goal.terms != nil {
			all.owed += t.owes(finish)
		}
		if t.hard && finish > t.due {
			s.conflict += int64(finish - t.due)
		}
	}
	for _, i := range d.fixed {
		if d.p.items[i].out {
			continue
		}
		s.conflict += d.lockConflict(i, nil)
	}
	all.makespan = int64(makespan)
	d.all = all
	switch {
	case d.goal.makespan:
		s.tiers[0] = all.makespan
	case d.goal.terms != nil:
		d.weigh(&s)
	default:
		s.tiers[0] = all.delay + all.late + all.moved
	}
	return s
}

// owes is what lateness costs where it is a term of its own: a due date without a weight counts.
func (t *task) owes(finish int) int64 {
	if t.due < 0 || finish <= t.due {
		return 0
	}
	weight := t.weight
	if weight == 0 {
		weight = cents
	}
	return weight * int64(finish-t.due)
}

func (d *decoder) lateness(t *task, finish int) int64 {
	if t.due < 0 || finish <= t.due {
		return 0
	}
	return t.weight * int64(finish-t.due)
}

// moved is the price of starting elsewhere than in the baseline, or of being in only one of them.
func (d *decoder) moved(i int) int64 {
	if d.goal.baseline == nil {
		return 0
	}
	t, was := &d.p.items[i], d.goal.baseline[i]
	switch {
	case was == wasOut && !t.out || was >= 0 && t.out:
		return d.goal.perMove
	case was < 0 || t.fixed() || t.out:
		return 0
	}
	by := d.start[i] - d.goal.baseline[i]
	other := d.away(i)
	if by == 0 && !other {
		return 0
	}
	price := d.goal.perMove + d.goal.perUnit*int64(max(by, -by))
	if other {
		price += d.goal.perTeam
	}
	return price
}

// lockConflict is by how many units a locked item breaks its links; each is told to tell.
func (d *decoder) lockConflict(i int, tell func(l link, by int)) int64 {
	sum := int64(0)
	for _, l := range d.p.items[i].preds {
		if d.p.items[l.other].out {
			continue
		}
		got, want := d.start[i], d.finish[l.other]+l.lag
		switch l.kind {
		case startStart:
			want = d.start[l.other] + l.lag
		case finishFinish:
			got = d.finish[i]
		}
		if by := want - got; by > 0 {
			sum += int64(by)
			if tell != nil {
				tell(l, by)
			}
		}
	}
	return sum
}
