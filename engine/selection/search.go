package selection

import (
	"math"
	"math/rand/v2"
	"slices"
)

// search anneals on which askers are served, at the prices of the relaxation: a state is judged
// by its profit less what it costs at those prices, so that it finds its way along the budgets.
type search struct {
	d      *desk
	rng    *rand.Rand
	prices []float64
	cost   []float64
	count  []int32 // how many served askers need a requirement
	served []int32 // askers
	place  []int32 // of an asker among the served, -1 outside
	users  [][]int32
	profit float64

	best       []int32
	bestProfit float64
	round      int     // of annealing, the next one
	length     int     // of it
	undo       []int32 // askers to serve again if a move is refused
}

func newSearch(d *desk, prices []float64, seed uint64) *search {
	s := &search{d: d, rng: rand.New(rand.NewPCG(seed, 0x5e1ec7)), prices: prices,
		cost: make([]float64, len(d.p.Budgets)), count: make([]int32, len(d.p.Requirements)),
		place: make([]int32, len(d.askers)), users: make([][]int32, len(d.p.Requirements))}
	for j, a := range d.askers {
		s.place[j] = -1
		for _, r := range a.all {
			if len(d.excludes[r]) > 0 {
				s.users[r] = append(s.users[r], int32(j))
			}
		}
	}
	return s
}

// serve takes an asker in and returns what that costs at the prices.
func (s *search) serve(j int32) (paid float64) {
	for _, r := range s.d.askers[j].all {
		if s.count[r]++; s.count[r] == 1 {
			paid += s.pay(r, 1)
		}
	}
	s.place[j] = int32(len(s.served))
	s.served = append(s.served, j)
	s.profit += s.d.askers[j].profit
	return paid
}

// leave takes an asker out and returns what that frees at the prices.
func (s *search) leave(j int32) (freed float64) {
	for _, r := range s.d.askers[j].all {
		if s.count[r]--; s.count[r] == 0 {
			freed -= s.pay(r, -1)
		}
	}
	last := s.served[len(s.served)-1]
	s.served[s.place[j]], s.place[last] = last, s.place[j]
	s.served = s.served[:len(s.served)-1]
	s.place[j] = -1
	s.profit -= s.d.askers[j].profit
	return freed
}

func (s *search) pay(r int32, sign float64) (paid float64) {
	for k, c := range s.d.p.Requirements[r].Cost {
		s.cost[k] += sign * c
		paid += sign * s.prices[k] * c
	}
	return paid
}

// fits forgives what adding and taking away leaves of fractions.
func (s *search) fits() bool {
	for k, c := range s.cost {
		if c > s.d.p.Budgets[k]*(1+1e-12)+1e-9 {
			return false
		}
	}
	return true
}

// keep remembers the state if it is the best.
func (s *search) keep() {
	if s.profit > s.bestProfit+1e-9 {
		s.bestProfit, s.best = s.profit, append(s.best[:0], s.served...)
	}
}

// start serves the askers of a choice that keeps all rules, or as many as do.
func (s *search) start(askers []int) {
	for _, j := range askers {
		s.try(int32(j))
	}
	s.fill()
	s.keep()
}

// try serves an asker if nothing speaks against it.
func (s *search) try(j int32) bool {
	if s.place[j] >= 0 || s.excluded(j) {
		return false
	}
	s.serve(j)
	if s.fits() {
		return true
	}
	s.leave(j)
	return false
}

func (s *search) excluded(j int32) bool {
	for _, r := range s.d.askers[j].all {
		for _, e := range s.d.excludes[r] {
			if s.count[e] > 0 {
				return true
			}
		}
	}
	return false
}

// fill serves whoever still fits, the best for what they cost first.
func (s *search) fill() {
	order := make([]int32, 0, len(s.place))
	worth := make([]float64, len(s.place))
	for j, at := range s.place {
		if at < 0 {
			order = append(order, int32(j))
			worth[j] = s.d.askers[j].profit / (s.marginal(int32(j)) + 1e-9)
		}
	}
	slices.SortStableFunc(order, func(a, b int32) int {
		switch {
		case worth[a] > worth[b]:
			return -1
		case worth[a] < worth[b]:
			return 1
		}
		return 0
	})
	for _, j := range order {
		s.try(j)
	}
}

// marginal is what serving an asker would cost, each budget measured against its size.
func (s *search) marginal(j int32) float64 {
	sum := 0.0
	for _, r := range s.d.askers[j].all {
		if s.count[r] == 0 {
			for k, c := range s.d.p.Requirements[r].Cost {
				sum += c / max(1e-9, s.d.p.Budgets[k])
			}
		}
	}
	return sum
}

// anneal makes so many moves while it cools down.
func (s *search) anneal(steps int, hot, cold float64, goOn func() bool) {
	const between = 1024 // moves at one temperature
	cooling := math.Pow(cold/hot, between/float64(max(between, steps)))
	for heat, done := hot, 0; done < steps; heat, done = heat*cooling, done+between {
		for range min(between, steps-done) {
			s.move(heat)
		}
		if !goOn() {
			break
		}
	}
	s.fill()
	s.keep()
}

// move serves or drops a random asker; to make room, others go.
func (s *search) move(heat float64) {
	j := int32(s.rng.IntN(len(s.place)))
	if s.place[j] >= 0 {
		gain := s.leave(j) - s.d.askers[j].profit
		if !s.accept(gain, heat) {
			s.serve(j)
		}
		return
	}
	s.undo = s.undo[:0]
	gain := s.clearRules(j) + s.d.askers[j].profit - s.serve(j)
	for tries := 0; !s.fits() && tries < 4; tries++ {
		gain += s.makeRoom(j)
	}
	if s.fits() && s.accept(gain, heat) {
		s.keep()
		return
	}
	s.leave(j)
	for _, gone := range s.undo {
		s.serve(gone)
	}
}

// clearRules drops whoever needs what the asker's requirements exclude.
func (s *search) clearRules(j int32) (gain float64) {
	for _, r := range s.d.askers[j].all {
		for _, e := range s.d.excludes[r] {
			if s.count[e] == 0 {
				continue
			}
			for _, user := range s.users[e] {
				if s.place[user] >= 0 {
					gain += s.drop(user)
				}
			}
		}
	}
	return gain
}

// makeRoom drops the one of a few served askers that is missed least.
func (s *search) makeRoom(keep int32) float64 {
	const looked = 6
	best, bestGain := int32(-1), math.Inf(-1)
	for range looked {
		i := s.served[s.rng.IntN(len(s.served))]
		if i == keep {
			continue
		}
		gain := s.leave(i) - s.d.askers[i].profit
		s.serve(i)
		if gain > bestGain {
			best, bestGain = i, gain
		}
	}
	if best < 0 {
		return 0
	}
	return s.drop(best)
}

func (s *search) drop(i int32) float64 {
	s.undo = append(s.undo, i)
	return s.leave(i) - s.d.askers[i].profit
}

func (s *search) accept(gain, heat float64) bool {
	return gain >= 0 || s.rng.Float64() < math.Exp(gain/heat)
}

// clear serves nobody.
func (s *search) clear() {
	for len(s.served) > 0 {
		s.leave(s.served[len(s.served)-1])
	}
	for k := range s.cost {
		s.cost[k] = 0 // fractions that were left
	}
	s.profit = 0
}

// restore goes back to the best state.
func (s *search) restore() {
	s.clear()
	for _, j := range s.best {
		s.serve(j)
	}
}
