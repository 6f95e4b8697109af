package bitmap

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"testing"

	"pgregory.net/rapid"
)

// done is one event, as a test sees it.
type done struct {
	event  string
	person uint32
	day    Day
}

func indexOf(all []done) *Index {
	x := new(Index)
	for _, d := range all {
		x.Add(d.event, d.person, d.day)
	}
	return x
}

func TestDaysBeginAtMidnight(t *testing.T) {
	for micros, want := range map[int64]Day{0: 0, -1: -1, microsPerDay - 1: 0, microsPerDay: 1,
		-microsPerDay: -1, -microsPerDay - 1: -2} {
		if got := DayOf(micros); got != want {
			t.Errorf("%d lies on day %d, want %d", micros, got, want)
		}
	}
}

func TestActiveAndRetention(t *testing.T) {
	x := indexOf([]done{{"open", 1, 10}, {"open", 2, 10}, {"open", 1, 11}, {"buy", 1, 11}, {"open", 3, 13},
		{"open", 9, 5}, {"open", 9, 12}, {"open", 1, 10}})
	for _, c := range []struct {
		event  string
		window int
		want   []uint64
	}{
		{"open", 1, []uint64{2, 1, 1, 1, 0}},
		{"open", 3, []uint64{2, 2, 3, 3, 2}},
		{"open", 7, []uint64{3, 3, 3, 4, 4}},
		{Any, 1, []uint64{2, 1, 1, 1, 0}},
		{"buy", 2, []uint64{0, 1, 1, 0, 0}},
		{"nothing", 2, []uint64{0, 0, 0, 0, 0}},
	} {
		if got := x.Active(c.event, 10, 5, c.window); !slices.Equal(got, c.want) {
			t.Errorf("%q in %d days: %v, want %v", c.event, c.window, got, c.want)
		}
	}
	got := fmt.Sprint(x.Retention("open", "open", 10, 2, 2)) // 9 is known from before
	if want := "[{10 2 [2 0]} {12 1 [1]}]"; got != want {
		t.Errorf("retention %s, want %s", got, want)
	}
	if got := fmt.Sprint(x.Events()); got != "[buy open]" {
		t.Errorf("events %s", got)
	}
}

// Every count is what one gets by looking at each event.
func TestCountsAreThoseOfTheEvents(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		all := rapid.SliceOfN(rapid.Custom(func(t *rapid.T) done {
			return done{rapid.SampledFrom([]string{"a", "b"}).Draw(t, "event"),
				rapid.Uint32Range(0, 6).Draw(t, "person"), Day(rapid.IntRange(-9, 30).Draw(t, "day"))}
		}), 0, 60).Draw(t, "events")
		x := indexOf(all)
		x.Optimize()
		n, window := rapid.IntRange(1, 30).Draw(t, "n"), rapid.IntRange(1, 12).Draw(t, "window")
		for i, got := range x.Active("a", 0, n, window) {
			if want := count(all, "a", Day(i-window+1), Day(i)); got != uint64(len(want)) {
				t.Fatalf("day %d: %d, want %d", i, got, len(want))
			}
		}
		for i, c := range x.Retention("a", "b", 0, 4, 5) {
			fresh := count(all, "a", Day(5*i), Day(5*i+4))
			for p := range count(all, "a", -100, Day(5*i-1)) {
				delete(fresh, p)
			}
			if c.Size != uint64(len(fresh)) {
				t.Fatalf("cohort %d has %d, want %d", i, c.Size, len(fresh))
			}
			for k, got := range c.Returned {
				came, both := count(all, "b", Day(5*(i+k)), Day(5*(i+k)+4)), uint64(0)
				for p := range fresh {
					if came[p] {
						both++
					}
				}
				if got != both {
					t.Fatalf("cohort %d after %d: %d, want %d", i, k, got, both)
				}
			}
		}
	})
}

func count(all []done, event string, first, last Day) map[uint32]bool {
	people := map[uint32]bool{}
	for _, d := range all {
		if d.event == event && d.day >= first && d.day <= last {
			people[d.person] = true
		}
	}
	return people
}

func TestFunnels(t *testing.T) {
	type step struct {
		step int
		at   int64
	}
	for name, c := range map[string]struct {
		events      []step
		best, first int // steps reached of three, in a window of 10
	}{
		"straight through":        {[]step{{0, 1}, {1, 2}, {2, 11}}, 3, 3},
		"too late":                {[]step{{0, 1}, {1, 2}, {2, 12}}, 2, 2},
		"out of order":            {[]step{{2, 1}, {1, 2}, {0, 3}}, 1, 1},
		"a second attempt":        {[]step{{0, 1}, {0, 20}, {1, 21}, {2, 22}}, 3, 1},
		"at one moment":           {[]step{{0, 1}, {1, 1}, {2, 2}}, 1, 1},
		"a later start is no gap": {[]step{{0, 1}, {1, 5}, {0, 9}, {2, 11}}, 3, 3},
		"not begun":               {[]step{{1, 1}, {2, 2}}, 0, 0},
	} {
		for attempt, want := range map[Attempt]int{BestAttempt: c.best, FirstAttempt: c.first} {
			f := NewFunnel(3, 10, attempt)
			for _, e := range c.events {
				f.Add(7, e.step, e.at)
			}
			got := 0
			for _, n := range f.Reached() {
				got += int(n)
			}
			if got != want {
				t.Errorf("%s, attempt %d: %d steps, want %d", name, attempt, got, want)
			}
		}
	}
}

// A funnel finds a way exactly where trying all of them finds one.
func TestFunnelsMissNothing(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		steps := rapid.SliceOfN(rapid.IntRange(0, 2), 1, 4).Draw(t, "steps")
		n := rapid.IntRange(0, 12).Draw(t, "n")
		window := int64(rapid.IntRange(0, 12).Draw(t, "window"))
		kinds, times := make([]int, n), make([]int64, n)
		for i := range n {
			kinds[i] = rapid.IntRange(0, 2).Draw(t, "kind")
			times[i] = int64(rapid.IntRange(0, 15).Draw(t, "time"))
		}
		slices.Sort(times)
		f := NewFunnel(len(steps), window, BestAttempt)
		for i, kind := range kinds {
			for k, wanted := range steps {
				if wanted == kind {
					f.Add(1, k, times[i])
				}
			}
		}
		far := 0
		for i := range kinds {
			if kinds[i] == steps[0] {
				far = max(far, walk(kinds, times, steps, i, times[i]+window))
			}
		}
		for k, got := range f.Reached() {
			if (got == 1) != (k < far) {
				t.Fatalf("step %d: %d, by hand %d steps", k, got, far)
			}
		}
	})
}

// walk is how many steps can be taken from the event at on, which is the first of them.
func walk(kinds []int, times []int64, steps []int, at int, until int64) int {
	best := 1
	for i := at + 1; len(steps) > 1 && i < len(kinds); i++ {
		if kinds[i] == steps[1] && times[i] > times[at] && times[i] <= until {
			best = max(best, 1+walk(kinds, times, steps[1:], i, until))
		}
	}
	return best
}

// Ten million events of 200,000 people in 91 days.
func BenchmarkTenMillionEvents(b *testing.B) {
	const events, crowd, span = 10_000_000, 200_000, 91
	random := rand.New(rand.NewPCG(1, 5))
	names := make([]string, 16)
	for i := range names {
		names[i] = fmt.Sprintf("event %d", i)
	}
	x := new(Index)
	for range events {
		x.Add(names[random.IntN(16)], random.Uint32N(crowd), Day(random.IntN(span)))
	}
	x.Optimize()
	b.Logf("the index takes %.1f MB", float64(x.Bytes())/1e6)
	for name, ask := range map[string]func(){
		"DAU":       func() { x.Active(Any, 0, span, 1) },
		"WAU":       func() { x.Active(Any, 0, span, 7) },
		"MAU":       func() { x.Active(Any, 0, span, 30) },
		"retention": func() { x.Retention(names[0], Any, 0, 13, 7) },
	} {
		b.Run(name, func(b *testing.B) {
			for b.Loop() {
				ask()
			}
		})
	}
	b.Run("funnel", func(b *testing.B) {
		for b.Loop() {
			f := NewFunnel(4, 7*microsPerDay, BestAttempt)
			for n := range int64(events) {
				f.Add(uint32(n/50), int(n*2654435761>>8&3), n%50*microsPerDay)
			}
			f.Reached()
		}
	})
	b.Run("build", func(b *testing.B) {
		for b.Loop() {
			y := new(Index)
			for n := range uint32(events) {
				y.Add(names[n&15], n*2654435761%crowd, Day(n%span))
			}
		}
	})
}
