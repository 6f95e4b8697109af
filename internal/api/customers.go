package api

import (
	"net/http"
	"time"

	"github.com/throughlinehq/throughline/internal/feedback"
	"github.com/throughlinehq/throughline/internal/kit/id"
	"github.com/throughlinehq/throughline/internal/kit/page"
	"github.com/throughlinehq/throughline/internal/people"
	"github.com/throughlinehq/throughline/internal/platform/database"
)

func (a *API) customerRoutes() {
	read(a, Op{ID: "source-list", Method: http.MethodGet, Path: "/sources",
		Summary: "List where feedback comes from", Verb: people.ReadFeedback}, listSources)
	write(a, Op{ID: "source-create", Method: http.MethodPost, Path: "/sources",
		Summary: "Add a source", Verb: people.WriteFeedback, Status: http.StatusCreated},
		createSource)
	write(a, Op{ID: "source-update", Method: http.MethodPatch, Path: "/sources/{id}",
		Summary: "Rename a source", Verb: people.WriteFeedback}, changeSource)
	read(a, Op{ID: "customer-list", Method: http.MethodGet, Path: "/customers",
		Summary: "List customers by name", Verb: people.ReadFeedback}, listCustomers)
	read(a, Op{ID: "customer-get", Method: http.MethodGet, Path: "/customers/{id}",
		Summary: "Read one customer", Verb: people.ReadFeedback}, getCustomer)
	write(a, Op{ID: "customer-update", Method: http.MethodPatch, Path: "/customers/{id}",
		Summary: "Correct what is known of a customer", Verb: people.WriteFeedback},
		changeCustomer)
	read(a, Op{ID: "account-list", Method: http.MethodGet, Path: "/accounts",
		Summary: "List accounts by name", Verb: people.ReadFeedback}, listAccounts)
	read(a, Op{ID: "account-get", Method: http.MethodGet, Path: "/accounts/{id}",
		Summary: "Read one account", Verb: people.ReadFeedback}, getAccount)
	write(a, Op{ID: "account-update", Method: http.MethodPatch, Path: "/accounts/{id}",
		Summary: "Correct what is known of an account", Verb: people.WriteFeedback},
		changeAccount)
}

type sourceView struct {
	Record
	Name          string     `json:"name"`
	Kind          string     `json:"kind"`
	FeedbackCount int64      `json:"feedback_count"`
	LastSaidAt    *time.Time `json:"last_said_at,omitempty"`
}

func viewSource(s feedback.Source) sourceView {
	return sourceView{recordOf(s.Meta), s.Name, s.Kind, s.FeedbackCount, s.LastSaidAt}
}

func listSources(tx *database.Tx, _ *struct{}) (PageOut[sourceView], error) {
	found, err := feedback.ListSources(tx)
	return pageOf(page.Page[feedback.Source]{Records: found}, viewSource), err
}

type sourceInput struct {
	Name string `json:"name"`
	Kind string `json:"kind"`
}

func createSource(tx *database.Tx, in *struct{ Body sourceInput }) (sourceView, error) {
	s, err := feedback.CreateSource(tx, in.Body.Name, in.Body.Kind)
	return viewSource(s), err
}

func changeSource(tx *database.Tx, in *struct {
	PathID
	Match
	Body sourceInput
}) (sourceView, error) {
	s, err := feedback.ChangeSource(tx, in.ID, in.version(), in.Body.Name, in.Body.Kind)
	return viewSource(s), err
}

type customerView struct {
	Record
	Name          string `json:"name"`
	Email         string `json:"email"`
	Title         string `json:"title"`
	ExternalID    string `json:"external_id"`
	AccountID     id.ID  `json:"account_id,omitempty"`
	AccountName   string `json:"account_name,omitempty"`
	FeedbackCount int64  `json:"feedback_count"`
}

func viewCustomer(k feedback.KnownCustomer) customerView {
	return customerView{recordOf(k.Meta), k.Name, k.Email, k.Title, k.ExternalID, k.AccountID,
		k.AccountName, k.FeedbackCount}
}

func listCustomers(tx *database.Tx, in *struct {
	PageIn
	Text    string `query:"text" maxLength:"200" doc:"How the name or address begins"`
	Account id.ID  `query:"account" maxLength:"80"`
}) (PageOut[customerView], error) {
	found, err := feedback.ListCustomers(tx, in.Text, in.Account, in.request())
	return pageOf(found, viewCustomer), err
}

func getCustomer(tx *database.Tx, in *PathID) (customerView, error) {
	k, err := feedback.GetCustomer(tx, in.ID)
	return viewCustomer(k), err
}

func changeCustomer(tx *database.Tx, in *struct {
	PathID
	Match
	Body customerIn
}) (customerView, error) {
	k, err := feedback.ChangeCustomer(tx, in.ID, in.version(), feedback.CustomerInput(in.Body))
	return viewCustomer(k), err
}

type accountView struct {
	Record
	Name          string `json:"name"`
	ExternalID    string `json:"external_id"`
	Domain        string `json:"domain"`
	Segment       string `json:"segment"`
	Plan          string `json:"plan"`
	ARRMinor      int64  `json:"arr_minor" doc:"Paid a year, in minor units"`
	Currency      string `json:"currency"`
	FeedbackCount int64  `json:"feedback_count"`
}

func viewAccount(a feedback.Account) accountView {
	return accountView{recordOf(a.Meta), a.Name, a.ExternalID, a.Domain, a.Segment, a.Plan,
		a.ARRMinor, a.Currency, a.FeedbackCount}
}

func listAccounts(tx *database.Tx, in *struct {
	PageIn
	Text string `query:"text" maxLength:"200" doc:"How the name begins"`
}) (PageOut[accountView], error) {
	found, err := feedback.ListAccounts(tx, in.Text, in.request())
	return pageOf(found, viewAccount), err
}

func getAccount(tx *database.Tx, in *PathID) (accountView, error) {
	a, err := feedback.GetAccount(tx, in.ID)
	return viewAccount(a), err
}

func changeAccount(tx *database.Tx, in *struct {
	PathID
	Match
	Body accountIn
}) (accountView, error) {
	a, err := feedback.ChangeAccount(tx, in.ID, in.version(), feedback.AccountInput(in.Body))
	return viewAccount(a), err
}
