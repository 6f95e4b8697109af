package insight_test

import (
	"math/rand/v2"
	"testing"

	"github.com/throughlinehq/throughline/internal/insight"
	"github.com/throughlinehq/throughline/internal/kit/clock"
	"github.com/throughlinehq/throughline/internal/kit/id"
	"github.com/throughlinehq/throughline/internal/kit/scope"
	"github.com/throughlinehq/throughline/internal/platform/database"
	"github.com/throughlinehq/throughline/internal/platform/database/databasetest"
)

// themesOf returns all themes of a record.
func (d desk) themesOf(record id.ID) (said []insight.Said) {
	d.Helper()
	d.read(func(tx *database.Tx) (err error) {
		said, err = insight.ThemesOf(tx, record)
		return err
	})
	return said
}

// again opens the database as a program does that was started anew.
func (d desk) again(url string) desk {
	d.Helper()
	d.db.Close()
	db, err := database.Open(d.Context(), url, database.Options{Clock: clock.Fixed(databasetest.Start),
		IDs: id.NewSource(rand.NewChaCha8([32]byte{2}))})
	if err != nil {
		d.Fatal(err)
	}
	d.Cleanup(func() { db.Close() })
	return desk{d.T, db, d.scope}
}

// TestASplitLeavesOtherThemesAlone: records that say two themes lose the one that was split for the
// new one, and say the other as before.
func TestASplitLeavesOtherThemesAlone(t *testing.T) {
	onBoth(t, func(d desk) {
		exports, logins, both := d.say("export", 40), d.say("login", 40), d.say("both", 12)
		d.analyse()
		d.discover()
		export, login := d.mostly(exports), d.mostly(logins)
		var leave []id.ID
		before := map[id.ID]insight.Said{}
		for _, record := range both {
			said := d.themesOf(record)
			for i, s := range said {
				if len(said) == 2 && s.ThemeID == login && said[1-i].ThemeID == export {
					leave = append(leave, record)
					before[record] = s
				}
			}
		}
		if len(leave) < 3 {
			t.Fatalf("only %d records say both themes", len(leave))
		}
		made := d.split(export, leave, "Both at once")
		for round := range 2 {
			for _, record := range leave {
				said := d.themesOf(record)
				if len(said) != 2 || said[0].ThemeID != made || said[0].AssignedBy != insight.ByPerson ||
					said[1].Assigned != before[record].Assigned {
					t.Fatalf("round %d: the record says %+v, want %s and %+v", round, said, made,
						before[record])
				}
			}
			d.discover()
		}
		d.checkCounts()
	})
}

// TestEditsHoldThroughARestart makes every kind of edit, and looks for themes anew before and after
// the program was started again, among twice as much feedback.
func TestEditsHoldThroughARestart(t *testing.T) {
	databasetest.EachURL(t, func(t *testing.T, url string) {
		d := desk{t, databasetest.Open(t, url), scope.ForSystem("workspace_a", "test")}
		all := map[string][]id.ID{}
		for _, subject := range []string{"export", "login", "dark", "price"} {
			all[subject] = d.say(subject, 40)
		}
		d.analyse()
		d.discover()
		export, login := d.mostly(all["export"]), d.mostly(all["login"])
		dark, price := d.mostly(all["dark"]), d.mostly(all["price"])
		name, area, yes := "Reports on paper", "Output", true
		d.write(func(tx *database.Tx) error {
			_, err := insight.Change(tx, export, 0, insight.Patch{Label: &name, Area: &area})
			if err != nil {
				return err
			}
			if _, err = insight.Change(tx, dark, 0, insight.Patch{Locked: &yes}); err != nil {
				return err
			}
			_, err = insight.Merge(tx, login, price)
			return err
		})
		kept := d.theme(dark)
		split := d.split(export, all["export"][10:20], "Half of it")
		d.write(func(tx *database.Tx) error {
			if _, err := insight.Change(tx, price, 0, insight.Patch{Hidden: &yes}); err != nil {
				return err
			}
			return insight.Correct(tx, all["dark"][0], []id.ID{export})
		})
		for round := range 3 {
			if round == 1 {
				d = d.again(url)
			}
			for subject := range all {
				d.say(subject, 40)
			}
			d.analyse()
			d.discover()
			if got := d.theme(export); got.Label != name || got.Area != area {
				t.Errorf("round %d: the name is %q in %q", round, got.Label, got.Area)
			}
			if got := d.theme(dark); got.Label != kept.Label || got.Area != kept.Area || !got.Locked {
				t.Errorf("round %d: the locked theme is %+v", round, got.Theme)
			}
			if got := d.theme(price); !got.Hidden {
				t.Errorf("round %d: the hidden theme is shown", round)
			}
			for _, want := range []struct {
				what    string
				records []id.ID
				theme   id.ID
			}{
				{"merged", all["login"], price}, {"moved", all["export"][20:], export},
				{"locked", all["dark"][1:], dark}, {"split off", all["export"][10:20], split},
				{"corrected", all["dark"][:1], export},
			} {
				if got := d.mostly(want.records); got != want.theme {
					t.Errorf("round %d: what was %s is in %q", round, want.what, d.theme(got).Label)
				}
			}
			d.checkCounts()
		}
	})
}
