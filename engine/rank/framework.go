package rank

import (
	"fmt"
	"regexp"
	"slices"
	"strconv"
	"strings"
)

// Field is one value that a framework asks for.
type Field struct {
	Key     string    `json:"key"`
	Label   string    `json:"label"`
	Unit    string    `json:"unit,omitempty"`
	Min     float64   `json:"min"`
	Above   bool      `json:"above,omitempty"`   // Min itself is refused, as for an effort of 0
	Max     float64   `json:"max,omitempty"`     // 0: no upper bound
	Default float64   `json:"default,omitempty"` // what a form offers first, never assumed
	Scale   []float64 `json:"scale,omitempty"`   // the usual steps
	Strict  bool      `json:"strict,omitempty"`  // a point value off the scale is refused
	Cost    bool      `json:"cost,omitempty"`    // more is worse
	Weight  float64   `json:"weight,omitempty"`  // of a criterion, in a weighted framework
}

// Framework turns an item's values into a score. Without a formula it is a weighted mean of its
// fields on a 0 to 100 scale, from which missing values are left out.
type Framework struct {
	Key     string  `json:"key"`
	Name    string  `json:"name"`
	Fields  []Field `json:"fields"`
	Formula string  `json:"formula,omitempty"`
}

var (
	fibonacci = []float64{1, 2, 3, 5, 8, 13, 20}
	oneToTen  = []float64{1, 2, 3, 4, 5, 6, 7, 8, 9, 10}
	identRE   = regexp.MustCompile(`^[A-Za-z_][A-Za-z0-9_]{0,63}$`)
)

// Frameworks lists the built-in frameworks; each call returns a fresh copy.
func Frameworks() []Framework {
	return append([]Framework{
		{"rice", "RICE", riceFields(true), "reach * impact * confidence / effort"},
		{"ice", "ICE", iceFields(), "impact * confidence * ease"},
		{"ice_mean", "ICE, averaged", iceFields(), "(impact + confidence + ease) / 3"},
		{"ric", "RIC", riceFields(false), "reach * impact * confidence"},
		{"wsjf", "WSJF", wsjfFields(), "(value + time_criticality + risk_opportunity) / job_size"},
		{"cd3", "CD3", cd3Fields(), "cost_of_delay / duration"},
		{"value_effort", "Value against effort", valueEffortFields(), "value / effort"},
		{"focus", "Focus score", focusFields(), "(value / 10 + (1 - effort / 10)) / 2 * 100"},
		{"product_value", "Product value", productValueFields(),
			"(population + need + strategy - effort) * confidence"},
		{"opportunity", "Opportunity score", opportunityFields(),
			"importance + max(importance - satisfaction, 0)"},
		{"focus_weighted", "Focus score, weighted", focusWeightedFields(), ""},
		{"weighted", "Weighted score", weightedFields(), ""},
		{"canny", "Impact against effort, 0 to 100,000", cannyFields(), "1000 * impact / effort"},
	}, measures()...)
}

// Preset returns the built-in framework with this key.
func Preset(key string) (Framework, error) {
	all := Frameworks()
	keys := make([]string, len(all))
	for i, f := range all {
		if keys[i] = f.Key; f.Key == key {
			return f, nil
		}
	}
	return Framework{}, fmt.Errorf("unknown framework %q, expected one of %s",
		key, strings.Join(keys, ", "))
}

func riceFields(withEffort bool) []Field {
	fields := []Field{
		{Key: "reach", Label: "Reach", Unit: "people per quarter"},
		{Key: "impact", Label: "Impact", Above: true, Default: 1,
			Scale: []float64{.25, .5, 1, 2, 3}},
		{Key: "confidence", Label: "Confidence", Above: true, Max: 1, Default: .8,
			Scale: []float64{.5, .8, 1}},
		{Key: "effort", Label: "Effort", Unit: "person-months", Min: .5, Cost: true},
	}
	if !withEffort {
		return fields[:3]
	}
	return fields
}

func iceFields() []Field {
	return []Field{tenStep("impact", "Impact"), tenStep("confidence", "Confidence"),
		tenStep("ease", "Ease")}
}

func tenStep(key, label string) Field {
	return Field{Key: key, Label: label, Min: 1, Max: 10, Scale: slices.Clone(oneToTen)}
}

func wsjfFields() []Field {
	step := func(key, label string, cost bool) Field {
		return Field{Key: key, Label: label, Min: 1, Max: 20, Scale: slices.Clone(fibonacci),
			Strict: true, Cost: cost}
	}
	return []Field{step("value", "User and business value", false),
		step("time_criticality", "Time criticality", false),
		step("risk_opportunity", "Risk reduction and opportunity", false),
		step("job_size", "Job size", true)}
}

func cd3Fields() []Field {
	return []Field{{Key: "cost_of_delay", Label: "Cost of delay", Unit: "money per week"},
		{Key: "duration", Label: "Duration", Unit: "weeks", Above: true, Cost: true}}
}

func valueEffortFields() []Field {
	return []Field{{Key: "value", Label: "Value"},
		{Key: "effort", Label: "Effort", Unit: "person-weeks", Above: true, Cost: true}}
}

func focusFields() []Field {
	return []Field{{Key: "value", Label: "Value", Max: 10},
		{Key: "effort", Label: "Effort", Max: 10, Cost: true}}
}

func productValueFields() []Field {
	return []Field{{Key: "population", Label: "Population", Max: 10},
		{Key: "need", Label: "Need", Max: 10}, {Key: "strategy", Label: "Strategy", Max: 10},
		{Key: "effort", Label: "Effort", Max: 10, Cost: true},
		{Key: "confidence", Label: "Confidence", Above: true, Max: 1, Default: 1}}
}

func opportunityFields() []Field {
	return []Field{{Key: "importance", Label: "Importance", Unit: "share who answer 4-5, times 10",
		Max: 10}, {Key: "satisfaction", Label: "Satisfaction",
		Unit: "share who answer 4-5, times 10", Max: 10, Cost: true}}
}

// focusWeightedFields is the focus score with weights of its own: 100 (w_Y Y + w_X (1 - X)).
func focusWeightedFields() []Field {
	return []Field{{Key: "value", Label: "Value", Max: 10, Weight: .5},
		{Key: "effort", Label: "Effort", Max: 10, Weight: .5, Cost: true}}
}

// cannyFields leave it to people how they combine impacts: that part was never published.
func cannyFields() []Field {
	return []Field{{Key: "impact", Label: "Impact", Max: 100},
		{Key: "effort", Label: "Effort", Min: 1, Max: 100, Cost: true}}
}

func weightedFields() []Field {
	return []Field{{Key: "customer_value", Label: "Customer value", Max: 10, Weight: 3},
		{Key: "strategic_fit", Label: "Strategic fit", Max: 10, Weight: 2},
		{Key: "revenue", Label: "Revenue", Max: 10, Weight: 2},
		{Key: "effort", Label: "Effort", Max: 10, Weight: 3, Cost: true}}
}

// Custom is a framework with a formula of the user's own over the given fields.
func Custom(name string, fields []Field, formula string) (Framework, error) {
	f := Framework{Key: "custom", Name: name, Fields: fields, Formula: formula}
	return f, f.Validate()
}

// Validate reports what keeps the framework from scoring anything.
func (f Framework) Validate() error {
	if len(f.Fields) == 0 {
		return fmt.Errorf("framework %q has no fields", f.Key)
	}
	for i, field := range f.Fields {
		if err := field.validate(f.Formula == ""); err != nil {
			return fmt.Errorf("framework %q, field %d: %w", f.Key, i+1, err)
		}
		if slices.ContainsFunc(f.Fields[:i], func(g Field) bool { return g.Key == field.Key }) {
			return fmt.Errorf("framework %q has the field %q twice", f.Key, field.Key)
		}
	}
	_, err := f.compile(f.Fields)
	return err
}

func (f Field) validate(weighted bool) error {
	switch {
	case !identRE.MatchString(f.Key) || operations[f.Key] != nil:
		return fmt.Errorf("key %q: expected a letter, then letters, digits or _", f.Key)
	case finite(f.Min+f.Max+f.Weight) != f.Min+f.Max+f.Weight:
		return fmt.Errorf("%s: bounds and weight must be finite", f.Key)
	case f.Max != 0 && f.Max <= f.Min:
		return fmt.Errorf("%s: greatest value %g is not above the least, %g", f.Key, f.Max, f.Min)
	case weighted && (f.Max == 0 || f.Weight <= 0):
		return fmt.Errorf("%s: a weighted field needs a greatest value and a weight above 0", f.Key)
	case f.Strict && len(f.Scale) == 0:
		return fmt.Errorf("%s: strict without a scale", f.Key)
	}
	return nil
}

// compile prepares the formula; for a weighted framework, over the fields that are present.
func (f Framework) compile(present []Field) (*Expr, error) {
	keys := make([]string, len(f.Fields))
	for i, field := range f.Fields {
		keys[i] = field.Key
	}
	formula := f.Formula
	if formula == "" {
		formula = weightedFormula(present)
	}
	expr, err := Parse(formula, keys)
	if err != nil {
		return nil, fmt.Errorf("framework %q: %w", f.Key, err)
	}
	return expr, nil
}

// weightedFormula is the weighted mean of the fields, each brought to 0..100 by its bounds and
// turned round where more is worse.
func weightedFormula(fields []Field) string {
	var terms []string
	total := 0.0
	for _, f := range fields {
		share := fmt.Sprintf("(%s - %s)", f.Key, number(f.Min))
		if f.Cost {
			share = fmt.Sprintf("(%s - %s)", number(f.Max), f.Key)
		}
		width := number(f.Max - f.Min)
		terms = append(terms, fmt.Sprintf("%s * %s / %s", number(f.Weight), share, width))
		total += f.Weight
	}
	return "100 * (" + strings.Join(terms, " + ") + ") / " + number(total)
}

func number(x float64) string {
	text := strconv.FormatFloat(x, 'g', -1, 64)
	if x < 0 {
		return "(" + text + ")"
	}
	return text
}

// check says why the field refuses the estimate, or "".
func (f Field) check(e Estimate) string {
	if reason := e.check(); reason != "" {
		return reason
	}
	low, high := e.bounds()
	switch {
	case f.Above && low <= f.Min:
		return fmt.Sprintf("must be above %g, got %g", f.Min, low)
	case low < f.Min:
		return fmt.Sprintf("must be at least %g, got %g", f.Min, low)
	case f.Max != 0 && high > f.Max:
		return fmt.Sprintf("must be at most %g, got %g", f.Max, high)
	case f.Strict && e.IsPoint() && !slices.Contains(f.Scale, low):
		return fmt.Sprintf("must be one of %v, got %g", f.Scale, low)
	}
	return ""
}
