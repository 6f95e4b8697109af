package grid

import (
	"slices"
	"testing"
)

// TestPlace books one demand after another with a team of two, one of whom knows a skill, that is
// away in unit 2.
func TestPlace(t *testing.T) {
	team := Team{ID: "web", Capacity: []int32{200, 200, 0, 200}, Open: true}
	alone, skilled := Demand{Effort: 200, Parallel: 100, Skill: -1}, Demand{Effort: 100, Parallel: 100}
	tests := []struct {
		name          string
		wip           int32
		demands       []Demand
		starts, ends  []int
		loads         []int32
		failed, ready int
	}{
		{"side by side", 0, []Demand{alone, alone},
			[]int{0, 0}, []int{2, 2}, []int32{200, 200}, -1, 0},
		{"one at a time", 1, []Demand{alone, alone},
			[]int{0, 3}, []int{2, 5}, []int32{100, 100, 0, 100, 100}, -1, 0},
		{"across the holiday", 0, []Demand{{Effort: 300, Parallel: 100, Skill: -1}},
			[]int{0}, []int{4}, []int32{100, 100, 0, 100}, -1, 0},
		{"who knows it is busy", 0, []Demand{skilled, skilled},
			[]int{0, 1}, []int{1, 2}, []int32{100, 100}, -1, 0},
		{"not before it is ready", 0, []Demand{{Effort: 400, Parallel: 200, Skill: -1}},
			[]int{1}, []int{4}, []int32{0, 200, 0, 200}, -1, 1},
	}
	for _, tt := range tests {
		team.WIP = tt.wip
		g := New([]Team{team}, []Skill{{Team: 0, Name: "go", People: 100}})
		for i, d := range tt.demands {
			s := g.Place(&Job{Demands: []Demand{d}}, tt.ready, 0)
			if s.Start != tt.starts[i] || s.Finish != tt.ends[i] || s.Failed != tt.failed {
				t.Errorf("%s: demand %d at %+v", tt.name, i, s)
			}
		}
		if got := g.Loads(0); !slices.Equal(got, tt.loads) {
			t.Errorf("%s: loads %v, want %v", tt.name, got, tt.loads)
		}
		if g.Reset(); len(g.Loads(0)) > 0 {
			t.Errorf("%s: something is left", tt.name)
		}
	}
}

// TestPlaceNowhere asks a team that leaves for more than it can do before.
func TestPlaceNowhere(t *testing.T) {
	g := New([]Team{{ID: "web", Capacity: []int32{100, 0}}}, nil)
	job := &Job{Demands: []Demand{{Effort: 200, Parallel: 100, Skill: -1}}}
	if s := g.Place(job, 0, 0); s.Failed != 0 {
		t.Errorf("placed at %+v", s)
	}
}
