package schedule

// grid is the teams' load while a schedule is being built.
type grid struct {
	p      *problem
	teams  []lane
	skills [][]int32 // load by skill and unit
	starts []int     // of the demands of the item that was fitted last
}

// lane is one team's load and items in progress by unit; beyond its end all is free.
type lane struct {
	load  []int32
	count []int32
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

func newGrid(p *problem) *grid {
	return &grid{p: p, teams: make([]lane, len(p.teams)), skills: make([][]int32, len(p.skills))}
}

func (g *grid) reset() {
	for i := range g.teams {
		l := &g.teams[i]
		l.load, l.count, l.skip, l.first = l.load[:0], l.count[:0], l.skip[:0], 0
	}
	for k := range g.skills {
		g.skills[k] = g.skills[k][:0]
	}
}

// slot is where an item goes. failed is a demand that fits nowhere, or -1.
// All its demands are placed as early as possible from ready on.
type slot struct{ ready, start, finish, failed int }

// crumb is the least intensity, half a person, at which an item begins or goes on; with less,
// items would start early only to drag on.
const crumb = cents / 2

// find looks for the first stretch from a unit on in which the demand can be done without a
// break. Units without any capacity, holidays, do not count as a break.
func (g *grid) find(d demand, from int) (start, finish int, ok bool) {
	team, lane := &g.p.teams[d.team], &g.teams[d.team]
	large := min(d.parallel, d.effort) >= crumb // small ones fit into less than a crumb
	if start = max(from, lane.first); large {
		start = lane.next(start)
	}
	left := d.effort
	for at := start; at < horizon; {
		capacity := team.at(at)
		if capacity == 0 {
			if !team.all && at >= len(team.capacity) {
				return 0, 0, false
			}
			if at++; left == d.effort {
				start = at
			}
			continue
		}
		free, busy := capacity, int32(0)
		if at < len(lane.load) {
			free, busy = capacity-lane.load[at], lane.count[at]
		}
		if d.skill >= 0 {
			capacity = min(capacity, g.p.skills[d.skill].people)
			free = min(free, g.able(d.skill, at))
		}
		most := min(d.parallel, left)
		if free < min(most, capacity, crumb) || team.wip > 0 && busy >= team.wip {
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

// again is where work that met a full unit goes on: from the beginning, unless it may be split.
func (d demand) again(start, at int, left int32) (int, int32) {
	if d.split && left < d.effort {
		return start, left
	}
	return at, d.effort
}

// fit finds places for all demands of an item; with a finish bound by finish-to-finish links it
// starts as late as that needs.
func (g *grid) fit(t *task, ready, notBefore int) slot {
	if t.shared {
		return g.fitShared(t, ready, notBefore, false)
	}
	for {
		s := slot{ready, ready, ready, -1}
		g.starts = g.starts[:0]
		for i, d := range t.demands {
			start, finish, ok := g.find(d, ready)
			if !ok {
				return slot{failed: i}
			}
			g.starts = append(g.starts, start)
			if i == 0 {
				s.start = start
			}
			s.start, s.finish = min(s.start, start), max(s.finish, finish)
		}
		if s.finish >= notBefore {
			return s
		}
		ready += notBefore - s.finish
	}
}

// placeAlone fits an item into a grid that holds nothing.
func (g *grid) placeAlone(t *task, ready int) slot { return g.fit(t, ready, 0) }

// place fits an item and takes its capacity.
func (g *grid) place(t *task, ready, notBefore int) slot {
	if t.shared {
		return g.fitShared(t, ready, notBefore, true)
	}
	s := g.fit(t, ready, notBefore)
	if s.failed < 0 {
		for i, d := range t.demands {
			g.take(d, g.starts[i], false, nil)
		}
	}
	return s
}

// force places a locked item, whatever the load; it fails only where the team's capacity ends.
func (g *grid) force(t *task) slot {
	s := slot{t.lock, t.lock, t.lock, -1}
	for i, d := range t.demands {
		finish, all := g.take(d, t.lock, true, nil)
		if !all {
			return slot{failed: i}
		}
		s.finish = max(s.finish, finish)
	}
	return s
}

// full is more than any capacity. Loads stop there, so that locks piled on one unit cannot turn
// them over into room.
const full = 1 << 30

// take books a demand from a unit on and returns its finish, and whether all of it found a place.
// A forced one takes what the team's capacity allows without looking at the load. The units go to
// record if that is not nil.
func (g *grid) take(d demand, start int, forced bool, record *span) (finish int, all bool) {
	team, lane := &g.p.teams[d.team], &g.teams[d.team]
	left := d.effort
	at := start
	for ; left > 0 && at < horizon; at++ {
		for at >= len(lane.load) {
			lane.skip = append(lane.skip, int32(len(lane.skip)))
			lane.load, lane.count = append(lane.load, 0), append(lane.count, 0)
		}
		free := team.at(at)
		if !forced {
			free -= lane.load[at]
		}
		if d.skill >= 0 {
			free = g.limit(d.skill, at, free, forced)
		}
		units := max(0, min(d.parallel, left, free))
		if d.split && !forced && !g.goesOn(d, at, left) {
			units = 0
		}
		if units > 0 {
			lane.load[at] = min(lane.load[at]+units, full)
			lane.count[at]++
			left -= units
			if d.skill >= 0 {
				g.skills[d.skill][at] = min(g.skills[d.skill][at]+units, full)
			}
			lane.close(at, team)
		}
		if record != nil {
			record.note(at, units)
		}
	}
	for lane.first < len(lane.load) && lane.load[lane.first] >= team.at(lane.first) {
		lane.first++
	}
	return at, left == 0
}

// close takes a unit off the list of those with a crumb free, once it has none.
func (l *lane) close(at int, team *team) {
	capacity := team.at(at)
	if capacity-l.load[at] < min(capacity, crumb) || team.wip > 0 && l.count[at] >= team.wip {
		l.skip[at] = int32(at + 1)
	}
}

// note records the next unit of work; what comes before the first work is left out.
func (s *span) note(at int, units int32) {
	if len(s.units) == 0 {
		if units == 0 {
			return
		}
		s.from = at
	}
	s.units = append(s.units, units)
}

// record is take, returning who works when.
func (g *grid) record(d demand, start int, forced bool) span {
	var s span
	g.take(d, start, forced, &s)
	return s
}
