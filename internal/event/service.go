package event

import (
	"fmt"
	"strconv"
	"time"

	"github.com/throughlinehq/throughline/internal/platform/database"
	"github.com/throughlinehq/throughline/internal/platform/jobs"
)

// IndexDelay lets events gather before they are indexed.
const IndexDelay = 2 * time.Second

// keeping is the storing of one group of batches.
type keeping struct {
	*database.Tx
	memory *memory
	age    age
	// What it met, by text; true for everybody once the transaction is committed.
	names, people, joined map[string]int64
}

// keep stores the batches of one group and notes in each what it could not keep.
func (k *keeping) keep(group []*batch) error {
	good, home := k.settle(group)
	if len(good) == 0 {
		return nil
	}
	n, err := erasureCount(k.Tx)
	if err != nil {
		return err
	}
	k.age = age{k.Workspace, n}
	if err := k.numberNames(good); err != nil {
		return err
	}
	kept := good[:0]
	for i, e := range good {
		if _, known := k.names[e.Name]; known {
			kept = append(kept, e)
			continue
		}
		home[i](fmt.Sprintf("The workspace has %s event names already, and %q is a new one.",
			strconv.Itoa(MaxNames), e.Name))
	}
	if len(kept) == 0 {
		return nil
	}
	if err := k.numberPeople(kept); err != nil {
		return err
	}
	first, err := k.NextBlock("event", int64(len(kept)))
	if err != nil {
		return err
	}
	if err := k.join(kept, first); err != nil {
		return err
	}
	if err := k.insert(kept, first); err != nil {
		return err
	}
	_, err = jobs.Enqueue(k.Tx, IndexJob, nil,
		jobs.Options{UniqueKey: "all", RunAt: k.Now.Add(IndexDelay)})
	return err
}

// settle checks the events; home says where the refusal of each good one would go, should it
// come later.
func (k *keeping) settle(group []*batch) (good []*Event, home []func(reason string)) {
	for _, b := range group {
		b.rejected = nil // the transaction may run again
		for i := range b.events {
			e := &b.events[i]
			reject := func(reason string) {
				b.rejected = append(b.rejected, Rejection{Index: i, Reason: reason})
			}
			if problem := e.settle(k.Now); problem != "" {
				reject(problem)
				continue
			}
			if e.MessageID == "" {
				e.MessageID = string(k.NewID("event"))
			}
			good, home = append(good, e), append(home, reject)
		}
	}
	return good, home
}

// numberNames gives every event name its number, as long as there is room for new ones.
func (k *keeping) numberNames(events []*Event) (err error) {
	wanted := distinct(events, func(e *Event) []string { return []string{e.Name} })
	k.names = k.memory.recall(k.age, isName, wanted)
	if err := knownNames(k.Tx, without(wanted, k.names), k.names); err != nil {
		return err
	}
	fresh := without(wanted, k.names)
	if len(fresh) == 0 {
		return nil
	}
	have, err := countNames(k.Tx)
	if err != nil {
		return err
	}
	return addNames(k.Tx, fresh[:min(len(fresh), max(0, MaxNames-int(have)))], k.names)
}

// numberPeople gives every id of a person its number.
func (k *keeping) numberPeople(events []*Event) error {
	wanted := distinct(events, func(e *Event) []string { return []string{e.Person, e.Alias} })
	k.people = k.memory.recall(k.age, isPerson, wanted)
	if err := knownPeople(k.Tx, without(wanted, k.people), k.people); err != nil {
		return err
	}
	return addPeople(k.Tx, without(wanted, k.people), k.people)
}

// join makes one person of the ids that the events say are one, in the order of the events.
// Whether two ids are one person is settled for ever when they are first told of.
func (k *keeping) join(events []*Event, seq int64) error {
	pairs := distinct(events, func(e *Event) []string {
		if e.Alias == "" || e.Alias == e.Person {
			return nil
		}
		return []string{e.pair()}
	})
	k.joined = k.memory.recall(k.age, isJoined, pairs)
	for _, e := range events {
		if e.Alias == "" || e.Alias == e.Person {
			continue
		}
		if _, done := k.joined[e.pair()]; done {
			continue
		}
		k.joined[e.pair()] = seq
		if err := joinPeople(k.Tx, k.people[e.Person], k.people[e.Alias], seq); err != nil {
			return err
		}
	}
	return nil
}

// pair names the two ids of an event; no id holds the character between them.
func (e *Event) pair() string { return e.Person + "\x00" + e.Alias }

// remember keeps what was met for the next group; call it when the transaction is committed.
func (k *keeping) remember() {
	k.memory.remember(k.age, isName, k.names)
	k.memory.remember(k.age, isPerson, k.people)
	k.memory.remember(k.age, isJoined, k.joined)
}

// distinct lists the texts of the events, each once, in their order; empty ones are left out.
func distinct(events []*Event, texts func(*Event) []string) (list []string) {
	seen := map[string]bool{"": true}
	for _, e := range events {
		for _, text := range texts(e) {
			if !seen[text] {
				seen[text] = true
				list = append(list, text)
			}
		}
	}
	return list
}

func without(texts []string, known map[string]int64) (rest []string) {
	for _, text := range texts {
		if _, there := known[text]; !there {
			rest = append(rest, text)
		}
	}
	return rest
}
