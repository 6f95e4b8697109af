package backlog

import (
	"cmp"
	"fmt"
	"math"
	"slices"
	"strings"
	"time"

	"github.com/throughlinehq/throughline/internal/kit/fault"
	"github.com/throughlinehq/throughline/internal/kit/id"
	"github.com/throughlinehq/throughline/internal/platform/database"
)

// Type is the level of an item.
type Type string

// The types. An initiative holds features, a feature holds stories, bugs and tasks.
const (
	Initiative Type = "initiative"
	Feature    Type = "feature"
	Story      Type = "story"
	Bug        Type = "bug"
	Task       Type = "task"
)

// Types lists the types from the highest level to the lowest.
var Types = []string{string(Initiative), string(Feature), string(Story), string(Bug), string(Task)}

// level counts from the top; a parent stands on a higher level than its children, so no item
// can be above itself and the tree is never deeper than three.
var level = map[Type]int{Initiative: 0, Feature: 1, Story: 2, Bug: 2, Task: 2}

// Status says how far an item has come.
type Status string

// The statuses in the order of an item's life.
const (
	New        Status = "new"
	Ready      Status = "ready" // can be started: clear and small enough
	InProgress Status = "in_progress"
	InReview   Status = "in_review"
	Accepted   Status = "accepted" // by a verdict, not by hand
	Released   Status = "released" // by a release, not by hand
	Dropped    Status = "dropped"
)

// Statuses lists the statuses in the order of an item's life.
var Statuses = []string{string(New), string(Ready), string(InProgress), string(InReview),
	string(Accepted), string(Released), string(Dropped)}

// next says which statuses a person may set after which.
var next = map[Status][]Status{
	New:        {Ready, InProgress, Dropped},
	Ready:      {New, InProgress, Dropped},
	InProgress: {Ready, InReview, Dropped},
	InReview:   {InProgress, Dropped},
	Dropped:    {New},
}

// NextStatuses lists what a person may set after a status. The others come by a verdict or by a
// release.
func NextStatuses(from Status) []string {
	names := make([]string, len(next[from]))
	for k, s := range next[from] {
		names[k] = string(s)
	}
	return names
}

// words is the status as people read it.
func (s Status) words() string { return strings.ReplaceAll(string(s), "_", " ") }

// Estimate is the effort in person-weeks: at most P10 in one case of ten, P50 in five, P90 in
// nine. The zero value says that nobody has estimated yet.
type Estimate struct{ P10, P50, P90 float64 }

// MaxEffort bounds estimates, in person-weeks.
const MaxEffort = 5000

// Known reports whether there is an estimate.
func (e Estimate) Known() bool { return e.P50 > 0 }

func (e Estimate) check(c *fault.Check, pointer string) {
	if e == (Estimate{}) {
		return
	}
	for _, v := range []float64{e.P10, e.P50, e.P90} {
		if !(v > 0 && v <= MaxEffort) || math.IsNaN(v) {
			c.Fail(pointer, "must lie above 0 and at most at %d person-weeks, got %g", MaxEffort, v)
			return
		}
	}
	c.That(e.P10 <= e.P50 && e.P50 <= e.P90, pointer,
		"must rise: p10 %g, p50 %g, p90 %g are out of order", e.P10, e.P50, e.P90)
}

// Item is a unit of work at any level.
type Item struct {
	database.Meta
	database.Binned
	ProductID   id.ID
	Number      int64 // within the product: HAR-12
	Type        Type
	ParentID    id.ID
	Title       string
	Description string
	Status      Status
	TeamID      id.ID
	AssigneeID  id.ID
	Estimate
	Due           string // YYYY-MM-DD, "" without one
	Position      string // sorts the backlog
	VoteCount     int64
	CustomerCount int64 // who asked, by the quotes of its opportunities
	AccountCount  int64
	ARRMinor      int64 // of these accounts, in the currency most of it is in
	Currency      string
	CriteriaTotal int64
	CriteriaMet   int64
}

// Input is a new item. Without a product it goes to the workspace's first.
type Input struct {
	ProductID   id.ID
	Type        Type
	ParentID    id.ID
	Title       string
	Description string
	TeamID      id.ID
	AssigneeID  id.ID
	Estimate    Estimate
	Due         string
}

// Patch changes an item; nil leaves a field as it is, and an empty value clears it.
type Patch struct {
	Type        *Type
	ParentID    *id.ID
	Title       *string
	Description *string
	Status      *Status
	TeamID      *id.ID
	AssigneeID  *id.ID
	Estimate    *Estimate
	Due         *string
}

// apply changes the item and names the fields that differ now.
func (p Patch) apply(i *Item) []string {
	var changed []string
	note := func(name string, differs bool) {
		if differs {
			changed = append(changed, name)
		}
	}
	was := *i
	set(&i.Type, p.Type)
	set(&i.ParentID, p.ParentID)
	set(&i.Title, p.Title)
	set(&i.Description, p.Description)
	set(&i.Status, p.Status)
	set(&i.TeamID, p.TeamID)
	set(&i.AssigneeID, p.AssigneeID)
	set(&i.Estimate, p.Estimate)
	set(&i.Due, p.Due)
	i.Title = strings.TrimSpace(i.Title)
	note("type", was.Type != i.Type)
	note("parent_id", was.ParentID != i.ParentID)
	note("title", was.Title != i.Title)
	note("description", was.Description != i.Description)
	note("status", was.Status != i.Status)
	note("team_id", was.TeamID != i.TeamID)
	note("assignee_id", was.AssigneeID != i.AssigneeID)
	note("estimate", was.Estimate != i.Estimate)
	note("due", was.Due != i.Due)
	return changed
}

func (i *Item) check() error {
	var c fault.Check
	c.OneOf("/type", string(i.Type), Types...)
	c.OneOf("/status", string(i.Status), Statuses...)
	c.Line("/title", i.Title, 1, 200)
	c.Text("/description", i.Description, 0, 20_000)
	c.That(i.TeamID == "" || i.TeamID.Valid("team"), "/team_id", "is not the id of a team")
	i.Estimate.check(&c, "/estimate")
	if _, err := time.Parse(time.DateOnly, i.Due); i.Due != "" && err != nil {
		c.Fail("/due", "must be a day such as 2027-03-31")
	}
	return c.Err()
}

// fits reports whether an item of one type may be the parent of one of the other.
func fits(parent, child Type) bool { return level[parent] < level[child] }

// parentsOf names the types that may be the parent of a type.
func parentsOf(child Type) string {
	var names []string
	for _, t := range Types {
		if fits(Type(t), child) {
			names = append(names, t)
		}
	}
	return strings.Join(names, " or ")
}

// refuseStep says why a person may not set a status after another, or nothing.
func refuseStep(key string, from, to Status) error {
	if from == to || slices.Contains(next[from], to) {
		return nil
	}
	var names []string
	for _, s := range next[from] {
		names = append(names, s.words())
	}
	can := cmp.Or(strings.Join(names, ", "), "nothing else by hand")
	how := ""
	switch {
	case to == Accepted:
		how = " An acceptance makes it accepted, once it is in review."
	case to == Released:
		how = " A release makes it released, once it is accepted."
	case from == Accepted:
		how = " A rejection sends it back to in progress."
	}
	return fault.New(fault.Conflict, "%s is %s and can become: %s. It cannot become %s.%s",
		key, from.words(), can, to.words(), how)
}

func keyOf(product string, number int64) string { return fmt.Sprintf("%s-%d", product, number) }
