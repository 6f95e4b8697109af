package schedule

import (
	"fmt"
	"math"
	"slices"
)

// Outlook is how sure a plan is.
type Outlook struct {
	Items      []ItemOutlook      `json:"items"`                // in the plan's order
	Milestones []MilestoneOutlook `json:"milestones,omitempty"` // in the model's order
	// Makespan10, 50 and 85 are when the whole plan is done in so many of 100 cases.
	Makespan10 int    `json:"makespan_p10"`
	Makespan50 int    `json:"makespan_p50"`
	Makespan85 int    `json:"makespan_p85"`
	Draws      int    `json:"draws"`
	Traced     int    `json:"traced"` // the draws that criticality was counted in
	Seed       uint64 `json:"seed"`
}

// ItemOutlook is when one item is likely to finish.
type ItemOutlook struct {
	ID    string  `json:"id"`
	P10   int     `json:"p10"`
	P50   int     `json:"p50"`
	P85   int     `json:"p85"`
	PLate float64 `json:"p_late"` // chance to miss the due date; 0 without one
	// Criticality is the share of draws in which the plan's end waits for the item: it lies on the
	// way back from what finishes last along what each item waits for, be it an item or a team.
	Criticality float64 `json:"criticality"`
}

// MilestoneOutlook is when a milestone is likely to be reached.
type MilestoneOutlook struct {
	ID    string  `json:"id"`
	P10   int     `json:"p10"`
	P50   int     `json:"p50"`
	P85   int     `json:"p85"`
	PLate float64 `json:"p_late"`
	// At is when it is reached in the share of cases that the model asks for, Confidence.
	At         int     `json:"at"`
	Confidence float64 `json:"confidence"`
}

// SimulateOptions steer a simulation; the zero value is usable.
type SimulateOptions struct {
	Draws int // 0 means 2,000, fewer for large models
	Seed  uint64
	// Progress, if set, hears now and then how many draws were made; it returns false to stop, and
	// the outlook is then that of the draws so far.
	Progress func(draws int) bool
}

const (
	usualDraws  = 2000
	mostCells   = 4_000_000 // draws times items
	tracedCells = 100_000   // of those, in which the critical items are looked for
)

// Simulate replays the plan's order under efforts drawn from their ranges. Each demand has its own
// random stream, so that a change to one item leaves the luck of the others as it was.
func Simulate(m Model, plan Plan, opt SimulateOptions) (Outlook, error) {
	p, err := normalize(m)
	if err != nil {
		return Outlook{}, err
	}
	if opt.Seed == 0 && m.Limits != nil {
		opt.Seed = m.Limits.Seed
	}
	if opt.Draws < 0 || opt.Draws > 1_000_000 {
		return Outlook{}, fmt.Errorf("draws %d, expected 0 to 1,000,000", opt.Draws)
	}
	draws := opt.Draws
	if draws == 0 {
		draws = usualDraws
	}
	n := max(1, len(p.items))
	draws = max(1, min(draws, mostCells/n))
	if err := p.follow(plan); err != nil {
		return Outlook{}, err
	}
	keys, err := p.keysOf(plan)
	if err != nil {
		return Outlook{}, err
	}
	r := replay{p: p, d: newDecoder(p, goal{}), luck: p.newLuck(opt.Seed), keys: keys,
		finishes: make([][]int, len(p.items)), critical: make([]int, len(p.items))}
	for r.draws < draws {
		if err := r.next(r.draws < max(1, tracedCells/n)); err != nil {
			return Outlook{}, err
		}
		if opt.Progress != nil && r.draws%report == 0 && !opt.Progress(r.draws) {
			break
		}
	}
	return r.outlook(opt.Seed), nil
}

// keysOf turns the plan's order into keys.
func (p *problem) keysOf(plan Plan) ([]float64, error) {
	place := make(map[string]int, len(plan.Order))
	for i, name := range plan.Order {
		place[name] = i
	}
	keys := make([]float64, len(p.items))
	for i, name := range p.names {
		at, ok := place[name]
		if !ok && !p.items[i].done && !p.items[i].out {
			return nil, fmt.Errorf("plan does not fit the model: item %q has no place in its order",
				name)
		}
		keys[i] = float64(at)
	}
	return keys, nil
}

// replay is a simulation under way.
type replay struct {
	p         *problem
	d         *decoder
	luck      luck
	keys      []float64
	draws     int
	finishes  [][]int // by item
	makespans []int
	critical  []int // by item, in how many of the traced draws
	traced    int
}

// next draws all efforts once and builds the plan with them.
func (r *replay) next(trace bool) error {
	r.luck.draw(r.p)
	if failed := r.d.decode(genes{keys: r.keys}); failed >= 0 {
		return fmt.Errorf("item %q does not fit when efforts turn out larger: "+
			"a team's capacity ends", r.p.names[failed])
	}
	makespan := 0
	for i := range r.p.items {
		r.finishes[i] = append(r.finishes[i], r.d.finish[i])
		if !r.p.items[i].done && !r.p.items[i].out {
			makespan = max(makespan, r.d.finish[i])
		}
	}
	r.makespans = append(r.makespans, makespan)
	if r.draws++; trace {
		r.traced++
		for i := range criticalItems(fromDecoder(r.d)) {
			r.critical[i]++
		}
	}
	return nil
}

func (r *replay) outlook(seed uint64) Outlook {
	out := Outlook{Items: []ItemOutlook{}, Draws: r.draws, Traced: r.traced, Seed: seed}
	items := len(r.p.items) - r.p.stones
	for i, t := range r.p.items {
		if t.done || t.out {
			continue
		}
		sorted := r.finishes[i]
		slices.Sort(sorted)
		item := ItemOutlook{ID: r.p.names[i], P10: percentile(sorted, 10),
			P50: percentile(sorted, 50), P85: percentile(sorted, 85),
			Criticality: float64(r.critical[i]) / float64(r.traced)}
		if t.due >= 0 {
			onTime, _ := slices.BinarySearch(sorted, t.due+1)
			item.PLate = float64(len(sorted)-onTime) / float64(len(sorted))
		}
		if i < items {
			out.Items = append(out.Items, item)
			continue
		}
		sure := r.p.model.Milestones[i-items].Sure()
		at := sorted[max(0, int(math.Ceil(sure*float64(len(sorted))-1e-9))-1)]
		out.Milestones = append(out.Milestones, MilestoneOutlook{ID: item.ID, P10: item.P10,
			P50: item.P50, P85: item.P85, PLate: item.PLate, At: at, Confidence: sure})
	}
	slices.Sort(r.makespans)
	out.Makespan10, out.Makespan50 = percentile(r.makespans, 10), percentile(r.makespans, 50)
	out.Makespan85 = percentile(r.makespans, 85)
	return out
}

// percentile is the smallest value that at least p percent of the sorted values do not exceed.
func percentile(sorted []int, p int) int {
	return sorted[max(0, (len(sorted)*p+99)/100-1)]
}

// criticalItems walks back from the item that finishes last along what each waits for.
func criticalItems(a *analysis) map[int]bool {
	last := -1
	for i, t := range a.p.items {
		if !t.done && !t.out && len(t.Demands) > 0 && (last < 0 || a.finish[i] > a.finish[last]) {
			last = i
		}
	}
	found := map[int]bool{}
	for i := last; i >= 0 && !found[i]; {
		found[i] = true
		next, known := a.p.index[a.holder(i).Item]
		if !known {
			break
		}
		i = next
	}
	return found
}

// holder is what keeps the demand of item i that ends last from being done sooner.
func (a *analysis) holder(i int) Cause {
	t := &a.p.items[i]
	if t.fixed() {
		return Cause{Kind: CauseLock}
	}
	last := -1
	for k, s := range a.work[i] {
		if last < 0 || s.End() > a.work[i][last].End() {
			last = k
		}
	}
	ready, why := a.ready(i)
	if last < 0 || a.work[i][last].From <= ready {
		return why
	}
	for _, l := range t.preds {
		if l.kind == finishFinish && a.finish[l.other]+l.lag == a.finish[i] {
			return Cause{Kind: CausePredecessor, Item: a.p.names[l.other]}
		}
	}
	return a.blocker(i, last)
}
