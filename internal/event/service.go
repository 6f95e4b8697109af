package event

import (
	"fmt"
	"time"

	"github.com/throughlinehq/throughline/internal/platform/database"
	"github.com/throughlinehq/throughline/internal/platform/jobs"
)

// IndexDelay lets events gather before they are indexed.
const IndexDelay = 2 * time.Second

// keeping is the storing of one group of batches.
type keeping struct {
	*database.Tx
	memory  *memory
	group   []*batch
	age     age
	refused []ready // for which there was no name left
	// What it met, by text; true for everybody once the transaction is on disk.
	names, people, joined map[string]int64
}

// keep stores what it can of a group's events. It may run again.
func (k *keeping) keep(tx *database.Tx) error {
	k.Tx, k.refused = tx, nil
	n, err := erasureCount(tx)
	if err != nil {
		return err
	}
	k.age = age{k.Workspace, n}
	var events []ready
	for _, b := range k.group {
		events = append(events, b.good...)
	}
	if events, err = k.numberNames(events); err != nil || len(events) == 0 {
		return err
	}
	if err := k.numberPeople(events); err != nil {
		return err
	}
	first, err := k.NextBlock("event", int64(len(events)))
	if err != nil {
		return err
	}
	if err := k.join(events, first); err != nil {
		return err
	}
	if err := k.insert(events, first); err != nil {
		return err
	}
	_, err = jobs.Enqueue(k.Tx, IndexJob, nil,
		jobs.Options{UniqueKey: "all", RunAt: k.Now.Add(IndexDelay)})
	return err
}

// answer tells those who wait for the group how it went.
func (k *keeping) answer(err error) {
	if err == nil {
		k.remember()
		for _, e := range k.refused {
			e.batch.rejected = append(e.batch.rejected, Rejection{Index: e.index,
				Reason: fmt.Sprintf("The workspace has %d event names already, and %q is a new "+
					"one.", MaxNames, e.Name)})
		}
	}
	for _, b := range k.group {
		b.err = err
		close(b.done)
	}
}

// numberNames gives every event name its number, as long as there is room for new ones, and
// returns the events whose name has one.
func (k *keeping) numberNames(events []ready) (named []ready, err error) {
	wanted := distinct(events, func(e ready) []string { return []string{e.Name} })
	k.names = k.memory.recall(k.age, isName, wanted)
	if err := knownNames(k.Tx, without(wanted, k.names), k.names); err != nil {
		return nil, err
	}
	fresh := without(wanted, k.names)
	if len(fresh) == 0 {
		return events, nil
	}
	have, err := countNames(k.Tx)
	if err != nil {
		return nil, err
	}
	room := max(0, MaxNames-int(have))
	if err := addNames(k.Tx, fresh[:min(len(fresh), room)], k.names); err != nil {
		return nil, err
	}
	for _, e := range events {
		if _, there := k.names[e.Name]; there {
			named = append(named, e)
		} else {
			k.refused = append(k.refused, e)
		}
	}
	return named, nil
}

// numberPeople gives every id of a person its number.
func (k *keeping) numberPeople(events []ready) error {
	wanted := distinct(events, func(e ready) []string { return []string{e.Person, e.Alias} })
	k.people = k.memory.recall(k.age, isPerson, wanted)
	if err := knownPeople(k.Tx, without(wanted, k.people), k.people); err != nil {
		return err
	}
	return addPeople(k.Tx, without(wanted, k.people), k.people)
}

// join makes one person of the ids that the events say are one, in the order of the events.
// Whether two ids are one person is settled for ever when they are first told of.
func (k *keeping) join(events []ready, seq int64) error {
	pairs := distinct(events, func(e ready) []string {
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

// remember keeps what was met for the next group; call it when the transaction is on disk.
func (k *keeping) remember() {
	k.memory.remember(k.age, isName, k.names)
	k.memory.remember(k.age, isPerson, k.people)
	k.memory.remember(k.age, isJoined, k.joined)
}

// distinct lists the texts of the events, each once, in their order; empty ones are left out.
func distinct(events []ready, texts func(ready) []string) (list []string) {
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
