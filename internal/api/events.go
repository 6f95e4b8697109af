package api

import (
	"net/http"
	"time"

	"github.com/throughlinehq/throughline/engine/bitmap"
	"github.com/throughlinehq/throughline/internal/event"
	"github.com/throughlinehq/throughline/internal/flag"
	"github.com/throughlinehq/throughline/internal/kit/fault"
	"github.com/throughlinehq/throughline/internal/kit/id"
	"github.com/throughlinehq/throughline/internal/people"
	"github.com/throughlinehq/throughline/internal/platform/database"
)

func (a *API) eventRoutes() {
	read(a, Op{ID: "event-names", Method: http.MethodGet, Path: "/events/names",
		Summary: "List which events happened, with counts, by name", Verb: people.ReadEvents},
		listEventNames)
	read(a, Op{ID: "event-active", Method: http.MethodGet, Path: "/events/active",
		Summary: "Count the people who did something, by day, week and 30 days",
		Verb:    people.ReadEvents}, countActive)
	read(a, Op{ID: "event-retention", Method: http.MethodGet, Path: "/events/retention",
		Summary: "Count who came back, by the period of their first time",
		Verb:    people.ReadEvents}, countRetention)
	read(a, Op{ID: "event-funnel", Method: http.MethodGet, Path: "/events/funnel",
		Summary: "Count how far people come through steps", Verb: people.ReadEvents}, countFunnel)
	write(a, Op{ID: "event-rebuild", Method: http.MethodPost, Path: "/events/rebuilds",
		Summary: "Make the index of events anew from the stored events",
		Verb:    people.ManageEvents, Status: http.StatusAccepted}, rebuildIndex)
}

// EnvironmentIn is where a question about events is asked.
type EnvironmentIn struct {
	Environment id.ID `query:"environment" maxLength:"80" doc:"Needed when there are several"`
}

// place is the environment that is meant: the only one, unless one is named.
func (in EnvironmentIn) place(tx *database.Tx) (id.ID, error) {
	all, err := flag.Environments(tx)
	if err != nil {
		return "", err
	}
	for _, e := range all {
		if e.ID == in.Environment || in.Environment == "" && len(all) == 1 {
			return e.ID, nil
		}
	}
	if in.Environment == "" {
		return "", fault.At("query/environment", "is needed: there are %d environments", len(all))
	}
	return "", fault.At("query/environment", "is no environment of this workspace")
}

// SpanIn is the days that are asked about.
type SpanIn struct {
	From string `query:"from" format:"date" doc:"UTC; 29 days before the last day unless given"`
	To   string `query:"to" format:"date" doc:"Its last day; today unless given"`
}

func (in SpanIn) span(now time.Time) (event.Span, error) {
	return event.SpanOf(now, in.From, in.To)
}

// Figures is what every answer about events says of itself.
type Figures struct {
	EnvironmentID id.ID `json:"environment_id"`
	Behind        bool  `json:"behind" doc:"Events came in that are not counted yet; ask again"`
}

func figuresOf(tx *database.Tx, place id.ID) (Figures, error) {
	behind, err := event.Behind(tx)
	return Figures{place, behind}, err
}

// eventView is an event name with what happened under it.
type eventView struct {
	Name   string `json:"name"`
	Events int64  `json:"events" doc:"How often it happened"`
	People uint64 `json:"people" doc:"To how many people"`
}

func listEventNames(tx *database.Tx, in *struct {
	PageIn
	EnvironmentIn
	SpanIn
	Text string `query:"text" maxLength:"200" doc:"Part of the name"`
}) (PageOut[eventView], error) {
	place, err := in.place(tx)
	if err != nil {
		return PageOut[eventView]{}, err
	}
	span, err := in.span(tx.Now)
	if err != nil {
		return PageOut[eventView]{}, err
	}
	found, err := event.Names(tx, place, span, in.Text, in.request())
	return pageOf(found, func(n event.Named) eventView { return eventView(n) }), err
}

type activeDay struct {
	Day     string `json:"day" format:"date"`
	Daily   uint64 `json:"daily"`
	Weekly  uint64 `json:"weekly" doc:"In the 7 days that end with it"`
	Monthly uint64 `json:"monthly" doc:"In the 30 days that end with it"`
}

type activeView struct {
	Figures
	Event string      `json:"event" doc:"Empty: any"`
	Days  []activeDay `json:"days"`
}

func countActive(tx *database.Tx, in *struct {
	EnvironmentIn
	SpanIn
	Event string `query:"event" maxLength:"200" doc:"A name; any event unless given"`
}) (out activeView, err error) {
	place, err := in.place(tx)
	if err != nil {
		return out, err
	}
	span, err := in.span(tx.Now)
	if err != nil {
		return out, err
	}
	days, err := event.Active(tx, place, in.Event, span)
	if err != nil {
		return out, err
	}
	out.Event = in.Event
	for _, d := range days {
		out.Days = append(out.Days, activeDay{d.Day.Date(), d.Daily, d.Weekly, d.Monthly})
	}
	out.Figures, err = figuresOf(tx, place)
	return out, err
}

type cohortView struct {
	First    string   `json:"first" format:"date" doc:"The first day of its period"`
	Size     uint64   `json:"size" doc:"Whose first time was in the period"`
	Returned []uint64 `json:"returned" doc:"Of them, in its own period, in the next, ..."`
}

type retentionView struct {
	Figures
	Start   string       `json:"start" doc:"Empty: any"`
	Back    string       `json:"back" doc:"Empty: any"`
	Days    int          `json:"days" doc:"Of a period"`
	Cohorts []cohortView `json:"cohorts"`
}

func countRetention(tx *database.Tx, in *struct {
	EnvironmentIn
	Start   string `query:"start" maxLength:"200" doc:"What begins; any event unless given"`
	Back    string `query:"back" maxLength:"200" doc:"What counts as return; any unless given"`
	Days    int    `query:"days" minimum:"1" maximum:"31" default:"7" doc:"Of a period"`
	Periods int    `query:"periods" minimum:"1" maximum:"60" default:"8"`
	To      string `query:"to" format:"date" doc:"Last day of the last period; else today"`
}) (out retentionView, err error) {
	place, err := in.place(tx)
	if err != nil {
		return out, err
	}
	span, err := SpanIn{To: in.To}.span(tx.Now)
	if err != nil {
		return out, err
	}
	cohorts, err := event.Retention(tx, event.Cohorts{Environment: place, Start: in.Start,
		Back: in.Back, First: span.Last - bitmap.Day(in.Days*in.Periods) + 1,
		Periods: in.Periods, Days: in.Days})
	if err != nil {
		return out, err
	}
	out.Start, out.Back, out.Days = in.Start, in.Back, in.Days
	for _, c := range cohorts {
		out.Cohorts = append(out.Cohorts, cohortView{c.First.Date(), c.Size, c.Returned})
	}
	out.Figures, err = figuresOf(tx, place)
	return out, err
}

type funnelStep struct {
	Event  string `json:"event"`
	People uint64 `json:"people" doc:"Who came this far"`
}

type funnelView struct {
	Figures
	Attempt     string       `json:"attempt" enum:"best,first"`
	WindowHours int          `json:"window_hours"`
	Steps       []funnelStep `json:"steps"`
}

func countFunnel(tx *database.Tx, in *struct {
	EnvironmentIn
	SpanIn
	Step []string `query:"step,explode" maxItems:"10" doc:"Names, in order; 2 to 10"`

	WindowHours int    `query:"window_hours" minimum:"1" maximum:"8784" default:"168"`
	Attempt     string `query:"attempt" enum:"best,first" default:"best" doc:"Which counts"`
}) (out funnelView, err error) {
	place, err := in.place(tx)
	if err != nil {
		return out, err
	}
	span, err := in.span(tx.Now)
	if err != nil {
		return out, err
	}
	way := event.Way{Environment: place, Steps: in.Step, Span: span,
		Window: time.Duration(in.WindowHours) * time.Hour}
	if in.Attempt == "first" {
		way.Attempt = bitmap.FirstAttempt
	}
	reached, err := event.Reached(tx, way)
	if err != nil {
		return out, err
	}
	out.Attempt, out.WindowHours = in.Attempt, in.WindowHours
	for i, people := range reached {
		out.Steps = append(out.Steps, funnelStep{in.Step[i], people})
	}
	out.Figures, err = figuresOf(tx, place)
	return out, err
}

func rebuildIndex(tx *database.Tx, _ *struct{}) (jobView, error) {
	job, err := event.AskRebuild(tx)
	if err != nil {
		return jobView{}, err
	}
	return getJob(tx, &PathID{job})
}
