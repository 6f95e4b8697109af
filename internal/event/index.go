package event

import (
	"cmp"
	"context"
	"errors"
	"math"

	"github.com/throughlinehq/throughline/engine/bitmap"
	"github.com/throughlinehq/throughline/internal/kit/fault"
	"github.com/throughlinehq/throughline/internal/kit/id"
	"github.com/throughlinehq/throughline/internal/kit/scope"
	"github.com/throughlinehq/throughline/internal/people"
	"github.com/throughlinehq/throughline/internal/platform/database"
	"github.com/throughlinehq/throughline/internal/platform/jobs"
)

// IndexJob is the kind of the job that brings a workspace's index up to its events.
const IndexJob = "event.index"

// Bounds of one step of indexing: its transaction is over in a fraction of a second.
const (
	stepEvents = 20_000
	stepPlaces = 2000
	// fullPart is from how many moments on a part of a day is not written any more.
	fullPart = 8192
	// partIDs is how many numbers of ids one part of the moves is for.
	partIDs = 4096
)

// anyEvent is the number under which every event counts; names are numbered from 1.
const anyEvent = 0

// place is where an event counts in the index.
type place struct {
	environment id.ID
	name, day   int64
}

// gathered is what one step adds to the index.
type gathered struct {
	from, to int64 // numbers of events: after from, up to to
	erasures int64 // that were known
	moments  map[place][]bitmap.Moment
	moves    map[int64]*bitmap.Moves // by part
	// What the index will hold where the step changes it.
	days  map[place]*day
	parts map[place]part
}

// day is who did an event on a day, and how often all of them together.
type day struct {
	people *bitmap.People
	events int64
}

// part is a part of the moments of a day.
type part struct {
	Part, Events int64
	Moments      []byte
}

func newGathered(from, to int64) *gathered {
	return &gathered{from: from, to: to,
		moments: map[place][]bitmap.Moment{}, moves: map[int64]*bitmap.Moves{},
		days: map[place]*day{}, parts: map[place]part{}}
}

// RunIndex first deletes what is left of those who were erased, then indexes the events there are
// that were not yet, in steps; told hears how many events there were after each step and how many
// there will be. What comes in meanwhile asks for the job again: taking that along, a few events
// at a time, would never end on a busy day.
func RunIndex(
	ctx context.Context, db *database.DB, s scope.Scope, told func(done, total int64),
) error {
	if err := runErasures(ctx, db, s); err != nil {
		return err
	}
	var last int64
	err := db.Read(ctx, s, func(tx *database.Tx) (err error) {
		last, err = lastNumber(tx)
		return err
	})
	for err == nil {
		var g *gathered
		if g, err = gather(ctx, db, s, last); err != nil || g == nil {
			return err
		}
		// Events that come in need not wait until it is on disk.
		var stored *database.Ahead
		if stored, err = db.WriteAhead(ctx, s, g.store); err == nil {
			err = stored.Settle(ctx)
			told(g.to, last)
		}
	}
	return err
}

// gather reads the events of a step, up to the last, and joins them with what the index has, all
// while others write; nil when there are none. Since events are numbered in the order in which
// they are committed, none can come in between later.
func gather(
	ctx context.Context, db *database.DB, s scope.Scope, last int64,
) (g *gathered, err error) {
	err = db.Read(ctx, s, func(tx *database.Tx) error {
		from, err := indexed(tx)
		if err != nil || from >= last {
			return err
		}
		g = newGathered(from, min(from+stepEvents, last))
		if g.erasures, err = erasureCount(tx); err != nil {
			return err
		}
		if err := g.readEvents(tx); err != nil {
			return err
		}
		if err := g.readMoves(tx); err != nil {
			return err
		}
		return g.join(tx)
	})
	return g, err
}

// happened is an event as the index sees it.
type happened struct {
	EnvironmentID id.ID
	Name          int64
	Person        int64 // 0 when they were erased
	At            int64
	Seq           int64
}

// eventsBetween looks each person up on their own: PostgreSQL, as long as it knows nothing of
// the tables yet, would join them by comparing every event with every id.
const eventsBetween = `SELECT e.environment_id, e.name, e.at, e.seq,
		coalesce((SELECT i.person FROM event_identity i
		WHERE i.workspace_id = e.workspace_id AND i.number = e.identity), 0) AS person
	FROM event e WHERE e.workspace_id = $1 AND e.seq > $2 AND e.seq <= $3 ORDER BY e.seq`

var errFull = errors.New("the step is full")

func (g *gathered) readEvents(tx *database.Tx) error {
	err := database.Each(tx, func(h happened) error {
		if len(g.moments) >= stepPlaces {
			g.to = h.Seq - 1
			return errFull
		}
		if h.Person == 0 {
			return nil
		}
		if h.Person > math.MaxUint32 {
			return fault.New(fault.Conflict, "More than four billion people cannot be counted.")
		}
		at := place{h.EnvironmentID, h.Name, int64(bitmap.DayOf(h.At))}
		g.moments[at] = append(g.moments[at], bitmap.Moment{Person: uint32(h.Person), At: h.At})
		return nil
	}, eventsBetween, tx.Workspace, g.from, g.to)
	if errors.Is(err, errFull) {
		return nil
	}
	return err
}

// readMoves finds whose ids joined others: their earlier events were indexed as their own.
func (g *gathered) readMoves(tx *database.Tx) error {
	type owned struct{ Number, Person int64 }
	return database.Each(tx, func(o owned) error {
		part := o.Number / partIDs
		if g.moves[part] == nil {
			g.moves[part] = new(bitmap.Moves)
		}
		g.moves[part].Add(uint32(o.Number), uint32(o.Person))
		return nil
	}, `SELECT number, person FROM event_identity
		WHERE workspace_id = $1 AND joined > 0 AND joined > $2 AND joined <= $3`,
		tx.Workspace, g.from, g.to)
}

// join works out what the index will hold where the step changes it.
func (g *gathered) join(tx *database.Tx) (err error) {
	for at, moments := range g.moments {
		d := &day{bitmap.NewPeople(), int64(len(moments))}
		for _, m := range moments {
			d.people.Add(m.Person)
		}
		g.add(at, d)
		g.add(place{at.environment, anyEvent, at.day}, d)
		if g.parts[at], err = joinMoments(tx, at, moments); err != nil {
			return err
		}
	}
	for at, d := range g.days {
		if err := d.join(tx, at); err != nil {
			return err
		}
	}
	for part, moves := range g.moves {
		if err := joinMoves(tx, part, moves); err != nil {
			return err
		}
	}
	return nil
}

// add counts people and events on a day.
func (g *gathered) add(at place, more *day) {
	if g.days[at] == nil {
		g.days[at] = &day{people: bitmap.NewPeople()}
	}
	g.days[at].people.Unite(more.people)
	g.days[at].events += more.events
}

// store writes the step, unless somebody else did.
func (g *gathered) store(tx *database.Tx) error {
	if now, err := indexed(tx); err != nil || now != g.from {
		return err
	}
	if now, err := erasureCount(tx); err != nil || now != g.erasures {
		return err // what was gathered may be of somebody who was erased since
	}
	if err := putDays(tx, g.days); err != nil {
		return err
	}
	if err := putMoments(tx, g.parts); err != nil {
		return err
	}
	if err := putMoves(tx, g.moves); err != nil {
		return err
	}
	return setIndexed(tx, g.to)
}

func (p place) compare(q place) int {
	return cmp.Or(cmp.Compare(p.environment, q.environment), cmp.Compare(p.name, q.name),
		cmp.Compare(p.day, q.day))
}

// AskRebuild empties the index and has it made anew from the stored events. Until that is done,
// figures are of the events that were reached.
func AskRebuild(tx *database.Tx) (id.ID, error) {
	if err := people.Can(tx.Actor, people.ManageEvents); err != nil {
		return "", err
	}
	if err := emptyIndex(tx); err != nil {
		return "", err
	}
	return jobs.Enqueue(tx, IndexJob, nil, jobs.Options{UniqueKey: "all"})
}
