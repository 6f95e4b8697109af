package model

import "slices"

// checkParts compares items with the parts that they have.
func (c *checker) checkParts(m Model) {
	parts := map[string][]string{}
	for _, item := range m.Items {
		if item.Parent == "" {
			continue
		}
		parts[item.Parent] = append(parts[item.Parent], item.ID)
		if _, planned := c.plan[item.ID]; planned {
			c.checkPart(item, len(m.Items))
		}
	}
	for _, d := range m.Deps {
		if d.Type == "FF" {
			continue
		}
		stack := slices.Clone(parts[d.To])
		for n := 0; n < len(stack) && n <= len(m.Items); n++ {
			part := d
			if part.To = stack[n]; part.To != d.From {
				c.checkDep(part)
			}
			stack = append(stack, parts[part.To]...)
		}
	}
}

// checkPart compares an item with what it is a part of, up to the top.
func (c *checker) checkPart(item Item, most int) {
	part := c.plan[item.ID]
	whole, too := c.plan[item.Parent]
	if too && whole.Finish < part.Finish && c.items[item.Parent].State != Doing {
		c.add("parent", item.Parent, "finishes at %d, its part %s at %d", whole.Finish, item.ID,
			part.Finish)
	} else if !c.in(item.Parent) {
		c.add("parent", item.ID, "is in the plan, what it is a part of is not")
	}
	if item.State == Doing || item.Lock.Timed() {
		return
	}
	for up, n := item.Parent, 0; up != "" && n < most; up, n = c.items[up].Parent, n+1 {
		if from := c.items[up].Release; part.Start < from {
			c.add("release", item.ID, "starts at %d, %s is released at %d", part.Start, up, from)
		}
	}
}

// checkOrder compares starts with the places that locks give.
func (c *checker) checkOrder(m Model) {
	latest := map[int]Planned{} // start, by place
	for _, item := range m.Items {
		p, planned := c.plan[item.ID]
		at := item.Lock.Place()
		if last, known := latest[at]; planned && at > 0 && (!known || p.Start > last.Start) &&
			item.State == Waiting {
			latest[at] = p
		}
	}
	for _, item := range m.Items {
		p, planned := c.plan[item.ID]
		if !planned || item.Lock.Place() == 0 || item.State != Waiting {
			continue
		}
		for at, last := range latest {
			if at < item.Lock.Order && last.Start > p.Start {
				c.add("order", item.ID, "starts at %d, before others whose place is lower", p.Start)
				break
			}
		}
	}
}
