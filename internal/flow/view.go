package flow

import (
	"time"

	"github.com/throughlinehq/throughline/internal/kit/id"
)

// TraceView is how the API and the command write a trace.
type TraceView struct {
	Root      LineRecord    `json:"root"`
	Why       string        `json:"why" doc:"Why it exists"`
	Became    string        `json:"became" doc:"What became of it"`
	Complete  CompleteView  `json:"complete"`
	Steps     []StepView    `json:"steps" doc:"In the line's order"`
	Items     []LineRecord  `json:"items"`
	Links     []LinkView    `json:"links"`
	Sources   []SourceCount `json:"sources"`
	Customers int64         `json:"customers"`
	Accounts  int64         `json:"accounts"`
	ARRMinor  int64         `json:"arr_minor"`
	Currency  string        `json:"currency"`
	Told      TraceTold     `json:"told"`
}

// CompleteView says how many of the line's steps there are.
type CompleteView struct {
	Have int `json:"have"`
	Of   int `json:"of"`
}

// StepView is one station of the line.
type StepView struct {
	Step    string       `json:"step" enum:"words,theme,opportunity,score,plan,acceptance,release,told"`
	Label   string       `json:"label"`
	At      *time.Time   `json:"at,omitempty"`
	Total   int64        `json:"total"`
	Missing bool         `json:"missing"`
	Records []LineRecord `json:"records" doc:"The first of them"`
}

// LineRecord is a record as it lies on the line.
type LineRecord struct {
	ID       id.ID      `json:"id"`
	Kind     string     `json:"kind"`
	Key      string     `json:"key"`
	Title    string     `json:"title"`
	Subtitle string     `json:"subtitle"`
	At       *time.Time `json:"at,omitempty"`
	State    string     `json:"state"`
}

// LinkView is one link between two records.
type LinkView struct {
	From id.ID     `json:"from"`
	To   id.ID     `json:"to"`
	Kind string    `json:"kind"`
	At   time.Time `json:"at"`
}

// SourceCount is how many of the words came through a source.
type SourceCount struct {
	Name  string `json:"name"`
	Count int64  `json:"count"`
}

// TraceTold says how far those who asked know what came of it.
type TraceTold struct {
	Told       int64 `json:"told"`
	Open       int64 `json:"open"`
	NotReached int64 `json:"not_reached"`
}

// View writes the trace for programs.
func (t Trace) View() TraceView {
	v := TraceView{Root: t.Root.View(), Why: t.Why, Became: t.Became,
		Complete: CompleteView{t.Have(), len(t.Steps)}, Items: Views(t.Items),
		Links: []LinkView{}, Sources: append([]SourceCount{}, t.Sources...),
		Customers: t.Customers, Accounts: t.Accounts, ARRMinor: t.ARRMinor,
		Currency: t.Currency, Told: TraceTold(t.Told)}
	for _, s := range t.Steps {
		v.Steps = append(v.Steps, StepView{s.Key, s.Label, moment(s.At), s.Total, s.Total == 0,
			Views(s.Records)})
	}
	for _, l := range t.Links {
		v.Links = append(v.Links, LinkView{l.FromID, l.ToID, string(l.Kind), l.CreatedAt})
	}
	return v
}

// View writes one record of the line for programs.
func (d Described) View() LineRecord {
	return LineRecord{d.ID, d.Kind, d.Key, d.Title, d.Subtitle, moment(d.At), d.State}
}

// Views writes records of the line for programs, never as null.
func Views(described []Described) []LineRecord {
	out := make([]LineRecord, len(described))
	for i, d := range described {
		out[i] = d.View()
	}
	return out
}

// moment is nil for no moment.
func moment(at time.Time) *time.Time {
	if at.IsZero() {
		return nil
	}
	return &at
}
