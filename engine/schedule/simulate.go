package schedule

import (
	"fmt"
	"math/rand/v2"
	"slices"
)

// Outlook is how sure a plan is.
type Outlook struct {
	Items []ItemOutlook `json:"items"` // in the plan's order
	// Makespan50 and Makespan85 are when the whole plan is done in half, and in 85 % of cases.
	Makespan50 int    `json:"makespan_p50"`
	Makespan85 int    `json:"makespan_p85"`
	Draws      int    `json:"draws"`
	Seed       uint64 `json:"seed"`
}

// ItemOutlook is when one item is likely to finish.
type ItemOutlook struct {
	ID    string  `json:"id"`
	P10   int     `json:"p10"`
	P50   int     `json:"p50"`
	P85   int     `json:"p85"`
	PLate float64 `json:"p_late"` // chance to miss the due date; 0 without one
}

const (
	usualDraws = 2000
	mostCells  = 4_000_000 // draws times items
)

// Simulate replays the plan's order under efforts drawn from their ranges; 0 draws means 2,000,
// fewer for large models. Each demand has its own random stream, so that a change to one item
// leaves the luck of the others as it was.
func Simulate(m Model, plan Plan, draws int, seed uint64) (Outlook, error) {
	p, err := normalize(m)
	if err != nil {
		return Outlook{}, err
	}
	if draws < 0 || draws > 1_000_000 {
		return Outlook{}, fmt.Errorf("draws %d, expected 0 to 1,000,000", draws)
	}
	if draws == 0 {
		draws = usualDraws
	}
	draws = max(1, min(draws, mostCells/max(1, len(p.items))))
	keys, err := p.keysOf(plan)
	if err != nil {
		return Outlook{}, err
	}
	luck := p.newLuck(seed)
	d := newDecoder(p, goal{})
	finishes := make([][]int, len(p.items))
	makespans := make([]int, draws)
	for draw := range draws {
		luck.draw(p)
		if failed := d.decode(genes{keys: keys}); failed >= 0 {
			return Outlook{}, fmt.Errorf("item %q does not fit when efforts turn out larger: "+
				"a team's capacity ends", p.names[failed])
		}
		for i := range p.items {
			finishes[i] = append(finishes[i], d.finish[i])
			if !p.items[i].done {
				makespans[draw] = max(makespans[draw], d.finish[i])
			}
		}
	}
	return p.outlook(finishes, makespans, seed), nil
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
		if !ok && !p.items[i].done {
			return nil, fmt.Errorf("plan does not fit the model: item %q has no place in its order",
				name)
		}
		keys[i] = float64(at)
	}
	return keys, nil
}

func (p *problem) outlook(finishes [][]int, makespans []int, seed uint64) Outlook {
	out := Outlook{Items: []ItemOutlook{}, Draws: len(makespans), Seed: seed}
	for i, t := range p.items {
		if t.done {
			continue
		}
		slices.Sort(finishes[i])
		item := ItemOutlook{ID: p.names[i], P10: percentile(finishes[i], 10),
			P50: percentile(finishes[i], 50), P85: percentile(finishes[i], 85)}
		if t.due >= 0 {
			onTime, _ := slices.BinarySearch(finishes[i], t.due+1)
			item.PLate = 1 - float64(onTime)/float64(len(finishes[i]))
		}
		out.Items = append(out.Items, item)
	}
	slices.Sort(makespans)
	out.Makespan50, out.Makespan85 = percentile(makespans, 50), percentile(makespans, 85)
	return out
}

// percentile is the smallest value that at least p percent of the sorted values do not exceed.
func percentile(sorted []int, p int) int {
	return sorted[max(0, (len(sorted)*p+99)/100-1)]
}

// luck draws efforts.
type luck struct {
	streams [][]*rand.Rand // by item and demand; nil for a certain effort
	planned [][]int32
}

func (p *problem) newLuck(seed uint64) luck {
	l := luck{make([][]*rand.Rand, len(p.items)), make([][]int32, len(p.items))}
	for i, t := range p.items {
		for k, d := range t.demands {
			var stream *rand.Rand
			if e := p.model.Items[i].Demands[k].Effort; e.P10 < e.P90 {
				name := p.names[i] + "\x00" + p.teams[d.team].id
				stream = rand.New(rand.NewPCG(seed, hashName(name)))
			}
			l.streams[i] = append(l.streams[i], stream)
			l.planned[i] = append(l.planned[i], d.effort)
		}
	}
	return l
}

// draw replaces the problem's efforts by drawn ones.
func (l luck) draw(p *problem) {
	for i := range p.items {
		for k, stream := range l.streams[i] {
			if stream != nil {
				f := p.model.Items[i].Demands[k].Effort.factor(stream.NormFloat64())
				effort := min(float64(l.planned[i][k])*f, maxEffort*cents)
				p.items[i].demands[k].effort = max(1, int32(effort))
			}
		}
	}
}

// hashName is FNV-1a.
func hashName(name string) uint64 {
	h := uint64(14695981039346656037)
	for i := range len(name) {
		h = (h ^ uint64(name[i])) * 1099511628211
	}
	return h
}
