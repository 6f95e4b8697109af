package forecast

import (
	"errors"
	"fmt"
)

// Series is how many items were finished on each day, oldest first. Days without any are part of
// it, weekends as well.
type Series []int

// maxDays bounds a series: a hundred years.
const maxDays = 36_525

// Count makes the series from the first to the last day, both included, out of day numbers such
// as days since 1970. Days outside are left out.
func Count(days []int, first, last int) (Series, error) {
	if last < first || last-first >= maxDays {
		return nil, fmt.Errorf("day %d to %d: expected 1 to %d days", first, last, maxDays)
	}
	s := make(Series, last-first+1)
	for _, d := range days {
		if d >= first && d <= last {
			s[d-first]++
		}
	}
	return s, nil
}

// Total is the number of items in the series.
func (s Series) Total() int {
	sum := 0
	for _, c := range s {
		sum += c
	}
	return sum
}

func (s Series) check() error {
	if len(s) > maxDays {
		return fmt.Errorf("series of %d days, at most %d", len(s), maxDays)
	}
	for i, c := range s {
		if c < 0 || c > 1_000_000 {
			return fmt.Errorf("day %d has %d finished items, expected 0 to 1,000,000", i+1, c)
		}
	}
	return nil
}

// ErrTooLittleHistory says that there is not enough past to forecast from.
var ErrTooLittleHistory = errors.New("too little history: a forecast needs ten weeks in which " +
	"items were finished")

// minHistory is the least number of days to forecast from; below it nothing is known of drift.
const minHistory = 70
