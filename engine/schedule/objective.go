package schedule

import (
	"errors"
	"fmt"
	"math"
	"slices"

	"github.com/throughlinehq/throughline/engine/schedule/grid"
	"github.com/throughlinehq/throughline/engine/schedule/model"
)

// mostTiers is how many terms can count one after the other: all, and replanning before them.
const mostTiers = 6

// term is a part of the objective in whole numbers.
type term struct {
	name   string
	weight float64 // 0: counts alone, after the terms before it
	tier   int
}

// setTerms reads the model's objective, unless another one is asked for.
func (g *goal) setTerms(p *problem, opt *Options) error {
	m := p.model
	if err := m.CheckObjective(); err != nil {
		return err
	}
	if len(m.Objective) == 0 || opt.Objective != "" {
		return nil
	}
	moves := opt.Baseline != nil && opt.MovePrice > 0
	for _, t := range m.Objective {
		if t.Term == model.TermStability {
			if err := g.setStability(p, opt, t); err != nil {
				return fmt.Errorf("objective: %w", err)
			}
			moves = false
		}
	}
	if moves { // replanning comes first
		g.terms = append(g.terms, term{name: model.TermStability})
	}
	first := len(g.terms)
	for k, t := range m.Objective {
		w := term{name: t.Term, tier: first + k}
		if t.Weight != nil {
			w.weight, w.tier = *t.Weight, first
		}
		g.terms, g.tiers = append(g.terms, w), w.tier+1
		g.levelling = g.levelling || t.Term == model.TermLevelling
	}
	return g.checkWeights(p)
}

// checkWeights refuses weights whose sums could not be added up.
func (g *goal) checkWeights(p *problem) error {
	heaviest := 0.0
	for _, t := range g.terms {
		heaviest = max(heaviest, t.weight)
	}
	most := 0.0
	for _, item := range p.model.Items {
		most += item.Delay.Step + horizon*item.Delay.PerWeek
		if item.Due != nil {
			most += horizon * max(1, item.Due.Weight)
		}
		for _, d := range slices.Concat(item.Ways()...) {
			most += d.Effort.P50 * maxEffort
		}
	}
	if most*heaviest > maxTotal {
		return errors.New("objective: the weights are too large to add up, divide all of them by " +
			"the same number")
	}
	return nil
}

// setStability takes over the prices of moving and, where nobody gave another, the baseline.
func (g *goal) setStability(p *problem, opt *Options, t Term) error {
	for _, price := range []float64{t.PerDay, t.PerTeamChange} {
		if !(price >= 0 && price <= maxMoney) {
			return fmt.Errorf("price of moving %g, expected 0 to %g", price, maxMoney)
		}
	}
	if t.PerDay+t.PerTeamChange == 0 {
		return errors.New("stability needs perDay or perTeamChange")
	}
	opt.UnitPrice, opt.TeamPrice = max(opt.UnitPrice, t.PerDay), max(opt.TeamPrice, t.PerTeamChange)
	switch {
	case opt.Baseline != nil:
		return nil
	case t.Baseline == nil:
		return errors.New("stability needs a baseline")
	}
	return g.setBaseline(p, opt, t.Baseline)
}

// setBaseline takes the baseline that is part of the model.
func (g *goal) setBaseline(p *problem, opt *Options, places []model.Place) error {
	before, seen := &Plan{}, map[string]bool{}
	places = slices.Clone(places)
	slices.SortStableFunc(places, func(a, b model.Place) int { return a.Start - b.Start })
	g.homes = slices.Repeat([]int{-1}, len(p.items))
	for _, place := range places {
		i, known := p.index[place.ID]
		if !known || seen[place.ID] || i >= len(p.items)-p.stones {
			return fmt.Errorf("baseline names item %s, which is not in the model or named twice",
				model.Quoted(place.ID))
		}
		k := slices.IndexFunc(p.teams, func(t grid.Team) bool { return t.ID == place.Team })
		if k < 0 && place.Team != "" {
			return fmt.Errorf("baseline has item %q with team %s, which is not in the model",
				place.ID, model.Quoted(place.Team))
		}
		g.homes[i], seen[place.ID] = k, true
		before.Items = append(before.Items, Planned{ID: place.ID, Start: place.Start})
		before.Order = append(before.Order, place.ID)
	}
	opt.Baseline = before
	return nil
}

// away reports whether item i is done by other teams than in the baseline.
func (d *decoder) away(i int) bool {
	t := &d.p.items[i]
	if n := d.goal.ways[i]; n >= 0 && t.other(n) {
		return true
	}
	return d.goal.homes != nil && d.goal.homes[i] >= 0 &&
		!slices.ContainsFunc(t.Demands, func(o grid.Demand) bool {
			return o.Team == d.goal.homes[i]
		})
}

// sums are what a schedule comes to by each term: cents, or whole units for the makespan.
type sums struct{ delay, late, owed, moved, makespan int64 }

// value is what the schedule built last comes to by a term, in hundredths.
func (d *decoder) value(name string) int64 {
	switch name {
	case model.TermDelayCost:
		return d.all.delay
	case model.TermLateness:
		return d.all.owed
	case model.TermMakespan:
		return d.all.makespan * cents
	case model.TermStability:
		return d.all.moved
	}
	return d.squares()
}

// squares adds up the squares of all loads.
func (d *decoder) squares() int64 {
	sum := int64(0)
	for k := range d.p.teams {
		for _, load := range d.grid.Loads(k) {
			load := int64(min(load, maxEffort*cents))
			sum += load * load / cents
		}
	}
	return sum
}

// weigh turns what the terms come to into the tiers of a score.
func (d *decoder) weigh(sc *score) {
	for _, t := range d.goal.terms {
		v := d.value(t.name)
		if t.weight > 0 {
			v = int64(math.Round(t.weight * float64(v)))
		}
		sc.tiers[t.tier] += v
	}
}

// goals are what the schedule judged last comes to, by the terms of the model's objective.
func (d *decoder) goals() []Goal {
	var list []Goal
	if len(d.goal.terms) > 0 {
		for _, t := range d.p.model.Objective {
			list = append(list, Goal{Term: t.Term, Value: inMoney(d.value(t.Term)),
				Given: t.Term == model.TermStability && d.goal.homes == nil})
		}
	}
	return list
}
