package selection

import (
	"fmt"
	"math/rand/v2"
	"testing"
)

// small is a problem with groups that exclude each other and with several budgets.
func small(seed uint64, budgets int) *Problem {
	rng := rand.New(rand.NewPCG(seed, 77))
	n := 6 + rng.IntN(5)
	p := &Problem{}
	for range budgets {
		p.Budgets = append(p.Budgets, float64(5+rng.IntN(20)))
	}
	for i := range n {
		r := Requirement{Value: float64(rng.IntN(20))}
		for range budgets {
			r.Cost = append(r.Cost, float64(rng.IntN(9)))
		}
		if i > 0 && rng.IntN(3) == 0 {
			r.Needs = []int{rng.IntN(i)}
		}
		p.Requirements = append(p.Requirements, r)
	}
	for range 4 {
		p.Customers = append(p.Customers, Customer{Profit: float64(rng.IntN(40)), Wants: rng.Perm(n)[:1+rng.IntN(2)]})
	}
	p.AtMostOne = [][]int{rng.Perm(n)[:2], rng.Perm(n)[:3]}
	p.Together = [][]int{rng.Perm(n)[:2]}
	return p
}

// exhaustive tries every set of requirements.
func exhaustive(p *Problem) float64 {
	most := 0.0
	for set := range 1 << len(p.Requirements) {
		c := Choice{Cost: nil}
		for i, r := range p.Requirements {
			if set>>i&1 == 1 {
				c.Requirements, c.Profit = append(c.Requirements, i), c.Profit+r.Value
			}
		}
		for i, customer := range p.Customers {
			served := true
			for _, w := range customer.Wants {
				served = served && set>>w&1 == 1
			}
			if served {
				c.Customers, c.Profit = append(c.Customers, i), c.Profit+customer.Profit
			}
		}
		if c.Profit > most && len(Check(p, c, Names{})) == 0 {
			most = c.Profit
		}
	}
	return most
}

// Every point is what the sets of requirements say, and no set beats the front where it looked.
func TestSweepFindsTheFront(t *testing.T) {
	proven, all := 0, 0
	for seed := range uint64(12) {
		p := small(seed, 1+int(seed%3))
		points, err := Sweep(p, Options{Steps: 20_000, Seed: seed})
		if err != nil || len(points) == 0 {
			t.Fatal(seed, err, len(points))
		}
		for n, pt := range points {
			q := *p
			q.Budgets = pt.Budgets
			all++
			if pt.Choice.Optimal {
				proven++
			}
			want := exhaustive(&q)
			if pt.Choice.Profit > want || pt.Choice.Optimal && pt.Choice.Profit < want || pt.Choice.Bound < want {
				t.Errorf("seed %d: point %d has %g (bound %g), best is %g", seed, n, pt.Choice.Profit,
					pt.Choice.Bound, want)
			}
			if found := Check(&q, pt.Choice, Names{}); len(found) > 0 {
				t.Errorf("seed %d: %v", seed, found)
			}
			if n > 0 && pt.Choice.Profit <= points[n-1].Choice.Profit {
				t.Errorf("seed %d: point %d does not bring more than the one before", seed, n)
			}
		}
		again, err := Sweep(p, Options{Steps: 20_000, Seed: seed})
		if err != nil || fmt.Sprint(again) != fmt.Sprint(points) {
			t.Errorf("seed %d: swept twice, answered differently", seed)
		}
	}
	if proven < all*9/10 {
		t.Errorf("%d of %d points of tiny problems are proven", proven, all)
	}
}

// With one budget all steps of the front are found where they are few.
func TestSweepFindsEveryStep(t *testing.T) {
	p := &Problem{Budgets: []float64{1}, AtMostOne: [][]int{{0, 1}}, Requirements: []Requirement{
		{Cost: []float64{2}, Value: 10}, {Cost: []float64{3}, Value: 14}, {Cost: []float64{4}, Value: 5}}}
	points, err := Sweep(p, Options{})
	got := ""
	for _, pt := range points {
		got += fmt.Sprintf("%g for %g, ", pt.Choice.Profit, pt.Choice.Cost[0])
	}
	if want := "0 for 0, 10 for 2, 14 for 3, 15 for 6, 19 for 7, "; err != nil || got != want {
		t.Errorf("%v %s, want %s", err, got, want)
	}
	stopped := 0
	points, err = Sweep(small(1, 2), Options{Progress: func(int, float64) bool { stopped++; return stopped < 3 }})
	if err != nil || len(points) == 0 {
		t.Errorf("stopped early: %d points, %v", len(points), err)
	}
}
