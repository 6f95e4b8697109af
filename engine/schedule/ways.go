package schedule

import (
	"cmp"
	"errors"
	"fmt"
	"maps"
	"math"
	"slices"

	"github.com/throughlinehq/throughline/engine/schedule/grid"
	"github.com/throughlinehq/throughline/engine/schedule/model"
)

// mostWays bounds the ways to do one item, of which a skill that several teams have makes many.
const mostWays = 64

// way is one way to do an item: a mode, with a team for each of its demands.
type way struct {
	grid.Job
	mode    int      // which of the model's ways, from 1
	efforts []Effort // whole ranges, by demand
	lock    int      // start, for an item that is locked to a finish
}

func (p *problem) addSkills(team int, t Team) error {
	for _, name := range slices.Sorted(maps.Keys(t.Skills)) {
		people := t.Skills[name]
		if name == "" || len(name) > model.MaxName || !(people >= .01 && people <= maxEffort) {
			return fmt.Errorf("skill %s of %g people, expected a name and 0.01 to %d people",
				model.Quoted(name), people, maxEffort)
		}
		p.skills = append(p.skills, grid.Skill{Team: team, Name: name,
			People: hundredths(people)})
	}
	return nil
}

// addWays lists all ways to do an item.
func (p *problem) addWays(t *task, item Item, teams map[string]int) error {
	who := item.Lock.Who()
	locked, known := teams[who]
	if who != "" && !known {
		return fmt.Errorf("is locked to team %q, which is not in the model", who)
	} else if who == "" {
		locked = -1
	}
	for n, demands := range item.Ways() {
		if n > 0 && len(demands) == 0 {
			return errors.New("has a mode without demands")
		}
		share := item.Share(demands)
		choices := make([][]grid.Demand, len(demands))
		for k, d := range demands {
			var err error
			if choices[k], err = p.newDemands(d, teams, share, locked); err != nil {
				return err
			}
		}
		if err := t.combine(n+1, demands, choices, locked); err != nil {
			return err
		}
	}
	switch {
	case len(t.ways) == 0 && who != "":
		return fmt.Errorf("is locked to team %q, which does none of its work", who)
	case len(t.ways) == 0:
		return fmt.Errorf("asks for %s twice", twice(item))
	}
	t.take(0)
	return nil
}

// take chooses a way.
func (t *task) take(n int) {
	w := &t.ways[n]
	t.Job, t.mode = w.Job, w.mode
	if t.finish {
		t.lock = w.lock
	}
}

// other reports whether the way that is taken is done by other teams than way n.
func (t *task) other(n int) bool {
	return !slices.EqualFunc(t.Demands, t.ways[n].Demands, func(a, b grid.Demand) bool {
		return a.Team == b.Team
	})
}

// wayOf finds the way that a plan does an item by, or -1.
func (p *problem) wayOf(t *task, planned Planned) int {
	return slices.IndexFunc(t.ways, func(w way) bool {
		return w.mode == max(1, planned.Mode) &&
			slices.EqualFunc(w.Demands, planned.Work, func(d grid.Demand, w Work) bool {
				return p.teams[d.Team].ID == w.Team
			})
	})
}

// follow takes the ways that a plan takes, for good.
func (p *problem) follow(plan Plan) error {
	for _, planned := range plan.Items {
		i, known := p.index[planned.ID]
		if !known {
			continue
		}
		t := &p.items[i]
		n := p.wayOf(t, planned)
		if n < 0 {
			return fmt.Errorf("plan does not fit the model: item %q is not done by any of the "+
				"ways that it has", planned.ID)
		}
		t.ways = t.ways[n : n+1]
		t.take(0)
	}
	for _, left := range plan.Left {
		i, known := p.index[left.ID]
		if !known || !p.free(i) {
			return fmt.Errorf("plan does not fit the model: item %q is left out", left.ID)
		}
		p.items[i].out = true
	}
	return nil
}

// efforts are the ranges of the way that is taken, once only one is left.
func (t *task) efforts() []Effort { return t.ways[0].efforts }

// combine adds a way for each choice of teams that can do the demands of one mode.
func (t *task) combine(mode int, demands []Demand, choices [][]grid.Demand, locked int) error {
	efforts := make([]Effort, len(demands))
	for k, d := range demands {
		efforts[k] = d.Effort
	}
	chosen := make([]grid.Demand, len(choices))
	var next func(k int) error
	next = func(k int) error {
		if k < len(choices) {
			for _, c := range choices[k] {
				chosen[k] = c
				if err := next(k + 1); err != nil {
					return err
				}
			}
			return nil
		}
		w := way{mode: mode, lock: t.lock, efforts: efforts,
			Job: grid.Job{Demands: slices.Clone(chosen)}}
		has := locked < 0
		for i, d := range w.Demands {
			has = has || d.Team == locked
			for _, o := range w.Demands[:i] {
				if o.Team == d.Team && o.Skill == d.Skill {
					return nil // one demand for both would say the same
				}
				if o.Team == d.Team {
					w.Shared, w.Demands[i].Again = true, true
				}
			}
		}
		if !has {
			return nil
		}
		if len(t.ways) == mostWays {
			return fmt.Errorf("can be done in more than %d ways: name teams instead of skills",
				mostWays)
		}
		t.ways = append(t.ways, w)
		return nil
	}
	return next(0)
}

// twice names what an item asks for in two demands.
func twice(item Item) string {
	seen := map[string]bool{}
	for _, demands := range item.Ways() {
		clear(seen)
		for _, d := range demands {
			what := fmt.Sprintf("team %q", d.Team)
			if d.Skill != "" {
				what = fmt.Sprintf("skill %q", d.Skill)
			}
			if seen[what] {
				return what
			}
			seen[what] = true
		}
	}
	return "something"
}

// newDemands gives the demand once for each team that can meet it; of several only the locked one.
func (p *problem) newDemands(d Demand, teams map[string]int, share float64, locked int) (
	[]grid.Demand, error) {
	built, err := newDemand(d, share)
	if err != nil {
		return nil, err
	}
	index, known := teams[d.Team]
	switch {
	case d.Team == "" && d.Skill == "":
		return nil, errors.New("asks for neither a team nor a skill")
	case d.Team != "" && !known:
		return nil, fmt.Errorf("asks for team %q, which is not in the model", d.Team)
	case d.Skill == "":
		built.Team = index
		return []grid.Demand{built}, nil
	}
	return p.bySkill(d, built, index, locked)
}

// bySkill gives a demand for a skill once for each team that has it.
func (p *problem) bySkill(d Demand, built grid.Demand, team, locked int) ([]grid.Demand, error) {
	var list []grid.Demand
	some := false
	for k, s := range p.skills {
		if s.Name != d.Skill || d.Team != "" && s.Team != team {
			continue
		}
		if some = true; d.Team == "" && locked >= 0 && s.Team != locked {
			continue
		}
		built.Team, built.Skill = s.Team, int32(k)
		list = append(list, built)
	}
	if !some && d.Team != "" {
		return nil, fmt.Errorf("asks for skill %s of team %q, which does not have it",
			model.Quoted(d.Skill), d.Team)
	} else if !some {
		return nil, fmt.Errorf("asks for skill %s, which no team has", model.Quoted(d.Skill))
	}
	return list, nil
}

func newDemand(d Demand, share float64) (grid.Demand, error) {
	e := d.Effort
	if !(e.P10 >= 0 && e.P10 <= e.P50 && e.P50 <= e.P90 && e.P90 <= maxEffort) || e.P50 < .01 {
		return grid.Demand{}, fmt.Errorf("effort of %s %g / %g / %g: expected P10 <= P50 <= P90, "+
			"P50 at least 0.01, P90 at most %d", cmp.Or(d.Team, d.Skill), e.P10, e.P50, e.P90,
			maxEffort)
	}
	most := d.MaxParallel
	if !(most == 0 || most >= .01 && most <= maxEffort) {
		return grid.Demand{}, fmt.Errorf("max parallel %g, expected 0.01 to %d people, or 0",
			d.MaxParallel, maxEffort)
	}
	parallel := hundredths(d.MaxParallel)
	if parallel == 0 {
		parallel = math.MaxInt32
	}
	return grid.Demand{Effort: max(1, hundredths(e.P50*share)), Parallel: parallel, Skill: -1,
		Split: d.Split}, nil
}

// skillName is what a demand asks for, or nothing.
func (p *problem) skillName(d grid.Demand) string {
	if d.Skill < 0 {
		return ""
	}
	return p.skills[d.Skill].Name
}
