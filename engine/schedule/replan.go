package schedule

import (
	"errors"
	"fmt"
)

// Replanned is a plan that stays close to the one there was.
type Replanned struct {
	Plan  Plan   `json:"plan"`
	Moved []Move `json:"moved"` // items that start at another time
	// Resized are items that start as before and finish at another time.
	Resized []Change `json:"resized"`
	Kept    int      `json:"kept"` // items that start when they did
	// Share is the part of the items known before and free to move that did.
	Share float64 `json:"share_moved"`
	// Locks are those that no plan can keep together, or that ask for more than a team has.
	Locks []Conflict `json:"locks"`
}

// Move is an item that starts at another time than before, and why.
type Move struct {
	Change
	By    int   `json:"by"` // units later; sooner below 0
	Cause Cause `json:"cause"`
	// Text is the reason in words: "waits for SSO, which finishes at 7, 2 later than before".
	Text string `json:"text"`
}

// Replan plans the model anew and moves as few items as it can from where the baseline has them.
// With a MovePrice it moves an item where that saves more than the price; without, a move costs
// half of the baseline's objective, which only a plan that moves fewer items can save. Locks are
// hard: a lock that no plan can keep is an error that names the item.
func Replan(m Model, opt Options) (Replanned, error) {
	if opt.Baseline == nil {
		return Replanned{}, errors.New("replanning needs a baseline")
	}
	if opt.MovePrice > 0 && len(m.Objective) > 0 {
		return Replanned{}, errors.New("a model with an objective of its own has the price of " +
			"moving there, as stability; give none beside it")
	}
	if opt.MovePrice == 0 {
		most := min(maxMoney, maxTotal/2/float64(max(1, len(m.Items))))
		opt.MovePrice = max(1, min(opt.Baseline.Objective.Total/2, most))
	}
	if opt.Schedules == 0 {
		opt.Schedules = usualSchedules // large models need them as well, to mend one by one
	}
	if opt.UnitPrice == 0 {
		opt.UnitPrice = .01 // among equals the nearest
	}
	plan, err := Solve(m, opt)
	if err != nil {
		return Replanned{}, err
	}
	r := Replanned{Plan: plan, Moved: []Move{}, Resized: []Change{}, Locks: plan.Overloads(m)}
	r.Locks = append(append([]Conflict{}, plan.Conflicts...), r.Locks...)
	r.compare(m, *opt.Baseline)
	return r, nil
}

// compare lists what moved, and counts what stayed.
func (r *Replanned) compare(m Model, before Plan) {
	w := newWords(m, before, r.Plan)
	changed := map[string]bool{}
	moved, free := 0, 0
	for _, c := range Changes(before, r.Plan) {
		if c.FromStart < 0 || c.ToStart < 0 {
			continue
		}
		if c.FromStart == c.ToStart {
			r.Resized = append(r.Resized, c)
			continue
		}
		changed[c.ID] = true
		cause := w.after[c.ID].Cause
		r.Moved = append(r.Moved, Move{c, c.ToStart - c.FromStart, cause, w.why(c, cause)})
	}
	for _, item := range r.Plan.Items {
		if _, known := w.before[item.ID]; !known {
			continue
		}
		if !changed[item.ID] {
			r.Kept++
		}
		if i := w.items[item.ID]; !i.Lock.Timed() && i.State == Waiting {
			if free++; changed[item.ID] {
				moved++
			}
		}
	}
	if free > 0 {
		r.Share = float64(moved) / float64(free)
	}
}

// words says why an item moved.
type words struct {
	before, after map[string]Planned
	items         map[string]Item
	teams         map[string]string
}

func newWords(m Model, before, after Plan) words {
	w := words{map[string]Planned{}, map[string]Planned{}, map[string]Item{}, map[string]string{}}
	for _, p := range before.Items {
		w.before[p.ID] = p
	}
	for _, p := range after.Items {
		w.after[p.ID] = p
	}
	for _, item := range m.Items {
		w.items[item.ID] = item
	}
	for _, team := range m.Teams {
		w.teams[team.ID] = team.Name
		if team.Name == "" {
			w.teams[team.ID] = team.ID
		}
	}
	return w
}

func (w words) why(c Change, cause Cause) string {
	switch cause.Kind {
	case CauseLock:
		return fmt.Sprintf("is locked to start at %d", c.ToStart)
	case CauseDoing:
		return "is under way"
	case CauseRelease:
		return fmt.Sprintf("is not released before %d", c.ToStart)
	case CauseCalendar:
		return fmt.Sprintf("team %s has no capacity before %d", w.teams[cause.Team], c.ToStart)
	case CausePredecessor:
		return "waits for " + w.name(cause.Item) + w.shifted(cause.Item)
	case CauseTeamFull:
		if cause.Skill != "" && cause.Item != "" {
			return fmt.Sprintf("%s has those of team %s who know %s%s", w.name(cause.Item),
				w.teams[cause.Team], cause.Skill, w.shifted(cause.Item))
		}
		if cause.Item != "" {
			return fmt.Sprintf("team %s is busy with %s%s", w.teams[cause.Team],
				w.name(cause.Item), w.shifted(cause.Item))
		}
	}
	if c.ToStart < c.FromStart {
		return "there is room for it sooner"
	}
	return "makes room for others, which stay"
}

// shifted says how an item's finish differs from before.
func (w words) shifted(id string) string {
	now, then := w.after[id], w.before[id]
	if _, known := w.before[id]; !known {
		return ", which is new"
	}
	text := fmt.Sprintf(", which finishes at %d", now.Finish)
	switch by := now.Finish - then.Finish; {
	case by > 0:
		text += fmt.Sprintf(", %d later than before", by)
	case by < 0:
		text += fmt.Sprintf(", %d sooner than before", -by)
	}
	return text
}

func (w words) name(id string) string {
	if name := w.items[id].Name; name != "" {
		return name
	}
	return id
}
