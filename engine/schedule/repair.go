package schedule

// repair mends the baseline where the model has outgrown it: it lets items go behind all others,
// which then can stay. An item let go takes the room that is left after its old start, or any room
// there is.
func (s *search) repair() {
	s.yield()
	for s.built < s.budget/2 && s.repairOnce() {
	}
}

// yield lets go of the item that is the first to have lost its place, then of the next one, and so
// on; the best plan on this way may lie behind worse ones.
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
		gone[first], trial.keys[first] = true, trial.behind()
		score, failed := s.try(trial)
		if failed >= 0 {
			return
		}
		if score.less(s.score) {
			s.best, s.score = trial.clone(), score
		}
	}
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
			for _, d := range s.p.items[i].demands {
				busy[d.team] = true
			}
		}
	}
	for _, i := range s.movable {
		for _, d := range s.p.items[i].demands {
			if !moved[i] && busy[d.team] {
				others = append(others, i)
				break
			}
		}
	}
	return append(first, others...)
}
