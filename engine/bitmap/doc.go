// Package bitmap counts people in events: how many did something on a day, in a week, in a month,
// how many came back, and how far they went through a funnel.
//
// An [Index] holds, for each event and day, the set of people who did it, as a compressed
// bitmap; every question about days is answered by uniting and intersecting such sets, without
// looking at an event again. People are small whole numbers that the caller gives out. What
// depends on the order within a day, a [Funnel], walks the events themselves.
package bitmap
