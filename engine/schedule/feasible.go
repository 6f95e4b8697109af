package schedule

import (
	"fmt"
	"math"
)

// maxTotal bounds, in money, what all items together can ever cost, so that sums in cents stay
// within 64 bits.
const maxTotal = math.MaxInt64 / cents / 8

// checkMoney refuses models whose costs could not be added up.
func (p *problem) checkMoney() error {
	sum, most, dearest := 0.0, 0.0, 0
	for i, item := range p.model.Items {
		cost := item.Delay.Step + horizon*item.Delay.PerWeek
		if item.Due != nil {
			cost += horizon * item.Due.Weight
		}
		if sum += cost; cost > most {
			most, dearest = cost, i
		}
	}
	if sum > maxTotal {
		return fmt.Errorf("the costs of delay of all items are too large to add up, most of all "+
			"that of item %q: count them in thousands", p.names[dearest])
	}
	return nil
}

// checkFeasible finds promises that no plan can keep: work for teams without capacity, and locks
// or hard dates before the earliest possible moment, whatever the other items do.
func (p *problem) checkFeasible() error {
	grid := newGrid(p)
	earliest := make([]int, len(p.items)) // finish
	for _, i := range p.order {
		t := &p.items[i]
		if t.done {
			continue
		}
		ready, blocker := p.earliestStart(t, earliest)
		if t.lock >= 0 && ready > t.lock {
			return fmt.Errorf("item %q is locked to start at %d but cannot before %d%s",
				p.names[i], t.lock, ready, blocker)
		}
		if t.lock >= 0 {
			ready = t.lock
		}
		t.ready = ready
		s := grid.placeAlone(t, ready)
		if s.failed >= 0 {
			return p.noCapacity(t, s.failed, ready)
		}
		if t.lock >= 0 && s.start != t.lock {
			return fmt.Errorf("item %q is locked to start at %d, when its team has no capacity",
				p.names[i], t.lock)
		}
		if t.hard && s.finish > t.due {
			return fmt.Errorf("item %q must finish by %d but cannot before %d%s",
				p.names[i], t.due, s.finish, blocker)
		}
		t.least = s.finish - s.start
		earliest[i] = s.finish
	}
	return nil
}

// earliestStart is when the dates and dependencies let an item start if teams were never busy.
func (p *problem) earliestStart(t *task, earliest []int) (ready int, blocker string) {
	if t.doing {
		return 0, ""
	}
	if ready = t.release; ready > 0 {
		blocker = ", its release"
	}
	for _, l := range t.preds {
		from, at := &p.items[l.other], 0
		switch l.kind {
		case finishStart:
			at = earliest[l.other] + l.lag
		case startStart:
			at = from.ready + l.lag
		case finishFinish:
			continue // placing decides
		}
		if at > ready {
			ready, blocker = at, fmt.Sprintf(" because of item %q", p.names[l.other])
		}
	}
	return ready, blocker
}

func (p *problem) noCapacity(t *task, failed, ready int) error {
	d := t.demands[failed]
	effort := float64(d.effort) / cents
	if team := &p.teams[d.team]; !team.all {
		return fmt.Errorf("item %q needs %.2f person-weeks of team %q from %d on, "+
			"but its capacity ends before", p.names[t.index], effort, team.id, ready)
	}
	return fmt.Errorf("item %q: %.2f person-weeks of team %q take over %d units",
		p.names[t.index], effort, p.teams[d.team].id, horizon)
}
