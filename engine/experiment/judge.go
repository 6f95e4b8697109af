package experiment

import (
	"fmt"
	"slices"
	"time"

	"github.com/throughlinehq/throughline/engine/stats"
)

// Rule is the version of the rule that judge follows.
const Rule = "1"

// Health says whether the rows can be trusted.
type Health struct {
	SRM float64 `json:"srm_p"`
	// SRMAnyTime is the p-value of a sample ratio that may be looked at every day.
	SRMAnyTime    float64  `json:"srm_p_any_time"`
	MultipleShare float64  `json:"multiple_exposure_share"`
	OtherRows     int      `json:"rows_of_other_variants"`
	Healthy       bool     `json:"healthy"`
	Problems      []string `json:"problems"`

	mismatch bool
}

// concentration of the prior of the sequential sample ratio, as Lindon and Malek have it.
const concentration = 10000

func (s *study) health() (Health, error) {
	n := []float64{float64(len(s.users[0])), float64(len(s.users[1]))}
	weights := []float64{1 - s.p.Share, s.p.Share}
	srm, err := stats.SampleRatio(n, weights)
	if err != nil {
		return Health{}, err
	}
	steps, err := stats.SequentialRatio(s.daily(), weights, concentration)
	if err != nil {
		return Health{}, err
	}
	h := Health{SRM: srm.P, SRMAnyTime: steps[len(steps)-1].P, OtherRows: s.others,
		MultipleShare: float64(s.excluded) / (n[0] + n[1] + float64(s.excluded)),
		Problems:      []string{}}
	p := h.SRM
	if s.p.Mode == ConfidenceSequence { // which is read so often that chance would raise an alarm
		p = h.SRMAnyTime
	}
	if h.mismatch = p < SRMLevel; h.mismatch {
		h.Problems = append(h.Problems, fmt.Sprintf("The shares of the variants are not those "+
			"that were meant (p %.2g): something loses users of one variant.", p))
	}
	if h.MultipleShare > MultipleShare {
		h.Problems = append(h.Problems, fmt.Sprintf("%.1f %% of the users met both variants, "+
			"more than %g %%: find out why before anything ships.", 100*h.MultipleShare,
			100*MultipleShare))
	}
	h.Healthy = len(h.Problems) == 0
	return h, nil
}

// daily counts the users of each arm by the day of their first exposure.
func (s *study) daily() (batches [][]float64) {
	counts := map[time.Time][]float64{}
	var order []time.Time
	for arm, users := range s.users {
		for _, u := range users {
			day := u.at.UTC().Truncate(24 * time.Hour)
			if counts[day] == nil {
				counts[day] = make([]float64, 2)
				order = append(order, day)
			}
			counts[day][arm]++
		}
	}
	slices.SortFunc(order, time.Time.Compare)
	for _, day := range order {
		batches = append(batches, counts[day])
	}
	return batches
}

// judge comes to a verdict: what is invalid says nothing; harm of any metric stops; a primary
// metric that got better ships what is healthy and keeps its guardrails.
func (p Plan) judge(r Readout) (verdict, reason string) {
	if r.Health.mismatch {
		return "invalid", r.Health.Problems[0]
	}
	for _, o := range r.Metrics {
		if now, _ := o.now(); o.Shown == "worse" {
			return "stop", fmt.Sprintf("%s got worse, by %.3g.", o.Name, now.Effect)
		}
	}
	looked := len(r.Metrics[0].Looks)
	if looked == 0 {
		return "wait", fmt.Sprintf("Fewer users than the %d of the first look have been through "+
			"their windows.", p.sizes(0)[0])
	}
	if broken := p.broken(r); broken != "" {
		if looked == p.Looks && p.Mode != ConfidenceSequence {
			return "stop", broken
		}
		return "wait", broken
	}
	better, reason := hoped(r)
	switch {
	case !better:
		return "wait", reason
	case !r.Health.Healthy:
		return "wait", reason + " " + r.Health.Problems[0]
	}
	return "ship", reason
}

// broken names the first guardrail that does not hold.
func (p Plan) broken(r Readout) string {
	for k, o := range r.Metrics {
		if m := p.Metrics[k]; m.Role == "guardrail" && !m.holds(o) {
			return fmt.Sprintf("%s may get worse by more than its margin of %g.", m.Name, m.Margin)
		}
	}
	return ""
}

// hoped says whether a primary metric got better, or what the first of them may still be.
func hoped(r Readout) (better bool, reason string) {
	for _, o := range r.Metrics {
		now, _ := o.now()
		switch {
		case o.Role != "primary":
		case o.Shown == "better":
			return true, fmt.Sprintf("%s got better, by %s.", o.Name,
				amount(now.Effect, r.Plan.Difference))
		case reason == "":
			reason = fmt.Sprintf("%s may be anything from %s to %s.", o.Name,
				amount(float64(now.CI[0]), r.Plan.Difference),
				amount(float64(now.CI[1]), r.Plan.Difference))
		}
	}
	return false, reason
}

// amount is an effect in words, as the read-out's charts have it.
func amount(v float64, kind stats.Difference) string {
	if kind == "relative" {
		return fmt.Sprintf("%.3g %%", 100*v)
	}
	return fmt.Sprintf("%.3g", v)
}

// holds says whether a guardrail is not worse by its margin; without a margin, whether it is not
// shown to be worse.
func (m Metric) holds(o Outcome) bool {
	if m.Margin == 0 {
		return o.Shown != "worse"
	}
	now, any := o.now()
	if m.LowerIsBetter {
		return any && float64(now.CI[1]) < m.Margin
	}
	return any && float64(now.CI[0]) > -m.Margin
}
