package flag

import "strconv"

// gates are what Throughline adds to flagd's format: see the package's README.
type gates struct {
	killed   string // why; empty for a flag that is not
	off      int    // the variant for whom a gate is shut; -1 for none
	during   window
	needs    []need
	holdouts []holdout
	rules    []step
}

// window is when something holds: from a moment on, until before another.
type window struct{ from, until int64 }

func (w window) open(now int64) bool { return w.from <= now && now < w.until }

// need is a prerequisite: another flag must be one of some variants.
type need struct {
	flag     string
	variants []string
	unmet    string
}

// holdout keeps a share of users from every flag that names it.
type holdout struct {
	name   string
	share  float64
	by     divider
	record bool
	shut   string
}

// step is one rule: when it holds, it gives one variant, or divides users among some.
type step struct {
	name     string
	during   window
	test     int // where its condition begins in the program; -1 without
	needs    []need
	first    int // where its prerequisites begin among the flag's
	variant  int // -1 for a rule that divides
	layer    *layer
	by       divider
	starts   []float64 // of each share at full coverage, and the end of the last
	widths   []float64
	yields   []int
	coverage []ramp
	sticky   []source
	record   bool
}

// layer gives each of its tests some of its slots, so that nobody is in two of them.
type layer struct {
	name     string
	slots    [2]int // from, and up to before
	from, to float64
	by       divider
}

// ramp is which share of users a rule reaches from a moment on.
type ramp struct {
	from  int64
	share float64
}

// divider gives everybody a place between 0 and 1.
type divider struct {
	salt  string
	start prefix // of the salt
	hash  hashing
	by    []source // the first that the context has
}

func newDivider(salt string, hash hashing, by []source) divider {
	return divider{salt, begin(salt, 0), hash, by}
}

// source is where an id stands in the context.
type source struct {
	name string
	slot uint16
}

// id is who is meant; empty for nobody.
func (p *program) id(s *state, from source) string {
	switch v := s.variable(p, from.slot).(type) {
	case string:
		return v
	case float64:
		return strconv.FormatFloat(v, 'f', -1, 64)
	}
	return ""
}

func (p *program) unit(s *state, d *divider) string {
	for _, from := range d.by {
		if id := p.id(s, from); id != "" {
			return id
		}
	}
	return ""
}

// met reports whether the prerequisites hold; or else what does not. The numbers of their flags
// begin at first among those of flag i.
func (s *Set) met(i, first int, needs []need, q *Query) (unmet string, ok bool) {
	for n := range needs {
		other := s.needs[i][first+n]
		if other < 0 || s.flags[other] == nil {
			return needs[n].unmet, false
		}
		var is Result
		s.ask(other, q, &is)
		found := false
		for _, wanted := range needs[n].variants {
			found = found || is.Variant == wanted
		}
		if !found || is.Reason == Failed {
			return needs[n].unmet, false
		}
	}
	return "", true
}

// shut writes what a flag is for whom one of its gates is shut; false when all are open.
func (s *Set) shut(i int, st *state, q *Query, r *Result) bool {
	f := s.flags[i]
	g := f.gates
	if g.killed != "" {
		f.because(g.killed, g.off, Disabled, r)
		return true
	}
	if unmet, ok := s.met(i, 0, g.needs, q); !ok {
		f.because(unmet, g.off, Default, r)
		return true
	}
	if !g.during.open(q.Now) {
		f.because("outside its time", g.off, Default, r)
		return true
	}
	for h := range g.holdouts {
		out := &g.holdouts[h]
		unit := f.program.unit(st, &out.by)
		if unit == "" || out.by.place(unit) >= out.share {
			continue
		}
		f.because(out.shut, g.off, Default, r)
		r.Exposure = Exposure{Unit: unit, Phase: out.by.salt, Holdout: out.name, Record: out.record}
		return true
	}
	return false
}

func (f *Compiled) because(why string, variant int, reason Reason, r *Result) {
	f.give(variant, reason, r)
	r.Because = why
}

// byRules writes what the first rule that holds gives; false when none does.
func (s *Set) byRules(i int, st *state, q *Query, r *Result) bool {
	f := s.flags[i]
	for n := range f.gates.rules {
		rule := &f.gates.rules[n]
		if !rule.during.open(q.Now) {
			continue
		}
		if rule.test >= 0 && f.program.run(st, uint16(rule.test), nil) == 0 {
			continue
		}
		if _, ok := s.met(i, rule.first, rule.needs, q); !ok {
			continue
		}
		if rule.variant >= 0 {
			f.because(rule.name, rule.variant, TargetingMatch, r)
			return true
		}
		if variant, exposure := f.divide(st, rule, q); variant >= 0 {
			f.because(rule.name, variant, Split, r)
			r.Exposure = exposure
			return true
		}
	}
	return false
}

// divide is the share of a rule that somebody is in; -1 for none.
func (f *Compiled) divide(st *state, r *step, q *Query) (int, Exposure) {
	unit := f.program.unit(st, &r.by)
	if unit == "" {
		return -1, Exposure{}
	}
	exposure := Exposure{Unit: unit, Phase: r.by.salt, Record: r.record}
	if len(r.sticky) > 0 && q.Recall != nil {
		before, everywhere := f.recall(st, r, q)
		exposure.Remember = !everywhere
		if before >= 0 {
			return before, exposure
		}
	}
	if r.layer != nil && !f.inLayer(st, r.layer) {
		return -1, Exposure{}
	}
	share, place := r.reach(q.Now), r.by.place(unit)
	for k, variant := range r.yields {
		if r.starts[k] <= place && place < r.end(k, share) {
			return variant, exposure
		}
	}
	return -1, Exposure{}
}

// end is where a share ends at a coverage. Its start does not depend on the coverage, so that
// nobody who has a variant loses it, or gets another, when the coverage grows.
func (r *step) end(k int, coverage float64) float64 {
	if coverage >= 1 {
		return r.starts[k+1]
	}
	return r.starts[k] + coverage*r.widths[k]
}

// reach is the coverage at a moment.
func (r *step) reach(now int64) (share float64) {
	for _, c := range r.coverage {
		if c.from <= now {
			share = c.share
		}
	}
	return share
}

func (f *Compiled) inLayer(st *state, l *layer) bool {
	unit := f.program.unit(st, &l.by)
	if unit == "" {
		return false
	}
	place := l.by.place(unit)
	return l.from <= place && place < l.to
}

// recall is the variant that a sticky rule gave before, -1 when there is none, and whether it is
// known under the first id that somebody has.
func (f *Compiled) recall(st *state, r *step, q *Query) (variant int, first bool) {
	first = true
	for _, from := range r.sticky {
		id := f.program.id(st, from)
		if id == "" {
			continue
		}
		before, found := q.Recall(f.key, r.by.salt, from.name+"="+id)
		for _, v := range r.yields {
			if found && f.variants[v] == before {
				return v, first
			}
		}
		first = false
	}
	return -1, false
}

// Units lists under what a flag's sticky rules look for somebody, and remember them; nothing for
// a flag that has no such rules. The units come as "name of the id=id".
func (s *Set) Units(key string, context map[string]any) (units []string) {
	i := s.find(key)
	if i < 0 || s.flags[i].gates == nil {
		return nil
	}
	f := s.flags[i]
	st := state{env: env{context: context}}
	seen := map[string]bool{}
	for _, r := range f.gates.rules {
		for _, from := range r.sticky {
			unit := from.name + "=" + f.program.id(&st, from)
			if !seen[unit] && unit != from.name+"=" {
				units, seen[unit] = append(units, unit), true
			}
		}
	}
	return units
}
