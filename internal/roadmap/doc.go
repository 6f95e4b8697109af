// Package roadmap keeps teams with their capacity, and plans: which item is done when.
//
// The life of a plan: it is proposed from the open items, their estimates, teams, dependencies
// and what waiting for them costs; a person accepts it, which supersedes the one before, or
// drops it. The roadmap is the accepted plan as it is looked at.
//
// A plan is made in three steps, so that nobody waits for the solver: [Gather] reads what there
// is to plan, [Draft.Solve] plans without a transaction, and [Save] stores what came out, as a
// version of its own that never changes. [Accept] looks whether the capacity is still what the
// plan was made for.
//
// What waiting costs. An item costs, each week until it is finished, its cost of delay under CD3
// where somebody gave one, or else a fifty-second of the yearly revenue (ARR) of the accounts
// behind its evidence; plus 1, so that nothing waits for free. Each week after its due date it
// costs that once more. There are no exchange rates: amounts in different currencies are taken as
// they stand, and the objective says so.
//
// What is planned. An item with parts is planned by them as soon as one part can be planned, and
// what needs the item, or is needed by it, then needs them. An item that is in progress comes
// first and its estimate counts as what is left to do; one in review or further holds nothing
// up. Weeks begin on Monday: an item starts on one and finishes on a Friday.
package roadmap
