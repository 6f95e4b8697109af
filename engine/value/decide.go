package value

import (
	"fmt"
	"math"
	"slices"
)

// Job is work that costs something for every week it is not done.
type Job struct {
	ID       string  `json:"id"`
	PerWeek  float64 `json:"cost_of_delay_per_week"`
	Duration float64 `json:"duration_weeks"`
}

// Sequence is the order in which waiting costs least.
type Sequence struct {
	CD3   map[string]float64 `json:"cd3"` // cost of delay divided by duration
	Order []string           `json:"order"`
	Total float64            `json:"total_cost_of_delay"`
	// Best is the least that any order costs: the same, by Smith's rule (1956).
	Best float64 `json:"best_possible"`
}

// Order sorts jobs that one team does one after the other by cost of delay divided by duration,
// which no other order beats.
func Order(jobs []Job) (Sequence, error) {
	s := Sequence{CD3: map[string]float64{}, Order: []string{}}
	for i, job := range jobs {
		if _, twice := s.CD3[job.ID]; twice || job.ID == "" {
			return s, fmt.Errorf("jobs/%d/id: %q is empty or used twice", i, job.ID)
		}
		if !finite(job.PerWeek) || job.PerWeek < 0 {
			return s, fmt.Errorf("jobs/%d/cost_of_delay_per_week: %g, expected 0 or more", i,
				job.PerWeek)
		}
		if !finite(job.Duration) || job.Duration <= 0 {
			return s, fmt.Errorf("jobs/%d/duration_weeks: %g, expected more than 0", i,
				job.Duration)
		}
		s.CD3[job.ID] = job.PerWeek / job.Duration
	}
	sorted := slices.Clone(jobs)
	slices.SortStableFunc(sorted, func(a, b Job) int {
		switch x, y := s.CD3[a.ID], s.CD3[b.ID]; {
		case x > y:
			return -1
		case x < y:
			return 1
		}
		return 0
	})
	done := 0.0
	for _, job := range sorted {
		done += job.Duration
		s.Total += job.PerWeek * done
		s.Order = append(s.Order, job.ID)
	}
	s.Best = s.Total
	return s, nil
}

// KeyResult is a measure on its way from a start to a target, which may lie below.
type KeyResult struct {
	Start   float64  `json:"start"`
	Target  float64  `json:"target"`
	Current float64  `json:"current"`
	Weight  *float64 `json:"weight"` // nil means 1
}

// ObjectiveScore is how far an objective has come, from 0 to 1.
type ObjectiveScore struct {
	KeyResults []float64 `json:"kr_scores"`
	Objective  float64   `json:"objective"`
	Band       string    `json:"band"` // green from 0.7, amber from 0.4, red (Doerr)
}

// Score is the weighted mean of the key results' progress.
func Score(results []KeyResult) (ObjectiveScore, error) {
	s := ObjectiveScore{KeyResults: []float64{}}
	sum, weights := 0.0, 0.0
	for i, k := range results {
		weight := 1.0
		if k.Weight != nil {
			weight = *k.Weight
		}
		numbers := finite(k.Start) && finite(k.Target) && finite(k.Current)
		if !numbers || !finite(weight) || weight < 0 {
			return s, fmt.Errorf("key_results/%d: needs numbers, and a weight of 0 or more", i)
		}
		if k.Start == k.Target {
			return s, fmt.Errorf("key_results/%d: start and target are both %g", i, k.Start)
		}
		progress := min(1, max(0, (k.Current-k.Start)/(k.Target-k.Start)))
		s.KeyResults = append(s.KeyResults, progress)
		sum += weight * progress
		weights += weight
	}
	if weights == 0 {
		return s, fmt.Errorf("key_results: needs at least one with a weight")
	}
	s.Objective = sum / weights
	switch {
	case s.Objective >= .7-1e-12:
		s.Band = "green"
	case s.Objective >= .4-1e-12:
		s.Band = "amber"
	default:
		s.Band = "red"
	}
	return s, nil
}

// Product is a metric that is the product of its factors, before and after.
type Product struct {
	Before map[string]float64 `json:"before"`
	After  map[string]float64 `json:"after"`
}

// ProductChange shares the change of a product out over its factors.
type ProductChange struct {
	Before        float64            `json:"total_before"`
	After         float64            `json:"total_after"`
	Contributions map[string]float64 `json:"contributions"` // add up to the change
}

// Explain shares the change out by the logarithmic mean Divisia index, additive LMDI-I (Ang 2005).
func (p Product) Explain() (ProductChange, error) {
	c := ProductChange{Before: 1, After: 1, Contributions: map[string]float64{}}
	if len(p.Before) == 0 || len(p.Before) != len(p.After) {
		return c, fmt.Errorf("before and after: need the same factors, at least one")
	}
	for _, name := range keys(p.Before) {
		after, there := p.After[name]
		if !there {
			return c, fmt.Errorf("after: lacks the factor %q", name)
		}
		before := p.Before[name]
		if !(before > 0 && after > 0) || !finite(before) || !finite(after) {
			return c, fmt.Errorf("factor %q: %g and %g, expected both above 0", name, before,
				after)
		}
		c.Before *= p.Before[name]
		c.After *= after
	}
	if !finite(c.Before) || !finite(c.After) || c.Before == 0 || c.After == 0 {
		return c, fmt.Errorf("the product is too large or too small a number")
	}
	mean := c.Before
	if c.Before != c.After {
		mean = (c.After - c.Before) / math.Log(c.After/c.Before)
	}
	for name, before := range p.Before {
		c.Contributions[name] = mean * math.Log(p.After[name]/before)
	}
	return c, nil
}

// Segment is a part of the users, with a rate of its own.
type Segment struct {
	NBefore    float64 `json:"n_before"`
	RateBefore float64 `json:"rate_before"`
	NAfter     float64 `json:"n_after"`
	RateAfter  float64 `json:"rate_after"`
}

// MixChange splits the change of an overall rate: into what came from other shares of the
// segments, and what from other rates within them. Both together add up to the change.
type MixChange struct {
	RateBefore float64            `json:"rate_before"`
	RateAfter  float64            `json:"rate_after"`
	Mix        map[string]float64 `json:"mix_effect"`
	Rate       map[string]float64 `json:"rate_effect"`
}

// ExplainMix values each change at the middle of the other (Shapley's value for two factors). The
// part of the mix that only moves users between segments is measured against 0, so single mix
// effects depend on the level of the rates; their sum does not.
func ExplainMix(segments map[string]Segment) (MixChange, error) {
	c := MixChange{Mix: map[string]float64{}, Rate: map[string]float64{}}
	before, after := 0.0, 0.0
	for _, name := range keys(segments) {
		s := segments[name]
		if !(s.NBefore >= 0 && s.NAfter >= 0) || !finite(s.NBefore) || !finite(s.NAfter) {
			return c, fmt.Errorf("segments/%s: users are 0 or more", name)
		}
		if !finite(s.RateBefore) || !finite(s.RateAfter) {
			return c, fmt.Errorf("segments/%s: rates are numbers", name)
		}
		before += s.NBefore
		after += s.NAfter
	}
	if before == 0 || after == 0 {
		return c, fmt.Errorf("segments: there are no users before, or none after")
	}
	for _, name := range keys(segments) {
		s := segments[name]
		was, is := s.NBefore/before, s.NAfter/after
		c.RateBefore += was * s.RateBefore
		c.RateAfter += is * s.RateAfter
		c.Mix[name] = (is - was) * (s.RateBefore + s.RateAfter) / 2
		c.Rate[name] = (s.RateAfter - s.RateBefore) * (was + is) / 2
	}
	return c, nil
}

func keys[V any](m map[string]V) []string {
	names := make([]string, 0, len(m))
	for name := range m {
		names = append(names, name)
	}
	slices.Sort(names)
	return names
}

// Grade says how much a claim of an effect can be trusted.
type Grade string

// The grades, best first.
const (
	GradeA Grade = "A" // a randomised experiment, read as planned, whose health checks pass
	GradeB Grade = "B" // a comparison with a control that was not randomised
	GradeC Grade = "C" // before and after, or a correlation
	GradeD Grade = "D" // what somebody expects
)

// Evidence is what a claim rests on.
type Evidence struct {
	Randomised bool `json:"randomised"`
	AsPlanned  bool `json:"as_planned"` // plan, looks and metrics were fixed beforehand
	Healthy    bool `json:"healthy"`    // no sample ratio mismatch, exposures count once
	Control    bool `json:"control"`    // something to compare with that was not changed
	Measured   bool `json:"measured"`
}

// Grade is the best that the evidence allows.
func (e Evidence) Grade() Grade {
	switch {
	case e.Measured && e.Randomised && e.AsPlanned && e.Healthy:
		return GradeA
	case e.Measured && (e.Control || e.Randomised):
		return GradeB
	case e.Measured:
		return GradeC
	}
	return GradeD
}
