package insight_test

import (
	"context"
	"fmt"
	"path/filepath"
	"testing"

	"github.com/throughlinehq/throughline/internal/feedback"
	"github.com/throughlinehq/throughline/internal/insight"
	"github.com/throughlinehq/throughline/internal/kit/id"
	"github.com/throughlinehq/throughline/internal/kit/scope"
	"github.com/throughlinehq/throughline/internal/platform/database"
	"github.com/throughlinehq/throughline/internal/platform/database/databasetest"
)

// desk is a workspace in which feedback comes in.
type desk struct {
	*testing.T
	db    *database.DB
	scope scope.Scope
}

func onBoth(t *testing.T, test func(d desk)) {
	t.Helper()
	databasetest.Each(t, func(t *testing.T, db *database.DB) {
		test(desk{t, db, scope.ForSystem("workspace_a", "test")})
	})
}

func (d desk) write(fn func(tx *database.Tx) error) {
	d.Helper()
	if err := d.db.Write(d.Context(), d.scope, fn); err != nil {
		d.Fatal(err)
	}
}

func (d desk) read(fn func(tx *database.Tx) error) {
	d.Helper()
	if err := d.db.Read(d.Context(), d.scope, fn); err != nil {
		d.Fatal(err)
	}
}

func quiet(int64, int64) {}

func (d desk) analyse() insight.Report {
	d.Helper()
	report, err := insight.AnalyseNew(d.Context(), d.db, d.scope, 1_000_000, quiet)
	if err != nil {
		d.Fatal(err)
	}
	return report
}

func (d desk) discover() {
	d.Helper()
	if err := insight.Discover(d.Context(), d.db, d.scope, quiet); err != nil {
		d.Fatal(err)
	}
}

// say adds n records on a subject, said by customers of ten accounts over twelve weeks.
func (d desk) say(subject string, n int) []id.ID {
	d.Helper()
	var ids []id.ID
	d.write(func(tx *database.Tx) error {
		inputs := make([]feedback.Input, n)
		for i := range inputs {
			arr := int64(1000 * (i%10 + 1))
			rating := float64(1 + i%5)
			inputs[i] = feedback.Input{Source: "Desk", SourceKind: "support",
				ExternalID: fmt.Sprintf("%s-%d-%d", subject, i, tx.Now.UnixNano()+int64(n)),
				Text:       says[subject][i%len(says[subject])],
				SaidAt:     tx.Now.AddDate(0, 0, -7*(i%12)), Rating: &rating,
				Customer: feedback.CustomerInput{Email: fmt.Sprintf("%s%d@example.com", subject, i%20)},
				Account: feedback.AccountInput{Name: fmt.Sprintf("Account %d", i%10),
					ARRMinor: &arr}}
		}
		records, _, err := feedback.AddBatch(tx, inputs)
		for _, r := range records {
			ids = append(ids, r.ID)
		}
		return err
	})
	return ids
}

func (d desk) theme(theme id.ID) (found insight.Summary) {
	d.Helper()
	d.read(func(tx *database.Tx) (err error) {
		found, err = insight.LoadTheme(tx, theme)
		return err
	})
	return found
}

// of returns the theme that a record says most.
func (d desk) of(record id.ID) id.ID {
	d.Helper()
	var said []insight.Said
	d.read(func(tx *database.Tx) (err error) {
		said, err = insight.ThemesOf(tx, record)
		return err
	})
	if len(said) == 0 {
		return ""
	}
	return said[0].ThemeID
}

// mostly returns the theme of most of the records.
func (d desk) mostly(records []id.ID) id.ID {
	d.Helper()
	votes := map[id.ID]int{}
	var best id.ID
	for _, record := range records {
		theme := d.of(record)
		if votes[theme]++; theme != "" && votes[theme] > votes[best] {
			best = theme
		}
	}
	if best == "" || votes[best] < len(records)*2/3 {
		d.Fatalf("%d records have no common theme: %v", len(records), votes)
	}
	return best
}

// checkCounts compares what themes keep with a count from the beginning.
func (d desk) checkCounts() {
	d.Helper()
	d.write(func(tx *database.Tx) error {
		kept, err := insight.Themes(tx, true)
		if err != nil {
			return err
		}
		for _, k := range kept {
			if err := insight.Recount(tx, k.ID); err != nil {
				return err
			}
			again, err := insight.LoadTheme(tx, k.ID)
			if err != nil {
				return err
			}
			k.SentimentSum, again.SentimentSum = 0, 0 // a sum of floats depends on its order
			if k.Counts != again.Counts {
				d.Errorf("%s keeps %+v, counted %+v", k.Label, k.Counts, again.Counts)
			}
			if fmt.Sprint(k.Trend.Weeks) != fmt.Sprint(again.Trend.Weeks) {
				d.Errorf("%s keeps weeks %v, counted %v", k.Label, k.Trend.Weeks,
					again.Trend.Weeks)
			}
		}
		return nil
	})
}

func TestFeedbackIsAnalysedAndThemesAreFound(t *testing.T) {
	onBoth(t, func(d desk) {
		exports, logins := d.say("export", 30), d.say("login", 30)
		if report := d.analyse(); report.Analysed != 60 || !report.Discover || report.More {
			t.Fatalf("report %+v", report)
		}
		d.discover()
		export, login := d.mostly(exports), d.mostly(logins)
		if export == login {
			t.Fatal("two subjects became one theme")
		}
		got := d.theme(export)
		if got.Label == "" || got.Area == "" || len(got.Keywords) == 0 || len(got.Words) == 0 ||
			got.Customers < 15 || got.Accounts != 10 || got.ARRMinor != 55000 ||
			got.RatingImpact == nil || len(got.Trend.Weeks) != insight.TrendWeeks {
			t.Errorf("theme %+v", got)
		}
		d.checkCounts()
		later := d.say("export", 5)
		if report := d.analyse(); report.Analysed != 5 {
			t.Errorf("report %+v", report)
		}
		if d.mostly(later) != export {
			t.Error("new feedback did not join its theme")
		}
		d.checkCounts()
		d.read(func(tx *database.Tx) error {
			l, err := feedback.Load(tx, logins[0])
			if l.Kind == "" || l.Sentiment == "" || l.Language != "en" {
				t.Errorf("analysed as %q %q %q", l.Kind, l.Sentiment, l.Language)
			}
			return err
		})
	})
}

func TestEditsHoldThroughLaterRuns(t *testing.T) {
	onBoth(t, func(d desk) {
		all := map[string][]id.ID{}
		for _, subject := range []string{"export", "login", "dark", "price"} {
			all[subject] = d.say(subject, 40)
		}
		d.analyse()
		d.discover()
		export, login := d.mostly(all["export"]), d.mostly(all["login"])
		dark, price := d.mostly(all["dark"]), d.mostly(all["price"])
		name, area := "Reports on paper", "Output"
		stray := all["dark"][3]
		d.write(func(tx *database.Tx) error {
			t, err := insight.Change(tx, export, d.theme(export).Version,
				insight.Patch{Label: &name, Area: &area})
			if err != nil || t.Label != name {
				return err
			}
			if _, err := insight.Merge(tx, login, price); err != nil {
				return err
			}
			return insight.Correct(tx, stray, []id.ID{export})
		})
		split := d.split(dark, all["dark"][10:20], "Bright screens")
		for round := range 2 {
			d.say("price", 15)
			d.say("login", 15)
			d.analyse()
			d.discover()
			if got := d.theme(export); got.Label != name || got.Area != area {
				t.Errorf("round %d: the name is %q in %q", round, got.Label, got.Area)
			}
			if got := d.mostly(all["login"]); got != price {
				t.Errorf("round %d: the merged feedback went to %s", round, d.theme(got).Label)
			}
			if got := d.of(stray); got != export {
				t.Errorf("round %d: the corrected record says %q", round, got)
			}
			if got := d.mostly(all["dark"][10:20]); got != split {
				t.Errorf("round %d: what was split off is in %q", round, got)
			}
			if got := d.mostly(d.fresh("login")); got != price {
				t.Errorf("round %d: new feedback like the merged theme went to %q", round, got)
			}
			d.checkCounts()
		}
	})
}

// fresh adds feedback on a subject and analyses it.
func (d desk) fresh(subject string) []id.ID {
	d.Helper()
	records := d.say(subject, 6)
	d.analyse()
	return records
}

func (d desk) split(theme id.ID, records []id.ID, label string) id.ID {
	d.Helper()
	var leave []id.ID
	for _, record := range records {
		if d.of(record) == theme {
			leave = append(leave, record)
		}
	}
	var made insight.Theme
	d.write(func(tx *database.Tx) (err error) {
		made, err = insight.Split(tx, theme, leave, label)
		return err
	})
	return made.ID
}

func TestAThemeMadeByHandLearnsFromExamples(t *testing.T) {
	onBoth(t, func(d desk) {
		d.say("export", 40)
		d.say("login", 40)
		d.analyse()
		d.discover()
		dark := d.say("dark", 8)
		d.analyse()
		var made insight.Theme
		d.write(func(tx *database.Tx) (err error) {
			if made, err = insight.Create(tx, "Dark mode", "Look"); err != nil {
				return err
			}
			for _, record := range dark[:4] {
				if err := insight.Correct(tx, record, []id.ID{made.ID}); err != nil {
					return err
				}
			}
			return nil
		})
		if got := d.mostly(d.fresh("dark")); got != made.ID {
			t.Errorf("feedback like the examples went to %q", got)
		}
		d.discover()
		if got := d.of(dark[0]); got != made.ID {
			t.Errorf("the example is in %q after a discovery", got)
		}
		d.checkCounts()
	})
}

func TestWhatIsGoneNoLongerCounts(t *testing.T) {
	onBoth(t, func(d desk) {
		exports := d.say("export", 30)
		d.say("login", 30)
		d.analyse()
		d.discover()
		theme := d.mostly(exports)
		before := d.theme(theme)
		d.write(func(tx *database.Tx) error {
			l, err := feedback.Load(tx, exports[0])
			if err != nil {
				return err
			}
			return feedback.Remove(tx, l.ID, l.Version)
		})
		d.analyse()
		d.checkCounts()
		d.write(func(tx *database.Tx) error { return insight.Forget(tx, exports[15:]) })
		if after := d.theme(theme); after.Size >= before.Size {
			t.Errorf("still %d of %d", after.Size, before.Size)
		}
	})
}

// TestASweepGoesOnAfterACrash breaks a discovery off in the middle of sorting.
func TestASweepGoesOnAfterACrash(t *testing.T) {
	path := filepath.Join(t.TempDir(), "throughline.db")
	d := desk{t, databasetest.Open(t, path), scope.ForSystem("workspace_a", "test")}
	records := d.say("export", 700)
	records = append(records, d.say("login", 700)...)
	d.analyse()
	ctx, cancel := context.WithCancel(t.Context())
	err := insight.Discover(ctx, d.db, d.scope, func(done, total int64) {
		if done > total/2 {
			cancel()
		}
	})
	if err == nil {
		t.Fatal("the discovery was not broken off")
	}
	d.db.Close()
	d.db = databasetest.Open(t, path)
	d.discover()
	sorted := 0
	for _, record := range records[1100:1150] {
		if d.of(record) != "" {
			sorted++
		}
	}
	if sorted < 40 {
		t.Errorf("only %d of 50 late records are sorted", sorted)
	}
	d.checkCounts()
}
