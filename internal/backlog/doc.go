// Package backlog keeps the items of work, in one order, with what must hold for each.
//
// The life of an item: it is promoted from an opportunity or written down, made ready with an
// estimate and criteria, worked on and reviewed; the product owner accepts it or sends it back,
// and a release gives it to customers. Each item has its place in the order of the backlog, its
// parent, what it needs, its votes, and the kept counts of who asked for it.
package backlog
