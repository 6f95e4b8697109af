package demo

import (
	"context"
	"fmt"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/throughlinehq/throughline/engine/rank"
	"github.com/throughlinehq/throughline/internal/backlog"
	"github.com/throughlinehq/throughline/internal/feedback"
	"github.com/throughlinehq/throughline/internal/flow"
	"github.com/throughlinehq/throughline/internal/insight"
	"github.com/throughlinehq/throughline/internal/kit/id"
	"github.com/throughlinehq/throughline/internal/kit/scope"
	"github.com/throughlinehq/throughline/internal/platform/database"
	"github.com/throughlinehq/throughline/internal/priority"
	"github.com/throughlinehq/throughline/internal/release"
	"github.com/throughlinehq/throughline/internal/roadmap"
)

// People are those who walk the line: one for each hat.
type People struct {
	Manager, Owner, Operations scope.Scope
}

// Walk makes of the feedback what a product team would have made of it by now: opportunities with
// quotes, items with scores, a plan, acceptances, and releases told back, each through the same
// functions as in real use. It writes everything or nothing but the last proposal of a plan.
func Walk(ctx context.Context, db *database.DB, p People) error {
	w := &walk{people: p, items: map[string]id.ID{}, teams: map[string]id.ID{}}
	as := func(by scope.Scope, run func(*database.Tx) error) func() error {
		return func() error { return db.Write(ctx, by, run) }
	}
	plan := func(name string, accept bool) func() error {
		return func() error { return w.plan(ctx, db, name, accept) }
	}
	for _, step := range []func() error{
		as(p.Manager, w.found), as(p.Manager, w.decide), as(p.Manager, w.score),
		as(p.Owner, w.makeReady), plan("Autumn", true), as(p.Owner, w.build),
		as(p.Owner, w.accept), as(p.Operations, w.ship), as(p.Operations, w.flags),
		plan("Spring", true),
		plan("Spring, with the reset mail first", false),
	} {
		if err := step(); err != nil {
			return fmt.Errorf("demo: %w", err)
		}
	}
	return nil
}

// walk remembers what was made, by its name in the story.
type walk struct {
	people People
	items  map[string]id.ID
	teams  map[string]id.ID
}

// found sets up the product and the teams.
func (w *walk) found(tx *database.Tx) error {
	if _, err := backlog.AddProduct(tx, "HAR", "Harbor"); err != nil {
		return err
	}
	for _, t := range teams {
		made, err := roadmap.AddTeam(tx, t.name, t.capacity, nil)
		if err != nil {
			return err
		}
		w.teams[t.name] = made.ID
	}
	return nil
}

// decide makes opportunities of what was said, and items that answer them.
func (w *walk) decide(tx *database.Tx) error {
	said, err := reviewsByID(tx)
	if err != nil {
		return err
	}
	for _, n := range needs {
		o, err := insight.CreateOpportunity(tx, n.title, n.problem)
		if err != nil {
			return err
		}
		for _, q := range n.quotes {
			if err := quote(tx, said, o.ID, q); err != nil {
				return err
			}
		}
		for _, item := range n.items {
			made, err := backlog.Promote(tx, o.ID, w.input(tx, item))
			if err != nil {
				return err
			}
			w.items[item.key] = made.ID
		}
		patch := insight.OpportunityPatch{Status: &n.status}
		_, err = insight.ChangeOpportunity(tx, o.ID, o.Version, patch)
		if err != nil {
			return err
		}
	}
	for _, item := range loose {
		made, err := backlog.Create(tx, w.input(tx, item))
		if err != nil {
			return err
		}
		w.items[item.key] = made.ID
	}
	return w.each(func(item work) error {
		for _, needed := range item.needs {
			err := backlog.Need(tx, w.items[item.key], w.items[needed], backlog.FinishToStart)
			if err != nil {
				return err
			}
		}
		return nil
	})
}

func (w *walk) input(tx *database.Tx, item work) backlog.Input {
	in := backlog.Input{Title: item.title, Type: backlog.Type(item.kind),
		TeamID: w.teams[item.team], ParentID: w.items[item.parent],
		Estimate: backlog.Estimate{P10: item.days[0], P50: item.days[1], P90: item.days[2]}}
	if item.due > 0 {
		in.Due = tx.Now.AddDate(0, 0, item.due).Format(time.DateOnly)
	}
	return in
}

// reviewsByID finds the records that hold the reviews.
func reviewsByID(tx *database.Tx) (map[string]feedback.Feedback, error) {
	found := map[string]feedback.Feedback{}
	list, err := database.List[feedback.Feedback](tx, "SELECT "+
		database.Columns[feedback.Feedback]("")+
		" FROM feedback WHERE workspace_id = $1 ORDER BY id LIMIT 10000", tx.Workspace)
	for _, f := range list {
		found[f.ExternalID] = f
	}
	return found, err
}

// quote links a span of a review. Spans count characters, not bytes.
func quote(tx *database.Tx, said map[string]feedback.Feedback, opportunity id.ID, q words) error {
	record, known := said[q.review]
	at := strings.Index(record.Text, q.span)
	if !known || at < 0 {
		return fmt.Errorf("review %s does not say %q", q.review, q.span)
	}
	start := int64(utf8.RuneCountInString(record.Text[:at]))
	_, err := flow.Quote(tx, insight.QuoteInput{FeedbackID: record.ID, OpportunityID: opportunity,
		Start: start, End: start + int64(utf8.RuneCountInString(q.span)),
		Importance: q.importance})
	return err
}

// each visits every item of the story.
func (w *walk) each(visit func(work) error) error {
	for _, n := range needs {
		for _, item := range n.items {
			if err := visit(item); err != nil {
				return err
			}
		}
	}
	for _, item := range loose {
		if err := visit(item); err != nil {
			return err
		}
	}
	return nil
}

// score gives items their values and votes.
func (w *walk) score(tx *database.Tx) error {
	return w.each(func(item work) error {
		if item.votes > 0 {
			if err := backlog.Vote(tx, w.items[item.key]); err != nil {
				return err
			}
		}
		if item.rice == nil {
			return nil
		}
		given := func(r [2]float64) *rank.Estimate {
			e := rank.Range(r[0], r[1])
			return &e
		}
		_, err := priority.Set(tx, w.items[item.key], "rice", map[string]*rank.Estimate{
			"reach": given(item.rice.reach), "impact": given(item.rice.impact),
			"confidence": given(item.rice.confidence), "effort": given([2]float64{item.days[0],
				item.days[2]})})
		return err
	})
}

// way is the statuses an item goes through by hand until it has the one of the story.
var way = map[string][]backlog.Status{
	"new": nil, "ready": {backlog.Ready}, "dropped": {backlog.Dropped},
	"in_progress": {backlog.Ready, backlog.InProgress},
	"in_review":   {backlog.Ready, backlog.InProgress, backlog.InReview},
	"accepted":    {backlog.Ready, backlog.InProgress, backlog.InReview},
	"released":    {backlog.Ready, backlog.InProgress, backlog.InReview},
}

// makeReady lets everything be planned that was worked on since.
func (w *walk) makeReady(tx *database.Tx) error {
	ready := backlog.Ready
	return w.each(func(item work) error {
		if len(way[item.status]) == 0 {
			return nil
		}
		return backlog.ChangeAll(tx, []id.ID{w.items[item.key]}, backlog.Patch{Status: &ready})
	})
}

// build writes down what must hold and moves items on.
func (w *walk) build(tx *database.Tx) error {
	return w.each(func(item work) error {
		for _, text := range item.criteria {
			if _, err := backlog.AddCriterion(tx, w.items[item.key], text); err != nil {
				return err
			}
		}
		for _, status := range way[item.status] {
			err := backlog.ChangeAll(tx, []id.ID{w.items[item.key]}, backlog.Patch{Status: &status})
			if err != nil {
				return err
			}
		}
		return nil
	})
}

// accept gives the verdict on what is done.
func (w *walk) accept(tx *database.Tx) error {
	met, evidence := backlog.Met, "Seen on staging, with the recording in the test run."
	return w.each(func(item work) error {
		if item.status != "accepted" && item.status != "released" {
			return nil
		}
		criteria, err := backlog.Criteria(tx, w.items[item.key])
		if err != nil {
			return err
		}
		for _, c := range criteria {
			_, err := backlog.ChangeCriterion(tx, c.ID, c.Version,
				backlog.CriterionPatch{Status: &met, Evidence: &evidence})
			if err != nil {
				return err
			}
		}
		_, err = flow.Accept(tx, w.items[item.key], backlog.VerdictAccepted, "")
		return err
	})
}

// ship publishes releases and tells those who asked; the job of telling sends the mail.
func (w *walk) ship(tx *database.Tx) error {
	for _, s := range shipments {
		r, err := release.Create(tx, s.name, s.notes)
		if err != nil {
			return err
		}
		var items []id.ID
		for _, key := range s.items {
			items = append(items, w.items[key])
		}
		if r, err = release.SetItems(tx, r.ID, r.Version, items); err != nil {
			return err
		}
		if s.state == draft {
			continue
		}
		if _, err := flow.Publish(tx, r.ID); err != nil {
			return err
		}
		if s.state == untold {
			continue
		}
		if _, err := flow.Tell(tx, r.ID, ""); err != nil {
			return err
		}
	}
	return nil
}

// plan solves a plan of what is open, and accepts it or leaves it as a proposal.
func (w *walk) plan(ctx context.Context, db *database.DB, name string, accept bool) error {
	request := roadmap.Request{Name: name, Seed: 1}
	var gathered *roadmap.Draft
	err := db.Read(ctx, w.people.Manager, func(tx *database.Tx) (err error) {
		if !accept {
			monday := tx.Now.AddDate(0, 0, -(int(tx.Now.Weekday())+6)%7)
			request.Locks = []roadmap.Lock{{ItemID: w.items["reset"],
				Start: monday.Format(time.DateOnly)}}
		}
		gathered, err = roadmap.Gather(tx, request)
		return err
	})
	if err != nil {
		return err
	}
	solved, err := gathered.Solve()
	if err != nil {
		return err
	}
	return db.Write(ctx, w.people.Manager, func(tx *database.Tx) error {
		p, err := roadmap.Save(tx, solved)
		if err != nil || !accept {
			return err
		}
		return roadmap.Accept(tx, p.ID)
	})
}
