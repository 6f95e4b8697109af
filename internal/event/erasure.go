package event

import (
	"context"
	"math"
	"slices"
	"time"

	"github.com/throughlinehq/throughline/internal/audit"
	"github.com/throughlinehq/throughline/internal/kit/fault"
	"github.com/throughlinehq/throughline/internal/kit/id"
	"github.com/throughlinehq/throughline/internal/kit/page"
	"github.com/throughlinehq/throughline/internal/kit/scope"
	"github.com/throughlinehq/throughline/internal/people"
	"github.com/throughlinehq/throughline/internal/platform/database"
	"github.com/throughlinehq/throughline/internal/platform/jobs"
)

// MaxErased is how many ids one erasure may name.
const MaxErased = 100

// Erasure is that a person was erased. It does not say who.
type Erasure struct {
	database.Meta
	Identities int64 // how many ids the person had
	Forgotten
	Events     int64 // how many events were deleted so far
	Reached    int64 // the number of the event up to which none of them is left
	Last       int64 // and that of the last event from before
	FinishedAt *time.Time
}

// Forgotten is what other rooms let go of.
type Forgotten struct {
	Assignments int64 // how many variants were remembered for the person
	Listings    int64 // how many segments listed the person
	Customers   int64 // how many customers the person was
	Feedback    int64 // how much these had said
	Messages    int64 // how many messages were for them
}

// erasures is the name of the counter by which recorders hear that numbers of ids are no more.
const erasures = "event_erasure"

// Rooms are what other rooms know of a person.
type Rooms struct {
	// Known returns further ids of whom the ids name; nil when no room knows more.
	Known func(tx *database.Tx, ids []string) ([]string, error)
	// Forget lets go of a person who goes by any of the ids.
	Forget func(tx *database.Tx, ids []string) (Forgotten, error)
}

// Erase forgets a person that clients know by any of the ids: at once that these and all ids
// joined to them were somebody's, then, by the job that brings the index up to the events, every
// event of theirs. Other rooms let go of all these ids in the same transaction.
func Erase(tx *database.Tx, ids []string, rooms Rooms) (e Erasure, err error) {
	if err := people.Can(tx.Actor, people.ErasePerson); err != nil {
		return e, err
	}
	if err := checkErased(ids); err != nil {
		return e, err
	}
	if rooms.Known != nil {
		more, err := rooms.Known(tx, ids)
		if err != nil {
			return e, err
		}
		ids = slices.Concat(ids, more)
	}
	e.ID = tx.NewID("erasure")
	all, err := takeIdentities(tx, e.ID, ids)
	if err != nil {
		return e, err
	}
	e.Identities = int64(len(all))
	all = append(all, ids...) // only rules of flags may know some
	slices.Sort(all)
	if e.Forgotten, err = rooms.Forget(tx, slices.Compact(all)); err != nil {
		return e, err
	}
	if e.Last, err = lastNumber(tx); err != nil {
		return e, err
	}
	return e, begin(tx, &e)
}

func checkErased(ids []string) error {
	var c fault.Check
	c.That(len(ids) > 0 && len(ids) <= MaxErased, "/ids", "must be 1 to %d ids", MaxErased)
	for _, each := range ids {
		if problem := checkText(each); problem != "" {
			c.Fail("/ids", "holds an id that %s", problem)
			break
		}
	}
	return c.Err()
}

// begin stores an erasure and has its events deleted, if there may be any.
func begin(tx *database.Tx, e *Erasure) error {
	if e.Identities == 0 {
		e.FinishedAt = &tx.Now
	}
	if err := tx.Insert("erasure", e); err != nil {
		return err
	}
	if err := audit.Log(tx, "erased", e.ID, nil); err != nil || e.Identities == 0 {
		return err
	}
	if _, err := tx.Next(erasures); err != nil {
		return err
	}
	_, err := jobs.Enqueue(tx, IndexJob, nil, jobs.Options{UniqueKey: "all"})
	return err
}

// GetErasure returns an erasure.
func GetErasure(tx *database.Tx, record id.ID) (Erasure, error) {
	if err := people.Can(tx.Actor, people.ErasePerson); err != nil {
		return Erasure{}, err
	}
	e, err := database.One[Erasure](tx, "SELECT "+database.Columns[Erasure]("")+
		" FROM erasure WHERE workspace_id = $1 AND id = $2", tx.Workspace, record)
	if fault.Is(err, fault.NotFound) {
		err = fault.Missing("erasure")
	}
	return e, err
}

// Erasures lists erasures, the newest first.
func Erasures(tx *database.Tx, request page.Request) (page.Page[Erasure], error) {
	if err := people.Can(tx.Actor, people.ErasePerson); err != nil {
		return page.Page[Erasure]{}, err
	}
	w := tx.Where("")
	var last id.ID
	more, err := request.After(&last)
	if err != nil {
		return page.Page[Erasure]{}, err
	}
	if more {
		w.And("id < $", last)
	}
	limit := w.Place(request.Size() + 1)
	where, args := w.SQL()
	found, err := database.List[Erasure](tx, "SELECT "+database.Columns[Erasure]("")+
		" FROM erasure "+where+" ORDER BY id DESC LIMIT "+limit, args...)
	return page.Cut(found, request.Size(), func(e Erasure) []any { return []any{e.ID} }), err
}

// erasedAtOnce is how many events of a person one transaction deletes.
const erasedAtOnce = 1000

// runErasures deletes the events of everybody who was erased, from the index as well.
func runErasures(ctx context.Context, db *database.DB, s scope.Scope) error {
	for {
		x, err := nextErased(ctx, db, s)
		if err != nil || x == nil {
			return err
		}
		if err := db.Write(ctx, s, x.store); err != nil {
			return err
		}
	}
}

// erased is events of a person that are to be deleted.
type erased struct {
	Erasure
	numbers map[uint32]bool // under which the index may know the person
	events  []happened
}

// nextErased finds some, while others write; nil when nobody's are left.
func nextErased(ctx context.Context, db *database.DB, s scope.Scope) (x *erased, err error) {
	err = db.Read(ctx, s, func(tx *database.Tx) error {
		e, err := only[Erasure](tx, "SELECT "+database.Columns[Erasure]("")+` FROM erasure
			WHERE workspace_id = $1 AND finished_at IS NULL ORDER BY id LIMIT 1`, tx.Workspace)
		if err != nil || e.ID == "" {
			return err
		}
		x = &erased{Erasure: e, numbers: map[uint32]bool{}}
		err = database.Each(tx, func(number int64) error {
			if number <= math.MaxUint32 { // the index knows nobody beyond
				x.numbers[uint32(number)] = true
			}
			return nil
		}, "SELECT number FROM erasing WHERE workspace_id = $1 AND erasure_id = $2",
			tx.Workspace, e.ID)
		if err != nil {
			return err
		}
		x.events, err = database.List[happened](tx, `SELECT e.environment_id, e.name,
			e.identity AS person, e.at, e.seq FROM event e
			WHERE e.workspace_id = $1 AND e.seq > $3 AND e.seq <= $4 AND e.identity IN (
				SELECT g.number FROM erasing g WHERE g.workspace_id = $1 AND g.erasure_id = $2)
			ORDER BY e.seq LIMIT $5`, tx.Workspace, e.ID, e.Reached, e.Last, int64(erasedAtOnce))
		return err
	})
	return x, err
}

// store deletes the events, and notes when they were the last.
func (x *erased) store(tx *database.Tx) error {
	for _, e := range x.events {
		_, err := tx.Exec("DELETE FROM event WHERE workspace_id = $1 AND seq = $2",
			tx.Workspace, e.Seq)
		if err != nil {
			return err
		}
	}
	if err := x.leaveIndex(tx); err != nil {
		return err
	}
	n := len(x.events)
	x.Events += int64(n)
	if n == erasedAtOnce {
		x.Reached = x.events[n-1].Seq
	} else {
		x.Reached, x.FinishedAt = x.Last, &tx.Now
		_, err := tx.Exec("DELETE FROM erasing WHERE workspace_id = $1 AND erasure_id = $2",
			tx.Workspace, x.ID)
		if err != nil {
			return err
		}
	}
	tx.Touch(x.ID)
	return tx.Update("erasure", &x.Erasure)
}
