package stats

import (
	"encoding/json"
	"fmt"
	"maps"
	"math"
	"slices"
	"strings"

	"github.com/throughlinehq/throughline/engine/input"
)

// method runs one case.
type method func(raw []byte) (any, error)

// on makes a method of a function of one input.
func on[I, O any](fn func(I) (O, error)) method {
	return func(raw []byte) (any, error) {
		var in I
		if err := input.Whole(raw, &in); err != nil {
			return nil, err
		}
		return fn(in)
	}
}

// object is an answer with one or two fields.
type object map[string]any

var methods = map[string]method{}

func init() {
	for _, group := range []map[string]method{comparing, watching, researching} {
		maps.Copy(methods, group)
	}
}

// Methods lists the methods that Evaluate knows, sorted.
func Methods() []string { return slices.Sorted(maps.Keys(methods)) }

// Evaluate runs a method on an input written as JSON.
func Evaluate(name string, input []byte) (any, error) {
	run, known := methods[name]
	if !known {
		return nil, fmt.Errorf("method %q is unknown, expected one of %s", name,
			strings.Join(Methods(), ", "))
	}
	return run(input)
}

var comparing = map[string]method{
	"two_proportion":          on(TwoCounts.Proportions),
	"two_proportion_score_ci": on(TwoCounts.ScoreCI),
	"welch_delta_proportion": on(func(in struct {
		TwoCounts
		Difference Difference `json:"difference"`
	}) (Effect, error) {
		if err := in.check(); err != nil {
			return Effect{}, err
		}
		control, treat := in.Arms()
		return Compare(control, treat, in.Difference, in.Alpha)
	}),
	"one_proportion_ci": on(func(in struct{ X, N, Alpha float64 }) (OneProportion, error) {
		return Proportion(in.X, in.N, in.Alpha)
	}),
	"welch_t": on(func(in struct {
		TwoMeans
		Alpha float64 `json:"alpha"`
	}) (WelchT, error) {
		return in.Welch(in.Alpha)
	}),
	"mean_test_from_values": on(func(in struct {
		Control, Treat []float64
		Alpha          float64
		Difference     Difference
	}) (Effect, error) {
		return Compare(armOf(in.Control), armOf(in.Treat), in.Difference, in.Alpha)
	}),
	"one_sided_mean_test": on(func(in struct {
		Control, Treat Sums
		Alpha          float64
		Difference     Difference
		Alternative    string
	}) (object, error) {
		effect, p, ci, err := OneSided(in.Control.Arm(), in.Treat.Arm(), in.Difference,
			in.Alternative, in.Alpha)
		return object{"effect": effect, "p": p, "ci": ci}, err
	}),
	"mann_whitney_u": on(func(in struct{ Control, Treat []float64 }) (RankTest, error) {
		return MannWhitney(in.Control, in.Treat)
	}),
	"non_inferiority": on(func(in struct {
		TwoMeans
		Margin float64 `json:"margin_abs"`
		Worse  string  `json:"worse_is"`
		Alpha  float64 `json:"alpha"`
	}) (NonInferiority, error) {
		return in.NonInferior(in.Margin, in.Worse, in.Alpha)
	}),
	"tost_equivalence": on(func(in struct {
		TwoMeans
		Low  float64 `json:"low"`
		High float64 `json:"high"`
	}) (Equivalence, error) {
		return in.Equivalent(in.Low, in.High)
	}),
	"ratio_delta": on(func(in struct {
		Control, Treat RatioSums
		Alpha          float64
		Difference     Difference
	}) (RatioEffect, error) {
		return CompareRatios(in.Control, in.Treat, in.Difference, in.Alpha)
	}),
	"cuped_mean": on(func(in struct {
		Control, Treat PairSums
		Alpha          float64
		Difference     Difference
		Values         json.RawMessage `optional:""` // what the sums were made of
	}) (CUPED, error) {
		return AdjustMeans(in.Control, in.Treat, in.Difference, in.Alpha)
	}),
	"cuped_ratio": on(func(in struct {
		Control, Treat RatioUnits
		Alpha          float64
		Difference     Difference
	}) (CUPED, error) {
		return AdjustRatios(in.Control, in.Treat, in.Difference, in.Alpha)
	}),
	"quantile_from_bounds": on(func(in struct {
		Nu             float64 `optional:""` // which quantile
		Control, Treat QuantileBounds
		Alpha          float64
		Difference     Difference
	}) (QuantileEffect, error) {
		return CompareQuantiles(in.Control, in.Treat, in.Difference, in.Alpha)
	}),
	"quantile_clustered": on(func(in struct {
		Control, Treat Rows
		Nu, Alpha      float64
		Difference     Difference
	}) (RowsQuantileEffect, error) {
		return CompareRowQuantiles(in.Control, in.Treat, in.Nu, in.Difference, in.Alpha)
	}),
	"quantile_order_ci": on(func(in struct {
		Values   []float64
		Q, Alpha float64
	}) (OrderCI, error) {
		return QuantileByOrder(in.Values, in.Q, in.Alpha)
	}),
	"winsorize_upper": on(func(in struct {
		Control, Treat []float64
		Percentile     float64
		IgnoreZeros    bool `json:"ignore_zeros"`
	}) (Winsorised, error) {
		return Winsorise(in.Control, in.Treat, in.Percentile, in.IgnoreZeros)
	}),
	"cluster_robust_difference": on(func(in struct {
		Cluster, Treated []int
		Y                []float64
	}) (Clustered, error) {
		return ClusterDifference(in.Y, in.Treated, in.Cluster)
	}),
	"difference_in_differences": on(func(in struct {
		Unit, Treated, Post []int
		Y                   []float64
	}) (DiD, error) {
		return DifferenceInDifferences(in.Y, in.Treated, in.Post, in.Unit)
	}),
	"kaplan_meier": on(func(in struct {
		Time  []float64
		Event []int
	}) (Survival, error) {
		return KaplanMeier(in.Time, in.Event)
	}),
	"beta_binomial": on(func(in struct {
		AlphaControl float64 `json:"alpha_control"`
		BetaControl  float64 `json:"beta_control"`
		AlphaTreat   float64 `json:"alpha_treat"`
		BetaTreat    float64 `json:"beta_treat"`
	}) (BetaComparison, error) {
		return CompareBeta(in.AlphaControl, in.BetaControl, in.AlphaTreat, in.BetaTreat)
	}),
	"normal_effect": on(func(in struct {
		TwoCounts
		Difference    Difference   `json:"difference"`
		LowerIsBetter bool         `json:"lower_is_better"`
		Prior         *NormalPrior `json:"prior"`
	}) (NormalEffect, error) {
		if err := in.check(); err != nil {
			return NormalEffect{}, err
		}
		control, treat := in.Arms()
		belief := Belief{in.Difference, in.Prior, in.LowerIsBetter, in.Alpha}
		return belief.Posterior(control, treat)
	}),
}

// watching are the methods of planning a test and of looking at it while it runs.
var watching = map[string]method{
	"srm_chi2": on(func(in struct{ Observed, Weights []float64 }) (RatioCheck, error) {
		return SampleRatio(in.Observed, in.Weights)
	}),
	"srm_sequential": on(func(in struct {
		Daily         [][]float64 `json:"daily_counts"`
		Weights       []float64   `json:"weights"`
		Concentration float64     `json:"dirichlet_concentration"`
	}) (object, error) {
		steps, err := SequentialRatio(in.Daily, in.Weights, in.Concentration)
		return object{"steps": steps}, err
	}),
	"adjust_p": on(func(in struct{ P []float64 }) (Adjusted, error) { return Adjust(in.P) }),
	"sample_size_proportion": on(func(in struct {
		P     float64  `json:"p_control"`
		MDE   float64  `json:"mde_abs"`
		Alpha float64  `json:"alpha"`
		Power float64  `json:"power"`
		Ratio *float64 `json:"ratio_treat_to_control"`
	}) (ProportionSize, error) {
		ratio := 1.0
		if in.Ratio != nil {
			ratio = *in.Ratio
		}
		return SizeForProportion(in.P, in.MDE, in.Alpha, in.Power, ratio)
	}),
	"sample_size_mean": on(MeanPlan.Size),
	"mde_mean":         on(MeanPlan.Detectable),
	"power_mean":       on(MeanPlan.Chance),
	"asymptotic_confidence_sequence": on(func(in looked) (Sequence, error) {
		return ConfidenceSequence(in.Effect, in.SE, in.N, in.Alpha, in.Star)
	}),
	"asymptotic_cs_one_sided": on(func(in looked) (OneSidedSequence, error) {
		return OneSidedConfidenceSequence(in.Effect, in.SE, in.N, in.Alpha, in.Star)
	}),
	"msprt_normal": on(func(in struct{ Effect, SE, Tau, Alpha float64 }) (Mixture, error) {
		return MSPRT(in.Effect, in.SE, in.Tau, in.Alpha)
	}),
	"group_sequential_spending": on(func(in struct {
		Fractions []float64 `json:"information_fractions"`
		Alpha     float64   `json:"alpha_two_sided"`
		Spending  string    `json:"spending"`
	}) (Bounds, error) {
		return SpendingBounds(in.Fractions, in.Alpha, in.Spending)
	}),
	"group_sequential_classic": on(func(in struct {
		K     int     `json:"k"`
		Alpha float64 `json:"alpha_two_sided"`
	}) (ClassicBounds, error) {
		return Classic(in.K, in.Alpha)
	}),
	"bandit_normal_best_arm": on(func(in struct {
		Means []float64 `json:"means"`
		SDs   []float64 `json:"sds"`
		Least float64   `json:"min_weight" optional:""`
		Lower bool      `json:"lower_is_better"`
	}) (BestArm, error) {
		return Posteriors{in.Means, in.SDs, in.Lower}.Best(in.Least)
	}),
	"bandit_beta_best_arm": on(func(in struct {
		Arms  [][2]float64 `json:"arms"`
		Least float64      `json:"min_weight" optional:""`
		Lower bool         `json:"lower_is_better"`
	}) (BestArm, error) {
		return BestBeta(in.Arms, in.Least, in.Lower)
	}),
}

// looked is an effect at some look.
type looked struct {
	Effect float64 `json:"effect"`
	SE     float64 `json:"se"`
	N      float64 `json:"n_total"`
	Alpha  float64 `json:"alpha"`
	Star   float64 `json:"n_star"`
}

// researching are the measures of user tests.
var researching = map[string]method{
	"sus": on(func(in struct {
		Responses [][]float64
		Alpha     float64 `optional:""`
	}) (Scale, error) {
		return SUS(in.Responses, usual(in.Alpha))
	}),
	"umux_lite": on(func(in struct {
		Capabilities, Ease []float64
		Points             float64
		Alpha              float64 `optional:""`
	}) (Scale, error) {
		return UMUXLite(in.Capabilities, in.Ease, in.Points, usual(in.Alpha))
	}),
	"seq": on(func(in struct {
		Responses []float64
		Alpha     float64 `optional:""`
	}) (Scale, error) {
		return SEQ(in.Responses, usual(in.Alpha))
	}),
	"csat": on(func(in struct {
		Responses []float64
		Points    float64
		Alpha     float64 `optional:""`
	}) (Satisfaction, error) {
		return CSAT(in.Responses, in.Points, usual(in.Alpha))
	}),
	"paired_t": on(func(in struct {
		A, B  []float64
		Alpha float64 `optional:""`
	}) (Effect, error) {
		return Paired(in.A, in.B, usual(in.Alpha))
	}),
	"nps": on(func(in struct {
		Promoters, Passives, Detractors float64
		Alpha                           float64 `optional:""`
	}) (NPSScore, error) {
		return NPS(in.Promoters, in.Passives, in.Detractors, usual(in.Alpha))
	}),
	"completion_rate": on(func(in struct {
		Successes, N float64
		Alpha        float64 `optional:""`
	}) (Completion, error) {
		return CompletionRate(in.Successes, in.N, usual(in.Alpha))
	}),
	"time_on_task": on(func(in struct {
		Seconds []float64
		Alpha   float64 `optional:""`
	}) (TaskTime, error) {
		return TimeOnTask(in.Seconds, usual(in.Alpha))
	}),
	"problem_discovery_n": on(func(in struct{ Goal, P float64 }) (Sessions, error) {
		return SessionsFor(in.Goal, in.P)
	}),
	"problem_discovery_adjusted": on(func(in struct {
		ByUser [][]int `json:"problems_by_user"`
	}) (Discovery, error) {
		return AdjustDiscovery(in.ByUser)
	}),
	"kano": on(func(in struct {
		Answers [][2]int `json:"answers_functional_dysfunctional"`
		Scale   string   `json:"scale" optional:""`
	}) (KanoCounts, error) {
		return Kano(in.Answers)
	}),
	"maxdiff": on(func(in struct {
		Items        int
		Observations []Choice
	}) (MaxDiffScores, error) {
		return MaxDiff(in.Items, in.Observations)
	}),
	"card_sort_similarity": on(func(in struct {
		Sorts [][]int `json:"sorts_group_of_card"`
	}) (CardSort, error) {
		return SortCards(in.Sorts)
	}),
	"fleiss_kappa": on(func(in struct {
		Table [][]float64 `json:"table_items_by_category"`
	}) (object, error) {
		k, err := FleissKappa(in.Table)
		return object{"kappa": k}, err
	}),
	"cohens_kappa": on(func(in struct {
		Table [][]float64
		Alpha float64 `optional:""`
	}) (Kappa, error) {
		return CohensKappa(in.Table, usual(in.Alpha))
	}),
	"mcnemar_exact": on(func(in struct {
		OnlyA float64 `json:"only_a"`
		OnlyB float64 `json:"only_b"`
	}) (object, error) {
		p, err := McNemar(in.OnlyA, in.OnlyB)
		return object{"p": p}, err
	}),
	"n_minus_1_two_proportion": on(func(in struct{ X1, N1, X2, N2 float64 }) (SmallTest, error) {
		return NMinusOne(in.X1, in.N1, in.X2, in.N2)
	}),
}

// usual is the level where none is given.
func usual(alpha float64) float64 {
	if alpha == 0 || math.IsNaN(alpha) {
		return .05
	}
	return alpha
}
