package selection

import (
	"math"
	"strings"
	"testing"

	"pgregory.net/rapid"
)

// drawn is a small problem with every kind of rule.
func drawn(t *rapid.T) *Problem {
	n := rapid.IntRange(1, 8).Draw(t, "requirements")
	index := rapid.IntRange(0, n-1)
	some := func(name string) []int { return rapid.SliceOfN(index, 0, 3).Draw(t, name) }
	budgets := rapid.IntRange(1, 2).Draw(t, "budgets")
	p := &Problem{Budgets: make([]float64, budgets)}
	for k := range budgets {
		p.Budgets[k] = float64(rapid.IntRange(0, 25).Draw(t, "budget"))
	}
	for range n {
		r := Requirement{Cost: make([]float64, budgets), Needs: some("needs"),
			Value: float64(rapid.IntRange(0, 3).Draw(t, "value"))}
		for k := range budgets {
			r.Cost[k] = float64(rapid.IntRange(0, 9).Draw(t, "cost"))
		}
		p.Requirements = append(p.Requirements, r)
	}
	for range rapid.IntRange(0, 5).Draw(t, "customers") {
		p.Customers = append(p.Customers, Customer{Wants: some("wants"),
			Profit: float64(rapid.IntRange(0, 9).Draw(t, "profit"))})
	}
	for range rapid.IntRange(0, 2).Draw(t, "groups") {
		p.AtMostOne = append(p.AtMostOne, distinct(some("excludes")))
		p.Together = append(p.Together, distinct(some("together")))
	}
	return p
}

func distinct(list []int) (out []int) {
	seen := map[int]bool{}
	for _, v := range list {
		if !seen[v] {
			seen[v] = true
			out = append(out, v)
		}
	}
	return out
}

// A choice that lies is caught, by the names that its maker gave things.
func TestCheckNamesWhatIsWrong(t *testing.T) {
	p := &Problem{Budgets: []float64{10}, Requirements: []Requirement{
		{Cost: []float64{4}, Value: 3, Needs: []int{1}}, {Cost: []float64{5}, Value: 2},
		{Cost: []float64{6}, Value: 1}},
		Customers: []Customer{{Profit: 7, Wants: []int{2}}},
		AtMostOne: [][]int{{1, 2}}, Together: [][]int{{0, 1}}}
	names := Names{[]string{"sso", "audit", "export"}, []string{"Acme"}, []string{"days"}}
	for want, c := range map[string]Choice{
		"": {Requirements: []int{0, 1}, Profit: 5, Cost: []float64{9}},
		"says that it spends 8 of budget days and spends 9": {Requirements: []int{0, 1}, Profit: 5,
			Cost: []float64{8}},
		"says a profit of 6 and has 5":                  {Requirements: []int{0, 1}, Profit: 6},
		"requirement sso is in without audit":           {Requirements: []int{0}, Profit: 3},
		"only 1 of sso, audit are in":                   {Requirements: []int{1}, Profit: 2},
		"2 of audit, export are in, at most one may be": {Requirements: []int{1, 2}, Profit: 3},
		"budget days is 10, and 11 is spent":            {Requirements: []int{1, 2}, Profit: 3},
		"customer Acme does not get requirement export": {Customers: []int{0}, Profit: 7},
		"requirement 7 is unknown":                      {Requirements: []int{7}},
	} {
		if got := strings.Join(Check(p, c, names), "; "); !strings.Contains(got, want) ||
			want == "" && got != "" {
			t.Errorf("%+v: %q, want %q", c, got, want)
		}
	}
}

// best tries every set of requirements.
func best(p *Problem) float64 {
	top := math.Inf(-1)
	for set := range 1 << len(p.Requirements) {
		c := Choice{}
		in := map[int]bool{}
		for i, r := range p.Requirements {
			if set>>i&1 == 1 {
				in[i] = true
				c.Requirements = append(c.Requirements, i)
				c.Profit += r.Value
			}
		}
		for j, customer := range p.Customers {
			served := true
			for _, w := range customer.Wants {
				served = served && in[w]
			}
			if served {
				c.Customers = append(c.Customers, j)
				c.Profit += customer.Profit
			}
		}
		if len(Check(p, c, Names{})) == 0 {
			top = max(top, c.Profit)
		}
	}
	return top
}

func TestSolveFindsTheBestOfSmallProblems(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		p := drawn(t)
		c, err := Solve(p, Options{Steps: 20_000})
		if err != nil {
			t.Fatal(err)
		}
		if found := Check(p, c, Names{}); len(found) > 0 {
			t.Fatalf("%v in %+v of %+v", found, c, p)
		}
		top := best(p)
		if c.Profit < top-1e-9 || c.Bound < top-1e-6 || c.Optimal && c.Profit < top-1e-6 {
			t.Fatalf("profit %g, bound %g, the best is %g: %+v", c.Profit, c.Bound, top, p)
		}
	})
}

func TestSameSeedSameChoice(t *testing.T) {
	p := &Problem{Budgets: []float64{60}}
	for i := range 40 {
		p.Requirements = append(p.Requirements, Requirement{Cost: []float64{float64(1 + i*7%11)}})
		p.Customers = append(p.Customers, Customer{Profit: float64(1 + i*13%17),
			Wants: []int{i, (i * 5) % 40}})
	}
	for seed := range uint64(3) {
		a, err := Solve(p, Options{Seed: seed, Steps: 30_000})
		if err != nil {
			t.Fatal(err)
		}
		b, _ := Solve(p, Options{Seed: seed, Steps: 30_000})
		if a.Profit != b.Profit || len(a.Requirements) != len(b.Requirements) {
			t.Errorf("seed %d: %+v and %+v", seed, a, b)
		}
	}
}

func TestFrontIsConcave(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		p := drawn(t)
		p.Budgets, p.AtMostOne = p.Budgets[:1], nil
		for i := range p.Requirements {
			p.Requirements[i].Cost = p.Requirements[i].Cost[:1]
		}
		corners, err := Front(p)
		if err != nil {
			t.Fatal(err)
		}
		for i := 1; i < len(corners); i++ {
			if i > 1 && corners[i].Price > corners[i-1].Price+1e-6 {
				t.Fatalf("prices rise: %+v", corners)
			}
			at := *p
			at.Budgets = []float64{corners[i].Cost}
			if top := best(&at); math.Abs(top-corners[i].Profit) > 1e-6 {
				t.Fatalf("%+v, the best there is %g", corners[i], top)
			}
		}
	})
}

func TestReadSaysWhereItBreaks(t *testing.T) {
	for text, want := range map[string]string{
		"":                          "line 1: the file ends where the number of levels",
		"1\n2\n3 x":                 `line 3: expected a cost, found "x"`,
		"1\n1\n5\n1\n1 9\n0":        "line 5: a requirement is 9",
		"1\n1\n5\n0\n1\n7 1 2":      "line 6: a request is 2",
		"1\n1\n5\n0\n1\n7 1 1\n\n8": "line 8: there is more",
		"1\n1\n5\n0\n1\n7 3 1":      "line 6: the number of requests is 3",
		"-1":                        "line 1: the number of levels is -1",
	} {
		if _, err := Read(strings.NewReader(text)); err == nil || !strings.HasPrefix(err.Error(),
			want) {
			t.Errorf("%q: %v, want %s", text, err, want)
		}
	}
}

func TestHostileProblems(t *testing.T) {
	one := []Requirement{{Cost: []float64{1}}}
	for want, p := range map[string]*Problem{
		"0 budgets":           {Requirements: one},
		"0 requirements":      {Budgets: []float64{1}},
		"budget 0 is NaN":     {Budgets: []float64{math.NaN()}, Requirements: one},
		"cost -1":             {Budgets: []float64{1}, Requirements: []Requirement{{Cost: []float64{-1}}}},
		"2 costs for 1":       {Budgets: []float64{1}, Requirements: []Requirement{{Cost: []float64{1, 2}}}},
		"customer 0: profit":  {Budgets: []float64{1}, Requirements: one, Customers: []Customer{{Profit: math.Inf(1)}}},
		"names requirement 7": {Budgets: []float64{1}, Requirements: one, Customers: []Customer{{Wants: []int{7}}}},
	} {
		if _, err := Solve(p, Options{}); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%v, want %s", err, want)
		}
	}
	chain := &Problem{Budgets: []float64{1e6}}
	for i := range 2000 {
		chain.Requirements = append(chain.Requirements, Requirement{Cost: []float64{1},
			Needs: []int{(i + 1) % 2000}}) // a circle: all or nothing
	}
	chain.Customers = []Customer{{Profit: 5, Wants: []int{0}}}
	c, err := Solve(chain, Options{})
	if err != nil || !c.Optimal || c.Profit != 5 || len(c.Requirements) != 2000 {
		t.Errorf("a circle of needs: %v, profit %g", err, c.Profit)
	}
}

func FuzzRead(f *testing.F) {
	f.Add("1\n2\n3 4\n1\n1 2\n1\n9 1 2\n")
	f.Add("2\n1\n0\n2\n1000000000 5\n3\n1 2\n2 3\n3 1\n2\n7 2 1 1\n0 0\n")
	f.Fuzz(func(t *testing.T, text string) {
		p, err := Read(strings.NewReader(text))
		if err != nil {
			return
		}
		p.Budgets[0] = p.Ratio(.5)
		c, err := Solve(p, Options{Steps: 50})
		if err != nil {
			t.Fatalf("%v for %q", err, text)
		}
		if found := Check(p, c, Names{}); len(found) > 0 || c.Profit > c.Bound {
			t.Fatalf("%v, profit %g, bound %g for %q", found, c.Profit, c.Bound, text)
		}
	})
}

func TestSampleInstances(t *testing.T) {
	for _, in := range load(t) {
		c, err := Solve(in.problem, Options{Steps: 20_000})
		if err != nil {
			t.Fatal(err)
		}
		if found := Check(in.problem, c, Names{}); len(found) > 0 || c.Bound < in.best || c.Profit > in.bound {
			t.Errorf("%s: %v, profit %g, bound %g, known %g to %g", in.name, found, c.Profit, c.Bound,
				in.best, in.bound)
		}
	}
}
