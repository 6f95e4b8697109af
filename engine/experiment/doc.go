// Package experiment reads an experiment from raw rows: who was exposed to which variant, what they
// did in the window after it, and what the plan says about that.
//
// An event counts once, by its identifier. A user counts from the first exposure on; who was
// exposed to two variants is left out and counted as such. Read gives each metric's effect with
// its interval, checks the sample ratio, and comes to a verdict by the plan's rule. The verdict
// carries the hash of the plan and the rows, so that anybody can see whether it still fits them.
package experiment
