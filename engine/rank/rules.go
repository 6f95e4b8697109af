package rank

import (
	"errors"
	"fmt"
	"math"
	"slices"
)

// NormalizedScores brings raw scores to 0..100 the way Jira Product Discovery does: 0 is the
// least value or zero, whichever is lower, and 100 the greatest. A change to one item therefore
// moves all others. When all scores are equal there is no spread to show and the error says so.
func NormalizedScores(raw []float64) ([]float64, error) {
	if len(raw) == 0 {
		return nil, nil
	}
	low, high := min(0, slices.Min(raw)), slices.Max(raw)
	if finite(high-low) != high-low {
		return nil, errors.New("scores must be finite")
	}
	if high <= low {
		return nil, errors.New("all scores are 0 or equal and negative: nothing tells them apart")
	}
	scores := make([]float64, len(raw))
	for i, v := range raw {
		scores[i] = 100 * ((v - low) / (high - low))
	}
	return scores, nil
}

// Outcome grades an opportunity score as Ulwick does.
func Outcome(score float64) string {
	switch {
	case score > 15:
		return "extreme"
	case score >= 12:
		return "strong"
	case score >= 10:
		return "worth a look"
	}
	return "served"
}

// Agreement is how close the votes of a poker round are.
type Agreement struct {
	Mean     float64
	Low      float64
	High     float64
	Value    float64 // 1 for one voice, 0 or less for two opposed camps
	Level    string  // low, medium, high
	Outliers []int   // voters further than one and a half standard deviations from the mean
}

// PokerAgreement compares votes given on a scale from low to high: 1 - 2 sd / range, where sd is
// that of the group itself. From 0.8 it is high, below 0.5 low.
func PokerAgreement(votes []float64, low, high float64) (Agreement, error) {
	if len(votes) == 0 || !(high > low) || math.IsInf(high-low, 0) {
		return Agreement{}, errors.New("agreement needs votes and a scale that has a width")
	}
	a := Agreement{Low: slices.Min(votes), High: slices.Max(votes)}
	if !(a.Low >= low && a.High <= high) {
		return Agreement{}, fmt.Errorf("votes must lie on the scale from %g to %g", low, high)
	}
	n, squares := float64(len(votes)), 0.0
	for _, v := range votes {
		a.Mean += v / n
	}
	for _, v := range votes {
		squares += (v - a.Mean) * (v - a.Mean)
	}
	sd := math.Sqrt(squares / n)
	for i, v := range votes {
		if sd > 0 && math.Abs(v-a.Mean) > 1.5*sd {
			a.Outliers = append(a.Outliers, i)
		}
	}
	a.Value = 1 - 2*sd/(high-low)
	switch {
	case a.Value >= .8:
		a.Level = "high"
	case a.Value < .5:
		a.Level = "low"
	default:
		a.Level = "medium"
	}
	return a, nil
}

// CentroidWeights gives weights for k criteria of which only the order of importance is known:
// the rank-order centroid, w_j = (1/k) sum over i >= j of 1/i.
func CentroidWeights(k int) []float64 {
	weights := make([]float64, max(k, 0))
	sum := 0.0
	for j := k; j >= 1; j-- {
		sum += 1 / float64(j)
		weights[j-1] = sum / float64(k)
	}
	return weights
}

// LatestImportance sums how much distinct people want something, 0 to 3 each: the last answer of
// a person counts, and an unset one (negative) counts as 1.
func LatestImportance(people []string, answers []int) (int, error) {
	if len(people) != len(answers) {
		return 0, fmt.Errorf("%d people but %d answers", len(people), len(answers))
	}
	latest := make(map[string]int, len(people))
	for i, who := range people {
		if answers[i] > 3 {
			return 0, fmt.Errorf("answer %d is %d, expected 0 to 3", i+1, answers[i])
		}
		latest[who] = answers[i]
	}
	total := 0
	for _, a := range latest {
		if a < 0 {
			a = 1
		}
		total += a
	}
	return total, nil
}

// MustShare is the share of effort in must-have items, and whether it leaves enough room for
// change: DSDM asks for at most 60 %.
func MustShare(must []bool, effort []float64) (share float64, ok bool, err error) {
	if len(must) != len(effort) {
		return 0, false, fmt.Errorf("%d items but %d efforts", len(must), len(effort))
	}
	musts, total := 0.0, 0.0
	for i, e := range effort {
		if !(e >= 0) || math.IsInf(e, 0) {
			return 0, false, fmt.Errorf("effort of item %d must be 0 or more, got %g", i+1, e)
		}
		if total += e; must[i] {
			musts += e
		}
	}
	if total == 0 {
		return 0, true, nil
	}
	share = musts / total
	return share, share <= .6, nil
}
