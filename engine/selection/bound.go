package selection

import (
	"math"
	"slices"
)

// relaxation is the problem with its budgets turned into prices: what is worth more than it costs
// is chosen, with all that it needs. Rules that exclude are left out, which keeps the bound valid.
type relaxation struct {
	d   *desk
	net *network
	askFrom,
	payTo []int // edges: of each asker from the source, of each requirement to the sink
	source, sink int
	total        float64
}

// point is the best choice at some prices.
type point struct {
	prices []float64
	profit float64
	cost   []float64
	askers []int // chosen
	value  float64
}

func newRelaxation(d *desk) *relaxation {
	reqs := len(d.p.Requirements)
	x := &relaxation{d: d, net: newNetwork(reqs + len(d.askers) + 2), source: reqs + len(d.askers),
		sink: reqs + len(d.askers) + 1}
	for j, a := range d.askers {
		x.total += a.profit
		x.askFrom = append(x.askFrom, x.net.add(x.source, reqs+j, a.profit))
		for _, want := range a.wants {
			x.net.add(reqs+j, want, math.Inf(1))
		}
	}
	for i := range reqs {
		x.payTo = append(x.payTo, x.net.add(i, x.sink, 0))
	}
	for i, needs := range d.needs {
		for _, need := range needs {
			x.net.add(i, need, math.Inf(1))
		}
	}
	return x
}

// at finds the best choice at these prices; its value is a bound on every choice within budget.
func (x *relaxation) at(prices []float64) point {
	for e := 0; e < len(x.net.arcs); e += 2 { // the endless edges
		x.net.set(e, math.Inf(1))
	}
	for j, e := range x.askFrom {
		x.net.set(e, x.d.askers[j].profit)
	}
	for i, e := range x.payTo {
		pay := 0.0
		for k, c := range x.d.p.Requirements[i].Cost {
			pay += prices[k] * c
		}
		x.net.set(e, pay)
	}
	pt := point{prices: slices.Clone(prices), cost: make([]float64, len(prices)),
		value: x.total - x.net.cut(x.source, x.sink)}
	reqs := len(x.d.p.Requirements)
	for j, a := range x.d.askers {
		if x.net.level[reqs+j] >= 0 {
			pt.profit += a.profit
			pt.askers = append(pt.askers, j)
		}
	}
	for i := range reqs {
		if x.net.level[i] >= 0 {
			for k, c := range x.d.p.Requirements[i].Cost {
				pt.cost[k] += c
			}
		}
	}
	for k, price := range prices {
		pt.value += price * x.d.p.Budgets[k]
	}
	return pt
}

// tighten lowers the bound and returns the point where it is least, and the best choice within
// budget that was met on the way, if any.
func (x *relaxation) tighten() (least point, within *point) {
	if len(x.d.p.Budgets) == 1 {
		return x.tightenOne()
	}
	return x.tightenAll()
}

func (x *relaxation) keep(within *point, pt point) *point {
	for k, c := range pt.cost {
		if c > x.d.p.Budgets[k] {
			return within
		}
	}
	if within == nil || pt.profit > within.profit {
		return &pt
	}
	return within
}

// tightenOne follows the bound, which is piecewise linear in one price, to its lowest corner:
// from a price that is too low and one that is too high to where their lines meet.
func (x *relaxation) tightenOne() (least point, within *point) {
	budget := x.d.p.Budgets[0]
	low := x.at([]float64{0})
	within = x.keep(nil, low)
	if within != nil {
		return low, within // everything fits
	}
	high := point{cost: []float64{0}} // nothing is chosen at an endless price
	least = low
	for range 200 {
		price := (low.profit - high.profit) / (low.cost[0] - high.cost[0])
		pt := x.at([]float64{price})
		within = x.keep(within, pt)
		if pt.value < least.value {
			least = pt
		}
		on := low.profit - price*low.cost[0]
		if pt.profit-price*pt.cost[0] <= on+1e-9*(1+math.Abs(on)) {
			break // no choice lies above the line: the corner is reached
		}
		if pt.cost[0] > budget {
			low = pt
		} else {
			high = pt
		}
	}
	return least, within
}

// tightenAll goes down the bound's subgradient, with steps after Polyak that shrink.
func (x *relaxation) tightenAll() (least point, within *point) {
	prices := make([]float64, len(x.d.p.Budgets))
	least = x.at(prices)
	within = x.keep(nil, least)
	for round := range 150 {
		if within != nil && within.profit >= least.value-1e-9 {
			break
		}
		target := 0.0
		if within != nil {
			target = within.profit
		}
		norm := 0.0
		pt := x.at(prices)
		for k, c := range pt.cost {
			norm += (c - x.d.p.Budgets[k]) * (c - x.d.p.Budgets[k])
		}
		if norm == 0 {
			break
		}
		step := (pt.value - target) / norm / (1 + float64(round)/10)
		for k, c := range pt.cost {
			prices[k] = max(0, prices[k]+step*(c-x.d.p.Budgets[k]))
		}
		pt = x.at(prices)
		within = x.keep(within, pt)
		if pt.value < least.value {
			least = pt
		}
	}
	return least, within
}
