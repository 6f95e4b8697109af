package rcpsp

import (
	"fmt"
	"slices"
)

// farthest is a time that no schedule reaches; what lies beyond is refused rather than added up.
const farthest = 1 << 40

// Check verifies a solution; it shares no code with the solver.
func Check(p *Project, s Solution) []string {
	c := &checker{p: p, s: s}
	if len(s.Starts) != len(p.Jobs) || len(s.Modes) != len(p.Jobs) {
		c.add("has %d starts and %d modes for %d jobs", len(s.Starts), len(s.Modes), len(p.Jobs))
		return c.found
	}
	for i, job := range p.Jobs {
		if s.Modes[i] < 0 || s.Modes[i] >= len(job.Modes) || s.Starts[i] < 0 ||
			s.Starts[i] > farthest {
			c.add("job %d: start %d in mode %d is not possible", i+1, s.Starts[i], s.Modes[i]+1)
			return c.found
		}
	}
	c.checkTimes()
	c.checkRenewable()
	c.checkNonRenewable()
	slices.Sort(c.found)
	return c.found
}

type checker struct {
	p     *Project
	s     Solution
	found []string
}

func (c *checker) add(format string, args ...any) {
	c.found = append(c.found, fmt.Sprintf(format, args...))
}

func (c *checker) mode(i int) Mode { return c.p.Jobs[i].Modes[c.s.Modes[i]] }

func (c *checker) checkTimes() {
	end := 0
	for i, job := range c.p.Jobs {
		finish := c.s.Starts[i] + c.mode(i).Duration
		end = max(end, finish)
		for _, next := range job.Successors {
			if c.s.Starts[next] < finish {
				c.add("job %d starts at %d, before job %d ends at %d", next+1, c.s.Starts[next],
					i+1, finish)
			}
		}
	}
	if c.s.Makespan != end {
		c.add("says it ends at %d but ends at %d", c.s.Makespan, end)
	}
}

func (c *checker) checkRenewable() {
	for r, capacity := range c.p.Renewable {
		load := map[int]int{}
		for i := range c.p.Jobs {
			mode := c.mode(i)
			for t := range mode.Duration {
				load[c.s.Starts[i]+t] += mode.Renewable[r]
			}
		}
		for t, units := range load {
			if units > capacity {
				c.add("resource %d at %d: %d of %d", r+1, t, units, capacity)
			}
		}
	}
}

func (c *checker) checkNonRenewable() {
	for r, capacity := range c.p.NonRenewable {
		spent := 0
		for i := range c.p.Jobs {
			spent += c.mode(i).NonRenewable[r]
		}
		if spent > capacity {
			c.add("non-renewable resource %d: %d of %d", r+1, spent, capacity)
		}
	}
}
