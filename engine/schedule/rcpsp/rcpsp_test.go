package rcpsp

import (
	"encoding/json"
	"math/rand/v2"
	"reflect"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"
)

const small = `************************************************************************
projects                      :  1
jobs (incl. supersource/sink ):  4
RESOURCES
  - renewable                 :  1   R
  - nonrenewable              :  1   N
  - doubly constrained        :  0   D
************************************************************************
PRECEDENCE RELATIONS:
jobnr.    #modes  #successors   successors
   1        1          2           2   3
   2        2          1           4
   3        1          1           4
   4        1          0
************************************************************************
REQUESTS/DURATIONS:
jobnr. mode duration  R 1  N 1
------------------------------------------------------------------------
  1      1     0       0    0
  2      1     2       2    5
         2     5       1    0
  3      1     4       1    0
  4      1     0       0    0
************************************************************************
RESOURCEAVAILABILITIES:
  R 1  N 1
   2    4
************************************************************************
`

const patterson = `
4 1
2
0 0 2 2 3
2 2 1 4
4 1 1 4
0 0 0
`

func TestRead(t *testing.T) {
	p, err := Read(strings.NewReader(small))
	if err != nil {
		t.Fatal(err)
	}
	if len(p.Jobs) != 4 || p.Renewable[0] != 2 || p.NonRenewable[0] != 4 {
		t.Fatalf("read %+v", p)
	}
	if m := p.Jobs[1].Modes[1]; m.Duration != 5 || m.Renewable[0] != 1 || m.NonRenewable[0] != 0 {
		t.Errorf("second mode of job 2: %+v", m)
	}
	s, err := Solve(p, Options{Schedules: 50})
	if err != nil || s.Makespan != 5 || s.Modes[1] != 1 || !s.Optimal {
		t.Errorf("got %+v, %v: mode 1 of job 2 spends too much, so 5 is best", s, err)
	}
	if p, err = Read(strings.NewReader(patterson)); err != nil {
		t.Fatal(err)
	}
	if s, err = Solve(p, Options{Schedules: 50}); err != nil || s.Makespan != 6 {
		t.Errorf("got %+v, %v, want 6", s, err)
	}
}

// TestReadSpacing reads files that editors and other systems have spaced anew.
func TestReadSpacing(t *testing.T) {
	want, err := Read(strings.NewReader(small))
	if err != nil {
		t.Fatal(err)
	}
	for name, spaced := range map[string]string{
		"Windows":  strings.ReplaceAll(small, "\n", "\r\n"),
		"tabs":     strings.ReplaceAll(small, " ", "\t "),
		"indented": "  " + strings.ReplaceAll(small, "\n", "  \n\n  "),
	} {
		if p, err := Read(strings.NewReader(spaced)); err != nil || !reflect.DeepEqual(p, want) {
			t.Errorf("%s: %+v, %v", name, p, err)
		}
	}
}

func TestReadErrors(t *testing.T) {
	edit := func(from, to string) string { return strings.Replace(small, from, to, 1) }
	tests := []struct{ text, want string }{
		{"", "where the number of jobs should be"},
		{"4 1\n2\n0 0 2 2", "after line 3: a successor is missing"},
		{"4 1\n2\n0 0 1 9", "line 3: a successor is 9, expected 1 to 4"},
		{"2 1\n2\n1 3 1 2\n1 0 0", "job 1: every mode asks for more than a resource has"},
		{"2 0\n1 1 2\n1 1 1", "job 1 waits for itself"},
		{"2 x", `line 1: expected a whole number, found "x"`},
		{"99999999999999999999", "expected a whole number"},
		{"1 1\n-5", "a capacity is -5"},
		{edit("jobs (incl", "tasks (incl"), "expected a line \"jobs (incl"},
		{edit(":  4", ":  0"), "jobs (incl. supersource/sink ) is \"0\""},
		{edit("REQUESTS/DURATIONS:", "REQUESTS:"), "there is no section \"REQUESTS/DURATIONS\""},
		{edit("   3        1          1           4", "   7        1          1           4"),
			"line 13: job number is 7, expected 3 to 3"},
		{edit("   2    4\n", "   2\n"), "after line 27: a capacity is missing"},
		{edit("  3      1     4", "  3      1     -4"), "a duration is -4"},
	}
	for _, tt := range tests {
		if _, err := Read(strings.NewReader(tt.text)); err == nil ||
			!strings.Contains(err.Error(), tt.want) {
			t.Errorf("%v, want %q", err, tt.want)
		}
	}
}

func FuzzRead(f *testing.F) {
	f.Add(small)
	f.Add(patterson)
	f.Add(chain(7))
	f.Add(strings.Replace(small, "   2    4\n", "   2    6\n", 1)) // a choice of modes
	f.Fuzz(func(t *testing.T, text string) {
		p, err := Read(strings.NewReader(text))
		if err != nil || len(p.Jobs) > 50 {
			return
		}
		s, err := Solve(p, Options{Schedules: 20})
		if err != nil {
			return
		}
		horizon := 0
		for _, j := range p.Jobs {
			horizon += j.longest()
		}
		if horizon > 5000 {
			return // checking is by unit of time
		}
		if found := Check(p, s); len(found) > 0 {
			t.Fatalf("%v", found)
		}
	})
}

// randomProject has up to six resources, so that wide profiles are met too.
func randomProject(seed uint64, n int) *Project {
	rng := rand.New(rand.NewPCG(seed, 1))
	p := &Project{}
	for range 1 + rng.IntN(6) {
		p.Renewable = append(p.Renewable, 5+rng.IntN(10))
	}
	if rng.IntN(2) == 0 {
		p.NonRenewable = []int{4 * n}
	}
	for i := range n {
		var job Job
		for range 1 + rng.IntN(3)*len(p.NonRenewable) {
			m := Mode{Duration: rng.IntN(10)}
			for _, c := range p.Renewable {
				m.Renewable = append(m.Renewable, max(0, rng.IntN(2*c)-c))
			}
			for range p.NonRenewable {
				m.NonRenewable = append(m.NonRenewable, rng.IntN(5))
			}
			job.Modes = append(job.Modes, m)
		}
		for k := i + 1; k < min(n, i+8); k++ {
			if rng.IntN(4) == 0 {
				job.Successors = append(job.Successors, k)
			}
		}
		p.Jobs = append(p.Jobs, job)
	}
	return p
}

func TestSolveProperties(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		p := randomProject(rapid.Uint64().Draw(t, "project"), rapid.IntRange(1, 40).Draw(t, "jobs"))
		opt := Options{Schedules: 150, Seed: rapid.Uint64().Draw(t, "seed")}
		s, err := Solve(p, opt)
		if err != nil {
			if strings.Contains(err.Error(), "non-renewable") {
				return
			}
			t.Fatal(err)
		}
		if found := Check(p, s); len(found) > 0 {
			t.Fatalf("%v", found)
		}
		if s.LowerBound > s.Makespan {
			t.Fatalf("bound %d above makespan %d", s.LowerBound, s.Makespan)
		}
		again, _ := Solve(p, opt)
		a, _ := json.Marshal(s)
		b, _ := json.Marshal(again)
		if string(a) != string(b) {
			t.Fatalf("same seed, different schedule:\n%s\n%s", a, b)
		}
	})
}

// TestParallelScheme checks whole schedules of both directions.
func TestParallelScheme(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		p := randomProject(rapid.Uint64().Draw(t, "project"), rapid.IntRange(1, 40).Draw(t, "jobs"))
		p.NonRenewable = nil
		for i := range p.Jobs {
			p.Jobs[i].Modes = p.Jobs[i].Modes[:1]
			p.Jobs[i].Modes[0].NonRenewable = nil
		}
		keys := make([]int32, len(p.Jobs))
		for i := range keys {
			keys[i] = rapid.Int32Range(-9, 9).Draw(t, "key")
		}
		m := newMachine(p)
		for dir := forward; dir <= backward; dir++ {
			makespan := m.buildParallel(dir, keys)
			s := Solution{Makespan: int(makespan), Modes: make([]int, len(keys))}
			for i := range keys {
				start := m.start[i]
				if dir == backward {
					start = makespan - m.finish[i]
				}
				s.Starts = append(s.Starts, int(start))
			}
			if found := Check(p, s); len(found) > 0 {
				t.Fatalf("%v: %v", dir, found)
			}
		}
	})
}

// TestParallelSchemeStartsWhatFits has a job that fits at once but has the last key: the serial
// scheme gives its place away.
func TestParallelSchemeStartsWhatFits(t *testing.T) {
	p := &Project{Renewable: []int{2}}
	for _, mode := range []Mode{{1, []int{1}, nil}, {4, []int{2}, nil}, {3, []int{1}, nil}} {
		p.Jobs = append(p.Jobs, Job{Modes: []Mode{mode}})
	}
	p.Jobs[0].Successors = []int{1}
	m := newMachine(p)
	if got := m.buildParallel(forward, []int32{0, 1, 2}); got != 7 || m.start[2] != 0 {
		t.Errorf("ends at %d, last job starts at %d, want 7 and 0", got, m.start[2])
	}
	if got := m.build(forward, []int32{0, 1, 2}, never); got != 8 || m.start[2] != 5 {
		t.Errorf("serial: ends at %d, last job starts at %d, want 8 and 5", got, m.start[2])
	}
}

func TestCheckFinds(t *testing.T) {
	p, err := Read(strings.NewReader(small))
	if err != nil {
		t.Fatal(err)
	}
	good := Solution{Makespan: 5, Starts: []int{0, 0, 0, 5}, Modes: []int{0, 1, 0, 0}}
	if found := Check(p, good); found != nil {
		t.Fatalf("%v", found)
	}
	tests := []struct {
		want  string
		spoil func(s *Solution)
	}{
		{"before job 2 ends", func(s *Solution) { s.Starts[3] = 4 }},
		{"resource 1 at 0: 3 of 2", func(s *Solution) { s.Modes[1] = 0 }},
		{"non-renewable resource 1: 5 of 4", func(s *Solution) { s.Modes[1] = 0 }},
		{"says it ends at 4", func(s *Solution) { s.Makespan = 4 }},
		{"mode 3 is not possible", func(s *Solution) { s.Modes[1] = 2 }},
		{"start -1", func(s *Solution) { s.Starts[0] = -1 }},
		{"3 starts", func(s *Solution) { s.Starts = s.Starts[:3] }},
	}
	for _, tt := range tests {
		s := good
		s.Starts, s.Modes = slices.Clone(good.Starts), slices.Clone(good.Modes)
		tt.spoil(&s)
		if text := strings.Join(Check(p, s), "; "); !strings.Contains(text, tt.want) {
			t.Errorf("%q, want %q", text, tt.want)
		}
	}
}

func TestImpossibleModes(t *testing.T) {
	text := strings.NewReplacer("2     5       1    0", "2     5       1    4",
		"3      1     4       1    0", "3      1     4       1    4").Replace(small)
	p, err := Read(strings.NewReader(text))
	if err != nil {
		t.Fatal(err)
	}
	if _, err := Solve(p, Options{Schedules: 100}); err == nil ||
		!strings.Contains(err.Error(), "non-renewable") {
		t.Errorf("%v, want an error about non-renewable resources", err)
	}
	for _, n := range []int{-1, 1 << 40} {
		if _, err := Solve(p, Options{Schedules: n}); err == nil {
			t.Errorf("%d schedules were accepted", n)
		}
	}
}
