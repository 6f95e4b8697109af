package api

import (
	"net/http"
	"time"

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

type lineRecord struct {
	ID       id.ID      `json:"id"`
	Kind     string     `json:"kind"`
	Key      string     `json:"key"`
	Title    string     `json:"title"`
	Subtitle string     `json:"subtitle"`
	At       *time.Time `json:"at,omitempty"`
	State    string     `json:"state"`
}

func viewLine(d flow.Described) lineRecord {
	return lineRecord{d.ID, d.Kind, d.Key, d.Title, d.Subtitle, moment(d.At), d.State}
}

func viewLines(described []flow.Described) []lineRecord {
	out := make([]lineRecord, len(described))
	for i, d := range described {
		out[i] = viewLine(d)
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

type traceView struct {
	Root      lineRecord    `json:"root"`
	Why       string        `json:"why" doc:"Why it exists"`
	Became    string        `json:"became" doc:"What became of it"`
	Complete  completeView  `json:"complete"`
	Steps     []stepView    `json:"steps" doc:"In the line's order"`
	Items     []lineRecord  `json:"items"`
	Links     []linkView    `json:"links"`
	Sources   []sourceCount `json:"sources"`
	Customers int64         `json:"customers"`
	Accounts  int64         `json:"accounts"`
	ARRMinor  int64         `json:"arr_minor"`
	Currency  string        `json:"currency"`
	Told      traceTold     `json:"told"`
}

type completeView struct {
	Have int `json:"have"`
	Of   int `json:"of"`
}

type stepView struct {
	Step    string       `json:"step" enum:"words,theme,opportunity,score,plan,acceptance,release,told"`
	Label   string       `json:"label"`
	At      *time.Time   `json:"at,omitempty"`
	Total   int64        `json:"total"`
	Missing bool         `json:"missing"`
	Records []lineRecord `json:"records" doc:"The first of them"`
}

type linkView struct {
	From id.ID     `json:"from"`
	To   id.ID     `json:"to"`
	Kind string    `json:"kind"`
	At   time.Time `json:"at"`
}

type sourceCount struct {
	Name  string `json:"name"`
	Count int64  `json:"count"`
}

type traceTold struct {
	Told       int64 `json:"told"`
	Open       int64 `json:"open"`
	NotReached int64 `json:"not_reached"`
}

func trace(tx *database.Tx, in *struct {
	Kind string `path:"kind" maxLength:"20"`
	PathID
}) (traceView, error) {
	t, err := flow.Follow(tx, in.Kind, in.ID)
	if err != nil {
		return traceView{}, err
	}
	v := traceView{Root: viewLine(t.Root), Why: t.Why, Became: t.Became,
		Complete: completeView{t.Have(), len(t.Steps)}, Items: viewLines(t.Items),
		Links: []linkView{}, Sources: []sourceCount{}, Customers: t.Customers,
		Accounts: t.Accounts, ARRMinor: t.ARRMinor, Currency: t.Currency, Told: traceTold(t.Told)}
	for _, s := range t.Steps {
		v.Steps = append(v.Steps, stepView{s.Key, s.Label, moment(s.At), s.Total, s.Total == 0,
			viewLines(s.Records)})
	}
	for _, l := range t.Links {
		v.Links = append(v.Links, linkView{l.FromID, l.ToID, string(l.Kind), l.CreatedAt})
	}
	for _, s := range t.Sources {
		v.Sources = append(v.Sources, sourceCount(s))
	}
	return v, nil
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
	Changes  []auditView   `json:"changes" doc:"The newest first"`
}

type waitingView struct {
	Kind    string       `json:"kind"`
	Title   string       `json:"title"`
	Hint    string       `json:"hint"`
	Count   int64        `json:"count" doc:"1000 means: at least that many"`
	Records []lineRecord `json:"records"`
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
		Trends: []homeTrend{}, Changes: []auditView{}}
	for _, w := range h.Work {
		v.Work = append(v.Work, waitingView{w.Kind, w.Title, w.Hint, w.Count, viewLines(w.Records)})
	}
	for _, t := range h.Trends {
		v.Trends = append(v.Trends, homeTrend(t))
	}
	for _, c := range h.Changes {
		v.Changes = append(v.Changes, viewAudit(c))
	}
	return v, nil
}
