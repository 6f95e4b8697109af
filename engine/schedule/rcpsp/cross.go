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
	longer := max(a.makespan, b.makespan)
	noise := uint64(max(1, int(a.makespan)*fine/100))
	far := (longer+1)*fine + 2*int32(noise)
	same, bits := 0, uint64(0)
	aKeys := a.keys
	bKeys, keys := b.keys[:len(aKeys)], g.child.keys[:len(aKeys)]
	for i, key := range aKeys {
		other := bKeys[i]
		if key == other {
			same++
		}
		k := other * fine
		below, above := k-far, k+far
		if key >= from {
			k = key * fine
		} else {
			k = below
		}
		if key > to {
			k = above
		}
		if i&3 == 0 {
			bits = g.source.Uint64()
		}
		keys[i] = k + int32(bits&0xffff*(2*noise)>>16) - int32(noise)
		bits >>= 16
	}
	if g.modal {
		same = g.crossModes(a, b, from, to)
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

// crossModes gives the child modes the way it has keys. It returns in how many jobs the parents are
// alike.
func (g *genetic) crossModes(a, b *individual, from, to int32) (same int) {
	for i, key := range a.keys {
		if key == b.keys[i] && a.modes[i] == b.modes[i] {
			same++
		}
		if g.child.modes[i] = b.modes[i]; key >= from && key <= to {
			g.child.modes[i] = a.modes[i]
		}
	}
	return same
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
	load := g.loads(a)
	least := span / 4
	if len(a.keys) > largeProject {
		least = span / 10 // measured: shorter windows help where jobs are many
	}
	width := least + g.upTo(span/2+1)
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

// loads is by how much the use of the resources rises at each time.
func (g *genetic) loads(a *individual) []int64 {
	load := g.load[:a.makespan+1]
	clear(load)
	weight, duration := g.weight[:len(a.keys)], g.m.duration[:len(a.keys)]
	for i, key := range a.keys {
		w, d := weight[i], duration[i]
		if g.modal {
			w, d = g.jobWeight(i, a.modes[i]), int32(g.p.Jobs[i].Modes[a.modes[i]].Duration)
		}
		load[key] += w
		load[key+d] -= w
	}
	return load
}

// jobWeight is what a job takes of the resources, as parts of their capacity.
func (g *genetic) jobWeight(i int, mode uint8) int64 {
	sum := int64(1)
	for r, units := range g.p.Jobs[i].Modes[mode].Renewable {
		if c := g.p.Renewable[r]; c > 0 {
			sum += int64(units) * 1000 / int64(c)
		}
	}
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
