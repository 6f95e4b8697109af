// Package priority scores items under frameworks and puts them in order.
//
// The life of a score: somebody gives an item the values that a framework asks for, as points
// or as ranges; from then on the item has a rank among the candidates, a range for that rank, a
// chance to belong to the top, and a say in which estimate is worth refining first. Who gave a
// value is kept: where hats are kept apart, they may not accept the work.
package priority
