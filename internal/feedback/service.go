package feedback

import (
	"fmt"

	"github.com/throughlinehq/throughline/internal/audit"
	"github.com/throughlinehq/throughline/internal/bin"
	"github.com/throughlinehq/throughline/internal/kit/fault"
	"github.com/throughlinehq/throughline/internal/kit/id"
	"github.com/throughlinehq/throughline/internal/people"
	"github.com/throughlinehq/throughline/internal/platform/database"
	"github.com/throughlinehq/throughline/internal/platform/jobs"
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
	if err := in.Check(tx.Now); err != nil {
		return Feedback{}, "", err
	}
	records, outcomes, err := store(tx, []Input{in})
	if err != nil {
		return Feedback{}, "", err
	}
	if outcomes[0] == Known {
		return records[0], Known, nil
	}
	if err := AskAnalysis(tx); err != nil {
		return Feedback{}, "", err
	}
	return records[0], outcomes[0], audit.Log(tx, "created", records[0].ID,
		map[string]any{"source": records[0].SourceID})
}

// AskAnalysis lets a worker analyse what waits; one run serves all that came until then.
func AskAnalysis(tx *database.Tx) error {
	_, err := jobs.Enqueue(tx, AnalyseJob, nil, jobs.Options{UniqueKey: "all"})
	return err
}

// AddBatch adds many at once, with one audit entry for all of them. The error of a bad input
// names its place: "/records/3/text".
func AddBatch(tx *database.Tx, inputs []Input) ([]Feedback, []Outcome, error) {
	if err := people.Can(tx.Actor, people.WriteFeedback); err != nil {
		return nil, nil, err
	}
	for i := range inputs {
		if err := inputs[i].Check(tx.Now); err != nil {
			return nil, nil, fault.Below(err, fmt.Sprintf("/records/%d", i))
		}
	}
	records, outcomes, err := store(tx, inputs)
	if err != nil {
		return nil, nil, err
	}
	if err := AskAnalysis(tx); err != nil {
		return nil, nil, err
	}
	return records, outcomes, logBatch(tx, records, outcomes)
}

func logBatch(tx *database.Tx, records []Feedback, outcomes []Outcome) error {
	detail := map[string]any{}
	for i, o := range outcomes {
		n, _ := detail[string(o)].(int)
		detail[string(o)] = n + 1
		if o != Known && detail["first"] == nil {
			detail["first"] = records[i].ID
		}
	}
	return audit.Log(tx, "added feedback", tx.Workspace, detail)
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

// Remove puts a record in the bin.
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
	f.AnalysedAt = nil // what it said no longer counts
	if err := bin.Put(tx, &f, f.Text, nil); err != nil {
		return err
	}
	if err := (counts{}).add(f, -1).keep(tx); err != nil {
		return err
	}
	if err := AskAnalysis(tx); err != nil {
		return err
	}
	return audit.Log(tx, "removed", f.ID, nil)
}

// Restore takes a record out of the bin. What it says counts again and is analysed anew.
func Restore(tx *database.Tx, record id.ID) error {
	if err := people.Can(tx.Actor, people.WriteFeedback); err != nil {
		return err
	}
	f, err := database.GetRemoved[Feedback](tx, "feedback", record)
	if err != nil {
		return err
	}
	f.AnalysedAt = nil
	if err := bin.Take(tx, &f, nil); err != nil {
		return err
	}
	if err := (counts{}).add(f, 1).keep(tx); err != nil {
		return err
	}
	if err := AskAnalysis(tx); err != nil {
		return err
	}
	return audit.Log(tx, "restored", f.ID, nil)
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
