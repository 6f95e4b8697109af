package event

import (
	"fmt"
	"strconv"

	"github.com/throughlinehq/throughline/internal/platform/database"
)

// keep stores the batches of one group and notes in each what it could not keep.
func keep(tx *database.Tx, group []*batch) error {
	var good []*Event
	home := map[*Event]func(reason string){}
	for _, b := range group {
		b.rejected = nil // the transaction may run again
		for i := range b.events {
			e := &b.events[i]
			reject := func(reason string) {
				b.rejected = append(b.rejected, Rejection{Index: i, Reason: reason})
			}
			if problem := e.settle(tx.Now); problem != "" {
				reject(problem)
				continue
			}
			if e.MessageID == "" {
				e.MessageID = string(tx.NewID("event"))
			}
			good, home[e] = append(good, e), reject
		}
	}
	names, err := numberNames(tx, good)
	if err != nil {
		return err
	}
	kept := good[:0]
	for _, e := range good {
		if _, known := names[e.Name]; known {
			kept = append(kept, e)
			continue
		}
		home[e](fmt.Sprintf("The workspace has %s event names already, and %q is a new one.",
			strconv.Itoa(MaxNames), e.Name))
	}
	people, err := numberPeople(tx, kept)
	if err != nil {
		return err
	}
	if err := join(tx, kept, people); err != nil {
		return err
	}
	return insert(tx, kept, names, people)
}

// numberNames gives every event name its number, as long as there is room for new ones.
func numberNames(tx *database.Tx, events []*Event) (map[string]int64, error) {
	wanted := distinct(events, func(e *Event) []string { return []string{e.Name} })
	known, err := knownNames(tx, wanted)
	if err != nil {
		return nil, err
	}
	fresh := without(wanted, known)
	if len(fresh) == 0 {
		return known, nil
	}
	have, err := countNames(tx)
	if err != nil {
		return nil, err
	}
	fresh = fresh[:min(len(fresh), max(0, MaxNames-int(have)))]
	return known, addNames(tx, fresh, known)
}

// numberPeople gives every id of a person its number.
func numberPeople(tx *database.Tx, events []*Event) (map[string]int64, error) {
	wanted := distinct(events, func(e *Event) []string { return []string{e.Person, e.Alias} })
	known, err := knownPeople(tx, wanted)
	if err != nil {
		return nil, err
	}
	return known, addPeople(tx, without(wanted, known), known)
}

// join makes one person of the ids that the events say are one, in the order of the events.
func join(tx *database.Tx, events []*Event, people map[string]int64) error {
	done := map[[2]string]bool{}
	for _, e := range events {
		pair := [2]string{e.Person, e.Alias}
		if e.Alias == "" || e.Alias == e.Person || done[pair] {
			continue
		}
		done[pair] = true
		if err := joinPeople(tx, people[e.Person], people[e.Alias]); err != nil {
			return err
		}
	}
	return nil
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
