package rank

import (
	"errors"
	"fmt"
	"math"
)

// SignedScores weighs columns of raw values as Jira Product Discovery does: each column is brought
// to 0..100, then their weighted sum is. Columns of negative weight are costs: the sum of the
// others is divided by theirs. An item without any cost has no such score, and the error says so.
func SignedScores(columns [][]float64, weights []float64) ([]float64, error) {
	if len(columns) != len(weights) || len(columns) == 0 {
		return nil, fmt.Errorf("%d columns but %d weights", len(columns), len(weights))
	}
	sums := [2][]float64{make([]float64, len(columns[0])), make([]float64, len(columns[0]))}
	costly := 0
	for j, column := range columns {
		scores, err := NormalizedScores(column)
		if err != nil || len(scores) != len(sums[0]) || finite(weights[j]) != weights[j] {
			return nil, errors.Join(fmt.Errorf("column %d has no scores to weigh", j+1), err)
		}
		side := 0
		if weights[j] < 0 {
			side, costly = 1, costly+1
		}
		for i, v := range scores {
			sums[side][i] += math.Abs(weights[j]) * v
		}
	}
	worth, err := NormalizedScores(sums[0])
	if err != nil || costly == 0 {
		return worth, err
	}
	cost, err := NormalizedScores(sums[1])
	if err != nil {
		return nil, err
	}
	for i := range worth {
		if cost[i] == 0 {
			return nil, fmt.Errorf("item %d costs nothing: there is nothing to divide by", i+1)
		}
		worth[i] /= cost[i]
	}
	return worth, nil
}

// Allocation compares the shares of effort that goals were promised with those they get.
type Allocation struct {
	Target, Planned, Gap float64 // shares; Gap is planned minus target
}

// Allocate adds up each goal's effort; targets need not add up to 1, their proportions count.
// Ranking within a goal is left to Rank.
func Allocate(targets []float64, goal []int, effort []float64) ([]Allocation, error) {
	if len(goal) != len(effort) {
		return nil, fmt.Errorf("%d goals but %d efforts", len(goal), len(effort))
	}
	found := make([]Allocation, len(targets))
	promised, spent := 0.0, 0.0
	for g, share := range targets {
		if !(share >= 0 && share <= maxValue) {
			return nil, fmt.Errorf("target %d must be 0 or more, got %g", g+1, share)
		}
		promised += share
	}
	for i, e := range effort {
		if goal[i] < 0 || goal[i] >= len(targets) || !(e >= 0 && e <= maxValue) {
			return nil, fmt.Errorf("item %d: goal %d and effort %g do not fit", i+1, goal[i], e)
		}
		found[goal[i]].Planned += e
		spent += e
	}
	for g := range found {
		a := &found[g]
		if promised > 0 {
			a.Target = targets[g] / promised
		}
		if spent > 0 {
			a.Planned /= spent
		}
		a.Gap = a.Planned - a.Target
	}
	return found, nil
}

// Contributions shares a net promoter score out among themes as Chattermill does: its positive
// part, NPS + 100, among the themes that lift it by their effect, and its negative part,
// 100 - NPS, among those that lower it. Where both kinds exist the amounts add up to 200.
func Contributions(nps float64, effects []float64) ([]float64, error) {
	if !(nps >= -100 && nps <= 100) {
		return nil, fmt.Errorf("a net promoter score lies between -100 and 100, got %g", nps)
	}
	up, down := 0.0, 0.0
	for i, e := range effects {
		if math.Abs(e) > maxValue || e != e {
			return nil, fmt.Errorf("effect %d must be a finite number", i+1)
		}
		up += max(0, e)
		down -= min(0, e)
	}
	found := make([]float64, len(effects))
	for i, e := range effects {
		switch {
		case e > 0:
			found[i] = (nps + 100) * (e / up)
		case e < 0:
			found[i] = (100 - nps) * (e / down)
		}
	}
	return found, nil
}
