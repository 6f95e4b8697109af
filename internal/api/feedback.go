package api

import (
	"fmt"
	"net/http"
	"time"

	"github.com/throughlinehq/throughline/internal/feedback"
	"github.com/throughlinehq/throughline/internal/insight"
	"github.com/throughlinehq/throughline/internal/kit/id"
	"github.com/throughlinehq/throughline/internal/people"
	"github.com/throughlinehq/throughline/internal/platform/database"
)

func (a *API) feedbackRoutes() {
	read(a, Op{ID: "feedback-list", Method: http.MethodGet, Path: "/feedback",
		Summary: "List feedback, the newest first", Verb: people.ReadFeedback}, listFeedback)
	read(a, Op{ID: "feedback-facets", Method: http.MethodGet, Path: "/feedback/facets",
		Summary: "Count how matching feedback divides", Verb: people.ReadFeedback}, countFacets)
	write(a, Op{ID: "feedback-create", Method: http.MethodPost, Path: "/feedback",
		Summary: "Add feedback", Verb: people.WriteFeedback, Status: http.StatusCreated},
		addFeedback)
	write(a, Op{ID: "feedback-batch", Method: http.MethodPost, Path: "/feedback/batch",
		Summary: "Add up to 1,000 records at once, all or none", Verb: people.WriteFeedback,
		Status: http.StatusCreated, MaxBody: 16 << 20}, addFeedbackBatch)
	read(a, Op{ID: "feedback-get", Method: http.MethodGet, Path: "/feedback/{id}",
		Summary: "Read one record", Verb: people.ReadFeedback}, getFeedback)
	write(a, Op{ID: "feedback-update", Method: http.MethodPatch, Path: "/feedback/{id}",
		Summary: "File feedback as new or archived", Verb: people.WriteFeedback}, fileFeedback)
	write(a, Op{ID: "feedback-delete", Method: http.MethodDelete, Path: "/feedback/{id}",
		Summary: "Put feedback in the bin", Verb: people.WriteFeedback}, removeFeedback)
}

// feedbackView is how feedback is shown.
type feedbackView struct {
	Record
	Number         int64        `json:"number"`
	Key            string       `json:"key" doc:"FB-12"`
	Source         sourceRef    `json:"source"`
	Customer       *customerRef `json:"customer,omitempty"`
	Account        *accountRef  `json:"account,omitempty"`
	Text           string       `json:"text"`
	Rating         *float64     `json:"rating,omitempty"`
	Language       string       `json:"language" doc:"ISO 639-1; und without letters, empty until analysed"`
	URL            string       `json:"url"`
	SaidAt         time.Time    `json:"said_at"`
	Status         string       `json:"status" enum:"new,linked,archived"`
	Kind           string       `json:"kind" doc:"Empty until analysed"`
	Sentiment      string       `json:"sentiment" doc:"Empty until analysed"`
	SentimentScore float64      `json:"sentiment_score" minimum:"-1" maximum:"1"`
	QuoteCount     int64        `json:"quote_count"`
	DuplicateOf    id.ID        `json:"duplicate_of,omitempty"`
	ImportID       id.ID        `json:"import_id,omitempty"`
}

type sourceRef struct {
	ID   id.ID  `json:"id"`
	Name string `json:"name"`
}

type customerRef struct {
	ID   id.ID  `json:"id"`
	Name string `json:"name"`
}

type accountRef struct {
	ID       id.ID  `json:"id"`
	Name     string `json:"name"`
	Segment  string `json:"segment"`
	Plan     string `json:"plan"`
	ARRMinor int64  `json:"arr_minor"`
	Currency string `json:"currency"`
}

func viewFeedback(l feedback.Listed) feedbackView {
	v := feedbackView{
		Record: recordOf(l.Meta), Number: l.Number, Key: fmt.Sprintf("FB-%d", l.Number),
		Source: sourceRef{l.SourceID, l.SourceName}, Text: l.Text, Rating: l.Rating,
		Language: l.Language, URL: l.URL, SaidAt: l.SaidAt, Status: string(l.Status),
		Kind: l.Kind, Sentiment: l.Sentiment, SentimentScore: l.SentimentScore,
		QuoteCount: l.QuoteCount, DuplicateOf: l.DuplicateOf, ImportID: l.ImportID,
	}
	if l.CustomerID != "" {
		v.Customer = &customerRef{l.CustomerID, l.CustomerName}
	}
	if l.AccountID != "" {
		v.Account = &accountRef{l.AccountID, l.AccountName, l.Segment, l.Plan, l.ARRMinor,
			l.Currency}
	}
	return v
}

// FeedbackFilter is how feedback is chosen, in the list and in the facets.
type FeedbackFilter struct {
	Text       string    `query:"text" maxLength:"1000" doc:"Every word must occur"`
	Status     []string  `query:"status,explode" maxItems:"10"`
	Kind       []string  `query:"kind,explode" maxItems:"10"`
	Sentiment  []string  `query:"sentiment,explode" maxItems:"10"`
	Segment    []string  `query:"segment,explode" maxItems:"50"`
	Language   []string  `query:"language,explode" maxItems:"50"`
	Source     []string  `query:"source,explode" maxItems:"50"`
	Theme      []string  `query:"theme,explode" maxItems:"50"`
	Customer   []string  `query:"customer,explode" maxItems:"50"`
	Account    []string  `query:"account,explode" maxItems:"50"`
	Import     []string  `query:"import,explode" maxItems:"50"`
	Since      time.Time `query:"since"`
	Until      time.Time `query:"until"`
	ARRAtLeast int64     `query:"arr_at_least" minimum:"0" doc:"Minor units"`
	Duplicates bool      `query:"duplicates" doc:"Also what repeats another record"`
}

func (f FeedbackFilter) filter(tx *database.Tx) (feedback.Filter, error) {
	filter := feedback.Filter{
		Words: f.Text, Status: f.Status, Kind: f.Kind, Sentiment: f.Sentiment,
		Segment: f.Segment, Language: f.Language, SourceID: f.Source, CustomerID: f.Customer,
		AccountID: f.Account, ImportID: f.Import, Since: f.Since, Until: f.Until,
		ARRAtLeast: f.ARRAtLeast, Duplicates: f.Duplicates,
	}
	var err error
	if len(f.Theme) > 0 {
		filter.Within, err = insight.Saying(tx, f.Theme)
	}
	return filter, err
}

func listFeedback(tx *database.Tx, in *struct {
	PageIn
	FeedbackFilter
}) (PageOut[feedbackView], error) {
	filter, err := in.filter(tx)
	if err != nil {
		return PageOut[feedbackView]{}, err
	}
	found, err := feedback.List(tx, filter, in.request())
	return pageOf(found, viewFeedback), err
}

type facetsView struct {
	Total          int64                   `json:"total"`
	TotalIsAtLeast bool                    `json:"total_is_at_least" doc:"There may be more"`
	Customers      int64                   `json:"customers"`
	Accounts       int64                   `json:"accounts"`
	ARRMinor       int64                   `json:"arr_minor"`
	Currency       string                  `json:"currency"`
	Facets         map[string][]facetCount `json:"facets"`
}

type facetCount struct {
	Value string `json:"value"`
	Label string `json:"label"`
	Count int64  `json:"count"`
}

func countFacets(tx *database.Tx, in *struct{ FeedbackFilter }) (facetsView, error) {
	filter, err := in.filter(tx)
	if err != nil {
		return facetsView{}, err
	}
	f, err := feedback.CountFacets(tx, filter)
	if err != nil {
		return facetsView{}, err
	}
	names, err := feedback.SourceNames(tx)
	if err != nil {
		return facetsView{}, err
	}
	v := viewFacets(f, names)
	themes, err := insight.CountSaying(tx, filter)
	for _, t := range themes {
		v.Facets["theme"] = append(v.Facets["theme"],
			facetCount{string(t.ID), t.Label, t.Count})
	}
	return v, err
}

func viewFacets(f feedback.Facets, sources map[string]string) facetsView {
	v := facetsView{Total: f.Total, TotalIsAtLeast: f.Total == feedback.FacetLimit,
		Customers: f.Customers, Accounts: f.Accounts, ARRMinor: f.ARRMinor,
		Currency: f.Currency, Facets: map[string][]facetCount{}}
	for facet, counts := range f.Values {
		name := map[string]string{"source_id": "source"}[facet]
		if name == "" {
			name = facet
		}
		for _, value := range feedback.ByCount(counts) {
			label := value
			if facet == "source_id" {
				label = sources[value]
			}
			v.Facets[name] = append(v.Facets[name], facetCount{value, label, counts[value]})
		}
	}
	return v
}

// feedbackInput is feedback as a client sends it.
type feedbackInput struct {
	Source     string     `json:"source" doc:"Its name; made when it is new"`
	SourceKind string     `json:"source_kind,omitempty" default:"api"`
	ExternalID string     `json:"external_id,omitempty" doc:"Sent again, it is not added again"`
	Text       string     `json:"text" doc:"What was said, word for word"`
	Rating     *float64   `json:"rating,omitempty"`
	Language   string     `json:"language,omitempty"`
	URL        string     `json:"url,omitempty"`
	SaidAt     time.Time  `json:"said_at,omitzero"`
	Customer   customerIn `json:"customer,omitzero"`
	Account    accountIn  `json:"account,omitzero"`
}

type customerIn struct {
	ExternalID string `json:"external_id,omitempty"`
	Name       string `json:"name,omitempty"`
	Email      string `json:"email,omitempty"`
	Title      string `json:"title,omitempty"`
}

type accountIn struct {
	ExternalID string `json:"external_id,omitempty"`
	Name       string `json:"name,omitempty"`
	Domain     string `json:"domain,omitempty"`
	Segment    string `json:"segment,omitempty"`
	Plan       string `json:"plan,omitempty"`
	ARRMinor   *int64 `json:"arr_minor,omitempty"`
	Currency   string `json:"currency,omitempty"`
}

// asInput shows an input as a client would send it.
func asInput(in feedback.Input) feedbackInput {
	return feedbackInput{Source: in.Source, SourceKind: in.SourceKind,
		ExternalID: in.ExternalID, Text: in.Text, Rating: in.Rating, Language: in.Language,
		URL: in.URL, SaidAt: in.SaidAt, Customer: customerIn(in.Customer),
		Account: accountIn(in.Account)}
}

func (in feedbackInput) input() feedback.Input {
	if in.SourceKind == "" {
		in.SourceKind = "api"
	}
	return feedback.Input{Source: in.Source, SourceKind: in.SourceKind,
		ExternalID: in.ExternalID, Text: in.Text, Rating: in.Rating, Language: in.Language,
		URL: in.URL, SaidAt: in.SaidAt, Customer: feedback.CustomerInput(in.Customer),
		Account: feedback.AccountInput(in.Account)}
}

func addFeedback(tx *database.Tx, in *struct{ Body feedbackInput }) (feedbackView, error) {
	f, _, err := feedback.Add(tx, in.Body.input())
	if err != nil {
		return feedbackView{}, err
	}
	return getFeedback(tx, &PathID{f.ID})
}

type batchOut struct {
	Records []batchRecord `json:"records"`
}

type batchRecord struct {
	ID      id.ID  `json:"id"`
	Number  int64  `json:"number"`
	Outcome string `json:"outcome" enum:"added,known,duplicate"`
}

func addFeedbackBatch(tx *database.Tx, in *struct {
	Body struct {
		Records []feedbackInput `json:"records" minItems:"1" maxItems:"1000"`
	}
}) (batchOut, error) {
	inputs := make([]feedback.Input, len(in.Body.Records))
	for i, r := range in.Body.Records {
		inputs[i] = r.input()
	}
	records, outcomes, err := feedback.AddBatch(tx, inputs)
	out := batchOut{Records: make([]batchRecord, len(records))}
	for i, r := range records {
		out.Records[i] = batchRecord{r.ID, r.Number, string(outcomes[i])}
	}
	return out, err
}

func getFeedback(tx *database.Tx, in *PathID) (feedbackView, error) {
	l, err := feedback.Load(tx, in.ID)
	return viewFeedback(l), err
}

func fileFeedback(tx *database.Tx, in *struct {
	PathID
	Match
	Body struct {
		Status string `json:"status" enum:"new,archived"`
	}
}) (feedbackView, error) {
	status := feedback.Status(in.Body.Status)
	if _, err := feedback.SetStatus(tx, in.ID, in.version(), status); err != nil {
		return feedbackView{}, err
	}
	return getFeedback(tx, &in.PathID)
}

func removeFeedback(tx *database.Tx, in *struct {
	PathID
	Match
}) (none, error) {
	return none{}, feedback.Remove(tx, in.ID, in.version())
}
