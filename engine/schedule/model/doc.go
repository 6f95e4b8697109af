// Package model holds what a plan is made for and what it is made of, and the verifier.
//
// Model is the problem: calendar, teams, items, dependencies, milestones. Plan is the answer. Check
// compares the two and names every rule that is broken. It cannot share code with the solver, which
// imports this package.
package model
