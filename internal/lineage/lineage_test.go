package lineage_test

import (
	"fmt"
	"testing"

	"github.com/throughlinehq/throughline/internal/kit/id"
	"github.com/throughlinehq/throughline/internal/kit/scope"
	"github.com/throughlinehq/throughline/internal/lineage"
	"github.com/throughlinehq/throughline/internal/platform/database"
	"github.com/throughlinehq/throughline/internal/platform/database/databasetest"
)

// named makes a well-formed identifier that can be read in a failure.
func named(kind string, n int) id.ID { return id.ID(fmt.Sprintf("%s_%026d", kind, n)) }

// inLine runs test on a workspace with two customers whose words led to one release.
func inLine(t *testing.T, test func(tx *database.Tx)) {
	databasetest.Each(t, func(t *testing.T, db *database.DB) {
		s := scope.ForSystem("workspace_a", "test")
		err := db.Write(t.Context(), s, func(tx *database.Tx) error {
			for _, l := range []struct {
				from, to id.ID
				kind     lineage.Kind
			}{
				{named("feedback", 1), named("theme", 1), lineage.Says},
				{named("feedback", 2), named("theme", 1), lineage.Says},
				{named("theme", 1), named("opportunity", 1), lineage.Raised},
				{named("opportunity", 1), named("item", 1), lineage.Answers},
				{named("item", 1), named("release", 1), lineage.Shipped},
				{named("release", 1), named("message", 1), lineage.Told},
				{named("release", 1), named("message", 2), lineage.Told},
				{named("feedback", 1), named("message", 1), lineage.Asked},
				{named("feedback", 2), named("message", 2), lineage.Asked},
			} {
				if err := lineage.Connect(tx, l.from, l.to, l.kind); err != nil {
					return err
				}
			}
			test(tx)
			return nil
		})
		if err != nil {
			t.Fatal(err)
		}
	})
}

func TestWalkFromTheMiddleReachesBothEnds(t *testing.T) {
	inLine(t, func(tx *database.Tx) {
		line, err := lineage.Walk(tx, named("item", 1))
		if err != nil {
			t.Fatal(err)
		}
		for kind, want := range map[string]int64{"feedback": 2, "theme": 1, "opportunity": 1,
			"item": 1, "release": 1, "message": 2} {
			if line.Totals[kind] != want || int64(len(line.Records[kind])) != want {
				t.Errorf("%s: %d records, total %d, want %d", kind, len(line.Records[kind]),
					line.Totals[kind], want)
			}
		}
	})
}

func TestWalkFromWordsLeavesOutOtherPeoplesMessages(t *testing.T) {
	inLine(t, func(tx *database.Tx) {
		line, err := lineage.Walk(tx, named("feedback", 1))
		if err != nil {
			t.Fatal(err)
		}
		if got := line.Records["message"]; len(got) != 1 || got[0] != named("message", 1) {
			t.Errorf("messages %v", got)
		}
		if got := line.Records["feedback"]; len(got) != 1 {
			t.Errorf("the line of one record holds other records: %v", got)
		}
	})
}

func TestRedirectKeepsEveryLinkOnce(t *testing.T) {
	inLine(t, func(tx *database.Tx) {
		one, two := named("theme", 1), named("theme", 2)
		_ = lineage.Connect(tx, named("feedback", 1), two, lineage.Says)
		if err := lineage.Redirect(tx, one, two); err != nil {
			t.Fatal(err)
		}
		back, err := lineage.Previous(tx, two, "feedback")
		on, _ := lineage.Next(tx, two, "opportunity")
		if err != nil || len(back) != 2 || len(on) != 1 {
			t.Errorf("after the merge %d links back, %d on, %v", len(back), len(on), err)
		}
		if left, _ := lineage.Previous(tx, one, "feedback"); len(left) != 0 {
			t.Errorf("the merged theme still has %d links", len(left))
		}
	})
}

func TestManyRecordsAreCountedNotCarried(t *testing.T) {
	inLine(t, func(tx *database.Tx) {
		for i := range 450 {
			if err := lineage.Connect(tx, named("feedback", 100+i), named("theme", 1),
				lineage.Says); err != nil {
				t.Fatal(err)
			}
		}
		line, err := lineage.Walk(tx, named("release", 1))
		if err != nil {
			t.Fatal(err)
		}
		if line.Totals["feedback"] != 452 || len(line.Records["feedback"]) != lineage.WalkLimit {
			t.Errorf("total %d, carried %d", line.Totals["feedback"], len(line.Records["feedback"]))
		}
	})
}

// TestWalkFromAnItemFindsTheThemesOfItsWords: quotes lead to the item past the themes that their
// records say, which lie on the line all the same.
func TestWalkFromAnItemFindsTheThemesOfItsWords(t *testing.T) {
	inLine(t, func(tx *database.Tx) {
		for _, l := range []lineage.Link{
			{FromID: named("feedback", 3), ToID: named("theme", 2), Kind: lineage.Says},
			{FromID: named("feedback", 4), ToID: named("theme", 2), Kind: lineage.Says},
			{FromID: named("feedback", 4), ToID: named("theme", 3), Kind: lineage.Says},
			{FromID: named("feedback", 5), ToID: named("theme", 4), Kind: lineage.Says},
			{FromID: named("feedback", 3), ToID: named("opportunity", 2), Kind: lineage.Evidence},
			{FromID: named("feedback", 4), ToID: named("opportunity", 2), Kind: lineage.Evidence},
			{FromID: named("opportunity", 2), ToID: named("item", 2), Kind: lineage.Answers},
		} {
			if err := lineage.Connect(tx, l.FromID, l.ToID, l.Kind); err != nil {
				t.Fatal(err)
			}
		}
		line, err := lineage.Walk(tx, named("item", 2))
		if err != nil {
			t.Fatal(err)
		}
		got := fmt.Sprint(line.Records["theme"])
		if want := fmt.Sprint([]id.ID{named("theme", 2), named("theme", 3)}); got != want ||
			line.Totals["theme"] != 2 || line.Totals["feedback"] != 2 {
			t.Errorf("themes %s, totals %v", got, line.Totals)
		}
	})
}
