package roadmap

import (
	"time"

	"github.com/throughlinehq/throughline/internal/kit/fault"
)

const (
	day  = 24 * time.Hour
	week = 7 * day
)

// mondayOf is the first day of the week of a moment.
func mondayOf(at time.Time) time.Time {
	at = at.UTC().Truncate(day)
	return at.Add(-time.Duration((at.Weekday()+6)%7) * day)
}

// parseMonday reads the Monday that a week is named by, or notes what is wrong with it.
func parseMonday(c *fault.Check, pointer, text string) time.Time {
	at, err := time.Parse(time.DateOnly, text)
	switch {
	case err != nil:
		c.Fail(pointer, "must be a day such as 2027-01-11")
	case at.Weekday() != time.Monday:
		c.Fail(pointer, "must be a Monday; %s is a %s", text, at.Weekday())
	case at.Year() < 2000 || at.Year() > 2200:
		c.Fail(pointer, "must lie between the years 2000 and 2200")
	}
	return at
}

// calendar counts weeks from a plan's start.
type calendar struct{ start time.Time }

// monday is the first day of a week.
func (c calendar) monday(unit int) string {
	return c.start.Add(time.Duration(unit) * week).Format(time.DateOnly)
}

// friday is the last working day of what finishes before that week begins.
func (c calendar) friday(unit int) string {
	return c.start.Add(time.Duration(unit)*week - 3*day).Format(time.DateOnly)
}

// unit counts the weeks from the start to a Monday.
func (c calendar) unit(monday string) int {
	at, err := time.Parse(time.DateOnly, monday)
	if err != nil {
		return 0 // stored days are valid
	}
	return int(mondayOf(at).Sub(c.start) / week)
}

// dueUnit is by which week something must be finished so that its Friday is not after the day.
func (c calendar) dueUnit(due string) int {
	at, err := time.Parse(time.DateOnly, due)
	if err != nil || at.Before(c.start) {
		return 0
	}
	return int((at.Sub(c.start) + 3*day) / week)
}
