package rcpsp

import (
	"fmt"
	"math"
	"strings"
	"testing"
)

// chain is n jobs of one unit of time in one chain, in Patterson's format.
func chain(n int) string {
	var b strings.Builder
	fmt.Fprintf(&b, "%d 1\n1\n", n)
	for i := 1; i < n; i++ {
		fmt.Fprintf(&b, "1 1 1 %d\n", i+1)
	}
	b.WriteString("1 1 0\n")
	return b.String()
}

func TestLongChain(t *testing.T) {
	p, err := Read(strings.NewReader(chain(maxJobs)))
	if err != nil {
		t.Fatal(err)
	}
	s, err := Solve(p, Options{Schedules: 10})
	if err != nil || s.Makespan != maxJobs || !s.Optimal {
		t.Errorf("%v, makespan %d", err, s.Makespan)
	}
	if found := Check(p, s); len(found) > 0 {
		t.Error(found[0])
	}
	if _, err := Read(strings.NewReader(chain(maxJobs + 1))); err == nil {
		t.Errorf("more than %d jobs were read", maxJobs)
	}
}

// Overspending beyond 32 bits is still overspending.
func TestHugeSums(t *testing.T) {
	p := &Project{}
	for range 64 {
		p.NonRenewable = append(p.NonRenewable, maxCapacity)
	}
	for range 2049 { // 2,048 times 64 times 32,767 is nearly 2^32 beyond what there is
		m := Mode{Duration: 1}
		for range 64 {
			m.NonRenewable = append(m.NonRenewable, maxCapacity)
		}
		p.Jobs = append(p.Jobs, Job{Modes: []Mode{m}})
	}
	if s, err := Solve(p, Options{Schedules: 5}); err == nil {
		t.Errorf("a plan over the resources: makespan %d", s.Makespan)
	}
}

// The verifier reads solutions that anybody wrote.
func TestCheckHostileSolutions(t *testing.T) {
	p, err := Read(strings.NewReader(patterson))
	if err != nil {
		t.Fatal(err)
	}
	good, err := Solve(p, Options{})
	if err != nil {
		t.Fatal(err)
	}
	for i, spoil := range []func(s *Solution){
		func(s *Solution) { s.Starts[1] = math.MaxInt },
		func(s *Solution) { s.Starts[0] = math.MinInt },
		func(s *Solution) { s.Modes[2] = math.MaxInt },
		func(s *Solution) { s.Starts = nil },
		func(s *Solution) { s.Makespan = -1 },
	} {
		s := good
		s.Starts, s.Modes = append([]int{}, good.Starts...), append([]int{}, good.Modes...)
		if spoil(&s); len(Check(p, s)) == 0 {
			t.Errorf("solution %d passed", i)
		}
	}
}
