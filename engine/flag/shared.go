package flag

// variables numbers the variables of all flags of a set, so that one that many flags ask for is
// looked up once for all of them.
type variables struct {
	paths   []path
	numbers [][]uint32 // of each flag's variables, by their slots
}

func variablesOf(flags []*Compiled) *variables {
	all := &variables{numbers: make([][]uint32, len(flags))}
	known := map[string]uint32{}
	for i, f := range flags {
		if f == nil {
			continue
		}
		all.numbers[i] = make([]uint32, len(f.program.variables))
		for slot, p := range f.program.variables {
			n, there := known[p.whole]
			if !there {
				n = uint32(len(all.paths))
				known[p.whole] = n
				all.paths = append(all.paths, p)
			}
			all.numbers[i][slot] = n
		}
	}
	return all
}

// shared is what a context holds of the variables of a set.
type shared struct {
	*variables
	held []held
}

// held is a variable, once somebody asked for it.
type held struct {
	known bool
	what  any
}

func (h *shared) variable(context map[string]any, number uint32) any {
	v := &h.held[number]
	if !v.known {
		at := &h.paths[number]
		*v = held{true, at.under(context[at.first])}
	}
	return v.what
}

// Share returns the query for asking many flags of the set, one after the other: what the context
// holds is looked up once for all of them. The context must stay as it is meanwhile.
func (s *Set) Share(q Query) Query {
	if s.variables != nil { // of a set with flags
		q.shared = &shared{s.variables, make([]held, len(s.variables.paths))}
	}
	return q
}
