package rcpsp

import "math"

// randomModes gives the child a random choice of modes and repairs it.
func (g *genetic) randomModes() {
	for i, options := range g.options {
		g.child.modes[i] = options[g.rng.IntN(len(options))]
	}
	g.repair()
}

// mutateModes changes a mode in every fifth child, then repairs; more mutation was worse.
func (g *genetic) mutateModes() {
	for g.rng.IntN(5) == 0 {
		i := g.rng.IntN(len(g.options))
		g.child.modes[i] = g.options[i][g.rng.IntN(len(g.options[i]))]
	}
	g.repair()
}

// excess is by how much the modes overspend the non-renewable resources.
func (g *genetic) excess(modes []uint8) int32 {
	sum := 0
	for r, capacity := range g.p.NonRenewable {
		spent := 0
		for i, mode := range modes {
			spent += g.p.Jobs[i].Modes[mode].NonRenewable[r]
		}
		sum += max(0, spent-capacity)
	}
	return int32(min(sum, math.MaxInt32))
}

// repair changes modes of random jobs while that lessens the excess.
func (g *genetic) repair() {
	modes := g.child.modes
	excess := g.excess(modes)
	for tries := 4 * len(modes); excess > 0 && tries > 0; tries-- {
		i := g.rng.IntN(len(modes))
		if len(g.options[i]) < 2 {
			continue
		}
		old := modes[i]
		modes[i] = g.options[i][g.rng.IntN(len(g.options[i]))]
		if now := g.excess(modes); now <= excess {
			excess = now
		} else {
			modes[i] = old
		}
	}
}
