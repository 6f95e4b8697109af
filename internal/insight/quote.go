package insight

import (
	"github.com/throughlinehq/throughline/internal/audit"
	"github.com/throughlinehq/throughline/internal/feedback"
	"github.com/throughlinehq/throughline/internal/kit/fault"
	"github.com/throughlinehq/throughline/internal/kit/id"
	"github.com/throughlinehq/throughline/internal/lineage"
	"github.com/throughlinehq/throughline/internal/people"
	"github.com/throughlinehq/throughline/internal/platform/database"
)

// Quote is a highlighted span of a feedback record used as evidence.
type Quote struct {
	database.Meta
	FeedbackID    id.ID
	OpportunityID id.ID
	SpanStart     int64 // characters (code points) of the feedback's text
	SpanEnd       int64
	Text          string // the span, copied: the feedback's words never change
	Importance    int64  // how much it matters to who said it
}

// Evidence is a quote with who said it.
type Evidence struct {
	Quote
	FeedbackNumber int64
	CustomerName   string
	AccountName    string
}

// MaxImportance is the highest importance of a quote; 0 is the lowest.
const MaxImportance = 3

// QuoteInput is a span of feedback that becomes evidence for an opportunity: the one named, or
// a new one with that title.
type QuoteInput struct {
	FeedbackID    id.ID
	OpportunityID id.ID
	Title         string
	Start, End    int64
	Importance    int64
}

// AddQuote links a span of feedback as evidence. The same span again is a Conflict.
func AddQuote(tx *database.Tx, in QuoteInput) (Evidence, error) {
	if err := people.Can(tx.Actor, people.WriteInsight); err != nil {
		return Evidence{}, err
	}
	said, err := feedback.Load(tx, in.FeedbackID)
	if fault.Is(err, fault.NotFound) {
		err = fault.At("/feedback_id", "is not feedback of this workspace")
	}
	if err != nil {
		return Evidence{}, err
	}
	q := Quote{FeedbackID: said.ID, OpportunityID: in.OpportunityID, SpanStart: in.Start,
		SpanEnd: in.End, Importance: in.Importance}
	if err := q.cut(said.Text); err != nil {
		return Evidence{}, err
	}
	if err := q.find(tx, in); err != nil {
		return Evidence{}, err
	}
	if err := tx.Insert("quote", &q); err != nil {
		return Evidence{}, err
	}
	if err := lineage.Connect(tx, q.FeedbackID, q.OpportunityID, lineage.Evidence); err != nil {
		return Evidence{}, err
	}
	if err := feedback.CountQuotes(tx, q.FeedbackID, 1); err != nil {
		return Evidence{}, err
	}
	if err := weigh(tx, q.OpportunityID); err != nil {
		return Evidence{}, err
	}
	e := Evidence{q, said.Number, said.CustomerName, said.AccountName}
	return e, audit.Log(tx, "quoted", q.FeedbackID,
		map[string]any{"quote": q.ID, "opportunity": q.OpportunityID})
}

// cut takes the span out of the text.
func (q *Quote) cut(text string) error {
	runes := []rune(text)
	var c fault.Check
	c.That(q.SpanStart >= 0 && q.SpanStart < q.SpanEnd, "/start", "must lie before the end")
	c.That(q.SpanEnd <= int64(len(runes)), "/end",
		"must lie within the text's %d characters", len(runes))
	checkImportance(&c, q.Importance)
	if err := c.Err(); err != nil {
		return err
	}
	q.Text = string(runes[q.SpanStart:q.SpanEnd])
	return nil
}

func checkImportance(c *fault.Check, importance int64) {
	c.That(importance >= 0 && importance <= MaxImportance, "/importance",
		"must lie between 0 and %d", MaxImportance)
}

// find settles which opportunity the quote is evidence for.
func (q *Quote) find(tx *database.Tx, in QuoteInput) error {
	if in.OpportunityID == "" {
		o, err := CreateOpportunity(tx, in.Title, "")
		q.OpportunityID = o.ID
		return err
	}
	if in.Title != "" {
		return fault.At("/title", "names a new opportunity; leave it out with opportunity_id")
	}
	_, err := database.Get[Opportunity](tx, "opportunity", in.OpportunityID)
	if fault.Is(err, fault.NotFound) {
		return fault.At("/opportunity_id", "is not an opportunity of this workspace")
	}
	if err != nil {
		return err
	}
	same, err := database.Value[int64](tx, `SELECT count(*) FROM quote WHERE workspace_id = $1
		AND feedback_id = $2 AND opportunity_id = $3 AND span_start = $4 AND span_end = $5`,
		tx.Workspace, q.FeedbackID, q.OpportunityID, q.SpanStart, q.SpanEnd)
	if err == nil && same > 0 {
		return fault.New(fault.Conflict, "These words are evidence for this opportunity already.")
	}
	return err
}

// ChangeQuote says how much a quote matters to who said it.
func ChangeQuote(tx *database.Tx, record id.ID, version, importance int64) (Evidence, error) {
	if err := people.Can(tx.Actor, people.WriteInsight); err != nil {
		return Evidence{}, err
	}
	q, err := database.GetVersion[Quote](tx, "quote", record, version)
	if err != nil {
		return Evidence{}, err
	}
	var c fault.Check
	if checkImportance(&c, importance); c.Err() != nil {
		return Evidence{}, c.Err()
	}
	q.Importance = importance
	if err := tx.Update("quote", &q); err != nil {
		return Evidence{}, err
	}
	if err := audit.Log(tx, "updated", q.ID, map[string]any{"importance": importance}); err != nil {
		return Evidence{}, err
	}
	found, err := evidence(tx, "q.id", q.ID)
	if err != nil || len(found) == 0 {
		return Evidence{Quote: q}, err
	}
	return found[0], nil
}

// RemoveQuote takes a quote away.
func RemoveQuote(tx *database.Tx, record id.ID, version int64) error {
	if err := people.Can(tx.Actor, people.WriteInsight); err != nil {
		return err
	}
	q, err := database.GetVersion[Quote](tx, "quote", record, version)
	if err != nil {
		return err
	}
	return unlink(tx, q)
}

// unlink removes a quote; the line loses its link when it was the last between the two.
func unlink(tx *database.Tx, q Quote) error {
	_, err := tx.Exec("DELETE FROM quote WHERE workspace_id = $1 AND id = $2", tx.Workspace, q.ID)
	if err != nil {
		return err
	}
	left, err := database.Value[int64](tx, `SELECT count(*) FROM quote
		WHERE workspace_id = $1 AND feedback_id = $2 AND opportunity_id = $3`,
		tx.Workspace, q.FeedbackID, q.OpportunityID)
	if err == nil && left == 0 {
		err = lineage.Disconnect(tx, q.FeedbackID, q.OpportunityID, lineage.Evidence)
	}
	if err != nil {
		return err
	}
	if err := feedback.CountQuotes(tx, q.FeedbackID, -1); err != nil {
		return err
	}
	if err := weigh(tx, q.OpportunityID); err != nil {
		return err
	}
	return audit.Log(tx, "unquoted", q.FeedbackID,
		map[string]any{"quote": q.ID, "opportunity": q.OpportunityID})
}

// QuotesOf returns the evidence for an opportunity, what matters most first.
func QuotesOf(tx *database.Tx, opportunity id.ID) ([]Evidence, error) {
	if _, err := database.Get[Opportunity](tx, "opportunity", opportunity); err != nil {
		return nil, err
	}
	return evidence(tx, "q.opportunity_id", opportunity)
}

// QuotesFrom returns the quotes taken from a record of feedback.
func QuotesFrom(tx *database.Tx, record id.ID) ([]Evidence, error) {
	if _, err := feedback.Load(tx, record); err != nil {
		return nil, err
	}
	return evidence(tx, "q.feedback_id", record)
}

const quoteLimit = 2000

func evidence(tx *database.Tx, column string, record id.ID) ([]Evidence, error) {
	w := tx.Where("q").And(column+" = $", record)
	limit := w.Place(quoteLimit)
	where, args := w.SQL()
	return database.List[Evidence](tx, `SELECT `+database.Columns[Quote]("q.")+`,
		f.number AS feedback_number, c.name AS customer_name, n.name AS account_name
		FROM quote q
		JOIN feedback f ON f.workspace_id = q.workspace_id AND f.id = q.feedback_id
		LEFT JOIN customer c ON c.workspace_id = f.workspace_id AND c.id = f.customer_id
		LEFT JOIN account n ON n.workspace_id = f.workspace_id AND n.id = f.account_id `+
		where+` ORDER BY q.importance DESC, q.id LIMIT `+limit, args...)
}

// weigh counts what backs an opportunity: the quotes, who said them, and what they pay.
func weigh(tx *database.Tx, opportunity id.ID) error {
	type row struct {
		CustomerID, AccountID id.ID
		ARRMinor              int64
		Currency              string
	}
	var o Opportunity
	customers, accounts := map[id.ID]bool{}, map[id.ID]bool{}
	err := database.Each(tx, func(r row) error {
		o.QuoteCount++
		if r.CustomerID != "" {
			customers[r.CustomerID] = true
		}
		if r.AccountID == "" || accounts[r.AccountID] {
			return nil
		}
		accounts[r.AccountID] = true
		if o.Currency == "" {
			o.Currency = r.Currency
		}
		if r.Currency == o.Currency {
			o.ARRMinor += r.ARRMinor
		}
		return nil
	}, `SELECT f.customer_id, f.account_id, n.arr_minor, n.currency FROM quote q
		JOIN feedback f ON f.workspace_id = q.workspace_id AND f.id = q.feedback_id
		LEFT JOIN account n ON n.workspace_id = f.workspace_id AND n.id = f.account_id
		WHERE q.workspace_id = $1 AND q.opportunity_id = $2 ORDER BY q.id`,
		tx.Workspace, opportunity)
	if err != nil {
		return err
	}
	_, err = tx.Exec(`UPDATE opportunity SET quote_count = $3, customer_count = $4,
		account_count = $5, arr_minor = $6, currency = $7
		WHERE workspace_id = $1 AND id = $2`, tx.Workspace, opportunity, o.QuoteCount,
		len(customers), len(accounts), o.ARRMinor, o.Currency)
	tx.Touch(opportunity)
	return err
}
