package bitmap

import "github.com/RoaringBitmap/roaring/v2"

// Active counts, for each of n days from first on, the people who did an event on that day or
// one of the window-1 days before it: window 1 gives daily, 7 weekly, 30 monthly active users.
// n and window are at least 1.
//
// Days are cut into blocks as long as the window. Any window is then the end of one block and
// the beginning of the next, and both are built up day by day, so that a point costs three
// unions however long the window is.
func (x *Index) Active(event string, first Day, n, window int) []uint64 {
	of := x.events[event]
	counts := make([]uint64, n)
	if window == 1 {
		for i := range counts {
			counts[i] = of.on(first + Day(i)).GetCardinality()
		}
		return counts
	}
	ends := make([]*roaring.Bitmap, window) // ends[i] unites the block from its day i on
	beginning := roaring.New()              // unites the block that follows, up to today
	for i := range counts {
		at := i % window
		if at == 0 {
			of.unite(ends, first+Day(i-window))
			beginning = roaring.New()
		}
		beginning.Or(of.on(first + Day(i)))
		if at == window-1 {
			counts[i] = beginning.GetCardinality()
			continue
		}
		counts[i] = ends[at+1].OrCardinality(beginning)
	}
	return counts
}

// unite fills ends with the unions of a block that begins on first, from its last day backwards.
func (d days) unite(ends []*roaring.Bitmap, first Day) {
	so := roaring.New()
	for i := len(ends) - 1; i >= 0; i-- {
		so.Or(d.on(first + Day(i)))
		ends[i] = so.Clone()
	}
}

// Cohort is the people who did something for the first time in one period.
type Cohort struct {
	First    Day      `json:"first"`
	Size     uint64   `json:"size"`
	Returned []uint64 `json:"returned"` // in its own period, in the one after it, ...
}

// Retention groups people by the period in which they first did the event start, and counts how
// many of each group did the event back in each period up to the last. Periods are so many days
// long and n in number; people whose first time was before them belong to no cohort.
func (x *Index) Retention(start, back string, first Day, n, period int) []Cohort {
	begun, came := x.events[start], x.events[back]
	known := roaring.New()
	for day, set := range begun {
		if day < first {
			known.Or(set)
		}
	}
	returns := make([]*roaring.Bitmap, n)
	for i := range returns {
		returns[i] = came.within(first+Day(i*period), period)
	}
	cohorts := make([]Cohort, n)
	for i := range cohorts {
		from := first + Day(i*period)
		fresh := begun.within(from, period)
		fresh.AndNot(known)
		known.Or(fresh)
		cohorts[i] = Cohort{First: from, Size: fresh.GetCardinality()}
		for _, set := range returns[i:] {
			cohorts[i].Returned = append(cohorts[i].Returned, fresh.AndCardinality(set))
		}
	}
	return cohorts
}
