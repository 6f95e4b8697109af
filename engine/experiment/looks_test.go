package experiment

import (
	"fmt"
	"math"
	"slices"
	"strings"
	"testing"
	"time"
)

// staggered rows expose one user an hour; the treatment orders more often from some user on.
func staggered(users int, orders func(i int) int) (events []Event, exposures []Exposure) {
	for i := range users {
		at, name := start.Add(time.Duration(i)*time.Hour), fmt.Sprint("u", i)
		exposures = append(exposures, Exposure{at, name, "x", []string{"a", "b"}[i%2]})
		for n := range orders(i) {
			events = append(events, Event{fmt.Sprint(name, "-", n), at.Add(time.Minute), name,
				"order", 1})
		}
	}
	last := start.Add(time.Duration(users)*time.Hour + 8*24*time.Hour)
	return append(events, Event{"end", last, "nobody", "view", 1}), exposures
}

func noise(i int) int { return i / 2 * 7 % 5 }

func helped(i int) int { return noise(i) + i%2*3 }

func sequential(users, looks int) Plan {
	p := plan()
	p.Users, p.Looks = users, looks
	return p
}

// TestLooksAreWhereThePlanPutsThem: reading more often, or later, changes nothing.
func TestLooksAreWhereThePlanPutsThem(t *testing.T) {
	events, exposures := staggered(460, noise)
	r := read(t, sequential(1000, 5), events, exposures)
	looks := r.Metrics[0].Looks
	if len(looks) != 2 || looks[0].Users != 200 || looks[1].Users != 400 || r.Verdict != "wait" {
		t.Fatalf("%s, looks %+v", r.Verdict, looks)
	}
	for k, want := range []float64{4.877, 3.357, 2.680, 2.290, 2.031} { // gsDesign
		if z := float64(r.Boundary[k].Z); math.Abs(z-want) > .001 {
			t.Errorf("bound %d: %g, want %g", k, z, want)
		}
	}
	events, exposures = staggered(1300, noise)
	later := read(t, sequential(1000, 5), events, exposures).Metrics[0].Looks
	if len(later) != 5 || !slices.Equal(later[:2], looks) || later[4].Users != 1000 {
		t.Errorf("later: %+v, first %+v", later, looks)
	}
}

func TestStopsAtTheFirstBoundary(t *testing.T) {
	events, exposures := staggered(460, helped)
	r := read(t, sequential(1000, 5), events, exposures)
	if r.Verdict != "ship" || !r.Metrics[0].Looks[0].Crossed || r.Metrics[0].Looks[0].Bound < 4.8 {
		t.Errorf("%s: %s %+v", r.Verdict, r.Reason, r.Metrics[0].Looks)
	}
	events, exposures = staggered(150, helped)
	if r = read(t, sequential(1000, 5), events, exposures); r.Verdict != "wait" ||
		!strings.Contains(r.Reason, "200") {
		t.Errorf("before the first look: %s, %s", r.Verdict, r.Reason)
	}
	p := sequential(1000, 0)
	p.Mode = Fixed // is not read before its end, however clear it looks
	events, exposures = staggered(900, helped)
	if r = read(t, p, events, exposures); r.Verdict != "wait" {
		t.Errorf("a fixed test before its end: %s", r.Verdict)
	}
}

func TestMonitoringReadsNow(t *testing.T) {
	p := sequential(1000, 10)
	p.Mode = ConfidenceSequence
	events, exposures := staggered(460, helped)
	r := read(t, p, events, exposures)
	looks := r.Metrics[0].Looks
	last := looks[len(looks)-1]
	if len(looks) != 5 || last.Users != 460 || r.Verdict != "ship" {
		t.Errorf("%s, %+v", r.Verdict, looks)
	}
	if last.Bound < 1.96 || last.Bound > 4 || r.Health.SRMAnyTime != 1 {
		t.Errorf("%+v, health %+v", last, r.Health)
	}
}

// TestUsersInTheirWindowWait: a look takes nobody whose window has not ended.
func TestUsersInTheirWindowWait(t *testing.T) {
	events, exposures := staggered(460, noise)
	events = events[:len(events)-1] // the rows end with the last order
	if looks := read(t, sequential(1000, 5), events, exposures).Metrics[0].Looks; len(looks) != 1 {
		t.Errorf("%+v", looks)
	}
}

func TestUnhealthyDoesNotShip(t *testing.T) {
	events, exposures := staggered(1000, helped)
	for i := range 20 {
		exposures = append(exposures, Exposure{start, fmt.Sprint("u", 2*i), "x", "b"},
			Exposure{start, "odd", "x", "c"})
	}
	r := read(t, plan(), events, exposures)
	if r.Verdict != "wait" || r.Health.Healthy || r.Health.OtherRows != 20 ||
		!strings.Contains(r.Reason, "both variants") {
		t.Errorf("%s, %s, %+v", r.Verdict, r.Reason, r.Health)
	}
}

// TestHopeIsShared: several primary metrics share alpha; a guardrail is not shown until it is.
func TestHopeIsShared(t *testing.T) {
	events, exposures := staggered(1000, helped)
	p := sequential(1000, 2)
	second := p.Metrics[0]
	second.Name = "again"
	p.Metrics = append(p.Metrics, second, Metric{Name: "guard", Kind: "count", Event: "order",
		Role: "guardrail", Margin: .1, LowerIsBetter: true})
	r := read(t, p, events, exposures)
	if one := read(t, sequential(1000, 2), events, exposures); r.Boundary[0].Z <= one.Boundary[0].Z {
		t.Errorf("two primaries at %v, one at %v", r.Boundary, one.Boundary)
	}
	if r.Verdict != "stop" {
		t.Errorf("a guardrail that got worse: %s", r.Verdict)
	}
	events, exposures = staggered(600, noise)
	p.Metrics[2].Margin = 1e-6
	if r = read(t, p, events, exposures); r.Verdict != "wait" {
		t.Errorf("a guardrail that is open, with a look left: %s, %s", r.Verdict, r.Reason)
	}
	events, exposures = staggered(1000, noise)
	if r = read(t, p, events, exposures); r.Verdict != "stop" {
		t.Errorf("a guardrail that is open at the end: %s, %s", r.Verdict, r.Reason)
	}
}
