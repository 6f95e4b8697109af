package rcpsp

import (
	"fmt"
	"slices"
)

// Project is a problem: jobs in file order, usually with a dummy source first and a sink last.
type Project struct {
	Jobs         []Job
	Renewable    []int // capacity at any time
	NonRenewable []int // capacity over the whole project
}

// Job can be done in one of its modes and comes before its successors.
type Job struct {
	Modes      []Mode
	Successors []int // indexes of jobs
}

// Mode is one way to do a job.
type Mode struct {
	Duration     int
	Renewable    []int // demand while it runs
	NonRenewable []int // demand once
}

// Solution is a schedule: a start and a mode, counted from 0, for each job.
type Solution struct {
	Makespan   int   `json:"makespan"`
	Starts     []int `json:"starts"`
	Modes      []int `json:"modes"`
	LowerBound int   `json:"lower_bound"`
	Optimal    bool  `json:"optimal"`   // no schedule can be shorter
	Schedules  int   `json:"schedules"` // built while searching
}

// Limits of a project; they keep sums within the widths the solver works with.
const (
	maxJobs     = 10_000
	maxModes    = 100
	maxDuration = 10_000
	maxCapacity = 1<<15 - 1
	maxHorizon  = 1 << 20
	maxLinks    = 1_000_000
)

// Validate says what makes the project impossible to schedule.
func (p *Project) Validate() error {
	if len(p.Jobs) == 0 || len(p.Jobs) > maxJobs {
		return fmt.Errorf("project has %d jobs, expected 1 to %d", len(p.Jobs), maxJobs)
	}
	for _, c := range slices.Concat(p.Renewable, p.NonRenewable) {
		if c < 0 || c > maxCapacity {
			return fmt.Errorf("capacity %d, expected 0 to %d", c, maxCapacity)
		}
	}
	horizon, links := 0, 0
	for i, job := range p.Jobs {
		if err := p.checkJob(job); err != nil {
			return fmt.Errorf("job %d: %w", i+1, err)
		}
		links += len(job.Successors)
		horizon += job.longest()
	}
	if horizon > maxHorizon || links > maxLinks {
		return fmt.Errorf("durations add up to %d and links to %d, at most %d and %d are possible",
			horizon, links, maxHorizon, maxLinks)
	}
	if _, err := p.topological(); err != nil {
		return err
	}
	return nil
}

func (j Job) longest() int {
	longest := 0
	for _, m := range j.Modes {
		longest = max(longest, m.Duration)
	}
	return longest
}

func (p *Project) checkJob(job Job) error {
	if len(job.Modes) == 0 || len(job.Modes) > maxModes {
		return fmt.Errorf("%d modes, expected 1 to %d", len(job.Modes), maxModes)
	}
	for _, s := range job.Successors {
		if s < 0 || s >= len(p.Jobs) {
			return fmt.Errorf("successor %d, expected 1 to %d", s+1, len(p.Jobs))
		}
	}
	for k, m := range job.Modes {
		if err := p.checkMode(m); err != nil {
			return fmt.Errorf("mode %d: %w", k+1, err)
		}
	}
	if !slices.ContainsFunc(job.Modes, p.fits) {
		return fmt.Errorf("every mode asks for more than a resource has")
	}
	return nil
}

func (p *Project) checkMode(m Mode) error {
	if m.Duration < 0 || m.Duration > maxDuration {
		return fmt.Errorf("duration %d, expected 0 to %d", m.Duration, maxDuration)
	}
	if len(m.Renewable) != len(p.Renewable) || len(m.NonRenewable) != len(p.NonRenewable) {
		return fmt.Errorf("asks for a wrong number of resources")
	}
	for _, r := range slices.Concat(m.Renewable, m.NonRenewable) {
		if r < 0 || r > maxCapacity {
			return fmt.Errorf("demand %d, expected 0 to %d", r, maxCapacity)
		}
	}
	return nil
}

// fits reports whether the mode stays within the capacities on its own.
func (p *Project) fits(m Mode) bool {
	for r, c := range p.Renewable {
		if m.Duration > 0 && m.Renewable[r] > c {
			return false
		}
	}
	for r, c := range p.NonRenewable {
		if m.NonRenewable[r] > c {
			return false
		}
	}
	return true
}

// topological lists the jobs so that each comes after its predecessors.
func (p *Project) topological() ([]int, error) {
	waiting := make([]int, len(p.Jobs))
	for _, job := range p.Jobs {
		for _, s := range job.Successors {
			waiting[s]++
		}
	}
	order := make([]int, 0, len(p.Jobs))
	for i, w := range waiting {
		if w == 0 {
			order = append(order, i)
		}
	}
	for at := 0; at < len(order); at++ {
		for _, s := range p.Jobs[order[at]].Successors {
			if waiting[s]--; waiting[s] == 0 {
				order = append(order, s)
			}
		}
	}
	if len(order) < len(p.Jobs) {
		stuck := slices.IndexFunc(waiting, func(w int) bool { return w > 0 })
		return nil, fmt.Errorf("job %d waits for itself through its predecessors", stuck+1)
	}
	return order, nil
}
