package bitmap

import (
	"maps"
	"math"
	"slices"
	"time"

	"github.com/RoaringBitmap/roaring/v2"
)

// Day counts the days since 1970-01-01, UTC.
type Day int32

const microsPerDay = 24 * 60 * 60 * 1_000_000

// DayOf is the day of a moment, given in microseconds since 1970.
func DayOf(micros int64) Day {
	day := micros / microsPerDay
	if micros%microsPerDay < 0 {
		day-- // before 1970, too, a day begins at midnight
	}
	return Day(min(max(day, math.MinInt32), math.MaxInt32))
}

// Date is the day as 2027-01-14.
func (d Day) Date() string {
	return time.Unix(int64(d)*24*60*60, 0).UTC().Format(time.DateOnly)
}

// Any is the name under which every event counts.
const Any = ""

// Index knows who did what on which day. The zero value is empty and ready. It may be read by
// many at once, but not while it is added to.
type Index struct {
	events map[string]days
}

type days map[Day]*roaring.Bitmap

// Add notes that a person did something on a day. Noting it again changes nothing, so the order
// of events and their repetition do not matter.
func (x *Index) Add(event string, person uint32, day Day) {
	if x.events == nil {
		x.events = map[string]days{Any: {}}
	}
	x.events[Any].add(person, day)
	if event == Any {
		return
	}
	of := x.events[event]
	if of == nil {
		of = days{}
		x.events[event] = of
	}
	of.add(person, day)
}

// Put adds all the people who did something on a day; unlike [Index.Add], it does not count
// them under [Any].
func (x *Index) Put(event string, day Day, people *People) {
	if x.events == nil {
		x.events = map[string]days{Any: {}}
	}
	of := x.events[event]
	if of == nil {
		of = days{}
		x.events[event] = of
	}
	if set := of[day]; set != nil {
		set.Or(people.set)
		return
	}
	of[day] = people.set.Clone()
}

func (d days) add(person uint32, day Day) {
	set := d[day]
	if set == nil {
		set = roaring.New()
		d[day] = set
	}
	set.Add(person)
}

// Events lists the names of the events, sorted.
func (x *Index) Events() []string {
	names := slices.Sorted(maps.Keys(x.events))
	return slices.DeleteFunc(names, func(name string) bool { return name == Any })
}

// Bytes is roughly how much memory the sets take.
func (x *Index) Bytes() (total uint64) {
	for _, of := range x.events {
		for _, set := range of {
			total += set.GetSizeInBytes()
		}
	}
	return total
}

// Optimize packs the sets; worth it after many additions.
func (x *Index) Optimize() {
	for _, of := range x.events {
		for _, set := range of {
			set.RunOptimize()
		}
	}
}

// on is who did it on a day; never nil, and not to be changed.
func (d days) on(day Day) *roaring.Bitmap {
	if set := d[day]; set != nil {
		return set
	}
	return nobody
}

var nobody = roaring.New()

// within is who did it on any of n days from the first on.
func (d days) within(first Day, n int) *roaring.Bitmap {
	sets := make([]*roaring.Bitmap, n)
	for i := range sets {
		sets[i] = d.on(first + Day(i))
	}
	return roaring.FastOr(sets...)
}
