package grid

import "slices"

// able is how many people with a skill are free in a unit, whatever their team does.
func (g *Grid) able(skill int32, at int) int32 {
	people := g.skills[skill].People
	if at < len(g.booked[skill]) {
		people -= g.booked[skill][at]
	}
	return people
}

// goesOn reports whether split work is taken up again in a unit.
func (g *Grid) goesOn(d Demand, at int, left int32) bool {
	team, lane := &g.teams[d.Team], &g.lanes[d.Team]
	capacity := team.At(at)
	free := capacity - lane.load[at]
	if d.Skill >= 0 {
		capacity = min(capacity, g.skills[d.Skill].People)
		free = min(free, g.able(d.Skill, at))
	}
	return capacity > 0 && free >= min(d.Parallel, left, capacity, Crumb) &&
		(team.WIP == 0 || lane.others(at, g.item) < team.WIP)
}

// limit cuts what is free of a team to those who have the skill, and makes room to book them.
func (g *Grid) limit(skill int32, at int, free int32, forced bool) int32 {
	for at >= len(g.booked[skill]) {
		g.booked[skill] = append(g.booked[skill], 0)
	}
	if forced {
		return min(free, g.skills[skill].People)
	}
	return min(free, g.able(skill, at))
}

// fitShared is fit for an item with two demands on one team, of which the second has to see the
// first. What they take stays booked if keep is set.
func (g *Grid) fitShared(j *Job, ready, notBefore int, keep bool) Slot {
	g.Next()
	back := g.snapshot(j)
	for {
		s := Slot{ready, ready, ready, -1}
		for i, d := range j.Demands {
			start, finish, ok := g.Find(d, ready)
			if !ok {
				g.restore(back)
				return Slot{Failed: i}
			}
			if g.take(d, start, false, nil); i == 0 {
				s.Start = start
			}
			s.Start, s.Finish = min(s.Start, start), max(s.Finish, finish)
		}
		if s.Finish >= notBefore && keep {
			return s
		}
		if g.restore(back); s.Finish >= notBefore {
			return s
		}
		ready += notBefore - s.Finish
	}
}

// booked is what the teams and skills of an item had booked before it.
type booked struct {
	lanes  map[int]lane
	skills map[int32][]int32
}

func (g *Grid) snapshot(j *Job) booked {
	b := booked{map[int]lane{}, map[int32][]int32{}}
	for _, d := range j.Demands {
		l := g.lanes[d.Team]
		l.load, l.count = slices.Clone(l.load), slices.Clone(l.count)
		l.skip, l.last = slices.Clone(l.skip), slices.Clone(l.last)
		b.lanes[d.Team] = l
		if d.Skill >= 0 {
			b.skills[d.Skill] = slices.Clone(g.booked[d.Skill])
		}
	}
	return b
}

func (g *Grid) restore(b booked) {
	for k, l := range b.lanes {
		now := &g.lanes[k]
		now.load, now.count = append(now.load[:0], l.load...), append(now.count[:0], l.count...)
		now.skip, now.first = append(now.skip[:0], l.skip...), l.first
		now.last = append(now.last[:0], l.last...)
	}
	for k, loads := range b.skills {
		g.booked[k] = append(g.booked[k][:0], loads...)
	}
}
