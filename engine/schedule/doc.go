// Package schedule plans items over teams and weeks: which item starts when, so that waiting
// costs least, and why it cannot start sooner.
//
// A Model holds teams with a capacity that may change from week to week, items with effort ranges
// in person-weeks, dependencies, dates and locks. Solve builds a Plan with a serial
// schedule-generation scheme and improves it by annealing on the order; Check verifies any plan
// with code of its own; Simulate replays a plan under uncertain efforts; Explain says in words
// what a late item waits for; Replan stays as close as it can to a plan there was. Everything is
// counted in schedules, not seconds: the same model, seed and budget give the same plan.
//
// Package schedule/model holds models, plans and the verifier, schedule/grid what teams have booked
// while a plan is built, schedule/choice what may be left out, schedule/lever what would help.
// Package schedule/rcpsp solves the classical project scheduling benchmarks.
package schedule
