package rank

import (
	"fmt"
	"math"
	"slices"
	"sort"
)

// Item is something to be ranked: its values by field key. A value that is not there is missing,
// which is not the same as 0.
type Item struct {
	ID     string              `json:"id"`
	Values map[string]Estimate `json:"values"`
}

// Options steer a ranking; the zero value is usable.
type Options struct {
	Draws int    // how often the list is drawn; 0 means 4,000
	Seed  uint64 // same seed, same list
	TopK  []int  // list lengths of interest, the first decides what to refine; nil means 5
}

// Result is a ranked list.
type Result struct {
	Framework   string       `json:"framework"`
	Items       []Ranked     `json:"items"`        // best first
	Incomplete  []Incomplete `json:"incomplete"`   // without a score, in input order
	RefineFirst []Refinement `json:"refine_first"` // most useful first
	// Weights say how far each weight may move; only weighted frameworks have any.
	Weights []Leeway `json:"weights,omitempty"`
	// ExpectedRight says how many of the first k are likely to belong there.
	ExpectedRight map[int]float64 `json:"expected_right"`
	Draws         int             `json:"draws"`
	Seed          uint64          `json:"seed"`
}

// Ranked is one item of the list. Ranges are 80 % ranges; a rank range always includes the rank.
type Ranked struct {
	ID         string          `json:"id"`
	Score      float64         `json:"score"` // median of the draws
	ScoreLow   float64         `json:"score_low"`
	ScoreHigh  float64         `json:"score_high"`
	Rank       int             `json:"rank"`
	RankLow    int             `json:"rank_low"`
	RankHigh   int             `json:"rank_high"`
	PTop       map[int]float64 `json:"p_top"`        // chance to belong to the first k
	PAboveNext *float64        `json:"p_above_next"` // chance to outrank the next item, if any
	TooClose   bool            `json:"too_close"`    // that chance is between 0.4 and 0.6
	// Complete is the share of the framework's weight for which the item has values; below 1
	// only in weighted frameworks.
	Complete float64 `json:"complete"`
}

// Incomplete is an item that cannot be scored yet, and what it needs.
type Incomplete struct {
	ID      string            `json:"id"`
	Missing []string          `json:"missing,omitempty"` // field keys
	Refused map[string]string `json:"refused,omitempty"` // field key to reason
	Reason  string            `json:"reason,omitempty"`  // the formula has no result
}

// Refinement is one estimate and what knowing it exactly would be worth: the expected gain in
// the number of items that rightly are in the first k.
type Refinement struct {
	ID    string  `json:"id"`
	Field string  `json:"field"`
	Value float64 `json:"value"`
}

const (
	defaultDraws = 4000
	maxDraws     = 100_000
	maxItems     = 20_000
	maxCells     = 1 << 24 // items times draws held in memory
)

// Rank scores the items under the framework and draws their estimates to see how firm the order
// is. Items that lack a value, or have one that the framework refuses, come back as incomplete.
func Rank(f Framework, items []Item, opt Options) (Result, error) {
	if err := f.Validate(); err != nil {
		return Result{}, err
	}
	opt, err := opt.withDefaults(len(items))
	if err != nil {
		return Result{}, err
	}
	res := Result{Framework: f.Key, Draws: opt.Draws, Seed: opt.Seed,
		Items: []Ranked{}, Incomplete: []Incomplete{}, RefineFirst: []Refinement{}}
	entries, incomplete, err := prepare(f, items)
	if err != nil {
		return Result{}, err
	}
	spread(len(entries), func() func(int) {
		d := newDesk(opt, len(f.Fields))
		return func(i int) { d.score(&entries[i]) }
	})
	for _, e := range entries {
		if e.reason != "" {
			incomplete[e.index] = &Incomplete{ID: e.id, Reason: e.reason}
		}
	}
	for _, inc := range incomplete {
		if inc != nil {
			res.Incomplete = append(res.Incomplete, *inc)
		}
	}
	s := &sheet{opt: opt}
	s.entries = slices.DeleteFunc(entries, func(e entry) bool { return e.reason != "" })
	sort.SliceStable(s.entries, func(a, b int) bool {
		return rounded(s.entries[a].median) > rounded(s.entries[b].median)
	})
	s.rankDraws()
	s.report(&res)
	if f.Formula == "" {
		res.Weights = leeways(f, items, s.entries)
	}
	return res, nil
}

func (o Options) withDefaults(items int) (Options, error) {
	if o.Draws == 0 {
		o.Draws = defaultDraws
	}
	if o.Draws < 2 || o.Draws > maxDraws {
		return o, fmt.Errorf("draws: expected 2 to %d, got %d", maxDraws, o.Draws)
	}
	if items > maxItems {
		return o, fmt.Errorf("expected at most %d items, got %d", maxItems, items)
	}
	if items > 0 {
		o.Draws = min(o.Draws, maxCells/items)
	}
	o.Draws += o.Draws % 2 // draws come in mirrored pairs
	if len(o.TopK) == 0 {
		o.TopK = []int{5}
	}
	for _, k := range o.TopK {
		if k < 1 {
			return o, fmt.Errorf("top k: expected 1 or more, got %d", k)
		}
	}
	return o, nil
}

// entry is an item on its way through the ranking.
type entry struct {
	id       string
	index    int // in the input
	expr     *Expr
	inputs   []input // one per framework field
	complete float64
	reason   string    // why there are no scores
	scores   []float64 // one per draw
	median   float64
	low      float64
	high     float64
}

// input is one field of one item. Used is false where the formula does without it.
type input struct {
	sampler
	used   bool
	stream string // name of its random stream
}

// prepare checks the items; incomplete has a place for each of them, nil where all is well.
func prepare(f Framework, items []Item) ([]entry, []*Incomplete, error) {
	incomplete := make([]*Incomplete, len(items))
	entries := make([]entry, 0, len(items))
	seen := make(map[string]int, len(items))
	compiled := map[string]*Expr{}
	for i, item := range items {
		if item.ID == "" {
			return nil, nil, fmt.Errorf("item %d has no id", i+1)
		}
		if first, twice := seen[item.ID]; twice {
			return nil, nil, fmt.Errorf("items %d and %d have the same id %q",
				first+1, i+1, item.ID)
		}
		seen[item.ID] = i
		e, inc, err := f.prepareItem(item, compiled)
		if err != nil {
			return nil, nil, err
		}
		if inc != nil {
			incomplete[i] = inc
			continue
		}
		e.index = i
		entries = append(entries, e)
	}
	return entries, incomplete, nil
}

func (f Framework) prepareItem(item Item, compiled map[string]*Expr) (entry, *Incomplete, error) {
	present, inc := f.sift(item)
	if len(inc.Refused) > 0 || f.Formula == "" && len(present) == 0 {
		return entry{}, &inc, nil
	}
	expr, err := f.compiledFor(present, compiled)
	if err != nil {
		return entry{}, nil, err
	}
	e := entry{id: item.ID, expr: expr, complete: 1}
	uses := expr.Uses()
	have, total := 0.0, 0.0
	var missing []string
	for _, field := range f.Fields {
		est, ok := item.Values[field.Key]
		used := slices.Contains(uses, field.Key)
		if used && !ok {
			missing = append(missing, field.Key)
		}
		if total += field.Weight; ok {
			have += field.Weight
		}
		in := input{sampler{est, field}, used && ok, item.ID + "\x00" + field.Key}
		if est.Shared != "" {
			in.stream = "\x00shared\x00" + est.Shared
		}
		e.inputs = append(e.inputs, in)
	}
	if len(missing) > 0 {
		return entry{}, &Incomplete{ID: item.ID, Missing: missing}, nil
	}
	if f.Formula == "" {
		e.complete = have / total
	}
	return e, nil, nil
}

// sift separates an item's values into the fields that are present and what is wrong.
func (f Framework) sift(item Item) ([]Field, Incomplete) {
	inc := Incomplete{ID: item.ID}
	var present []Field
	for _, field := range f.Fields {
		est, ok := item.Values[field.Key]
		if !ok {
			inc.Missing = append(inc.Missing, field.Key)
			continue
		}
		if reason := field.check(est); reason != "" {
			if inc.Refused == nil {
				inc.Refused = map[string]string{}
			}
			inc.Refused[field.Key] = reason
			continue
		}
		present = append(present, field)
	}
	return present, inc
}

func (f Framework) compiledFor(present []Field, compiled map[string]*Expr) (*Expr, error) {
	key := ""
	if f.Formula == "" {
		for _, field := range present {
			key += field.Key + " "
		}
	}
	if expr := compiled[key]; expr != nil {
		return expr, nil
	}
	expr, err := f.compile(present)
	compiled[key] = expr
	return expr, err
}

// Score computes the framework's formula for point values, without any draws.
func (f Framework) Score(values map[string]float64) (float64, error) {
	item := Item{ID: "item", Values: map[string]Estimate{}}
	for key, v := range values {
		item.Values[key] = Point(v)
	}
	if err := f.Validate(); err != nil {
		return 0, err
	}
	e, inc, err := f.prepareItem(item, map[string]*Expr{})
	if err != nil {
		return 0, err
	}
	if inc != nil {
		return 0, inc
	}
	point := make([]float64, len(e.inputs))
	for i, in := range e.inputs {
		point[i] = in.est.P10
	}
	return e.expr.Eval(point)
}

// Error says in one line why the item has no score.
func (inc *Incomplete) Error() string {
	switch {
	case len(inc.Refused) > 0:
		keys := make([]string, 0, len(inc.Refused))
		for key := range inc.Refused {
			keys = append(keys, key)
		}
		slices.Sort(keys)
		return fmt.Sprintf("%s: %s %s", inc.ID, keys[0], inc.Refused[keys[0]])
	case len(inc.Missing) > 0:
		return fmt.Sprintf("%s: missing %v", inc.ID, inc.Missing)
	}
	return inc.ID + ": " + inc.Reason
}

// rounded keeps nine significant digits: enough for any reader, few enough that the last bit of
// a processor's exponential does not show.
func rounded(x float64) float64 {
	if x == 0 {
		return 0
	}
	scale := math.Pow(10, 8-math.Floor(math.Log10(math.Abs(x))))
	if r := math.Round(x*scale) / scale; finite(r) == r {
		return r
	}
	return x
}
