package flag

import "encoding/json"

// each names the operators that look at the elements of a list; inside them var means the element.
var each = map[string]func(e env, all []value, body rule) value{
	"map": func(e env, all []value, body rule) value {
		out := make([]value, len(all))
		for i := range all {
			out[i] = within(e, &all[i], body)
		}
		return ofList(out)
	},
	"filter": func(e env, all []value, body rule) value {
		var out []value
		for i := range all {
			if within(e, &all[i], body).truthy() {
				out = append(out, all[i])
			}
		}
		return ofList(out)
	},
	"all": func(e env, all []value, body rule) value {
		for i := range all {
			if !within(e, &all[i], body).truthy() {
				return ofBool(false)
			}
		}
		return ofBool(len(all) > 0)
	},
	"some": func(e env, all []value, body rule) value {
		return ofBool(anyOf(e, all, body))
	},
	"none": func(e env, all []value, body rule) value {
		return ofBool(!anyOf(e, all, body))
	},
}

func within(e env, element *value, body rule) value {
	e.scope = element
	return body(e)
}

func anyOf(e env, all []value, body rule) bool {
	for i := range all {
		if within(e, &all[i], body).truthy() {
			return true
		}
	}
	return false
}

// overElements compiles an operator with a list, a body and, for reduce, a start.
func (c *compiler) overElements(
	name string, raw json.RawMessage, at string, depth int,
) (rule, error) {
	parts, err := c.list(raw, at, depth)
	if err != nil {
		return nil, err
	}
	args := rulesOf(parts)
	if name == "reduce" {
		if len(args) != 3 {
			return nil, failf(at, "takes a list, what is done with each, and a start")
		}
		return func(e env) value {
			return reduce(e, args[0](e).elements(), args[1], args[2](e))
		}, nil
	}
	if len(args) != 2 {
		return nil, failf(at, "takes a list and what is asked of each")
	}
	run := each[name]
	return func(e env) value { return run(e, args[0](e).elements(), args[1]) }, nil
}

func reduce(e env, all []value, body rule, sum value) value {
	for i := range all {
		pair := value{kind: object, any: map[string]any{"current": all[i].plain(),
			"accumulator": sum.plain()}}
		sum = within(e, &pair, body)
	}
	return sum
}

// plain is the value as encoding/json would decode it.
func (v value) plain() any {
	switch v.kind {
	case boolean:
		return v.num != 0
	case number:
		return v.num
	case text:
		return v.str
	case list:
		all := make([]any, len(v.elements()))
		for i, each := range v.elements() {
			all[i] = each.plain()
		}
		return all
	}
	return v.any
}
