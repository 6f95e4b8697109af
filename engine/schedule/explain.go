package schedule

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
)

// Explanation says why an item finishes when it does.
type Explanation struct {
	Item   string `json:"item"`
	Finish int    `json:"finish"`
	Late   int    `json:"late"` // units after the due date; 0 without one
	// Text is the whole in one sentence: "Late 9 weeks: 6 waiting for team Platform, 3 for SSO."
	Text string `json:"text"`
	// Reasons share out the lateness or, for an item on time, the time until it finishes.
	Reasons []Reason `json:"reasons"`
	// Chain is the way back from the finish to the start of the plan, first step first.
	Chain []Step `json:"chain"`
}

// Reason is a cause and how many units it accounts for.
type Reason struct {
	Kind  string `json:"kind"` // one of the Step constants
	Item  string `json:"item,omitempty"`
	Team  string `json:"team,omitempty"`
	Skill string `json:"skill,omitempty"` // of which Team has too few people
	Units int    `json:"units"`
}

// Step is one stretch of the chain that ends in an item's finish.
type Step struct {
	Kind string `json:"kind"`
	Item string `json:"item"`           // which item works or waits
	Team string `json:"team,omitempty"` // who works, or whom it waits for
	By   string `json:"by,omitempty"`   // what the team does meanwhile
	From int    `json:"from"`
	To   int    `json:"to"`
	// Skill is what too few of Team have, where Team as a whole is not full.
	Skill string `json:"skill,omitempty"`
}

// The kinds of step.
const (
	StepWork     = "work"     // Item is worked on
	StepWait     = "wait"     // Item waits for Team, or gets only part of it
	StepCalendar = "calendar" // Team has no capacity
	StepRelease  = "release"  // Item is not released yet
	StepLock     = "lock"     // Item is locked to start later
	StepLag      = "lag"      // a dependency asks for a pause
)

// Explain walks back from an item's finish along what held it up and adds up the delays: first
// the waiting, which another plan or more people could shorten, then the work it builds on, then
// its own.
func Explain(m Model, plan Plan, item string) (Explanation, error) {
	found, err := ExplainEach(m, plan, []string{item})
	if err != nil {
		return Explanation{}, err
	}
	return found[0], nil
}

// ExplainEach explains several items, for the price of reading the plan once.
func ExplainEach(m Model, plan Plan, items []string) ([]Explanation, error) {
	a, err := fromPlan(m, plan)
	if err != nil {
		return nil, err
	}
	found := make([]Explanation, len(items))
	for n, item := range items {
		i, known := a.p.index[item]
		if !known || a.p.items[i].done {
			return nil, fmt.Errorf("item %q is not in the plan", item)
		}
		if a.p.items[i].out {
			found[n] = Explanation{Item: item, Reasons: []Reason{}, Chain: []Step{},
				Text: fmt.Sprintf("Left out of the plan: %s %s.", a.itemName(item), a.p.whyLeft(i))}
			continue
		}
		found[n] = a.explain(i)
	}
	return found, nil
}

func (a *analysis) explain(i int) Explanation {
	item := a.p.names[i]
	e := Explanation{Item: item, Finish: a.finish[i], Chain: a.chain(i)}
	share := e.Finish
	if due := a.p.items[i].due; due >= 0 {
		e.Late = max(0, e.Finish-due)
		if e.Late > 0 {
			share = e.Late
		}
	}
	e.Reasons = reasons(e.Chain, item, share)
	e.Text = a.sentence(e)
	return e
}

// chain walks back from the finish of an item to the start of the plan.
func (a *analysis) chain(i int) []Step {
	var steps []Step
	add := func(s Step) {
		if s.To > s.From {
			steps = append(steps, s)
		}
	}
	for until := a.finish[i]; until > 0; {
		name := a.p.names[i]
		ready, why := a.ready(i)
		a.ownSteps(i, ready, until, add)
		until = min(until, max(0, ready))
		if why.Kind != CausePredecessor {
			kind := StepRelease
			if a.p.items[i].lock >= 0 {
				kind = StepLock
			}
			add(Step{Kind: kind, Item: name, From: 0, To: until})
			break
		}
		before := a.p.index[why.Item]
		reached := min(a.finish[before], until)
		add(Step{Kind: StepLag, Item: name, From: reached, To: until})
		i, until = before, reached
	}
	slices.Reverse(steps)
	return steps
}

// ownSteps adds what happens to item i between being ready and until, last first: the work of its
// last demand, and the wait for that demand's team.
func (a *analysis) ownSteps(i, ready, until int, add func(Step)) {
	name, t := a.p.names[i], &a.p.items[i]
	last := -1
	for k, s := range a.work[i] {
		if last < 0 || s.End() > a.work[i][last].End() {
			last = k
		}
	}
	if last < 0 {
		add(Step{Kind: StepWait, Item: name, From: ready, To: until})
		return
	}
	s, team := a.work[i][last], a.p.teams[t.Demands[last].Team].ID
	from := min(s.From, until)
	end := min(until, from+a.alone(i, last))
	blocked := Cause{Team: team}
	if from > ready && from > 0 {
		blocked = a.blocker(i, last)
	}
	// A demand that gets only part of its team takes longer than alone: that is waiting, too.
	add(Step{Kind: StepWait, Item: name, Team: team, By: blocked.Item, From: end, To: until})
	add(Step{Kind: StepWork, Item: name, Team: team, From: from, To: end})
	kind := StepWait
	if blocked.Kind == CauseCalendar {
		kind = StepCalendar
	}
	add(Step{Kind: kind, Item: name, Team: team, By: blocked.Item, From: ready, To: from,
		Skill: blocked.Skill})
}

// alone is how long demand k of item i would take from its start if nobody shared the team.
func (a *analysis) alone(i, k int) int {
	d := a.p.items[i].Demands[k]
	left, at := d.Effort, a.work[i][k].From
	for ; left > 0 && at < a.work[i][k].End(); at++ {
		most := min(d.Parallel, left, a.p.teams[d.Team].At(at))
		if d.Skill >= 0 {
			most = min(most, a.p.skills[d.Skill].People)
		}
		left -= most
	}
	return at - a.work[i][k].From
}

// reasons shares out units over the chain: waits first, from the item back, then the work of
// others, then its own.
func reasons(chain []Step, item string, units int) []Reason {
	rank := func(s Step) int {
		switch {
		case s.Kind != StepWork:
			return 0
		case s.Item != item:
			return 1
		}
		return 2
	}
	steps := slices.Clone(chain)
	slices.Reverse(steps)
	slices.SortStableFunc(steps, func(a, b Step) int { return cmp.Compare(rank(a), rank(b)) })
	var found []Reason
	for _, s := range steps {
		take := min(units, s.To-s.From)
		if take == 0 {
			continue
		}
		units -= take
		r := Reason{Kind: s.Kind, Item: s.Item, Team: s.Team, Skill: s.Skill, Units: take}
		switch s.Kind {
		case StepWait, StepCalendar:
			r.Item = ""
		case StepWork:
			r.Team = ""
		}
		same := func(o Reason) bool {
			return o.Kind == r.Kind && o.Item == r.Item && o.Team == r.Team &&
				o.Skill == r.Skill
		}
		if at := slices.IndexFunc(found, same); at >= 0 {
			found[at].Units += take
		} else {
			found = append(found, r)
		}
	}
	return found
}

func (a *analysis) sentence(e Explanation) string {
	unit := "week"
	switch a.p.model.Calendar.Unit {
	case "day":
		unit = "day"
	case "halfday":
		unit = "half-day"
	}
	due := a.p.items[a.p.index[e.Item]].due
	text := fmt.Sprintf("Finishes after %s", plural(e.Finish, unit))
	switch {
	case e.Late > 0:
		text = fmt.Sprintf("Late %s", plural(e.Late, unit))
	case due >= 0:
		text += fmt.Sprintf(", %s before it is due", plural(due-e.Finish, unit))
	}
	var parts []string
	for _, r := range e.Reasons {
		parts = append(parts, fmt.Sprintf("%d %s", r.Units, a.words(r, e.Item)))
	}
	if len(parts) == 0 {
		return text + "."
	}
	return text + ": " + strings.Join(parts, ", ") + "."
}

func plural(n int, unit string) string {
	if n == 1 {
		return "1 " + unit
	}
	return fmt.Sprintf("%d %ss", n, unit)
}

func (a *analysis) words(r Reason, item string) string {
	switch r.Kind {
	case StepWait:
		if r.Team == "" {
			return "waiting"
		}
		if r.Skill != "" {
			return fmt.Sprintf("waiting for %s in team %s", r.Skill, a.teamName(r.Team))
		}
		return "waiting for team " + a.teamName(r.Team)
	case StepCalendar:
		return "until team " + a.teamName(r.Team) + " has capacity"
	case StepRelease:
		return "until " + a.itemName(r.Item) + " is released"
	case StepLock:
		return "because " + a.itemName(r.Item) + " is locked"
	case StepLag:
		return "pause before " + a.itemName(r.Item)
	}
	if r.Item == item {
		return "its own work"
	}
	return "for " + a.itemName(r.Item)
}

func (a *analysis) itemName(id string) string {
	return cmp.Or(a.p.model.Items[a.p.index[id]].Name, id)
}

func (a *analysis) teamName(id string) string {
	at := slices.IndexFunc(a.p.model.Teams, func(t Team) bool { return t.ID == id })
	return cmp.Or(a.p.model.Teams[at].Name, id)
}
