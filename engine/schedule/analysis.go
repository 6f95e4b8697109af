package schedule

import (
	"fmt"
	"slices"
)

// analysis is a finished schedule laid out for questions: why here, who fills this team.
type analysis struct {
	p      *problem
	start  []int
	finish []int
	work   [][]span // by item and demand
	place  []int    // position in the order of placing
	users  [][][]share
}

// span is the work of one demand, in hundredths of a person by unit.
type span struct {
	from  int
	units []int32
}

func (s span) end() int { return s.from + len(s.units) }

// share is what one item takes of a team in one unit.
type share struct {
	item  int
	units int32
	skill int32
}

func newAnalysis(p *problem) *analysis {
	n := len(p.items)
	return &analysis{p: p, start: make([]int, n), finish: make([]int, n), work: make([][]span, n),
		place: make([]int, n), users: make([][][]share, len(p.teams))}
}

// add enters one item's place and work.
func (a *analysis) add(i, start, finish int, work []span) {
	a.start[i], a.finish[i], a.work[i] = start, finish, work
	for k, s := range work {
		team, skill := a.p.items[i].demands[k].team, a.p.items[i].demands[k].skill
		for len(a.users[team]) < s.end() {
			a.users[team] = append(a.users[team], nil)
		}
		for at, units := range s.units {
			if units > 0 {
				at += s.from
				a.users[team][at] = append(a.users[team][at], share{i, units, skill})
			}
		}
	}
}

// fromDecoder replays the decoder's last schedule, recording who works when.
func fromDecoder(d *decoder) *analysis {
	a := newAnalysis(d.p)
	d.grid.reset()
	for place, i := range d.order {
		t, s := &d.p.items[i], d.slots[i]
		work := make([]span, len(t.demands))
		for k, demand := range t.demands {
			from := s.start
			if t.lock < 0 {
				from, _, _ = d.grid.find(demand, s.ready)
			}
			work[k] = d.grid.record(demand, from, t.lock >= 0)
		}
		a.add(i, s.start, s.finish, work)
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
		work := make([]span, len(item.Work))
		for k, w := range item.Work {
			work[k].from = w.From
			for _, u := range w.Units {
				work[k].units = append(work[k].units, hundredths(u))
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
	if a.start[i] == ready || len(t.demands) == 0 {
		return why
	}
	for _, l := range t.preds {
		if l.kind == finishFinish && a.finish[l.other]+l.lag == a.finish[i] {
			return Cause{Kind: CausePredecessor, Item: a.p.names[l.other]}
		}
	}
	first := 0
	for k, s := range a.work[i] {
		if s.from < a.work[i][first].from {
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
			if len(t.demands) > 0 {
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
	d := a.p.items[i].demands[k]
	team := &a.p.teams[d.team]
	from := a.work[i][k].from - 1
	if team.at(from) == 0 {
		return Cause{Kind: CauseCalendar, Team: team.id}
	}
	for at := from; at < len(a.users[d.team]); at++ {
		taken, able, busy, largest := int64(0), int64(0), int32(0), share{item: -1}
		for _, u := range a.users[d.team][at] {
			if u.item == i || a.place[u.item] > a.place[i] {
				continue
			}
			busy++
			taken += int64(u.units)
			if u.skill == d.skill {
				able += int64(u.units)
			}
			if u.units > largest.units {
				largest = u
			}
		}
		capacity := team.at(at)
		least := min(d.parallel, d.effort, capacity, crumb)
		full := int64(capacity)-taken < int64(least)
		if largest.item >= 0 && (full || team.wip > 0 && busy >= team.wip) {
			return Cause{Kind: CauseTeamFull, Team: team.id, Item: a.p.names[largest.item]}
		}
		if d.skill < 0 {
			continue
		}
		people := a.p.skills[d.skill].people
		if able > 0 && int64(people)-able < int64(min(least, people)) {
			return a.skillFull(i, d, at)
		}
	}
	return Cause{Kind: CauseTeamFull, Team: team.id}
}

// skillFull names who has most of the people with the skill that demand d of item i asks for.
func (a *analysis) skillFull(i int, d demand, at int) Cause {
	largest := share{item: -1}
	for _, u := range a.users[d.team][at] {
		if u.skill == d.skill && u.item != i && a.place[u.item] <= a.place[i] &&
			u.units > largest.units {
			largest = u
		}
	}
	return Cause{Kind: CauseTeamFull, Team: a.p.teams[d.team].id, Item: a.p.names[largest.item],
		Skill: a.p.skillName(d)}
}
