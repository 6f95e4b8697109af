package roadmap

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/throughlinehq/throughline/internal/backlog"
	"github.com/throughlinehq/throughline/internal/kit/fault"
	"github.com/throughlinehq/throughline/internal/kit/id"
	"github.com/throughlinehq/throughline/internal/people"
	"github.com/throughlinehq/throughline/internal/platform/database"
)

// Request asks for a plan.
type Request struct {
	Name    string
	Start   string  // a Monday; "" is this week's
	ItemIDs []id.ID // none: every item that is ready or in progress
	Locks   []Lock
	Seed    int64 // the same seed and records give the same plan
}

// Lock holds an item to a start.
type Lock struct {
	ItemID id.ID
	Start  string // a Monday
}

// MaxPlanItems is how many items one plan may hold.
const MaxPlanItems = 20_000

// maxLock is how many weeks after its start a plan can hold an item to a start.
const maxLock = 1040

// openItem is what planning needs to know of an item that is not done.
type openItem struct {
	ID         id.ID
	ProductKey string
	Number     int64
	ParentID   id.ID
	Title      string
	Status     backlog.Status
	TeamID     id.ID
	P10        float64
	P50        float64
	P90        float64
	Due        string
	ARRMinor   int64
	Currency   string
}

func (i *openItem) key() string { return fmt.Sprintf("%s-%d", i.ProductKey, i.Number) }

func (i *openItem) note(format string, args ...any) Note {
	return Note{i.ID, i.key(), i.Title, fmt.Sprintf(format, args...)}
}

// Draft is everything that a plan is made from, read at one moment.
type Draft struct {
	Request
	calendar
	open   []*openItem // in the backlog's order
	chosen map[id.ID]bool
	locks  map[id.ID]int // the week
	needs  []backlog.Dependency
	teams  map[id.ID]*Team
	costs  map[id.ID]float64 // of delay, where people gave one
	done   []Note            // asked for and finished
}

// Gather reads what there is to plan.
func Gather(tx *database.Tx, r Request) (*Draft, error) {
	if err := people.Can(tx.Actor, people.Plan); err != nil {
		return nil, err
	}
	d := &Draft{Request: r, chosen: map[id.ID]bool{}, locks: map[id.ID]int{},
		teams: map[id.ID]*Team{}}
	if err := d.check(tx.Now); err != nil {
		return nil, err
	}
	open, err := openItems(tx)
	if err != nil {
		return nil, err
	}
	for n := range open {
		d.open = append(d.open, &open[n])
	}
	if err := d.choose(tx); err != nil {
		return nil, err
	}
	if err := d.lock(); err != nil {
		return nil, err
	}
	teams, err := Teams(tx)
	if err != nil {
		return nil, err
	}
	for n := range teams {
		d.teams[teams[n].ID] = &teams[n]
	}
	if d.costs, err = givenCosts(tx); err != nil {
		return nil, err
	}
	d.needs, err = backlog.Dependencies(tx, nil)
	return d, err
}

func (d *Draft) check(now time.Time) error {
	d.Name, d.start = strings.TrimSpace(d.Name), mondayOf(now)
	d.Seed = cmp.Or(d.Seed, 1)
	var c fault.Check
	c.Line("/name", d.Name, 1, 200)
	c.That(d.Seed > 0, "/seed", "must be above 0")
	if d.Start != "" {
		d.start = parseMonday(&c, "/start", d.Start)
	}
	d.Start = d.start.Format(time.DateOnly)
	for n, l := range d.Locks {
		at := parseMonday(&c, fmt.Sprintf("/locks/%d/start", n), l.Start)
		weeks := at.Sub(d.start) / week
		c.That(weeks >= 0 && weeks <= maxLock, fmt.Sprintf("/locks/%d/start", n),
			"must lie within %d weeks from the plan's start", maxLock)
	}
	return c.Err()
}

// choose marks the items that are to be planned.
func (d *Draft) choose(tx *database.Tx) error {
	byID := map[id.ID]*openItem{}
	for _, i := range d.open {
		byID[i.ID] = i
		if len(d.ItemIDs) == 0 && i.Status != backlog.New {
			d.chosen[i.ID] = true
		}
	}
	var unknown []id.ID
	for _, item := range d.ItemIDs {
		if d.chosen[item] = byID[item] != nil; !d.chosen[item] {
			unknown = append(unknown, item)
		}
	}
	if len(d.chosen) > MaxPlanItems {
		return fault.New(fault.Conflict, "There are %d items to plan, at most %d can be. "+
			"Name those that matter.", len(d.chosen), MaxPlanItems)
	}
	closed, err := itemsByID(tx, unknown)
	if err != nil {
		return err
	}
	for _, item := range unknown {
		i, found := closed[item]
		if !found {
			return fault.At(fmt.Sprintf("/item_ids/%d", slices.Index(d.ItemIDs, item)),
				"names no item of this workspace")
		}
		d.done = append(d.done, i.note("It is %s already.", statusWords(string(i.Status))))
	}
	return nil
}

func (d *Draft) lock() error {
	var c fault.Check
	for n, l := range d.Locks {
		at := fmt.Sprintf("/locks/%d/item_id", n)
		c.That(d.chosen[l.ItemID], at, "names no item of this plan")
		if _, twice := d.locks[l.ItemID]; twice {
			c.Fail(at, "is locked twice")
		}
		d.locks[l.ItemID] = d.unit(l.Start)
	}
	for _, i := range d.open {
		if _, locked := d.locks[i.ID]; locked && i.Status == backlog.InProgress {
			c.Fail("/locks", "%s is in progress: it has started and cannot be held to a start",
				i.key())
		}
	}
	return c.Err()
}

func statusWords(status string) string { return strings.ReplaceAll(status, "_", " ") }
