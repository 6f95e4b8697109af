package flow_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/throughlinehq/throughline/engine/rank"
	"github.com/throughlinehq/throughline/internal/backlog"
	"github.com/throughlinehq/throughline/internal/bin"
	"github.com/throughlinehq/throughline/internal/feedback"
	"github.com/throughlinehq/throughline/internal/flag"
	"github.com/throughlinehq/throughline/internal/flow"
	"github.com/throughlinehq/throughline/internal/insight"
	"github.com/throughlinehq/throughline/internal/kit/fault"
	"github.com/throughlinehq/throughline/internal/kit/id"
	"github.com/throughlinehq/throughline/internal/kit/page"
	"github.com/throughlinehq/throughline/internal/kit/scope"
	"github.com/throughlinehq/throughline/internal/people"
	"github.com/throughlinehq/throughline/internal/platform/database"
	"github.com/throughlinehq/throughline/internal/platform/database/databasetest"
	"github.com/throughlinehq/throughline/internal/priority"
	"github.com/throughlinehq/throughline/internal/release"
	"github.com/throughlinehq/throughline/internal/roadmap"
)

// binDesk is a workspace with a record of every kind that can be removed, all joined to others.
type binDesk struct {
	*testing.T
	db *database.DB
	s  scope.Scope

	said                       feedback.Feedback
	opportunity                insight.Opportunity
	parent, item, needed, done backlog.Item
	criterion                  backlog.Criterion
	team                       roadmap.Team
	plan                       roadmap.Plan
	release                    release.Release
	environment                flag.Environment
	flag                       flag.Flag
	segment                    flag.Segment
}

// removals puts every record of the desk in the bin, the ones that hold others first.
var removals = []struct {
	kind   string
	remove func(*binDesk, *database.Tx) (id.ID, error)
}{
	{"plan", func(d *binDesk, tx *database.Tx) (id.ID, error) {
		p, err := database.Get[roadmap.Plan](tx, "plan", d.plan.ID)
		return p.ID, first(err, func() error { return roadmap.Remove(tx, p.ID, p.Version) })
	}},
	{"criterion", func(d *binDesk, tx *database.Tx) (id.ID, error) {
		k, err := database.Get[backlog.Criterion](tx, "criterion", d.criterion.ID)
		return k.ID, first(err, func() error { return backlog.RemoveCriterion(tx, k.ID, k.Version) })
	}},
	{"item", func(d *binDesk, tx *database.Tx) (id.ID, error) {
		i, err := database.Get[backlog.Item](tx, "item", d.item.ID)
		return i.ID, first(err, func() error { return backlog.Remove(tx, i.ID, i.Version) })
	}},
	{"opportunity", func(d *binDesk, tx *database.Tx) (id.ID, error) {
		o, err := insight.LoadOpportunity(tx, d.opportunity.ID)
		return o.ID, first(err, func() error { return insight.RemoveOpportunity(tx, o.ID, o.Version) })
	}},
	{"feedback", func(d *binDesk, tx *database.Tx) (id.ID, error) {
		f, err := feedback.Load(tx, d.said.ID)
		return f.ID, first(err, func() error { return feedback.Remove(tx, f.ID, f.Version) })
	}},
	{"team", func(d *binDesk, tx *database.Tx) (id.ID, error) {
		nobody := id.ID("")
		if err := backlog.ChangeAll(tx, []id.ID{d.needed.ID}, backlog.Patch{TeamID: &nobody}); err != nil {
			return "", err
		}
		t, err := roadmap.LoadTeam(tx, d.team.ID)
		return t.ID, first(err, func() error { return roadmap.RemoveTeam(tx, t.ID, t.Version) })
	}},
	{"release", func(d *binDesk, tx *database.Tx) (id.ID, error) {
		r, err := release.Get(tx, d.release.ID)
		return r.ID, first(err, func() error { return release.Remove(tx, r.ID, r.Version) })
	}},
	{"environment", func(d *binDesk, tx *database.Tx) (id.ID, error) {
		e, err := database.Get[flag.Environment](tx, "environment", d.environment.ID)
		return e.ID, first(err, func() error { return flag.RemoveEnvironment(tx, e.ID, e.Version) })
	}},
	{"flag", func(d *binDesk, tx *database.Tx) (id.ID, error) {
		f, err := flag.Get(tx, d.flag.ID)
		return f.ID, first(err, func() error { return flag.Archive(tx, f.ID, f.Version) })
	}},
	{"segment", func(d *binDesk, tx *database.Tx) (id.ID, error) {
		s, err := flag.GetSegment(tx, d.segment.ID)
		return s.ID, first(err, func() error { return flag.RemoveSegment(tx, s.ID, s.Version) })
	}},
}

func first(err error, then func() error) error {
	if err != nil {
		return err
	}
	return then()
}

func (d *binDesk) write(after time.Duration, do func(tx *database.Tx) error) {
	d.Helper()
	err := d.db.Write(d.Context(), d.s, func(tx *database.Tx) error {
		tx.Now = tx.Now.Add(after)
		return do(tx)
	})
	if err != nil {
		d.Fatal(err)
	}
}

// eachBinDesk runs a test on both databases.
func eachBinDesk(t *testing.T, test func(d *binDesk)) {
	databasetest.Each(t, func(t *testing.T, db *database.DB) {
		_, owner, err := people.SetUp(t.Context(), db, people.SetUpInput{WorkspaceName: "Acme", Name: "Ada",
			Email: "ada@example.org", Password: "correct horse battery"})
		if err != nil {
			t.Fatal(err)
		}
		d := &binDesk{T: t, db: db, s: scope.ForSystem(owner.WorkspaceID, "test")}
		d.write(0, d.fill)
		d.write(0, d.join)
		test(d)
	})
}

// fill adds the records.
func (d *binDesk) fill(tx *database.Tx) (err error) {
	note := func(failed error) {
		if err == nil {
			err = failed
		}
	}
	stored, _, failed := feedback.AddBatch(tx, []feedback.Input{{Source: "Desk", SourceKind: "support",
		Text: "Where is my export?", Customer: feedback.CustomerInput{Name: "Kai", ExternalID: "kai"}}})
	note(failed)
	d.said = stored[0]
	d.opportunity, failed = insight.CreateOpportunity(tx, "Exports get lost", "")
	note(failed)
	d.team, failed = roadmap.AddTeam(tx, "Platform", 2, nil)
	note(failed)
	for _, each := range []struct {
		item  *backlog.Item
		input backlog.Input
	}{
		{&d.parent, backlog.Input{Title: "Exports", Type: backlog.Feature}},
		{&d.item, backlog.Input{Title: "Mail the export", Type: backlog.Story}},
		{&d.needed, backlog.Input{Title: "Mail at all", Type: backlog.Story}},
		{&d.done, backlog.Input{Title: "Sign in", Type: backlog.Story}},
	} {
		*each.item, failed = backlog.Create(tx, each.input)
		note(failed)
	}
	d.release, failed = release.Create(tx, "Spring", "")
	note(failed)
	d.environment, failed = flag.AddEnvironment(tx, "live", "Live")
	note(failed)
	d.segment, failed = flag.CreateSegment(tx, flag.SegmentInput{Key: "vip", Definition: `{"include": ["kai"]}`})
	note(failed)
	d.flag, failed = flag.Create(tx, flag.Input{Key: "mail", Definition: `{"variants": {"a": 1}, "targeting": {"if": [
		{"$ref": "vip"}, "a"]}}`})
	note(failed)
	return err
}

// join lets them need one another.
func (d *binDesk) join(tx *database.Tx) error {
	ready := backlog.Ready
	patch := backlog.Patch{ParentID: &d.parent.ID, TeamID: &d.team.ID, Status: &ready,
		Estimate: &backlog.Estimate{P10: 1, P50: 1, P90: 1}}
	steps := []func() error{
		func() error {
			_, err := insight.AddQuote(tx, insight.QuoteInput{FeedbackID: d.said.ID,
				OpportunityID: d.opportunity.ID, Start: 0, End: 5, Importance: 2})
			return err
		},
		func() error { return backlog.Answer(tx, d.item.ID, []id.ID{d.opportunity.ID}) },
		func() error { return backlog.Need(tx, d.item.ID, d.needed.ID, backlog.FinishToStart) },
		func() error { return backlog.ChangeAll(tx, []id.ID{d.item.ID, d.needed.ID}, patch) },
		func() (err error) {
			d.criterion, err = backlog.AddCriterion(tx, d.item.ID, "It comes within a minute")
			return err
		},
		func() (err error) {
			reach := rank.Point(5)
			_, err = priority.Set(tx, d.item.ID, "rice", map[string]*rank.Estimate{"reach": &reach})
			return err
		},
		func() error { return d.propose(tx) },
		func() error { return d.ship(tx) },
	}
	for _, step := range steps {
		if err := step(); err != nil {
			return err
		}
	}
	return nil
}

func (d *binDesk) propose(tx *database.Tx) error {
	draft, err := roadmap.Gather(tx, roadmap.Request{Name: "Next", Start: "2027-01-04"})
	if err != nil {
		return err
	}
	solved, err := draft.Solve()
	if err != nil {
		return err
	}
	d.plan, err = roadmap.Save(tx, solved)
	return err
}

func (d *binDesk) ship(tx *database.Tx) error {
	for _, status := range []backlog.Status{backlog.Ready, backlog.InProgress, backlog.InReview} {
		if err := backlog.ChangeAll(tx, []id.ID{d.done.ID}, backlog.Patch{Status: &status}); err != nil {
			return err
		}
	}
	if _, err := backlog.Accept(tx, d.done.ID, backlog.VerdictAccepted, ""); err != nil {
		return err
	}
	var err error
	d.release, err = release.SetItems(tx, d.release.ID, d.release.Version, []id.ID{d.done.ID})
	return err
}

// removeAll puts everything in the bin, each record a minute after the one before.
func (d *binDesk) removeAll(tx *database.Tx) (removed []id.ID) {
	for _, r := range removals {
		tx.Now = tx.Now.Add(time.Minute)
		record, err := r.remove(d, tx)
		if err != nil {
			d.Fatalf("removing the %s: %v", r.kind, err)
		}
		removed = append(removed, record)
	}
	return removed
}

func (d *binDesk) inBin(tx *database.Tx) (records []id.ID) {
	found, err := flow.Bin(tx, "", page.Request{})
	if err != nil {
		d.Fatal(err)
	}
	for _, r := range found.Records {
		if r.Title == "" || r.RemovedByName != "test" || (r.DueAt == nil) != (r.Kind == "flag") {
			d.Errorf("in the bin is %+v", r)
		}
		records = append(records, r.RecordID)
	}
	return records
}

// described writes down what people see of the records.
func (d *binDesk) described(tx *database.Tx) string {
	d.Helper()
	var lines []string
	say := func(err error, what string, values ...any) {
		if err != nil {
			d.Fatalf("%s: %v", what, err)
		}
		lines = append(lines, what+": "+strings.Trim(fmt.Sprintf("%+v", values), "[]"))
	}
	i, err := backlog.Load(tx, d.item.ID)
	say(err, "item", i.Title, i.ParentID, i.TeamID, i.OpportunityIDs, i.Needs, i.CustomerCount,
		i.CriteriaTotal, i.Position)
	scores, err := priority.ScoresOf(tx, d.item.ID)
	say(err, "scores", len(scores))
	criteria, err := backlog.Criteria(tx, d.item.ID)
	say(err, "criteria", len(criteria), criteria[0].Text)
	o, err := insight.LoadOpportunity(tx, d.opportunity.ID)
	say(err, "opportunity", o.Title, o.QuoteCount, o.CustomerCount)
	quotes, err := insight.QuotesOf(tx, o.ID)
	say(err, "quote", quotes[0].Text, quotes[0].Importance, quotes[0].FeedbackNumber)
	f, err := feedback.Load(tx, d.said.ID)
	say(err, "feedback", f.Text, f.CustomerName, f.QuoteCount, f.Status)
	sources, err := database.List[int64](tx,
		"SELECT feedback_count FROM source WHERE workspace_id = $1", tx.Workspace)
	say(err, "sources", sources)
	p, err := roadmap.LoadPlan(tx, d.plan.ID)
	say(err, "plan", p.Name, p.Unscheduled, len(p.Items), p.Items[1].ItemID, p.Items[1].CauseItemID)
	teams, err := roadmap.Teams(tx)
	say(err, "teams", len(teams), teams[0].Name, teams[0].Capacity)
	held, err := release.Items(tx, d.release.ID)
	say(err, "release", held)
	places, err := flag.Environments(tx)
	say(err, "environments", len(places), places[0].Key)
	mail, err := flag.Get(tx, d.flag.ID)
	say(err, "flag", mail.Key, mail.Definition)
	vip, err := flag.GetSegment(tx, d.segment.ID)
	say(err, "segment", vip.Key, vip.Definition)
	return strings.Join(lines, "\n")
}

// TestWhatWasRemovedComesBackAsItWas removes everything and brings it back, the last first.
func TestWhatWasRemovedComesBackAsItWas(t *testing.T) {
	eachBinDesk(t, func(d *binDesk) {
		var before, after string
		d.write(0, func(tx *database.Tx) error { before = d.described(tx); return nil })
		var removed []id.ID
		d.write(0, func(tx *database.Tx) error { removed = d.removeAll(tx); return nil })
		slices.Reverse(removed)
		d.write(0, func(tx *database.Tx) error {
			if got := d.inBin(tx); !slices.Equal(got, removed) {
				d.Errorf("in the bin are %v, want %v", got, removed)
			}
			if err := flow.Restore(tx, "criterion", d.criterion.ID); !fault.Is(err, fault.Conflict) {
				d.Errorf("restoring a criterion before its item: %v", err)
			}
			for _, record := range removed {
				if err := flow.Restore(tx, record.Kind(), record); err != nil {
					d.Fatalf("restoring %s: %v", record, err)
				}
			}
			if err := flow.Restore(tx, "item", d.item.ID); !fault.Is(err, fault.NotFound) {
				d.Errorf("restoring what is not in the bin: %v", err)
			}
			if left := d.inBin(tx); len(left) > 0 {
				d.Errorf("still in the bin: %v", left)
			}
			after = d.described(tx)
			return nil
		})
		if before != after {
			d.Errorf("it was\n%s\nand came back as\n%s", before, after)
		}
	})
}

// TestTheBinIsEmptied comes back when what was removed has been there for a month.
func TestTheBinIsEmptied(t *testing.T) {
	eachBinDesk(t, func(d *binDesk) {
		var removed []id.ID
		d.write(0, func(tx *database.Tx) error { removed = d.removeAll(tx); return nil })
		d.empties(bin.Keep-time.Hour, 0)
		var due []bin.Entry
		d.write(bin.Keep+time.Hour, func(tx *database.Tx) (err error) {
			due, err = flow.DueInBin(tx, tx.Now, 100)
			return err
		})
		if len(due) != len(removed)-1 { // all but the flag
			d.Errorf("%d are due, want %d", len(due), len(removed)-1)
		}
		d.empties(bin.Keep+time.Hour, len(due)) // as said before
		d.empties(bin.Keep+time.Hour, 0)
		for _, e := range due {
			for _, table := range databasetest.TablesWith(t, d.db, string(e.RecordID)) {
				if table != "audit_entry" && table != "job" {
					d.Errorf("the %s still stands in %s", e.Kind, table)
				}
			}
		}
		d.write(0, func(tx *database.Tx) error {
			if left := d.inBin(tx); !slices.Equal(left, []id.ID{d.flag.ID}) {
				d.Errorf("in the bin are %v, want the archived flag", left)
			}
			_, err := backlog.Load(tx, d.done.ID)
			return err
		})
	})
}

func (d *binDesk) empties(after time.Duration, want int) {
	d.Helper()
	d.write(after, func(tx *database.Tx) error {
		n, err := flow.EmptyBin(tx)
		if int(n) != want {
			d.Errorf("after %s %d were deleted, want %d", after, n, want)
		}
		return err
	})
}
