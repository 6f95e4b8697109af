package intake_test

import (
	"encoding/json"
	"strings"
	"testing"

	"github.com/throughlinehq/throughline/internal/feedback"
	"github.com/throughlinehq/throughline/internal/kit/page"
	"github.com/throughlinehq/throughline/internal/platform/database"
	"github.com/throughlinehq/throughline/internal/platform/database/databasetest"
)

// kept imports a file and returns all that is kept of it, as JSON.
func kept(t *testing.T, db *database.DB, content string) string {
	t.Helper()
	b := newBench(t, db, files{"file.csv": content})
	i := b.start("file.csv")
	if err := b.work.Run(t.Context(), i.ID); err != nil {
		t.Fatal(err)
	}
	all := []any{b.get(i.ID)}
	b.write(func(tx *database.Tx) error {
		found, err := feedback.List(tx, feedback.Filter{}, page.Request{})
		if err != nil {
			return err
		}
		customers, err := database.List[feedback.Customer](tx, "SELECT "+
			database.Columns[feedback.Customer]("")+" FROM customer WHERE workspace_id = $1", tx.Workspace)
		all = append(all, found.Records, customers)
		return err
	})
	raw, err := json.Marshal(all)
	if err != nil {
		t.Fatal(err)
	}
	return string(raw)
}

// TestIN1GuardedFormulasComeInPlain imports what spreadsheets take for formulas, and the guard that
// exports put before them: the words are kept as they were said.
func TestIN1GuardedFormulasComeInPlain(t *testing.T) {
	databasetest.Each(t, func(t *testing.T, db *database.DB) {
		all := kept(t, db, "id,text\n"+
			"1,\"=HYPERLINK(\"\"http://x.example\"\",\"\"a\"\")\"\n2,'=1+1\n3,'+49 30 1\n4,'-2 degrees\n"+
			"5,'@all\n6,＝1+1\n7,'tis fine\n")
		for _, want := range []string{`"=HYPERLINK(\"http://x.example\",\"a\")"`, `"=1+1"`, `"+49 30 1"`,
			`"-2 degrees"`, `"@all"`, `"＝1+1"`, `"'tis fine"`} {
			if !strings.Contains(all, `"Text":`+want) {
				t.Errorf("%s is not kept as it was said: %s", want, all)
			}
		}
	})
}

// TestIN16SurveysLeaveNoTraceOfPlaces imports an export of Qualtrics' kind: of what nobody asked for,
// such as addresses of machines and places on earth, no record and no import keeps anything.
func TestIN16SurveysLeaveNoTraceOfPlaces(t *testing.T) {
	databasetest.Each(t, func(t *testing.T, db *database.DB) {
		all := kept(t, db, "StartDate,EndDate,Status,IPAddress,Progress,RecordedDate,ResponseId,"+
			"RecipientLastName,RecipientFirstName,LocationLatitude,LocationLongitude,UserLanguage,Comment\n"+
			"2026-12-01,2026-12-01,0,203.0.113.77,100,2026-12-01,R_1,Quist,Anna,52.520008,13.404954,EN,"+
			"The export is slow\n")
		if !strings.Contains(all, "The export is slow") {
			t.Fatalf("the answer is missing: %s", all)
		}
		for _, private := range []string{"203.0.113.77", "52.520008", "13.404954", "Quist"} {
			if strings.Contains(all, private) {
				t.Errorf("%s is kept: %s", private, all)
			}
		}
	})
}
