package stats

import (
	"fmt"
	"math"
	"slices"
	"sort"

	"gonum.org/v1/gonum/stat/distuv"
)

// Scale is a questionnaire's score over its respondents.
type Scale struct {
	Scores []float64 `json:"scores"`
	Mean   float64   `json:"mean"`
	SD     float64   `json:"sd"`
	CI     Interval  `json:"ci"` // by t
	// Alpha is Cronbach's; nil where the answers do not vary.
	Alpha *float64 `json:"cronbach_alpha,omitempty"`
	// SUS is what UMUX-Lite predicts (Lewis, Utesch and Maher 2013).
	SUS *float64 `json:"sus_regression,omitempty"`
}

func scaleOf(scores []float64, alpha float64) (Scale, error) {
	if err := level(alpha); err != nil {
		return Scale{}, err
	}
	if len(scores) < 2 {
		return Scale{}, fmt.Errorf("responses: needs at least 2")
	}
	a := armOf(scores)
	s := Scale{Scores: scores, Mean: a.Mean, SD: math.Sqrt(a.Var)}
	s.CI = around(a.Mean, s.SD/math.Sqrt(a.N)*tOf(alpha, a.N-1))
	return s, nil
}

// SUS scores the System Usability Scale (Brooke 1996): ten answers from 1 to 5.
func SUS(responses [][]float64, alpha float64) (Scale, error) {
	scores := make([]float64, len(responses))
	items := make([][]float64, 10)
	for i, r := range responses {
		if len(r) != 10 {
			return Scale{}, fmt.Errorf("responses/%d: %d answers, expected 10", i, len(r))
		}
		for k, answer := range r {
			if !(answer >= 1 && answer <= 5) {
				return Scale{}, fmt.Errorf("responses/%d/%d: %g, expected 1 to 5", i, k, answer)
			}
			v := answer - 1
			if k%2 == 1 {
				v = 5 - answer
			}
			scores[i] += 2.5 * v
			items[k] = append(items[k], v)
		}
	}
	s, err := scaleOf(scores, alpha)
	if err != nil {
		return s, err
	}
	within := 0.0
	for _, item := range items {
		within += armOf(item).Var
	}
	if total := s.SD * s.SD / 6.25; total > 0 {
		a := 10. / 9 * (1 - within/total)
		s.Alpha = &a
	}
	return s, nil
}

// UMUXLite scores its two questions, each from 1 to a number of points.
func UMUXLite(capabilities, ease []float64, points, alpha float64) (Scale, error) {
	if len(capabilities) != len(ease) || !(points >= 2) {
		return Scale{}, fmt.Errorf("capabilities and ease: need as many answers, on 2 points or " +
			"more")
	}
	scores := make([]float64, len(ease))
	for i := range scores {
		for _, v := range []float64{capabilities[i], ease[i]} {
			if !(v >= 1 && v <= points) {
				return Scale{}, fmt.Errorf("answer %d: %g, expected 1 to %g", i, v, points)
			}
		}
		scores[i] = (capabilities[i] + ease[i] - 2) * 100 / (2 * (points - 1))
	}
	s, err := scaleOf(scores, alpha)
	sus := .65*s.Mean + 22.9
	s.SUS = &sus
	return s, err
}

// NPSScore is the net promoter score, from -100 to 100.
type NPSScore struct {
	NPS         float64  `json:"nps"`
	Adjusted    float64  `json:"nps_adjusted"`
	CIAdjusted  Interval `json:"ci_adjusted_wald"` // Rocks 2016
	CITrinomial Interval `json:"ci_trinomial_mean"`
}

// NPS is of promoters, passives and detractors.
func NPS(promoters, passives, detractors, alpha float64) (NPSScore, error) {
	n := promoters + passives + detractors
	if !finite(n) || promoters < 0 || passives < 0 || detractors < 0 || n < 2 {
		return NPSScore{}, fmt.Errorf("promoters, passives and detractors: 0 or more, 2 together")
	}
	if err := level(alpha); err != nil {
		return NPSScore{}, err
	}
	z := zOf(alpha)
	p, d := promoters/n, detractors/n
	ap, ad := (promoters+.75)/(n+3), (detractors+.75)/(n+3)
	return NPSScore{100 * (p - d), 100 * (ap - ad),
		around(100*(ap-ad), 100*z*math.Sqrt((ap+ad-(ap-ad)*(ap-ad))/(n+3))),
		around(100*(p-d), 100*z*math.Sqrt((p+d-(p-d)*(p-d))/(n-1)))}, nil
}

// Completion is how many manage a task.
type Completion struct {
	MLE          float64  `json:"mle"`
	Laplace      float64  `json:"laplace"`
	WilsonPoint  float64  `json:"wilson_point"`
	AdjustedWald Interval `json:"adjusted_wald"`
}

// CompletionRate estimates it from few tries (Sauro and Lewis 2016).
func CompletionRate(successes, n, alpha float64) (Completion, error) {
	one, err := Proportion(successes, n, alpha)
	if err != nil {
		return Completion{}, err
	}
	z := zOf(alpha)
	return Completion{successes / n, (successes + 1) / (n + 2), (successes + z*z/2) / (n + z*z),
		one.AdjustedWald}, nil
}

// TaskTime is how long a task takes.
type TaskTime struct {
	GeometricMean float64  `json:"geometric_mean"`
	CI            Interval `json:"ci"` // by t on the logarithm
	Median        float64  `json:"median"`
}

// TimeOnTask summarises times in any unit.
func TimeOnTask(times []float64, alpha float64) (TaskTime, error) {
	logs := make([]float64, len(times))
	for i, t := range times {
		if !finite(t) || t <= 0 {
			return TaskTime{}, fmt.Errorf("seconds/%d: %g, expected more than 0", i, t)
		}
		logs[i] = math.Log(t)
	}
	s, err := scaleOf(logs, alpha)
	if err != nil {
		return TaskTime{}, err
	}
	low, high := math.Exp(float64(s.CI[0])), math.Exp(float64(s.CI[1]))
	return TaskTime{math.Exp(s.Mean), Interval{Number(low), Number(high)},
		quantile7(slices.Sorted(slices.Values(times)), .5)}, nil
}

// Sessions is how many users find a share of the problems.
type Sessions struct {
	Exact    float64 `json:"n_exact"`
	N        int     `json:"n"`
	WithFive float64 `json:"expected_with_5"`
}

// SessionsFor is for a goal, where each user meets each problem with chance p (Nielsen and
// Landauer 1993).
func SessionsFor(goal, p float64) (Sessions, error) {
	if !(goal > 0 && goal < 1 && p > 0 && p < 1) {
		return Sessions{}, fmt.Errorf("goal and p: %g and %g, expected between 0 and 1", goal, p)
	}
	exact := math.Log1p(-goal) / math.Log1p(-p)
	n := int(math.Ceil(exact - 1e-9))
	return Sessions{Exact: exact, N: n, WithFive: 1 - math.Pow(1-p, 5)}, nil
}

// Discovery is how much of the problems was found.
type Discovery struct {
	Observed   float64 `json:"p_observed"`
	GoodTuring float64 `json:"good_turing"`
	Adjusted   float64 `json:"p_adjusted"`
	SoFar      float64 `json:"discovered_so_far"`
	NFor85     int     `json:"n_for_85pct"`
}

// AdjustDiscovery corrects for few users (Lewis 2001); a row a user, 1 where they met a problem.
func AdjustDiscovery(byUser [][]int) (Discovery, error) {
	if len(byUser) < 2 || len(byUser[0]) == 0 {
		return Discovery{}, fmt.Errorf("problems_by_user: needs at least 2 users and 1 problem")
	}
	met := make([]int, len(byUser[0]))
	for i, row := range byUser {
		if len(row) != len(met) {
			return Discovery{}, fmt.Errorf("problems_by_user/%d: %d problems, expected %d", i,
				len(row), len(met))
		}
		if err := zeroOrOne(fmt.Sprintf("problems_by_user/%d", i), row); err != nil {
			return Discovery{}, err
		}
		for k, v := range row {
			met[k] += v
		}
	}
	n, known, once, all := float64(len(byUser)), 0.0, 0.0, 0.0
	for _, m := range met {
		if m > 0 {
			known++
		}
		if m == 1 {
			once++
		}
		all += float64(m)
	}
	if known == 0 {
		return Discovery{}, fmt.Errorf("problems_by_user: nobody met a problem")
	}
	d := Discovery{Observed: all / (n * known), GoodTuring: once / known}
	d.Adjusted = (d.Observed-1/n)*(1-1/n)/2 + d.Observed/(1+d.GoodTuring)/2
	d.SoFar = 1 - math.Pow(1-d.Adjusted, n)
	if s, err := SessionsFor(.85, d.Adjusted); err == nil {
		d.NFor85 = s.N
	}
	return d, nil
}

// McNemar is the exact test of two answers by the same people.
func McNemar(onlyA, onlyB float64) (float64, error) {
	if !finite(onlyA, onlyB) || onlyA < 0 || onlyB < 0 || onlyA+onlyB == 0 {
		return 0, fmt.Errorf("only_a and only_b: 0 or more, and not both 0")
	}
	b := distuv.Binomial{N: onlyA + onlyB, P: .5}
	return min(1, 2*b.CDF(min(onlyA, onlyB))), nil
}

// SmallTest compares two proportions of few tries.
type SmallTest struct {
	Z      float64 `json:"z"`
	P      float64 `json:"p"`
	Fisher float64 `json:"fisher_exact_p"`
}

// NMinusOne is Campbell's N-1 test (2007), with Fisher's exact one beside it.
func NMinusOne(x1, n1, x2, n2 float64) (SmallTest, error) {
	if err := firstError(count("x1", x1, n1), count("x2", x2, n2)); err != nil {
		return SmallTest{}, err
	}
	n, x := n1+n2, x1+x2
	p := x / n
	if p == 0 || p == 1 {
		return SmallTest{P: 1, Fisher: 1}, nil
	}
	z := (x1/n1 - x2/n2) * math.Sqrt((n-1)/n) / math.Sqrt(p*(1-p)*(1/n1+1/n2))
	return SmallTest{z, twoSided(z), fisher(x1, n1, x, n)}, nil
}

// fisher adds up the tables that are no more likely than the one with x1 of n1, among those with x
// of n: from where they begin on either side of the likeliest until they add nothing.
func fisher(x1, n1, x, n float64) float64 {
	choose := func(n, k float64) float64 { return lgamma(n+1) - lgamma(k+1) - lgamma(n-k+1) }
	all := choose(n, x)
	chance := func(k float64) float64 {
		return math.Exp(choose(n1, k) + choose(n-n1, x-k) - all)
	}
	low, high := max(0, x-(n-n1)), min(n1, x)
	mode := max(low, min(high, math.Floor((n1+1)*(x+1)/(n+2))))
	limit, sum := chance(x1)*(1+1e-7), 0.0
	if chance(mode) <= limit {
		return 1
	}
	for _, side := range []float64{1, -1} {
		end := high - mode
		if side < 0 {
			end = mode - low
		}
		from := 1 + sort.Search(int(end), func(i int) bool {
			return chance(mode+side*float64(i+1)) <= limit
		})
		for i := float64(from); i <= end; i++ {
			c := chance(mode + side*i)
			sum += c
			if c <= sum*1e-17 {
				break
			}
		}
	}
	return min(1, sum)
}

// Kappa is the agreement of two coders beyond chance.
type Kappa struct {
	Kappa float64  `json:"kappa"`
	SE    float64  `json:"se"`
	CI    Interval `json:"ci"`
}

// CohensKappa is of a square table of counts, with the standard error of Fleiss, Cohen and Everitt
// (1969).
func CohensKappa(table [][]float64, alpha float64) (Kappa, error) {
	k, n := len(table), 0.0
	rows, cols := make([]float64, k), make([]float64, k)
	for i, row := range table {
		if len(row) != k || !finite(row...) || slices.Min(row) < 0 {
			return Kappa{}, fmt.Errorf("table/%d: needs %d counts of 0 or more", i, k)
		}
		n += sumOf(row)
	}
	if k < 2 || n == 0 {
		return Kappa{}, fmt.Errorf("table: needs at least 2 categories and something counted")
	}
	agreed, expected := 0.0, 0.0
	for i := range table {
		for j, v := range table[i] {
			rows[i] += v / n
			cols[j] += v / n
		}
		agreed += table[i][i] / n
	}
	for i := range rows {
		expected += rows[i] * cols[i]
	}
	if expected == 1 {
		return Kappa{}, fmt.Errorf("table: all is in one category")
	}
	out := Kappa{Kappa: (agreed - expected) / (1 - expected)}
	rest := 1 - out.Kappa
	v := -(out.Kappa - expected*rest) * (out.Kappa - expected*rest)
	for i := range table {
		for j, c := range table[i] {
			if i == j {
				part := 1 - (rows[i]+cols[i])*rest
				v += c / n * part * part
			} else {
				v += c / n * rest * rest * (cols[i] + rows[j]) * (cols[i] + rows[j])
			}
		}
	}
	out.SE = math.Sqrt(max(0, v)/n) / (1 - expected)
	out.CI = around(out.Kappa, zOf(alpha)*out.SE)
	return out, nil
}

// FleissKappa is the agreement of several coders: a row an item, how many chose each category.
func FleissKappa(table [][]float64) (float64, error) {
	if len(table) == 0 || len(table[0]) < 2 {
		return 0, fmt.Errorf("table_items_by_category: needs items and at least 2 categories")
	}
	raters := sumOf(table[0])
	shares := make([]float64, len(table[0]))
	agreed := 0.0
	for i, row := range table {
		if len(row) != len(shares) || sumOf(row) != raters || raters < 2 || slices.Min(row) < 0 {
			return 0, fmt.Errorf("table_items_by_category/%d: every item needs as many coders, at "+
				"least 2", i)
		}
		same := 0.0
		for j, v := range row {
			shares[j] += v / (raters * float64(len(table)))
			same += v * (v - 1)
		}
		agreed += same / (raters * (raters - 1)) / float64(len(table))
	}
	chance := 0.0
	for _, s := range shares {
		chance += s * s
	}
	if chance == 1 {
		return 0, fmt.Errorf("table_items_by_category: all is in one category")
	}
	return (agreed - chance) / (1 - chance), nil
}
