package rcpsp

import (
	"maps"
	"slices"
)

// heads is the earliest start of each job by precedence alone, with shortest modes; tails is the
// time from each job's finish to the end.
func heads(p *Project, order []int) (heads, tails []int) {
	heads, tails = make([]int, len(p.Jobs)), make([]int, len(p.Jobs))
	for _, i := range order {
		for _, s := range p.Jobs[i].Successors {
			heads[s] = max(heads[s], heads[i]+p.shortest(i))
		}
	}
	for at := len(order) - 1; at >= 0; at-- {
		i := order[at]
		for _, s := range p.Jobs[i].Successors {
			tails[i] = max(tails[i], tails[s]+p.shortest(s))
		}
	}
	return heads, tails
}

// shortest is the duration of job i's fastest mode that fits on its own.
func (p *Project) shortest(i int) int {
	best := -1
	for _, m := range p.Jobs[i].Modes {
		if p.fits(m) && (best < 0 || m.Duration < best) {
			best = m.Duration
		}
	}
	return best
}

// CriticalPath is the length of the project if resources were free.
func CriticalPath(p *Project) (int, error) {
	order, err := p.topological()
	if err != nil {
		return 0, err
	}
	starts, tails := heads(p, order)
	longest := 0
	for i := range p.Jobs {
		longest = max(longest, starts[i]+p.shortest(i)+tails[i])
	}
	return longest, nil
}

// lowerBound is a makespan that no schedule can beat: the critical path, or for a resource the
// work of the jobs behind some head and before some tail, spread over its capacity.
func lowerBound(p *Project, order []int) int {
	starts, tails := heads(p, order)
	bound := 0
	for i := range p.Jobs {
		bound = max(bound, starts[i]+p.shortest(i)+tails[i])
	}
	for r, capacity := range p.Renewable {
		if capacity > 0 {
			bound = max(bound, p.energyBound(r, capacity, starts, tails))
		}
	}
	return bound
}

// mostPairs is how many pairs of a head and a job are looked at for one resource.
const mostPairs = 1 << 20

// energyBound looks at all jobs that start no sooner than some head and end no later than some
// tail before the end: their work must fit in between.
func (p *Project) energyBound(r, capacity int, starts, tails []int) int {
	work := make([]int, len(p.Jobs))
	for i := range p.Jobs {
		work[i] = p.leastWork(i, r)
	}
	bound, from := 0, distinct(starts)
	// Any choice of heads gives a bound; in a large project a part of them is looked at.
	step := 1 + len(from)*len(p.Jobs)/mostPairs
	for at := 0; at < len(from); at += step {
		head := from[at]
		byTail := map[int]int{}
		for i := range p.Jobs {
			if starts[i] >= head {
				byTail[tails[i]] += work[i]
			}
		}
		sum := 0
		for _, tail := range descending(byTail) {
			if sum += byTail[tail]; sum > 0 {
				bound = max(bound, head+(sum+capacity-1)/capacity+tail)
			}
		}
	}
	return bound
}

// leastWork is the least that job i takes of resource r, over its modes.
func (p *Project) leastWork(i, r int) int {
	least := -1
	for _, m := range p.Jobs[i].Modes {
		if w := m.Duration * m.Renewable[r]; p.fits(m) && (least < 0 || w < least) {
			least = w
		}
	}
	return least
}

func distinct(values []int) []int {
	values = slices.Clone(values)
	slices.Sort(values)
	return slices.Compact(values)
}

func descending(byKey map[int]int) []int {
	keys := slices.Sorted(maps.Keys(byKey))
	slices.Reverse(keys)
	return keys
}
