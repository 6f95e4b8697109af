package model

import (
	"bytes"
	"encoding/json"
	"fmt"
	"math"
)

// Model is a planning problem. Times are unit indexes (weeks, or days) from the calendar's start;
// an interval is half-open: an item that starts at 3 and finishes at 5 works in units 3 and 4.
type Model struct {
	Version  Version  `json:"version,omitempty"`
	Calendar Calendar `json:"calendar"`
	Teams    []Team   `json:"teams"`
	Items    []Item   `json:"items"`
	Deps     []Dep    `json:"deps,omitempty"`
	// Milestones are moments to reach; they share the ids of items.
	Milestones []Milestone `json:"milestones,omitempty"`
	// Rules say which items go together; they matter where items may be left out.
	Rules []Rule `json:"rules,omitempty"`
	// Objective is what a plan is judged by; the cost of delay and lateness if it is empty.
	Objective []Term  `json:"objective,omitempty"`
	Limits    *Limits `json:"limits,omitempty"`
}

// Milestone is reached when all that it requires is finished. It can be explained like an item.
type Milestone struct {
	ID       string   `json:"id"`
	Name     string   `json:"name,omitempty"`
	Requires []string `json:"requires"` // ids of items, or of other milestones
	Due      *Due     `json:"due,omitempty"`
	// Confidence is how sure a date for it has to be: Simulate says when it is reached in this
	// share of cases; 0 means .85.
	Confidence float64 `json:"confidence,omitempty"`
}

// Calendar names the unit of time. The engine counts units; turning them into dates is for those
// who show them.
type Calendar struct {
	Unit   string `json:"unit,omitempty"`   // week (default), day or halfday
	Start  string `json:"start,omitempty"`  // date of unit 0, from which dates are counted
	Closed []int  `json:"closed,omitempty"` // units in which nobody works
	// End is how far ahead the plan looks, a year where it says nothing: an item that is left out
	// costs as much as one that finishes then.
	End int `json:"end,omitempty"`
}

// Team is who does the work. Capacity outside all windows is 0; a later window overrides an
// earlier one.
type Team struct {
	ID       string   `json:"id"`
	Name     string   `json:"name,omitempty"`
	Capacity []Window `json:"capacity"`
	WIP      int      `json:"wip,omitempty"` // items in progress at once; 0: no limit
	// Skills says how many people of the team can do what; work that asks for a skill takes no
	// more of them at once.
	Skills map[string]float64 `json:"skills,omitempty"`
}

// Window is a stretch of constant capacity, in people (person-weeks per week).
type Window struct {
	From  int     `json:"from"`
	To    int     `json:"to,omitempty"` // 0: for good
	Units float64 `json:"units"`
}

// Item is something to be planned.
type Item struct {
	ID   string `json:"id"`
	Name string `json:"name,omitempty"`
	// Parent is an item that this one is a part of: it is finished only when its parts are, and
	// they wait for what it waits for.
	Parent  string   `json:"parent,omitempty"`
	Demands []Demand `json:"demands"`
	// Modes are other ways to do the item, with other teams or efforts, of which one is chosen.
	// Demands, where there are any, are the first way.
	Modes []Mode `json:"modes,omitempty"`
	// Value is money per unit of waiting, the short form of a cost of delay.
	Value   *float64 `json:"value,omitempty"`
	Delay   Delay    `json:"cod"`
	Release int      `json:"release,omitempty"` // not before
	Due     *Due     `json:"due,omitempty"`
	State   State    `json:"state,omitzero"`
	// Remaining is the person-weeks left of an item in progress; nil: all of its effort.
	Remaining *float64 `json:"remaining,omitempty"`
	Lock      *Lock    `json:"lock,omitempty"`
	// Must says whether the item has to be in the plan. Where it says nothing it has to, unless a
	// rule excludes it from going with others.
	Must *bool `json:"must,omitempty"`
}

// Ways are all ways to do the item: its own demands, if there are any, and its modes.
func (i Item) Ways() [][]Demand {
	ways := make([][]Demand, 0, 1+len(i.Modes))
	if len(i.Demands) > 0 || len(i.Modes) == 0 {
		ways = append(ways, i.Demands)
	}
	for _, m := range i.Modes {
		ways = append(ways, m.Demands)
	}
	return ways
}

// Mode is one way to do an item.
type Mode struct {
	Name    string   `json:"name,omitempty"`
	Demands []Demand `json:"demands"`
}

// Demand is work that one team does for an item: the named one, or any that has the skill. With
// both it is work for the people of the team who have the skill.
type Demand struct {
	Team   string `json:"team,omitempty"`
	Skill  string `json:"skill,omitempty"`
	Effort Effort `json:"effort"`
	// MaxParallel is how many people can usefully work on it at once; 0: the whole team.
	MaxParallel float64 `json:"max_parallel,omitempty"`
	Most        float64 `json:"maxParallel,omitempty"` // the same
	// Split lets the work pause while its team is busy with something else.
	Split bool `json:"split,omitempty"`
}

// Effort is a range in person-weeks; a plan is made with P50. Written as a number it is certain.
type Effort struct {
	P10, P50, P90 float64
}

// Certain is an effort without spread.
func Certain(v float64) Effort { return Effort{v, v, v} }

// Between is a range with its median in the geometric middle, or in the arithmetic one when P10
// is 0.
func Between(p10, p90 float64) Effort {
	middle := (p10 + p90) / 2
	if p10 > 0 {
		middle = max(p10, min(math.Sqrt(p10*p90), p90))
	}
	return Effort{p10, middle, p90}
}

// Delay is what waiting costs.
type Delay struct {
	// Profile is linear (default), deadline (nothing until then, PerWeek after it, and Step at
	// once), decay (the loss halves every HalfLife) or peak (rises to PerWeek at Peak, then falls).
	Profile string  `json:"profile,omitempty"`
	PerWeek float64 `json:"per_week"` // money per unit of the calendar
	// P10 and P90 are a range in place of PerWeek, of which the mean counts.
	P10      float64 `json:"p10,omitempty"`
	P90      float64 `json:"p90,omitempty"`
	Deadline int     `json:"deadline,omitempty"`
	Step     float64 `json:"step,omitempty"`
	HalfLife float64 `json:"half_life,omitempty"`
	Peak     int     `json:"peak,omitempty"`
}

// Due is a promised finish.
type Due struct {
	At     int     `json:"at"`
	Date   Date    `json:"date,omitzero"`    // a day, or the same as At
	Hard   bool    `json:"hard,omitempty"`   // missing it is a conflict, not a cost
	Weight float64 `json:"weight,omitempty"` // money per unit late
}

// Dep makes To wait for From: FS (default) starts after its finish, SS after its start, FF
// finishes after its finish, each plus Lag.
type Dep struct {
	From string `json:"from"`
	To   string `json:"to"`
	Type string `json:"type,omitempty"`
	Lag  int    `json:"lag,omitempty"`
}

// MarshalJSON writes a certain effort as a number.
func (e Effort) MarshalJSON() ([]byte, error) {
	if e.P10 == e.P90 {
		return json.Marshal(e.P50)
	}
	return json.Marshal(map[string]float64{"p10": e.P10, "p50": e.P50, "p90": e.P90})
}

// UnmarshalJSON reads a number or {"p10", "p50", "p90"}; without p50 it is the geometric middle.
func (e *Effort) UnmarshalJSON(data []byte) error {
	if data = bytes.TrimSpace(data); !object(data) {
		var v *float64
		if err := json.Unmarshal(data, &v); err != nil || v == nil {
			return fmt.Errorf("expected a number or a range, got %.40s", data)
		}
		*e = Certain(*v)
		return nil
	}
	var raw struct{ P10, P50, P90 *float64 }
	if err := strict(data, &raw); err != nil {
		return err
	}
	if raw.P10 == nil || raw.P90 == nil {
		return fmt.Errorf("a range needs p10 and p90, got %.60s", data)
	}
	*e = Between(*raw.P10, *raw.P90)
	if raw.P50 != nil {
		e.P50 = *raw.P50
	}
	return nil
}
