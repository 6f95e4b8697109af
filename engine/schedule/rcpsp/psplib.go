package rcpsp

import (
	"fmt"
	"strconv"
	"strings"
)

// readPSPLIB reads the sections of the PSPLIB format. Headings that are not needed are skipped.
func readPSPLIB(lines []string) (*Project, error) {
	f := &psplib{lines: lines}
	jobs, err := f.count("jobs (incl. supersource/sink )", 1)
	if err != nil {
		return nil, err
	}
	renewable, err := f.count("- renewable", 0)
	if err != nil {
		return nil, err
	}
	nonRenewable, err := f.count("- nonrenewable", 0)
	if err != nil {
		return nil, err
	}
	p := &Project{Jobs: make([]Job, jobs)}
	modes, err := f.precedence(p)
	if err != nil {
		return nil, err
	}
	if err := f.requests(p, modes, renewable, nonRenewable); err != nil {
		return nil, err
	}
	return p, f.capacities(p, renewable, nonRenewable)
}

type psplib struct{ lines []string }

// count reads a heading such as "  - renewable                 :  4   R".
func (f *psplib) count(heading string, least int) (int, error) {
	for i, line := range f.lines {
		name, value, ok := strings.Cut(line, ":")
		if !ok || strings.TrimSpace(name) != heading {
			continue
		}
		fields := strings.Fields(value)
		if len(fields) == 0 {
			return 0, fmt.Errorf("line %d: %s has no number", i+1, heading)
		}
		v, err := strconv.Atoi(fields[0])
		if err != nil || v < least || v > maxJobs {
			return 0, fmt.Errorf("line %d: %s is %.20q, expected %d to %d", i+1, heading, fields[0],
				least, maxJobs)
		}
		return v, nil
	}
	return 0, fmt.Errorf("expected a line %q", heading)
}

// section returns the numbers between a heading and the next line of stars; the column titles and
// rules are skipped.
func (f *psplib) section(heading string) (*numbers, error) {
	in := &numbers{}
	found := false
	for i, line := range f.lines {
		text := strings.TrimSpace(line)
		switch {
		case strings.HasPrefix(line, heading):
			found = true
		case !found || text == "":
		case strings.HasPrefix(text, "*"):
			return in, nil
		case text[0] >= '0' && text[0] <= '9' || text[0] == '-' && !strings.HasPrefix(text, "--"):
			if err := in.add(i+1, line); err != nil {
				return nil, err
			}
		}
	}
	if !found {
		return nil, fmt.Errorf("there is no section %q in its %d lines", heading, len(f.lines))
	}
	return in, nil
}

// precedence reads job, number of modes and successors; it returns the numbers of modes.
func (f *psplib) precedence(p *Project) ([]int, error) {
	in, err := f.section("PRECEDENCE RELATIONS")
	if err != nil {
		return nil, err
	}
	modes := make([]int, len(p.Jobs))
	for i := range p.Jobs {
		if _, err := in.next("job number", i+1, i+1); err != nil {
			return nil, err
		}
		if modes[i], err = in.next("the number of modes", 1, maxModes); err != nil {
			return nil, err
		}
		if p.Jobs[i].Successors, err = in.successors(len(p.Jobs)); err != nil {
			return nil, err
		}
	}
	return modes, nil
}

// requests reads the modes: the job number stands only before the first one.
func (f *psplib) requests(p *Project, modes []int, renewable, nonRenewable int) error {
	in, err := f.section("REQUESTS/DURATIONS")
	if err != nil {
		return err
	}
	for i := range p.Jobs {
		if _, err := in.next("job number", i+1, i+1); err != nil {
			return err
		}
		for k := range modes[i] {
			if _, err := in.next("mode number", k+1, k+1); err != nil {
				return err
			}
			var m Mode
			if m.Duration, err = in.next("a duration", 0, maxDuration); err != nil {
				return err
			}
			if m.Renewable, err = in.list(renewable, "a demand", 0, maxCapacity); err != nil {
				return err
			}
			m.NonRenewable, err = in.list(nonRenewable, "a demand", 0, maxCapacity)
			if err != nil {
				return err
			}
			p.Jobs[i].Modes = append(p.Jobs[i].Modes, m)
		}
	}
	return nil
}

func (f *psplib) capacities(p *Project, renewable, nonRenewable int) error {
	in, err := f.section("RESOURCEAVAILABILITIES")
	if err != nil {
		return err
	}
	if p.Renewable, err = in.list(renewable, "a capacity", 0, maxCapacity); err != nil {
		return err
	}
	p.NonRenewable, err = in.list(nonRenewable, "a capacity", 0, maxCapacity)
	return err
}
