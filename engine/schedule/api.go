package schedule

import "github.com/throughlinehq/throughline/engine/schedule/model"

// What a plan is made of and made for lives in package model, with the verifier.
type (
	// Model is a planning problem.
	Model = model.Model
	// Calendar is the unit of time.
	Calendar = model.Calendar
	// Team is who does the work.
	Team = model.Team
	// Window is a stretch of constant capacity.
	Window = model.Window
	// Item is something to be planned.
	Item = model.Item
	// Mode is one way to do an item.
	Mode = model.Mode
	// Lock is what the solver may not choose.
	Lock = model.Lock
	// State is how far an item is.
	State = model.State
	// Demand is work for an item.
	Demand = model.Demand
	// Effort is a range in person-weeks.
	Effort = model.Effort
	// Delay is what waiting costs.
	Delay = model.Delay
	// Due is a promised finish.
	Due = model.Due
	// Dep is a dependency.
	Dep = model.Dep
	// Milestone is a moment to reach.
	Milestone = model.Milestone
	// Plan is a schedule for a model.
	Plan = model.Plan
	// Planned is one item in a plan.
	Planned = model.Planned
	// Left is an item that a plan does without.
	Left = model.Left
	// Rule says which items go together.
	Rule = model.Rule
	// Term is a part of an objective.
	Term = model.Term
	// Goal is what a plan comes to by one term.
	Goal = model.Goal
	// Limits say how long to search.
	Limits = model.Limits
	// Reached is a milestone in a plan.
	Reached = model.Reached
	// Work is what a team does for an item.
	Work = model.Work
	// Cause is what keeps an item from starting sooner.
	Cause = model.Cause
	// TeamLoad is a team's capacity and load.
	TeamLoad = model.TeamLoad
	// Terms is the parts of the objective.
	Terms = model.Terms
	// Conflict is a broken promise.
	Conflict = model.Conflict
	// Violation is a rule that a plan breaks.
	Violation = model.Violation
	// Change is one item whose dates differ between two plans.
	Change = model.Change
)

// The states of an item.
var (
	Waiting = model.Waiting
	Doing   = model.Doing
	Done    = model.Done
)

// The kinds of cause.
const (
	CauseNow         = model.CauseNow
	CauseDoing       = model.CauseDoing
	CausePredecessor = model.CausePredecessor
	CauseTeamFull    = model.CauseTeamFull
	CauseRelease     = model.CauseRelease
	CauseLock        = model.CauseLock
	CauseCalendar    = model.CauseCalendar
	CauseKept        = model.CauseKept
)

// Check verifies a plan against its model, with code that the solver does not use.
func Check(m Model, p Plan) []Violation { return model.Check(m, p) }

// Certain is an effort without spread.
func Certain(v float64) Effort { return model.Certain(v) }

// Between is a range with its median in the geometric middle.
func Between(p10, p90 float64) Effort { return model.Between(p10, p90) }

// Changes lists what moved between two plans.
func Changes(before, after Plan) []Change { return model.Changes(before, after) }

// LockedAt is a lock of the start.
func LockedAt(unit int) *Lock { return model.LockedAt(unit) }
