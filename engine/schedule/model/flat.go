package model

import (
	"fmt"
	"slices"
)

// Flat turns milestones into items without work that wait for what they require; they come last.
func (m Model) Flat() (Model, error) {
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
