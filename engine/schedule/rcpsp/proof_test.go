package rcpsp

import (
	"encoding/json"
	"math"
	"testing"

	"pgregory.net/rapid"
)

// shortest tries every order of the jobs; one of them gives a shortest schedule.
func shortest(p *Project) int {
	m, best := newMachine(p), int32(math.MaxInt32)
	keys := make([]int32, len(p.Jobs))
	var try func(k int)
	try = func(k int) {
		if k == len(keys) {
			best = min(best, m.build(forward, keys, never))
			return
		}
		for i := range keys {
			if keys[i] == 0 {
				keys[i] = int32(k + 1)
				try(k + 1)
				keys[i] = 0
			}
		}
	}
	try(0)
	return int(best)
}

// worst puts one job after the other.
func worst(p *Project) Solution {
	order, _ := p.topological()
	s := Solution{Starts: make([]int, len(order)), Modes: make([]int, len(order))}
	for _, i := range order {
		s.Starts[i] = s.Makespan
		s.Makespan += p.Jobs[i].Modes[0].Duration
	}
	s.Optimal = s.Makespan == 0
	return s
}

func TestProveAgainstEveryOrder(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		p := randomProject(rapid.Uint64().Draw(t, "project"), rapid.IntRange(1, 7).Draw(t, "jobs"))
		for i := range p.Jobs {
			p.Jobs[i].Modes = p.Jobs[i].Modes[:1]
		}
		s := Prove(p, worst(p), ProofOptions{})
		if found := Check(p, s); len(found) > 0 {
			t.Fatalf("%v", found)
		}
		if want := shortest(p); !s.Optimal || s.Makespan != want || s.LowerBound != want {
			t.Fatalf("proved %d to %d (%v), the shortest is %d", s.LowerBound, s.Makespan,
				s.Optimal, want)
		}
	})
}

// Few dead ends leave a proof unfinished: what it says must hold all the same, and twice alike.
func TestProveCutShort(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		p := randomProject(rapid.Uint64().Draw(t, "project"), rapid.IntRange(8, 40).Draw(t, "jobs"))
		for i := range p.Jobs {
			p.Jobs[i].Modes = p.Jobs[i].Modes[:1]
		}
		limit := rapid.IntRange(1, 200).Draw(t, "conflicts")
		s := Prove(p, worst(p), ProofOptions{Conflicts: limit})
		if found := Check(p, s); len(found) > 0 {
			t.Fatalf("%v", found)
		}
		long, err := Solve(p, Options{Schedules: 300})
		if err != nil {
			return // the modes left overspend
		}
		if s.LowerBound > long.Makespan || long.LowerBound > s.Makespan {
			t.Fatalf("proved %d to %d, searched %d to %d", s.LowerBound, s.Makespan,
				long.LowerBound, long.Makespan)
		}
		again := Prove(p, worst(p), ProofOptions{Conflicts: limit})
		a, _ := json.Marshal(s)
		b, _ := json.Marshal(again)
		if string(a) != string(b) {
			t.Fatalf("same limits, different proofs:\n%s\n%s", a, b)
		}
	})
}

// Published optima are proven, not only met.
func TestProvePublished(t *testing.T) {
	for k, in := range load(t, "best_known.csv", "j30") {
		if k%3 == 0 {
			s := mustSolve(t, in, Options{Schedules: 500})
			mustHold(t, in, Prove(in.project, s, ProofOptions{Conflicts: 1000}))
		}
	}
}

func TestLuby(t *testing.T) {
	for k, want := range []int{1, 1, 2, 1, 1, 2, 4, 1, 1, 2} {
		if got := luby(k + 1); got != want {
			t.Errorf("luby(%d) = %d, want %d", k+1, got, want)
		}
	}
}
