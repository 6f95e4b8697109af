package flag

import (
	"math"
	"strings"

	"github.com/throughlinehq/throughline/engine/flag/semver"
)

// opcode is what an instruction asks or does.
type opcode uint8

// The questions go on at yes or at no; the others end the program.
const (
	askText     opcode = iota // is the variable this text?
	askSameText               // is it this text, and a text?
	askTruthy                 // is it truthy?
	askLess                   // is it less than the number?
	askMost                   // is it at most the number?
	askMore                   // is it more than the number?
	askLeast                  // is it at least the number?
	askIn                     // is it one of these texts?
	askStart                  // does it begin with the text?
	askEnd                    // does it end with the text?
	askVersion                // how does it compare with a version?
	askConstant               // how does it compare with a constant, in general?
	askRule                   // does a closure yield what is truthy?
	end                       // yields what stands in more
	endSplit                  // yields the share of a split
	endRule                   // yields what a closure yields
)

// instruction is one step of a program. It is small, and those of a flag lie side by side.
type instruction struct {
	op      opcode
	slot    uint16 // of the variable
	yes, no uint16 // where to go on
	more    uint32 // an index into what the program keeps for the opcode
	num     float64
	str     string
}

// program is what a flag's expressions are compiled to.
type program struct {
	code      []instruction
	variables []path
	constants []comparison
	texts     []texts
	versions  []versionTest
	splits    []choice
	rules     []rule
	grows     bool    // with what it is asked about, so that it needs a budget
	results   []value // of those ends that yield no variant
}

// comparison is a constant on the right of an operator.
type comparison struct {
	holds    func(a, b value) bool
	constant value
}

// texts are constants that a variable is looked for among.
type texts struct {
	few     []string
	many    map[string]bool
	longest int
}

// versionTest is a version that is parsed once.
type versionTest struct {
	sign string
	want semver.Version
}

// choice is a split with what its shares yield.
type choice struct {
	split  *split
	yields []uint32
}

// assembler writes a program from its ends to its beginning, so that where to go on is known when
// an instruction is written.
type assembler struct {
	program
	variants []string // what an end yields by its place; anything else follows behind
	slots    map[string]uint16
}

func (a *assembler) add(in instruction) uint16 {
	a.code = append(a.code, in)
	return uint16(len(a.code) - 1)
}

// value writes what yields the value of an expression, and returns where it begins.
func (a *assembler) value(p part) uint16 {
	switch {
	case p.constant != nil:
		return a.add(instruction{op: end, more: a.yield(*p.constant)})
	case p.split != nil:
		c := choice{split: p.split}
		a.grows = a.grows || p.split.by != nil
		for _, v := range p.split.variants {
			c.yields = append(c.yields, a.yield(v))
		}
		a.splits = append(a.splits, c)
		return a.add(instruction{op: endSplit, slot: a.slot(pathTo(targetingKey)),
			more: uint32(len(a.splits) - 1)})
	case p.operator == "if" || p.operator == "?:":
		at, n := uint16(0), len(p.args)
		if n%2 == 1 {
			at = a.value(p.args[n-1])
		} else {
			at = a.value(part{constant: &value{}})
		}
		for i := n&^1 - 2; i >= 0; i -= 2 {
			at = a.test(p.args[i], a.value(p.args[i+1]), at)
		}
		return at
	}
	return a.add(instruction{op: endRule, more: a.closure(p)})
}

// yield is the number of a result: first the variants, then whatever else constants say.
func (a *assembler) yield(v value) uint32 {
	name := v.str
	if v.kind != text {
		name = v.toText()
	}
	for i, variant := range a.variants {
		if v.kind != null && variant == name {
			return uint32(i)
		}
	}
	a.results = append(a.results, v)
	return uint32(len(a.variants) + len(a.results) - 1)
}

// test writes what goes on at yes or no by the truth of an expression.
func (a *assembler) test(p part, yes, no uint16) uint16 {
	switch {
	case p.constant != nil && p.constant.truthy():
		return yes
	case p.constant != nil:
		return no
	case p.path != nil:
		return a.add(instruction{op: askTruthy, slot: a.slot(p.path), yes: yes, no: no})
	case len(p.args) > 0 && joins[p.operator]:
		return a.joined(p, yes, no)
	}
	if in, negated, ok := a.question(p); ok {
		if in.yes, in.no = yes, no; negated {
			in.yes, in.no = no, yes
		}
		return a.add(in)
	}
	return a.add(instruction{op: askRule, more: a.closure(p), yes: yes, no: no})
}

// joins are the operators of which only the truth of the arguments counts.
var joins = map[string]bool{"and": true, "or": true, "!": true, "!!": true, "if": true, "?:": true}

// joined writes a test that is made of others.
func (a *assembler) joined(p part, yes, no uint16) uint16 {
	n := len(p.args)
	switch p.operator {
	case "and":
		for i := n - 1; i >= 0; i-- {
			yes = a.test(p.args[i], yes, no)
		}
		return yes
	case "or":
		for i := n - 1; i >= 0; i-- {
			no = a.test(p.args[i], yes, no)
		}
		return no
	case "!":
		return a.test(p.args[0], no, yes)
	case "!!":
		return a.test(p.args[0], yes, no)
	}
	at := no
	if n%2 == 1 {
		at = a.test(p.args[n-1], yes, no)
	}
	for i := n&^1 - 2; i >= 0; i -= 2 {
		at = a.test(p.args[i], a.test(p.args[i+1], yes, no), at)
	}
	return at
}

func (a *assembler) closure(p part) uint32 {
	a.rules, a.grows = append(a.rules, p.rule), true
	return uint32(len(a.rules) - 1)
}

// question is a variable against a constant; with false for anything else.
func (a *assembler) question(p part) (in instruction, negated, ok bool) {
	if p.operator == "sem_ver" {
		return a.versionQuestion(p)
	}
	if len(p.args) != 2 || p.args[0].path == nil || p.args[1].constant == nil {
		return in, false, false
	}
	constant := *p.args[1].constant
	in = instruction{slot: a.slot(p.args[0].path), str: constant.str, num: constant.num}
	negated = strings.HasPrefix(p.operator, "!")
	compares, known := comparisons[p.operator]
	switch {
	case p.operator == "in":
		return in, false, a.membership(&in, constant)
	case !known:
		return in, false, false
	case compares.text && constant.kind == text:
		in.op = compares.op
		return in, negated, true
	case compares.number && constant.kind == number:
		in.op = compares.op
	default:
		in.op, in.num = askConstant, math.NaN()
	}
	a.constants = append(a.constants, comparison{compares.holds, constant})
	in.more = uint32(len(a.constants) - 1)
	return in, negated, true
}

// comparisons are the operators between a variable and a constant, with the shorter way for
// constants of a kind.
var comparisons = map[string]struct {
	op           opcode
	text, number bool
	holds        func(a, b value) bool
}{
	"==":          {askText, true, false, value.equals},
	"!=":          {askText, true, false, value.equals},
	"===":         {askSameText, true, false, value.same},
	"!==":         {askSameText, true, false, value.same},
	"<":           {askLess, false, true, value.less},
	"<=":          {askMost, false, true, value.lessOrEqual},
	">":           {askMore, false, true, func(a, b value) bool { return b.less(a) }},
	">=":          {askLeast, false, true, func(a, b value) bool { return b.lessOrEqual(a) }},
	"starts_with": {askStart, true, false, never},
	"ends_with":   {askEnd, true, false, never},
}

func never(value, value) bool { return false }

// fewTexts are looked through faster than they are hashed.
const fewTexts = 8

func (a *assembler) membership(in *instruction, constant value) bool {
	if constant.kind != list {
		return false
	}
	all := texts{}
	for i := range constant.length() {
		v := constant.at(i)
		if v.kind != text {
			return false
		}
		all.few = append(all.few, v.str)
		all.longest = max(all.longest, len(v.str))
	}
	if len(all.few) > fewTexts {
		all.many = map[string]bool{}
		for _, s := range all.few {
			all.many[s] = true
		}
	}
	a.texts = append(a.texts, all)
	in.op, in.more = askIn, uint32(len(a.texts)-1)
	return true
}

func (a *assembler) versionQuestion(p part) (in instruction, negated, ok bool) {
	if len(p.args) != 3 || p.args[0].path == nil || p.args[1].constant == nil ||
		p.args[2].constant == nil {
		return in, false, false
	}
	want, is := parseVersion(*p.args[2].constant)
	if !is {
		return in, false, false
	}
	a.versions = append(a.versions, versionTest{p.args[1].constant.str, want})
	return instruction{op: askVersion, slot: a.slot(p.args[0].path),
		more: uint32(len(a.versions) - 1)}, false, true
}

func (a *assembler) slot(p *path) uint16 {
	at, known := a.slots[p.whole]
	if !known {
		if a.slots == nil {
			a.slots = map[string]uint16{}
		}
		at = uint16(len(a.variables))
		a.slots[p.whole] = at
		a.variables = append(a.variables, *p)
	}
	return at
}
