package rcpsp

import "slices"

// ProofOptions bound a proof; the zero value is usable.
type ProofOptions struct {
	Conflicts int // how many dead ends may be met; 0 means 2,000
	// Progress, if set, hears now and then how many dead ends were met; it returns false to stop.
	Progress func(conflicts int) bool
}

const (
	usualConflicts = 2000
	// Beyond these sizes a proof is not tried: its tables would be large and its chances small.
	mostProofJobs = 200
	mostProofTime = 2000
	// mostTrials is how many dead ends one makespan may cost while the bound climbs from below.
	mostTrials = 300
)

// Prove improves what is known of a solution of a single-mode project: its lower bound, or the
// solution itself where it finds a shorter one. It asks whether the project can end by some time,
// first from the bound upwards (destructive improvement, Klein and Scholl 1999), then just below
// the solution, with a solver that learns from dead ends (lazy clause generation, Schutt, Feydy,
// Stuckey and Wallace 2011). The same solution and limits give the same answer.
func Prove(p *Project, s Solution, opt ProofOptions) Solution {
	if !provable(p, s) {
		return s
	}
	if opt.Conflicts == 0 {
		opt.Conflicts = usualConflicts
	}
	pr := newProver(p, s, opt)
	for climbing := true; pr.s.LowerBound < pr.s.Makespan && !pr.stopped; {
		target, limit := pr.s.LowerBound, mostTrials
		if !climbing {
			target, limit = pr.s.Makespan-1, opt.Conflicts
		}
		if pr.endBy(int32(target), limit) == undecided {
			climbing = false
		}
	}
	pr.s.Optimal = pr.s.Makespan == pr.s.LowerBound
	return pr.s
}

func provable(p *Project, s Solution) bool {
	if s.Optimal || len(p.Jobs) > mostProofJobs || s.Makespan > mostProofTime {
		return false
	}
	return !slices.ContainsFunc(p.Jobs, func(j Job) bool { return len(j.Modes) > 1 })
}

// prover holds the learner and, for each four resources, a timetable. The last job of the learner
// is the project's end.
type prover struct {
	opt       ProofOptions
	s         Solution
	l         *learner
	tables    []*timetable
	end       int32 // the view of the end
	conflicts int
	stopped   bool
	restarts  int
}

func newProver(p *Project, s Solution, opt ProofOptions) *prover {
	n := len(p.Jobs)
	pr := &prover{opt: opt, s: s, end: int32(2 * n)}
	pr.s.Starts = slices.Clone(s.Starts)
	lower, arcs := make([]int32, 2*n+2), make([][]arc, 2*n+2)
	link := func(i, j, lag int) { // j starts no sooner than lag after i
		arcs[2*i] = append(arcs[2*i], arc{int32(2 * j), int32(lag)})
		arcs[2*j+1] = append(arcs[2*j+1], arc{int32(2*i + 1), int32(lag)})
	}
	m := newMachine(p)
	for i, job := range p.Jobs {
		d := job.Modes[0].Duration
		lower[2*i+1] = int32(d - s.Makespan)
		link(i, n, d)
		for _, next := range job.Successors {
			link(i, next, d)
		}
	}
	lower[2*n+1] = int32(-s.Makespan)
	pr.l = newLearner(lower, arcs)
	for w := range m.words {
		t := &timetable{l: pr.l, duration: m.duration, full: m.full[w],
			free: make([]uint64, s.Makespan+1)}
		for i := range n {
			t.ask = append(t.ask, m.ask[i*m.words+w])
		}
		pr.tables = append(pr.tables, t)
	}
	for v := range lower { // the learner spreads what rises, and the first bounds never rose
		for _, a := range arcs[v] {
			pr.l.set(literal{a.to, lower[v] + a.lag}, reason{})
		}
	}
	return pr
}

// answer to whether the project can end by some time.
type answer int

const (
	undecided answer = iota
	refuted          // the bound has risen
	reached          // the solution is shorter
)

// endBy asks whether the project can end by a time; it may use so many conflicts.
func (pr *prover) endBy(target int32, limit int) answer {
	limit = min(limit, pr.opt.Conflicts-pr.conflicts) + pr.conflicts
	for {
		pr.l.backtrack(0)
		if pr.l.spread(); !pr.propagate() {
			pr.s.LowerBound = pr.s.Makespan
			return refuted
		}
		pr.l.settle()
		pr.s.LowerBound = max(pr.s.LowerBound, int(pr.l.lower[pr.end]))
		if pr.l.lower[pr.end] > target {
			return refuted
		}
		if pr.stopped || pr.conflicts >= limit {
			return undecided
		}
		if len(pr.l.learned) > 4000+pr.conflicts/8 {
			pr.l.forget()
		}
		pr.restarts++
		if pr.dive(target, min(limit, pr.conflicts+100*luby(pr.restarts))) {
			return reached
		}
	}
}

// dive searches until so many conflicts were met; it reports whether it found a solution.
func (pr *prover) dive(target int32, until int) bool {
	l := pr.l
	for {
		if !pr.propagate() {
			pr.conflicts++
			pr.stopped = pr.stopped || pr.conflicts >= pr.opt.Conflicts ||
				pr.conflicts%16 == 0 && pr.opt.Progress != nil && !pr.opt.Progress(pr.conflicts)
			c, level := l.learn()
			if c == nil {
				l.backtrack(0)
				l.set(literal{pr.end, int32(pr.s.Makespan)}, reason{})
				return false
			}
			l.backtrack(level)
			l.add(c)
			l.bump, l.atoms.step = l.bump*1.001, l.atoms.step*1.05
			if level == 0 || pr.stopped || pr.conflicts >= until {
				return false
			}
			continue
		}
		switch {
		case len(l.levels) == 0:
			l.decide(literal{pr.end + 1, -target})
		case !pr.branch():
			pr.keep()
			return true
		}
	}
}

// propagate draws all consequences.
func (pr *prover) propagate() bool {
	for {
		if !pr.l.spread() {
			return false
		}
		for _, t := range pr.tables {
			if !t.propagate() {
				return false
			}
		}
		if pr.l.head == len(pr.l.trail) {
			return true
		}
	}
}

// branch takes a decision; it reports whether one was left to take. By turns of restarts the
// soonest job starts as early as it can, or the claim decides that took part in most conflicts, as
// the known solution has it.
func (pr *prover) branch() bool {
	l := pr.l
	best, most := literal{view: -1}, -1.0
	for i := range pr.s.Starts {
		v := int32(2 * i)
		from, to := l.lower[v], -l.lower[v+1]
		if from == to {
			continue
		}
		if pr.restarts&1 == 0 {
			if best.view < 0 || from < -best.bound {
				best = literal{v + 1, -from}
			}
			continue
		}
		for t := from; t < to; t++ {
			if act := l.atoms.activity[l.atoms.offset[i]+t]; act > most {
				most, best = act, literal{v + 1, -t}
				if int32(pr.s.Starts[i]) > t {
					best = best.not()
				}
			}
		}
	}
	if best.view >= 0 {
		l.decide(best)
	}
	return best.view >= 0
}

// keep takes the solution that the search has reached.
func (pr *prover) keep() {
	for i := range pr.s.Starts {
		pr.s.Starts[i] = int(pr.l.lower[2*i])
	}
	pr.s.Makespan = int(pr.l.lower[pr.end])
}

// luby is the k-th term, from 1, of 1 1 2 1 1 2 4 ...: how long searches between restarts last
// (Luby, Sinclair and Zuckerman 1993).
func luby(k int) int {
	size := 1
	for size < k+1 {
		size *= 2
	}
	if size == k+1 {
		return size / 2
	}
	return luby(k + 1 - size/2)
}
