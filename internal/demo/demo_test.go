package demo_test

import (
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/throughlinehq/throughline/internal/demo"
)

func TestFeedback(t *testing.T) {
	rows := demo.Feedback()
	if len(rows) != 2000 {
		t.Fatalf("%d rows, want 2000", len(rows))
	}
	ids := map[string]bool{}
	for i, row := range rows {
		switch {
		case ids[row.ExternalID]:
			t.Errorf("%s stands twice", row.ExternalID)
		case row.Source == "" || row.Customer == "":
			t.Errorf("%s has no source or customer: %+v", row.ExternalID, row)
		case row.Email != "" && !strings.HasSuffix(row.Email, ".example"):
			t.Errorf("%s: %s might be somebody's address", row.ExternalID, row.Email)
		case row.Rating < 1 || row.Rating > 5 || row.DaysAgo < 0 || row.DaysAgo > 179:
			t.Errorf("%s is out of range: %+v", row.ExternalID, row)
		case !utf8.ValidString(row.Text) || strings.TrimSpace(row.Text) == "":
			t.Errorf("%s has no readable text", row.ExternalID)
		case row.Account == "" && (row.ARRCents != 0 || row.Plan != "" || row.Segment != ""):
			t.Errorf("%s has money without an account: %+v", row.ExternalID, row)
		case i > 0 && row.DaysAgo > rows[i-1].DaysAgo:
			t.Errorf("%s stands after a newer record", row.ExternalID)
		}
		ids[row.ExternalID] = true
	}
}

func TestFeedbackHasSomethingToShow(t *testing.T) {
	sources, accounts, perDay := map[string]int{}, map[string]int{}, map[int]int{}
	for _, row := range demo.Feedback() {
		sources[row.Source]++
		perDay[row.DaysAgo]++
		if row.Account != "" {
			accounts[row.Account]++
		}
	}
	if len(sources) != 5 || len(accounts) < 80 {
		t.Errorf("%d sources and %d accounts", len(sources), len(accounts))
	}
	if usual := perDay[40] + perDay[41]; perDay[22]+perDay[23] < 2*usual {
		t.Errorf("no spike after the bad release: %d against %d a day", perDay[22], usual/2)
	}
}
