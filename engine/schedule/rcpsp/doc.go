// Package rcpsp solves the classical resource-constrained project scheduling problem, with one
// or several modes per job: find starts that keep precedence and capacities and finish soonest.
//
// It reads the PSPLIB (.sm, .mm) and Patterson (.rcp) formats, verifies any solution with code of
// its own, and searches with a genetic algorithm on two populations, of left- and right-justified
// schedules, that breed each other. The budget is a number of schedules; the same project, seed
// and budget give the same solution. What was found can then be proven, with a solver that learns
// from dead ends.
package rcpsp
