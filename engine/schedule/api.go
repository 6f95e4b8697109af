package schedule

import "github.com/throughlinehq/throughline/engine/schedule/model"

// What a plan is made of and made for lives in package model, with the verifier.
type (
	Model     = model.Model
	Calendar  = model.Calendar
	Team      = model.Team
	Window    = model.Window
	Item      = model.Item
	State     = model.State
	Demand    = model.Demand
	Effort    = model.Effort
	Delay     = model.Delay
	Due       = model.Due
	Dep       = model.Dep
	Milestone = model.Milestone
	Plan      = model.Plan
	Planned   = model.Planned
	Reached   = model.Reached
	Work      = model.Work
	Cause     = model.Cause
	TeamLoad  = model.TeamLoad
	Terms     = model.Terms
	Conflict  = model.Conflict
	Violation = model.Violation
	Change    = model.Change
)

// The states of an item, and the kinds of cause.
const (
	Waiting = model.Waiting
	Doing   = model.Doing
	Done    = model.Done

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
