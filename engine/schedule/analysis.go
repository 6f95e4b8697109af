package schedule

import (
	"fmt"
	"slices"

	"github.com/throughlinehq/throughline/engine/schedule/grid"
)

// analysis is a finished schedule laid out for questions: why here, who fills this team.
type analysis struct {
	p      *problem
	start  []int
	finish []int
	work   [][]grid.Span // by item and demand
	place  []int         // position in the order of placing
	users  [][][]share
}

// share is what one item takes of a team in one unit.
type share struct {
	item  int
	units int32
	skill int32
}

func newAnalysis(p *problem) *analysis {
	n := len(p.items)
	return &analysis{p: p, start: make([]int, n), finish: make([]int, n),
		work: make([][]grid.Span, n), place: make([]int, n), users: make([][][]share, len(p.teams))}
}

// add enters one item's place and work.
func (a *analysis) add(i, start, finish int, work []grid.Span) {
	a.start[i], a.finish[i], a.work[i] = start, finish, work
	for k, s := range work {
		team, skill := a.p.items[i].Demands[k].Team, a.p.items[i].Demands[k].Skill
		for len(a.users[team]) < s.End() {
			a.users[team] = append(a.users[team], nil)
		}
		for at, units := range s.Units {
			if units > 0 {
				at += s.From
				a.users[team][at] = append(a.users[team][at], share{i, units, skill})
			}
		}
	}
}

// fromDecoder replays the decoder's last schedule, recording who works when.
func fromDecoder(d *decoder) *analysis {
	a := newAnalysis(d.p)
	d.grid.Reset()
	for place, i := range d.order {
		t, s := &d.p.items[i], d.slots[i]
		work := make([]grid.Span, len(t.Demands))
		d.grid.Next()
		for k, demand := range t.Demands {
			from := s.Start
			if t.lock < 0 {
				from, _, _ = d.grid.Find(demand, s.Ready)
			}
			work[k] = d.grid.Record(demand, from, t.lock >= 0)
		}
		a.add(i, s.Start, s.Finish, work)
		a.place[i] = place
	}
	return a
}

// mustFit are the rules that a plan has to keep for its starts to be explained.
var mustFit = []string{"item", "milestone", "work", "start", "mode", "skill"}

// fromPlan lays out a plan for its model, after checking that they belong together.
func fromPlan(m Model, plan Plan) (*analysis, error) {
	p, err := normalize(m)
	if err != nil {
		return nil, err
	}
	for _, v := range Check(m, plan) {
		if slices.Contains(mustFit, v.Rule) {
			return nil, fmt.Errorf("plan does not fit the model: item %q %s", v.Item, v.Text)
		}
	}
	if err := p.follow(plan); err != nil {
		return nil, err
	}
	a := newAnalysis(p)
	for _, item := range plan.Items {
		work := make([]grid.Span, len(item.Work))
		for k, w := range item.Work {
			work[k].From = w.From
			for _, u := range w.Units {
				work[k].Units = append(work[k].Units, hundredths(u))
			}
		}
		a.add(p.index[item.ID], item.Start, item.Finish, work)
	}
	for _, r := range plan.Milestones {
		a.add(p.index[r.ID], r.Finish, r.Finish, nil)
	}
	for place, name := range plan.Order {
		if i, ok := p.index[name]; ok {
			a.place[i] = place
		}
	}
	return a, nil
}

// cause says what keeps item i from starting one unit sooner.
func (a *analysis) cause(i int) Cause {
	t := &a.p.items[i]
	switch {
	case t.lock >= 0:
		return Cause{Kind: CauseLock}
	case t.doing:
		return Cause{Kind: CauseDoing}
	}
	ready, why := a.ready(i)
	if a.start[i] == ready || len(t.Demands) == 0 {
		return why
	}
	for _, l := range t.preds {
		if l.kind == finishFinish && a.finish[l.other]+l.lag == a.finish[i] {
			return Cause{Kind: CausePredecessor, Item: a.p.names[l.other]}
		}
	}
	first := 0
	for k, s := range a.work[i] {
		if s.From < a.work[i][first].From {
			first = k
		}
	}
	return a.blocker(i, first)
}

// ready is when dates and dependencies let item i start, and which of them.
func (a *analysis) ready(i int) (int, Cause) {
	t := &a.p.items[i]
	if t.fixed() {
		return a.start[i], Cause{Kind: CauseNow}
	}
	at, why := t.release, Cause{Kind: CauseRelease}
	if at == 0 {
		why.Kind = CauseNow
	}
	for _, l := range t.preds {
		if a.p.items[l.other].out {
			continue
		}
		until := a.finish[l.other] + l.lag
		switch l.kind {
		case startStart:
			until = a.start[l.other] + l.lag
		case finishFinish:
			if len(t.Demands) > 0 {
				continue
			}
		}
		if until > at || until == at && at > 0 && why.Kind == CauseRelease {
			at, why = until, Cause{Kind: CausePredecessor, Item: a.p.names[l.other]}
		}
	}
	return at, why
}

// blocker says what stops demand k of item i from beginning one unit before it does: the first
// unit from there on in which its team has not enough left, and who takes most of it.
func (a *analysis) blocker(i, k int) Cause {
	d := a.p.items[i].Demands[k]
	team := &a.p.teams[d.Team]
	from := a.work[i][k].From - 1
	if team.At(from) == 0 {
		return Cause{Kind: CauseCalendar, Team: team.ID}
	}
	for at := from; at < len(a.users[d.Team]); at++ {
		taken, able, busy, largest := a.taken(i, d, at)
		capacity := team.At(at)
		least := min(d.Parallel, d.Effort, capacity, grid.Crumb)
		full := int64(capacity)-taken < int64(least)
		if largest.item >= 0 && (full || team.WIP > 0 && busy >= team.WIP) {
			return Cause{Kind: CauseTeamFull, Team: team.ID, Item: a.p.names[largest.item]}
		}
		if d.Skill < 0 {
			continue
		}
		people := a.p.skills[d.Skill].People
		if able > 0 && int64(people)-able < int64(min(least, people)) {
			return a.skillFull(i, d, at)
		}
	}
	return Cause{Kind: CauseTeamFull, Team: team.ID}
}

// taken is what those who were placed before item i take of its team in a unit, how much of that by
// the skill it asks for, how many they are and who takes most.
func (a *analysis) taken(i int, d grid.Demand, at int) (all, able int64, busy int32, most share) {
	most.item = -1
	last := -1
	for _, u := range a.users[d.Team][at] {
		if u.item == i || a.place[u.item] > a.place[i] {
			continue
		}
		if u.item != last { // who has two demands on the team is one item
			last = u.item
			busy++
		}
		all += int64(u.units)
		if u.skill == d.Skill {
			able += int64(u.units)
		}
		if u.units > most.units {
			most = u
		}
	}
	return all, able, busy, most
}

// skillFull names who has most of the people with the skill that demand d of item i asks for.
func (a *analysis) skillFull(i int, d grid.Demand, at int) Cause {
	largest := share{item: -1}
	for _, u := range a.users[d.Team][at] {
		if u.skill == d.Skill && u.item != i && a.place[u.item] <= a.place[i] &&
			u.units > largest.units {
			largest = u
		}
	}
	return Cause{Kind: CauseTeamFull, Team: a.p.teams[d.Team].ID, Item: a.p.names[largest.item],
		Skill: a.p.skillName(d)}
}
