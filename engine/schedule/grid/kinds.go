package grid

const (
	// Cents is how many parts people and person-weeks are counted in.
	Cents = 100
	// Horizon is the unit by which everything has to be done.
	Horizon = 4 * 5_000
)

// Team has people by unit, in hundredths, up to the last change; the last one holds for good.
type Team struct {
	ID       string
	Capacity []int32
	WIP      int32 // how many items may be in progress at a time; 0: any number
	Open     bool  // some capacity for good
}

// At is the capacity in a unit.
func (t *Team) At(unit int) int32 {
	if unit < len(t.Capacity) {
		return t.Capacity[unit]
	}
	return t.Capacity[len(t.Capacity)-1]
}

// Skill is what some people of a team can do.
type Skill struct {
	Team   int
	Name   string
	People int32
}

// Demand is work of an item for one team, in hundredths of a person-unit.
type Demand struct {
	Team     int
	Effort   int32
	Parallel int32
	Skill    int32 // -1: none
	Split    bool
	Again    bool // the item has a demand on the same team before this one
}

// Job is what an item asks for by one way to do it.
type Job struct {
	Demands []Demand
	Shared  bool // some team has two of the demands
}

// Span is the work of one demand, in hundredths of a person by unit.
type Span struct {
	From  int
	Units []int32
}

// End is the unit after the last.
func (s Span) End() int { return s.From + len(s.Units) }

// note records the next unit of work; what comes before the first work is left out.
func (s *Span) note(at int, units int32) {
	if len(s.Units) == 0 {
		if units == 0 {
			return
		}
		s.From = at
	}
	s.Units = append(s.Units, units)
}
