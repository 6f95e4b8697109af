// Package clock is where the program asks for the time, so that tests can answer.
package clock

import "time"

// Clock returns the present moment.
type Clock func() time.Time

// System is the machine's clock in UTC, cut to the microseconds that the database keeps.
func System() time.Time { return time.Now().UTC().Truncate(time.Microsecond) }

// Fixed returns a clock that always says the same.
func Fixed(at time.Time) Clock {
	at = at.UTC().Truncate(time.Microsecond)
	return func() time.Time { return at }
}
