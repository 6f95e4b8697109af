package flag

import (
	"strconv"
	"strings"

	"github.com/throughlinehq/throughline/engine/flag/semver"
)

// known is how many variables of an evaluation are remembered once they were looked up.
const known = 10

// state is one evaluation of a flag's expressions. It stays on the stack.
type state struct {
	env
	shared  *shared  // nil when one flag alone is asked
	numbers []uint32 // of the flag's variables among the shared ones
	found   uint32
	what    [known]any
}

// variable is what the context holds.
func (s *state) variable(p *program, slot uint16) any {
	if slot < known && s.found&(1<<slot) != 0 {
		return s.what[slot]
	}
	if s.shared != nil {
		return s.shared.variable(s.context, s.numbers[slot])
	}
	at := &p.variables[slot]
	found := s.context[at.first]
	if len(at.below) > 0 {
		found = at.under(found)
	}
	if slot < known {
		s.found |= 1 << slot
		s.what[slot] = found
	}
	return found
}

// target is whom the context is about.
func (s *state) target(p *program, slot uint16) any {
	if s.shared != nil {
		return s.variable(p, slot)
	}
	return s.context[targetingKey]
}

// under is what stands at the rest of the path.
func (p *path) under(found any) any {
	for _, name := range p.below {
		found = dig(found, name)
	}
	return found
}

// dig is one step of [walk] in what a context holds, without making anything.
func dig(found any, name string) any {
	switch members := found.(type) {
	case map[string]any:
		return members[name]
	case []any:
		if i, err := strconv.Atoi(name); err == nil && i >= 0 && i < len(members) {
			return members[i]
		}
	}
	return nil
}

// run goes through the program and returns the number of what it yields, or -1 and writes what a
// closure yielded.
func (p *program) run(s *state, at uint16, yielded *value) int {
	for {
		in := &p.code[at]
		holds := false
		switch in.op {
		case end:
			return int(in.more)
		case endSplit:
			c := &p.splits[in.more]
			if i := c.split.choose(s.env, s.target(p, in.slot)); i >= 0 {
				return int(c.yields[i])
			}
			return -1
		case endRule:
			*yielded = p.rules[in.more](s.env)
			return -1
		case askRule:
			holds = p.rules[in.more](s.env).truthy()
		default:
			switch found := s.variable(p, in.slot).(type) {
			case string:
				holds = p.askText(in, found)
			case float64:
				holds = p.askNumber(in, found)
			case nil:
				holds = in.op >= askLess && p.ask(in, value{})
			default:
				holds = p.ask(in, of(found))
			}
		}
		if holds {
			at = in.yes
		} else {
			at = in.no
		}
	}
}

// askText answers a question about a text.
func (p *program) askText(in *instruction, is string) bool {
	switch in.op {
	case askText, askSameText:
		return same(is, in.str)
	case askTruthy:
		return is != ""
	case askStart:
		return strings.HasPrefix(is, in.str)
	case askEnd:
		return strings.HasSuffix(is, in.str)
	case askIn:
		return p.texts[in.more].contain(is)
	case askVersion:
		t := &p.versions[in.more]
		v, ok := semver.Read(is)
		return ok && v.Holds(t.sign, &t.want)
	}
	return p.ask(in, ofText(is))
}

// askNumber answers a question about a number.
func (p *program) askNumber(in *instruction, n float64) bool {
	switch in.op {
	case askLess:
		return n < in.num
	case askMost:
		return n <= in.num
	case askMore:
		return n > in.num
	case askLeast:
		return n >= in.num
	}
	return p.ask(in, ofNumber(n))
}

// ask answers a question about anything.
func (p *program) ask(in *instruction, is value) bool {
	switch in.op {
	case askText:
		return is.equals(ofText(in.str))
	case askTruthy:
		return is.truthy()
	case askVersion:
		t := &p.versions[in.more]
		v, ok := parseVersion(is)
		return ok && v.Holds(t.sign, &t.want)
	case askSameText, askStart, askEnd, askIn:
		return false // it is no text
	}
	c := &p.constants[in.more]
	return c.holds(is, c.constant)
}

func (t *texts) contain(s string) bool {
	switch {
	case len(s) > t.longest:
		return false
	case t.many == nil:
		for _, one := range t.few {
			if same(one, s) {
				return true
			}
		}
		return false
	}
	return t.many[s]
}

// same compares two texts, which mostly differ in length or at once: == would call a function for
// the second.
func same(a, b string) bool {
	return len(a) == len(b) && (len(a) == 0 || a[0] == b[0] && a == b)
}
