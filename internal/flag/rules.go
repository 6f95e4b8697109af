package flag

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"time"

	engine "github.com/throughlinehq/throughline/engine/flag"
	"github.com/throughlinehq/throughline/internal/kit/id"
	"github.com/throughlinehq/throughline/internal/platform/database"
)

// Rules are a workspace's flags, compiled, with the keys of those who may ask. They never
// change: a change of the workspace makes new ones. Safe for concurrent use.
type Rules struct {
	revision     int64
	segments     [sha256.Size]byte // a sum over them
	flags        []*ready          // by key
	byKey        map[string]*ready
	sets         map[id.ID]*engine.Set // of each environment, with what is on there
	sticky       []string              // flags with rules that remember
	environments map[id.ID]*Place
	clients      map[string]*Client // by the hash of their secret
}

// Place is an environment as clients see it.
type Place struct {
	ID  id.ID
	Key string

	tag     string
	moments []int64 // at which a flag's times or ramps go on, in their order
}

// Tag changes whenever a flag of the environment may be something else for somebody: when
// somebody changes a flag, and when the moment of a scheduled change has come.
func (p *Place) Tag(now time.Time) string {
	past, _ := slices.BinarySearch(p.moments, now.Unix()+1)
	if past == 0 {
		return p.tag
	}
	return fmt.Sprintf("%s-%d", p.tag, past)
}

// Client is who asks with a key.
type Client struct {
	KeyID id.ID
	Place *Place

	workspace id.ID
	hash      string
}

// ready is one version of a flag, ready to be evaluated and written.
type ready struct {
	key       string
	record    id.ID
	version   int64
	enabledIn []id.ID
	refers    bool             // to segments
	compiled  *engine.Compiled // nil for a definition that cannot be compiled any more
	written   map[string]string
	without   string // the JSON of an answer without a value, up to the reason
	sum       [sha256.Size]byte
}

// Load reads the workspace's rules. With the rules that were loaded before, only what changed
// since is read and compiled; nothing changed returns them as they are.
func Load(tx *database.Tx, before *Rules) (*Rules, error) {
	now, err := revisionOf(tx)
	if err != nil || before != nil && before.revision == now {
		return before, err
	}
	r := &Rules{revision: now, byKey: map[string]*ready{}, sets: map[id.ID]*engine.Set{},
		environments: map[id.ID]*Place{}, clients: map[string]*Client{}}
	if err := r.loadFlags(tx, before); err != nil {
		return nil, err
	}
	places, err := Environments(tx)
	if err != nil {
		return nil, err
	}
	all := r.set()
	for _, e := range places {
		r.sets[e.ID] = all.Where(func(key string) bool {
			return slices.Contains(r.byKey[key].enabledIn, e.ID)
		})
		r.environments[e.ID] = r.place(e)
	}
	keys, err := allKeys(tx)
	if err != nil {
		return nil, err
	}
	for _, k := range keys {
		if place := r.environments[k.EnvironmentID]; place != nil {
			r.clients[k.Hash] = &Client{k.ID, place, tx.Workspace, k.Hash}
		}
	}
	return r, nil
}

func (r *Rules) loadFlags(tx *database.Tx, before *Rules) error {
	all, err := allFlags(tx)
	if err != nil {
		return err
	}
	segments, err := sharedOf(tx)
	if err != nil {
		return err
	}
	r.segments = sha256.Sum256([]byte(quoted(segments)))
	for _, f := range all {
		var known *ready
		if before != nil {
			known = before.byKey[f.Key]
		}
		if known == nil || known.record != f.ID || known.version != f.Version ||
			known.refers && before.segments != r.segments {
			known = prepare(f, segments)
			if known.refers {
				known.sum = sha256.Sum256(append(known.sum[:], r.segments[:]...))
			}
		}
		r.byKey[f.Key] = known
		r.flags = append(r.flags, known)
	}
	slices.SortFunc(r.flags, func(a, b *ready) int { return strings.Compare(a.key, b.key) })
	return nil
}

// set joins the flags that can be evaluated. One that cannot be together with others is not in it;
// that was refused when it was saved: see [Create].
func (r *Rules) set() *engine.Set {
	var compiled []*engine.Compiled
	for _, f := range r.flags {
		if f.compiled != nil {
			compiled = append(compiled, f.compiled)
			if f.compiled.Sticky() {
				r.sticky = append(r.sticky, f.key)
			}
		}
	}
	set, _ := engine.NewSet(compiled)
	return set
}

// prepare compiles a flag and writes the answers that it can give.
func prepare(f Flag, segments shared) *ready {
	p := &ready{key: f.Key, record: f.ID, version: f.Version, enabledIn: f.EnabledIn,
		written: map[string]string{}, sum: sha256.Sum256([]byte(f.Key + "\n" + f.Definition))}
	d, compiled, err := compile(f.Key, f.Definition, nil)
	if err != nil { // by itself it is not whole
		p.refers = true
		d, compiled, err = compile(f.Key, f.Definition, segments)
	}
	head := `{"key":` + quoted(f.Key)
	if len(d.Metadata) > 0 {
		head += `,"metadata":` + quoted(d.Metadata)
	}
	p.without = head + `,"reason":`
	if err != nil {
		return p // it was valid once: see [Create]
	}
	p.compiled = compiled
	for name, value := range d.Variants {
		p.written[name] = fmt.Sprintf(`%s,"value":%s,"variant":%s,"reason":`,
			head, quoted(value), quoted(name))
	}
	return p
}

// quoted is JSON of what came from JSON.
func quoted(v any) string {
	raw, err := json.Marshal(v)
	if err != nil {
		panic("flag: texts and decoded JSON always encode: " + err.Error())
	}
	return string(raw)
}

func (r *Rules) place(e Environment) *Place {
	p := &Place{ID: e.ID, Key: e.Key, tag: r.tag(e.ID)}
	for _, f := range r.flags {
		if f.compiled != nil && slices.Contains(f.enabledIn, e.ID) {
			p.moments = append(p.moments, f.compiled.Moments()...)
		}
	}
	slices.Sort(p.moments)
	return p
}

// tag sums up what all flags may be in an environment.
func (r *Rules) tag(environment id.ID) string {
	sum := sha256.New()
	for _, f := range r.flags {
		sum.Write(f.sum[:])
		if slices.Contains(f.enabledIn, environment) {
			sum.Write([]byte{1})
		}
	}
	return hex.EncodeToString(sum.Sum(nil)[:12])
}

// Client is who holds a secret; nil for nobody.
func (r *Rules) Client(secret string) *Client { return r.clients[digest(secret)] }

// Place is an environment; nil when there is none.
func (r *Rules) Place(environment id.ID) *Place { return r.environments[environment] }

// Outcome says how an evaluation went: an error code of OpenFeature, or none.
type Outcome struct{ Code, Detail string }

// The outcomes that are no success.
var (
	notFound = Outcome{engine.FlagNotFound, "There is no such flag."}
	noTarget = Outcome{"TARGETING_KEY_MISSING",
		"The flag splits by the targeting key; send one in the context."}
	broken = Outcome{engine.General, "The flag's definition cannot be evaluated."}
)

// Append evaluates a flag and appends the answer as JSON, in the form of OFREP; nothing is appended
// where the outcome is an error.
func (r *Rules) Append(to []byte, key string, q *Question) ([]byte, Outcome) {
	f := r.byKey[key]
	if f == nil {
		return to, notFound
	}
	q.Context["environment"] = q.Place.Key
	return r.append(to, f, q, q.query())
}

func (r *Rules) append(
	to []byte, f *ready, q *Question, asked engine.Query,
) ([]byte, Outcome) {
	if !slices.Contains(f.enabledIn, q.Place.ID) {
		return finish(to, f.without, engine.Disabled), Outcome{}
	}
	set := r.sets[q.Place.ID]
	result := set.Ask(f.key, asked)
	if result.Reason == engine.Default && result.Unit == "" && set.Splits(f.key) {
		if target, _ := q.Context["targetingKey"].(string); target == "" {
			return to, noTarget
		}
	}
	if result.Record || result.Remember {
		q.Given = append(q.Given, Given{f.key, result.Variant, result.Reason, result.Exposure})
	}
	switch {
	case result.Error == engine.FlagNotFound:
		return to, broken
	case result.Reason == engine.Failed:
		return to, Outcome{result.Error, result.Detail}
	case result.Variant == "":
		return finish(to, f.without, result.Reason), Outcome{}
	}
	return finish(to, f.written[result.Variant], result.Reason), Outcome{}
}

func finish(to []byte, written string, reason engine.Reason) []byte {
	to = append(to, written...)
	to = append(append(to, '"'), reason...)
	return append(to, '"', '}')
}

// AppendAll evaluates every flag and appends the answers as a JSON list; a flag that cannot be
// evaluated is answered with its error.
func (r *Rules) AppendAll(to []byte, q *Question) []byte {
	q.Context["environment"] = q.Place.Key
	asked := r.sets[q.Place.ID].Share(q.query())
	to = append(to, '[')
	for n, f := range r.flags {
		if n > 0 {
			to = append(to, ',')
		}
		var out Outcome
		if to, out = r.append(to, f, q, asked); out.Code != "" {
			to = fmt.Appendf(to, `{"key":%s,"errorCode":%s,"errorDetails":%s}`,
				quoted(f.key), quoted(out.Code), quoted(out.Detail))
		}
	}
	return append(to, ']')
}
