package feedback

import (
	"fmt"

	"github.com/throughlinehq/throughline/internal/audit"
	"github.com/throughlinehq/throughline/internal/kit/fault"
	"github.com/throughlinehq/throughline/internal/kit/id"
	"github.com/throughlinehq/throughline/internal/people"
	"github.com/throughlinehq/throughline/internal/platform/database"
)

// Outcome says what became of an input.
type Outcome string

// The outcomes of adding feedback.
const (
	Added     Outcome = "added"
	Known     Outcome = "known"     // the source sent it before; nothing was changed
	Duplicate Outcome = "duplicate" // added, and marked as saying what another record says
)

// Add stores feedback with its source, customer and account. Input that the source has sent
// before is left as it is.
func Add(tx *database.Tx, in Input) (Feedback, Outcome, error) {
	if err := people.Can(tx.Actor, people.WriteFeedback); err != nil {
		return Feedback{}, "", err
	}
	if err := in.check(tx.Now); err != nil {
		return Feedback{}, "", err
	}
	f, outcome, err := add(tx, in)
	if err != nil || outcome == Known {
		return f, outcome, err
	}
	return f, outcome, audit.Log(tx, "created", f.ID, map[string]any{"source": f.SourceID})
}

// AddBatch adds many at once, with one audit entry for all of them. The error of a bad input
// names its place: "/records/3/text".
func AddBatch(tx *database.Tx, inputs []Input) ([]Feedback, []Outcome, error) {
	if err := people.Can(tx.Actor, people.WriteFeedback); err != nil {
		return nil, nil, err
	}
	records, outcomes := make([]Feedback, len(inputs)), make([]Outcome, len(inputs))
	for i, in := range inputs {
		err := in.check(tx.Now)
		if err == nil {
			records[i], outcomes[i], err = add(tx, in)
		}
		if err != nil {
			return nil, nil, fault.Below(err, fmt.Sprintf("/records/%d", i))
		}
	}
	return records, outcomes, logBatch(tx, records, outcomes)
}

func logBatch(tx *database.Tx, records []Feedback, outcomes []Outcome) error {
	counts := map[string]any{}
	for i, o := range outcomes {
		n, _ := counts[string(o)].(int)
		counts[string(o)] = n + 1
		if o != Known && counts["first"] == nil {
			counts["first"] = records[i].ID
		}
	}
	return audit.Log(tx, "added feedback", tx.Workspace, counts)
}

// add stores one checked input.
func add(tx *database.Tx, in Input) (Feedback, Outcome, error) {
	source, err := ensureSource(tx, in.Source, in.SourceKind)
	if err != nil {
		return Feedback{}, "", err
	}
	if in.ExternalID != "" {
		known, err := byExternalID(tx, source, in.ExternalID)
		if err == nil || !fault.Is(err, fault.NotFound) {
			return known, Known, err
		}
	}
	f := Feedback{SourceID: source, ExternalID: in.ExternalID, Text: in.Text, Rating: in.Rating,
		TextHash: textHash(in.Text), Language: in.Language, URL: in.URL, SaidAt: in.SaidAt,
		Status: New, ImportID: in.ImportID}
	if f.SaidAt.IsZero() {
		f.SaidAt = tx.Now
	}
	if f.AccountID, err = ensureAccount(tx, in.Account); err != nil {
		return f, "", err
	}
	if f.CustomerID, f.AccountID, err = ensureCustomer(tx, in.Customer, f.AccountID); err != nil {
		return f, "", err
	}
	outcome := Added
	if f.DuplicateOf, err = sameWords(tx, f); err != nil {
		return f, "", err
	}
	if f.DuplicateOf != "" {
		outcome = Duplicate
	}
	return f, outcome, insert(tx, &f)
}

// SetStatus files a record: back to new, or archived.
func SetStatus(tx *database.Tx, record id.ID, version int64, status Status) (Feedback, error) {
	if err := people.Can(tx.Actor, people.WriteFeedback); err != nil {
		return Feedback{}, err
	}
	f, err := database.GetVersion[Feedback](tx, "feedback", record, version)
	if err != nil {
		return f, err
	}
	switch {
	case status == Linked:
		return f, fault.At("/status", "follows from the quotes; link a quote instead")
	case f.QuoteCount > 0 && status == New:
		status = Linked
	}
	from := f.Status
	f.Status = status
	if err := tx.Update("feedback", &f); err != nil {
		return f, err
	}
	return f, audit.Log(tx, "filed", f.ID, map[string]any{"from": from, "to": status})
}

// Remove puts a record in the bin, from which it is purged after 30 days.
func Remove(tx *database.Tx, record id.ID, version int64) error {
	if err := people.Can(tx.Actor, people.WriteFeedback); err != nil {
		return err
	}
	f, err := database.GetVersion[Feedback](tx, "feedback", record, version)
	if err != nil {
		return err
	}
	if f.QuoteCount > 0 {
		return fault.New(fault.Conflict,
			"This feedback is evidence for an opportunity. Remove its quotes first.")
	}
	now := tx.Now
	f.DeletedAt = &now
	if err := tx.Update("feedback", &f); err != nil {
		return err
	}
	if err := count(tx, f, -1); err != nil {
		return err
	}
	return audit.Log(tx, "removed", f.ID, nil)
}

// Analysis is what the analyser found in a record.
type Analysis struct {
	Kind           string
	Sentiment      string
	SentimentScore float64
	Language       string
}

// SetAnalysis stores what the analyser found. It is no change of the record that a person
// could miss, so it does not ask for a version.
func SetAnalysis(tx *database.Tx, record id.ID, a Analysis) error {
	_, err := tx.Exec(`
		UPDATE feedback SET kind = $3, sentiment = $4, sentiment_score = $5, analysed_at = $6,
			language = CASE WHEN language = '' THEN $7 ELSE language END
		WHERE workspace_id = $1 AND id = $2`,
		tx.Workspace, record, a.Kind, a.Sentiment, a.SentimentScore, tx.Now, a.Language)
	tx.Touch(record)
	return err
}

// CountQuotes keeps the number of quotes taken from a record, and with it its status.
func CountQuotes(tx *database.Tx, record id.ID, by int64) error {
	_, err := tx.Exec(`
		UPDATE feedback SET quote_count = quote_count + $3, version = version + 1, updated_at = $4,
			status = CASE WHEN quote_count + $3 > 0 THEN 'linked'
				WHEN status = 'linked' THEN 'new' ELSE status END
		WHERE workspace_id = $1 AND id = $2`, tx.Workspace, record, by, tx.Now)
	tx.Touch(record)
	return err
}
