package schedule

import (
	"cmp"
	"slices"

	"github.com/throughlinehq/throughline/engine/schedule/grid"
)

// window is over how many units the urgency of an item is looked at: half a year of weeks.
const window = 26

// priorities is what an item is worth doing early, by several rules of the trade. Each gives keys
// for the decoder, lowest first.
func (p *problem) priorities(goal goal) [][]float64 {
	value, size := p.urgency(goal), p.sizes()
	n := len(p.items)
	rules := make([][]float64, 0, 6)
	rule := func(key func(i int) float64) {
		keys := make([]float64, n)
		for i := range keys {
			keys[i] = key(i)
		}
		rules = append(rules, byRank(keys))
	}
	if goal.baseline != nil {
		rules = append(rules, goal.order)
	}
	chain := p.chains(value, size)
	rule(func(i int) float64 { return -chain[i] })
	rule(func(i int) float64 { return -value[i] / size[i] })
	rule(func(i int) float64 { return -value[i] })
	latest := p.latestStarts()
	rule(func(i int) float64 { return float64(latest[i]) })
	return rules
}

// byRank replaces keys by their place in the order, so that moves have room between them.
func byRank(keys []float64) []float64 {
	order := make([]int, len(keys))
	for i := range order {
		order[i] = i
	}
	slices.SortStableFunc(order, func(a, b int) int { return cmp.Compare(keys[a], keys[b]) })
	ranked := make([]float64, len(keys))
	for place, i := range order {
		ranked[i] = float64(place)
	}
	return ranked
}

// urgency is what a unit of delay costs each item, averaged over the window after its earliest
// finish. Without any cost of delay or due date in the model, all items are equal.
func (p *problem) urgency(goal goal) []float64 {
	value := make([]float64, len(p.items))
	total := 0.0
	for i := range p.items {
		t := &p.items[i]
		from := t.ready + t.least
		cost := t.cost.at(from+window) - t.cost.at(from)
		if t.due >= 0 && from+window > t.due {
			cost += t.weight * int64(from+window-max(t.due, from))
		}
		value[i] = float64(cost) / window
		total += value[i]
	}
	if total == 0 || goal.makespan {
		for i := range value {
			value[i] = 1
		}
	}
	return value
}

// sizes is what each item takes from its teams, in units of a whole team's time.
func (p *problem) sizes() []float64 {
	usual := make([]float64, len(p.teams))
	for k := range p.teams {
		sum := 0
		for u := range window {
			sum += int(p.teams[k].At(u))
		}
		usual[k] = max(1, float64(sum)/window)
	}
	size := make([]float64, len(p.items))
	for i, t := range p.items {
		size[i] = 1e-3
		for _, d := range t.Demands {
			size[i] += float64(d.Effort) / usual[d.Team]
		}
	}
	return size
}

// chains is the cost of delay per size of each item together with the chain of successors that
// makes this ratio best: an item without value of its own is worth what it opens the way for.
func (p *problem) chains(value, size []float64) []float64 {
	v, s := slices.Clone(value), slices.Clone(size)
	ratio := make([]float64, len(p.items))
	for at := len(p.order) - 1; at >= 0; at-- {
		i := p.order[at]
		best := -1
		for _, l := range p.items[i].succs {
			if best < 0 || ratio[l.other] > ratio[best] {
				best = l.other
			}
		}
		if best >= 0 && ratio[best] > v[i]/s[i] {
			v[i] += v[best]
			s[i] += s[best]
		}
		ratio[i] = v[i] / s[i]
	}
	return ratio
}

// latestStarts is when items must start at the latest to keep the due dates and locks behind
// them; items without any come last, longest tail first.
func (p *problem) latestStarts() []int {
	latest := make([]int, len(p.items))
	for at := len(p.order) - 1; at >= 0; at-- {
		i := p.order[at]
		t := &p.items[i]
		finish := 2 * horizon
		if t.due >= 0 {
			finish = t.due
		}
		if t.lock >= 0 {
			finish = min(finish, t.lock+t.least)
		}
		for _, l := range t.succs {
			switch l.kind {
			case finishStart:
				finish = min(finish, latest[l.other]-l.lag)
			case startStart:
				finish = min(finish, latest[l.other]-l.lag+t.least)
			case finishFinish:
				finish = min(finish, latest[l.other]+p.items[l.other].least-l.lag)
			}
		}
		latest[i] = finish - t.least
	}
	return latest
}

// lowerBound is a delay cost, in cents, that no plan can beat: the larger of two bounds. The
// first lets every item finish as early as its dates and dependencies allow. The second looks at
// each team alone as one fast worker who may interrupt: then the order by cost of delay per
// effort is the best there is (Smith 1956). Each item counts for one of its teams only. A locked
// item works whatever the load, so it costs what it does alone and takes nothing from the others.
func (p *problem) lowerBound() int64 {
	alone, crowded := int64(0), int64(0)
	for _, t := range p.items {
		if t.done {
			continue
		}
		cost := t.cost.at(t.ready + t.least)
		if p.free(t.index) {
			alone += min(cost, t.cost.at(p.model.Calendar.Horizon()))
			continue
		}
		if alone += cost; t.lock >= 0 {
			crowded += cost
		}
	}
	for k := range p.teams {
		crowded += p.crowd(k)
	}
	return max(alone, crowded)
}

// crowd is the bound for the items whose largest demand is on team k.
func (p *problem) crowd(k int) int64 {
	type job struct {
		t      *task
		effort int64
	}
	var jobs []job
	for i := range p.items {
		t := &p.items[i]
		if t.done || t.lock >= 0 || len(t.Demands) == 0 || len(t.ways) > 1 || p.free(i) {
			continue
		}
		largest := slices.MaxFunc(t.Demands, func(a, b grid.Demand) int {
			return cmp.Compare(a.Effort, b.Effort)
		})
		if largest.Team == k && t.cost.table == nil {
			jobs = append(jobs, job{t, int64(largest.Effort)})
		}
	}
	slices.SortStableFunc(jobs, func(a, b job) int {
		return cmp.Compare(b.t.cost.slope*a.effort, a.t.cost.slope*b.effort)
	})
	sum, done, capacity, unit := int64(0), int64(0), int64(0), 0
	for _, j := range jobs {
		done += j.effort
		for capacity < done && unit < horizon {
			capacity += int64(p.teams[k].At(unit))
			unit++
		}
		sum += j.t.cost.at(unit)
	}
	return sum
}
