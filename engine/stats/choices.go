package stats

import (
	"fmt"
	"math"
	"slices"

	"gonum.org/v1/gonum/mat"
)

// KanoCounts are answers by class, and how much a feature would please or annoy.
type KanoCounts struct {
	Counts map[string]int `json:"counts"`
	Better *float64       `json:"better"` // Berger and others 1993; nil where nothing counts
	Worse  *float64       `json:"worse"`
}

// Kano sorts pairs of answers (with the feature, without it), each 1 like, 2 expect, 3 neutral,
// 4 can live with, 5 dislike.
func Kano(answers [][2]int) (KanoCounts, error) {
	out := KanoCounts{Counts: map[string]int{"A": 0, "O": 0, "M": 0, "I": 0, "R": 0, "Q": 0}}
	for i, a := range answers {
		for _, v := range a {
			if v < 1 || v > 5 {
				return out, fmt.Errorf("answers_functional_dysfunctional/%d: %d, expected 1 to "+
					"5", i, v)
			}
		}
		out.Counts[kanoClass(a[0], a[1])]++
	}
	a, o := float64(out.Counts["A"]), float64(out.Counts["O"])
	m, n := float64(out.Counts["M"]), float64(out.Counts["I"])
	if all := a + o + m + n; all > 0 {
		better, worse := (a+o)/all, -(o+m)/all
		out.Better, out.Worse = &better, &worse
	}
	return out, nil
}

func kanoClass(with, without int) string {
	switch {
	case with == 1 && without == 1, with == 5 && without == 5:
		return "Q"
	case with == 1 && without == 5:
		return "O"
	case with == 1:
		return "A"
	case without == 1, with == 5:
		return "R"
	case without == 5:
		return "M"
	}
	return "I"
}

// Choice is one question of MaxDiff: what was shown, and which was best and worst.
type Choice struct {
	Set   []int `json:"set"`
	Best  int   `json:"best"`
	Worst int   `json:"worst"`
}

// MaxDiffScores are items by how they were chosen.
type MaxDiffScores struct {
	Count     []float64 `json:"count_score"` // (best - worst) / shown
	Utilities []float64 `json:"logit_utilities_zero_sum"`
	Share     []float64 `json:"share"`
}

// ridge keeps utilities finite where an item was always, or never, chosen.
const ridge = 1e-9

// MaxDiff fits a sequential best-worst logit by Newton's method.
func MaxDiff(items int, choices []Choice) (MaxDiffScores, error) {
	if items < 2 || items > 1000 || len(choices) == 0 {
		return MaxDiffScores{}, fmt.Errorf("items: %d with %d observations, expected 2 to 1000 "+
			"with at least 1", items, len(choices))
	}
	out := MaxDiffScores{Count: make([]float64, items)}
	shown := make([]float64, items)
	for i, c := range choices {
		if err := c.check(items); err != nil {
			return out, fmt.Errorf("observations/%d: %w", i, err)
		}
		for _, k := range c.Set {
			shown[k]++
		}
		out.Count[c.Best]++
		out.Count[c.Worst]--
	}
	for k := range shown {
		out.Count[k] /= max(1, shown[k])
	}
	u := make([]float64, items)
	for range 100 {
		step, err := newton(u, choices)
		if err != nil {
			return out, err
		}
		largest := 0.0
		for k := range u {
			move := max(-1, min(1, step[k]))
			u[k] += move
			largest = max(largest, math.Abs(move))
		}
		if largest < 1e-10 {
			break
		}
	}
	mean := sumOf(u) / float64(items)
	for k := range u {
		u[k] -= mean
	}
	out.Utilities = u
	out.Share = softmax(u, 1)
	return out, nil
}

func (c Choice) check(items int) error {
	for _, k := range c.Set {
		if k < 0 || k >= items {
			return fmt.Errorf("shows item %d of %d", k, items)
		}
	}
	if c.Best == c.Worst || !slices.Contains(c.Set, c.Best) || !slices.Contains(c.Set, c.Worst) {
		return fmt.Errorf("best and worst must be two of those shown")
	}
	return nil
}

func softmax(u []float64, sign float64) []float64 {
	out, sum := make([]float64, len(u)), 0.0
	for k, v := range u {
		out[k] = math.Exp(sign * v)
		sum += out[k]
	}
	for k := range out {
		out[k] /= sum
	}
	return out
}

// newton is the step that makes the choices more likely.
func newton(u []float64, choices []Choice) ([]float64, error) {
	n := len(u)
	gradient, hessian := mat.NewVecDense(n, nil), mat.NewSymDense(n, nil)
	add := func(set []int, chosen int, sign float64) {
		some := make([]float64, len(set))
		for i, k := range set {
			some[i] = u[k]
		}
		p := softmax(some, sign)
		for i, k := range set {
			g := -p[i]
			if k == chosen {
				g++
			}
			gradient.SetVec(k, gradient.AtVec(k)+sign*g)
			for j := range set[:i+1] {
				h := -p[i] * p[j]
				if i == j {
					h += p[i]
				}
				hessian.SetSym(k, set[j], hessian.At(k, set[j])+h)
			}
		}
	}
	for _, c := range choices {
		add(c.Set, c.Best, 1)
		rest := slices.DeleteFunc(slices.Clone(c.Set), func(k int) bool { return k == c.Best })
		add(rest, c.Worst, -1)
	}
	for k := range n { // one level is free: the sum is held at 0
		for j := range k + 1 {
			hessian.SetSym(k, j, hessian.At(k, j)+1/float64(n))
		}
		hessian.SetSym(k, k, hessian.At(k, k)+ridge)
		gradient.SetVec(k, gradient.AtVec(k)-ridge*u[k])
	}
	var step mat.VecDense
	if err := step.SolveVec(hessian, gradient); err != nil {
		return nil, fmt.Errorf("observations: too few to fit utilities")
	}
	return step.RawVector().Data, nil
}

// CardSort is how often cards were put together, and in which steps they join.
type CardSort struct {
	Similarity [][]float64 `json:"similarity"`
	Heights    []float64   `json:"average_linkage_heights"`
}

// SortCards compares sorts: the group of each card, for each participant.
func SortCards(sorts [][]int) (CardSort, error) {
	if len(sorts) == 0 || len(sorts[0]) < 2 || len(sorts[0]) > 500 {
		return CardSort{}, fmt.Errorf("sorts_group_of_card: needs participants and 2 to 500 cards")
	}
	cards := len(sorts[0])
	out := CardSort{Similarity: make([][]float64, cards)}
	for i := range out.Similarity {
		out.Similarity[i] = make([]float64, cards)
	}
	for s, groups := range sorts {
		if len(groups) != cards {
			return CardSort{}, fmt.Errorf("sorts_group_of_card/%d: %d cards, expected %d", s,
				len(groups), cards)
		}
		for i := range cards {
			for j := range cards {
				if groups[i] == groups[j] {
					out.Similarity[i][j] += 1 / float64(len(sorts))
				}
			}
		}
	}
	out.Heights = averageLinkage(out.Similarity)
	return out, nil
}

// averageLinkage joins the two nearest clusters again and again (UPGMA); distance is 1 less the
// similarity.
func averageLinkage(similarity [][]float64) (heights []float64) {
	n := len(similarity)
	distance, size := make([][]float64, n), make([]float64, n)
	for i := range distance {
		size[i] = 1
		distance[i] = make([]float64, n)
		for j := range distance[i] {
			distance[i][j] = 1 - similarity[i][j]
		}
	}
	for range n - 1 {
		a, b, least := -1, -1, math.Inf(1)
		for i := range n {
			for j := range i {
				if size[i] > 0 && size[j] > 0 && distance[i][j] < least {
					a, b, least = j, i, distance[i][j]
				}
			}
		}
		heights = append(heights, least)
		for k := range n {
			d := (size[a]*distance[a][k] + size[b]*distance[b][k]) / (size[a] + size[b])
			distance[a][k], distance[k][a] = d, d
		}
		size[a] += size[b]
		size[b] = 0
	}
	return heights
}
