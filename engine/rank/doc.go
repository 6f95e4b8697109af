// Package rank orders items by a scoring framework and says how sure that order is.
//
// A framework is a named set of fields and a formula; every formula, built in or written by a
// user, runs on one small expression evaluator that never returns NaN or infinity. Values may be
// points or ranges. Ranges are drawn many times, so that each item gets a score and a rank with
// an 80 % range, a chance to be in the top k, a chance to outrank its neighbour, and the list
// gets an answer to "which estimate should we refine first?".
//
// The package also holds the small scoring rules of the trade that need no draws: Kano classes,
// opportunity scores, normalised weighted scores, agreement in priority poker, weights from an
// order of importance, pairwise comparison, and how well scorers' estimates turned out.
package rank
