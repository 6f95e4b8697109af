// Package choice knows which items of a plan may be left out, and what goes with what.
package choice

import (
	"errors"
	"fmt"
	"slices"

	"github.com/throughlinehq/throughline/engine/schedule/model"
)

// Rules say what goes with what. Items are named by their index.
type Rules struct {
	names    []string
	needs    [][]int32 // what must be in for an item to be in
	needed   [][]int32 // the other way round
	bars     [][]int32 // what must be out
	must     []bool
	never    []bool          // out in every plan
	optional []int32         // neither in nor out in every plan
	stale    bool            // optional has to be listed anew
	because  map[int32]int32 // who needs what must be in for that alone
}

// New reads rules over items with these names, of which rules may name the first few.
func New(names []string, few int, rules []model.Rule) (*Rules, error) {
	n := len(names)
	c := &Rules{names: names, needs: make([][]int32, n), needed: make([][]int32, n),
		bars: make([][]int32, n), must: make([]bool, n), never: make([]bool, n),
		because: map[int32]int32{}}
	index := make(map[string]int, n)
	for i, name := range names[:few] {
		index[name] = i
	}
	for k, r := range rules {
		if err := c.add(index, r); err != nil {
			return nil, fmt.Errorf("rule %d: %w", k+1, err)
		}
	}
	return c, nil
}

// Barred reports whether a rule keeps item i from going with others.
func (c *Rules) Barred(i int) bool { return len(c.bars[i]) > 0 }

// Need says that item i is in only with another.
func (c *Rules) Need(i, other int) { c.need(i, other) }

// Require puts item i into every plan.
func (c *Rules) Require(i int) { c.must[i] = true }

// Must reports whether item i is in every plan, Never whether it is in none.
func (c *Rules) Must(i int) bool { return c.must[i] }

// Never reports whether item i is in no plan.
func (c *Rules) Never(i int) bool { return c.never[i] }

// Optional lists the items of which there is a choice.
func (c *Rules) Optional() []int32 {
	if c.stale {
		c.list()
	}
	return c.optional
}

func (c *Rules) need(i, other int) {
	c.needs[i] = append(c.needs[i], int32(other))
	c.needed[other] = append(c.needed[other], int32(i))
}

func (c *Rules) add(index map[string]int, r model.Rule) error {
	lists := [][]string{r.Requires, r.Excludes, r.AtMostOne, r.Together}
	var items []int
	for _, list := range lists {
		if len(list) > 0 && len(items) > 0 {
			return errors.New("says two things; write two rules")
		}
		for _, id := range list {
			i, known := index[id]
			if !known {
				return fmt.Errorf("names %s, which is no item of the model", model.Quoted(id))
			}
			if slices.Contains(items, i) {
				return fmt.Errorf("names %s twice", model.Quoted(id))
			}
			items = append(items, i)
		}
	}
	if len(items) < 2 || len(items) > maxRule {
		return fmt.Errorf("names %d items, expected 2 to %d in one of requires, excludes, "+
			"atMostOne and together", len(items), maxRule)
	}
	for k, i := range items {
		switch {
		case len(r.Requires) > 0 && k > 0:
			c.need(items[0], i)
		case len(r.Together) > 0:
			c.need(i, items[(k+1)%len(items)])
		case len(r.Requires) == 0:
			for _, o := range items[:k] {
				c.bars[i], c.bars[o] = append(c.bars[i], int32(o)), append(c.bars[o], int32(i))
			}
		}
	}
	return nil
}

// maxRule bounds the items of one rule: those that exclude each other do so pair by pair.
const maxRule = 500

// Settle finds what every plan has to have, and what none can; both may contradict each other.
func (c *Rules) Settle() error {
	c.spread()
	for i := range c.must {
		for _, o := range c.bars[i] {
			if c.must[i] && c.must[o] {
				return fmt.Errorf("items %s and %s exclude each other, and both must be in the "+
					"plan", c.why(min(int32(i), o)), c.why(max(int32(i), o)))
			}
			if c.must[i] {
				c.Ban(int(o))
			}
		}
	}
	out := slices.Repeat([]bool{true}, len(c.must))
	for i := range c.must {
		if c.must[i] || c.never[i] {
			continue
		}
		entered, ok := c.enter(out, int32(i), true)
		if !ok {
			c.Ban(i)
		}
		for _, o := range entered {
			out[o] = true
		}
	}
	c.stale = true
	return nil
}

// spread puts in what is needed by what must be in.
func (c *Rules) spread() {
	var stack []int32
	for i, must := range c.must {
		if must {
			stack = append(stack, int32(i))
		}
	}
	for len(stack) > 0 {
		i := stack[len(stack)-1]
		stack = stack[:len(stack)-1]
		for _, o := range c.needs[i] {
			if !c.must[o] {
				c.must[o], c.because[o] = true, i
				stack = append(stack, o)
			}
		}
	}
}

func (c *Rules) why(i int32) string {
	if by, ok := c.because[i]; ok {
		return fmt.Sprintf("%q, which %q needs,", c.names[i], c.names[by])
	}
	return fmt.Sprintf("%q", c.names[i])
}

// list gathers what is left to choose.
func (c *Rules) list() {
	c.optional, c.stale = c.optional[:0], false
	for i, must := range c.must {
		if !must && !c.never[i] {
			c.optional = append(c.optional, int32(i))
		}
	}
}

// Ban keeps an item out of all plans, and with it what needs it.
func (c *Rules) Ban(i int) {
	stack := []int32{int32(i)}
	for len(stack) > 0 {
		i := stack[len(stack)-1]
		stack = stack[:len(stack)-1]
		if !c.never[i] && !c.must[i] {
			c.never[i] = true
			stack = append(stack, c.needed[i]...)
		}
	}
	c.stale = true
}

// Flip takes an item in or out with all that this brings about; false if the rules forbid it, and
// then out is of no use.
func (c *Rules) Flip(out []bool, i int32) bool {
	if !out[i] {
		return c.Leave(out, int(i))
	}
	_, ok := c.enter(out, i, false)
	return ok
}

// enter takes an item in with what it needs, and returns those that it took in. What these bar goes
// out; with gently set that is a failure, as it is where it must be in.
func (c *Rules) enter(out []bool, i int32, gently bool) (entered []int32, ok bool) {
	stack := []int32{i}
	for len(stack) > 0 {
		i := stack[len(stack)-1]
		stack = stack[:len(stack)-1]
		if !out[i] {
			continue
		}
		if c.never[i] {
			return entered, false
		}
		out[i] = false
		entered, stack = append(entered, i), append(stack, c.needs[i]...)
	}
	for _, i := range entered {
		for _, o := range c.bars[i] {
			if !out[o] && (gently || !c.Leave(out, int(o))) {
				return entered, false
			}
		}
	}
	// What was barred may have been needed, or taken in itself.
	return entered, !slices.ContainsFunc(entered, func(i int32) bool { return out[i] })
}

// Leave takes an item out with what needs it; false if something of that must be in.
func (c *Rules) Leave(out []bool, i int) bool {
	stack := []int32{int32(i)}
	for len(stack) > 0 {
		i := stack[len(stack)-1]
		stack = stack[:len(stack)-1]
		if c.must[i] {
			return false
		}
		if !out[i] {
			out[i] = true
			stack = append(stack, c.needed[i]...)
		}
	}
	return true
}

// First takes in what must be in, then what can go with it, in an order.
func (c *Rules) First(order []int32) []bool {
	out := make([]bool, len(c.must))
	for i, must := range c.must {
		out[i] = !must
	}
	for _, i := range order {
		entered, ok := c.enter(out, i, true)
		for _, o := range entered {
			out[o] = !ok
		}
	}
	return out
}

// Why says by which rule an item is out, or nothing.
func (c *Rules) Why(out func(i int32) bool, i int) string {
	for _, o := range c.bars[i] {
		if !out(o) {
			return fmt.Sprintf("excludes %q, which is in the plan", c.names[o])
		}
	}
	for _, o := range c.needs[i] {
		if out(o) {
			return fmt.Sprintf("needs %q, which is left out", c.names[o])
		}
	}
	return ""
}
