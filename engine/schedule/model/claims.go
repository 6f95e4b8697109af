package model

import "math"

// checkClaims compares what a plan says of itself with what its items come to.
func (c *checker) checkClaims(p Plan) {
	end, cost := 0, 0.0
	for _, planned := range p.Items {
		item := c.items[planned.ID]
		end, cost = max(end, planned.Finish), cost+planned.DelayCost
		late := 0
		if item.Due != nil {
			late = max(0, planned.Finish-item.Due.At)
			c.lateness += item.Due.Weight * float64(late)
		}
		if planned.Late != late {
			c.add("late", planned.ID, "says it is %d late, and is %d", planned.Late, late)
		}
		want, slip := item.Delay.loss(float64(planned.Finish)), .01*float64(planned.Finish+1)
		if !near(planned.DelayCost, want, slip) {
			c.add("cost", planned.ID, "says waiting costs %.2f, it costs %.2f",
				planned.DelayCost, want)
		}
	}
	for _, l := range p.Left {
		cost += l.DelayCost
	}
	if p.Makespan != end {
		c.add("makespan", "", "the plan says it ends at %d, its last item at %d", p.Makespan, end)
	}
	if o := p.Objective; !near(o.DelayCost, cost, .01) {
		c.add("cost", "", "the plan says waiting costs %.2f, its items say %.2f", o.DelayCost, cost)
	} else if !near(o.Lateness, c.lateness, .01*float64(end+1)) {
		c.add("cost", "", "the plan says lateness costs %.2f, it costs %.2f", o.Lateness,
			c.lateness)
	} else if sum := o.DelayCost + o.Lateness + o.Stability; !near(o.Total, sum, .01) {
		c.add("cost", "", "the plan says %.2f in total, its parts add up to %.2f", o.Total, sum)
	}
}

// near says whether two amounts are the same but for rounding; nothing is near to no number.
func near(a, b, slip float64) bool { return math.Abs(a-b) <= slip+1e-10*math.Abs(b) }

// maxTable is twenty years of weeks, after which a decay goes on as a straight line.
const maxTable = 1040

// loss is what finishing then costs by the profile's own formula.
func (d Delay) loss(finish float64) float64 {
	switch d.Profile {
	case "deadline":
		if late := finish - float64(d.Deadline); late > 0 {
			return d.Step + d.PerWeek*late
		}
		return 0
	case "decay":
		known := min(finish, maxTable-1) // from there it goes on as in its last unit
		lost := func(at float64) float64 { return 1 - math.Exp2(-at/d.HalfLife) }
		slope := lost(maxTable-1) - lost(maxTable-2)
		return d.PerWeek * d.HalfLife / math.Ln2 * (lost(known) + (finish-known)*slope)
	case "peak":
		rise, fall := min(finish, float64(d.Peak)), max(0, 2*float64(d.Peak)-finish)
		if finish <= float64(d.Peak) {
			return d.PerWeek * rise * rise / 2 / float64(d.Peak)
		}
		return d.PerWeek * (float64(d.Peak) - fall*fall/2/float64(d.Peak))
	}
	return d.PerWeek * finish
}
