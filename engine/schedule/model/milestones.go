package model

const usualConfidence = .85

// Sure is the confidence that a date for the milestone has to have.
func (s Milestone) Sure() float64 {
	if s.Confidence == 0 {
		return usualConfidence
	}
	return s.Confidence
}

// checkMilestones compares what a plan says of milestones with the items that they require.
func (c *checker) checkMilestones(m Model, p Plan) {
	stones := map[string]bool{}
	for _, stone := range m.Milestones {
		stones[stone.ID] = true
	}
	said := map[string]Reached{}
	for _, r := range p.Milestones {
		if stones[r.ID] {
			c.plan[r.ID] = Planned{ID: r.ID, Start: r.Finish, Finish: r.Finish}
		}
		if _, twice := said[r.ID]; twice {
			c.add("milestone", r.ID, "is in the plan twice")
		}
		said[r.ID] = r
	}
	for _, stone := range m.Milestones {
		r, known := said[stone.ID]
		delete(said, stone.ID)
		if !known {
			c.add("milestone", stone.ID, "is not in the plan")
			continue
		}
		c.checkReached(stone, r)
	}
	for _, r := range p.Milestones {
		if _, left := said[r.ID]; left {
			c.add("milestone", r.ID, "is not in the model")
		}
	}
}

func (c *checker) checkReached(stone Milestone, r Reached) {
	last := 0
	for _, id := range stone.Requires {
		last = max(last, c.plan[id].Finish) // what is done is not in the plan
	}
	late := 0
	if stone.Due != nil {
		late = max(0, last-stone.Due.At)
	}
	if r.Finish != last || r.Late != late {
		c.add("milestone", stone.ID, "says %d and %d late, what it requires says %d and %d late",
			r.Finish, r.Late, last, late)
	}
	if stone.Due != nil && stone.Due.Hard && late > 0 {
		c.add("due", stone.ID, "is reached at %d, must be by %d", last, stone.Due.At)
	}
	if stone.Due != nil {
		c.lateness += stone.Due.Weight * float64(late)
	}
}
