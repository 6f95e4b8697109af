package insight

import (
	"github.com/throughlinehq/throughline/internal/audit"
	"github.com/throughlinehq/throughline/internal/bin"
	"github.com/throughlinehq/throughline/internal/kit/fault"
	"github.com/throughlinehq/throughline/internal/kit/id"
	"github.com/throughlinehq/throughline/internal/lineage"
	"github.com/throughlinehq/throughline/internal/people"
	"github.com/throughlinehq/throughline/internal/platform/database"
)

// joined is what an opportunity stands on. The words of its quotes stay with the feedback alone.
type joined struct {
	Themes []id.ID
	Quotes []span
}

// span is where a quote lies.
type span struct {
	FeedbackID             id.ID
	Start, End, Importance int64
}

// RemoveOpportunity puts an opportunity in the bin and takes its quotes away. One that items
// answer stays: they would lose their reason.
func RemoveOpportunity(tx *database.Tx, record id.ID, version int64) error {
	if err := people.Can(tx.Actor, people.WriteInsight); err != nil {
		return err
	}
	o, err := database.GetVersion[Opportunity](tx, "opportunity", record, version)
	if err != nil {
		return err
	}
	items, err := lineage.Next(tx, o.ID, "item")
	if err != nil {
		return err
	}
	if len(items) > 0 {
		return fault.New(fault.Conflict,
			"%d items answer this opportunity. Unlink them first, or drop it.", len(items))
	}
	cut, err := takeApart(tx, o.ID)
	if err != nil {
		return err
	}
	if err := bin.Put(tx, &o, o.Title, cut); err != nil {
		return err
	}
	return audit.Log(tx, "removed", o.ID, nil)
}

// takeApart parts an opportunity from what it stands on, and says what that was.
func takeApart(tx *database.Tx, opportunity id.ID) (cut joined, err error) {
	quotes, err := QuotesOf(tx, opportunity)
	if err != nil {
		return cut, err
	}
	for _, q := range quotes {
		cut.Quotes = append(cut.Quotes, span{q.FeedbackID, q.SpanStart, q.SpanEnd, q.Importance})
		if err := unlink(tx, q.Quote); err != nil {
			return cut, err
		}
	}
	themes, err := lineage.Previous(tx, opportunity, "theme")
	if err != nil {
		return cut, err
	}
	for _, link := range themes {
		cut.Themes = append(cut.Themes, link.FromID)
		if err := lineage.Disconnect(tx, link.FromID, opportunity, link.Kind); err != nil {
			return cut, err
		}
	}
	return cut, nil
}

// RestoreOpportunity takes an opportunity out of the bin, with those of its themes and quotes
// whose theme or feedback is still there.
func RestoreOpportunity(tx *database.Tx, record id.ID) error {
	if err := people.Can(tx.Actor, people.WriteInsight); err != nil {
		return err
	}
	o, err := database.GetRemoved[Opportunity](tx, "opportunity", record)
	if err != nil {
		return err
	}
	var cut joined
	if err := bin.Take(tx, &o, &cut); err != nil {
		return err
	}
	for _, theme := range cut.Themes {
		switch t, err := liveTheme(tx, theme, ""); {
		case fault.Is(err, fault.Invalid): // it is no more
		case err != nil:
			return err
		default:
			if err := lineage.Connect(tx, t.ID, o.ID, lineage.Raised); err != nil {
				return err
			}
		}
	}
	for _, q := range cut.Quotes {
		_, err := AddQuote(tx, QuoteInput{FeedbackID: q.FeedbackID, OpportunityID: o.ID,
			Start: q.Start, End: q.End, Importance: q.Importance})
		if err != nil && !fault.Is(err, fault.Invalid) { // its feedback is no more
			return err
		}
	}
	if err := weigh(tx, o.ID); err != nil { // of the quotes that are left
		return err
	}
	return audit.Log(tx, "restored", o.ID, nil)
}

// EraseOpportunity deletes an opportunity that is in the bin.
func EraseOpportunity(tx *database.Tx, record id.ID) error {
	if err := bin.Forget(tx, record); err != nil {
		return err
	}
	return tx.ExecEach([]string{
		"DELETE FROM link WHERE workspace_id = $1 AND (from_id = $2 OR to_id = $2)",
		"DELETE FROM opportunity WHERE workspace_id = $1 AND id = $2 AND deleted_at IS NOT NULL",
	}, tx.Workspace, record)
}
