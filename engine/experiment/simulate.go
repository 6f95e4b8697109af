package experiment

import (
	"fmt"
	"math"
	"math/rand/v2"
	"slices"

	"github.com/throughlinehq/throughline/engine/stats"
)

// World is what a simulation takes the first primary metric to be.
type World struct {
	Mean   float64 `json:"mean"`   // of the control; the share, for a proportion
	SD     float64 `json:"sd"`     // of one user; a proportion needs none
	Effect float64 `json:"effect"` // in the plan's difference; 0 means the metric's mde
}

// SimulateOptions say how long and from which seed. Progress may stop the simulation by returning
// false; what was simulated until then is the answer.
type SimulateOptions struct {
	Runs     int
	Seed     uint64
	Progress func(done, all int) bool
}

// Calibration is what a plan does when it is followed many times: in a world without an effect,
// and in one that has it. Shares are of the runs.
type Calibration struct {
	Runs           int     `json:"runs"` // in each of the two worlds
	Seed           uint64  `json:"seed"`
	World          World   `json:"world"`
	FalsePositives float64 `json:"false_positives"`
	// FalseIfPeeking is what a plain test at each look would find where there is nothing.
	FalseIfPeeking float64 `json:"false_positives_of_a_plain_test_at_each_look"`
	Power          float64 `json:"power"` // crossed in the right direction
	UsersNone      float64 `json:"expected_users_without_effect"`
	UsersEffect    float64 `json:"expected_users_with_effect"`
	// CoverageEnd is of the plain interval of all users, CoverageStop of the interval at the look
	// where the test ended; both over both worlds.
	CoverageEnd  float64 `json:"coverage_at_the_end"`
	CoverageStop float64 `json:"coverage_where_it_stopped"`
	// Overstated is by which factor the effect looks larger than it is, in tests that found it.
	Overstated float64 `json:"overstated_when_found"`
	SRMAlarms  float64 `json:"sample_ratio_alarms"`
	// Stopped is, for each look, the share of the tests with an effect that had ended there.
	Stopped []float64 `json:"stopped_by_look"`
}

// course is one test from its first user to its end.
type course struct {
	stop           int // the look that crossed, or the number of looks
	right, crossed bool
	peeked         bool
	effect         float64
	atStop, atEnd  bool // the interval covers the truth
	alarm          bool
}

// simulator follows a plan through worlds.
type simulator struct {
	p     Plan
	w     World
	r     rule
	kind  string
	sizes []int
	sigma float64 // of the logarithm of one user's value
}

const mostRuns = 1_000_000

// Simulate follows a plan many times, without an effect and with it. Values of users are skewed
// like money (lognormal) unless the metric is a proportion; there is no CUPED and no cap.
func Simulate(p Plan, w World, o SimulateOptions) (Calibration, error) {
	p = p.withDefaults()
	if err := p.check(); err != nil {
		return Calibration{}, err
	}
	if o.Runs < 1 || o.Runs > mostRuns {
		return Calibration{}, fmt.Errorf("runs: %d, expected 1 to %d", o.Runs, mostRuns)
	}
	s, err := newSimulator(p, w)
	if err != nil {
		return Calibration{}, err
	}
	c := Calibration{Seed: o.Seed, World: s.w, Stopped: make([]float64, len(s.sizes))}
	found := 0.0
	for run := range o.Runs {
		if o.Progress != nil && !o.Progress(run, o.Runs) {
			break
		}
		rng := rand.New(rand.NewPCG(o.Seed, uint64(run)))
		none, helped := s.run(rng, 0), s.run(rng, s.w.Effect)
		c.Runs++
		c.FalsePositives += one(none.crossed)
		c.FalseIfPeeking += one(none.peeked)
		c.UsersNone += s.users(none)
		c.UsersEffect += s.users(helped)
		c.CoverageEnd += (one(none.atEnd) + one(helped.atEnd)) / 2
		c.CoverageStop += (one(none.atStop) + one(helped.atStop)) / 2
		c.SRMAlarms += (one(none.alarm) + one(helped.alarm)) / 2
		if helped.right {
			found++
			c.Overstated += helped.effect / s.w.Effect
		}
		for k := helped.stop; k < len(c.Stopped); k++ {
			c.Stopped[k]++
		}
	}
	c.Power = found
	c.Overstated /= max(1, found)
	c.share()
	return c, nil
}

// share turns counts into shares of the runs.
func (c *Calibration) share() {
	n := float64(max(1, c.Runs))
	for _, v := range []*float64{&c.FalsePositives, &c.FalseIfPeeking, &c.Power, &c.UsersNone,
		&c.UsersEffect, &c.CoverageEnd, &c.CoverageStop, &c.SRMAlarms} {
		*v /= n
	}
	for k := range c.Stopped {
		c.Stopped[k] /= n
	}
}

func one(is bool) float64 {
	if is {
		return 1
	}
	return 0
}

func newSimulator(p Plan, w World) (*simulator, error) {
	if p.Users == 0 {
		return nil, fmt.Errorf("users: a simulation needs the number that the plan waits for")
	}
	m := p.Metrics[slices.IndexFunc(p.Metrics, func(m Metric) bool { return m.Role == "primary" })]
	if w.Effect == 0 {
		w.Effect = m.MDE
		if m.LowerIsBetter {
			w.Effect = -math.Abs(m.MDE)
		}
	}
	s := &simulator{p: p, w: w, kind: m.Kind, sizes: p.sizes(0)}
	if err := s.check(); err != nil {
		return nil, err
	}
	s.sigma = math.Sqrt(math.Log1p(w.SD * w.SD / (w.Mean * w.Mean)))
	var err error
	s.r, err = p.rule(p.level("primary"))
	return s, err
}

func (s *simulator) check() error {
	w := s.w
	switch factor := s.factor(w.Effect); {
	case s.kind == "ratio":
		return fmt.Errorf("metrics: a primary ratio is not simulated")
	case !(w.Mean > 0) || math.IsInf(w.Mean, 0):
		return fmt.Errorf("mean: %g, expected more than 0", w.Mean)
	case s.kind == "proportion" && !within(w.Mean):
		return fmt.Errorf("mean: %g, expected a share of less than 1", w.Mean)
	case s.kind != "proportion" && !(w.SD > 0 && w.SD < 1e6*w.Mean):
		return fmt.Errorf("sd: %g, expected more than 0", w.SD)
	case w.Effect == 0 || math.IsNaN(w.Effect-w.Effect):
		return fmt.Errorf("effect: needs one, or the mde of the primary metric")
	case !(factor > 0) || s.kind == "proportion" && factor*w.Mean >= 1:
		return fmt.Errorf("effect: %g makes of %g what cannot be", w.Effect, w.Mean)
	}
	return nil
}

// factor is what an effect does to a user's value.
func (s *simulator) factor(effect float64) float64 {
	if s.p.Difference == "absolute" {
		effect /= s.w.Mean
	}
	return 1 + effect
}

func (s *simulator) users(c course) float64 {
	return float64(s.sizes[min(c.stop, len(s.sizes)-1)])
}

// value is what one user does.
func (s *simulator) value(rng *rand.Rand, factor float64) float64 {
	if s.kind == "proportion" {
		return one(rng.Float64() < factor*s.w.Mean)
	}
	return factor * s.w.Mean * math.Exp(s.sigma*rng.NormFloat64()-s.sigma*s.sigma/2)
}

// run follows one test to the last user, so that the plain interval of all can be judged too.
func (s *simulator) run(rng *rand.Rand, truth float64) course {
	var arms [2]stats.Sums
	factors := [2]float64{1, s.factor(truth)}
	c, before := course{stop: len(s.sizes)}, 0
	for k, size := range s.sizes {
		for range size - before {
			arm := 0
			if rng.Float64() < s.p.Share {
				arm = 1
			}
			v := s.value(rng, factors[arm])
			arms[arm].N++
			arms[arm].Sum += v
			arms[arm].SumSq += v * v
		}
		before = size
		s.look(&c, k, arms, truth)
	}
	srm, err := stats.SampleRatio([]float64{arms[0].N, arms[1].N},
		[]float64{1 - s.p.Share, s.p.Share})
	c.alarm = err == nil && srm.P < SRMLevel
	return c
}

// look takes a look as Read does. Where there is nothing to compare yet, nothing is crossed.
func (s *simulator) look(c *course, k int, arms [2]stats.Sums, truth float64) {
	compare := func(level float64) (stats.Effect, error) {
		return stats.Compare(arms[0].Arm(), arms[1].Arm(), s.p.Difference, level)
	}
	covers := func(ci stats.Interval) bool {
		return float64(ci[0]) <= truth && truth <= float64(ci[1])
	}
	plain, err := compare(s.r.alpha)
	if err != nil {
		return
	}
	last := k == len(s.sizes)-1
	c.peeked = c.peeked || plain.P < s.r.alpha
	c.atEnd = last && covers(plain.CI)
	if c.crossed {
		return
	}
	at := plain
	if level := s.r.level(k); level != s.r.alpha {
		if at, err = compare(level); err != nil {
			return
		}
	}
	l, err := s.r.hold(s.sizes[k], at)
	if err != nil {
		return
	}
	c.atStop = covers(l.CI)
	if l.Crossed {
		c.crossed, c.stop, c.effect = true, k, l.Effect
		c.right = l.Effect*truth > 0
	}
}
