package rcpsp

import "slices"

// buildParallel is build by the parallel scheme: time by time, whatever is ready and fits starts,
// in the order of the keys (Kolisch 1996). It lets no resource idle to wait for a better job, so
// it cannot reach every schedule, but those it does reach are good to begin from.
func (m *machine) buildParallel(dir direction, keys []int32) int32 {
	m.reset(keys)
	waiting := make([]int, m.n) // for how many jobs
	for i := range waiting {
		waiting[i] = len(m.before[dir].of(int32(i)))
	}
	var ready []uint64 // as sorted
	for _, key := range m.sorted {
		if waiting[key&0xffff] == 0 {
			ready = append(ready, key)
		}
	}
	now := int32(0)
	for running := []int32(nil); len(ready)+len(running) > 0; {
		ready = slices.DeleteFunc(ready, func(key uint64) bool {
			i := int32(key & 0xffff)
			ask := m.ask[int(i)*m.words : int(i+1)*m.words]
			// What runs now is all that runs later, so there is room later if there is now.
			fits := m.duration[i] == 0 || m.room(ask, now)
			if fits {
				m.place(i, now)
				running = append(running, i)
			}
			return fits
		})
		now = m.finish[running[0]]
		for _, i := range running {
			now = min(now, m.finish[i])
		}
		running = slices.DeleteFunc(running, func(i int32) bool {
			if m.finish[i] > now {
				return false
			}
			for _, next := range m.before[1-dir].of(i) {
				if waiting[next]--; waiting[next] == 0 {
					key := sortKey(keys[next], int(next))
					at, _ := slices.BinarySearch(ready, key)
					ready = slices.Insert(ready, at, key)
				}
			}
			return true
		})
	}
	m.used = int(now)
	return now
}
