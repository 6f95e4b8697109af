package api

import (
	"fmt"
	"net/http"

	"github.com/throughlinehq/throughline/internal/flow"
	"github.com/throughlinehq/throughline/internal/insight"
	"github.com/throughlinehq/throughline/internal/kit/id"
	"github.com/throughlinehq/throughline/internal/people"
	"github.com/throughlinehq/throughline/internal/platform/database"
)

func (a *API) insightRoutes() {
	a.themeRoutes()
	read(a, Op{ID: "opportunity-list", Method: http.MethodGet, Path: "/opportunities",
		Summary: "List opportunities, the newest first", Verb: people.ReadInsight},
		listOpportunities)
	write(a, Op{ID: "opportunity-create", Method: http.MethodPost, Path: "/opportunities",
		Summary: "Add an opportunity", Verb: people.WriteInsight, Status: http.StatusCreated},
		createOpportunity)
	read(a, Op{ID: "opportunity-get", Method: http.MethodGet, Path: "/opportunities/{id}",
		Summary: "Read one opportunity", Verb: people.ReadInsight}, getOpportunity)
	write(a, Op{ID: "opportunity-update", Method: http.MethodPatch, Path: "/opportunities/{id}",
		Summary: "Change an opportunity", Verb: people.WriteInsight}, updateOpportunity)
	write(a, Op{ID: "opportunity-delete", Method: http.MethodDelete, Path: "/opportunities/{id}",
		Summary: "Put an opportunity in the bin; its quotes are taken away",
		Verb:    people.WriteInsight}, removeOpportunity)
	read(a, Op{ID: "opportunity-quotes", Method: http.MethodGet,
		Path:    "/opportunities/{id}/quotes",
		Summary: "List the evidence for an opportunity, what matters most first",
		Verb:    people.ReadInsight}, quotesOf)
	write(a, Op{ID: "quote-create", Method: http.MethodPost, Path: "/quotes",
		Summary: "Link words of a customer as evidence", Verb: people.WriteInsight,
		Status: http.StatusCreated}, addQuote)
	write(a, Op{ID: "quote-update", Method: http.MethodPatch, Path: "/quotes/{id}",
		Summary: "Say how much a quote matters to who said it", Verb: people.WriteInsight},
		updateQuote)
	write(a, Op{ID: "quote-delete", Method: http.MethodDelete, Path: "/quotes/{id}",
		Summary: "Take a quote away", Verb: people.WriteInsight}, removeQuote)
	read(a, Op{ID: "feedback-quotes", Method: http.MethodGet, Path: "/feedback/{id}/quotes",
		Summary: "List the quotes taken from a record", Verb: people.ReadInsight}, quotesFrom)
	read(a, Op{ID: "feedback-suggestions", Method: http.MethodGet,
		Path:    "/feedback/{id}/suggestions",
		Summary: "Suggest opportunities that a record may be evidence for",
		Verb:    people.ReadInsight}, suggestOpportunities)
}

// opportunityView is how an opportunity is shown.
type opportunityView struct {
	Record
	Number        int64   `json:"number"`
	Key           string  `json:"key" doc:"OP-3"`
	Title         string  `json:"title"`
	Problem       string  `json:"problem"`
	Status        string  `json:"status" enum:"identified,exploring,committed,delivered,dropped"`
	QuoteCount    int64   `json:"quote_count"`
	CustomerCount int64   `json:"customer_count" doc:"Who is quoted"`
	AccountCount  int64   `json:"account_count"`
	ARRMinor      int64   `json:"arr_minor" doc:"Of the accounts of those who are quoted"`
	Currency      string  `json:"currency"`
	ThemeIDs      []id.ID `json:"theme_ids" doc:"The themes that raised it"`
	ItemCount     int64   `json:"item_count" doc:"The items that answer it"`
}

func viewOpportunity(l insight.Linked) opportunityView {
	return opportunityView{
		Record: recordOf(l.Meta), Number: l.Number, Key: opportunityKey(l.Number),
		Title: l.Title, Problem: l.Problem, Status: l.Status, QuoteCount: l.QuoteCount,
		CustomerCount: l.CustomerCount, AccountCount: l.AccountCount, ARRMinor: l.ARRMinor,
		Currency: l.Currency, ThemeIDs: l.ThemeIDs, ItemCount: l.ItemCount,
	}
}

func opportunityKey(number int64) string { return fmt.Sprintf("OP-%d", number) }

func listOpportunities(tx *database.Tx, in *struct {
	PageIn
	Text   string   `query:"text" maxLength:"1000" doc:"Every word must occur"`
	Status []string `query:"status,explode" maxItems:"10"`
}) (PageOut[opportunityView], error) {
	query := insight.Query{Words: in.Text, Status: in.Status}
	found, err := insight.Opportunities(tx, query, in.request())
	return pageOf(found, viewOpportunity), err
}

func getOpportunity(tx *database.Tx, in *PathID) (opportunityView, error) {
	l, err := insight.LoadOpportunity(tx, in.ID)
	return viewOpportunity(l), err
}

// showOpportunity answers a change with the opportunity as it is now.
func showOpportunity(tx *database.Tx, o insight.Opportunity, err error) (opportunityView, error) {
	if err != nil {
		return opportunityView{}, err
	}
	return getOpportunity(tx, &PathID{o.ID})
}

func createOpportunity(tx *database.Tx, in *struct {
	Body struct {
		Title   string `json:"title"`
		Problem string `json:"problem,omitempty"`
	}
}) (opportunityView, error) {
	o, err := insight.CreateOpportunity(tx, in.Body.Title, in.Body.Problem)
	return showOpportunity(tx, o, err)
}

func raiseOpportunity(tx *database.Tx, in *struct {
	PathID
	Body *struct {
		Title string `json:"title,omitempty" doc:"The theme's label unless given"`
	}
}) (opportunityView, error) {
	title := ""
	if in.Body != nil {
		title = in.Body.Title
	}
	o, err := insight.Raise(tx, in.ID, title)
	return showOpportunity(tx, o, err)
}

func updateOpportunity(tx *database.Tx, in *struct {
	PathID
	Match
	Body struct {
		Title   *string `json:"title,omitempty"`
		Problem *string `json:"problem,omitempty"`
		Status  *string `json:"status,omitempty"`
	}
}) (opportunityView, error) {
	patch := insight.OpportunityPatch(in.Body)
	o, err := insight.ChangeOpportunity(tx, in.ID, in.version(), patch)
	return showOpportunity(tx, o, err)
}

func removeOpportunity(tx *database.Tx, in *struct {
	PathID
	Match
}) (none, error) {
	return none{}, insight.RemoveOpportunity(tx, in.ID, in.version())
}

// quoteView is how a quote is shown.
type quoteView struct {
	Record
	FeedbackID    id.ID  `json:"feedback_id"`
	FeedbackKey   string `json:"feedback_key"`
	OpportunityID id.ID  `json:"opportunity_id"`
	Start         int64  `json:"start" doc:"Characters (code points) of the feedback's text"`
	End           int64  `json:"end"`
	Text          string `json:"text"`
	Importance    int64  `json:"importance" minimum:"0" maximum:"3"`
	CustomerName  string `json:"customer_name,omitempty"`
	AccountName   string `json:"account_name,omitempty"`
}

func viewQuote(e insight.Evidence) quoteView {
	return quoteView{
		Record: recordOf(e.Meta), FeedbackID: e.FeedbackID,
		FeedbackKey: feedbackKey(e.FeedbackNumber), OpportunityID: e.OpportunityID,
		Start: e.SpanStart, End: e.SpanEnd, Text: e.Text, Importance: e.Importance,
		CustomerName: e.CustomerName, AccountName: e.AccountName,
	}
}

func quotesOf(tx *database.Tx, in *PathID) (PageOut[quoteView], error) {
	found, err := insight.QuotesOf(tx, in.ID)
	return all(found, viewQuote), err
}

func quotesFrom(tx *database.Tx, in *PathID) (PageOut[quoteView], error) {
	found, err := insight.QuotesFrom(tx, in.ID)
	return all(found, viewQuote), err
}

func addQuote(tx *database.Tx, in *struct {
	Body struct {
		FeedbackID    id.ID  `json:"feedback_id" maxLength:"80"`
		OpportunityID id.ID  `json:"opportunity_id,omitempty" maxLength:"80"`
		Title         string `json:"title,omitempty" doc:"Instead: of a new opportunity"`
		Start         int64  `json:"start" doc:"Characters (code points) of the text"`
		End           int64  `json:"end"`
		Importance    int64  `json:"importance,omitempty" doc:"0 to 3"`
	}
}) (quoteView, error) {
	e, err := flow.Quote(tx, insight.QuoteInput(in.Body))
	return viewQuote(e), err
}

func updateQuote(tx *database.Tx, in *struct {
	PathID
	Match
	Body struct {
		Importance int64 `json:"importance"`
	}
}) (quoteView, error) {
	e, err := insight.ChangeQuote(tx, in.ID, in.version(), in.Body.Importance)
	return viewQuote(e), err
}

func removeQuote(tx *database.Tx, in *struct {
	PathID
	Match
}) (none, error) {
	return none{}, flow.Unquote(tx, in.ID, in.version())
}

type suggestionView struct {
	OpportunityID id.ID   `json:"opportunity_id"`
	Key           string  `json:"key"`
	Title         string  `json:"title"`
	QuoteCount    int64   `json:"quote_count"`
	Likeness      float64 `json:"likeness" minimum:"0" maximum:"1"`
}

func suggestOpportunities(tx *database.Tx, in *PathID) (PageOut[suggestionView], error) {
	found, err := insight.Suggest(tx, in.ID)
	return all(found, func(s insight.Suggestion) suggestionView {
		return suggestionView{s.ID, opportunityKey(s.Number), s.Title, s.QuoteCount, s.Likeness}
	}), err
}
