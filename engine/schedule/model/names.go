package model

import (
	"fmt"
	"strconv"
)

// Quoted is a name for a message, cut where it is too long to read.
func Quoted(name string) string {
	const most = 80
	if len(name) > most {
		return strconv.Quote(name[:most]) + "..."
	}
	return strconv.Quote(name)
}

// CheckNames refuses names that no message and no page could show.
func (m Model) CheckNames() error {
	for i, t := range m.Teams {
		if err := checkName("team", i, t.ID, t.Name); err != nil {
			return err
		}
	}
	for i, item := range m.Items {
		if err := checkName("item", i, item.ID, item.Name); err != nil {
			return err
		}
	}
	for i, s := range m.Milestones {
		if err := checkName("milestone", i, s.ID, s.Name); err != nil {
			return err
		}
	}
	return nil
}

// MaxName is how many bytes an id or a name may have.
const MaxName = 1_000

func checkName(what string, at int, id, name string) error {
	if len(id) > MaxName || len(name) > MaxName {
		return fmt.Errorf("%s %d: id %s has %d bytes, its name %d, expected at most %d each",
			what, at+1, Quoted(id), len(id), len(name), MaxName)
	}
	return nil
}
