package selection

import (
	"fmt"
	"math"
	"strconv"
	"strings"
)

// Names says what the requirements, customers and budgets of a problem are called; what has no
// name is called by its index.
type Names struct{ Requirements, Customers, Budgets []string }

func nameOf(names []string, i int) string {
	if i >= 0 && i < len(names) {
		return names[i]
	}
	return strconv.Itoa(i)
}

// checkDust is what sums may be off by rounding.
const checkDust = 1e-6

// Check verifies a choice with code of its own and lists every rule that it breaks. Costs are
// verified where the choice says them.
func Check(p *Problem, c Choice, names Names) []string {
	k := &checker{p: p, names: names, in: map[int]bool{}}
	if k.requirements(c) && k.customers(c) {
		k.needs()
		k.budgets(c.Cost)
		k.groups()
		if math.Abs(k.profit-c.Profit) > checkDust {
			k.add("says a profit of %g and has %g", c.Profit, k.profit)
		}
	}
	return k.found
}

type checker struct {
	p      *Problem
	names  Names
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
			k.add("requirement %s is unknown or named twice", k.requirement(i))
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
			k.add("customer %s is unknown or named twice", k.customer(i))
			return false
		}
		seen[i] = true
		k.profit += k.p.Customers[i].Profit
		for _, want := range k.p.Customers[i].Wants {
			if !k.in[want] {
				k.add("customer %s does not get requirement %s", k.customer(i),
					k.requirement(want))
			}
		}
	}
	return true
}

func (k *checker) needs() {
	for i, r := range k.p.Requirements {
		for _, need := range r.Needs {
			if k.in[i] && !k.in[need] {
				k.add("requirement %s is in without %s, which it needs", k.requirement(i),
					k.requirement(need))
			}
		}
	}
}

func (k *checker) requirement(i int) string { return nameOf(k.names.Requirements, i) }
func (k *checker) customer(i int) string    { return nameOf(k.names.Customers, i) }

// budgets adds up what is spent; said is what the choice says of it, if anything.
func (k *checker) budgets(said []float64) {
	for b, budget := range k.p.Budgets {
		name := nameOf(k.names.Budgets, b)
		spent := 0.0
		for i, r := range k.p.Requirements {
			if k.in[i] {
				spent += r.Cost[b]
			}
		}
		if spent > budget+checkDust {
			k.add("budget %s is %g, and %g is spent", name, budget, spent)
		}
		if b < len(said) && math.Abs(said[b]-spent) > checkDust {
			k.add("says that it spends %g of budget %s and spends %g", said[b], name, spent)
		}
	}
}

func (k *checker) groups() {
	for _, group := range k.p.AtMostOne {
		if n := k.among(group); n > 1 {
			k.add("%d of %s are in, at most one may be", n, k.list(group))
		}
	}
	for _, group := range k.p.Together {
		if n := k.among(group); n != 0 && n != len(group) {
			k.add("only %d of %s are in, which come together", n, k.list(group))
		}
	}
}

func (k *checker) list(group []int) string {
	names := make([]string, len(group))
	for at, i := range group {
		names[at] = k.requirement(i)
	}
	return strings.Join(names, ", ")
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
