package schedule

import (
	"fmt"
	"strconv"
)

// quoted is a name for a message, cut where it is too long to read.
func quoted(name string) string {
	const most = 80
	if len(name) > most {
		return strconv.Quote(name[:most]) + "..."
	}
	return strconv.Quote(name)
}

// checkNames refuses names that no message and no page could show.
func (m Model) checkNames() error {
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

func checkName(what string, at int, id, name string) error {
	if len(id) > maxName || len(name) > maxName {
		return fmt.Errorf("%s %d: id %s has %d bytes, its name %d, expected at most %d each",
			what, at+1, quoted(id), len(id), len(name), maxName)
	}
	return nil
}
