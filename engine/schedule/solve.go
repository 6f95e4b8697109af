package schedule

import (
	"errors"
	"fmt"
	"math"
	"math/rand/v2"
	"slices"
)

// Options steer a search; the zero value is usable.
type Options struct {
	// Schedules is how many schedules may be built; 0 means 2,000, fewer for very large models.
	Schedules int
	Seed      uint64
	// Objective is delaycost (default) or makespan.
	Objective string
	// Baseline is the plan to stay close to: moving an item away from its start there costs
	// MovePrice once and UnitPrice for each unit it moves by.
	Baseline  *Plan
	MovePrice float64
	UnitPrice float64
	// TeamPrice is what it costs to give an item to other teams than in Baseline.
	TeamPrice float64
	// Progress, if set, hears now and then how many schedules were built and the objective so
	// far; it returns false to stop the search.
	Progress func(schedules int, objective float64) bool
}

const (
	usualSchedules = 2000
	maxSchedules   = 100_000_000
	report         = 64 // schedules between two calls of Progress
)

// Solve plans the model. Broken promises come back as conflicts in the plan; a model that no plan
// can satisfy is an error that names the items.
func Solve(m Model, opt Options) (Plan, error) {
	p, err := normalize(m)
	if err != nil {
		return Plan{}, err
	}
	opt.limit(m.Limits)
	g, err := opt.goal(p)
	if err != nil {
		return Plan{}, err
	}
	s := &search{p: p, opt: opt, d: newDecoder(p, g),
		rng: rand.New(rand.NewPCG(opt.Seed, 0x5ced))}
	s.budget = opt.Schedules
	if s.budget == 0 {
		s.budget = min(usualSchedules, max(50, 600_000/max(1, p.count)))
	}
	if err := s.run(g); err != nil {
		return Plan{}, err
	}
	if failed := s.d.decode(s.best); failed >= 0 {
		return Plan{}, s.noRoom(failed)
	}
	plan := newReport(s.d).plan()
	plan.Schedules, plan.Seed = s.built, opt.Seed
	return plan, nil
}

func (o *Options) goal(p *problem) (goal, error) {
	var g goal
	switch o.Objective {
	case "", "delaycost":
	case "makespan":
		g.makespan = true
	default:
		return g, fmt.Errorf("objective %q, expected delaycost or makespan", o.Objective)
	}
	if o.Schedules < 0 || o.Schedules > maxSchedules {
		return g, fmt.Errorf("schedules %d, expected 0 to %d", o.Schedules, maxSchedules)
	}
	if err := g.setTerms(p, o); err != nil {
		return g, err
	}
	for _, price := range []float64{o.MovePrice, o.UnitPrice, o.TeamPrice} {
		if !(price >= 0 && price <= maxMoney) {
			return g, fmt.Errorf("price of moving %g, expected 0 to %g", price, maxMoney)
		}
	}
	if (o.MovePrice+o.TeamPrice+horizon*o.UnitPrice)*float64(p.count) > maxTotal {
		return g, fmt.Errorf("prices of moving %g and %g are too large to add up over %d items",
			o.MovePrice, o.UnitPrice, p.count)
	}
	if o.Baseline == nil {
		return g, nil
	}
	g.perMove, g.perUnit, g.perTeam = money(o.MovePrice), money(o.UnitPrice), money(o.TeamPrice)
	return g, g.follow(p, o.Baseline)
}

// follow takes over where the baseline has the items.
func (g *goal) follow(p *problem, baseline *Plan) error {
	starts, ways := make(map[string]int, len(baseline.Items)), map[string]int{}
	for _, item := range baseline.Items {
		if item.Start < 0 || item.Start > horizon {
			return fmt.Errorf("baseline: item %q starts at %d, expected 0 to %d", item.ID,
				item.Start, horizon)
		}
		starts[item.ID] = item.Start
		ways[item.ID] = -1
		if i, known := p.index[item.ID]; known && len(item.Work) > 0 {
			ways[item.ID] = p.wayOf(&p.items[i], item)
		}
	}
	left := map[string]bool{}
	for _, l := range baseline.Left {
		left[l.ID] = true
	}
	g.baseline, g.ways = make([]int, len(p.items)), make([]int, len(p.items))
	shared := 0
	for i, name := range p.names {
		at, known := starts[name]
		if g.baseline[i], g.ways[i] = at, ways[name]; !known {
			g.baseline[i], g.ways[i] = unknown, -1
			if left[name] {
				g.baseline[i] = wasOut
			}
			continue
		}
		shared++
	}
	if shared == 0 && len(p.items) > 0 {
		return errors.New("baseline: it has none of the model's items")
	}
	g.order = p.baselineOrder(baseline)
	return nil
}

// baselineOrder gives the keys that rebuild the baseline; new items come last.
func (p *problem) baselineOrder(plan *Plan) []float64 {
	place := make(map[string]int, len(plan.Order))
	for at, name := range plan.Order {
		place[name] = at
	}
	keys := make([]float64, len(p.names))
	for i, name := range p.names {
		at, known := place[name]
		if keys[i] = float64(at); !known {
			keys[i] = float64(len(place) + i)
		}
	}
	return keys
}

// search is simulated annealing on the decoder's genes, started from the best of several rules.
type search struct {
	p       *problem
	opt     Options
	d       *decoder
	rng     *rand.Rand
	budget  int
	built   int
	movable []int32
	choices []int32   // items with several ways
	mates   [][]int32 // movable items by team
	genes   genes
	best    genes
	score   score   // of best
	price   float64 // of a unit of conflict while annealing
	stopped bool
	from    int // how many schedules were built when a later tier's turn came
	stage   int // the tier of the objective that is made less
}

func (s *search) run(g goal) error {
	if err := s.seedFromRules(g); err != nil {
		return err
	}
	s.listMovable()
	if s.best.floors != nil && g.baseline != nil && g.terms == nil {
		s.repair()
	}
	if len(s.movable) > 1 || len(s.choices) > 0 || s.p.choice != nil || g.levelling {
		whole, tiers := s.budget, max(1, g.tiers)
		for s.stage = range tiers { // what counts first has its share of the schedules first
			if s.stage < tiers-1 && s.score.conflict == 0 && s.score.tiers[s.stage] == 0 {
				continue // nothing is less than nothing
			}
			if s.stage > 0 {
				s.from = s.built
			}
			s.budget = s.built + (whole-s.built)/(tiers-s.stage)
			s.genes = s.best.clone()
			s.anneal()
		}
	}
	return nil
}

// begin completes the genes that rule number i begins with; the baseline's rule keeps its starts
// and ways.
func (s *search) begin(g goal, i int, keys []float64) genes {
	genes := genes{keys: keys, ways: s.openWays()}
	if s.p.choice != nil {
		genes.out = s.p.choice.First(s.wanted(g))
	}
	if i == 0 && g.ways != nil && genes.ways != nil {
		copy(genes.ways, g.ways)
	}
	switch {
	case i == 0 && g.perMove+g.perUnit > 0:
		genes.floors = slices.Clone(g.baseline)
	case g.levelling:
		genes.floors = make([]int, len(s.p.items))
	}
	return genes
}

// openWays leaves it to the place that each item finds by which way it is done; nil if no item has
// several.
func (s *search) openWays() []int {
	if !slices.ContainsFunc(s.p.items, func(t task) bool { return len(t.ways) > 1 }) {
		return nil
	}
	return slices.Repeat([]int{-1}, len(s.p.items))
}

// listMovable gathers what the annealing may change, and what a unit of conflict is worth.
func (s *search) listMovable() {
	s.mates = make([][]int32, len(s.p.teams))
	slope := 0.0
	for i := range s.p.items {
		t := &s.p.items[i]
		slope += float64(t.cost.slope + t.weight)
		if len(t.ways) > 1 && !t.done {
			s.choices = append(s.choices, int32(i))
		}
		if t.fixed() || len(t.Demands) == 0 { // what takes nothing gains nothing by its place
			continue
		}
		s.movable = append(s.movable, int32(i))
		for _, d := range t.Demands {
			s.mates[d.Team] = append(s.mates[d.Team], int32(i))
		}
	}
	s.price = max(1, slope)
}

func (s *search) seedFromRules(g goal) error {
	var failure error
	for i, keys := range s.p.priorities(g) {
		genes := s.begin(g, i, keys)
		score, failed := s.tryLeaving(genes)
		if failed >= 0 {
			failure = s.noRoom(failed)
			continue
		}
		if s.best.keys == nil || score.less(s.score) {
			s.best, s.score = genes, score
		}
		if genes.floors != nil && g.terms == nil {
			break // what is priced by its distance to the baseline begins there
		}
	}
	if s.best.keys == nil {
		return failure
	}
	return nil
}

// limit takes over the model's limits where nobody said otherwise.
func (o *Options) limit(l *Limits) {
	if l == nil {
		return
	}
	if o.Schedules == 0 {
		o.Schedules = l.Schedules
	}
	if o.Seed == 0 {
		o.Seed = l.Seed
	}
}

func (s *search) noRoom(item int) error {
	name := s.p.names[item]
	for _, d := range s.p.items[item].Demands {
		if t := &s.p.teams[d.Team]; !t.Open {
			return fmt.Errorf("item %q does not fit: the capacity of team %q ends at %d",
				name, t.ID, len(t.Capacity)-1)
		}
	}
	return errors.New("item \"" + name + "\" does not fit into the longest plan")
}

func (s *search) try(g genes) (score, int) {
	s.built++
	if failed := s.d.decode(g); failed >= 0 {
		return score{}, failed
	}
	return s.d.judge(), -1
}

// energy is a score as one number, for annealing only.
func (s *search) energy(sc score) float64 {
	for k := range s.stage { // what was achieved before stays
		if sc.tiers[k] > s.score.tiers[k] {
			return math.Inf(1)
		}
	}
	return float64(sc.tiers[s.stage]) + s.price*float64(sc.conflict) + 1e-3*float64(sc.finishes)
}

func (s *search) anneal() {
	current := s.energy(s.score)
	usual := s.calibrate(current)
	if usual == 0 {
		return
	}
	hot, cold := usual*hottest, usual*coldest
	if s.genes.floors != nil { // a typical change is then a move, which takes heat to get past
		hot = usual * moving
	}
	from := s.built
	for s.built < s.budget && !s.stopped {
		left := float64(s.built-from) / float64(max(1, s.budget-from))
		temperature := hot * math.Pow(cold/hot, left)
		undo := s.move()
		score, failed := s.try(s.genes)
		e := s.energy(score)
		if failed >= 0 || e > current && s.rng.Float64() >= math.Exp((current-e)/temperature) {
			undo.apply(s.genes)
		} else {
			current = e
			s.keep(score)
		}
		s.tell()
	}
}

// The first and last temperatures, as parts of what a typical change costs; measured on backlogs
// over the networks of j60 and on replanning.
const (
	hottest = 1. / 40
	moving  = 1. / 2
	coldest = 1. / 4000
)

func (s *search) keep(sc score) {
	if sc.less(s.score) {
		s.score = sc
		copy(s.best.keys, s.genes.keys)
		copy(s.best.floors, s.genes.floors)
		copy(s.best.ways, s.genes.ways)
		copy(s.best.out, s.genes.out)
	}
}

func (s *search) tell() {
	if s.opt.Progress != nil && s.built%report == 0 {
		s.stopped = !s.opt.Progress(s.built, float64(s.score.tiers[s.stage])/cents)
	}
}

// calibrate tries some moves from the start to learn what a typical change costs.
func (s *search) calibrate(current float64) float64 {
	sum, n := 0.0, 0
	for range 200 {
		if s.built-s.from >= (s.budget-s.from)/10 || n == 20 {
			break
		}
		undo := s.move()
		if score, failed := s.try(s.genes); failed < 0 {
			if change := math.Abs(s.energy(score) - current); change > 0 && !math.IsInf(change, 1) {
				sum += change
				n++
			}
			s.keep(score)
		}
		undo.apply(s.genes)
	}
	if n == 0 {
		return 0
	}
	return sum / float64(n)
}
