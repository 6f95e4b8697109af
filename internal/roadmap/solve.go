package roadmap

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"strings"

	"github.com/throughlinehq/throughline/engine/schedule"
	"github.com/throughlinehq/throughline/internal/backlog"
	"github.com/throughlinehq/throughline/internal/kit/fault"
	"github.com/throughlinehq/throughline/internal/kit/id"
)

// The budget of one plan, counted in schedules times items so that every machine finds the same
// plan; it takes about a second at most.
const (
	solveBudget    = 600_000
	mostSchedules  = 4000
	fewSchedules   = 40
	simulateBudget = 1_000_000
	mostDraws      = 1000
	fewDraws       = 100
	mostExplained  = 1000 // items whose finish is explained; the first of the backlog
)

// Solved is a plan that is not stored yet.
type Solved struct {
	plan     Plan
	items    []Planned
	model    string
	solution string
}

// Solve plans the draft. It takes long and needs no transaction. A Conflict fault says that no
// plan can be made.
func (d *Draft) Solve() (*Solved, error) {
	b := newBuilder(d)
	m := b.model()
	n := max(1, len(m.Items))
	solution, err := schedule.Solve(m, schedule.Options{Seed: uint64(d.Seed),
		Schedules: min(mostSchedules, max(fewSchedules, solveBudget/n))})
	if err != nil {
		return nil, b.explain(err)
	}
	draws := min(mostDraws, max(fewDraws, simulateBudget/n))
	outlook, err := schedule.Simulate(m, solution,
		schedule.SimulateOptions{Draws: draws, Seed: uint64(d.Seed)})
	if err != nil {
		return nil, b.explain(err)
	}
	r := &reader{builder: b, solution: solution, at: map[id.ID]schedule.Planned{}}
	s := &Solved{items: r.items(outlook)}
	if err := s.explain(m, solution); err != nil {
		return nil, b.explain(err)
	}
	s.plan = r.plan()
	for _, i := range s.items {
		if i.LateProbability > .5 {
			s.plan.LateCount++
		}
	}
	return s, s.keep(m, solution)
}

// explain says of each item what its time goes to, or what makes it late.
func (s *Solved) explain(m schedule.Model, solution schedule.Plan) error {
	items := make([]string, min(len(s.items), mostExplained))
	for n := range items {
		items[n] = string(s.items[n].ItemID)
	}
	found, err := schedule.ExplainEach(m, solution, items)
	for n, e := range found {
		s.items[n].Why = e.Text
	}
	return err
}

// explain turns what the engine says against a model into words with the items' keys.
func (b *builder) explain(err error) error {
	text := err.Error()
	for item := range b.planned {
		name := fmt.Sprintf("item %q", item)
		if strings.Contains(text, name) {
			i := b.byID[item]
			text = strings.ReplaceAll(text, name, i.key()+" "+i.Title)
		}
	}
	return fault.New(fault.Conflict, "No plan can be made. Counted in weeks from %s: %s.",
		b.Start, text)
}

// keep writes down what was asked and answered.
func (s *Solved) keep(m schedule.Model, solution schedule.Plan) error {
	model, err := json.Marshal(m)
	if err != nil {
		return err
	}
	answer, err := json.Marshal(solution)
	sum := sha256.Sum256(model)
	s.model, s.solution, s.plan.ModelHash = string(model), string(answer),
		hex.EncodeToString(sum[:])
	return err
}

// reader turns the engine's answer into days and words.
type reader struct {
	*builder
	solution schedule.Plan
	at       map[id.ID]schedule.Planned
}

func (r *reader) items(outlook schedule.Outlook) []Planned {
	for _, p := range r.solution.Items {
		r.at[id.ID(p.ID)] = p
	}
	items := make([]Planned, len(r.solution.Items))
	for n, p := range r.solution.Items { // both lists are in the model's order
		i, sure := r.byID[id.ID(p.ID)], outlook.Items[n]
		_, locked := r.locks[i.ID]
		items[n] = Planned{ItemID: i.ID, Place: int64(n), TeamID: i.TeamID,
			Start: r.monday(p.Start), Finish: r.friday(p.Finish), P50: r.friday(sure.P50),
			P85: r.friday(sure.P85), Due: i.Due, LateProbability: sure.PLate, Effort: i.P50,
			CostOfDelay: r.costOfDelay(i), Cause: r.words(p), CauseKind: p.Cause.Kind,
			CauseItemID: id.ID(p.Cause.Item), Locked: locked}
	}
	return items
}

// words says what keeps an item from starting a week sooner.
func (r *reader) words(p schedule.Planned) string {
	cause := p.Cause
	by, team := r.byID[id.ID(cause.Item)], r.teams[id.ID(cause.Team)]
	switch cause.Kind {
	case schedule.CauseNow:
		return "It starts at once."
	case schedule.CauseDoing:
		return "It is in progress."
	case schedule.CausePredecessor:
		return fmt.Sprintf("It needs %s %s, which finishes on %s.", by.key(), by.Title,
			r.friday(r.at[by.ID].Finish))
	case schedule.CauseLock:
		return "It is locked to this week."
	case schedule.CauseCalendar:
		return fmt.Sprintf("Team %s has no capacity in the week before.", team.Name)
	case schedule.CauseTeamFull:
		if by == nil {
			return fmt.Sprintf("Team %s is full before.", team.Name)
		}
		return fmt.Sprintf("Team %s is full before, mostly with %s %s.", team.Name, by.key(),
			by.Title)
	}
	return ""
}

func (r *reader) plan() Plan {
	terms := r.solution.Objective
	p := Plan{Name: r.Name, State: Proposed, Start: r.Start, Weeks: int64(r.solution.Makespan),
		ItemCount: int64(len(r.solution.Items)), Seed: r.Seed, Engine: Engine,
		Unscheduled: r.unscheduled, Conflicts: r.conflicts(), Objective: Objective{
			DelayCost: terms.DelayCost, Lateness: terms.Lateness, Stability: terms.Stability,
			Total: terms.Total, LowerBound: r.solution.LowerBound}}
	p.Objective.Currency, p.Objective.Mixed = r.currency()
	for _, t := range r.solution.Teams {
		for at, used := range t.Load {
			p.Load = append(p.Load, Load{id.ID(t.ID), r.monday(at), used, t.Capacity[at]})
		}
	}
	return p
}

// currency is the one in which most planned items' revenue is, and whether there are others.
func (r *reader) currency() (most string, mixed bool) {
	items := map[string]int{}
	for _, i := range r.open {
		if r.planned[i.ID] && i.Currency != "" {
			items[i.Currency]++
			c := strings.Compare(most, i.Currency)
			if items[i.Currency] > items[most] || items[i.Currency] == items[most] && c > 0 {
				most = i.Currency
			}
		}
	}
	return most, len(items) > 1
}

// conflicts lists the locks that break a dependency: only they can.
func (r *reader) conflicts() []Note {
	var found []Note
	for _, i := range r.open {
		for _, before := range r.waits[i.ID] {
			here, there := r.at[i.ID], r.at[before]
			if here.Start < there.Finish && i.Status != backlog.InProgress {
				by := r.byID[before]
				found = append(found, i.note("It is locked to %s, but needs %s %s, which "+
					"finishes on %s.", r.monday(here.Start), by.key(), by.Title,
					r.friday(there.Finish)))
			}
		}
	}
	return found
}
