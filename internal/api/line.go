package api

import (
	"net/http"

	"github.com/throughlinehq/throughline/internal/flow"
	"github.com/throughlinehq/throughline/internal/kit/id"
	"github.com/throughlinehq/throughline/internal/people"
	"github.com/throughlinehq/throughline/internal/platform/database"
)

func (a *API) lineRoutes() {
	read(a, Op{ID: "trace-get", Method: http.MethodGet, Path: "/trace/{kind}/{id}",
		Summary: "Walk the line through a record, both ways", Verb: people.ReadLine}, trace)
	read(a, Op{ID: "coverage-get", Method: http.MethodGet, Path: "/coverage",
		Summary: "How much work leads back to customers' words", Verb: people.ReadLine}, coverage)
	read(a, Op{ID: "home-get", Method: http.MethodGet, Path: "/home",
		Summary: "What waits for me, whether the line is whole, what changed",
		Verb:    people.ReadLine}, home)
}

func trace(tx *database.Tx, in *struct {
	Kind string `path:"kind" maxLength:"20"`
	PathID
}) (flow.TraceView, error) {
	t, err := flow.Follow(tx, in.Kind, in.ID)
	if err != nil {
		return flow.TraceView{}, err
	}
	return t.View(), nil
}

type coverageView struct {
	Effort float64       `json:"effort" doc:"Person-weeks of work under way"`
	Items  int64         `json:"items"`
	Share  float64       `json:"share" doc:"Of the effort, that leads back to customers' words"`
	Steps  []reachedView `json:"steps" doc:"Effort with this step and every step before it"`
	Broken []brokenView  `json:"broken" doc:"The largest work whose line breaks"`
}

type reachedView struct {
	Step   string  `json:"step"`
	Label  string  `json:"label"`
	Effort float64 `json:"effort"`
	Share  float64 `json:"share"`
}

type brokenView struct {
	ItemID  id.ID   `json:"item_id"`
	Key     string  `json:"key"`
	Title   string  `json:"title"`
	Missing string  `json:"missing" doc:"The first step that is not there, as in steps"`
	Effort  float64 `json:"effort"`
}

func coverage(tx *database.Tx, _ *struct{}) (coverageView, error) {
	c, err := flow.Cover(tx)
	return viewCoverage(c), err
}

func viewCoverage(c flow.Coverage) coverageView {
	v := coverageView{Effort: c.Effort, Items: c.Items, Share: c.Share, Steps: []reachedView{},
		Broken: []brokenView{}}
	for _, s := range c.Steps {
		v.Steps = append(v.Steps, reachedView{s.Key, s.Label, s.Effort, s.Share})
	}
	for _, b := range c.Broken {
		v.Broken = append(v.Broken, brokenView(b))
	}
	return v
}

type homeView struct {
	Work     []waitingView `json:"work" doc:"What waits for me, the most pressing first"`
	Coverage coverageView  `json:"coverage"`
	Trends   []homeTrend   `json:"trends"`
	Changes  []changeView  `json:"changes" doc:"The newest first"`
}

type changeView struct {
	AuditView
	Record *flow.LineRecord `json:"record,omitempty" doc:"Absent where it is no step of the line"`
	Times  int              `json:"times" doc:"How many records of its kind within an hour"`
}

func viewChange(c flow.Change) changeView {
	v := changeView{AuditView: viewAudit(c.Entry), Times: c.Times}
	if c.Record != nil {
		v.Record = &flow.Views([]flow.Described{*c.Record})[0]
	}
	return v
}

type waitingView struct {
	Kind    string            `json:"kind"`
	Title   string            `json:"title"`
	Hint    string            `json:"hint"`
	Count   int64             `json:"count" doc:"1000 means: at least that many"`
	Records []flow.LineRecord `json:"records"`
}

type homeTrend struct {
	Key   string  `json:"key"`
	Label string  `json:"label"`
	Weeks []int64 `json:"weeks" doc:"The last twelve weeks, the oldest first"`
}

func home(tx *database.Tx, _ *struct{}) (homeView, error) {
	h, err := flow.AtHome(tx)
	if err != nil {
		return homeView{}, err
	}
	v := homeView{Work: []waitingView{}, Coverage: viewCoverage(h.Coverage),
		Trends: []homeTrend{}, Changes: []changeView{}}
	for _, w := range h.Work {
		v.Work = append(v.Work, waitingView{w.Kind, w.Title, w.Hint, w.Count,
			flow.Views(w.Records)})
	}
	for _, t := range h.Trends {
		v.Trends = append(v.Trends, homeTrend(t))
	}
	for _, c := range h.Changes {
		v.Changes = append(v.Changes, viewChange(c))
	}
	return v, nil
}
