package rcpsp

import (
	"cmp"
	"fmt"
	"math"
	"math/rand/v2"
	"slices"
)

// Options steer a search; the zero value is usable.
type Options struct {
	Schedules int // how many schedules may be built; 0 means 5,000
	Seed      uint64
	// Progress, if set, hears after each generation how many schedules were built and the best
	// makespan so far; it returns false to stop.
	Progress func(schedules, makespan int) bool
}

const (
	usualSchedules = 5000
	maxSchedules   = 1_000_000_000
)

// Solve searches for a short schedule. A project whose non-renewable resources no choice of modes
// was found to respect is an error.
func Solve(p *Project, opt Options) (Solution, error) {
	if err := p.Validate(); err != nil {
		return Solution{}, err
	}
	if opt.Schedules == 0 {
		opt.Schedules = usualSchedules
	}
	if opt.Schedules < 1 || opt.Schedules > maxSchedules {
		return Solution{}, fmt.Errorf("schedules %d, expected 1 to %d", opt.Schedules, maxSchedules)
	}
	g := newGenetic(p, opt)
	g.run()
	if g.best.excess > 0 {
		return Solution{}, fmt.Errorf("no modes found within the non-renewable resources after "+
			"%d schedules: %d units too many", g.built, g.best.excess)
	}
	return g.solution(), nil
}

// genetic breeds two populations: one of keys to build forwards from, which are the starts of
// right-justified schedules, and one to build backwards from. Each child moves to the other
// population, so that every schedule is justified to both sides in turn (Debels and Vanhoucke
// 2007). A window in time cuts the parents: the one with the busier stretch keeps its order
// inside, the other gives the order before and after it.
type genetic struct {
	p       *Project
	opt     Options
	m       *machine
	rng     *rand.Rand
	source  *rand.PCG // of rng
	order   []int     // topological
	bound   int
	built   int
	until   int // how many may be built by now
	best    individual
	starts  []int // of the best schedule, forwards
	pop     [2][]individual
	top     [2]individual // the best of each population, without its keys
	spare   []int32       // keys of one who went
	child   individual
	weight  []int64 // how much of the resources a job takes, per unit of time, in its first mode
	work    []int64 // weight times duration
	load    []int64
	modal   bool // some job has a choice of modes
	options [][]uint8
}

// individual is a schedule as keys for the next building.
type individual struct {
	keys     []int32
	modes    []uint8
	makespan int32
	excess   int32 // of non-renewable resources
	late     int64 // how late its work is done: what the next building has room to pull forward
}

func (a *individual) better(b *individual) bool { return a.compare(b) < 0 }

// compare orders by makespan; of equals, of which there are many, the one comes first that leaves
// more room at its beginning.
func (a *individual) compare(b *individual) int {
	if a.excess != b.excess {
		return cmp.Compare(a.excess, b.excess)
	}
	if a.makespan != b.makespan {
		return cmp.Compare(a.makespan, b.makespan)
	}
	return cmp.Compare(b.late, a.late)
}

func newGenetic(p *Project, opt Options) *genetic {
	source := rand.NewPCG(opt.Seed, 0x9c59)
	g := &genetic{p: p, opt: opt, m: newMachine(p), rng: rand.New(source), source: source}
	g.order, _ = p.topological() // Validate has seen that there is one
	g.bound = lowerBound(p, g.order)
	n := len(p.Jobs)
	g.child = individual{keys: make([]int32, n), modes: make([]uint8, n)}
	g.best = individual{makespan: math.MaxInt32, excess: math.MaxInt32}
	g.weight, g.work = make([]int64, n), make([]int64, n)
	g.load = make([]int64, len(g.m.free)+1)
	g.options = make([][]uint8, n)
	for i, job := range p.Jobs {
		for k, mode := range job.Modes {
			if p.fits(mode) {
				g.options[i] = append(g.options[i], uint8(k))
			}
		}
		g.modal = g.modal || len(g.options[i]) > 1
		g.m.setMode(i, g.options[i][0])
		g.child.modes[i] = g.options[i][0]
		g.weight[i] = g.jobWeight(i, g.options[i][0])
		g.work[i] = g.weight[i] * int64(g.m.duration[i])
	}
	g.forget()
	return g
}

// populationSize grows with the budget; measured on PSPLIB at 1,000, 5,000 and 50,000 schedules.
func populationSize(schedules int) int {
	s := float64(schedules)
	size := 19 * math.Pow(s/1000, .536)
	if s > 5000 {
		size = 45 * math.Pow(s/5000, .745)
	}
	return max(4, min(int(size), 1000))
}

// epoch is how many schedules a population of a project that is not large is bred for before it
// has become one family; measured on PSPLIB.
const epoch = 8000

// run breeds one population or, where the budget outlasts it, several from scratch, and then
// their best members together.
func (g *genetic) run() {
	epochs := g.opt.Schedules / epoch
	if g.elitist() || epochs < 3 {
		g.until = g.opt.Schedules
		size := populationSize(g.opt.Schedules)
		if !g.elitist() { // who keeps fewer members needs more of them to stay varied
			size += size / 2
		}
		g.seed(size)
		g.breed(size)
		return
	}
	size := populationSize(epoch)
	var elite [2][]individual
	for e := 1; e < epochs; e++ {
		if g.until = e * epoch; g.done() {
			return
		}
		g.pop = [2][]individual{}
		g.forget()
		g.seed(size)
		if !g.breed(size) {
			return
		}
		for dir, members := range g.pop {
			slices.SortStableFunc(members, func(a, b individual) int { return a.compare(&b) })
			elite[dir] = append(elite[dir], members[:min(len(members), size/4)]...)
		}
	}
	g.until, g.pop = g.opt.Schedules, elite
	for dir, members := range elite {
		for _, member := range members {
			g.admit(direction(dir), member)
		}
	}
	g.breed(len(elite[forward]))
}

// forget is for a population that begins anew.
func (g *genetic) forget() {
	g.top = [2]individual{g.best, g.best}
	for dir := range g.top {
		g.top[dir].makespan, g.top[dir].excess = math.MaxInt32, math.MaxInt32
	}
}

// admit notes a new member of a population.
func (g *genetic) admit(dir direction, member individual) {
	if !g.top[dir].better(&member) {
		g.top[dir] = member
	}
}

// breed goes on until the schedules are used up; it reports whether it may.
func (g *genetic) breed(size int) bool {
	for dir := backward; !g.done(); dir = 1 - dir {
		g.generation(dir, size)
		if g.opt.Progress != nil && !g.opt.Progress(g.built, int(g.best.makespan)) {
			return false
		}
	}
	return true
}

func (g *genetic) done() bool {
	return g.built >= g.until || g.best.excess == 0 && int(g.best.makespan) <= g.bound
}

// seed builds the first population forwards, by latest finish with noise of different strength, one
// half by the serial scheme, the other by the parallel one.
func (g *genetic) seed(size int) {
	_, tails := heads(g.p, g.order)
	longest := 1
	for i := range tails {
		longest = max(longest, tails[i]+g.p.shortest(i))
	}
	for k := 0; k < size && !g.done(); k++ {
		noise := longest * fine * k / size
		for i, tail := range tails {
			g.child.keys[i] = int32((longest-tail)*fine + g.rng.IntN(noise+1))
			g.child.modes[i] = g.options[i][0]
		}
		if g.modal {
			g.randomModes()
		}
		child := g.bear(forward, k%2 == 1, never)
		g.pop[backward] = append(g.pop[backward], child)
		g.admit(backward, child)
	}
}

// generation breeds the population that is built from in this direction; children go to the
// other one.
func (g *genetic) generation(dir direction, size int) {
	parents := g.pop[dir]
	for i := 0; i < len(parents) && !g.done(); i++ {
		g.cross(&parents[i], g.tournament(parents, i))
		other := g.pop[1-dir]
		if len(other) < size {
			child := g.bear(dir, false, never)
			g.pop[1-dir] = append(other, child)
			g.admit(1-dir, child)
			continue
		}
		member, limit := &other[i], int32(never)
		stays := g.stays(1-dir, member)
		if stays && g.excess(g.child.modes) >= member.excess {
			limit = member.makespan
		}
		child := g.bear(dir, false, limit)
		if stays && member.better(&child) {
			g.spare = child.keys
			continue
		}
		g.spare = member.keys
		*member = child
		g.admit(1-dir, child)
	}
}

// stays reports whether a member keeps its place until somebody comes who is not worse.
func (g *genetic) stays(dir direction, member *individual) bool {
	return g.elitist() || !g.top[dir].better(member)
}

// elitist populations keep every member until one not worse comes, others only the best; measured:
// the first helps where jobs are many and hurts where they are few.
func (g *genetic) elitist() bool { return len(g.p.Jobs) > 90 }

// tournament picks the better of two members other than i.
func (g *genetic) tournament(pop []individual, i int) *individual {
	a, b := g.pick(pop, i), g.pick(pop, i)
	if b.better(a) {
		return b
	}
	return a
}

func (g *genetic) pick(pop []individual, i int) *individual {
	if len(pop) == 1 {
		return &pop[0]
	}
	k := g.upTo(len(pop) - 1)
	if k >= i {
		k++
	}
	return &pop[k]
}

// bear builds the child, by the serial or the parallel scheme, and returns it as a member of the
// other direction's population. It may be left unfinished where it would end after limit; it is
// worse than anybody then.
func (g *genetic) bear(dir direction, parallel bool, limit int32) individual {
	c := &g.child
	if g.modal {
		for i, mode := range c.modes {
			if g.m.modes[i] != mode {
				g.m.setMode(i, mode)
			}
		}
	}
	g.built++
	born := individual{excess: g.excess(c.modes), modes: c.modes, keys: g.spare}
	g.spare = nil
	if parallel {
		born.makespan = g.m.buildParallel(dir, c.keys)
	} else if born.makespan = g.m.build(dir, c.keys, limit); born.makespan == never {
		return born
	}
	if g.modal { // else all have the same
		born.modes = slices.Clone(c.modes)
	}
	g.setKeys(&born)
	if born.better(&g.best) {
		g.keep(dir, born)
	}
	return born
}

// setKeys turns the schedule that was built into keys for the next building, which goes the other
// way, and adds up how far its work lies behind the middle of the time then.
func (g *genetic) setKeys(born *individual) {
	finish := g.m.finish
	if born.keys == nil {
		born.keys = make([]int32, len(finish))
	}
	keys, duration, work := born.keys[:len(finish)], g.m.duration[:len(finish)], g.work
	for i, f := range finish {
		key, d := born.makespan-f, duration[i]
		keys[i] = key
		if g.modal {
			work[i] = g.jobWeight(i, born.modes[i]) * int64(d)
		}
		born.late += work[i] * int64(2*key+d-born.makespan)
	}
}

func (g *genetic) keep(dir direction, born individual) {
	g.best = born
	g.starts = make([]int, len(born.keys))
	for i := range g.starts {
		g.starts[i] = int(g.m.start[i])
		if dir == backward {
			g.starts[i] = int(born.keys[i])
		}
	}
}

func (g *genetic) solution() Solution {
	s := Solution{Makespan: int(g.best.makespan), Starts: g.starts, LowerBound: g.bound,
		Schedules: g.built, Modes: make([]int, len(g.starts))}
	for i, mode := range g.best.modes {
		s.Modes[i] = int(mode)
	}
	s.Optimal = s.Makespan == s.LowerBound
	return s
}
