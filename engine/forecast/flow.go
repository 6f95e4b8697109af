package forecast

import (
	"fmt"
	"math"
	"slices"
)

// Flow compares what comes in with what goes out, the sanity line under a forecast.
type Flow struct {
	Arrivals   float64 `json:"arrivals"`   // per week
	Departures float64 `json:"departures"` // per week
	WIP        float64 `json:"wip"`        // items in progress now
	// CycleTime is how long an item in progress takes, in days, if the pace stays: Little's law,
	// work in progress = throughput x cycle time.
	CycleTime float64 `json:"cycle_time"`
	// Warning is empty when all is well.
	Warning string `json:"warning,omitempty"`
}

// LittlesLaw looks at the last days of both series. More arrivals than departures, beyond what
// chance explains, make every date late: the queue grows and with it the time in it.
func LittlesLaw(arrivals, departures Series, wip, days int) (Flow, error) {
	if err := arrivals.check(); err != nil {
		return Flow{}, fmt.Errorf("arrivals: %w", err)
	}
	if err := departures.check(); err != nil {
		return Flow{}, fmt.Errorf("departures: %w", err)
	}
	if days < 1 || days > len(arrivals) || days > len(departures) || wip < 0 {
		return Flow{}, fmt.Errorf("%d days of %d and %d, %d items in progress: not possible", days,
			len(arrivals), len(departures), wip)
	}
	in := float64(arrivals[len(arrivals)-days:].Total())
	out := float64(departures[len(departures)-days:].Total())
	weeks := float64(days) / 7
	f := Flow{Arrivals: in / weeks, Departures: out / weeks, WIP: float64(wip)}
	if out > 0 {
		f.CycleTime = f.WIP / (out / float64(days))
	}
	switch {
	case out == 0 && wip > 0:
		f.Warning = fmt.Sprintf("Nothing was finished in %d days while %d items are in progress.",
			days, wip)
	case in > out && (in-out)/math.Sqrt(in+out) > 1.645: // two Poisson counts, one-sided 5 %
		f.Warning = fmt.Sprintf("%.1f items arrive a week but %.1f are finished: the queue grows "+
			"by %.1f a week and every date moves out.", f.Arrivals, f.Departures,
			f.Arrivals-f.Departures)
	}
	return f, nil
}

// Age is an item in progress, seen against how long finished items took.
type Age struct {
	ID   string `json:"id"`
	Days int    `json:"days"`
	// Percentile is the share of finished items that took less time, in percent.
	Percentile int `json:"percentile"`
}

// Ages sorts items in progress by age, oldest first: an item beyond the 85th percentile is a
// date about to be missed.
func Ages(cycleTimes []int, inProgress map[string]int) []Age {
	sorted := slices.Clone(cycleTimes)
	slices.Sort(sorted)
	ages := make([]Age, 0, len(inProgress))
	for id, days := range inProgress {
		shorter, _ := slices.BinarySearch(sorted, days)
		ages = append(ages, Age{id, days, 100 * shorter / max(1, len(sorted))})
	}
	slices.SortFunc(ages, func(a, b Age) int {
		if a.Days != b.Days {
			return b.Days - a.Days
		}
		if a.ID < b.ID {
			return -1
		}
		return 1
	})
	return ages
}
