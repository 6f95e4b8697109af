package flag

import (
	"slices"
	"strings"
)

// Compiled is one flag, ready to be evaluated. It never changes.
type Compiled struct {
	name
	enabled  bool
	variants []string // sorted
	values   []any
	usual    int // the default variant; -1 for none
	program  program
	target   int    // where the targeting begins in the program; -1 without
	splits   bool   // by the targeting key
	costly   string // what is said when an evaluation takes too much
	gates    *gates // nil for a flag that has none of them
}

// Set is a number of flags that may need each other. It never changes.
type Set struct {
	flags     []*Compiled // by key; nil for one that has a mistake
	keys      []string
	index     map[string]int
	needs     [][]int // of each flag: where the prerequisites of its gates and rules stand
	variables *variables
	off       []bool // nil when none is switched off
}

// Reason says how a value came about, as OpenFeature names it.
type Reason string

// The reasons.
const (
	Static         Reason = "STATIC"          // there is no targeting
	TargetingMatch Reason = "TARGETING_MATCH" // the targeting or a rule chose
	Split          Reason = "SPLIT"           // a rule divided users among variants
	Default        Reason = "DEFAULT"         // nothing chose
	Disabled       Reason = "DISABLED"
	Failed         Reason = "ERROR"
)

// The error codes, as OpenFeature names them.
const (
	FlagNotFound = "FLAG_NOT_FOUND"
	General      = "GENERAL"
)

// Query is what a flag is asked: for whom, and when.
type Query struct {
	// Context says for whom; their key stands in it as targetingKey.
	Context map[string]any
	// Now is in seconds since 1970.
	Now int64
	// Recall finds the variant that somebody was given before by a sticky rule; nil remembers
	// nothing. See [Exposure.Remember].
	Recall func(flag, phase, unit string) (variant string, found bool)

	shared *shared // nil for one flag alone: [Set.Share]
	budget *budget // of the evaluation, with those of prerequisites; nil until one is needed
}

// Result is what a flag is for somebody.
type Result struct {
	Value   any
	Variant string
	Reason  Reason
	Because string // the rule or gate that decided; empty where flagd's format alone did
	Error   string // an error code; empty unless Reason is Failed
	Detail  string // what went wrong, for people
	Exposure
}

// Exposure is what is to be kept of an evaluation, for whoever measures what the variants do.
type Exposure struct {
	Unit     string // who was divided; empty when nobody was
	Phase    string // the salt: another one means that everybody was assigned anew
	Holdout  string // that keeps the unit from the flag
	Record   bool   // the rule or holdout asks to record it
	Remember bool   // a sticky rule gave it to an id that nothing was recalled for: [Set.Units]
}

// Mistake is what is wrong in a definition, at a JSON pointer.
type Mistake struct {
	Pointer string `json:"pointer"`
	Detail  string `json:"detail"`
}

// String is the mistake with its place.
func (m Mistake) String() string {
	if m.Pointer == "" {
		return "the definition " + m.Detail
	}
	return m.Pointer + ": " + m.Detail
}

// Error joins the mistakes of a definition.
type Error []Mistake

// Error lists every mistake.
func (e Error) Error() string {
	lines := make([]string, len(e))
	for i, m := range e {
		lines[i] = m.String()
	}
	return strings.Join(lines, "\n")
}

// Keys lists the flags of the definition, sorted.
func (s *Set) Keys() []string { return s.keys }

// find is a flag without mistakes; -1 when there is none.
func (s *Set) find(key string) int {
	if i, there := s.index[key]; there && s.flags[i] != nil {
		return i
	}
	return -1
}

// Splits reports whether a flag splits those it is for by their targeting key, so that it chooses
// nothing for somebody without one.
func (s *Set) Splits(key string) bool {
	i := s.find(key)
	return i >= 0 && s.flags[i].splits
}

// Where is the same set, with those flags switched off for which on is false.
func (s *Set) Where(on func(key string) bool) *Set {
	other := *s
	other.off = make([]bool, len(s.keys))
	for i, key := range s.keys {
		other.off[i] = !on(key)
	}
	return &other
}

// Evaluate decides what a flag is in a context; now is in seconds since 1970.
func (s *Set) Evaluate(key string, context map[string]any, now int64) Result {
	return s.Ask(key, Query{Context: context, Now: now})
}

// Ask decides what a flag is.
func (s *Set) Ask(key string, q Query) (r Result) {
	i := s.find(key)
	if i < 0 {
		return Result{Reason: Failed, Error: FlagNotFound, Detail: "There is no such flag."}
	}
	s.ask(i, &q, &r)
	return r
}

// ask writes what flag i is into an empty result.
func (s *Set) ask(i int, q *Query, r *Result) {
	f := s.flags[i]
	if !f.enabled || s.off != nil && s.off[i] {
		r.Reason = Disabled
		return
	}
	if f.gates == nil && f.target < 0 {
		f.give(f.usual, Static, r)
		return
	}
	st := state{env: env{flag: &f.name, context: q.Context, time: q.Now}}
	if q.shared != nil && q.shared.variables == s.variables {
		st.shared, st.numbers = q.shared, s.variables.numbers[i]
	}
	if !f.program.grows || q.budget != nil {
		st.budget = q.budget
		s.decide(i, &st, q, r)
		return
	}
	q.budget = budgets.Get().(*budget)
	q.budget.left = maxSteps
	st.budget = q.budget
	s.decide(i, &st, q, r)
	if q.budget.left < 0 {
		*r = Result{Reason: Failed, Error: General, Detail: f.costly}
	}
	budgets.Put(q.budget)
	q.budget = nil
}

// decide asks in this order: the gates, the targeting, the rules; then comes the default.
func (s *Set) decide(i int, st *state, q *Query, r *Result) {
	f := s.flags[i]
	if f.gates != nil && s.shut(i, st, q, r) {
		return
	}
	if f.target >= 0 {
		var yielded value
		n := f.program.run(st, uint16(f.target), &yielded)
		if f.chosen(n, &yielded, r) {
			return
		}
	}
	if f.gates != nil && s.byRules(i, st, q, r) {
		return
	}
	f.give(f.usual, Default, r)
}

// chosen writes what the targeting yielded; false when that is nothing.
func (f *Compiled) chosen(n int, yielded *value, r *Result) bool {
	if n >= len(f.variants) {
		yielded = &f.program.results[n-len(f.variants)]
	} else if n >= 0 {
		f.give(n, TargetingMatch, r)
		return true
	}
	if yielded.kind == null {
		return false
	}
	name, short := env{}.textOf(*yielded)
	at, there := slices.BinarySearch(f.variants, name)
	if !there || !short {
		r.Reason, r.Error = Failed, General
		r.Detail = "The targeting chose a variant that there is not."
		return true
	}
	f.give(at, TargetingMatch, r)
	return true
}

// give writes a variant; a number below 0 is none.
func (f *Compiled) give(variant int, reason Reason, r *Result) {
	r.Reason = reason
	if variant >= 0 {
		r.Value, r.Variant = f.values[variant], f.variants[variant]
	}
}
