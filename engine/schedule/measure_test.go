package schedule

import (
	"fmt"
	"math"
	"math/rand/v2"
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/throughlinehq/throughline/engine/schedule/rcpsp"
)

// valued are the networks of PSPLIB's j60 as backlogs: each resource a team, each job an item, a
// third of the items worth something, log-normally.
func valued(t testing.TB) []Model {
	t.Helper()
	root := os.Getenv("THROUGHLINE_SHARED")
	if root == "" {
		root = filepath.Join("..", "..", "..", "shared")
	}
	names, _ := filepath.Glob(filepath.Join(root, "data", "planning", "rcpsp", "j60", "*.sm"))
	if len(names) == 0 {
		t.Skipf("no data below %s: set THROUGHLINE_SHARED", root)
	}
	var models []Model
	for k, name := range names {
		file, err := os.Open(name)
		if err != nil {
			t.Fatal(err)
		}
		p, err := rcpsp.Read(file)
		file.Close()
		if err != nil {
			t.Fatal(err)
		}
		models = append(models, backlog(p, rand.New(rand.NewPCG(uint64(k), 35))))
	}
	return models
}

func backlog(p *rcpsp.Project, rng *rand.Rand) Model {
	var m Model
	for r, capacity := range p.Renewable {
		m.Teams = append(m.Teams, always(fmt.Sprint("R", r), float64(capacity)))
	}
	for i, job := range p.Jobs {
		item, mode := Item{ID: fmt.Sprint(i + 1)}, job.Modes[0]
		for r, people := range mode.Renewable {
			if effort := people * mode.Duration; effort > 0 {
				item.Demands = append(item.Demands, Demand{Team: m.Teams[r].ID,
					Effort: Certain(float64(effort)), MaxParallel: float64(people)})
			}
		}
		if rng.Float64() < .35 {
			item.Delay.PerWeek = math.Round(1000 * math.Exp(rng.NormFloat64()))
		}
		m.Items = append(m.Items, item)
		for _, s := range job.Successors {
			m.Deps = append(m.Deps, Dep{From: item.ID, To: fmt.Sprint(s + 1)})
		}
	}
	return m
}

// plain is textbook annealing on the same decoder: from the order of value, one random item at a
// time next to another one, cooling geometrically.
func plain(t testing.TB, m Model, schedules int) float64 {
	t.Helper()
	p, err := normalize(m)
	if err != nil {
		t.Fatal(err)
	}
	rng := rand.New(rand.NewPCG(1, 2))
	d, keys := newDecoder(p, goal{}), p.priorities(goal{})[2]
	cost := func() float64 {
		d.decode(genes{keys: keys})
		return inMoney(d.judge().tiers[0])
	}
	now := cost()
	best, hot := now, .02*now
	for step := range schedules {
		item, old := rng.IntN(len(keys)), 0.0
		old, keys[item] = keys[item], keys[rng.IntN(len(keys))]+rng.Float64()-.5
		then := cost()
		temperature := hot * math.Pow(1e-3, float64(step)/float64(schedules))
		if then > now && rng.Float64() >= math.Exp((now-then)/temperature) {
			keys[item] = old
			continue
		}
		now, best = then, min(best, then)
	}
	return best
}

// BenchmarkDelayCost prints how far above the cost of delay that 20,000 schedules of plain
// annealing reach each budget ends, over the networks of j60, and how long one plan takes.
func BenchmarkDelayCost(b *testing.B) {
	const seeds = 5
	models := valued(b)
	reference := make([]float64, len(models))
	for k, m := range models {
		reference[k] = plain(b, m, 20_000)
	}
	for _, budget := range []int{1000, 2000, 4000, 6500, 20_000} {
		b.Run(fmt.Sprint(budget), func(b *testing.B) {
			for range b.N {
				above, start := 0.0, time.Now()
				for k, m := range models {
					for seed := range uint64(seeds) {
						plan := mustSolve(b, m, Options{Schedules: budget, Seed: seed})
						above += 100 * (plan.Objective.DelayCost/reference[k] - 1)
					}
				}
				n := float64(len(models) * seeds)
				b.ReportMetric(above/n, "%above")
				b.ReportMetric(float64(time.Since(start).Microseconds())/1000/n, "ms/plan")
			}
		})
	}
}
