package schedule

import (
	"cmp"
	"fmt"
	"math"
	"slices"

	"github.com/throughlinehq/throughline/engine/schedule/grid"
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
	room := grid.New(p.teams, p.skills)
	earliest := make([]int, len(p.items)) // finish
	for _, i := range p.order {
		t := &p.items[i]
		if t.done || p.choice != nil && p.choice.Never(i) {
			continue
		}
		finish, err := p.soonest(room, t, earliest)
		switch {
		case err == nil:
			earliest[i] = finish
		case p.choice == nil || p.choice.Must(i):
			return err
		default:
			p.choice.Ban(i)
		}
	}
	return nil
}

// soonest is when an item can finish if no other is in its way.
func (p *problem) soonest(room *grid.Grid, t *task, earliest []int) (int, error) {
	i := t.index
	ready, blocker := p.earliestStart(t, earliest)
	if t.finish {
		if err := p.lockStarts(room, t); err != nil {
			return 0, err
		}
	}
	if t.lock >= 0 && ready > t.lock {
		return 0, fmt.Errorf("item %q is locked to start at %d but cannot before %d%s",
			p.names[i], t.lock, ready, blocker)
	}
	if t.lock >= 0 {
		ready = t.lock
	}
	t.ready = ready
	finish, err := p.tryWays(room, t)
	if err == nil && t.hard && finish > t.due {
		err = fmt.Errorf("item %q must finish by %d but cannot before %d%s",
			p.names[i], t.due, finish, blocker)
	}
	return finish, err
}

// lockStarts finds the start of each way that ends when the item is locked to finish, the latest
// one, and drops the ways that have none.
func (p *problem) lockStarts(room *grid.Grid, t *task) error {
	want, near := t.lock, -1
	if len(t.Demands) == 0 {
		return nil
	}
	t.ways = slices.DeleteFunc(t.ways, func(w way) bool {
		t.Job = w.Job
		for start := want - 1; start >= 0; start-- {
			s := room.Fit(&t.Job, start, 0)
			if s.Failed < 0 && s.Start == start && s.Finish <= want {
				near = max(near, s.Finish)
				return s.Finish < want
			}
		}
		return true
	})
	if len(t.ways) == 0 && near >= 0 {
		return fmt.Errorf("item %q is locked to finish at %d, but what ends then begins within a "+
			"unit; it can finish at %d", p.names[t.index], want, near)
	} else if len(t.ways) == 0 {
		return fmt.Errorf("item %q is locked to finish at %d but cannot by then", p.names[t.index],
			want)
	}
	for n := range t.ways {
		w := &t.ways[n]
		t.Job = w.Job
		for w.lock = want - 1; room.Fit(&t.Job, w.lock, 0).Finish != want; {
			w.lock--
		}
	}
	t.take(0)
	return nil
}

// tryWays keeps the ways by which an item can be done if no other is, the one that ends first in
// front, and returns when that is.
func (p *problem) tryWays(room *grid.Grid, t *task) (finish int, err error) {
	type trial struct {
		way  way
		slot grid.Slot
	}
	var fit []trial
	for n := range t.ways {
		t.take(n)
		from := t.ready
		if t.finish {
			from = t.lock
		}
		s := room.Fit(&t.Job, from, 0)
		switch {
		case s.Failed >= 0:
			err = cmp.Or(err, p.noCapacity(t, s.Failed, t.ready))
		case t.lock >= 0 && s.Start != t.lock:
			err = cmp.Or(err, fmt.Errorf("item %q is locked to start at %d, when its team has no "+
				"capacity", p.names[t.index], t.lock))
		default:
			fit = append(fit, trial{t.ways[n], s})
		}
	}
	if len(fit) == 0 {
		return 0, err
	}
	slices.SortStableFunc(fit, func(a, b trial) int { return a.slot.Finish - b.slot.Finish })
	t.ways, t.least = t.ways[:0], horizon
	for _, f := range fit {
		t.ways = append(t.ways, f.way)
		t.least = min(t.least, f.slot.Finish-f.slot.Start)
	}
	t.take(0)
	return fit[0].slot.Finish, nil
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
	d := t.Demands[failed]
	effort := float64(d.Effort) / cents
	if team := &p.teams[d.Team]; !team.Open {
		return fmt.Errorf("item %q needs %.2f person-weeks of team %q from %d on, "+
			"but its capacity ends before", p.names[t.index], effort, team.ID, ready)
	}
	return fmt.Errorf("item %q: %.2f person-weeks of team %q take over %d units",
		p.names[t.index], effort, p.teams[d.Team].ID, horizon)
}
