// Package selection chooses what goes into the next release: the requirements whose customers
// bring the most value for the budgets there are.
//
// A customer's profit is won when everything they want is in, with everything that needs; a
// requirement may also have a value of its own. Rules say that at most one of a group can be in,
// or that a group comes together. Budgets are one or several.
//
// Solve gives a choice together with a bound that no choice can exceed: the Lagrangian relaxation
// of the budgets, whose inner problem is a maximum closure, found by a minimum cut (Picard 1976).
// Its multipliers are the prices of the budgets: what one more unit would be worth. The choice is
// searched by annealing on the customers at those prices. Everything is counted in steps, not
// seconds: the same problem, seed and steps give the same choice. Front lists the choices that
// are best for their cost; Check verifies any choice with code of its own.
package selection
