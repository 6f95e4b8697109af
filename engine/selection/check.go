package selection

import "fmt"

// Check verifies a choice with code of its own and lists every rule that it breaks.
func Check(p *Problem, c Choice) []string {
	k := &checker{p: p, in: map[int]bool{}}
	if k.requirements(c) && k.customers(c) {
		k.needs()
		k.budgets()
		k.groups()
		if diff := k.profit - c.Profit; diff > 1e-6 || diff < -1e-6 {
			k.add("says a profit of %g and has %g", c.Profit, k.profit)
		}
	}
	return k.found
}

type checker struct {
	p      *Problem
	in     map[int]bool
	profit float64
	found  []string
}

func (k *checker) add(format string, args ...any) {
	k.found = append(k.found, fmt.Sprintf(format, args...))
}

func (k *checker) requirements(c Choice) bool {
	for _, i := range c.Requirements {
		if i < 0 || i >= len(k.p.Requirements) || k.in[i] {
			k.add("requirement %d is unknown or named twice", i)
			return false
		}
		k.in[i] = true
		k.profit += k.p.Requirements[i].Value
	}
	return true
}

func (k *checker) customers(c Choice) bool {
	seen := map[int]bool{}
	for _, i := range c.Customers {
		if i < 0 || i >= len(k.p.Customers) || seen[i] {
			k.add("customer %d is unknown or named twice", i)
			return false
		}
		seen[i] = true
		k.profit += k.p.Customers[i].Profit
		for _, want := range k.p.Customers[i].Wants {
			if !k.in[want] {
				k.add("customer %d does not get requirement %d", i, want)
			}
		}
	}
	return true
}

func (k *checker) needs() {
	for i, r := range k.p.Requirements {
		for _, need := range r.Needs {
			if k.in[i] && !k.in[need] {
				k.add("requirement %d is in without %d, which it needs", i, need)
			}
		}
	}
}

func (k *checker) budgets() {
	for b, budget := range k.p.Budgets {
		spent := 0.0
		for i, r := range k.p.Requirements {
			if k.in[i] {
				spent += r.Cost[b]
			}
		}
		if spent > budget+1e-6 {
			k.add("budget %d is %g, and %g is spent", b, budget, spent)
		}
	}
}

func (k *checker) groups() {
	for _, group := range k.p.AtMostOne {
		if n := k.among(group); n > 1 {
			k.add("%d of %v are in, at most one may be", n, group)
		}
	}
	for _, group := range k.p.Together {
		if n := k.among(group); n != 0 && n != len(group) {
			k.add("only %d of %v are in, which come together", n, group)
		}
	}
}

func (k *checker) among(group []int) int {
	n := 0
	for _, i := range group {
		if k.in[i] {
			n++
		}
	}
	return n
}
