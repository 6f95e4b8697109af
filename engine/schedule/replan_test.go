package schedule

import (
	"fmt"
	"math"
	"strings"
	"testing"
)

func mustReplan(t testing.TB, m Model, opt Options) Replanned {
	t.Helper()
	r, err := Replan(m, opt)
	if err != nil {
		t.Fatal(err)
	}
	if found := Check(m, r.Plan); len(found) > len(r.Locks) {
		t.Fatalf("violations: %+v", found)
	}
	return r
}

// changed is a random model with one estimate that differs from the one its plan was made for.
func changed(t testing.TB, seed uint64, n int, factor float64) (Model, Plan) {
	m := randomModel(seed, n, 2+n/40)
	before := mustSolve(t, m, Options{Schedules: 1000})
	first := &m.Items[int(seed*7)%n].Demands[0]
	first.Effort = Certain(first.Effort.P50 * factor)
	return m, before
}

func TestReplanMovesLittle(t *testing.T) {
	share := 0.0
	for seed := range uint64(6) {
		m, before := changed(t, seed, 80, 1.5)
		r := mustReplan(t, m, Options{Seed: 1, Baseline: &before})
		if again := mustReplan(t, m, Options{Seed: 1, Baseline: &before}); asJSON(r) != asJSON(again) {
			t.Error("same seed, different plan")
		}
		for _, move := range r.Moved {
			if move.Text == "" || move.By == 0 || move.FromStart+move.By != move.ToStart {
				t.Errorf("move %+v", move)
			}
		}
		if r.Kept+len(r.Moved) != len(r.Plan.Items) {
			t.Errorf("%d kept, %d moved of %d", r.Kept, len(r.Moved), len(r.Plan.Items))
		}
		share += r.Share / 6
	}
	if share > .1 {
		t.Errorf("%.1f %% of the items move", 100*share)
	}
}

// In a packed plan of a thousand items one that grows must not push all others along.
func TestReplanOfManyMovesFew(t *testing.T) {
	m := randomModel(2, 1000, 6)
	before := mustSolve(t, m, Options{Schedules: 10})
	m.Items[77].Demands[0].Effort = Certain(3 * m.Items[77].Demands[0].Effort.P50)
	if r := mustReplan(t, m, Options{Baseline: &before, Schedules: 200}); r.Share > .05 {
		t.Errorf("%d of 1000 items moved", len(r.Moved))
	}
}

// Nothing changed, nothing moves: the money that another order would save is no reason. Items may
// finish sooner where that moves nobody.
func TestReplanOfTheSame(t *testing.T) {
	m := randomModel(8, 40, 3)
	before := mustSolve(t, m, Options{Schedules: 5})
	if r := mustReplan(t, m, Options{Baseline: &before}); len(r.Moved) > 0 || r.Share > 0 {
		t.Errorf("moved %+v", r.Moved)
	}
	r := mustReplan(t, m, Options{Baseline: &before, MovePrice: 1})
	if len(r.Moved) == 0 || r.Plan.Objective.DelayCost >= before.Objective.DelayCost {
		t.Errorf("moves are cheap, yet %d items moved", len(r.Moved))
	}
}

func TestReplanSaysWhy(t *testing.T) {
	m := lateModel()
	before := mustSolve(t, m, Options{})
	m.Items[2].Demands[0].Effort = Certain(11) // core
	r := mustReplan(t, m, Options{Baseline: &before})
	if len(r.Moved) != 1 || r.Moved[0].By != 2 || r.Kept != 2 || len(r.Resized) != 1 {
		t.Fatalf("%+v", r)
	}
	if want := "team Platform is busy with core, which finishes at 11, 2 later than before"; r.Moved[0].Text != want {
		t.Errorf("%q, want %q", r.Moved[0].Text, want)
	}
	m.Items[2].Demands[0].Effort = Certain(2)
	m.Items[1].Demands[0].Effort = Certain(10) // sso, which billing needs
	r = mustReplan(t, m, Options{Baseline: &before})
	if want := "waits for SSO, which finishes at 10, 6 later than before"; r.Moved[0].Text != want {
		t.Errorf("%q, want %q", r.Moved[0].Text, want)
	}
}

func TestReplanKeepsLocks(t *testing.T) {
	m := lateModel()
	before := mustSolve(t, m, Options{})
	m.Items[0].Lock = at(6)
	r := mustReplan(t, m, Options{Baseline: &before})
	if p := planned(t, r.Plan, "billing"); p.Start != 6 || r.Share != 0.5 {
		t.Errorf("billing starts at %d, %g of the others moved", p.Start, r.Share)
	}
	m.Items[2].Lock = at(0) // core works until 9
	r = mustReplan(t, m, Options{Baseline: &before})
	if len(r.Locks) == 0 || !strings.Contains(r.Locks[0].Reason, `"billing", "core"`) {
		t.Errorf("locks %+v", r.Locks)
	}
	m.Items[0].Lock = at(2)
	if _, err := Replan(m, Options{Baseline: &before}); err == nil || !strings.Contains(err.Error(),
		`item "billing" is locked to start at 2 but cannot before 4 because of item "sso"`) {
		t.Errorf("an impossible lock: %v", err)
	}
}

func TestReplanRefuses(t *testing.T) {
	m := lateModel()
	far := mustSolve(t, m, Options{})
	far.Items[0].Start = math.MaxInt
	for want, baseline := range map[string]*Plan{"needs a baseline": nil,
		"none of the model's items": {}, `item "billing" starts at 9223372036854775807`: &far} {
		if _, err := Replan(m, Options{Baseline: baseline}); err == nil ||
			!strings.Contains(err.Error(), want) {
			t.Errorf("%v, want %s", err, want)
		}
	}
}

// BenchmarkReplan prints, over 20 models in each of which one estimate changed, the share of the
// unlocked items that move, the share that a plan from scratch moves, and what staying costs.
func BenchmarkReplan(b *testing.B) {
	for _, n := range []int{40, 80, 300} {
		for _, factor := range []float64{.5, 1.5, 3} {
			b.Run(fmt.Sprintf("%d/x%g", n, factor), func(b *testing.B) {
				for range b.N {
					measureReplan(b, n, factor)
				}
			})
		}
	}
}

func measureReplan(b *testing.B, n int, factor float64) {
	const models = 20
	share, anew, dearer := 0.0, 0.0, 0.0
	for seed := range uint64(models) {
		m, before := changed(b, seed, n, factor)
		kept := mustReplan(b, m, Options{Seed: seed, Baseline: &before})
		share += kept.Share
		scratch := Replanned{Plan: mustSolve(b, m, Options{Seed: seed + 1})}
		scratch.compare(m, before)
		anew += scratch.Share
		o := kept.Plan.Objective
		dearer += (o.DelayCost+o.Lateness)/scratch.Plan.Objective.Total - 1
	}
	b.ReportMetric(100*share/models, "%moved")
	b.ReportMetric(100*anew/models, "%anew")
	b.ReportMetric(100*dearer/models, "%dearer")
}
