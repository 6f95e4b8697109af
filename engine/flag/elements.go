package flag

import "encoding/json"

// loop is a list with what is done with each of its elements; inside it var means the element.
type loop struct {
	list, body rule
	price      int // of doing the body once, in steps
}

// each names the operators that look at the elements of a list.
var each = map[string]func(e env, all []value, l loop) value{
	"map": func(e env, all []value, l loop) value {
		out := make([]value, len(all))
		for i := range all {
			out[i] = l.once(e, &all[i])
		}
		return ofList(out)
	},
	"filter": func(e env, all []value, l loop) value {
		var out []value
		for i := range all {
			if l.once(e, &all[i]).truthy() {
				out = append(out, all[i])
			}
		}
		return ofList(out)
	},
	"all": func(e env, all []value, l loop) value {
		for i := range all {
			if !l.once(e, &all[i]).truthy() {
				return ofBool(false)
			}
		}
		return ofBool(len(all) > 0)
	},
	"some": func(e env, all []value, l loop) value { return ofBool(l.any(e, all)) },
	"none": func(e env, all []value, l loop) value { return ofBool(!l.any(e, all)) },
}

// once does the body with one element; null when the budget is spent.
func (l loop) once(e env, element *value) value {
	if !e.spend(l.price) {
		return value{}
	}
	e.scope = element
	return l.body(e)
}

func (l loop) any(e env, all []value) bool {
	for i := range all {
		if l.once(e, &all[i]).truthy() {
			return true
		}
	}
	return false
}

// elements is the list that is looked at; empty when the budget is spent.
func (l loop) elements(e env) []value {
	found := l.list(e)
	if !e.spend(found.size()) {
		return nil
	}
	return found.elements()
}

// overElements compiles an operator with a list, a body and, for reduce, a start.
func (c *compiler) overElements(
	name string, raw json.RawMessage, at string, depth int,
) (rule, error) {
	before := c.nodes
	parts, err := c.list(raw, at, depth)
	if err != nil {
		return nil, err
	}
	args, price := rulesOf(parts), c.nodes-before
	if name == "reduce" {
		if len(args) != 3 {
			return nil, failf(at, "takes a list, what is done with each, and a start")
		}
		l := loop{args[0], args[1], price}
		return func(e env) value { return l.reduce(e, args[2](e)) }, nil
	}
	if len(args) != 2 {
		return nil, failf(at, "takes a list and what is asked of each")
	}
	l, run := loop{args[0], args[1], price}, each[name]
	return func(e env) value { return run(e, l.elements(e), l) }, nil
}

func (l loop) reduce(e env, sum value) value {
	all := l.elements(e)
	for i := range all {
		pair := value{kind: object, any: map[string]any{"current": all[i].plain(e),
			"accumulator": sum.plain(e)}}
		sum = l.once(e, &pair)
	}
	return sum
}

// plain is the value as encoding/json would decode it; less than that when the budget is spent.
func (v value) plain(e env) any {
	switch v.kind {
	case boolean:
		return v.num != 0
	case number:
		return v.num
	case text:
		return v.str
	case list:
		if !e.spend(1 + v.length()) {
			return nil
		}
		all := make([]any, v.length())
		for i := range all {
			all[i] = v.at(i).plain(e)
		}
		return all
	}
	return v.any
}
