package api

import (
	"cmp"
	"net/http"

	"github.com/throughlinehq/throughline/internal/backlog"
	"github.com/throughlinehq/throughline/internal/kit/id"
	"github.com/throughlinehq/throughline/internal/people"
	"github.com/throughlinehq/throughline/internal/platform/database"
	"github.com/throughlinehq/throughline/internal/priority"
)

func (a *API) priorityRoutes() {
	read(a, Op{ID: "framework-list", Method: http.MethodGet, Path: "/frameworks",
		Summary: "List the scoring frameworks", Verb: people.ReadPriority}, listFrameworks)
	write(a, Op{ID: "framework-create", Method: http.MethodPost, Path: "/frameworks",
		Summary: "Add a framework with a formula of your own", Verb: people.Score,
		Status: http.StatusCreated}, addFramework)
	write(a, Op{ID: "framework-update", Method: http.MethodPatch, Path: "/frameworks/{id}",
		Summary: "Change a framework", Verb: people.Score}, changeFramework)
	read(a, Op{ID: "score-list", Method: http.MethodGet, Path: "/items/{id}/scores",
		Summary: "List what an item was given", Verb: people.ReadPriority}, listScores)
	write(a, Op{ID: "score-set", Method: http.MethodPut, Path: "/items/{id}/scores/{framework}",
		Summary: "Give an item values; fields left out stay", Verb: people.Score,
		Unguarded: "each field is set alone, and the last word on it counts"}, setScore)
	read(a, Op{ID: "priority-list", Method: http.MethodGet, Path: "/priorities",
		Summary: "Rank the candidates and say how sure that is", Verb: people.ReadPriority},
		listPriorities)
}

type scoreView struct {
	Record
	ItemID    id.ID                `json:"item_id"`
	Framework string               `json:"framework" doc:"Its key"`
	Inputs    map[string]inputView `json:"inputs"`
	Scorers   []id.ID              `json:"scorers" nullable:"false" doc:"Who ever gave it value"`
}

func viewScore(s priority.Score, framework string) scoreView {
	return scoreView{recordOf(s.Meta), s.ItemID, framework, viewInputs(s.Inputs),
		append([]id.ID{}, s.Scorers...)}
}

func listScores(tx *database.Tx, in *PathID) (PageOut[scoreView], error) {
	found, err := priority.ScoresOf(tx, in.ID)
	return all(found, func(g priority.Given) scoreView {
		return viewScore(g.Score, g.Framework.Key)
	}), err
}

func setScore(tx *database.Tx, in *struct {
	PathID
	Framework string `path:"framework" maxLength:"80" doc:"Its key"`
	Body      struct {
		Inputs map[string]*estimateInput `json:"inputs" doc:"By field; null takes a value away"`
	}
}) (scoreView, error) {
	s, err := priority.Set(tx, in.ID, in.Framework, estimatesOf(in.Body.Inputs))
	return viewScore(s, in.Framework), err
}

// placeView is one candidate in the order. Without a rank it is incomplete.
type placeView struct {
	Item       itemView             `json:"item"`
	Score      *float64             `json:"score,omitempty" doc:"The median"`
	ScoreLow   *float64             `json:"score_low,omitempty" doc:"Of the 80 % range"`
	ScoreHigh  *float64             `json:"score_high,omitempty"`
	Rank       int                  `json:"rank,omitempty" doc:"Absent while incomplete"`
	RankLow    int                  `json:"rank_low,omitempty"`
	RankHigh   int                  `json:"rank_high,omitempty"`
	PTop       *float64             `json:"p_top,omitempty" doc:"Chance to be in the top"`
	PAboveNext *float64             `json:"p_above_next,omitempty" doc:"Chance to outrank the next"`
	TooClose   bool                 `json:"too_close" doc:"That chance is 0.4 to 0.6"`
	Inputs     map[string]inputView `json:"inputs" doc:"What it was given, by field"`
	Suggested  map[string]inputView `json:"suggested" doc:"What the records know"`
	Incomplete []string             `json:"incomplete" nullable:"false" doc:"Fields it lacks"`
	Reason     string               `json:"reason,omitempty" doc:"Why else it has no score"`
}

type refinementView struct {
	ItemID id.ID   `json:"item_id"`
	Key    string  `json:"key" doc:"HAR-12"`
	Field  string  `json:"field"`
	Value  float64 `json:"value" doc:"How many more of the top would be right"`
	Text   string  `json:"text"`
}

type leewayView struct {
	Field  string     `json:"field"`
	Weight float64    `json:"weight"`
	Order  boundsView `json:"order" doc:"Within them the whole list stays as it is"`
	First  boundsView `json:"first" doc:"Within them the first item stays the first"`
}

type boundsView struct {
	Low  *swapView `json:"low,omitempty" doc:"Absent where no lower weight changes it"`
	High *swapView `json:"high,omitempty" doc:"Absent where no higher weight changes it"`
}

type swapView struct {
	At     float64 `json:"at" doc:"The weight at which two items change places"`
	Behind string  `json:"behind" doc:"The key of the item that falls behind"`
	Past   string  `json:"past" doc:"The key of the item that passes it"`
}

func viewBounds(b priority.Bounds) boundsView {
	return boundsView{(*swapView)(b.Low), (*swapView)(b.High)}
}

type prioritiesView struct {
	Framework     string           `json:"framework" doc:"Its key"`
	Top           int              `json:"top"`
	Draws         int              `json:"draws"`
	Seed          uint64           `json:"seed"`
	ExpectedRight float64          `json:"expected_right" doc:"How many of the top belong there"`
	Items         []placeView      `json:"items" nullable:"false" doc:"Ranked ones first"`
	RefineFirst   []refinementView `json:"refine_first" nullable:"false" doc:"Most useful first"`
	Weights       []leewayView     `json:"weights" nullable:"false" doc:"How far each may move"`
}

func viewPlace(p priority.Place, top int) placeView {
	v := placeView{Item: viewItem(p.Item), Inputs: viewInputs(p.Inputs),
		Suggested: map[string]inputView{}, Reason: p.Reason,
		Incomplete: append([]string{}, p.Incomplete...)}
	for key, e := range p.Suggested {
		v.Suggested[key] = viewEstimate(e)
	}
	if r := p.Ranked; r != nil {
		chance := r.PTop[top]
		v.Score, v.ScoreLow, v.ScoreHigh = &r.Score, &r.ScoreLow, &r.ScoreHigh
		v.Rank, v.RankLow, v.RankHigh = r.Rank, r.RankLow, r.RankHigh
		v.PTop, v.PAboveNext, v.TooClose = &chance, r.PAboveNext, r.TooClose
	}
	return v
}

func listPriorities(tx *database.Tx, in *struct {
	Framework string   `query:"framework" maxLength:"80" doc:"Its key; else the first active"`
	Top       int      `query:"top" minimum:"1" maximum:"100" default:"5"`
	Status    []string `query:"status,explode" maxItems:"10" doc:"Left out: new and ready"`
	Type      []string `query:"type,explode" maxItems:"10"`
	Team      []string `query:"team,explode" maxItems:"50"`
	Parent    []string `query:"parent,explode" maxItems:"50"`
	Product   []string `query:"product,explode" maxItems:"50"`
	Limit     int      `query:"limit" minimum:"1" maximum:"500" default:"200"`
	Seed      int64    `query:"seed" minimum:"0" maximum:"4294967295" default:"1"`
}) (prioritiesView, error) {
	if len(in.Status) == 0 {
		in.Status = []string{string(backlog.New), string(backlog.Ready)}
	}
	top := cmp.Or(in.Top, 5)
	o, err := priority.Rank(tx, priority.Query{Framework: in.Framework, Top: top,
		Items: backlog.Filter{Status: in.Status, Type: in.Type, Team: in.Team,
			Parent: in.Parent, ProductID: in.Product},
		Limit: in.Limit, Seed: uint64(in.Seed)})
	if err != nil {
		return prioritiesView{}, err
	}
	v := prioritiesView{Framework: o.Framework.Key, Top: o.Top, Draws: o.Draws,
		Seed: o.Seed, ExpectedRight: o.ExpectedRight, Items: make([]placeView, len(o.Places)),
		RefineFirst: make([]refinementView, len(o.RefineFirst)), Weights: []leewayView{}}
	for n, p := range o.Places {
		v.Items[n] = viewPlace(p, top)
	}
	for n, r := range o.RefineFirst {
		v.RefineFirst[n] = refinementView(r)
	}
	for _, w := range o.Weights {
		v.Weights = append(v.Weights, leewayView{w.Field, w.Weight, viewBounds(w.Order),
			viewBounds(w.First)})
	}
	return v, nil
}
