package model

import "slices"

// Rule says which items go together; exactly one of its lists names two items or more.
type Rule struct {
	Requires  []string `json:"requires,omitempty"`  // the first is in only with all others
	Excludes  []string `json:"excludes,omitempty"`  // at most one of them is in
	AtMostOne []string `json:"atMostOne,omitempty"` // the same
	Together  []string `json:"together,omitempty"`  // all are in or none
}

// Horizon is how far ahead the plan looks, in units.
func (c Calendar) Horizon() int {
	switch {
	case c.End > 0:
		return c.End
	case c.Unit == "day":
		return 365
	case c.Unit == "halfday":
		return 730
	}
	return 52
}

// optional reports whether a plan may do without an item.
func (m Model) optional(item Item) bool {
	if item.State != Waiting {
		return false
	}
	if item.Must != nil {
		return !*item.Must
	}
	return slices.ContainsFunc(m.Rules, func(r Rule) bool {
		return slices.Contains(r.Excludes, item.ID) || slices.Contains(r.AtMostOne, item.ID)
	})
}

// checkLeft compares what a plan leaves out with what it may, and what it says that this costs.
func (c *checker) checkLeft(m Model, p Plan) {
	left := map[string]bool{}
	for _, l := range p.Left {
		item, known := c.items[l.ID]
		_, planned := c.plan[l.ID]
		if !known || planned || left[l.ID] || item.State == Done {
			c.add("item", l.ID, "is left out, but unknown, done, planned or named twice")
			continue
		}
		left[l.ID] = true
		late, end := 0, m.Calendar.Horizon()
		if item.Due != nil {
			late = max(0, end-item.Due.At)
			c.lateness += item.Due.Weight * float64(late)
		}
		want, slip := item.Delay.loss(float64(end)), .01*float64(end+1)
		if !near(l.DelayCost, want, slip) || l.Late != late {
			c.add("cost", l.ID, "says that without it %.2f are lost and it is %d late, not %.2f "+
				"and %d", l.DelayCost, l.Late, want, late)
		}
	}
	for _, item := range m.Items {
		if _, ok := c.plan[item.ID]; ok || item.State == Done {
			continue
		}
		if !left[item.ID] {
			c.add("item", item.ID, "is not in the plan")
		} else if !m.optional(item) {
			c.add("item", item.ID, "is left out, but must be in the plan")
		}
	}
}

// in reports whether an item is planned, or done already.
func (c *checker) in(id string) bool {
	_, planned := c.plan[id]
	return planned || c.items[id].State == Done
}

func (c *checker) checkRules(m Model) {
	for _, r := range m.Rules {
		if len(r.Requires) > 0 && c.in(r.Requires[0]) {
			for _, id := range c.missing(r.Requires[1:]) {
				c.add("requires", r.Requires[0], "is in the plan without %s", id)
			}
		}
		group := slices.Concat(r.Excludes, r.AtMostOne)
		if len(group)-len(c.missing(group)) > 1 {
			c.add("excludes", group[0], "and others of a group are in the plan, at most one may be")
		}
		if out := c.missing(r.Together); len(out) > 0 && len(out) < len(r.Together) {
			c.add("together", out[0], "is left out, others that go with it are not")
		}
	}
	for _, d := range m.Deps {
		if _, planned := c.plan[d.To]; planned && !c.in(d.From) {
			c.add("dependency", d.To, "needs %s, which is left out", d.From)
		}
	}
	for _, stone := range m.Milestones {
		for _, id := range c.missing(stone.Requires) {
			c.add("milestone", stone.ID, "requires %s, which is left out", id)
		}
	}
}

// missing are those of the items that are left out.
func (c *checker) missing(items []string) (out []string) {
	for _, id := range items {
		if !c.in(id) {
			out = append(out, id)
		}
	}
	return out
}
