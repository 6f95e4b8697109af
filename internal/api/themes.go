package api

import (
	"fmt"
	"net/http"
	"time"

	"github.com/throughlinehq/throughline/internal/insight"
	"github.com/throughlinehq/throughline/internal/kit/id"
	"github.com/throughlinehq/throughline/internal/people"
	"github.com/throughlinehq/throughline/internal/platform/database"
)

func (a *API) themeRoutes() {
	read(a, Op{ID: "theme-list", Method: http.MethodGet, Path: "/themes",
		Summary: "List themes, the largest area first and in it the largest theme",
		Verb:    people.ReadInsight}, listThemes)
	write(a, Op{ID: "theme-create", Method: http.MethodPost, Path: "/themes",
		Summary: "Make a theme by hand", Verb: people.WriteInsight, Status: http.StatusCreated},
		createTheme)
	read(a, Op{ID: "theme-get", Method: http.MethodGet, Path: "/themes/{id}",
		Summary: "Read one theme", Verb: people.ReadInsight}, getTheme)
	write(a, Op{ID: "theme-update", Method: http.MethodPatch, Path: "/themes/{id}",
		Summary: "Rename, move, lock or hide a theme; later runs respect it",
		Verb:    people.WriteInsight}, updateTheme)
	write(a, Op{ID: "theme-merge", Method: http.MethodPost, Path: "/themes/{id}/merge",
		Summary: "Make a theme part of another, for ever", Verb: people.WriteInsight,
		Status: http.StatusCreated}, mergeTheme)
	write(a, Op{ID: "theme-split", Method: http.MethodPost, Path: "/themes/{id}/split",
		Summary: "Take feedback out of a theme into a new one", Verb: people.WriteInsight,
		Status: http.StatusCreated}, splitTheme)
	write(a, Op{ID: "theme-move", Method: http.MethodPost, Path: "/themes/{id}/move",
		Summary: "Move a theme to another area", Verb: people.WriteInsight,
		Status: http.StatusCreated}, moveTheme)
	write(a, Op{ID: "theme-opportunity", Method: http.MethodPost,
		Path:    "/themes/{id}/opportunity",
		Summary: "Raise an opportunity from a theme", Verb: people.WriteInsight,
		Status: http.StatusCreated}, raiseOpportunity)
	write(a, Op{ID: "theme-discover", Method: http.MethodPost, Path: "/themes/discovery",
		Summary: "Look for new themes, as a job", Verb: people.WriteInsight,
		Status: http.StatusAccepted}, discoverThemes)
	read(a, Op{ID: "feedback-themes", Method: http.MethodGet, Path: "/feedback/{id}/themes",
		Summary: "List the themes of a record", Verb: people.ReadInsight}, listThemesOf)
	write(a, Op{ID: "feedback-correct-themes", Method: http.MethodPut,
		Path:    "/feedback/{id}/themes",
		Summary: "Say which themes a record has: these and no others, for ever",
		Verb:    people.WriteInsight, Unguarded: "the whole set is given; the last one holds"},
		correctThemes)
}

// themeView is how a theme is shown.
type themeView struct {
	Record
	Label         string        `json:"label"`
	Area          string        `json:"area"`
	Keywords      []string      `json:"keywords"`
	Size          int64         `json:"size" doc:"Records, without those that repeat another"`
	Share         float64       `json:"share" doc:"Of all analysed feedback, 0 to 1"`
	SentimentMean float64       `json:"sentiment_mean" minimum:"-1" maximum:"1"`
	Customers     int64         `json:"customers"`
	Accounts      int64         `json:"accounts"`
	ARRMinor      int64         `json:"arr_minor"`
	Currency      string        `json:"currency"`
	RatingImpact  *intervalView `json:"rating_impact,omitempty" doc:"Against all other feedback"`
	Trend         trendView     `json:"trend"`
	Quotes        []typicalView `json:"quotes" doc:"The most typical feedback"`
	LabelLocked   bool          `json:"label_locked" doc:"A person named it"`
	Locked        bool          `json:"locked" doc:"A person keeps it as it is"`
	Hidden        bool          `json:"hidden"`
	MergedInto    id.ID         `json:"merged_into,omitempty"`
}

type intervalView struct {
	Estimate float64 `json:"estimate"`
	Low      float64 `json:"low" doc:"Of the 95 % interval"`
	High     float64 `json:"high"`
}

type trendView struct {
	Slope float64    `json:"slope" doc:"Change a week relative to the mean"`
	Spike bool       `json:"spike" doc:"The last week is more than chance explains"`
	P     float64    `json:"p" minimum:"0" maximum:"1"`
	Weeks []weekView `json:"weeks"`
}

type weekView struct {
	Week  string `json:"week" doc:"Its Monday, YYYY-MM-DD"`
	Count int64  `json:"count"`
}

type typicalView struct {
	FeedbackID   id.ID  `json:"feedback_id"`
	Key          string `json:"key"`
	Text         string `json:"text"`
	CustomerName string `json:"customer_name,omitempty"`
	AccountName  string `json:"account_name,omitempty"`
}

func viewTheme(s insight.Summary) themeView {
	v := themeView{
		Record: recordOf(s.Meta), Label: s.Label, Area: s.Area, Keywords: s.Keywords,
		Size: s.Size, Share: s.Share, SentimentMean: s.SentimentMean(), Customers: s.Customers,
		Accounts: s.Accounts, ARRMinor: s.ARRMinor, Currency: s.Currency,
		Trend: trendView{Slope: s.Trend.Slope, Spike: s.Trend.Spike, P: s.Trend.P,
			Weeks: []weekView{}},
		Quotes: []typicalView{}, LabelLocked: s.LabelLocked, Locked: s.Locked,
		Hidden: s.Hidden, MergedInto: s.MergedInto,
	}
	if s.RatingImpact != nil {
		impact := intervalView(*s.RatingImpact)
		v.RatingImpact = &impact
	}
	for _, w := range s.Trend.Weeks {
		v.Trend.Weeks = append(v.Trend.Weeks, weekView{w.Week.Format(time.DateOnly), w.Count})
	}
	for _, t := range s.Words {
		v.Quotes = append(v.Quotes, typicalView{t.ID, feedbackKey(t.Number), t.Text,
			t.CustomerName, t.AccountName})
	}
	return v
}

func feedbackKey(number int64) string { return fmt.Sprintf("FB-%d", number) }

func listThemes(tx *database.Tx, in *struct {
	Hidden bool `query:"hidden" doc:"Also those that people hid"`
}) (PageOut[themeView], error) {
	themes, err := insight.Themes(tx, in.Hidden)
	return all(themes, viewTheme), err
}

// all is a list that always comes whole.
func all[R, V any](records []R, view func(R) V) PageOut[V] {
	out := PageOut[V]{Records: make([]V, len(records))}
	for i, r := range records {
		out.Records[i] = view(r)
	}
	return out
}

func getTheme(tx *database.Tx, in *PathID) (themeView, error) {
	s, err := insight.LoadTheme(tx, in.ID)
	return viewTheme(s), err
}

// showTheme answers a change with the theme as it is now.
func showTheme(tx *database.Tx, t insight.Theme, err error) (themeView, error) {
	if err != nil {
		return themeView{}, err
	}
	return getTheme(tx, &PathID{t.ID})
}

func createTheme(tx *database.Tx, in *struct {
	Body struct {
		Label string `json:"label"`
		Area  string `json:"area"`
	}
}) (themeView, error) {
	t, err := insight.Create(tx, in.Body.Label, in.Body.Area)
	return showTheme(tx, t, err)
}

func updateTheme(tx *database.Tx, in *struct {
	PathID
	Match
	Body struct {
		Label  *string `json:"label,omitempty"`
		Area   *string `json:"area,omitempty"`
		Locked *bool   `json:"locked,omitempty"`
		Hidden *bool   `json:"hidden,omitempty"`
	}
}) (themeView, error) {
	t, err := insight.Change(tx, in.ID, in.version(), insight.Patch(in.Body))
	return showTheme(tx, t, err)
}

func mergeTheme(tx *database.Tx, in *struct {
	PathID
	Body struct {
		Into id.ID `json:"into" maxLength:"80"`
	}
}) (themeView, error) {
	t, err := insight.Merge(tx, in.ID, in.Body.Into)
	return showTheme(tx, t, err)
}

func splitTheme(tx *database.Tx, in *struct {
	PathID
	Body struct {
		FeedbackIDs []id.ID `json:"feedback_ids" minItems:"1" maxItems:"1000"`
		Label       string  `json:"label"`
	}
}) (themeView, error) {
	t, err := insight.Split(tx, in.ID, in.Body.FeedbackIDs, in.Body.Label)
	return showTheme(tx, t, err)
}

func moveTheme(tx *database.Tx, in *struct {
	PathID
	Body struct {
		Area string `json:"area"`
	}
}) (themeView, error) {
	t, err := insight.Change(tx, in.ID, 0, insight.Patch{Area: &in.Body.Area})
	return showTheme(tx, t, err)
}

type saidView struct {
	ThemeID id.ID   `json:"theme_id"`
	Label   string  `json:"label"`
	Area    string  `json:"area"`
	Score   float64 `json:"score" minimum:"0" maximum:"1"`
	By      string  `json:"by" enum:"engine,person"`
}

func listThemesOf(tx *database.Tx, in *PathID) (PageOut[saidView], error) {
	found, err := insight.ThemesOf(tx, in.ID)
	return all(found, func(s insight.Said) saidView {
		return saidView{s.ThemeID, s.Label, s.Area, s.Score, s.AssignedBy}
	}), err
}

func correctThemes(tx *database.Tx, in *struct {
	PathID
	Body struct {
		ThemeIDs []id.ID `json:"theme_ids" maxItems:"10"`
	}
}) (PageOut[saidView], error) {
	if err := insight.Correct(tx, in.ID, in.Body.ThemeIDs); err != nil {
		return PageOut[saidView]{}, err
	}
	return listThemesOf(tx, &in.PathID)
}

func discoverThemes(tx *database.Tx, _ *struct{}) (jobView, error) {
	job, err := insight.AskDiscovery(tx)
	if err != nil {
		return jobView{}, err
	}
	return getJob(tx, &PathID{job})
}
