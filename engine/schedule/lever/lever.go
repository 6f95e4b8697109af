// Package lever says what changes to a model would buy: more people, or dropping, splitting or
// unlocking an item.
package lever

import (
	"cmp"
	"fmt"
	"math"
	"slices"

	"github.com/throughlinehq/throughline/engine/schedule"
	"github.com/throughlinehq/throughline/engine/schedule/model"
)

// Lever is one change to a model and what it would buy: the model is planned anew with it.
type Lever struct {
	Kind string `json:"kind"` // one of the kinds
	Item string `json:"item,omitempty"`
	Team string `json:"team,omitempty"`
	// Saves is the money that delay and lateness of all other work cost less.
	Saves  float64 `json:"saves"`
	Sooner int     `json:"sooner"` // units by which the item asked about finishes sooner
	Late   int     `json:"late"`   // units of lateness less, over all items that have a due date
	Text   string  `json:"text"`
}

// The kinds of lever.
const (
	Capacity = "capacity" // one more person for Team, whenever it has any
	Drop     = "drop"     // Item is not done; offered where nothing needs it
	Split    = "split"    // Item in two halves, each of which brings half of what it is worth
	Unlock   = "unlock"   // Item may start when it suits
)

// The effort that goes into levers: schedules for each, and items placed for all together.
const (
	leverPlaced   = 200_000
	mostSchedule  = 500
	leastSchedule = 20
	allPlaced     = 4_000_000
)

// All plans the model anew with one more person for each team, without each lock, and without
// or with halves of the items that hold most others up, as far as the effort allows; best first.
// What counts is the finish of item or, where that is empty, money. Every trial starts from the
// plan's order, has the same seed, and is compared with as much search on the model as it is.
// Options give the seed, the schedules of each trial, and Progress.
func All(m model.Model, plan model.Plan, item string, opt schedule.Options) ([]Lever, error) {
	m, err := m.Plain()
	if err != nil {
		return nil, err
	}
	_, known := finishes(plan)[item]
	for _, left := range plan.Left {
		known = known || left.ID == item
	}
	if item != "" && !known {
		return nil, fmt.Errorf("item %q is not in the plan", item)
	}
	n := max(1, len(m.Items))
	if opt.Schedules == 0 {
		opt.Schedules = max(leastSchedule, min(mostSchedule, leverPlaced/n))
	}
	opt.Baseline, opt.MovePrice, opt.UnitPrice = &plan, 0, 0
	now, err := schedule.Solve(m, opt)
	if err != nil {
		return nil, err
	}
	opt.Baseline = &now
	found := []Lever{}
	trials := trials(m, now)
	for _, l := range trials[:min(len(trials), max(len(m.Teams), allPlaced/n/opt.Schedules))] {
		if opt.Progress != nil && !opt.Progress(0, 0) {
			break
		}
		then, err := schedule.Solve(l.pull(m), opt)
		if err != nil {
			continue // without what a lock held in place there may be no plan
		}
		if l.weigh(m, now, then, item); l.Saves > 0 || l.Sooner > 0 {
			found = append(found, l)
		}
	}
	slices.SortStableFunc(found, func(a, b Lever) int {
		return cmp.Or(b.Sooner-a.Sooner, cmp.Compare(b.Saves, a.Saves))
	})
	return found, nil
}

// trials lists the levers worth trying: teams and locks first, then the items that are in the way
// of most others, each to be dropped and to be split.
func trials(m model.Model, plan model.Plan) []Lever {
	var list []Lever
	for _, t := range m.Teams {
		list = append(list, Lever{Kind: Capacity, Team: t.ID})
	}
	for _, i := range m.Items {
		if i.Lock.Timed() && i.State == model.Waiting {
			list = append(list, Lever{Kind: Unlock, Item: i.ID})
		}
	}
	inTheWay, needed := map[string]int{}, needed(m)
	for _, p := range plan.Items {
		inTheWay[p.Cause.Item]++
	}
	items := slices.Clone(m.Items)
	slices.SortStableFunc(items, func(a, b model.Item) int {
		return inTheWay[b.ID] - inTheWay[a.ID]
	})
	for _, i := range items {
		if i.State != model.Waiting || i.Lock.Timed() || inTheWay[i.ID] == 0 {
			continue
		}
		if !needed[i.ID] {
			list = append(list, Lever{Kind: Drop, Item: i.ID})
		}
		if divisible(i) {
			list = append(list, Lever{Kind: Split, Item: i.ID})
		}
	}
	return list
}

// needed are the items that others or milestones wait for, or that a rule brings in.
func needed(m model.Model) map[string]bool {
	needed := map[string]bool{}
	for _, d := range m.Deps {
		needed[d.From] = true
	}
	for _, stone := range m.Milestones {
		for _, id := range stone.Requires {
			needed[id] = true
		}
	}
	for _, r := range m.Rules {
		for _, id := range slices.Concat(r.Requires, r.Together) {
			needed[id] = true
		}
	}
	return needed
}

// divisible reports whether each half would still be work.
func divisible(i model.Item) bool {
	return !slices.ContainsFunc(i.Ways(), func(demands []model.Demand) bool {
		return len(demands) == 0 || slices.ContainsFunc(demands, func(d model.Demand) bool {
			return d.Effort.P50 < .02
		})
	})
}

// pull returns the model with the lever pulled; the one given stays as it is.
func (l Lever) pull(m model.Model) model.Model {
	m.Teams, m.Items, m.Deps = slices.Clone(m.Teams), slices.Clone(m.Items), slices.Clone(m.Deps)
	at := slices.IndexFunc(m.Items, func(i model.Item) bool { return i.ID == l.Item })
	switch l.Kind {
	case Capacity:
		t := &m.Teams[slices.IndexFunc(m.Teams, func(t model.Team) bool { return t.ID == l.Team })]
		t.Capacity = slices.Clone(t.Capacity)
		for k := range t.Capacity {
			if t.Capacity[k].Units > 0 {
				t.Capacity[k].Units++
			}
		}
	case Drop:
		m.Items[at].State = model.Done
	case Unlock:
		m.Items[at].Lock = &model.Lock{Team: m.Items[at].Lock.Team}
	case Split:
		split(&m, at)
	}
	return m
}

// split puts the first half of an item in front of it: what the item waits for, the half waits
// for; the item itself remains as the second half, with its due date.
func split(m *model.Model, at int) {
	second := &m.Items[at]
	second.Demands, second.Modes = halves(second.Demands), slices.Clone(second.Modes)
	for k := range second.Modes {
		second.Modes[k].Demands = halves(second.Modes[k].Demands)
	}
	second.Delay.PerWeek, second.Delay.Step = second.Delay.PerWeek/2, second.Delay.Step/2
	first := *second
	first.ID, first.Due = second.ID+"\x00first", nil
	for k, d := range m.Deps {
		if d.To == second.ID && d.Type != "FF" {
			m.Deps[k].To = first.ID
		}
	}
	m.Deps = append(m.Deps, model.Dep{From: first.ID, To: second.ID})
	m.Items = append(m.Items, first)
}

func halves(demands []model.Demand) []model.Demand {
	list := slices.Clone(demands)
	for k := range list {
		e := &list[k].Effort
		*e = model.Effort{P10: e.P10 / 2, P50: e.P50 / 2, P90: e.P90 / 2}
	}
	return list
}

// weigh compares the plans with and without the lever. Of an item that is dropped, what it costs
// itself is left out: that is given up, not saved.
func (l *Lever) weigh(m model.Model, now, then model.Plan, item string) {
	l.Saves = now.Objective.Total - then.Objective.Total
	l.Late = lateInAll(now) - lateInAll(then)
	before, after := finishes(now), finishes(then)
	if at, left := after[item]; left {
		l.Sooner = before[item] - at
	}
	for k, p := range now.Items {
		if l.Kind == Drop && p.ID == l.Item {
			l.Late -= p.Late
			l.Saves -= p.DelayCost + lateness(m, now.Items[k])
		}
	}
	l.Saves = math.Round(l.Saves*100) / 100
	l.Text = l.words(m)
}

// finishes are those of items and milestones.
func finishes(p model.Plan) map[string]int {
	all := make(map[string]int, len(p.Items))
	for _, item := range p.Items {
		all[item.ID] = item.Finish
	}
	for _, r := range p.Milestones {
		all[r.ID] = r.Finish
	}
	return all
}

// lateInAll is by how many units due dates are missed.
func lateInAll(p model.Plan) int {
	sum := 0
	for _, item := range p.Items {
		sum += item.Late
	}
	for _, r := range p.Milestones {
		sum += r.Late
	}
	return sum
}

// lateness is what a planned item's missed due date costs.
func lateness(m model.Model, p model.Planned) float64 {
	i := slices.IndexFunc(m.Items, func(i model.Item) bool { return i.ID == p.ID })
	if due := m.Items[i].Due; due != nil {
		return due.Weight * float64(p.Late)
	}
	return 0
}

func (l Lever) words(m model.Model) string {
	item, team := l.Item, l.Team
	for _, i := range m.Items {
		if i.ID == item {
			item = cmp.Or(i.Name, i.ID)
			break
		}
	}
	for _, t := range m.Teams {
		if t.ID == team {
			team = cmp.Or(t.Name, t.ID)
			break
		}
	}
	switch l.Kind {
	case Capacity:
		return "one more person for team " + team
	case Drop:
		return "not doing " + item
	case Unlock:
		return "unlocking " + item
	}
	return "splitting " + item + " into halves that each bring half"
}
