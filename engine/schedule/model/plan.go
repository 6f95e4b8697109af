package model

import (
	"fmt"
	"strings"
)

// Plan is a schedule for a model: items in the model's order, done ones left out.
type Plan struct {
	Items      []Planned  `json:"items"`
	Milestones []Reached  `json:"milestones,omitempty"` // in the model's order
	Left       []Left     `json:"left,omitempty"`       // what the plan does without
	Teams      []TeamLoad `json:"teams"`
	Objective  Terms      `json:"objective"`
	Goals      []Goal     `json:"goals,omitempty"` // by the terms of the model\'s objective
	Makespan   int        `json:"makespan"`
	// LowerBound is a delay cost that no plan can beat.
	LowerBound float64 `json:"lower_bound"`
	// Conflicts are promises that contradict each other or the capacity; without any, every lock,
	// dependency and hard due date holds.
	Conflicts []Conflict `json:"conflicts"`
	// Order is the item order that the plan was built in; Simulate and replanning follow it.
	Order     []string `json:"order"`
	Schedules int      `json:"schedules"` // built while searching
	Seed      uint64   `json:"seed"`
}

// Planned is one item in a plan.
type Planned struct {
	ID        string  `json:"id"`
	Start     int     `json:"start"`
	Finish    int     `json:"finish"`
	Mode      int     `json:"mode,omitempty"` // which of the item's ways, from 1, if it has several
	Work      []Work  `json:"work"`           // one per demand
	Cause     Cause   `json:"cause"`
	Late      int     `json:"late,omitempty"` // units after its due date
	DelayCost float64 `json:"delay_cost"`
}

// Left is an item that is left out of a plan, with what that costs to the end of the calendar.
type Left struct {
	ID        string  `json:"id"`
	DelayCost float64 `json:"delay_cost"`
	Late      int     `json:"late,omitempty"`
	Reason    string  `json:"reason"`
}

// Reached is a milestone in a plan.
type Reached struct {
	ID     string `json:"id"`
	Finish int    `json:"finish"`
	Cause  Cause  `json:"cause"` // the item it waits for last
	Late   int    `json:"late,omitempty"`
}

// Work is what a team does for an item, unit by unit, in person-weeks.
type Work struct {
	Team  string    `json:"team"`
	Skill string    `json:"skill,omitempty"` // that the work asks for
	From  int       `json:"from"`
	Units []float64 `json:"units"`
}

// Cause is what keeps an item from starting one unit sooner.
type Cause struct {
	Kind string `json:"kind"`           // one of the Cause constants
	Item string `json:"item,omitempty"` // the predecessor, or who fills the team
	Team string `json:"team,omitempty"`
	// Skill is what too few of the team have, where the team as a whole is not full.
	Skill string `json:"skill,omitempty"`
}

// The kinds of cause.
const (
	CauseNow         = "now"         // it starts at once
	CauseDoing       = "doing"       // it is already under way
	CausePredecessor = "predecessor" // Item must come first
	CauseTeamFull    = "team full"   // Team is busy, mostly with Item
	CauseRelease     = "release"     // not before its release
	CauseLock        = "lock"        // locked to this start
	CauseCalendar    = "calendar"    // Team has no capacity before
	CauseKept        = "kept"        // it could start sooner and stays where the baseline has it
)

// TeamLoad is a team's capacity and load by unit, to the end of the plan. Over lists the units in
// which locks ask for more than there is.
type TeamLoad struct {
	ID       string    `json:"id"`
	Capacity []float64 `json:"capacity"`
	Load     []float64 `json:"load"`
	Over     []int     `json:"over"`
}

// Terms are the parts of the objective, in money.
type Terms struct {
	DelayCost float64 `json:"delay_cost"`
	Lateness  float64 `json:"lateness"`
	Stability float64 `json:"stability"` // price of moving away from the baseline
	Total     float64 `json:"total"`
}

// Conflict is a broken promise.
type Conflict struct {
	Item   string `json:"item"`
	Reason string `json:"reason"`
}

// Overloads names the locked items that together ask for more than their team has.
func (p Plan) Overloads(m Model) []Conflict {
	locked := map[string]bool{}
	for _, item := range m.Items {
		locked[item.ID] = item.Lock.Timed()
	}
	var found []Conflict
	for _, team := range p.Teams {
		for _, unit := range team.Over {
			var names []string
			for _, item := range p.Items {
				if locked[item.ID] && item.worksFor(team.ID, unit) {
					names = append(names, fmt.Sprintf("%q", item.ID))
				}
			}
			if len(names) > 0 {
				found = append(found, Conflict{strings.Trim(names[0], `"`), fmt.Sprintf(
					"team %q at %d has %g of the %g people that the locks of %s ask for", team.ID,
					unit, team.Capacity[unit], team.Load[unit], strings.Join(names, ", "))})
			}
		}
	}
	return found
}

func (p Planned) worksFor(team string, unit int) bool {
	for _, w := range p.Work {
		at := unit - w.From
		if w.Team == team && at >= 0 && at < len(w.Units) && w.Units[at] > 0 {
			return true
		}
	}
	return false
}
