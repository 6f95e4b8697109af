package schedule

import "fmt"

// reporter turns the decoder's last schedule into a plan.
type reporter struct {
	d *decoder
	p *problem
	a *analysis
}

func newReport(d *decoder) *reporter { return &reporter{d, d.p, fromDecoder(d)} }

func (r *reporter) plan() Plan {
	plan := Plan{Items: []Planned{}, Teams: []TeamLoad{}, Order: []string{},
		Conflicts: r.conflicts()}
	delay, late, moved := int64(0), int64(0), int64(0)
	for i := range r.p.items {
		t := &r.p.items[i]
		if t.done {
			continue
		}
		if t.out {
			left := r.left(i)
			plan.Left = append(plan.Left, left)
			delay += t.cost.at(r.p.model.Calendar.Horizon())
			late += t.weight * int64(left.Late)
			moved += r.d.moved(i)
			continue
		}
		item := r.item(i)
		late += r.d.lateness(t, item.Finish)
		if plan.Makespan = max(plan.Makespan, item.Finish); i >= len(r.p.items)-r.p.stones {
			plan.Milestones = append(plan.Milestones,
				Reached{ID: item.ID, Finish: item.Finish, Cause: item.Cause,
					Late: item.Late})
			continue
		}
		plan.Items = append(plan.Items, item)
		delay += t.cost.at(item.Finish)
		moved += r.d.moved(i)
	}
	for k := range r.p.teams {
		plan.Teams = append(plan.Teams, r.load(k, plan.Makespan))
	}
	for _, i := range r.d.order {
		plan.Order = append(plan.Order, r.p.names[i])
	}
	r.d.judge()
	plan.Goals = r.d.goals()
	plan.Objective = Terms{DelayCost: inMoney(delay), Lateness: inMoney(late),
		Stability: inMoney(moved), Total: inMoney(delay + late + moved)}
	plan.LowerBound = inMoney(r.p.lowerBound())
	return plan
}

// left is an item that the plan does without.
func (r *reporter) left(i int) Left {
	t, end := &r.p.items[i], r.p.model.Calendar.Horizon()
	left := Left{ID: r.p.names[i], DelayCost: inMoney(t.cost.at(end)), Reason: r.p.whyLeft(i)}
	if t.due >= 0 {
		left.Late = max(0, end-t.due)
	}
	return left
}

func inMoney(cent int64) float64 { return float64(cent) / cents }

func (r *reporter) item(i int) Planned {
	t := &r.p.items[i]
	item := Planned{ID: r.p.names[i], Start: r.a.start[i], Finish: r.a.finish[i], Work: []Work{},
		Cause: r.a.cause(i), DelayCost: inMoney(t.cost.at(r.a.finish[i]))}
	if b := r.d.goal.baseline; b != nil && b[i] == item.Start && item.Cause.Item == "" &&
		item.Cause.Kind == CauseTeamFull { // nobody is in the way
		item.Cause = Cause{Kind: CauseKept}
	}
	if t.due >= 0 {
		item.Late = max(0, item.Finish-t.due)
	}
	if len(r.p.model.Items[i].Ways()) > 1 {
		item.Mode = t.mode
	}
	for k, s := range r.a.work[i] {
		w := Work{Team: r.p.teams[t.Demands[k].Team].ID, Skill: r.p.skillName(t.Demands[k]),
			From:  s.From,
			Units: make([]float64, len(s.Units))}
		for u, units := range s.Units {
			w.Units[u] = float64(units) / cents
		}
		item.Work = append(item.Work, w)
	}
	return item
}

func (r *reporter) load(k, end int) TeamLoad {
	team := &r.p.teams[k]
	load := TeamLoad{ID: team.ID, Capacity: make([]float64, end), Load: make([]float64, end),
		Over: []int{}}
	for at := range end {
		sum := int64(0) // locks may pile up more than a team can ever have
		if at < len(r.a.users[k]) {
			for _, u := range r.a.users[k][at] {
				sum += int64(u.units)
			}
		}
		load.Capacity[at], load.Load[at] = float64(team.At(at))/cents, float64(sum)/cents
		if sum > int64(team.At(at)) {
			load.Over = append(load.Over, at)
		}
	}
	return load
}

// conflicts lists the promises that the schedule breaks.
func (r *reporter) conflicts() []Conflict {
	found := []Conflict{}
	for _, i := range r.d.fixed {
		if r.p.items[i].out {
			continue
		}
		r.d.lockConflict(i, func(l link, by int) {
			found = append(found, Conflict{Item: r.p.names[i], Reason: fmt.Sprintf(
				"is locked to start at %d, %d too soon after item %q, which ends at %d",
				r.d.start[i], by, r.p.names[l.other], r.d.finish[l.other])})
		})
	}
	for i, t := range r.p.items {
		if t.hard && !t.done && !t.out && r.d.finish[i] > t.due {
			found = append(found, Conflict{Item: r.p.names[i], Reason: fmt.Sprintf(
				"must finish by %d, but the plan has it finish at %d", t.due, r.d.finish[i])})
		}
	}
	return found
}
