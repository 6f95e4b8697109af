package rcpsp

import (
	"math"
	"math/bits"
	"slices"
)

// machine builds schedules: the serial schedule-generation scheme on a packed profile. Four
// resources share a word, in lanes of 16 bits whose top bit stays set as a guard: a demand fits
// where subtracting it leaves every guard standing, one test for all four.
type machine struct {
	p      *Project
	n      int
	words  int
	full   []uint64   // capacities with their guards
	demand [][]uint64 // by job and mode, words per mode
	before [2]links
	tails  [2][]int32 // the least time from a job's finish to the end
	free   []uint64   // what is left, by time and word
	used   int        // times that the last schedule touched
	sorted []uint64
	// The buckets of a sort.
	bucketBits int
	buckets    []int32
	stack      []int32
	// The jobs' modes, durations and demands as they are scheduled now.
	modes    []uint8
	duration []int32
	ask      []uint64
	// The last schedule, in the time of its direction.
	start  []int32
	finish []int32 // -1: not placed yet
}

// links are, for each job, some other jobs.
type links struct {
	from []int32 // where those of a job begin
	jobs []int32
}

func (l *links) of(i int32) []int32 { return l.jobs[l.from[i]:l.from[i+1]] }

func newLinks(of [][]int32) links {
	l := links{from: []int32{0}}
	for _, jobs := range of {
		l.jobs = append(l.jobs, jobs...)
		l.from = append(l.from, int32(len(l.jobs)))
	}
	return l
}

// direction says which way time runs while a schedule is built.
type direction int

const (
	forward direction = iota
	backward
)

const guards = 0x8000_8000_8000_8000

func newMachine(p *Project) *machine {
	n := len(p.Jobs)
	m := &machine{p: p, n: n, words: max(1, (len(p.Renewable)+3)/4), modes: make([]uint8, n),
		duration: make([]int32, n), start: make([]int32, n),
		finish: make([]int32, n), sorted: make([]uint64, n)}
	m.full = m.pack(p.Renewable)
	for w := range m.full {
		m.full[w] |= guards
	}
	m.ask = make([]uint64, n*m.words)
	before := [2][][]int32{make([][]int32, n), make([][]int32, n)}
	m.bucketBits = bits.Len(uint(n)) + 2
	m.buckets = make([]int32, 1<<m.bucketBits)
	horizon := 0
	for i, job := range p.Jobs {
		var packed []uint64
		for _, mode := range job.Modes {
			packed = append(packed, m.pack(mode.Renewable)...)
		}
		m.demand = append(m.demand, packed)
		for _, s := range job.Successors {
			before[forward][s] = append(before[forward][s], int32(i))
			before[backward][i] = append(before[backward][i], int32(s))
		}
		horizon += job.longest()
	}
	m.before = [2]links{newLinks(before[forward]), newLinks(before[backward])}
	m.free = make([]uint64, (horizon+1)*m.words)
	m.used = horizon + 1
	order, _ := p.topological()
	starts, tails := heads(p, order)
	m.tails = [2][]int32{make([]int32, n), make([]int32, n)}
	for i := range p.Jobs {
		m.tails[forward][i], m.tails[backward][i] = int32(tails[i]), int32(starts[i])
		m.setMode(i, 0)
	}
	return m
}

func (m *machine) pack(units []int) []uint64 {
	words := make([]uint64, m.words)
	for r, u := range units {
		words[r/4] |= uint64(u) << (16 * (r % 4))
	}
	return words
}

func (m *machine) setMode(i int, mode uint8) {
	m.modes[i] = mode
	m.duration[i] = int32(m.p.Jobs[i].Modes[mode].Duration)
	copy(m.ask[i*m.words:], m.demand[i][int(mode)*m.words:int(mode+1)*m.words])
}

// never is a makespan that every schedule keeps below.
const never = math.MaxInt32

// build schedules all jobs in the order of their keys, predecessors first, each as early as it
// fits, and returns the makespan. It gives up, and returns never, once the schedule is sure to end
// after limit.
func (m *machine) build(dir direction, keys []int32, limit int32) int32 {
	m.reset(keys)
	makespan := int32(0)
	before, tails := &m.before[dir], m.tails[dir]
	for _, key := range m.sorted {
		i := int32(key & 0xffff)
		if m.finish[i] >= 0 {
			continue
		}
		earliest := m.ready(before.of(i))
		if earliest < 0 {
			makespan = max(makespan, m.placeWithPredecessors(before, i))
			continue
		}
		end := m.place(i, earliest)
		if makespan = max(makespan, end); end+tails[i] > limit {
			m.used = int(makespan)
			return never
		}
	}
	m.used = int(makespan)
	return makespan
}

// ready is when the last of some jobs ends, or -1 if not all of them are placed.
func (m *machine) ready(before []int32) int32 {
	earliest, finish := int32(0), m.finish
	for _, b := range before {
		end := finish[b]
		if end < 0 {
			return -1
		}
		earliest = max(earliest, end)
	}
	return earliest
}

// reset empties the profile and sorts the jobs by their keys.
func (m *machine) reset(keys []int32) {
	if m.words == 1 {
		free, full := m.free[:m.used], m.full[0]
		for t := range free {
			free[t] = full
		}
	} else {
		for t := range m.used {
			copy(m.free[t*m.words:], m.full)
		}
	}
	for i := range m.finish {
		m.finish[i] = -1
	}
	m.order(keys)
}

// sortKey orders by key, then by job, which its low bits name.
func sortKey(key int32, i int) uint64 { return uint64(key+1<<30)<<16 | uint64(i) }

// crowd is how many jobs of one bucket are still sorted by insertion.
const crowd = 24

// order sorts the jobs by their keys: into buckets by their leading bits, then by insertion, which
// has little left to do.
func (m *machine) order(keys []int32) {
	low, high := keys[0], keys[0]
	for _, key := range keys {
		low, high = min(low, key), max(high, key)
	}
	shift := max(0, bits.Len32(uint32(high-low))-m.bucketBits)
	counts := m.buckets
	clear(counts)
	for _, key := range keys {
		counts[uint32(key-low)>>shift]++
	}
	sum, most := int32(0), int32(0)
	for k, count := range counts {
		most = max(most, count)
		counts[k] = sum
		sum += count
	}
	sorted := m.sorted
	for i, key := range keys {
		k := uint32(key-low) >> shift
		sorted[counts[k]] = sortKey(key, i)
		counts[k]++
	}
	if most > crowd {
		slices.Sort(sorted)
		return
	}
	for i := 1; i < len(sorted); i++ {
		x, at := sorted[i], i
		for ; at > 0 && sorted[at-1] > x; at-- {
			sorted[at] = sorted[at-1]
		}
		sorted[at] = x
	}
}

// placeWithPredecessors places job i; keys may put it before some of its predecessors, which then
// come first. It returns the latest finish.
func (m *machine) placeWithPredecessors(before *links, i int32) int32 {
	latest := int32(0)
	m.stack = append(m.stack[:0], i)
	for len(m.stack) > 0 {
		i := m.stack[len(m.stack)-1]
		earliest, missing := int32(0), false
		for _, b := range before.of(i) {
			if m.finish[b] < 0 {
				m.stack = append(m.stack, b)
				missing = true
			} else {
				earliest = max(earliest, m.finish[b])
			}
		}
		if missing {
			continue
		}
		m.stack = m.stack[:len(m.stack)-1]
		if m.finish[i] < 0 {
			latest = max(latest, m.place(i, earliest))
		}
	}
	return latest
}

// place puts job i at the first time from earliest on at which it fits, and returns its finish.
func (m *machine) place(i, earliest int32) int32 {
	d := m.duration[i]
	t := earliest
	if d > 0 {
		if m.words == 1 {
			t = int32(m.fit(m.ask[i], int(d), int(earliest)))
		} else {
			t = m.fitWide(m.ask[int(i)*m.words:int(i+1)*m.words], d, earliest)
		}
	}
	m.start[i], m.finish[i] = t, t+d
	return t + d
}

// fit finds and takes room for one word of demand. The window is looked at from its end, so that
// a conflict moves it as far as possible.
func (m *machine) fit(ask uint64, d, t int) int {
	if ask == 0 {
		return t
	}
	window := m.free[t : t+d]
	known := 0 // the window has room before
	for at := d - 1; at >= known; at-- {
		if (window[at]-ask)&guards != guards {
			t += at + 1
			known, window = d-at-1, m.free[t:t+d]
			at = d
		}
	}
	for at := range window {
		window[at] -= ask
	}
	return t
}

// fitWide is fit for more than four resources.
func (m *machine) fitWide(ask []uint64, d, t int32) int32 {
	end, known := t+d, t
	for at := end - 1; at >= known; at-- {
		if !m.room(ask, at) {
			known, t = end, at+1
			end = t + d
			at = end
		}
	}
	for at := t; at < end; at++ {
		for w, a := range ask {
			m.free[int(at)*m.words+w] -= a
		}
	}
	return t
}

func (m *machine) room(ask []uint64, at int32) bool {
	for w, a := range ask {
		if (m.free[int(at)*m.words+w]-a)&guards != guards {
			return false
		}
	}
	return true
}
