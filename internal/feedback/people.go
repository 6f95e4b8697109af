package feedback

import (
	"strings"
	"time"

	"github.com/throughlinehq/throughline/internal/kit/fault"
	"github.com/throughlinehq/throughline/internal/kit/id"
	"github.com/throughlinehq/throughline/internal/platform/database"
)

// SourceKinds are the kinds of places where feedback comes from.
var SourceKinds = []string{
	"api", "file", "app_store", "support", "survey", "email", "call", "chat", "portal", "other",
}

// Source is where feedback comes from: an app store, a support desk, a file.
type Source struct {
	database.Meta
	Name          string
	Kind          string
	FeedbackCount int64
	LastSaidAt    *time.Time
	ImportID      id.ID // the import that made it
	DeletedAt     *time.Time
}

// Account is a company that customers belong to.
type Account struct {
	database.Meta
	ExternalID    string
	Name          string
	Domain        string
	Segment       string
	Plan          string
	ARRMinor      int64 // what it pays a year, in minor units
	Currency      string
	FeedbackCount int64
	ImportID      id.ID
	DeletedAt     *time.Time
}

// AccountInput names an account and what is known of it; empty fields say nothing.
type AccountInput struct {
	ExternalID, Name, Domain, Segment, Plan string
	ARRMinor                                *int64
	Currency                                string
}

func (in AccountInput) check(c *fault.Check) {
	c.Line("/account/external_id", in.ExternalID, 0, 200)
	c.Line("/account/name", in.Name, 0, 200)
	c.Line("/account/domain", in.Domain, 0, 253)
	c.Line("/account/segment", in.Segment, 0, 100)
	c.Line("/account/plan", in.Plan, 0, 100)
	isCode := len(in.Currency) == 3 && strings.ToUpper(in.Currency) == in.Currency
	c.That(in.Currency == "" || isCode,
		"/account/currency", "must be an ISO 4217 code such as EUR")
	if in.ARRMinor != nil {
		c.That(*in.ARRMinor >= 0 && *in.ARRMinor < 1e15, "/account/arr_minor",
			"must lie between 0 and 1e15")
	}
}

// apply takes over what the input knows and reports whether that changed anything.
func (a *Account) apply(in AccountInput) bool {
	before := *a
	set(&a.Name, in.Name)
	set(&a.ExternalID, in.ExternalID)
	set(&a.Domain, in.Domain)
	set(&a.Segment, in.Segment)
	set(&a.Plan, in.Plan)
	set(&a.Currency, in.Currency)
	if in.ARRMinor != nil {
		a.ARRMinor = *in.ARRMinor
	}
	if a.Name == "" {
		a.Name = a.ExternalID
	}
	if a.Currency == "" {
		a.Currency = "EUR"
	}
	return *a != before
}

// Customer is a person who said something.
type Customer struct {
	database.Meta
	AccountID     id.ID
	ExternalID    string
	Name          string
	Email         string
	Title         string
	FeedbackCount int64
	ImportID      id.ID
	DeletedAt     *time.Time
}

// CustomerInput names a customer and what is known of them; empty fields say nothing.
type CustomerInput struct{ ExternalID, Name, Email, Title string }

func (in *CustomerInput) check(c *fault.Check) {
	in.Email = strings.ToLower(strings.TrimSpace(in.Email))
	c.Line("/customer/external_id", in.ExternalID, 0, 200)
	c.Line("/customer/name", in.Name, 0, 200)
	c.Line("/customer/title", in.Title, 0, 200)
	c.Line("/customer/email", in.Email, 0, 254)
	local, domain, found := strings.Cut(in.Email, "@")
	c.That(in.Email == "" || found && local != "" && strings.Contains(domain, ".") &&
		!strings.ContainsAny(in.Email, " <>,;\"") && !strings.Contains(domain, "@"),
		"/customer/email", "is not an e-mail address")
}

// apply takes over what the input knows and reports whether that changed anything.
func (p *Customer) apply(in CustomerInput, account id.ID) bool {
	before := *p
	set(&p.ExternalID, in.ExternalID)
	set(&p.Email, in.Email)
	set(&p.Title, in.Title)
	set(&p.Name, in.Name)
	set(&p.AccountID, account)
	if p.Name == "" {
		p.Name, _, _ = strings.Cut(p.Email, "@")
	}
	if p.Name == "" {
		p.Name = p.ExternalID
	}
	return *p != before
}

func set[S ~string](field *S, value S) {
	if value != "" {
		*field = value
	}
}
