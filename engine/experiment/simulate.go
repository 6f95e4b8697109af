package experiment

import (
	"fmt"
	"math/rand/v2"
	"slices"

	"github.com/throughlinehq/throughline/engine/stats"
)

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
	p     Plan // with the first primary metric alone
	w     World
	r     rule
	crowd crowd
	sizes []int
	// What the users of one test do, where sums of values alone do not say enough.
	users   []user
	tallies []tally
}

// Bounds of a simulation; one run of the most users takes seconds.
const (
	mostRuns  = 1_000_000
	mostUsers = 10_000_000
)

// Simulate follows a plan many times, without an effect and with it, by the code that reads it:
// with CUPED, a cap or a ratio where the first primary metric has them.
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
	found, factor := 0.0, s.w.factor(p, s.w.Effect)
	for run := range o.Runs {
		if o.Progress != nil && !o.Progress(run, o.Runs) {
			break
		}
		rng := rand.New(rand.NewPCG(o.Seed, uint64(run)))
		none, helped := s.run(rng, 1, 0), s.run(rng, factor, s.w.Shown)
		c.Runs++
		c.FalsePositives += one(none.crossed)
		c.FalseIfPeeking += one(none.peeked)
		c.UsersNone += s.usersOf(none)
		c.UsersEffect += s.usersOf(helped)
		c.CoverageEnd += (one(none.atEnd) + one(helped.atEnd)) / 2
		c.CoverageStop += (one(none.atStop) + one(helped.atStop)) / 2
		c.SRMAlarms += (one(none.alarm) + one(helped.alarm)) / 2
		if helped.right {
			found++
			c.Overstated += helped.effect / s.w.Shown
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
	if p.Users > mostUsers {
		return nil, fmt.Errorf("users: %d, at most %d are simulated", p.Users, mostUsers)
	}
	r, err := p.rule(p.level("primary"))
	if err != nil {
		return nil, err
	}
	m := p.Metrics[slices.IndexFunc(p.Metrics, func(m Metric) bool { return m.Role == "primary" })]
	if m.Kind == "quantile" {
		return nil, fmt.Errorf("metrics: quantiles are not simulated; " +
			"name a mean or a proportion as the first primary metric")
	}
	if w, err = w.settle(p, m); err != nil {
		return nil, err
	}
	p.Metrics = []Metric{m}
	s := &simulator{p: p, w: w, r: r, crowd: newCrowd(w, m), sizes: p.sizes(0)}
	if m.CUPED || m.CapPercentile > 0 || m.Kind == "ratio" {
		s.users, s.tallies = make([]user, p.Users), make([]tally, p.Users)
	}
	return s, nil
}

func (s *simulator) usersOf(c course) float64 {
	return float64(s.sizes[min(c.stop, len(s.sizes)-1)])
}

// run follows one test to the last user, so that the plain interval of all can be judged too.
func (s *simulator) run(rng *rand.Rand, factor, truth float64) course {
	both := arms{p: s.p}
	c, before := course{stop: len(s.sizes)}, 0
	for k, size := range s.sizes {
		for i := before; i < size; i++ {
			arm, by := 0, 1.0
			if rng.Float64() < s.p.Share {
				arm, by = 1, factor
			}
			t := s.crowd.draw(rng, by)
			if s.users == nil {
				both.add(arm, s.p.Metrics[0].of(t, false))
				continue
			}
			s.tallies[i] = t
			s.users[i].tallies = s.tallies[i : i+1]
			both.users[arm] = append(both.users[arm], &s.users[i])
		}
		before = size
		s.look(&c, k, &both, truth)
	}
	srm, err := stats.SampleRatio(both.sizes(),
		[]float64{1 - s.p.Share, s.p.Share})
	c.alarm = err == nil && srm.P < SRMLevel
	return c
}

// arms are what is known of both variants: sums where they are enough, else users.
type arms struct {
	p     Plan
	sums  [2]stats.Sums
	users [2][]*user
}

func (a *arms) add(arm int, v float64) {
	s := &a.sums[arm]
	s.N++
	s.Sum += v
	s.SumSq += v * v
}

func (a *arms) sizes() []float64 {
	return []float64{a.sums[0].N + float64(len(a.users[0])),
		a.sums[1].N + float64(len(a.users[1]))}
}

// compare does what [Read] does.
func (a *arms) compare(level float64) (stats.Effect, error) {
	if a.users[0] == nil && a.users[1] == nil {
		return stats.Compare(a.sums[0].Arm(), a.sums[1].Arm(), a.p.Difference, level)
	}
	part := study{p: a.p, alpha: level, users: a.users}
	o, err := part.measure(0)
	return stats.Effect{Effect: o.Effect, SE: o.SE, DoF: o.DoF, P: o.P, CI: o.CI}, err
}

// look takes a look as Read does. Where there is nothing to compare yet, nothing is crossed.
func (s *simulator) look(c *course, k int, both *arms, truth float64) {
	covers := func(ci stats.Interval) bool {
		return float64(ci[0]) <= truth && truth <= float64(ci[1])
	}
	plain, err := both.compare(s.r.alpha)
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
		if at, err = both.compare(level); err != nil {
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
