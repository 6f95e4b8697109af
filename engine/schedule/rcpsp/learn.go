package rcpsp

import (
	"cmp"
	"slices"
)

// literal claims that a view is at least a bound. Every job has two views: 2i is its start, 2i+1
// its start negated, so that lower bounds are all there is.
type literal struct{ view, bound int32 }

func (l literal) not() literal { return literal{l.view ^ 1, 1 - l.bound} }

// reason says what made a bound rise: a clause, all of whose other literals are false; an arc from
// another view; or literals that were written to the arena.
type reason struct {
	clause   *clause
	from, to int32 // of the arena; or a view and a lag
	arc      bool
}

type clause struct {
	literals []literal
	activity float64
}

// rise is one step of the trail: a view's bound went up.
type rise struct {
	literal
	before   int32 // the bound
	previous int32 // the view's step before on the trail, or -1
	why      reason
}

type arc struct{ to, lag int32 }

// learner is a solver for bounds that learns from conflicts: lazy clause generation (Ohrimenko,
// Stuckey and Codish 2009), as used for project scheduling by Schutt, Feydy, Stuckey and Wallace
// (2011). A conflict is traced back along the reasons to one bound that suffices for it; the clause
// that forbids it prunes the search from then on.
type learner struct {
	lower []int32 // by view
	root  []int32 // the bounds that hold without any decision
	last  []int32 // by view, the latest step of the trail
	arcs  [][]arc // by view: what rises with it
	trail []rise
	head  int // the first step not yet spread
	arena []literal
	// Where the trail and the arena stood when each decision was taken.
	levels [][2]int32
	// Clauses by the view that makes their watched literal false.
	watches  [][]watch
	learned  []*clause
	conflict []literal // all true, and contradictory
	// Conflict analysis: the bound needed of each view, and the step that reached it.
	need   []int32
	step   []int32
	needed []int32
	atoms  atoms
	bump   float64 // of a clause's activity
}

// watch wakes a clause when its view reaches a bound.
type watch struct {
	clause *clause
	bound  int32
}

func newLearner(lower []int32, arcs [][]arc) *learner {
	views := len(lower)
	l := &learner{lower: lower, root: slices.Clone(lower), last: make([]int32, views), arcs: arcs,
		watches: make([][]watch, views), need: make([]int32, views), step: make([]int32, views),
		bump: 1}
	for v := range views {
		l.last[v], l.step[v] = -1, -1
	}
	l.atoms = newAtoms(lower)
	return l
}

func (l *learner) holds(a literal) bool { return l.lower[a.view] >= a.bound }
func (l *learner) fails(a literal) bool { return l.lower[a.view^1] >= 1-a.bound }

// set raises a bound for a reason; it reports whether that contradicts nothing.
func (l *learner) set(a literal, why reason) bool {
	if l.holds(a) {
		return true
	}
	if l.fails(a) {
		l.conflict = l.explain(append(l.conflict[:0], a.not()), a, why)
		return false
	}
	l.trail = append(l.trail, rise{a, l.lower[a.view], l.last[a.view], why})
	l.last[a.view] = int32(len(l.trail) - 1)
	l.lower[a.view] = a.bound
	return true
}

// explain appends what implied the literal; of an arc only as much as was needed.
func (l *learner) explain(into []literal, a literal, why reason) []literal {
	switch {
	case why.arc:
		return append(into, literal{why.from, a.bound - why.to})
	case why.clause != nil:
		for _, other := range why.clause.literals[1:] { // the first is what it implied
			into = append(into, other.not())
		}
		return into
	}
	return append(into, l.arena[why.from:why.to]...)
}

// spread follows the consequences of the trail through arcs and clauses.
func (l *learner) spread() bool {
	for ; l.head < len(l.trail); l.head++ {
		v := l.trail[l.head].view
		for _, a := range l.arcs[v] {
			if !l.set(literal{a.to, l.lower[v] + a.lag}, reason{from: v, to: a.lag, arc: true}) {
				return false
			}
		}
		if !l.wake(v) {
			return false
		}
	}
	return true
}

// wake looks at the clauses whose watched literals the view has made false.
func (l *learner) wake(v int32) bool {
	list, kept, fine := l.watches[v], 0, true
	for k, w := range list {
		if !fine || w.bound > l.lower[v] {
			list[kept] = list[k]
			kept++
			continue
		}
		c := w.clause.literals
		if (literal{v, w.bound}) == c[0].not() {
			c[0], c[1] = c[1], c[0]
		}
		if !l.holds(c[0]) && l.moveWatch(w.clause) {
			continue
		}
		list[kept] = w
		kept++
		fine = l.holds(c[0]) || l.set(c[0], reason{clause: w.clause})
	}
	l.watches[v] = append(list[:kept], l.watches[v][len(list):]...) // with those moved here
	return fine
}

// moveWatch puts a literal that is not false into the second place, if there is one.
func (l *learner) moveWatch(c *clause) bool {
	for k := 2; k < len(c.literals); k++ {
		if a := c.literals[k]; !l.fails(a) {
			c.literals[1], c.literals[k] = a, c.literals[1]
			l.watch(c, a)
			return true
		}
	}
	return false
}

func (l *learner) watch(c *clause, a literal) {
	off := a.not()
	l.watches[off.view] = append(l.watches[off.view], watch{c, off.bound})
}

func (l *learner) decide(a literal) {
	l.levels = append(l.levels, [2]int32{int32(len(l.trail)), int32(len(l.arena))})
	l.set(a, reason{})
}

// backtrack undoes all decisions above a level.
func (l *learner) backtrack(level int) {
	if len(l.levels) <= level {
		return
	}
	at := l.levels[level]
	for k := len(l.trail) - 1; k >= int(at[0]); k-- {
		r := &l.trail[k]
		l.lower[r.view], l.last[r.view] = r.before, r.previous
	}
	l.trail, l.arena, l.levels = l.trail[:at[0]], l.arena[:at[1]], l.levels[:level]
	l.head = len(l.trail)
}

// settle makes the bounds that hold without a decision the new root.
func (l *learner) settle() {
	copy(l.root, l.lower)
	l.trail, l.arena, l.head = l.trail[:0], l.arena[:0], 0
	for v := range l.last {
		l.last[v] = -1
	}
}

// require adds a literal to what the conflict needs.
func (l *learner) require(a literal) {
	v := a.view
	if l.root[v] >= a.bound || l.step[v] >= 0 && l.need[v] >= a.bound {
		return
	}
	if l.step[v] < 0 {
		l.needed = append(l.needed, v)
	}
	k := l.last[v]
	for l.trail[k].before >= a.bound {
		k = l.trail[k].previous
	}
	l.need[v], l.step[v] = a.bound, k
	l.atoms.bump(a)
}

// learn turns the conflict into a clause, whose first literal becomes true after going back to the
// level that is returned. Without a clause the conflict needs no decision.
func (l *learner) learn() (*clause, int) {
	l.needed = l.needed[:0]
	k := int32(-1)
	for _, a := range l.conflict {
		l.require(a)
		k = max(k, l.step[a.view])
	}
	if k < 0 {
		return nil, 0
	}
	from := l.levels[l.levelOf(k)-1][0]
	var reasons []literal
	for ; ; k-- {
		r := &l.trail[k]
		if l.step[r.view] != k {
			continue
		}
		a := literal{r.view, l.need[r.view]}
		if !l.moreSince(from, k) {
			return l.clauseOf(a)
		}
		l.step[r.view] = -1
		l.needed = slices.DeleteFunc(l.needed, func(v int32) bool { return v == r.view })
		l.use(r.why.clause)
		reasons = l.explain(reasons[:0], a, r.why)
		for _, b := range reasons {
			l.require(b)
		}
	}
}

// levelOf is how many decisions were taken up to a step of the trail.
func (l *learner) levelOf(step int32) int {
	level, _ := slices.BinarySearchFunc(l.levels, step, func(at [2]int32, k int32) int {
		return cmp.Compare(at[0], k+1)
	})
	return level
}

// moreSince reports whether the conflict needs another step of the current level than k.
func (l *learner) moreSince(from, k int32) bool {
	for _, v := range l.needed {
		if s := l.step[v]; s >= from && s != k {
			return true
		}
	}
	return false
}

// clauseOf forbids what the conflict needs, without the needs that others imply.
func (l *learner) clauseOf(first literal) (*clause, int) {
	c := &clause{literals: []literal{first.not()}, activity: l.bump}
	latest := int32(-1)
	for _, v := range l.needed {
		if a := (literal{v, l.need[v]}); v != first.view && !l.implied(a) {
			c.literals = append(c.literals, a.not())
			if l.step[v] > latest { // the second watch is the last to become false
				latest = l.step[v]
				end := len(c.literals) - 1
				c.literals[1], c.literals[end] = c.literals[end], c.literals[1]
			}
		}
	}
	for _, v := range l.needed {
		l.step[v] = -1
	}
	return c, l.levelOf(latest)
}

// implied reports whether the other needs imply this one in one step.
func (l *learner) implied(a literal) bool {
	r := &l.trail[l.step[a.view]]
	if r.why == (reason{}) {
		return false // a decision
	}
	for _, b := range l.explain(nil, a, r.why) {
		if l.root[b.view] < b.bound && (l.need[b.view] < b.bound ||
			l.step[b.view] < 0 || l.step[b.view] >= l.step[a.view]) {
			return false
		}
	}
	return true
}

// add keeps a learned clause and draws its consequence.
func (l *learner) add(c *clause) bool {
	if len(c.literals) > 1 {
		l.learned = append(l.learned, c)
		l.watch(c, c.literals[0])
		l.watch(c, c.literals[1])
	}
	return l.set(c.literals[0], reason{clause: c})
}

// use makes a clause that took part in a conflict more likely to be kept.
func (l *learner) use(c *clause) {
	if c == nil {
		return
	}
	if c.activity += l.bump; c.activity > 1e100 {
		for _, c := range l.learned {
			c.activity *= 1e-100
		}
		l.bump *= 1e-100
	}
}

// forget drops the less useful half of the clauses; no decision may stand.
func (l *learner) forget() {
	slices.SortStableFunc(l.learned, func(a, b *clause) int {
		return cmp.Compare(b.activity, a.activity)
	})
	l.learned = l.learned[:len(l.learned)/2]
	for v := range l.watches {
		l.watches[v] = l.watches[v][:0]
	}
	for _, c := range l.learned {
		slices.SortStableFunc(c.literals, func(a, b literal) int { // those not false first
			if l.fails(a) == l.fails(b) {
				return 0
			} else if l.fails(b) {
				return -1
			}
			return 1
		})
		l.watch(c, c.literals[0])
		l.watch(c, c.literals[1])
	}
}

// atoms are the claims that a job starts by some time, with how much each took part in conflicts.
type atoms struct {
	offset   []int32 // by job: where its earliest start is
	activity []float64
	step     float64
}

func newAtoms(lower []int32) atoms {
	a := atoms{offset: make([]int32, len(lower)/2), step: 1}
	size := int32(0)
	for i := range a.offset {
		a.offset[i] = size - lower[2*i]
		size += max(1, 1-lower[2*i+1]-lower[2*i])
	}
	a.activity = make([]float64, size)
	return a
}

func (a *atoms) bump(l literal) {
	at := a.offset[l.view/2]
	if l.view&1 == 0 {
		at += l.bound - 1
	} else {
		at -= l.bound
	}
	if a.activity[at] += a.step; a.activity[at] > 1e100 {
		for k := range a.activity {
			a.activity[k] *= 1e-100
		}
		a.step *= 1e-100
	}
}
