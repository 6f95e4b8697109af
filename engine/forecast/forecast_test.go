package forecast

import (
	"errors"
	"math"
	"math/rand/v2"
	"reflect"
	"strings"
	"testing"

	"pgregory.net/rapid"
)

// steady is a team that finishes so many items each workday.
func steady(days, perDay int) Series {
	s := make(Series, days)
	for i := range s {
		if i%7 < 5 {
			s[i] = perDay
		}
	}
	return s
}

// wandering is a team whose pace walks at random.
func wandering(seed uint64, days int) Series {
	rng := rand.New(rand.NewPCG(seed, 1))
	s, pace := make(Series, days), 0.0
	for i := range s {
		pace += .06*rng.NormFloat64() - .01*pace
		for p := math.Exp(-1.5 * math.Exp(pace)); p < rng.Float64() && s[i] < 30; s[i]++ {
			p += (1 - p) * .45
		}
	}
	return s
}

func must(t testing.TB) func(Answer, error) Answer {
	return func(a Answer, err error) Answer {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
		return a
	}
}

func TestHowManySteady(t *testing.T) {
	s := steady(364, 2)
	a := must(t)(HowMany(s, 28, Options{Method: Daily}))
	if a.P50 < 38 || a.P50 > 42 || a.P85 >= a.P50 || a.P95 >= a.P85 {
		t.Errorf("2 items each workday for 4 weeks are 40: %+v", a)
	}
	if b := must(t)(HowMany(s, 28, Options{})); b.P95 > a.P95+1 || b.P50 < 37 || b.P50 > 43 {
		t.Errorf("with drift %+v, without %+v", b, a)
	}
}

func TestWhenSteady(t *testing.T) {
	s := steady(364, 2)
	a := must(t)(When(s, 40, Options{}))
	if a.P50 < 26 || a.P50 > 30 || a.P85 <= a.P50 || a.P95 < a.P85 {
		t.Errorf("40 items at 2 each workday are 4 weeks: %+v", a)
	}
	grow := steady(364, 1)
	b := must(t)(When(s, 40, Options{Added: grow}))
	if b.P50 < 48 || b.P50 > 64 {
		t.Errorf("with half as much added: %+v, want about 8 weeks", b)
	}
	if never := must(t)(When(s, 40, Options{Added: steady(364, 3)})); never.P50 != -1 {
		t.Errorf("more is added than finished: %+v", never)
	}
}

func TestRefusals(t *testing.T) {
	s := steady(200, 1)
	tests := []struct {
		want string
		err  error
	}{
		{"too little history", second(HowMany(s[:60], 7, Options{}))},
		{"too little history", second(HowMany(make(Series, 200), 7, Options{}))},
		{"horizon of 0 days", second(HowMany(s, 0, Options{}))},
		{"horizon", second(HowMany(s, 1e9, Options{}))},
		{"0 items", second(When(s, 0, Options{}))},
		{"method", second(HowMany(s, 7, Options{Method: "guess"}))},
		{"history of 3 days", second(HowMany(s, 7, Options{History: 3}))},
		{"draws", second(HowMany(s, 7, Options{Draws: -1}))},
		{"added scope covers 3 days", second(When(s, 7, Options{Added: Series{1, 2, 3}}))},
		{"day 1 has -1", second(HowMany(Series{-1}, 7, Options{}))},
	}
	for _, tt := range tests {
		if tt.err == nil || !strings.Contains(tt.err.Error(), tt.want) {
			t.Errorf("%v, want %q", tt.err, tt.want)
		}
	}
	if err := tests[0].err; !errors.Is(err, ErrTooLittleHistory) {
		t.Errorf("%v is not ErrTooLittleHistory", err)
	}
	if _, err := Count(nil, 5, 4); err == nil {
		t.Error("a series that ends before it begins was accepted")
	}
}

func second(_ Answer, err error) error { return err }

func TestCount(t *testing.T) {
	s, err := Count([]int{10, 12, 12, 9, 15, 13}, 10, 13)
	if err != nil || !reflect.DeepEqual(s, Series{1, 0, 2, 1}) {
		t.Errorf("got %v, %v", s, err)
	}
}

func TestProperties(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		s := wandering(rapid.Uint64().Draw(t, "series"), rapid.IntRange(140, 500).Draw(t, "days"))
		opt := Options{Draws: 300, Seed: rapid.Uint64().Draw(t, "seed")}
		days := rapid.IntRange(7, 60).Draw(t, "horizon")
		a, err := HowMany(s, days, opt)
		if errors.Is(err, ErrTooLittleHistory) {
			return
		}
		b, _ := HowMany(s, days, opt)
		if err != nil || a != b {
			t.Fatalf("%v: %+v, then %+v", err, a, b)
		}
		if a.P50 < a.P70 || a.P70 < a.P85 || a.P85 < a.P95 || a.P95 < 0 {
			t.Fatalf("how many must fall as the chance rises: %+v", a)
		}
		w, err := When(s, rapid.IntRange(1, 60).Draw(t, "items"), opt)
		if err != nil || w.P50 < 1 || w.P70 < w.P50 || w.P85 < w.P70 && w.P85 >= 0 {
			t.Fatalf("when must rise with the chance: %+v, %v", w, err)
		}
	})
}

// On series whose pace walks, days drawn again promise too much; the drift repairs it.
func TestBacktestOnWanderingPace(t *testing.T) {
	drift, daily, n := 0.0, 0.0, 0.0
	for seed := range uint64(12) {
		s := wandering(seed, 900)
		for _, m := range []Method{Drift, Daily} {
			rec, err := Backtest(s, 56, 182, Options{Method: m, Draws: 400})
			if err != nil {
				t.Fatal(err)
			}
			if m == Drift {
				drift += float64(rec.Covered[85])
				n += float64(rec.Origins)
			} else {
				daily += float64(rec.Covered[85])
			}
		}
	}
	if held := drift / n; held < .80 || held > .92 {
		t.Errorf("the 85 %% forecast held %.2f", held)
	}
	if held := daily / n; held > .8 {
		t.Errorf("without drift it held %.2f: the test shows nothing", held)
	}
}

func TestBacktestOfShortSeries(t *testing.T) {
	rec, err := Backtest(steady(100, 1), 56, 182, Options{})
	if err != nil || rec.Origins != 0 || !math.IsNaN(rec.Share(85)) {
		t.Errorf("%+v, %v", rec, err)
	}
	if got := rec.Sentence(85); !strings.HasPrefix(got, "No past forecast") {
		t.Error(got)
	}
	rec, err = Backtest(steady(300, 1), 14, 182, Options{Draws: 200})
	if got := rec.Sentence(85); err != nil || !strings.Contains(got, "held") {
		t.Errorf("%q, %v", got, err)
	}
}

func TestLittlesLaw(t *testing.T) {
	f, err := LittlesLaw(steady(84, 1), steady(84, 1), 30, 84)
	if err != nil || f.Warning != "" || math.Abs(f.CycleTime-42) > 1e-9 {
		t.Errorf("30 in progress at 5 a week take 6 weeks: %+v, %v", f, err)
	}
	f, _ = LittlesLaw(steady(84, 2), steady(84, 1), 30, 84)
	if !strings.Contains(f.Warning, "10.0 items arrive a week but 5.0 are finished") {
		t.Errorf("%+v", f)
	}
	f, _ = LittlesLaw(steady(84, 2), make(Series, 84), 3, 84)
	if !strings.HasPrefix(f.Warning, "Nothing was finished in 84 days") {
		t.Errorf("%+v", f)
	}
	if _, err := LittlesLaw(steady(5, 1), steady(5, 1), 1, 9); err == nil {
		t.Error("more days than there are")
	}
}

func TestAges(t *testing.T) {
	got := Ages([]int{1, 2, 3, 4, 5, 6, 7, 8, 9, 10}, map[string]int{"a": 3, "b": 11, "c": 3})
	want := []Age{{"b", 11, 100}, {"a", 3, 20}, {"c", 3, 20}}
	if !reflect.DeepEqual(got, want) {
		t.Errorf("got %+v, want %+v", got, want)
	}
}
