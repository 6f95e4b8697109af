package flag

import (
	"encoding/json"
	"errors"
	"fmt"
	"math"
	"slices"
	"strings"
)

// maxNeeded is how many evaluations one may take, with those of all prerequisites of
// prerequisites.
const maxNeeded = 100

// notDecoded says in JSON's words where and why a decoder stopped.
func notDecoded(err error) Mistake {
	var kind *json.UnmarshalTypeError
	if !errors.As(err, &kind) {
		return Mistake{"", "is no JSON: " + err.Error()}
	}
	is := kind.Value
	if !strings.HasPrefix(is, "something") { // which says it all: [writtenShare]
		is = "a JSON " + is
	}
	pointer := ""
	if kind.Field != "" {
		field := strings.Replace(kind.Field, "writtenGates.", "", 1) // Go's name of a part
		pointer = "/" + strings.ReplaceAll(field, ".", "/")
	}
	return Mistake{pointer, "cannot be " + is}
}

// Compile compiles a definition in flagd's format. Mistakes come back all together as an Error;
// flags without one are in the set even so.
func Compile(definition []byte) (*Set, error) {
	var file struct {
		Flags      map[string]json.RawMessage `json:"flags"`
		Evaluators map[string]json.RawMessage `json:"$evaluators"`
	}
	if err := json.Unmarshal(definition, &file); err != nil {
		return &Set{}, Error{notDecoded(err)}
	}
	if file.Flags == nil {
		return &Set{}, Error{{"/flags", "there are no flags"}}
	}
	keys := make([]string, 0, len(file.Flags))
	for key := range file.Flags {
		keys = append(keys, key)
	}
	slices.Sort(keys)
	var mistakes Error
	flags := make([]*Compiled, len(keys))
	for i, key := range keys {
		flag, found := CompileFlag(key, file.Flags[key], file.Evaluators)
		mistakes = append(mistakes, found...)
		if len(found) == 0 {
			flags[i] = flag
		}
	}
	s, found := link(keys, flags)
	if mistakes = append(mistakes, found...); len(mistakes) > 0 {
		return s, mistakes
	}
	return s, nil
}

// Key is what the flag is called.
func (f *Compiled) Key() string { return f.key }

// Sticky reports whether a rule of the flag remembers whom it gave what.
func (f *Compiled) Sticky() bool {
	return f.gates != nil && slices.ContainsFunc(f.gates.rules, func(r step) bool {
		return len(r.sticky) > 0
	})
}

// Moments lists when a flag's times and ramps change what it may be.
func (f *Compiled) Moments() (all []int64) {
	if f.gates == nil {
		return nil
	}
	times := []window{f.gates.during}
	for _, r := range f.gates.rules {
		times = append(times, r.during)
		for _, c := range r.coverage {
			all = append(all, c.from)
		}
	}
	for _, w := range times {
		all = append(all, w.from, w.until)
	}
	return slices.DeleteFunc(all, func(at int64) bool {
		return at == math.MinInt64 || at == math.MaxInt64
	})
}

// Needs lists the flags that must be one of some variants before this one is anything.
func (f *Compiled) Needs() (keys []string) {
	if f.gates == nil {
		return nil
	}
	for _, n := range f.gates.needs {
		keys = append(keys, n.flag)
	}
	for _, r := range f.gates.rules {
		for _, n := range r.needs {
			keys = append(keys, n.flag)
		}
	}
	return keys
}

// NewSet makes a set of flags, in the order of their keys. A flag whose prerequisites cannot be, or
// whose layer or holdout is another flag's, is a mistake and not in the set.
func NewSet(flags []*Compiled) (*Set, Error) {
	keys := make([]string, len(flags))
	for i, f := range flags {
		keys[i] = f.key
	}
	return link(keys, slices.Clone(flags))
}

// linker finds out how flags depend on each other.
type linker struct {
	*Set
	mistakes Error
	cost     []int  // evaluations that a flag takes; 0 unknown, -1 being followed
	open     []int  // being followed, to find circles
	wrong    []bool // have a mistake
}

func link(keys []string, flags []*Compiled) (*Set, Error) {
	l := &linker{Set: &Set{flags: flags, keys: keys, index: make(map[string]int, len(keys)),
		needs: make([][]int, len(keys))}, cost: make([]int, len(keys)),
		wrong: make([]bool, len(keys))}
	for i, key := range keys {
		l.index[key] = i
	}
	for i, f := range flags {
		if f == nil || f.gates == nil {
			continue
		}
		l.resolve(i, "/prerequisites", f.gates.needs)
		for n, r := range f.gates.rules {
			l.resolve(i, fmt.Sprintf("/rules/%d/prerequisites", n), r.needs)
		}
	}
	for i := range flags {
		l.follow(i)
	}
	l.shared()
	for i, wrong := range l.wrong {
		if wrong {
			flags[i] = nil
		}
	}
	l.variables = variablesOf(flags)
	return l.Set, l.mistakes
}

func (l *linker) fail(i int, pointer, format string, args ...any) {
	l.wrong[i] = true
	l.mistakes = append(l.mistakes, Mistake{"/flags/" + escaped(l.keys[i]) + pointer,
		fmt.Sprintf(format, args...)})
}

// resolve finds the flags that are needed, and whether they have the variants.
func (l *linker) resolve(i int, pointer string, needs []need) {
	for n, need := range needs {
		at := fmt.Sprintf("%s/%d", pointer, n)
		other, there := l.index[need.flag]
		if !there {
			other = -1
			l.fail(i, at+"/flag", "there is no flag %q", need.flag)
		} else if f := l.flags[other]; f != nil {
			for k, v := range need.variants {
				if !slices.Contains(f.variants, v) {
					l.fail(i, fmt.Sprintf("%s/variants/%d", at, k), "%s has no variant %q",
						need.flag, v)
				}
			}
		}
		l.needs[i] = append(l.needs[i], other)
	}
}

// follow counts what an evaluation of a flag takes, and names circles.
func (l *linker) follow(i int) int {
	if l.cost[i] > 0 {
		return l.cost[i]
	}
	if l.cost[i] < 0 {
		var names []string
		for _, each := range append(l.open[slices.Index(l.open, i):], i) {
			names = append(names, l.keys[each])
			l.wrong[each] = true
		}
		l.fail(i, "/prerequisites", "flags need each other in a circle: %s",
			strings.Join(names, " -> "))
		return 1 // none of them is in the set, so that nobody waits for another
	}
	l.open, l.cost[i] = append(l.open, i), -1
	cost := 1
	for _, other := range l.needs[i] {
		if other >= 0 && cost <= maxNeeded {
			cost += l.follow(other)
		}
	}
	l.open = l.open[:len(l.open)-1]
	if cost > maxNeeded && !l.wrong[i] {
		l.fail(i, "/prerequisites", "takes more than %d evaluations of other flags", maxNeeded)
	}
	l.cost[i] = cost
	return cost
}

// shared holds flags together that name the same holdout or layer.
func (l *linker) shared() {
	holdouts, layers := map[string]int{}, map[string][]taken{}
	for i, f := range l.flags {
		if f == nil || f.gates == nil {
			continue
		}
		for n, h := range f.gates.holdouts {
			first, known := holdouts[h.name]
			if !known {
				holdouts[h.name] = i
				continue
			}
			if other := l.holdout(first, h.name); other.share != h.share ||
				!sameSources(other.by.by, h.by.by) {
				l.fail(i, fmt.Sprintf("/holdouts/%d", n),
					"the holdout %s has another share, or goes by another id, in %s",
					h.name, l.keys[first])
			}
		}
		for n, r := range f.gates.rules {
			if r.layer != nil {
				l.take(taken{i, n, r.during, r.layer}, layers)
			}
		}
	}
}

func (l *linker) holdout(flag int, name string) holdout {
	for _, h := range l.flags[flag].gates.holdouts {
		if h.name == name {
			return h
		}
	}
	return holdout{}
}

func sameSources(a, b []source) bool {
	return slices.EqualFunc(a, b, func(a, b source) bool { return a.name == b.name })
}

// taken are slots of a layer that a rule of a flag has.
type taken struct {
	flag, rule int
	during     window
	*layer
}

// take gives a rule its slots, unless another flag has them at the same time.
func (l *linker) take(t taken, layers map[string][]taken) {
	at := fmt.Sprintf("/rules/%d/layer", t.rule)
	for _, other := range layers[t.name] {
		if t.by.salt != other.by.salt || t.by.hash != other.by.hash ||
			!sameSources(t.by.by, other.by.by) {
			l.fail(t.flag, at, "the layer %s goes by another id, salt or hash in %s", t.name,
				l.keys[other.flag])
			return
		}
		apart := t.slots[1] <= other.slots[0] || other.slots[1] <= t.slots[0] ||
			t.during.until <= other.during.from || other.during.until <= t.during.from
		if t.flag != other.flag && !apart {
			l.fail(t.flag, at+"/slots", "of the layer %s overlap with those of %s, which are %v",
				t.name, l.keys[other.flag], other.slots)
			return
		}
	}
	layers[t.name] = append(layers[t.name], t)
}
