package selection

import "slices"

// mostNodes bounds the proof: it is for problems of a few dozen customers.
const mostNodes = 300_000

// proof tries every set of askers that could beat the best, depth first.
type proof struct {
	s     *search
	order []int32
	rest  []float64 // profit of the askers from here on
	nodes int
}

// prove reports whether it looked at everything, so that the best is the best there is.
func (s *search) prove(from []int32, goOn func() bool) bool {
	p := &proof{s: s, order: slices.Clone(from)}
	slices.SortStableFunc(p.order, func(a, b int32) int {
		switch x, y := s.d.askers[a].profit, s.d.askers[b].profit; {
		case x > y:
			return -1
		case x < y:
			return 1
		}
		return 0
	})
	p.rest = make([]float64, len(p.order)+1)
	for i := len(p.order) - 1; i >= 0; i-- {
		p.rest[i] = p.rest[i+1] + s.d.askers[p.order[i]].profit
	}
	s.clear()
	done := p.from(0, goOn)
	s.clear()
	return done
}

func (p *proof) from(i int, goOn func() bool) bool {
	s := p.s
	s.keep()
	if i == len(p.order) || s.profit+p.rest[i] <= s.bestProfit+1e-9 {
		return true
	}
	if p.nodes++; p.nodes > mostNodes || p.nodes%4096 == 0 && !goOn() {
		return false
	}
	if s.try(p.order[i]) {
		done := p.from(i+1, goOn)
		s.leave(p.order[i])
		if !done {
			return false
		}
	}
	return p.from(i+1, goOn)
}
