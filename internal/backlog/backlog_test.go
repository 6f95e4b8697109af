package backlog

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"github.com/throughlinehq/throughline/internal/kit/id"
	"github.com/throughlinehq/throughline/internal/kit/page"
	"github.com/throughlinehq/throughline/internal/platform/database"
	"github.com/throughlinehq/throughline/internal/platform/database/databasetest"
)

func mustWrite(t rapid.TB, db *database.DB, fn func(tx *database.Tx) error) {
	t.Helper()
	if err := db.Write(context.Background(), benchScope, fn); err != nil {
		t.Fatal(err)
	}
}

// Moving into one place again and again uses its room up; then neighbours move apart, and the
// order stays what was asked for.
func TestPositionsStayShort(t *testing.T) {
	databasetest.Each(t, func(t *testing.T, db *database.DB) {
		mustWrite(t, db, func(tx *database.Tx) error {
			var want []id.ID
			for n := range 100 {
				i, err := Create(tx, Input{Type: Story, Title: fmt.Sprint(n)})
				if err != nil {
					return err
				}
				want = append(want, i.ID)
			}
			for n := range 400 {
				item := want[2+n%97]
				if err := Move(tx, item, want[1], ""); err != nil {
					return err
				}
				want = slices.DeleteFunc(want, func(i id.ID) bool { return i == item })
				want = slices.Insert(want, 2, item)
			}
			got, err := List(tx, Filter{}, page.Request{Limit: 200})
			for n, l := range got.Records {
				if l.ID != want[n] || len(l.Position) > longest {
					t.Fatalf("place %d: %s at %s, want %s", n, l.ID, l.Position, want[n])
				}
			}
			return err
		})
	})
}

// Whatever is asked for, the tree has no more than three levels and nothing needs itself over
// any number of steps, nor what stands above or below it.
func TestAnyEditsKeepTheRules(t *testing.T) {
	db := databasetest.SQLite(t)
	rapid.Check(t, func(t *rapid.T) {
		mustWrite(t, db, func(tx *database.Tx) error {
			var items []id.ID
			for n := range 8 {
				kind := Type(Types[n%len(Types)])
				i, err := Create(tx, Input{Type: kind, Title: fmt.Sprint(n)})
				if err != nil {
					return err
				}
				items = append(items, i.ID)
			}
			pick := rapid.SampledFrom(items)
			for range rapid.IntRange(1, 40).Draw(t, "edits") {
				a, b := pick.Draw(t, "a"), pick.Draw(t, "b")
				i, err := database.Get[Item](tx, "item", a)
				if err != nil {
					return err
				}
				switch rapid.IntRange(0, 2).Draw(t, "edit") { // a refusal changes nothing
				case 0:
					_ = Need(tx, a, b, FinishToStart)
				case 1:
					_, _ = Change(tx, a, i.Version, Patch{ParentID: &b})
				case 2:
					kind := Type(rapid.SampledFrom(Types).Draw(t, "type"))
					_, _ = Change(tx, a, i.Version, Patch{Type: &kind})
				}
			}
			return checkRules(tx, items)
		})
	})
}

func checkRules(tx *database.Tx, items []id.ID) error {
	found, err := LoadAll(tx, items)
	if err != nil {
		return err
	}
	needs := map[id.ID][]id.ID{}
	for _, l := range found {
		needs[l.ID] = l.Needs
	}
	for _, l := range found {
		above, err := ancestors(tx, l.ID)
		if err != nil {
			return err
		}
		if len(above) > 2 {
			return fmt.Errorf("%s has %d levels above it", l.Key, len(above))
		}
		for _, a := range above {
			if slices.Contains(needs[l.ID], a) || slices.Contains(needs[a], l.ID) {
				return fmt.Errorf("%s and what stands above it need each other", l.Key)
			}
		}
		if reaches(needs, l.ID, l.ID, map[id.ID]bool{}) {
			return fmt.Errorf("%s needs itself in the end", l.Key)
		}
	}
	return nil
}

func reaches(needs map[id.ID][]id.ID, from, to id.ID, seen map[id.ID]bool) bool {
	for _, next := range needs[from] {
		if next == to || !seen[next] {
			seen[next] = true
			if next == to || reaches(needs, next, to, seen) {
				return true
			}
		}
	}
	return false
}

func TestStepsSayWhatIsPossible(t *testing.T) {
	err := refuseStep("HAR-12", InReview, Accepted)
	if err == nil || !strings.Contains(err.Error(), "in progress, dropped") {
		t.Errorf("got %v", err)
	}
	for from, all := range next {
		for _, to := range all {
			if err := refuseStep("HAR-12", from, to); err != nil {
				t.Error(err)
			}
		}
	}
}
