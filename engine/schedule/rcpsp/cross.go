package rcpsp

import "math/bits"

// fine is how many steps a unit of time has in a child's keys, so that noise can part equals.
const fine = 256

// cross makes the child of two parents of the same direction.
func (g *genetic) cross(a, b *individual) {
	if g.rng.IntN(2) == 0 {
		a, b = b, a
	}
	from, to := g.busiest(a)
	c := &g.child
	far := int32(2*max(a.makespan, b.makespan)+2) * fine
	noise := max(1, int(a.makespan)*fine/100)
	same := 0
	bKeys, cKeys := b.keys[:len(a.keys)], c.keys[:len(a.keys)]
	for i, key := range a.keys {
		k := bKeys[i] * fine
		if key == bKeys[i] && a.modes[i] == b.modes[i] {
			same++
		}
		switch {
		case key < from:
			k -= far
		case key > to:
			k += far
		default:
			k = key * fine
		}
		cKeys[i] = k + int32(g.upTo(2*noise)-noise)
		if g.modal {
			if c.modes[i] = b.modes[i]; key >= from && key <= to {
				c.modes[i] = a.modes[i]
			}
		}
	}
	if same*5 > 4*len(a.keys) {
		g.shake()
	}
	if g.modal {
		g.mutateModes()
	}
}

// upTo is rng.IntN without what that goes through to reach its source: a child takes one for each
// job.
func (g *genetic) upTo(n int) int {
	if n&(n-1) == 0 {
		return int(g.source.Uint64() & uint64(n-1))
	}
	high, low := bits.Mul64(g.source.Uint64(), uint64(n))
	for low < uint64(n) && low < -uint64(n)%uint64(n) {
		high, low = bits.Mul64(g.source.Uint64(), uint64(n))
	}
	return int(high)
}

// largeProject is the number of jobs from which windows may be shorter.
const largeProject = 45

// busiest finds a window, of a tenth or a quarter to three quarters of a parent's time, in which
// its resources are used most.
func (g *genetic) busiest(a *individual) (from, to int32) {
	span := int(a.makespan)
	if span < 4 {
		return 0, a.makespan / 2
	}
	load := g.load[:span+1]
	clear(load)
	for i, key := range a.keys {
		duration := int(g.m.duration[i])
		if g.modal {
			duration = g.p.Jobs[i].Modes[a.modes[i]].Duration
		}
		if duration > 0 {
			w := g.jobWeight(i, a.modes[i])
			load[key] += w
			load[int(key)+duration] -= w
		}
	}
	least := span / 4
	if len(a.keys) > largeProject {
		least = span / 10 // measured: shorter windows help where jobs are many
	}
	width := least + g.rng.IntN(span/2+1)
	level, sum, best, at := int64(0), int64(0), int64(-1), 0
	for t := range span { // load becomes the use at each time
		level += load[t]
		load[t] = level
		if sum += level; t >= width {
			sum -= load[t-width]
		}
		if t+1 >= width && sum > best {
			best, at = sum, t+1-width
		}
	}
	return int32(at), int32(at + width)
}

// jobWeight is what a job takes of the resources, as parts of their capacity.
func (g *genetic) jobWeight(i int, mode uint8) int64 {
	if !g.modal && g.weight[i] > 0 {
		return g.weight[i]
	}
	sum := int64(1)
	for r, units := range g.p.Jobs[i].Modes[mode].Renewable {
		if c := g.p.Renewable[r]; c > 0 {
			sum += int64(units) * 1000 / int64(c)
		}
	}
	g.weight[i] = sum
	return sum
}

// shake swaps some keys: nearly identical parents would only have the same child again.
func (g *genetic) shake() {
	keys := g.child.keys
	for range 3 {
		a, b := g.rng.IntN(len(keys)), g.rng.IntN(len(keys))
		keys[a], keys[b] = keys[b], keys[a]
	}
}
