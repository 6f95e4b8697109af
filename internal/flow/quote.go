package flow

import (
	"github.com/throughlinehq/throughline/internal/backlog"
	"github.com/throughlinehq/throughline/internal/insight"
	"github.com/throughlinehq/throughline/internal/kit/id"
	"github.com/throughlinehq/throughline/internal/platform/database"
)

// Quote links a span of feedback as evidence for an opportunity, and counts again who asked
// for the items that answer it.
func Quote(tx *database.Tx, in insight.QuoteInput) (insight.Evidence, error) {
	e, err := insight.AddQuote(tx, in)
	if err != nil {
		return e, err
	}
	return e, backlog.RefreshOpportunity(tx, e.OpportunityID)
}

// Unquote takes a quote away, and counts again who asked.
func Unquote(tx *database.Tx, quote id.ID, version int64) error {
	q, err := database.Get[insight.Quote](tx, "quote", quote)
	if err != nil {
		return err
	}
	if err := insight.RemoveQuote(tx, quote, version); err != nil {
		return err
	}
	return backlog.RefreshOpportunity(tx, q.OpportunityID)
}
