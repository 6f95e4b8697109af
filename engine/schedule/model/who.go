package model

import (
	"maps"
	"slices"
)

// who is what a message calls those who do the work.
func (d Demand) who() string {
	switch {
	case d.Skill == "":
		return d.Team
	case d.Team == "":
		return d.Skill
	}
	return d.Skill + " of " + d.Team
}

// demandsOf are those of the mode that an item is done in.
func (c *checker) demandsOf(item Item, p Planned) (demands []Demand, ok bool) {
	ways := item.Ways()
	if p.Mode < 0 || p.Mode > len(ways) {
		c.add("mode", p.ID, "is done in mode %d of %d", p.Mode, len(ways))
		return nil, false
	}
	demands = ways[max(0, p.Mode-1)]
	if len(p.Work) != len(demands) {
		c.add("work", p.ID, "has work for %d of %d demands", len(p.Work), len(demands))
		return nil, false
	}
	return demands, true
}

// checkWho compares who does an item's work with who may.
func (c *checker) checkWho(item Item, p Planned, demands []Demand) {
	for i, w := range p.Work {
		d := demands[i]
		if d.Team != "" && w.Team != d.Team {
			c.add("work", item.ID, "is done by %s instead of %s", w.Team, d.Team)
		}
		if w.Skill != d.Skill {
			c.add("skill", item.ID, "asks for the skill %q instead of %q", w.Skill, d.Skill)
		}
		if d.Skill != "" && c.teams[w.Team].Skills[d.Skill] == 0 {
			c.add("skill", item.ID, "is done by %s, which does not have the skill %s", w.Team,
				d.Skill)
		}
		if who := item.Lock.Who(); who != "" && d.Team == "" && w.Team != who {
			c.add("lock", item.ID, "is done by %s, locked to %s", w.Team, who)
		}
	}
	if who := item.Lock.Who(); who != "" &&
		!slices.ContainsFunc(p.Work, func(w Work) bool { return w.Team == who }) {
		c.add("lock", item.ID, "is not done by %s, to which it is locked", who)
	}
}

// checkSkills adds up how many people with a skill a team is asked for.
func (c *checker) checkSkills(cal Calendar, team Team) {
	for _, skill := range slices.Sorted(maps.Keys(team.Skills)) {
		var all, locked []float64
		for _, u := range c.load[team.ID] {
			if u.work.Skill != skill {
				continue
			}
			for i, units := range u.work.Units {
				at := u.work.From + i
				for len(all) <= at {
					all, locked = append(all, 0), append(locked, 0)
				}
				if all[at] += units; u.locked {
					locked[at] += units
				}
			}
		}
		for at, load := range all {
			if limit := max(team.Skills[skill], locked[at]); load > limit+slack {
				c.add("skill", "", "team %s at %d: %.2f people with the skill %s, has %.2f",
					team.ID, at, load, skill, limit)
			}
		}
	}
}
