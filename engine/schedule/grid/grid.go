// Package grid keeps what teams and their skills have booked by unit while a schedule is built, and
// finds room in it.
package grid

// Grid is the load of teams and skills while a schedule is being built.
type Grid struct {
	teams  []Team
	skills []Skill
	lanes  []lane    // by team
	booked [][]int32 // by skill and unit
	starts []int     // of the demands of the item that was fitted last
	item   int32     // counts those that were placed
}

// lane is one team's load and items in progress by unit; beyond its end all is free.
type lane struct {
	load  []int32
	count []int32
	last  []int32 // which item was counted last
	first int     // no unit before this one has anything free
	skip  []int32 // the next unit with a crumb free, at or after each one
}

// next is the first unit from at on with a crumb free; on the way it shortens the path for those
// who come later.
func (l *lane) next(at int) int {
	free := at
	for free < len(l.skip) && int(l.skip[free]) != free {
		free = int(l.skip[free])
	}
	for at < free {
		at, l.skip[at] = int(l.skip[at]), int32(free)
	}
	return free
}

// New makes a grid that holds nothing.
func New(teams []Team, skills []Skill) *Grid {
	return &Grid{teams: teams, skills: skills, lanes: make([]lane, len(teams)),
		booked: make([][]int32, len(skills))}
}

// Loads are what a team has booked by unit.
func (g *Grid) Loads(team int) []int32 { return g.lanes[team].load }

// Reset frees everything.
func (g *Grid) Reset() {
	for i := range g.lanes {
		l := &g.lanes[i]
		l.load, l.count, l.skip, l.first = l.load[:0], l.count[:0], l.skip[:0], 0
		l.last = l.last[:0]
	}
	g.item = 0
	for k := range g.booked {
		g.booked[k] = g.booked[k][:0]
	}
}

// Next says that what is recorded from here on is of another item.
func (g *Grid) Next() { g.item++ }

// Slot is where an item goes. Failed is a demand that fits nowhere, or -1.
// All its demands are placed as early as possible from Ready on.
type Slot struct{ Ready, Start, Finish, Failed int }

// Crumb is the least intensity, half a person, at which an item begins or goes on; with less,
// items would start early only to drag on.
const Crumb = Cents / 2

// Find looks for the first stretch from a unit on in which the demand can be done without a
// break. Units without any capacity, holidays, do not count as a break.
func (g *Grid) Find(d Demand, from int) (start, finish int, ok bool) {
	team, lane := &g.teams[d.Team], &g.lanes[d.Team]
	large := d.large(team)
	if start = max(from, lane.first); large {
		start = lane.next(start)
	}
	left := d.Effort
	for at := start; at < Horizon; {
		capacity := team.At(at)
		if capacity == 0 {
			if !team.Open && at >= len(team.Capacity) {
				return 0, 0, false
			}
			if at++; left == d.Effort {
				start = at
			}
			continue
		}
		free, busy := capacity, int32(0)
		if at < len(lane.load) {
			free, busy = capacity-lane.load[at], lane.others(at, g.item)
		}
		if d.Skill >= 0 {
			capacity = min(capacity, g.skills[d.Skill].People)
			free = min(free, g.able(d.Skill, at))
		}
		most := min(d.Parallel, left)
		if free < min(most, capacity, Crumb) || team.WIP > 0 && busy >= team.WIP {
			if at++; large {
				at = lane.next(at)
			}
			start, left = d.again(start, at, left)
			continue
		}
		at++
		if left -= min(most, free); left == 0 {
			return start, at, true
		}
	}
	return 0, 0, false
}

// large reports whether only units with a crumb free will do: small demands fit into less, and
// there is room where the item itself fills its team up.
func (d Demand) large(team *Team) bool {
	return min(d.Parallel, d.Effort) >= Crumb && !(d.Again && team.WIP > 0)
}

// again is where work that met a full unit goes on: from the beginning, unless it may be split.
func (d Demand) again(start, at int, left int32) (int, int32) {
	if d.Split && left < d.Effort {
		return start, left
	}
	return at, d.Effort
}

// Fit finds places for all demands of an item; with a finish bound by finish-to-finish links it
// starts as late as that needs.
func (g *Grid) Fit(j *Job, ready, notBefore int) Slot {
	if j.Shared {
		return g.fitShared(j, ready, notBefore, false)
	}
	g.Next()
	for {
		s := Slot{ready, ready, ready, -1}
		g.starts = g.starts[:0]
		for i, d := range j.Demands {
			start, finish, ok := g.Find(d, ready)
			if !ok {
				return Slot{Failed: i}
			}
			g.starts = append(g.starts, start)
			if i == 0 {
				s.Start = start
			}
			s.Start, s.Finish = min(s.Start, start), max(s.Finish, finish)
		}
		if s.Finish >= notBefore {
			return s
		}
		ready += notBefore - s.Finish
	}
}

// Place fits an item and takes its capacity.
func (g *Grid) Place(j *Job, ready, notBefore int) Slot {
	if j.Shared {
		return g.fitShared(j, ready, notBefore, true)
	}
	s := g.Fit(j, ready, notBefore)
	if s.Failed < 0 {
		for i, d := range j.Demands {
			g.take(d, g.starts[i], false, nil)
		}
	}
	return s
}

// Force places a locked item at a unit, whatever the load; it fails only where the team's
// capacity ends.
func (g *Grid) Force(j *Job, at int) Slot {
	g.Next()
	s := Slot{at, at, at, -1}
	for i, d := range j.Demands {
		finish, all := g.take(d, at, true, nil)
		if !all {
			return Slot{Failed: i}
		}
		s.Finish = max(s.Finish, finish)
	}
	return s
}

// full is more than any capacity. Loads stop there, so that locks piled on one unit cannot turn
// them over into room.
const full = 1 << 30

// take books a demand from a unit on and returns its finish, and whether all of it found a place.
// A forced one takes what the team's capacity allows without looking at the load. The units go to
// record if that is not nil.
func (g *Grid) take(d Demand, start int, forced bool, record *Span) (finish int, all bool) {
	team, lane := &g.teams[d.Team], &g.lanes[d.Team]
	left := d.Effort
	at := start
	for ; left > 0 && at < Horizon; at++ {
		for at >= len(lane.load) {
			lane.skip = append(lane.skip, int32(len(lane.skip)))
			lane.load, lane.count = append(lane.load, 0), append(lane.count, 0)
			lane.last = append(lane.last, 0)
		}
		free := team.At(at)
		if !forced {
			free -= lane.load[at]
		}
		if d.Skill >= 0 {
			free = g.limit(d.Skill, at, free, forced)
		}
		units := max(0, min(d.Parallel, left, free))
		if d.Split && !forced && !g.goesOn(d, at, left) {
			units = 0
		}
		if units > 0 {
			lane.load[at] = min(lane.load[at]+units, full)
			if lane.last[at] != g.item {
				lane.last[at] = g.item
				lane.count[at]++
			}
			left -= units
			if d.Skill >= 0 {
				g.booked[d.Skill][at] = min(g.booked[d.Skill][at]+units, full)
			}
			lane.close(at, team)
		}
		if record != nil {
			record.note(at, units)
		}
	}
	for lane.first < len(lane.load) && lane.load[lane.first] >= team.At(lane.first) {
		lane.first++
	}
	return at, left == 0
}

// close takes a unit off the list of those with a crumb free, once it has none.
func (l *lane) close(at int, team *Team) {
	capacity := team.At(at)
	if capacity-l.load[at] < min(capacity, Crumb) || team.WIP > 0 && l.count[at] >= team.WIP {
		l.skip[at] = int32(at + 1)
	}
}

// others are how many items but this one are in progress in a unit.
func (l *lane) others(at int, item int32) int32 {
	if l.last[at] == item {
		return l.count[at] - 1
	}
	return l.count[at]
}

// Record is take, returning who works when.
func (g *Grid) Record(d Demand, start int, forced bool) Span {
	var s Span
	g.take(d, start, forced, &s)
	return s
}
