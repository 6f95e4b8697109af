package schedule

import (
	"cmp"
	"fmt"
	"slices"

	"github.com/throughlinehq/throughline/engine/schedule/choice"
	"github.com/throughlinehq/throughline/engine/schedule/model"
)

// setChoice finds out what may be left out; p.choice stays nil if everything is planned.
func (p *problem) setChoice(m model.Flat) error {
	c, err := choice.New(p.names, len(p.items)-p.stones, m.Rules)
	if err != nil {
		return err
	}
	free := false
	for i, t := range p.items {
		must := m.Items[i].Must
		if t.done || t.doing || must == nil && !c.Barred(i) || must != nil && *must {
			c.Require(i)
		} else {
			free = true
		}
		for _, l := range t.preds {
			if !l.soft {
				c.Need(i, l.other)
			}
		}
	}
	for _, pair := range m.Needs {
		c.Need(p.index[pair[0]], p.index[pair[1]])
	}
	if len(m.Rules) == 0 && !free {
		return nil
	}
	p.choice = c
	return c.Settle()
}

// free reports whether item i may be left out.
func (p *problem) free(i int) bool { return p.choice != nil && !p.choice.Must(i) }

// whyLeft says why the schedule built last does without item i.
func (p *problem) whyLeft(i int) string {
	why := p.choice.Why(func(o int32) bool { return p.items[o].out }, i)
	if why == "" && p.choice.Never(i) {
		why = "cannot be done with the capacity and by the dates that there are"
	}
	return cmp.Or(why, fmt.Sprintf("costs more in the plan than left out until %d",
		p.model.Calendar.Horizon()))
}

// leaveOut marks what is left out, unless it is marked for good. Nobody waits for that.
func (d *decoder) leaveOut(out []bool) {
	for i := range d.p.items {
		t := &d.p.items[i]
		if out != nil {
			t.out = out[i]
		}
		if !t.out || t.fixed() {
			continue
		}
		for _, l := range t.succs {
			d.left[l.other]--
		}
	}
}

// wanted are the items that may be left out, those of the baseline first, then what is worth most
// for its size.
func (s *search) wanted(g goal) []int32 {
	value, size := s.p.urgency(g), s.p.sizes()
	order := slices.Clone(s.p.choice.Optional())
	if g.perMove > 0 {
		order = slices.DeleteFunc(order, func(i int32) bool { return g.baseline[i] == wasOut })
	}
	old := func(i int32) int {
		if g.baseline != nil && g.baseline[i] >= 0 {
			return 0
		}
		return 1
	}
	slices.SortStableFunc(order, func(a, b int32) int {
		return cmp.Or(old(a)-old(b), cmp.Compare(value[b]/size[b], value[a]/size[a]))
	})
	return order
}

// tryLeaving builds a schedule, and leaves out what fits nowhere as long as that may be.
func (s *search) tryLeaving(g genes) (score, int) {
	sc, failed := s.try(g)
	for failed >= 0 && s.p.choice != nil && s.p.choice.Leave(g.out, failed) {
		sc, failed = s.try(g)
	}
	return sc, failed
}

// moveOut takes an item in or out, with all that this brings about; false if the rules forbid it.
func (s *search) moveOut() (undo change, ok bool) {
	optional := s.p.choice.Optional()
	item := optional[s.rng.IntN(len(optional))]
	undo = s.genes.of(item)
	undo.out = slices.Clone(s.genes.out)
	if ok = s.p.choice.Flip(s.genes.out, item); !ok {
		undo.apply(s.genes)
	}
	return undo, ok
}
