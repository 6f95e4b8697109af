package model

import (
	"cmp"
	"errors"
	"fmt"
	"maps"
	"slices"
)

// Flat is a model without milestones, parents and places in an order: items and dependencies say
// it all.
type Flat struct {
	Model
	// Hard is how many of the dependencies, from the first on, also say that who waits needs the
	// other; those after them only say when.
	Hard int
	// Needs are pairs of items of which the first is in a plan only with the second.
	Needs [][2]string
}

// Flat turns milestones into items without work that wait for what they require; they come last.
// Parts of an item wait for what it waits for, and it for them.
func (m Model) Flat() (Flat, error) {
	m, err := m.withStones()
	if err != nil {
		return Flat{}, err
	}
	f := Flat{Model: m}
	if err := f.addParts(); err != nil {
		return Flat{}, err
	}
	f.Hard = len(f.Deps)
	for _, item := range f.Items {
		if item.Parent != "" {
			f.Deps = append(f.Deps, Dep{From: item.ID, To: item.Parent, Type: "FF"})
			f.Needs = append(f.Needs, [2]string{item.ID, item.Parent})
		}
	}
	return f, f.addOrder()
}

// mostDeps bounds what parents and places in an order may come to.
const mostDeps = 400_000

var errTooMany = errors.New("parents and places in an order make too many dependencies")

// addParts gives what a parent waits for, and its release, to all of its parts.
func (f *Flat) addParts() error {
	parts, index := map[string][]int{}, map[string]int{}
	for i, item := range f.Items[:len(f.Items)-len(f.Milestones)] {
		index[item.ID] = i
	}
	for i, item := range f.Items {
		if item.Parent == "" {
			continue
		}
		if _, known := index[item.Parent]; !known || item.Parent == item.ID {
			return fmt.Errorf("item %s: its parent %s is not in the model", Quoted(item.ID),
				Quoted(item.Parent))
		}
		parts[item.Parent] = append(parts[item.Parent], i)
	}
	if len(parts) == 0 {
		return nil
	}
	f.Deps, f.Items = slices.Clone(f.Deps), slices.Clone(f.Items)
	top := slices.DeleteFunc(slices.Sorted(maps.Keys(parts)), func(id string) bool {
		return f.Items[index[id]].Parent != ""
	})
	for _, id := range top { // those in a circle are found later
		f.release(parts, index[id], f.Items[index[id]].Release)
	}
	for _, d := range f.Deps {
		if d.Type == "FF" {
			continue
		}
		for _, i := range below(f.Items, parts, d.To) {
			if d.To = f.Items[i].ID; d.From != d.To {
				f.Deps = append(f.Deps, d)
			}
			if len(f.Deps) > mostDeps {
				return errTooMany
			}
		}
	}
	return nil
}

func (f *Flat) release(parts map[string][]int, at, release int) {
	item := &f.Items[at]
	item.Release = max(item.Release, release)
	for _, i := range parts[item.ID] {
		f.release(parts, i, item.Release)
	}
}

// below lists all parts of an item, and their parts.
func below(items []Item, parts map[string][]int, id string) []int {
	var list []int
	seen := map[int]bool{}
	for stack := slices.Clone(parts[id]); len(stack) > 0; {
		i := stack[len(stack)-1]
		stack = stack[:len(stack)-1]
		if !seen[i] {
			seen[i] = true
			list, stack = append(list, i), append(stack, parts[items[i].ID]...)
		}
	}
	return list
}

// addOrder lets no item with a place start before one with a lower place.
func (f *Flat) addOrder() error {
	var placed []Item
	for _, item := range f.Items {
		if p := item.Lock.Place(); p < 0 {
			return fmt.Errorf("item %s: place %d in the order, expected 1 or more",
				Quoted(item.ID), p)
		} else if p > 0 && item.State == Waiting {
			placed = append(placed, item)
		}
	}
	slices.SortStableFunc(placed, func(a, b Item) int {
		return cmp.Compare(a.Lock.Order, b.Lock.Order)
	})
	var before []Item
	for len(placed) > 0 {
		n := 1
		for n < len(placed) && placed[n].Lock.Order == placed[0].Lock.Order {
			n++
		}
		for _, a := range before {
			for _, b := range placed[:n] {
				f.Deps = append(f.Deps, Dep{From: a.ID, To: b.ID, Type: "SS"})
			}
			if len(f.Deps) > mostDeps {
				return errTooMany
			}
		}
		if slices.ContainsFunc(placed[:n], func(i Item) bool { return !f.optional(i) }) {
			before = nil // what comes later waits for those of these that are in for certain
		}
		before, placed = append(before, placed[:n]...), placed[n:]
	}
	return nil
}

// withStones turns milestones into items.
func (m Model) withStones() (Model, error) {
	if len(m.Milestones) == 0 {
		return m, nil
	}
	known := map[string]bool{}
	for _, item := range m.Items {
		known[item.ID] = true
	}
	for i, stone := range m.Milestones {
		if known[stone.ID] || stone.ID == "" {
			return m, fmt.Errorf("milestone %d: id %s is empty or used twice, by an item or a "+
				"milestone", i+1, Quoted(stone.ID))
		}
		known[stone.ID] = true
	}
	m.Items, m.Deps = slices.Clone(m.Items), slices.Clone(m.Deps)
	for _, stone := range m.Milestones {
		if err := stone.check(known); err != nil {
			return m, fmt.Errorf("milestone %s: %w", Quoted(stone.ID), err)
		}
		m.Items = append(m.Items, Item{ID: stone.ID, Name: stone.Name, Due: stone.Due})
		for _, id := range stone.Requires {
			m.Deps = append(m.Deps, Dep{From: id, To: stone.ID})
		}
	}
	return m, nil
}

func (s Milestone) check(known map[string]bool) error {
	if len(s.Requires) == 0 {
		return fmt.Errorf("requires nothing; name the items that it waits for")
	}
	for _, id := range s.Requires {
		if !known[id] {
			return fmt.Errorf("requires %s, which is not in the model", Quoted(id))
		}
	}
	if !(s.Confidence >= 0 && s.Confidence < 1) {
		return fmt.Errorf("confidence %g, expected more than 0 and less than 1", s.Confidence)
	}
	return nil
}
