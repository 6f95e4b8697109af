package flow

import (
	"slices"
	"time"

	"github.com/throughlinehq/throughline/internal/audit"
	"github.com/throughlinehq/throughline/internal/backlog"
	"github.com/throughlinehq/throughline/internal/bin"
	"github.com/throughlinehq/throughline/internal/feedback"
	"github.com/throughlinehq/throughline/internal/flag"
	"github.com/throughlinehq/throughline/internal/insight"
	"github.com/throughlinehq/throughline/internal/kit/fault"
	"github.com/throughlinehq/throughline/internal/kit/id"
	"github.com/throughlinehq/throughline/internal/kit/page"
	"github.com/throughlinehq/throughline/internal/people"
	"github.com/throughlinehq/throughline/internal/platform/database"
	"github.com/throughlinehq/throughline/internal/priority"
	"github.com/throughlinehq/throughline/internal/release"
	"github.com/throughlinehq/throughline/internal/roadmap"
)

// shelf holds the removed records of one kind.
type shelf struct {
	kind    string
	verb    people.Verb // who may bring them back, and see them
	restore func(*database.Tx, id.ID) error
	erase   func(*database.Tx, id.ID) error // nil: never, since history needs them
}

var shelves = []shelf{
	{"feedback", people.WriteFeedback, feedback.Restore, eraseFeedback},
	{"opportunity", people.WriteInsight, insight.RestoreOpportunity, insight.EraseOpportunity},
	{"item", people.WriteBacklog, restoreItem, eraseItem},
	{"criterion", people.WriteBacklog, restoreCriterion, backlog.EraseCriterion},
	{"plan", people.Plan, roadmap.Restore, roadmap.Erase},
	{"team", people.Plan, roadmap.RestoreTeam, roadmap.EraseTeam},
	{"release", people.Ship, release.Restore, release.Erase},
	{"environment", people.ManageFlags, restoreEnvironment, flag.EraseEnvironment},
	{"flag", people.WriteFlags, restoreFlag, nil},
	{"segment", people.WriteFlags, restoreSegment, flag.EraseSegment},
}

func shelfOf(kind string) (shelf, bool) {
	at := slices.IndexFunc(shelves, func(s shelf) bool { return s.kind == kind })
	if at < 0 {
		return shelf{}, false
	}
	return shelves[at], true
}

// Restorable says of each kind of record that can be brought back what one must be allowed to do
// for that.
func Restorable() map[string]people.Verb {
	verbs := map[string]people.Verb{}
	for _, s := range shelves {
		verbs[s.kind] = s.verb
	}
	return verbs
}

// Removed is a record in the bin. DueAt is when it is deleted for good, nil for never.
type Removed struct {
	bin.Entry
	DueAt *time.Time
}

// Bin lists what the actor may bring back, what was removed last first; a kind chooses some.
func Bin(tx *database.Tx, kind string, request page.Request) (page.Page[Removed], error) {
	var kinds []string
	for _, s := range shelves {
		if (kind == "" || kind == s.kind) && people.Can(tx.Actor, s.verb) == nil {
			kinds = append(kinds, s.kind)
		}
	}
	if len(kinds) == 0 {
		return page.Page[Removed]{}, nil
	}
	found, err := bin.List(tx, kinds, request)
	out := page.Page[Removed]{Next: found.Next}
	for _, e := range found.Records {
		out.Records = append(out.Records, removed(e))
	}
	return out, err
}

func removed(e bin.Entry) Removed {
	r := Removed{Entry: e}
	if s, known := shelfOf(e.Kind); known && s.erase != nil {
		due := e.RemovedAt.Add(bin.Keep)
		r.DueAt = &due
	}
	return r
}

// Restore brings a record of the kind back as it was, as far as what it was joined with is still
// there. A NotFound fault says that it is not in the bin.
func Restore(tx *database.Tx, kind string, record id.ID) error {
	s, known := shelfOf(kind)
	if !known || record.Kind() != kind {
		return fault.New(fault.NotFound, "There is no such record in the bin.")
	}
	if err := people.Can(tx.Actor, s.verb); err != nil {
		return err
	}
	return s.restore(tx, record)
}

// DueInBin returns up to most records that [EmptyBin] deletes if it runs at a moment, those that
// were removed first before the others.
func DueInBin(tx *database.Tx, at time.Time, most int) ([]bin.Entry, error) {
	return bin.Due(tx, passing(), at.Add(-bin.Keep), most)
}

// CountDue counts by kind what [EmptyBin] deletes if it runs at a moment until nothing is left.
func CountDue(tx *database.Tx, at time.Time) ([]bin.Count, error) {
	return bin.CountDue(tx, passing(), at.Add(-bin.Keep))
}

// passing are the kinds of records that leave the bin for good some day.
func passing() (kinds []string) {
	for _, s := range shelves {
		if s.erase != nil {
			kinds = append(kinds, s.kind)
		}
	}
	return kinds
}

// emptied is how many records one transaction takes out of the bin for good.
const emptied = 200

// EmptyBin deletes for good some of what has been in the bin for [bin.Keep], and returns how many
// records these were.
func EmptyBin(tx *database.Tx) (int64, error) {
	due, err := DueInBin(tx, tx.Now, emptied)
	if err != nil {
		return 0, err
	}
	for _, e := range due {
		s, _ := shelfOf(e.Kind)
		if err := s.erase(tx, e.RecordID); err != nil {
			return 0, err
		}
		if err := audit.Log(tx, "erased", e.RecordID, nil); err != nil {
			return 0, err
		}
	}
	return int64(len(due)), nil
}

func eraseFeedback(tx *database.Tx, record id.ID) error {
	return feedback.EraseRemoved(tx, record, insight.Forget)
}

// restoreItem gives the item back to its team, if that is still there.
func restoreItem(tx *database.Tx, item id.ID) error {
	if err := backlog.Restore(tx, item); err != nil {
		return err
	}
	i, err := backlog.Load(tx, item)
	if err != nil || i.TeamID == "" {
		return err
	}
	_, err = roadmap.LoadTeam(tx, i.TeamID)
	if !fault.Is(err, fault.NotFound) {
		return err
	}
	nobody := id.ID("")
	_, err = backlog.Change(tx, item, i.Version, backlog.Patch{TeamID: &nobody})
	return err
}

func eraseItem(tx *database.Tx, item id.ID) error {
	if err := priority.ForgetItem(tx, item); err != nil {
		return err
	}
	if err := roadmap.ForgetItem(tx, item); err != nil {
		return err
	}
	return backlog.Erase(tx, item)
}

func restoreCriterion(tx *database.Tx, criterion id.ID) error {
	_, err := backlog.RestoreCriterion(tx, criterion)
	return err
}

func restoreEnvironment(tx *database.Tx, environment id.ID) error {
	_, err := flag.RestoreEnvironment(tx, environment)
	return err
}

func restoreFlag(tx *database.Tx, record id.ID) error {
	_, err := flag.Restore(tx, record)
	return err
}

func restoreSegment(tx *database.Tx, record id.ID) error {
	_, err := flag.RestoreSegment(tx, record)
	return err
}

// forgetRevoked deletes tokens, keys and invitations that were revoked as long ago.
func forgetRevoked(tx *database.Tx) (int64, error) {
	before := tx.Now.Add(-bin.Keep)
	n, err := people.ForgetRevoked(tx, before)
	if err != nil {
		return 0, err
	}
	keys, err := flag.ForgetRevoked(tx, before)
	return n + keys, err
}
