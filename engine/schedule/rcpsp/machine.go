package rcpsp

import "slices"

// machine builds schedules: the serial schedule-generation scheme on a packed profile. Four
// resources share a word, in lanes of 16 bits whose top bit stays set as a guard: a demand fits
// where subtracting it leaves every guard standing, one test for all four.
type machine struct {
	p      *Project
	n      int
	words  int
	full   []uint64   // capacities with their guards
	demand [][]uint64 // by job and mode, words per mode
	before [2][][]int32
	free   []uint64 // what is left, by time and word
	used   int      // times that the last schedule touched
	sorted []uint64
	placed []bool
	stack  []int32
	// The jobs' modes, durations and demands as they are scheduled now.
	modes    []uint8
	duration []int32
	ask      []uint64
	// The last schedule, in the time of its direction.
	start  []int32
	finish []int32
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
		duration: make([]int32, n), placed: make([]bool, n), start: make([]int32, n),
		finish: make([]int32, n), sorted: make([]uint64, n)}
	m.full = m.pack(p.Renewable)
	for w := range m.full {
		m.full[w] |= guards
	}
	m.ask = make([]uint64, n*m.words)
	m.before = [2][][]int32{make([][]int32, n), make([][]int32, n)}
	horizon := 0
	for i, job := range p.Jobs {
		var packed []uint64
		for _, mode := range job.Modes {
			packed = append(packed, m.pack(mode.Renewable)...)
		}
		m.demand = append(m.demand, packed)
		for _, s := range job.Successors {
			m.before[forward][s] = append(m.before[forward][s], int32(i))
			m.before[backward][i] = append(m.before[backward][i], int32(s))
		}
		horizon += job.longest()
	}
	m.free = make([]uint64, (horizon+1)*m.words)
	m.used = horizon + 1
	for i := range p.Jobs {
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

// build schedules all jobs in the order of their keys, predecessors first, each as early as it
// fits, and returns the makespan.
func (m *machine) build(dir direction, keys []int32) int32 {
	m.reset(keys)
	makespan := int32(0)
	before := m.before[dir]
	for _, key := range m.sorted {
		i := int32(key & 0xffff)
		if m.placed[i] {
			continue
		}
		if earliest, ready := m.ready(before[i]); ready {
			m.place(i, earliest)
			makespan = max(makespan, m.finish[i])
		} else {
			makespan = max(makespan, m.placeWithPredecessors(before, i))
		}
	}
	m.used = int(makespan)
	return makespan
}

// ready is when the last of some jobs ends, and whether all of them are placed.
func (m *machine) ready(before []int32) (int32, bool) {
	earliest := int32(0)
	for _, b := range before {
		if !m.placed[b] {
			return 0, false
		}
		earliest = max(earliest, m.finish[b])
	}
	return earliest, true
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
	clear(m.placed)
	for i, key := range keys {
		m.sorted[i] = sortKey(key, i)
	}
	slices.Sort(m.sorted)
}

// sortKey orders by key, then by job, which its low bits name.
func sortKey(key int32, i int) uint64 { return uint64(key+1<<30)<<16 | uint64(i) }

// placeWithPredecessors places job i; keys may put it before some of its predecessors, which then
// come first. It returns the latest finish.
func (m *machine) placeWithPredecessors(before [][]int32, i int32) int32 {
	latest := int32(0)
	m.stack = append(m.stack[:0], i)
	for len(m.stack) > 0 {
		i := m.stack[len(m.stack)-1]
		earliest, missing := int32(0), false
		for _, b := range before[i] {
			if !m.placed[b] {
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
		if !m.placed[i] {
			m.place(i, earliest)
			latest = max(latest, m.finish[i])
		}
	}
	return latest
}

// place puts job i at the first time from earliest on at which it fits.
func (m *machine) place(i, earliest int32) {
	m.placed[i] = true
	d := m.duration[i]
	t := earliest
	if d > 0 {
		if m.words == 1 {
			t = m.fit(m.ask[i], d, earliest)
		} else {
			t = m.fitWide(m.ask[int(i)*m.words:int(i+1)*m.words], d, earliest)
		}
	}
	m.start[i], m.finish[i] = t, t+d
}

// fit finds and takes room for one word of demand. The window is looked at from its end, so that
// a conflict moves it as far as possible.
func (m *machine) fit(ask uint64, d, t int32) int32 {
	if ask == 0 {
		return t
	}
	free, end, known := m.free, t+d, t // from t up to known there is room
	for at := end - 1; at >= known; at-- {
		if (free[at]-ask)&guards != guards {
			known, t = end, at+1
			end = t + d
			at = end
		}
	}
	taken := free[t:end]
	for at := range taken {
		taken[at] -= ask
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
