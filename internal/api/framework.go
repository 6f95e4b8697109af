package api

import (
	"encoding/json"
	"time"

	"github.com/danielgtaylor/huma/v2"

	"github.com/throughlinehq/throughline/engine/rank"
	"github.com/throughlinehq/throughline/internal/kit/id"
	"github.com/throughlinehq/throughline/internal/platform/database"
	"github.com/throughlinehq/throughline/internal/priority"
)

type frameworkView struct {
	Record
	Key     string      `json:"key"`
	Name    string      `json:"name"`
	Formula string      `json:"formula" doc:"Over the fields' keys; empty: a weighted mean"`
	Fields  []fieldView `json:"fields" nullable:"false"`
	Builtin bool        `json:"builtin"`
	Active  bool        `json:"active"`
}

// fieldView is one value that a framework asks for.
type fieldView struct {
	Key     string    `json:"key"`
	Label   string    `json:"label"`
	Unit    string    `json:"unit,omitempty"`
	Min     float64   `json:"min,omitempty"`
	Above   bool      `json:"above,omitempty" doc:"The least value itself is refused"`
	Max     float64   `json:"max,omitempty" doc:"0: no upper bound"`
	Default float64   `json:"default,omitempty" doc:"What a form offers, never assumed"`
	Scale   []float64 `json:"scale,omitempty" nullable:"false" doc:"The usual steps"`
	Strict  bool      `json:"strict,omitempty" doc:"A point off the scale is refused"`
	Cost    bool      `json:"cost,omitempty" doc:"More is worse"`
	Weight  float64   `json:"weight,omitempty" doc:"In a weighted mean"`
}

func viewFramework(f priority.Framework) frameworkView {
	v := frameworkView{Record: recordOf(f.Meta), Key: f.Key, Name: f.Name, Formula: f.Formula,
		Fields: make([]fieldView, len(f.Fields)), Builtin: f.Builtin, Active: f.Active}
	for n, field := range f.Fields {
		v.Fields[n] = fieldView(field)
	}
	return v
}

func fieldsOf(views []fieldView) []rank.Field {
	if views == nil {
		return nil
	}
	fields := make([]rank.Field, len(views))
	for n, v := range views {
		fields[n] = rank.Field(v)
	}
	return fields
}

func listFrameworks(tx *database.Tx, _ *struct{}) (PageOut[frameworkView], error) {
	found, err := priority.Frameworks(tx)
	return all(found, viewFramework), err
}

func addFramework(tx *database.Tx, in *struct {
	Body struct {
		Key     string      `json:"key,omitempty" doc:"Left out: made of the name"`
		Name    string      `json:"name"`
		Formula string      `json:"formula,omitempty"`
		Fields  []fieldView `json:"fields" maxItems:"20" nullable:"false"`
	}
}) (frameworkView, error) {
	f, err := priority.AddFramework(tx, priority.Framework{Key: in.Body.Key,
		Name: in.Body.Name, Formula: in.Body.Formula, Fields: fieldsOf(in.Body.Fields)})
	return viewFramework(f), err
}

func changeFramework(tx *database.Tx, in *struct {
	PathID
	Match
	Body struct {
		Name    *string     `json:"name,omitempty"`
		Formula *string     `json:"formula,omitempty"`
		Fields  []fieldView `json:"fields,omitempty" maxItems:"20" nullable:"false"`
		Active  *bool       `json:"active,omitempty"`
	}
}) (frameworkView, error) {
	f, err := priority.ChangeFramework(tx, in.ID, in.version(), priority.FrameworkPatch{
		Name: in.Body.Name, Formula: in.Body.Formula, Fields: fieldsOf(in.Body.Fields),
		Active: in.Body.Active})
	return viewFramework(f), err
}

// inputView is a value of a field: always a range, whose ends are equal for a point.
type inputView struct {
	P10 float64    `json:"p10"`
	P50 float64    `json:"p50"`
	P90 float64    `json:"p90"`
	By  id.ID      `json:"by,omitempty" doc:"Who gave it"`
	At  *time.Time `json:"at,omitempty"`
}

func viewEstimate(e rank.Estimate) inputView {
	return inputView{P10: e.P10, P50: e.Median(), P90: e.P90}
}

func viewInputs(inputs map[string]priority.Input) map[string]inputView {
	views := map[string]inputView{}
	for key, in := range inputs {
		v := viewEstimate(in.Estimate)
		v.By, v.At = in.By, &in.At
		views[key] = v
	}
	return views
}

// estimateInput is a number, or a range of which p50 may be left out.
type estimateInput struct{ estimate rank.Estimate }

// UnmarshalJSON reads either form.
func (e *estimateInput) UnmarshalJSON(data []byte) error { return e.estimate.UnmarshalJSON(data) }

// MarshalJSON writes a number, or the range.
func (e estimateInput) MarshalJSON() ([]byte, error) { return json.Marshal(e.estimate) }

// Schema describes both forms, and null.
func (estimateInput) Schema(huma.Registry) *huma.Schema {
	number := func() *huma.Schema { return &huma.Schema{Type: huma.TypeNumber} }
	value := &huma.Schema{Type: huma.TypeObject, AdditionalProperties: false,
		Properties: map[string]*huma.Schema{"p10": number(), "p50": number(), "p90": number()},
		Required:   []string{"p10", "p90"}}
	either := &huma.Schema{OneOf: []*huma.Schema{number(), value}}
	either.OneOf[0].Nullable = true
	for _, s := range append(either.OneOf, value.Properties["p10"], value.Properties["p50"],
		value.Properties["p90"], either) {
		s.PrecomputeMessages()
	}
	return either
}

func estimatesOf(inputs map[string]*estimateInput) map[string]*rank.Estimate {
	values := map[string]*rank.Estimate{}
	for key, in := range inputs {
		if values[key] = nil; in != nil {
			values[key] = &in.estimate
		}
	}
	return values
}
