package model

import (
	"encoding/json"
	"fmt"
	"math"
)

// Term is a part of a model's objective. Terms without weights count one after the other: the
// second decides between plans that are equal by the first. Terms with weights are added up.
type Term struct {
	Term   string   `json:"term"` // one of the Term constants
	Weight *float64 `json:"weight,omitempty"`
	// Baseline, PerDay and PerTeamChange are for stability: where items were, what it costs to move
	// one by a unit of the calendar, and what it costs to give it to another team.
	Baseline      []Place `json:"baseline,omitempty"`
	PerDay        float64 `json:"perDay,omitempty"`
	PerTeamChange float64 `json:"perTeamChange,omitempty"`
}

// The terms of an objective.
const (
	TermDelayCost = "delayCost" // in money
	TermLateness  = "lateness"  // in money; a due date without a weight counts 1 per unit
	TermMakespan  = "makespan"  // in units
	TermStability = "stability" // in money
	TermLevelling = "levelling" // the squares of each team's load in each unit, added up
)

// Place is where an item was before.
type Place struct {
	ID    string `json:"id"`
	Start int    `json:"start"`
	Team  string `json:"team,omitempty"`
}

// Goal is what a plan comes to by one term of the model's objective.
type Goal struct {
	Term  string  `json:"term"`
	Value float64 `json:"value"`
	// Given says that stability is counted against a plan that was given beside the model.
	Given bool `json:"given,omitempty"`
}

// Limits say how long to search where nobody says otherwise.
type Limits struct {
	Schedules int    `json:"schedules,omitempty"`
	MS        int    `json:"ms,omitempty"` // is for those who have a clock
	Seed      uint64 `json:"seed,omitempty"`
}

// UnmarshalJSON reads a term's name, or an object.
func (t *Term) UnmarshalJSON(data []byte) error {
	if !object(data) {
		return json.Unmarshal(data, &t.Term)
	}
	type fields Term
	return strict(data, (*fields)(t))
}

// Better compares two plans for the model by its objective, or by their cost.
func (m Model) Better(a, b Plan) bool {
	if len(m.Objective) == 0 || len(a.Goals) != len(b.Goals) ||
		len(a.Goals) != len(m.Objective) {
		return a.Objective.Total < b.Objective.Total
	}
	sum := 0.0
	for k, t := range m.Objective {
		by := a.Goals[k].Value - b.Goals[k].Value
		if t.Weight != nil {
			sum += *t.Weight * by
		} else if by != 0 {
			return by < 0
		}
	}
	return sum < 0
}

// checkGoals works out what a plan comes to by each term that it speaks of.
func (c *checker) checkGoals(m Model, p Plan) {
	if len(p.Goals) == 0 {
		return
	}
	if len(p.Goals) != len(m.Objective) {
		c.add("objective", "", "the plan has %d goals, the model %d", len(p.Goals),
			len(m.Objective))
		return
	}
	for k, t := range m.Objective {
		said := p.Goals[k]
		if t.Term == TermStability && said.Given {
			continue // against what is not known here
		}
		if want := c.goal(m, p, t); said.Term != t.Term ||
			!near(said.Value, want, .01*float64(len(p.Items)+len(p.Left)+p.Makespan+1)) {
			c.add("objective", "", "the plan says %s is %.2f, %s comes to %.2f", said.Term,
				said.Value, t.Term, want)
		}
	}
}

func (c *checker) goal(m Model, p Plan, t Term) float64 {
	sum := 0.0
	switch t.Term {
	case TermDelayCost:
		for _, item := range p.Items {
			sum += c.items[item.ID].Delay.loss(float64(item.Finish))
		}
		for _, l := range p.Left {
			sum += c.items[l.ID].Delay.loss(float64(m.Calendar.Horizon()))
		}
	case TermLateness:
		sum = c.lateAll(m, p)
	case TermMakespan:
		for _, item := range p.Items {
			sum = max(sum, float64(item.Finish))
		}
	case TermStability:
		for _, was := range t.Baseline {
			sum += c.away(t, was)
		}
	case TermLevelling:
		for _, uses := range c.load {
			sum += squares(uses)
		}
	}
	return sum
}

// lateAll weighs all lateness, a due date without a weight as 1.
func (c *checker) lateAll(m Model, p Plan) float64 {
	sum := 0.0
	add := func(due *Due, finish int) {
		if due == nil || finish <= due.At {
			return
		}
		weight := due.Weight
		if weight == 0 {
			weight = 1
		}
		sum += weight * float64(finish-due.At)
	}
	for _, item := range p.Items {
		add(c.items[item.ID].Due, item.Finish)
	}
	for _, l := range p.Left {
		add(c.items[l.ID].Due, m.Calendar.Horizon())
	}
	for _, stone := range m.Milestones {
		add(stone.Due, c.plan[stone.ID].Finish)
	}
	return sum
}

// away is what an item pays for being elsewhere than it was.
func (c *checker) away(t Term, was Place) float64 {
	now, planned := c.plan[was.ID]
	if item := c.items[was.ID]; !planned || item.Lock.Timed() || item.State != Waiting {
		return 0
	}
	sum := t.PerDay * math.Abs(float64(now.Start-was.Start))
	for _, w := range now.Work {
		if w.Team == was.Team {
			return sum
		}
	}
	if was.Team != "" {
		sum += t.PerTeamChange
	}
	return sum
}

// squares adds up the squares of a team's load.
func squares(uses []use) float64 {
	var load []float64
	for _, u := range uses {
		for i, units := range u.work.Units {
			for len(load) <= u.work.From+i {
				load = append(load, 0)
			}
			load[u.work.From+i] += units
		}
	}
	sum := 0.0
	for _, l := range load {
		sum += l * l
	}
	return sum
}

// CheckObjective says what is wrong with the terms of an objective.
func (m Model) CheckObjective() error {
	seen, weights := map[string]bool{}, 0
	for k, t := range m.Objective {
		switch t.Term {
		case TermDelayCost, TermLateness, TermMakespan, TermStability, TermLevelling:
		default:
			return fmt.Errorf("objective %d: term %s, expected delayCost, lateness, makespan, "+
				"stability or levelling", k+1, Quoted(t.Term))
		}
		if seen[t.Term] {
			return fmt.Errorf("objective %d: %s is named twice", k+1, t.Term)
		}
		if seen[t.Term] = true; t.Weight != nil {
			weights++
			if !(*t.Weight > 0 && *t.Weight <= maxWeight) {
				return fmt.Errorf("objective %d: weight %g of %s, expected more than 0 and at "+
					"most %g", k+1, *t.Weight, t.Term, float64(maxWeight))
			}
		}
		if t.Term != TermStability &&
			(t.Baseline != nil || t.PerDay != 0 || t.PerTeamChange != 0) {
			return fmt.Errorf("objective %d: baseline, perDay and perTeamChange are for "+
				"stability, not for %s", k+1, t.Term)
		}
	}
	if weights != 0 && weights != len(m.Objective) {
		return fmt.Errorf("objective: some terms have a weight, some have none; give all of them " +
			"one to add them up, or none to let them count one after the other")
	}
	return nil
}

const maxWeight = 1e6
