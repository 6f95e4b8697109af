package roadmap

import (
	"fmt"
	"math"
	"slices"
	"strings"

	"github.com/throughlinehq/throughline/engine/schedule"
	"github.com/throughlinehq/throughline/internal/backlog"
	"github.com/throughlinehq/throughline/internal/kit/id"
)

// Bounds of the engine's model.
const (
	leastEffort = .01
	maxUnit     = 5000
	maxMoney    = 1e9
	// longestQueue is how many weeks of work one team may have before it.
	longestQueue = 1000
)

// builder turns a draft into the engine's model, and says what cannot be planned.
type builder struct {
	*Draft
	byID        map[id.ID]*openItem
	parts       map[id.ID][]*openItem // what stands below an item
	planned     map[id.ID]bool
	waits       map[id.ID][]id.ID // planned items, and the planned items each waits for
	unscheduled []Note
}

func newBuilder(d *Draft) *builder {
	b := &builder{Draft: d, byID: map[id.ID]*openItem{}, parts: map[id.ID][]*openItem{},
		planned: map[id.ID]bool{}, unscheduled: slices.Clone(d.done)}
	for _, i := range d.open {
		b.byID[i.ID] = i
		if i.ParentID != "" {
			b.parts[i.ParentID] = append(b.parts[i.ParentID], i)
		}
	}
	b.choosePlanned()
	b.shortenQueues()
	for b.refuseBlocked() || b.refuseCircles() {
	}
	slices.SortStableFunc(b.unscheduled, func(x, y Note) int {
		return strings.Compare(x.Key, y.Key)
	})
	return b
}

func (b *builder) refuse(i *openItem, format string, args ...any) {
	delete(b.planned, i.ID)
	b.unscheduled = append(b.unscheduled, i.note(format, args...))
}

// choosePlanned takes the chosen items that can be planned by themselves.
func (b *builder) choosePlanned() {
	for _, i := range b.open {
		if !b.chosen[i.ID] {
			continue
		}
		if parts := b.soundParts(i.ID); len(parts) > 0 {
			b.refuse(i, "It is planned by its parts: %s.", some(parts))
		} else if why := b.unfit(i); why != "" {
			b.refuse(i, "%s", why)
		} else {
			b.planned[i.ID] = true
		}
	}
}

// unfit says why an item cannot be planned by itself, or nothing.
func (b *builder) unfit(i *openItem) string {
	team := b.teams[i.TeamID]
	switch {
	case i.P50 <= 0 && i.TeamID == "":
		return "It has no estimate and no team."
	case i.P50 <= 0:
		return "It has no estimate."
	case i.TeamID == "":
		return "It has no team."
	case team == nil:
		return "Its team is gone."
	case team.Capacity < leastEffort:
		return fmt.Sprintf("Team %s has no weekly capacity.", team.Name)
	}
	return ""
}

// soundParts gives the chosen items below an item that can be planned.
func (b *builder) soundParts(item id.ID) []*openItem {
	var sound []*openItem
	for _, part := range b.parts[item] {
		below := b.soundParts(part.ID)
		if len(below) == 0 && b.chosen[part.ID] && b.unfit(part) == "" {
			below = []*openItem{part}
		}
		sound = append(sound, below...)
	}
	return sound
}

// some names the first few items.
func some(items []*openItem) string {
	var keys []string
	for n, i := range items {
		if n == 5 {
			return fmt.Sprintf("%s and %d more", strings.Join(keys, ", "), len(items)-n)
		}
		keys = append(keys, i.key())
	}
	return strings.Join(keys, ", ")
}

// shortenQueues leaves out what a team could not begin within the longest plan.
func (b *builder) shortenQueues() {
	queue := map[id.ID]float64{}
	for _, i := range b.open {
		if !b.planned[i.ID] {
			continue
		}
		team := b.teams[i.TeamID]
		weeks := i.P50 / team.Capacity
		if queue[team.ID]+weeks > longestQueue {
			b.refuse(i, "Team %s has more than %d weeks of work before it.", team.Name,
				longestQueue)
			continue
		}
		queue[team.ID] += weeks
	}
}

// stands gives the planned items that an item stands for: itself, or else its planned parts.
func (b *builder) stands(item id.ID) []id.ID {
	if b.planned[item] {
		return []id.ID{item}
	}
	var parts []id.ID
	for _, part := range b.parts[item] {
		parts = append(parts, b.stands(part.ID)...)
	}
	return parts
}

// refuseBlocked leaves out items that need an open item which is not planned, and reports
// whether there were any.
func (b *builder) refuseBlocked() bool {
	refused := false
	b.waits = map[id.ID][]id.ID{}
	for _, d := range b.needs {
		needed := b.byID[d.NeedsID]
		if needed == nil {
			continue // done, dropped or gone: it holds nothing up
		}
		before := b.stands(d.NeedsID)
		for _, item := range b.stands(d.ItemID) {
			if len(before) == 0 {
				b.refuse(b.byID[item], "It needs %s %s, which is not in this plan.",
					needed.key(), needed.Title)
				refused = true
				continue
			}
			b.waits[item] = append(b.waits[item], before...)
		}
	}
	return refused
}

// refuseCircles leaves out items that wait for each other, which parents can bring about.
func (b *builder) refuseCircles() bool {
	left := map[id.ID]bool{}
	for item := range b.waits {
		left[item] = true
	}
	b.peel(left, b.waits)
	back := map[id.ID][]id.ID{}
	for item := range left {
		for _, before := range b.waits[item] {
			back[before] = append(back[before], item)
		}
	}
	b.peel(left, back)
	var circle []*openItem
	for _, i := range b.open {
		if left[i.ID] {
			circle = append(circle, i)
		}
	}
	for _, i := range circle {
		b.refuse(i, "It waits in a circle with its parents' needs: %s.", some(circle))
	}
	return len(circle) > 0
}

// peel takes away, again and again, what waits for nothing that is left.
func (b *builder) peel(left map[id.ID]bool, waits map[id.ID][]id.ID) {
	for again := true; again; {
		again = false
		for item := range left {
			if !slices.ContainsFunc(waits[item], func(o id.ID) bool { return left[o] }) {
				delete(left, item)
				again = true
			}
		}
	}
}

// model is the engine's model of what is planned.
func (b *builder) model() schedule.Model {
	m := schedule.Model{Calendar: schedule.Calendar{Unit: "week", Start: b.Start}}
	used := map[id.ID]bool{}
	for _, i := range b.open {
		if !b.planned[i.ID] {
			continue
		}
		m.Items = append(m.Items, b.item(i))
		for _, before := range b.waits[i.ID] {
			m.Deps = append(m.Deps, schedule.Dep{From: string(before), To: string(i.ID)})
		}
		if team := b.teams[i.TeamID]; !used[team.ID] {
			used[team.ID] = true
			m.Teams = append(m.Teams, b.team(team))
		}
	}
	return m
}

func (b *builder) item(i *openItem) schedule.Item {
	effort := schedule.Effort{P10: i.P10, P50: i.P50, P90: i.P90}
	if i.P50 < leastEffort {
		effort = schedule.Certain(leastEffort)
	}
	cost := b.costOfDelay(i)
	item := schedule.Item{ID: string(i.ID), Name: i.key() + " " + i.Title,
		Demands: []schedule.Demand{{Team: string(i.TeamID), Effort: effort}},
		Delay:   schedule.Delay{PerWeek: cost}}
	if i.Due != "" {
		item.Due = &schedule.Due{At: min(b.dueUnit(i.Due), maxUnit), Weight: cost}
	}
	if i.Status == backlog.InProgress {
		item.State = schedule.Doing
	}
	if at, locked := b.locks[i.ID]; locked {
		item.Lock = schedule.LockedAt(at)
	}
	return item
}

// costOfDelay is what a week without the item costs: what people say it does, or else a
// fifty-second of the revenue that asks for it, to the cent.
func (d *Draft) costOfDelay(i *openItem) float64 {
	cost, given := d.costs[i.ID]
	if !given {
		cost = float64(max(0, i.ARRMinor)) / 100 / 52
	}
	return min(1+math.Round(100*cost)/100, maxMoney)
}

func (b *builder) team(t *Team) schedule.Team {
	team := schedule.Team{ID: string(t.ID), Name: t.Name,
		Capacity: []schedule.Window{{Units: t.Capacity}}}
	for _, e := range t.Exceptions {
		if at := b.unit(e.Week); at >= 0 && at < maxUnit {
			team.Capacity = append(team.Capacity,
				schedule.Window{From: at, To: at + 1, Units: e.Capacity})
		}
	}
	return team
}
