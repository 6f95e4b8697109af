package flag

import "sync"

// maxSteps is what one evaluation may take: a step is an operator inside a loop, or 64 bytes or
// 8 elements that an operator reads or makes. It ends rules that grow with what they are asked
// about; no rule that somebody wrote to be read comes near it.
const maxSteps = 1_000_000

// budget is what is left of [maxSteps]. Rules that are all comparisons with constants have none:
// the definition bounds them.
type budget struct{ left int }

var budgets = sync.Pool{New: func() any { return new(budget) }}

// spend takes steps and reports whether there were enough. Once there were not, everything that
// spends yields null at once, so that the evaluation ends soon.
func (e env) spend(steps int) bool {
	if e.budget == nil {
		return true
	}
	e.budget.left -= steps
	return e.budget.left >= 0
}

// forText is the price of a text that is read or made.
func forText(s string) int { return 1 + len(s)/64 }

// forElements is the price of a list that is read or made.
func forElements(n int) int { return 1 + n/8 }

// size is the price of reading a value whole.
func (v value) size() int {
	if v.kind == list {
		return forElements(v.length())
	}
	return forText(v.str)
}

// textOf is a value as a text; with false when that is too long, or the budget is spent.
func (e env) textOf(v value) (string, bool) {
	if v.kind == text {
		return v.str, e.spend(forText(v.str))
	}
	if n := v.weigh(maxText); n > maxText || !e.spend(1+n/8) {
		return "", false
	}
	return v.toText(), true
}

// weigh is about how many bytes a value has as a text, or more than the most that matters.
func (v value) weigh(most int) int {
	n := 1 + len(v.str)
	for i := 0; i < v.length() && n <= most; i++ {
		n += v.at(i).weigh(most - n)
	}
	return n
}
