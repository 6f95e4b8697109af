package insight

import (
	"strings"

	"github.com/throughlinehq/throughline/internal/audit"
	"github.com/throughlinehq/throughline/internal/kit/fault"
	"github.com/throughlinehq/throughline/internal/kit/id"
	"github.com/throughlinehq/throughline/internal/lineage"
	"github.com/throughlinehq/throughline/internal/people"
	"github.com/throughlinehq/throughline/internal/platform/database"
)

// Statuses lists the statuses of an opportunity in the order of its life.
var Statuses = []string{"identified", "exploring", "committed", "delivered", "dropped"}

// Opportunity is a customer need or problem worth solving, backed by evidence.
type Opportunity struct {
	database.Meta
	database.Binned
	Number        int64 // OP-3
	Title         string
	Problem       string
	Status        string
	QuoteCount    int64 // kept, like the four below
	CustomerCount int64
	AccountCount  int64
	ARRMinor      int64 // of the accounts behind the quotes
	Currency      string
}

func (o *Opportunity) check() error {
	var c fault.Check
	c.Line("/title", o.Title, 1, 200)
	c.Text("/problem", o.Problem, 0, 20_000)
	c.OneOf("/status", o.Status, Statuses...)
	return c.Err()
}

// CreateOpportunity stores a new opportunity.
func CreateOpportunity(tx *database.Tx, title, problem string) (Opportunity, error) {
	if err := people.Can(tx.Actor, people.WriteInsight); err != nil {
		return Opportunity{}, err
	}
	o := Opportunity{Title: title, Problem: problem, Status: Statuses[0]}
	if err := o.check(); err != nil {
		return o, err
	}
	var err error
	if o.Number, err = tx.Next("opportunity"); err != nil {
		return o, err
	}
	if err := tx.Insert("opportunity", &o); err != nil {
		return o, err
	}
	return o, audit.Log(tx, "created", o.ID, nil)
}

// Raise makes an opportunity of a theme: its label is the title unless another is given, and
// the most typical words draft the problem.
func Raise(tx *database.Tx, theme id.ID, title string) (Opportunity, error) {
	t, err := editable(tx, theme, 0)
	if err != nil {
		return Opportunity{}, err
	}
	if title == "" {
		title = t.Label
	}
	words, err := typical(tx, []Theme{t})
	if err != nil {
		return Opportunity{}, err
	}
	o, err := CreateOpportunity(tx, title, draft(t, words))
	if err != nil {
		return o, err
	}
	return o, lineage.Connect(tx, t.ID, o.ID, lineage.Raised)
}

// draft writes down in the customers' own words what a theme is about.
func draft(t Theme, words map[id.ID]Typical) string {
	var b strings.Builder
	for _, quote := range t.Quotes {
		w, found := words[quote]
		if !found {
			continue
		}
		said := strings.Join(strings.Fields(w.Text), " ")
		if runes := []rune(said); len(runes) > 300 {
			said = strings.TrimSpace(string(runes[:300])) + " ..."
		}
		b.WriteString("> " + said + "\n")
		if who := signature(w.CustomerName, w.AccountName); who != "" {
			b.WriteString("> (" + who + ")\n")
		}
		b.WriteString("\n")
	}
	return strings.TrimSpace(b.String())
}

func signature(customer, account string) string {
	if customer != "" && account != "" {
		return customer + ", " + account
	}
	return customer + account
}

// OpportunityPatch is what a person changes; nil leaves as it is.
type OpportunityPatch struct{ Title, Problem, Status *string }

// ChangeOpportunity changes an opportunity's title, problem or status.
func ChangeOpportunity(tx *database.Tx, record id.ID, version int64,
	p OpportunityPatch) (Opportunity, error) {
	if err := people.Can(tx.Actor, people.WriteInsight); err != nil {
		return Opportunity{}, err
	}
	o, err := database.GetVersion[Opportunity](tx, "opportunity", record, version)
	if err != nil {
		return o, err
	}
	before := o
	for _, field := range []struct{ to, from *string }{
		{&o.Title, p.Title}, {&o.Problem, p.Problem}, {&o.Status, p.Status},
	} {
		if field.from != nil {
			*field.to = *field.from
		}
	}
	if err := o.check(); err != nil || o == before {
		return o, err
	}
	if err := tx.Update("opportunity", &o); err != nil {
		return o, err
	}
	var detail map[string]any
	if o.Status != before.Status {
		detail = map[string]any{"from": before.Status, "to": o.Status}
	}
	return o, audit.Log(tx, "updated", o.ID, detail)
}
