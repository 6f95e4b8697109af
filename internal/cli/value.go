package cli

import (
	"fmt"
	"math"
	"slices"
	"strings"

	"github.com/throughlinehq/throughline/engine/input"
	"github.com/throughlinehq/throughline/engine/value"
	"github.com/throughlinehq/throughline/internal/kit/fault"
)

// ValueCommand turns decisions into money.
type ValueCommand struct {
	File string `arg:"" help:"A case, or a suite of cases, as JSON; - reads standard input."`
}

// Help shows examples below the flags.
func (ValueCommand) Help() string {
	return `Examples:
  throughline value cases.json
  echo '{"method": "npv_irr_payback", "input": {"cash_flows_t0_first": [-1000, 600, 700],
    "rate": 0.1, "finance_rate": 0.1, "reinvest_rate": 0.1}}' | throughline value -

A case is {"method", "input"}, a suite {"cases": [...]}; the answer is the same with "output".
Methods: ` + strings.Join(value.Methods(), ", ") + `.`
}

// Run answers every case.
func (c ValueCommand) Run(env *Env) error { return runCases(env, c.File, value.Evaluate) }

// MetricCommand looks into metrics.
type MetricCommand struct {
	Explain ExplainMetricCommand `cmd:"" help:"Share the change of a metric out over what it is made of."`
}

// ExplainMetricCommand says what made a metric change.
type ExplainMetricCommand struct {
	File   string `arg:"" help:"The metric before and after, as JSON; - reads standard input."`
	Format string `help:"What is printed: text or json." enum:"text,json" default:"text"`
}

// Help shows examples below the flags.
func (ExplainMetricCommand) Help() string {
	return `Examples:
  throughline metric explain revenue.json
  throughline metric explain conversion.json --format json

A metric that is a product of factors:
  {"before": {"visitors": 10000, "conversion": 0.05, "price": 40},
   "after": {"visitors": 11000, "conversion": 0.048, "price": 41}}
A rate over segments, split into what came from the mix and what from the rates:
  {"segments": {"web": {"n_before": 600, "rate_before": 0.1, "n_after": 500, "rate_after": 0.12}}}`
}

// Run explains and prints.
func (c ExplainMetricCommand) Run(env *Env) error {
	raw, err := readWhole(env, c.File)
	if err != nil {
		return err
	}
	var form struct {
		Segments map[string]value.Segment `json:"segments"`
		value.Product
	}
	if err := strictJSON(c.File, raw, &form); err != nil {
		return err
	}
	if (form.Segments == nil) == (form.Before == nil) {
		return fault.New(fault.Invalid, "The file needs either segments, or before and after.")
	}
	if err := wholeMetric(raw, form.Segments != nil); err != nil {
		return fault.New(fault.Invalid, "%s: %s.", inputName(c.File), err)
	}
	if form.Segments != nil {
		return c.mix(env, form.Segments)
	}
	change, err := form.Explain()
	if err != nil {
		return badInput(err)
	}
	if c.Format == "json" {
		return printJSON(env, change)
	}
	fmt.Fprintf(env.Out, "%.6g became %.6g, %+.6g:\n", change.Before, change.After,
		change.After-change.Before)
	printShares(env, change.Contributions)
	return nil
}

// wholeMetric refuses a metric that lacks a number: 0 in its place would be another metric.
func wholeMetric(raw []byte, segments bool) error {
	if segments {
		return input.Whole(raw, new(struct {
			Segments map[string]value.Segment `json:"segments"`
		}))
	}
	return input.Whole(raw, new(value.Product))
}

func (c ExplainMetricCommand) mix(env *Env, segments map[string]value.Segment) error {
	change, err := value.ExplainMix(segments)
	if err != nil {
		return badInput(err)
	}
	if c.Format == "json" {
		return printJSON(env, change)
	}
	fmt.Fprintf(env.Out, "%.6g became %.6g, %+.6g.\nFrom other rates:\n", change.RateBefore,
		change.RateAfter, change.RateAfter-change.RateBefore)
	printShares(env, change.Rate)
	fmt.Fprintln(env.Out, "From another mix:")
	printShares(env, change.Mix)
	return nil
}

// printShares draws parts of a change, the largest first.
func printShares(env *Env, parts map[string]float64) {
	names := sortedKeys(parts)
	slices.SortStableFunc(names, func(a, b string) int {
		switch x, y := math.Abs(parts[a]), math.Abs(parts[b]); {
		case x > y:
			return -1
		case x < y:
			return 1
		}
		return 0
	})
	largest := 1e-300
	for _, v := range parts {
		largest = max(largest, math.Abs(v))
	}
	for _, name := range names {
		fmt.Fprintf(env.Out, "  %s %s %+.6g\n", padded(name, nameWidth),
			bar(math.Abs(parts[name])/largest), parts[name])
	}
}
