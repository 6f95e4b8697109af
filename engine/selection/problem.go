package selection

import (
	"fmt"
	"math"
	"slices"
)

// Problem is what can be chosen from. Requirements are named by their index.
type Problem struct {
	Budgets      []float64 // in units of the costs; at least one
	Requirements []Requirement
	Customers    []Customer
	AtMostOne    [][]int // groups of requirements that exclude each other
	Together     [][]int // groups of requirements that come together or not at all
}

// Requirement is something that can be built.
type Requirement struct {
	Cost  []float64 // one for each budget, at least 0
	Value float64   // of its own, whoever wants it; at least 0
	Needs []int     // what must be in as well
}

// Customer pays a profit, at least 0, once everything they want is in.
type Customer struct {
	Profit float64
	Wants  []int
}

// Limits keep sums exact enough and memory within bounds.
const (
	maxRequirements = 200_000
	maxCustomers    = 200_000
	maxBudgets      = 16
	maxPairs        = 20_000_000 // of a customer and a requirement that they need
)

// MaxAmount is the largest budget, cost, value or profit.
const MaxAmount = 1e12

// Validate says what is wrong with the problem, by position from 0.
func (p *Problem) Validate() error {
	switch {
	case len(p.Budgets) == 0 || len(p.Budgets) > maxBudgets:
		return fmt.Errorf("%d budgets, expected 1 to %d", len(p.Budgets), maxBudgets)
	case len(p.Requirements) == 0 || len(p.Requirements) > maxRequirements:
		return fmt.Errorf("%d requirements, expected 1 to %d", len(p.Requirements), maxRequirements)
	case len(p.Customers) > maxCustomers:
		return fmt.Errorf("%d customers, expected at most %d", len(p.Customers), maxCustomers)
	}
	for k, b := range p.Budgets {
		if !amount(b) {
			return fmt.Errorf("budget %d is %g, expected 0 to %g", k, b, MaxAmount)
		}
	}
	for i, r := range p.Requirements {
		if err := p.checkRequirement(r); err != nil {
			return fmt.Errorf("requirement %d: %w", i, err)
		}
	}
	for i, c := range p.Customers {
		if !amount(c.Profit) {
			return fmt.Errorf("customer %d: profit %g, expected 0 to %g", i, c.Profit, MaxAmount)
		}
		if err := p.checkIndexes(c.Wants); err != nil {
			return fmt.Errorf("customer %d: %w", i, err)
		}
	}
	for i, group := range slices.Concat(p.AtMostOne, p.Together) {
		if err := p.checkIndexes(group); err != nil {
			return fmt.Errorf("rule %d: %w", i, err)
		}
	}
	return nil
}

func amount(v float64) bool { return v >= 0 && v <= MaxAmount }

func (p *Problem) checkRequirement(r Requirement) error {
	if len(r.Cost) != len(p.Budgets) {
		return fmt.Errorf("%d costs for %d budgets", len(r.Cost), len(p.Budgets))
	}
	for _, c := range r.Cost {
		if !amount(c) {
			return fmt.Errorf("cost %g, expected 0 to %g", c, MaxAmount)
		}
	}
	if !amount(r.Value) {
		return fmt.Errorf("value %g, expected 0 to %g", r.Value, MaxAmount)
	}
	return p.checkIndexes(r.Needs)
}

func (p *Problem) checkIndexes(list []int) error {
	for _, i := range list {
		if i < 0 || i >= len(p.Requirements) {
			return fmt.Errorf("names requirement %d of %d", i, len(p.Requirements))
		}
	}
	return nil
}

// asker is a customer, or a requirement with a value of its own, with everything that must be in
// for it.
type asker struct {
	profit float64
	wants  []int
	all    []int32 // the wants with everything that they need
}

// desk is the problem as the search sees it.
type desk struct {
	p        *Problem
	needs    [][]int // with those that come together
	askers   []asker
	excludes [][]int32 // by requirement
	whole    bool      // every profit is a whole number, so that bounds can be rounded down
}

// newDesk gathers for every asker what must be in. Those that can never be served are left out.
func newDesk(p *Problem) (*desk, error) {
	d := &desk{p: p, needs: make([][]int, len(p.Requirements)),
		excludes: make([][]int32, len(p.Requirements)), whole: true}
	for i, r := range p.Requirements {
		d.needs[i] = slices.Clone(r.Needs)
	}
	for _, group := range p.Together {
		for k, i := range group { // a ring: each brings all others
			d.needs[i] = append(d.needs[i], group[(k+1)%len(group)])
		}
	}
	for _, group := range p.AtMostOne {
		for _, i := range group {
			for _, j := range group {
				if i != j {
					d.excludes[i] = append(d.excludes[i], int32(j))
				}
			}
		}
	}
	pairs := 0
	add := func(profit float64, wants []int) {
		if profit <= 0 {
			return
		}
		all := d.closure(wants)
		if pairs += len(all); pairs <= maxPairs && d.possible(all) {
			d.askers = append(d.askers, asker{profit, wants, all})
			d.whole = d.whole && profit == math.Trunc(profit)
		}
	}
	for _, c := range p.Customers {
		add(c.Profit, c.Wants)
	}
	for i, r := range p.Requirements {
		add(r.Value, []int{i})
	}
	if pairs > maxPairs {
		return nil, fmt.Errorf("customers need more than %d requirements together", maxPairs)
	}
	return d, nil
}

// closure lists what must be in for all wants to be in, in order.
func (d *desk) closure(wants []int) []int32 {
	seen := map[int]bool{}
	stack := slices.Clone(wants)
	var all []int32
	for len(stack) > 0 {
		i := stack[len(stack)-1]
		stack = stack[:len(stack)-1]
		if !seen[i] {
			seen[i] = true
			all = append(all, int32(i))
			stack = append(stack, d.needs[i]...)
		}
	}
	slices.Sort(all)
	return all
}

// possible reports whether these requirements can all be in.
func (d *desk) possible(all []int32) bool {
	in := map[int32]bool{}
	cost := make([]float64, len(d.p.Budgets))
	for _, r := range all {
		in[r] = true
		for k, c := range d.p.Requirements[r].Cost {
			cost[k] += c
		}
	}
	for k, c := range cost {
		if c > d.p.Budgets[k] {
			return false
		}
	}
	for _, r := range all {
		for _, e := range d.excludes[r] {
			if in[e] {
				return false
			}
		}
	}
	return true
}
