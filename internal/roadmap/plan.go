package roadmap

import (
	"time"

	"github.com/throughlinehq/throughline/internal/kit/id"
	"github.com/throughlinehq/throughline/internal/platform/database"
)

// State says what became of a plan.
type State string

// The states of a plan.
const (
	Proposed   State = "proposed"
	Accepted   State = "accepted"
	Superseded State = "superseded" // accepted once; another was accepted after it
)

// Engine names the version of the solver that plans are made with: the same model, seed and
// engine give the same plan.
const Engine = "schedule 1"

// Plan is a schedule of items over teams and weeks. Only its name and state ever change.
type Plan struct {
	database.Meta
	database.Binned
	Number      int64
	Name        string
	State       State
	Start       string // the Monday of its first week
	Weeks       int64
	ItemCount   int64
	LateCount   int64 // items with a due date that are more likely late than not
	Objective   Objective
	Load        []Load
	Conflicts   []Note
	Unscheduled []Note
	Seed        int64
	Engine      string
	ModelHash   string
	AcceptedAt  *time.Time
	AcceptedBy  id.ID
}

// Objective is what the plan costs by delay, in units of the currency.
type Objective struct {
	DelayCost  float64 `json:"delay_cost"`
	Lateness   float64 `json:"lateness"`
	Stability  float64 `json:"stability"`
	Total      float64 `json:"total"`
	LowerBound float64 `json:"lower_bound"` // no plan costs less
	Currency   string  `json:"currency"`
	Mixed      bool    `json:"mixed"` // some amounts are in another currency
}

// Load is what a team has to do in a week, in person-weeks, and how much it can.
type Load struct {
	TeamID   id.ID   `json:"team_id"`
	Week     string  `json:"week"`
	Used     float64 `json:"used"`
	Capacity float64 `json:"capacity"`
}

// Over reports whether there is more to do than can be done; hundredths are rounding.
func (l Load) Over() bool { return l.Used > l.Capacity+.005 }

// Note says something about an item: why it is not planned, or which promise it breaks.
type Note struct {
	ItemID id.ID  `json:"item_id"`
	Key    string `json:"key"`
	Title  string `json:"title"`
	Reason string `json:"reason"`
}

// Planned is an item's place in a plan.
type Planned struct {
	ItemID          id.ID
	Place           int64
	TeamID          id.ID
	Start           string // a Monday
	Finish          string // a Friday, as are P50 and P85
	P50             string
	P85             string
	Due             string
	LateProbability float64 // 0 without a due date
	Effort          float64 // person-weeks, the median
	CostOfDelay     float64 // a week
	Cause           string  // what keeps it from starting a week sooner
	CauseKind       string
	CauseItemID     id.ID
	Locked          bool
	Why             string // what its time goes to, or makes it late; "" in plans made before
}

// Shown is a planned item with what the backlog says about it today.
type Shown struct {
	Planned
	Key    string
	Title  string
	Status string
}

// Full is a plan with its items, in the backlog's order.
type Full struct {
	Plan
	Items   []Shown
	Changes []Change // of a proposal, against the accepted plan
}
