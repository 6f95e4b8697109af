package flow_test

import (
	"testing"
	"time"

	"github.com/throughlinehq/throughline/internal/backlog"
	"github.com/throughlinehq/throughline/internal/bin"
	"github.com/throughlinehq/throughline/internal/feedback"
	"github.com/throughlinehq/throughline/internal/flow"
	"github.com/throughlinehq/throughline/internal/insight"
	"github.com/throughlinehq/throughline/internal/kit/id"
	"github.com/throughlinehq/throughline/internal/platform/database"
	"github.com/throughlinehq/throughline/internal/roadmap"
)

// TestHistoryKeepsTheNameOfATeam: whoever did the work is still named when the bin was emptied.
func TestHistoryKeepsTheNameOfATeam(t *testing.T) {
	eachBinDesk(t, func(d *binDesk) {
		d.write(0, func(tx *database.Tx) error {
			if err := backlog.ChangeAll(tx, []id.ID{d.done.ID}, backlog.Patch{TeamID: &d.team.ID}); err != nil {
				return err
			}
			d.removeAll(tx)
			return nil
		})
		d.write(bin.Keep+time.Hour, func(tx *database.Tx) error {
			if _, err := flow.EmptyBin(tx); err != nil {
				return err
			}
			team, err := database.GetRemoved[roadmap.Team](tx, "team", d.team.ID)
			if team.Name != d.team.Name {
				t.Errorf("the team is called %q", team.Name)
			}
			return err
		})
	})
}

// TestAnOpportunityComesBackWithoutQuotesThatAreGone erases the feedback behind the only quote.
func TestAnOpportunityComesBackWithoutQuotesThatAreGone(t *testing.T) {
	eachBinDesk(t, func(d *binDesk) {
		d.write(0, func(tx *database.Tx) error { d.removeAll(tx); return nil })
		d.write(0, func(tx *database.Tx) error {
			if err := feedback.EraseRemoved(tx, d.said.ID, insight.Forget); err != nil {
				return err
			}
			if err := flow.Restore(tx, "opportunity", d.opportunity.ID); err != nil {
				return err
			}
			o, err := insight.LoadOpportunity(tx, d.opportunity.ID)
			if o.QuoteCount != 0 || o.CustomerCount != 0 {
				t.Errorf("it counts %d quotes of %d customers", o.QuoteCount, o.CustomerCount)
			}
			return err
		})
	})
}
