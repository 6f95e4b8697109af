package flow

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/throughlinehq/throughline/internal/backlog"
	"github.com/throughlinehq/throughline/internal/feedback"
	"github.com/throughlinehq/throughline/internal/kit/fault"
	"github.com/throughlinehq/throughline/internal/kit/id"
	"github.com/throughlinehq/throughline/internal/lineage"
	"github.com/throughlinehq/throughline/internal/people"
	"github.com/throughlinehq/throughline/internal/platform/database"
	"github.com/throughlinehq/throughline/internal/priority"
	"github.com/throughlinehq/throughline/internal/release"
)

// Step is one station of the line with what is there.
type Step struct {
	Key     string
	Label   string
	At      time.Time // the earliest record's moment; zero where there is none
	Total   int64     // of all records, of which at most stepRecords are shown
	Records []Described
}

// stepRecords is how many records one step of a trace shows.
const stepRecords = 25

// steps are the stations of the line, from the customer's words to the answer.
var steps = []struct{ key, label string }{
	{"words", "Words"}, {"theme", "Theme"}, {"opportunity", "Opportunity"}, {"score", "Score"},
	{"plan", "Plan"}, {"acceptance", "Acceptance"}, {"release", "Release"}, {"told", "Told back"},
}

// Trace is the whole line through one record.
type Trace struct {
	Root      Described
	Why       string // why it exists, in a sentence
	Became    string // what became of it, in a sentence
	Steps     []Step
	Items     []Described // the work itself, between score and plan
	Links     []lineage.Link
	Sources   []SourceCount
	Customers int64
	Accounts  int64
	ARRMinor  int64
	Currency  string
	Told      Told
}

// Told says how far the customers on the line know what came of their words.
type Told struct{ Told, Open, NotReached int64 }

// Have counts the steps that exist.
func (t Trace) Have() int {
	have := 0
	for _, s := range t.Steps {
		if s.Total > 0 {
			have++
		}
	}
	return have
}

// Follow walks the line through a record both ways and describes what lies on it.
func Follow(tx *database.Tx, kind string, record id.ID) (Trace, error) {
	if err := people.Can(tx.Actor, people.ReadLine); err != nil {
		return Trace{}, err
	}
	if !slices.Contains(lineage.Steps, kind) {
		return Trace{}, fault.At("path/kind", "must be one of %v", lineage.Steps)
	}
	if !record.Valid(kind) {
		return Trace{}, fault.Missing(kind)
	}
	root, err := describe(tx, kind, []id.ID{record})
	if err != nil {
		return Trace{}, err
	}
	if len(root) == 0 {
		return Trace{}, fault.Missing(kind)
	}
	line, err := lineage.Walk(tx, record)
	if err != nil {
		return Trace{}, err
	}
	t := Trace{Root: root[0], Links: line.Links}
	if err := t.fill(tx, line); err != nil {
		return Trace{}, err
	}
	t.Why, t.Became = t.why(), t.became()
	return t, nil
}

// fill describes every step of the line.
func (t *Trace) fill(tx *database.Tx, line lineage.Line) error {
	if err := t.askers(tx, line.Records["feedback"]); err != nil {
		return err
	}
	messages, err := t.answers(tx, line)
	if err != nil {
		return err
	}
	line.Records["message"] = messages
	line.Totals["message"] = int64(len(messages))
	byKind := map[string]string{"words": "feedback", "theme": "theme", "opportunity": "opportunity",
		"plan": "plan", "release": "release", "told": "message"}
	if t.Items, err = describe(tx, "item", top(line.Records["item"])); err != nil {
		return err
	}
	for _, s := range steps {
		step := Step{Key: s.key, Label: s.label}
		switch kind := byKind[s.key]; {
		case kind != "":
			step.Records, err = describe(tx, kind, top(line.Records[kind]))
			step.Total = line.Totals[kind]
		case s.key == "score":
			step.Records, err = describeScores(tx, top(line.Records["item"]))
			step.Total = int64(len(step.Records))
		default:
			step.Records, err = describeVerdicts(tx, top(line.Records["item"]))
			step.Total = int64(len(step.Records))
		}
		if err != nil {
			return err
		}
		if len(step.Records) > 0 {
			step.At = slices.MinFunc(step.Records, func(a, b Described) int {
				return a.At.Compare(b.At)
			}).At
		}
		t.Steps = append(t.Steps, step)
	}
	return nil
}

func top(records []id.ID) []id.ID { return records[:min(len(records), stepRecords)] }

// askers counts through which sources the words came, and from whom.
func (t *Trace) askers(tx *database.Tx, records []id.ID) error {
	found, err := feedback.LoadAll(tx, records)
	if err != nil {
		return err
	}
	sources, customers, accounts := map[string]int64{}, map[id.ID]bool{}, map[id.ID]bool{}
	for _, record := range records {
		l, ok := found[record]
		if !ok {
			continue
		}
		sources[l.SourceName]++
		if l.CustomerID != "" {
			customers[l.CustomerID] = true
		}
		if l.AccountID != "" && !accounts[l.AccountID] {
			accounts[l.AccountID] = true
			t.Currency = cmp.Or(t.Currency, l.Currency)
			if l.Currency == t.Currency {
				t.ARRMinor += l.ARRMinor
			}
		}
	}
	for name, n := range sources {
		t.Sources = append(t.Sources, SourceCount{name, n})
	}
	slices.SortFunc(t.Sources, func(a, b SourceCount) int {
		return cmp.Or(cmp.Compare(b.Count, a.Count), cmp.Compare(a.Name, b.Name))
	})
	t.Customers, t.Accounts = int64(len(customers)), int64(len(accounts))
	return nil
}

// answers keeps the messages that answer words on this line; a release may answer others too.
func (t *Trace) answers(tx *database.Tx, line lineage.Line) ([]id.ID, error) {
	var kept []id.ID
	all := line.Totals["feedback"] > lineage.WalkLimit || line.Root.Kind() == "release"
	for _, record := range line.Records["message"] {
		m, err := release.LoadMessage(tx, record)
		if fault.Is(err, fault.NotFound) {
			continue
		} else if err != nil {
			return nil, err
		}
		onLine := func(f id.ID) bool { return slices.Contains(line.Records["feedback"], f) }
		if !all && record != line.Root && !slices.ContainsFunc(m.FeedbackIds, onLine) {
			continue
		}
		kept = append(kept, record)
		switch m.State {
		case release.Sent:
			t.Told.Told++
		case release.Drafted, release.Queued:
			t.Told.Open++
		default:
			t.Told.NotReached++
		}
	}
	return kept, nil
}

// describeScores shows under which frameworks each item was given values.
func describeScores(tx *database.Tx, items []id.ID) ([]Described, error) {
	var out []Described
	for _, item := range items {
		scores, err := priority.ScoresOf(tx, item)
		if fault.Is(err, fault.NotFound) {
			continue
		} else if err != nil {
			return nil, err
		}
		for _, s := range scores {
			out = append(out, Described{ID: item, Kind: "item", At: s.CreatedAt,
				Title: s.Framework.Name, Subtitle: valuesOf(s)})
		}
	}
	return out, nil
}

// valuesOf writes a score's values: "Reach 400, Impact 2".
func valuesOf(s priority.Given) string {
	var parts []string
	for _, field := range s.Framework.Fields {
		if in, ok := s.Inputs[field.Key]; ok {
			parts = append(parts, field.Label+" "+priority.Short(in.Estimate.Median()))
		}
	}
	return strings.Join(parts, ", ")
}

// describeVerdicts shows the product owner's latest verdict on each item.
func describeVerdicts(tx *database.Tx, items []id.ID) ([]Described, error) {
	var out []Described
	for _, item := range items {
		verdicts, err := backlog.Acceptances(tx, item)
		if fault.Is(err, fault.NotFound) {
			continue
		} else if err != nil {
			return nil, err
		}
		if len(verdicts) == 0 || verdicts[0].Verdict != backlog.VerdictAccepted {
			continue
		}
		v := verdicts[0]
		out = append(out, Described{ID: item, Kind: "item", At: v.CreatedAt,
			State:    string(v.Verdict),
			Title:    fmt.Sprintf("%d of %d met", met(v), len(v.Criteria)),
			Subtitle: cut(v.Reason, 200)})
	}
	return out, nil
}

func met(v backlog.Acceptance) (n int) {
	for _, c := range v.Criteria {
		if c.Status == backlog.Met {
			n++
		}
	}
	return n
}

func (t Trace) why() string {
	words := t.Steps[0].Total
	switch {
	case words == 0:
		return "No customer's words lead to this yet."
	case t.Customers == 0:
		return fmt.Sprintf("%s said it; nobody knows who.", plural(words, "record", "records"))
	}
	said := fmt.Sprintf("%s in %s asked", plural(t.Customers, "customer", "customers"),
		plural(t.Accounts, "account", "accounts"))
	if o := t.Steps[2].Records; len(o) > 0 {
		return said + ": " + o[0].Title
	}
	return said + "."
}

func (t Trace) became() string {
	released := t.Steps[6].Records
	switch {
	case len(released) > 0 && released[0].State == string(release.Released):
		return fmt.Sprintf("Shipped in %s on %s; %d told, %d still open, %d not reached.",
			released[0].Title, released[0].At.Format("2 January 2006"), t.Told.Told, t.Told.Open,
			t.Told.NotReached)
	case len(t.Items) == 1:
		return fmt.Sprintf("%s %s is %s.", t.Items[0].Key, t.Items[0].Title, t.Items[0].State)
	case len(t.Items) > 1:
		return fmt.Sprintf("%d items answer it; none is with customers yet.", len(t.Items))
	}
	return "Nothing has come of it yet."
}
