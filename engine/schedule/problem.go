package schedule

import (
	"cmp"
	"errors"
	"fmt"
	"math"
	"slices"
	"strings"

	"github.com/throughlinehq/throughline/engine/schedule/choice"
	"github.com/throughlinehq/throughline/engine/schedule/grid"
	"github.com/throughlinehq/throughline/engine/schedule/model"
)

// Limits of a model. They keep all sums within 64 bits.
const (
	maxItems  = 20_000
	maxTeams  = 500
	maxDeps   = 200_000
	maxUnit   = 5_000 // largest date, in units
	horizon   = grid.Horizon
	maxEffort = 100_000 // person-weeks of one demand
	maxMS     = 86_400_000
	maxMoney  = 1e9        // cost of delay per unit
	cents     = grid.Cents // people, person-weeks and money are counted in hundredths
)

// problem is a model in whole numbers, checked: what the solver works on.
type problem struct {
	model  Model
	teams  []grid.Team
	skills []grid.Skill
	choice *choice.Rules // nil: everything is planned
	items  []task
	names  []string // item ids, by index
	index  map[string]int
	stones int   // how many of the last items are milestones
	count  int   // items that are not done
	order  []int // a topological order of the items
}

// task is an item in whole numbers.
type task struct {
	grid.Job // of the way that is taken
	index    int
	ways     []way
	mode     int // of the way that is taken
	preds    []link
	succs    []link
	release  int
	due      int // -1: none
	hard     bool
	weight   int64 // cents per unit late
	lock     int   // -1: none
	finish   bool  // the lock is one of the finish, until a way is chosen
	done     bool
	doing    bool
	cost     costCurve
	out      bool // left out
	least    int  // fewest units the item takes, alone in the world
	ready    int  // earliest start by dates and dependencies alone
}

// link is a dependency seen from one of its ends.
type link struct {
	other int
	kind  linkKind
	lag   int
	soft  bool // says when, not that it is needed
}

type linkKind int

const (
	finishStart linkKind = iota
	startStart
	finishFinish
)

// normalize turns a model into a problem, or says which items make that impossible.
func normalize(m Model) (*problem, error) {
	if len(m.Items)+len(m.Milestones) > maxItems || len(m.Teams) > maxTeams ||
		len(m.Deps) > maxDeps {
		return nil, fmt.Errorf("model too large: at most %d items, %d teams, %d dependencies",
			maxItems, maxTeams, maxDeps)
	}
	p := &problem{stones: len(m.Milestones), index: make(map[string]int, len(m.Items))}
	if err := cmp.Or(m.CheckNames(), checkLimits(m.Limits)); err != nil {
		return nil, err
	}
	m, err := m.Plain()
	if err != nil {
		return nil, err
	}
	flat, err := m.Flat()
	if err != nil {
		return nil, err
	}
	m, p.model = flat.Model, flat.Model
	teams, err := p.addTeams(m)
	if err != nil {
		return nil, err
	}
	if err := p.addItems(m, teams); err != nil {
		return nil, err
	}
	if err := p.checkMoney(); err != nil {
		return nil, err
	}
	if err := p.addDeps(flat); err != nil {
		return nil, err
	}
	if err := p.sort(); err != nil {
		return nil, err
	}
	if err := p.setChoice(flat); err != nil {
		return nil, err
	}
	return p, p.checkFeasible()
}

func checkLimits(l *Limits) error {
	if l != nil && (l.Schedules < 0 || l.Schedules > maxSchedules || l.MS < 0 || l.MS > maxMS) {
		return fmt.Errorf("limits: %d schedules and %d ms, expected 0 to %d and 0 to %d",
			l.Schedules, l.MS, maxSchedules, maxMS)
	}
	return nil
}

func (p *problem) addItems(m Model, teams map[string]int) error {
	for i, item := range m.Items {
		if _, twice := p.index[item.ID]; twice || item.ID == "" {
			return fmt.Errorf("item %d: id %q is empty or used twice", i+1, item.ID)
		}
		p.index[item.ID] = i
		t, err := p.newTask(item, teams)
		if err != nil {
			return fmt.Errorf("item %q: %w", item.ID, err)
		}
		t.index = i
		p.items = append(p.items, t)
		p.names = append(p.names, item.ID)
		if !t.done {
			p.count++
		}
	}
	return nil
}

func (p *problem) addTeams(m Model) (map[string]int, error) {
	if u := m.Calendar.Unit; !slices.Contains([]string{"", "week", "day", "halfday"}, u) {
		return nil, fmt.Errorf("calendar: unit %q, expected week, day or halfday", u)
	}
	if e := m.Calendar.End; e < 0 || e > maxUnit {
		return nil, fmt.Errorf("calendar: end %d, expected 0 to %d", e, maxUnit)
	}
	for _, c := range m.Calendar.Closed {
		if c < 0 || c > maxUnit {
			return nil, fmt.Errorf("calendar: closed unit %d, expected 0 to %d", c, maxUnit)
		}
	}
	index := make(map[string]int, len(m.Teams))
	for i, t := range m.Teams {
		if _, twice := index[t.ID]; twice || t.ID == "" {
			return nil, fmt.Errorf("team %d: id %q is empty or used twice", i+1, t.ID)
		}
		index[t.ID] = i
		built, err := newTeam(t, m.Calendar.Closed)
		if err != nil {
			return nil, fmt.Errorf("team %q: %w", t.ID, err)
		}
		p.teams = append(p.teams, built)
		if err := p.addSkills(i, t); err != nil {
			return nil, fmt.Errorf("team %q: %w", t.ID, err)
		}
	}
	return index, nil
}

func newTeam(t Team, closed []int) (grid.Team, error) {
	end := 0
	for _, w := range t.Capacity {
		if err := checkWindow(w); err != nil {
			return grid.Team{}, err
		}
		end = max(end, w.From, w.To)
	}
	for _, c := range closed {
		end = max(end, c+1)
	}
	if t.WIP < 0 || t.WIP > maxItems {
		return grid.Team{}, fmt.Errorf("work in progress of %d, expected 0 to %d", t.WIP, maxItems)
	}
	built := grid.Team{ID: t.ID, Capacity: make([]int32, end+1), WIP: int32(t.WIP)}
	for _, w := range t.Capacity {
		to := w.To
		if to == 0 {
			to = end + 1
		}
		for u := w.From; u < to; u++ {
			built.Capacity[u] = hundredths(w.Units)
		}
	}
	for _, c := range closed {
		built.Capacity[c] = 0
	}
	built.Open = built.Capacity[end] > 0
	return built, nil
}

func checkWindow(w Window) error {
	if w.From < 0 || w.From > maxUnit || w.To > maxUnit || w.To != 0 && w.To <= w.From {
		return fmt.Errorf("capacity from %d to %d: expected 0 <= from < to <= %d",
			w.From, w.To, maxUnit)
	}
	if !(w.Units >= 0 && w.Units <= maxEffort) {
		return fmt.Errorf("capacity of %g, expected 0 to %d people", w.Units, maxEffort)
	}
	return nil
}

func hundredths(x float64) int32 { return int32(math.Round(x * cents)) }

func (p *problem) newTask(item Item, teams map[string]int) (task, error) {
	t := task{release: item.Release, due: -1, lock: -1, doing: item.State == Doing,
		done: item.State == Done}
	if item.State != Waiting && item.State != Doing && item.State != Done {
		return t, fmt.Errorf("state %q, expected doing, done or nothing", item.State.Phase)
	}
	if err := t.setDates(item); err != nil {
		return t, err
	}
	if err := checkRemaining(item); err != nil {
		return t, err
	}
	if err := p.addWays(&t, item, teams); err != nil {
		return t, err
	}
	curve, err := newCostCurve(item.Delay)
	t.cost = curve
	return t, err
}

func checkRemaining(i Item) error {
	if i.Remaining != nil && !(*i.Remaining > 0 && *i.Remaining <= maxEffort) {
		return fmt.Errorf("remaining effort %g, expected more than 0 and at most %d",
			*i.Remaining, maxEffort)
	}
	return nil
}

func (t *task) setDates(item Item) error {
	within := func(what string, v int) error {
		if v < 0 || v > maxUnit {
			return fmt.Errorf("%s %d, expected 0 to %d", what, v, maxUnit)
		}
		return nil
	}
	if err := within("release", item.Release); err != nil {
		return err
	}
	if d := item.Due; d != nil {
		if err := within("due date", d.At); err != nil {
			return err
		}
		if !(d.Weight >= 0 && d.Weight <= maxMoney) {
			return fmt.Errorf("weight of the due date %g, expected 0 to %g", d.Weight, maxMoney)
		}
		t.due, t.hard, t.weight = d.At, d.Hard, int64(math.Round(d.Weight*cents))
	}
	if item.Lock.Timed() {
		if item.Lock.Start != nil && item.Lock.Finish != nil {
			return errors.New("is locked to a start and a finish: drop one")
		}
		t.finish = item.Lock.Start == nil
		if t.lock = *cmp.Or(item.Lock.Start, item.Lock.Finish); t.finish && t.lock < 1 {
			return fmt.Errorf("locked to finish at %d, expected 1 or more", t.lock)
		}
		if t.doing {
			return fmt.Errorf("is under way and locked to start at %d: drop one", t.lock)
		}
		return within("lock", t.lock)
	}
	return nil
}

func (p *problem) addDeps(flat model.Flat) error {
	items := p.index
	kinds := map[string]linkKind{"": finishStart, "FS": finishStart, "SS": startStart,
		"FF": finishFinish}
	for k, d := range flat.Deps {
		from, ok := items[d.From]
		to, both := items[d.To]
		kind, known := kinds[d.Type]
		switch {
		case !ok || !both:
			return fmt.Errorf("dependency %q to %q: both items must be in the model", d.From, d.To)
		case !known:
			return fmt.Errorf("dependency %q to %q: type %q, expected FS, SS or FF",
				d.From, d.To, d.Type)
		case d.Lag > maxUnit || d.Lag < -maxUnit:
			return fmt.Errorf("dependency %q to %q: lag %d, expected at most %d either way",
				d.From, d.To, d.Lag, maxUnit)
		}
		if p.items[from].done || p.items[to].done {
			continue // a done item neither waits nor holds up
		}
		p.items[from].succs = append(p.items[from].succs, link{to, kind, d.Lag, k >= flat.Hard})
		p.items[to].preds = append(p.items[to].preds, link{from, kind, d.Lag, k >= flat.Hard})
	}
	return nil
}

// sort finds a topological order; where there is none it names a cycle.
func (p *problem) sort() error {
	waiting := make([]int, len(p.items))
	for i, t := range p.items {
		if waiting[i] = len(t.preds); waiting[i] == 0 {
			p.order = append(p.order, i)
		}
	}
	for at := 0; at < len(p.order); at++ {
		for _, l := range p.items[p.order[at]].succs {
			if waiting[l.other]--; waiting[l.other] == 0 {
				p.order = append(p.order, l.other)
			}
		}
	}
	if len(p.order) < len(p.items) {
		return fmt.Errorf("items wait for each other in a circle: %s", p.cycle(waiting))
	}
	return nil
}

// cycle walks back through items that never became free until one comes round again.
func (p *problem) cycle(waiting []int) string {
	at := 0
	for waiting[at] == 0 {
		at++
	}
	seen := map[int]int{}
	var path []int
	for {
		if first, again := seen[at]; again {
			path = append(path[first:], at)
			break
		}
		seen[at] = len(path)
		path = append(path, at)
		for _, l := range p.items[at].preds {
			if waiting[l.other] > 0 {
				at = l.other
				break
			}
		}
	}
	var text []string
	for i := len(path) - 1; i >= 0; i-- { // the walk went backwards
		text = append(text, p.names[path[i]])
	}
	if len(text) > 12 {
		text = append(text[:11], "...", text[len(text)-1])
	}
	return strings.Join(text, " -> ")
}
