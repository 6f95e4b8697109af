package selection

import (
	"math"
	"slices"
)

// branch proves, or finds, the best choice by branch and bound: askers are served or not for good,
// and what remains is bounded by the relaxation, at a price that is found anew.
type branch struct {
	s     *search
	x     *relaxation
	sides []side  // by asker
	in    []int32 // how many askers that are served for good need a requirement
	spent float64 // on them
	won   float64 // by them
	most  int     // work of the network that may be done
	goOn  func() bool
}

// side is what is decided about an asker.
type side int8

const (
	undecided side = 0
	served    side = 1
	denied    side = -1
)

const (
	mostBranched = 600        // askers; of more the relaxation takes too long
	mostDeciding = 24_000_000 // work before the first split
	mostWork     = 60_000_000 // and after it
	workPerStep  = 60         // so that a proof takes no longer than the moves
	mostOpen     = 150        // undecided askers that are worth a try
	priceSteps   = 5          // how often the price of a node is moved before it is split
)

// branches reports whether the problem is one for branch and bound. Rules that exclude are not in
// the relaxation.
func (d *desk) branches() bool {
	return len(d.p.Budgets) == 1 && len(d.p.AtMostOne) == 0 && len(d.askers) <= mostBranched
}

// branch reports whether it has shown that nothing is better than the best.
func (s *search) branch(x *relaxation, price float64, opt Options, steps int) bool {
	b := &branch{s: s, x: x, sides: make([]side, len(s.d.askers)),
		in:   make([]int32, len(s.d.p.Requirements)),
		goOn: func() bool { return opt.hear(steps, s.bestProfit) }}
	work := min(opt.Steps, mostWork) * workPerStep
	b.most = x.net.work + min(work, mostDeciding)
	if !b.decide(price) {
		return false
	}
	b.most = x.net.work + min(work, mostWork)
	return b.split(price)
}

// decide settles those without whom, or with whom, nothing is better than the best. It gives up if
// they are too few.
func (b *branch) decide(price float64) bool {
	all, ok := b.at(price)
	if !ok {
		return false
	}
	in := make([]bool, len(b.sides))
	for _, j := range all.askers {
		in[j] = true
	}
	open := 0
	for j := range b.sides {
		other := served
		if in[j] {
			other = denied
		}
		b.set(j, other)
		pt, ok := b.at(price)
		b.set(j, undecided)
		if !ok {
			return false
		}
		if b.hopeless(pt.value) {
			b.set(j, -other)
		} else if open++; open > mostOpen {
			return false
		}
	}
	return true
}

func (b *branch) hopeless(value float64) bool {
	return b.s.d.round(value) <= b.s.bestProfit+1e-9
}

// set decides on an asker, or takes the decision back.
func (b *branch) set(j int, now side) {
	sign := int32(0)
	if now == served {
		sign = 1
	} else if b.sides[j] == served {
		sign = -1
	}
	if b.sides[j] = now; sign == 0 {
		return
	}
	a := &b.s.d.askers[j]
	b.won += float64(sign) * a.profit
	for _, r := range a.all {
		was := b.in[r] > 0
		if b.in[r] += sign; was != (b.in[r] > 0) {
			b.spent += float64(sign) * b.s.d.p.Requirements[r].Cost[0]
		}
	}
}

// at is the best choice at a price among those that keep what is decided; false once the work that
// may be done is.
func (b *branch) at(price float64) (pt point, ok bool) {
	if b.x.net.work > b.most || !b.goOn() {
		return point{}, false
	}
	x, d := b.x, b.s.d
	for e := 0; e < len(x.net.arcs); e += 2 {
		x.net.set(e, math.Inf(1))
	}
	open := 0.0
	for j, e := range x.askFrom {
		profit := 0.0
		if b.sides[j] == undecided {
			profit = d.askers[j].profit
		}
		open += profit
		x.net.set(e, profit)
	}
	for i, e := range x.payTo {
		pay := 0.0
		if b.in[i] == 0 {
			pay = price * d.p.Requirements[i].Cost[0]
		}
		x.net.set(e, pay)
	}
	value := b.won + open - x.net.cut(x.source, x.sink) + price*(d.p.Budgets[0]-b.spent)
	return b.read(value), true
}

// read is the choice that the last cut makes.
func (b *branch) read(value float64) point {
	reqs, level := len(b.in), b.x.net.level
	pt := point{value: value, profit: b.won, cost: []float64{b.spent}}
	for j, a := range b.s.d.askers {
		switch {
		case b.sides[j] == served:
			pt.askers = append(pt.askers, j)
		case b.sides[j] == undecided && level[reqs+j] >= 0:
			pt.askers = append(pt.askers, j)
			pt.profit += a.profit
		}
	}
	for i := range reqs {
		if level[i] >= 0 && b.in[i] == 0 {
			pt.cost[0] += b.s.d.p.Requirements[i].Cost[0]
		}
	}
	return pt
}

// split looks at all that is left to decide.
func (b *branch) split(price float64) bool {
	if b.spent > b.s.d.p.Budgets[0]*(1+1e-12)+1e-9 {
		return true
	}
	low, high, ok := b.tighten(&price)
	if low == nil {
		return ok
	}
	j := b.choose(low, high)
	if j < 0 {
		return true
	}
	for _, now := range [...]side{served, denied} {
		b.set(j, now)
		done := b.split(price)
		b.set(j, undecided)
		if !done {
			return false
		}
	}
	return true
}

// tighten looks for the price at which the bound is least. It returns the choices on both sides of
// the budget that it met last; none if no choice can be better than the best.
func (b *branch) tighten(price *float64) (low, high *point, ok bool) {
	at, least := *price, math.Inf(1)
	for range priceSteps {
		pt, ok := b.at(at)
		if !ok {
			return nil, nil, false
		}
		if pt.cost[0] <= b.s.d.p.Budgets[0] {
			b.found(&pt)
			high = &pt
		} else {
			low = &pt
		}
		if pt.value < least {
			least, *price = pt.value, at
		}
		if b.hopeless(least) || at == 0 && low == nil {
			return nil, nil, true // at no price the choice within budget is the best there is
		}
		next := nextPrice(at, low, high)
		if !(next >= 0) || math.Abs(next-at) <= 1e-9*at {
			break
		}
		at = next
	}
	if low == nil {
		low = high
	}
	return low, high, true
}

// nextPrice is where the lines of the choices on both sides of the budget meet, or a step towards
// the side that is missing.
func nextPrice(at float64, low, high *point) float64 {
	switch {
	case low == nil && at < 1e-6:
		return 0
	case low == nil:
		return at * .9
	case high == nil:
		return at*1.1 + 1e-6
	}
	return (low.profit - high.profit) / (low.cost[0] - high.cost[0])
}

// found keeps a choice within the budget if it is the best.
func (b *branch) found(pt *point) {
	if pt.profit > b.s.bestProfit+1e-9 {
		b.s.clear()
		b.s.start(pt.askers)
	}
}

// choose picks the asker to split on: the most profitable of those that one side of the budget
// serves and the other does not, else of all that are open; -1 if none is.
func (b *branch) choose(low, high *point) int {
	best, split := -1, false
	for j, a := range b.s.d.askers {
		if b.sides[j] != undecided {
			continue
		}
		parts := high != nil && slices.Contains(low.askers, j) != slices.Contains(high.askers, j)
		if best < 0 || parts && !split ||
			parts == split && a.profit > b.s.d.askers[best].profit {
			best, split = j, parts
		}
	}
	return best
}
