package value

import (
	"fmt"
	"strings"

	"github.com/throughlinehq/throughline/engine/input"
)

// methods run one case each.
var methods = map[string]func(raw []byte) (any, error){
	"npv_irr_payback": func(raw []byte) (any, error) {
		return run(raw, CashFlows.Appraise)
	},
	"rate_conversion": func(raw []byte) (any, error) {
		return run(raw, func(in struct {
			Annual float64 `json:"annual"`
		}) (Rates, error) {
			return Convert(in.Annual)
		})
	},
	"lift_to_money": func(raw []byte) (any, error) { return run(raw, Lift.Worth) },
	"winners_curse": func(raw []byte) (any, error) { return run(raw, Winners.Correct) },
	"cost_of_delay_sequence": func(raw []byte) (any, error) {
		return run(raw, func(in struct {
			Jobs []Job `json:"jobs"`
		}) (Sequence, error) {
			return Order(in.Jobs)
		})
	},
	"okr_score": func(raw []byte) (any, error) {
		return run(raw, func(in struct {
			KeyResults []KeyResult `json:"key_results"`
		}) (ObjectiveScore, error) {
			return Score(in.KeyResults)
		})
	},
	"metric_tree_product_lmdi": func(raw []byte) (any, error) { return run(raw, Product.Explain) },
	"metric_tree_mix_rate": func(raw []byte) (any, error) {
		return run(raw, func(in struct {
			Segments map[string]Segment `json:"segments"`
		}) (MixChange, error) {
			return ExplainMix(in.Segments)
		})
	},
	"evidence_grade": func(raw []byte) (any, error) {
		return run(raw, func(in Evidence) (map[string]Grade, error) {
			return map[string]Grade{"grade": in.Grade()}, nil
		})
	},
}

func run[I, O any](raw []byte, fn func(I) (O, error)) (any, error) {
	var in I
	if err := input.Whole(raw, &in); err != nil {
		return nil, err
	}
	return fn(in)
}

// Methods lists the methods that Evaluate knows, sorted.
func Methods() []string { return keys(methods) }

// Evaluate runs a method on an input written as JSON.
func Evaluate(method string, input []byte) (any, error) {
	fn, known := methods[method]
	if !known {
		return nil, fmt.Errorf("method %q is unknown, expected one of %s", method,
			strings.Join(Methods(), ", "))
	}
	return fn(input)
}
