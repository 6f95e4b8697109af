package schedule

import "slices"

// skillName is what a demand asks for, or nothing.
func (p *problem) skillName(d demand) string {
	if d.skill < 0 {
		return ""
	}
	return p.skills[d.skill].name
}

// able is how many people with a skill are free in a unit, whatever their team does.
func (g *grid) able(skill int32, at int) int32 {
	people := g.p.skills[skill].people
	if at < len(g.skills[skill]) {
		people -= g.skills[skill][at]
	}
	return people
}

// goesOn reports whether split work is taken up again in a unit.
func (g *grid) goesOn(d demand, at int, left int32) bool {
	team, lane := &g.p.teams[d.team], &g.teams[d.team]
	capacity := team.at(at)
	free := capacity - lane.load[at]
	if d.skill >= 0 {
		capacity = min(capacity, g.p.skills[d.skill].people)
		free = min(free, g.able(d.skill, at))
	}
	return capacity > 0 && free >= min(d.parallel, left, capacity, crumb) &&
		(team.wip == 0 || lane.count[at] < team.wip)
}

// limit cuts what is free of a team to those who have the skill, and makes room to book them.
func (g *grid) limit(skill int32, at int, free int32, forced bool) int32 {
	for at >= len(g.skills[skill]) {
		g.skills[skill] = append(g.skills[skill], 0)
	}
	if forced {
		return min(free, g.p.skills[skill].people)
	}
	return min(free, g.able(skill, at))
}

// fitShared is fit for an item with two demands on one team, of which the second has to see the
// first. What they take stays booked if keep is set.
func (g *grid) fitShared(t *task, ready, notBefore int, keep bool) slot {
	back := g.snapshot(t)
	for {
		s := slot{ready, ready, ready, -1}
		for i, d := range t.demands {
			start, finish, ok := g.find(d, ready)
			if !ok {
				g.restore(back)
				return slot{failed: i}
			}
			if g.take(d, start, false, nil); i == 0 {
				s.start = start
			}
			s.start, s.finish = min(s.start, start), max(s.finish, finish)
		}
		if s.finish >= notBefore && keep {
			return s
		}
		if g.restore(back); s.finish >= notBefore {
			return s
		}
		ready += notBefore - s.finish
	}
}

// booked is what the teams and skills of an item had booked before it.
type booked struct {
	lanes  map[int]lane
	skills map[int32][]int32
}

func (g *grid) snapshot(t *task) booked {
	b := booked{map[int]lane{}, map[int32][]int32{}}
	for _, d := range t.demands {
		l := g.teams[d.team]
		l.load, l.count, l.skip = slices.Clone(l.load), slices.Clone(l.count), slices.Clone(l.skip)
		b.lanes[d.team] = l
		if d.skill >= 0 {
			b.skills[d.skill] = slices.Clone(g.skills[d.skill])
		}
	}
	return b
}

func (g *grid) restore(b booked) {
	for k, l := range b.lanes {
		now := &g.teams[k]
		now.load, now.count = append(now.load[:0], l.load...), append(now.count[:0], l.count...)
		now.skip, now.first = append(now.skip[:0], l.skip...), l.first
	}
	for k, loads := range b.skills {
		g.skills[k] = append(g.skills[k][:0], loads...)
	}
}
