package selection

import (
	"testing"

	"pgregory.net/rapid"
)

// TestBranchFindsTheBestOfSmallProblems begins with nobody served, so that branch and bound has to
// find the best choice as well as prove it.
func TestBranchFindsTheBestOfSmallProblems(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		p := drawn(t)
		p.AtMostOne, p.Budgets = nil, p.Budgets[:1]
		for i := range p.Requirements {
			p.Requirements[i].Cost = p.Requirements[i].Cost[:1]
		}
		d, err := newDesk(p)
		if err != nil {
			t.Fatal(err)
		}
		if len(d.askers) == 0 {
			return
		}
		x := newRelaxation(d)
		least, _ := x.tighten()
		s := newSearch(d, least.prices, 1)
		if !s.branch(x, least.prices[0], Options{Steps: usualSteps}, 0) {
			t.Fatal("not proven")
		}
		if want := best(p); s.bestProfit < want-1e-9 || s.bestProfit > want+1e-9 {
			t.Fatalf("%g, the best is %g", s.bestProfit, want)
		}
	})
}

// TestBranchStops when its work is done, with no proof but a choice that holds.
func TestBranchStops(t *testing.T) {
	for _, in := range load(t) {
		d, err := newDesk(in.problem)
		if err != nil {
			t.Fatal(err)
		}
		x := newRelaxation(d)
		least, _ := x.tighten()
		s := newSearch(d, least.prices, 1)
		if d.branches() && s.branch(x, least.prices[0], Options{Steps: 1}, 0) {
			t.Errorf("%s: proven by next to no work", in.name)
		}
	}
}
