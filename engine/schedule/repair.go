package schedule

// repair mends the baseline where the model has outgrown it: it lets items go behind all others,
// which then can stay. An item let go takes the room that is left after its old start, or any room
// there is.
func (s *search) repair() {
	s.yield()
	for s.built < s.budget/2 && !s.stopped && s.repairOnce() {
	}
}

// yield looks for the item that is the first to have lost its place and lets go of whom fewest wait
// for, it or one that begins beside it in the same team; then of the next, and so on. The best plan
// on this way may lie behind worse ones.
func (s *search) yield() {
	trial, gone := s.best.clone(), make([]bool, len(s.p.items))
	s.d.decode(trial)
	for s.built < s.budget/4 {
		first := -1
		for _, i := range s.movable {
			if !gone[i] && s.d.moved(int(i)) > 0 &&
				(first < 0 || s.d.goal.baseline[i] < s.d.goal.baseline[first]) {
				first = int(i)
			}
		}
		if first < 0 {
			return
		}
		victim := s.victim(first, gone)
		gone[victim], trial.keys[victim] = true, trial.behind()
		score, failed := s.try(trial)
		if failed >= 0 {
			return
		}
		if score.less(s.score) {
			s.best, s.score = trial.clone(), score
		}
		if s.tell(); s.stopped {
			return
		}
	}
}

// beside is how many units around its start an item looks for one that can make room.
const beside = 1

func (s *search) victim(first int, gone []bool) int {
	t, at := &s.p.items[first], s.d.goal.baseline[first]
	least, fewest := first, s.following(first)
	for _, d := range t.Demands {
		for _, i := range s.mates[d.Team] {
			b := s.d.goal.baseline[i]
			if gone[i] || b < at-beside || b > at+beside || fewest == 0 {
				continue
			}
			if n := s.following(int(i)); n < fewest {
				least, fewest = int(i), n
			}
		}
	}
	return least
}

// following counts the items that wait for an item, directly or not.
func (s *search) following(item int) int {
	seen, stack := map[int]bool{item: true}, []int{item}
	for len(stack) > 0 {
		i := stack[len(stack)-1]
		stack = stack[:len(stack)-1]
		for _, l := range s.p.items[i].succs {
			if !seen[l.other] {
				seen[l.other] = true
				stack = append(stack, l.other)
			}
		}
	}
	return len(seen) - 1
}

// repairOnce takes the first step that helps; items that moved are tried before those that may be
// in their way.
func (s *search) repairOnce() bool {
	s.d.decode(s.best)
	for _, item := range s.suspects() {
		for _, floor := range []int{s.best.floors[item], 0} {
			if s.built >= s.budget/2 {
				return false
			}
			if s.tell(); s.stopped {
				return false
			}
			trial := s.best.clone()
			trial.keys[item], trial.floors[item] = trial.behind(), floor
			if score, failed := s.try(trial); failed < 0 && score.less(s.score) {
				s.best, s.score = trial, score
				return true
			}
		}
	}
	return false
}

// behind is a key after all others.
func (g genes) behind() float64 {
	last := 0.0
	for _, key := range g.keys {
		last = max(last, key)
	}
	return last + 1
}

// suspects are the movable items that the last schedule has moved, then those that share a team
// with one of them.
func (s *search) suspects() []int32 {
	moved := make([]bool, len(s.p.items))
	busy := make([]bool, len(s.p.teams))
	var first, others []int32
	for _, i := range s.movable {
		if s.d.moved(int(i)) > 0 {
			moved[i], first = true, append(first, i)
			for _, d := range s.p.items[i].Demands {
				busy[d.Team] = true
			}
		}
	}
	for _, i := range s.movable {
		for _, d := range s.p.items[i].Demands {
			if !moved[i] && busy[d.Team] {
				others = append(others, i)
				break
			}
		}
	}
	return append(first, others...)
}
