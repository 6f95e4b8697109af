package model

import (
	"fmt"
	"math"
	"slices"
)

// Violation is a rule that a plan breaks.
type Violation struct {
	Rule string `json:"rule"` // item, start, work, capacity, wip, release, ...
	Item string `json:"item,omitempty"`
	Text string `json:"text"`
}

// farthest is a unit that no plan reaches; what lies beyond is refused rather than added up.
const farthest = 1 << 17

// slack forgives the rounding of person-weeks to hundredths.
const slack = .0051

// Check verifies a plan against its model. It shares no code with the solver: it adds up what the
// plan says and compares it with what the model asks for. Overload by locked items alone is not a
// violation; the plan lists it.
func Check(m Model, p Plan) []Violation {
	m, err := m.Plain()
	if err != nil {
		return []Violation{{"model", "", err.Error()}}
	}
	c := &checker{items: map[string]Item{}, plan: map[string]Planned{}, load: map[string][]use{},
		teams: map[string]Team{}}
	for _, team := range m.Teams {
		c.teams[team.ID] = team
	}
	for _, item := range m.Items {
		c.items[item.ID] = item
	}
	for _, planned := range p.Items {
		c.checkItem(planned)
	}
	c.checkLeft(m, p)
	c.checkMilestones(m, p)
	c.checkRules(m)
	c.checkParts(m)
	c.checkOrder(m)
	for _, team := range m.Teams {
		c.checkTeam(m.Calendar, team)
		c.checkSkills(m.Calendar, team)
	}
	for _, dep := range m.Deps {
		c.checkDep(dep)
	}
	c.checkClaims(p)
	c.checkGoals(m, p)
	return c.found
}

type checker struct {
	items map[string]Item
	teams map[string]Team
	plan  map[string]Planned
	load  map[string][]use // by team
	found []Violation
	// lateness is what missed due dates cost in all.
	lateness float64
}

// use is what one demand takes from its team.
type use struct {
	item   string
	locked bool
	split  bool
	work   Work
}

func (c *checker) add(rule, item, format string, args ...any) {
	c.found = append(c.found, Violation{rule, item, fmt.Sprintf(format, args...)})
}

func (c *checker) checkItem(p Planned) {
	item, known := c.items[p.ID]
	if _, twice := c.plan[p.ID]; twice || !known || item.State == Done {
		c.add("item", p.ID, "is unknown, done, or planned twice")
		return
	}
	c.plan[p.ID] = p
	if p.Start < 0 || p.Finish < p.Start || p.Finish > farthest {
		c.plan[p.ID] = Planned{ID: p.ID}
		c.add("start", p.ID, "says %d to %d, which is no stretch of time", p.Start, p.Finish)
		return
	}
	demands, ok := c.demandsOf(item, p)
	if !ok {
		return
	}
	first, last := math.MaxInt, 0
	for i, w := range p.Work {
		if w.From < 0 || w.From > farthest || len(w.Units) == 0 || len(w.Units) > farthest {
			c.add("work", p.ID, "has no work for %s", demands[i].who())
			return
		}
		first, last = min(first, w.From), max(last, w.From+len(w.Units))
		c.checkWork(item, demands[i], w, item.Share(demands))
		c.load[w.Team] = append(c.load[w.Team], use{p.ID, item.Lock.Timed(), demands[i].Split, w})
	}
	if len(p.Work) == 0 {
		first, last = p.Start, p.Start
	}
	c.checkWho(item, p, demands)
	c.checkDates(item, p, first, last)
}

func (c *checker) checkWork(item Item, d Demand, w Work, share float64) {
	sum, most := 0.0, 0.0
	for _, u := range w.Units {
		if !(u >= 0) {
			c.add("work", item.ID, "has negative work")
		}
		sum += u
		most = max(most, u)
	}
	if want := d.Effort.P50 * share; math.Abs(sum-want) > slack+want*1e-9 {
		c.add("work", item.ID, "gets %.2f person-weeks of %s, needs %.2f", sum, d.who(), want)
	}
	if d.MaxParallel > 0 && most > d.MaxParallel+slack {
		c.add("work", item.ID, "has %.2f people at once, at most %.2f", most, d.MaxParallel)
	}
	if w.Units[0] == 0 || w.Units[len(w.Units)-1] == 0 {
		c.add("work", item.ID, "begins or ends with a unit without work")
	}
}

// Share is the part of the effort of these demands that is still to do.
func (i Item) Share(demands []Demand) float64 {
	if i.State != Doing || i.Remaining == nil {
		return 1
	}
	total := 0.0
	for _, d := range demands {
		total += d.Effort.P50
	}
	if total == 0 {
		return 1
	}
	return *i.Remaining / total
}

func (c *checker) checkDates(item Item, p Planned, first, last int) {
	if first != p.Start || last != p.Finish {
		c.add("start", p.ID, "says %d to %d but works %d to %d", p.Start, p.Finish, first, last)
	}
	if item.Lock.Timed() {
		if at := item.Lock.Start; at != nil && p.Start != *at {
			c.add("lock", p.ID, "starts at %d, locked to %d", p.Start, *at)
		}
		if at := item.Lock.Finish; at != nil && p.Finish != *at {
			c.add("lock", p.ID, "finishes at %d, locked to %d", p.Finish, *at)
		}
	} else if item.State != Doing && p.Start < item.Release {
		c.add("release", p.ID, "starts at %d, released at %d", p.Start, item.Release)
	}
	if item.Due != nil && item.Due.Hard && p.Finish > item.Due.At {
		c.add("due", p.ID, "finishes at %d, must by %d", p.Finish, item.Due.At)
	}
}

func (c *checker) checkTeam(cal Calendar, team Team) {
	end := 0
	for _, u := range c.load[team.ID] {
		end = max(end, u.work.From+len(u.work.Units))
	}
	total, locked, count := make([]float64, end), make([]float64, end), make([]int, end)
	fixed, last := make([]int, end), make([]string, end)
	for _, u := range c.load[team.ID] {
		for i, units := range u.work.Units {
			at := u.work.From + i
			total[at] += units
			if u.locked {
				locked[at] += units
			}
			if units > 0 && last[at] != u.item { // an item with two skills of a team counts once
				last[at] = u.item
				if count[at]++; u.locked {
					fixed[at]++
				}
			}
			if units == 0 && !u.split && team.at(cal, at) > slack {
				c.add("work", u.item, "pauses at %d although %s has capacity", at, team.ID)
			}
		}
	}
	for at, load := range total {
		if limit := max(team.at(cal, at), locked[at]); load > limit+slack {
			c.add("capacity", "", "team %s at %d: load %.2f of %.2f", team.ID, at, load, limit)
		}
		if team.WIP > 0 && count[at] > max(team.WIP, fixed[at]) {
			c.add("wip", "", "team %s at %d: %d items of %d", team.ID, at, count[at], team.WIP)
		}
	}
}

// at is the team's capacity in one unit.
func (t Team) at(cal Calendar, unit int) float64 {
	if slices.Contains(cal.Closed, unit) {
		return 0
	}
	units := 0.0
	for _, w := range t.Capacity {
		if unit >= w.From && (w.To == 0 || unit < w.To) {
			units = w.Units
		}
	}
	return units
}

func (c *checker) checkDep(d Dep) {
	from, ok := c.plan[d.From]
	to, both := c.plan[d.To]
	if !ok || !both || c.items[d.To].State == Doing {
		return // a done predecessor holds nothing up; what is under way has begun regardless
	}
	what, got, want := "starts", to.Start, from.Finish+d.Lag
	switch d.Type {
	case "SS":
		want = from.Start + d.Lag
	case "FF":
		what, got = "finishes", to.Finish
	}
	if got < want {
		c.add("dependency", d.To, "%s at %d, not before %d because of %s", what, got, want, d.From)
	}
}
