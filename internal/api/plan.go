package api

import (
	"time"

	"github.com/throughlinehq/throughline/internal/kit/id"
	"github.com/throughlinehq/throughline/internal/roadmap"
)

// PlanHead is a plan as a list shows it.
type PlanHead struct {
	Record
	Number        int64         `json:"number"`
	Name          string        `json:"name"`
	State         string        `json:"state" enum:"proposed,accepted,superseded"`
	Start         string        `json:"start" format:"date" doc:"The Monday of its first week"`
	Weeks         int64         `json:"weeks"`
	ItemCount     int64         `json:"item_count"`
	LateCount     int64         `json:"late_count" doc:"Items more likely late than not"`
	Unplanned     int64         `json:"unscheduled_count"`
	Objective     planObjective `json:"objective"`
	Seed          int64         `json:"seed"`
	Engine        string        `json:"engine"`
	ModelHash     string        `json:"model_hash" doc:"SHA-256 of what was planned"`
	AcceptedAt    *time.Time    `json:"accepted_at,omitempty"`
	AcceptedBy    id.ID         `json:"accepted_by,omitempty"`
	OverloadCount int64         `json:"overload_count" doc:"Weeks with too much to do"`
}

// planObjective is what a plan costs by delay, in units of the currency.
type planObjective struct {
	DelayCost  float64 `json:"delay_cost" doc:"What waiting costs until each item is finished"`
	Lateness   float64 `json:"lateness" doc:"What finishing after due dates costs"`
	Stability  float64 `json:"stability" doc:"The price of moving away from the accepted plan"`
	Total      float64 `json:"total"`
	LowerBound float64 `json:"lower_bound" doc:"No plan has a smaller delay cost"`
	Currency   string  `json:"currency"`
	Mixed      bool    `json:"mixed" doc:"Some amounts are in another currency"`
}

// planView is a whole plan.
type planView struct {
	PlanHead
	Items       []planItem   `json:"items" nullable:"false" doc:"In the backlog's order"`
	Load        []planLoad   `json:"load" nullable:"false"`
	Overloads   []planLoad   `json:"overloads" nullable:"false" doc:"Where used is above capacity"`
	Conflicts   []planNote   `json:"conflicts" nullable:"false" doc:"Locks that break needs"`
	Unscheduled []planNote   `json:"unscheduled" nullable:"false"`
	Changes     []planChange `json:"changes" nullable:"false" doc:"To the accepted plan"`
}

// planItem is an item's place in a plan.
type planItem struct {
	ItemID      id.ID    `json:"item_id"`
	Key         string   `json:"key"`
	Title       string   `json:"title"`
	Status      string   `json:"status" doc:"The item's, today"`
	TeamID      id.ID    `json:"team_id"`
	Start       string   `json:"start" format:"date" doc:"A Monday"`
	Finish      string   `json:"finish" format:"date" doc:"A Friday, as are p50 and p85"`
	P50         string   `json:"p50" format:"date" doc:"Finished by then in one case of two"`
	P85         string   `json:"p85" format:"date" doc:"Finished by then in 85 cases of 100"`
	Due         string   `json:"due,omitempty" format:"date"`
	Late        *float64 `json:"late_probability,omitempty" doc:"Only with a due date"`
	Effort      float64  `json:"effort" doc:"Person-weeks"`
	CostOfDelay float64  `json:"cost_of_delay" doc:"What a week without it costs"`
	Cause       string   `json:"cause" doc:"What keeps it from starting a week sooner"`
	CauseKind   string   `json:"cause_kind" enum:"now,doing,predecessor,team full,lock,calendar"`
	CauseItemID id.ID    `json:"cause_item_id,omitempty"`
	Locked      bool     `json:"locked"`
	Why         string   `json:"why" doc:"What its time goes to, or makes it late, in a sentence"`
}

// planLoad is a team's week.
type planLoad struct {
	TeamID   id.ID   `json:"team_id"`
	Week     string  `json:"week" format:"date" doc:"Its Monday"`
	Used     float64 `json:"used" doc:"Person-weeks"`
	Capacity float64 `json:"capacity" doc:"In the accepted plan: as it is today"`
}

// planNote says something about an item.
type planNote struct {
	ItemID id.ID  `json:"item_id"`
	Key    string `json:"key"`
	Title  string `json:"title"`
	Reason string `json:"reason"`
}

// planChange is an item that moves; without dates it is not in that plan.
type planChange struct {
	ItemID     id.ID  `json:"item_id"`
	Key        string `json:"key"`
	Title      string `json:"title"`
	FromStart  string `json:"from_start,omitempty" format:"date"`
	FromFinish string `json:"from_finish,omitempty" format:"date"`
	ToStart    string `json:"to_start,omitempty" format:"date"`
	ToFinish   string `json:"to_finish,omitempty" format:"date"`
	Why        string `json:"why"`
}

func viewPlanHead(p roadmap.Plan) PlanHead {
	return PlanHead{Record: recordOf(p.Meta), Number: p.Number, Name: p.Name,
		State: string(p.State), Start: p.Start, Weeks: p.Weeks, ItemCount: p.ItemCount,
		LateCount: p.LateCount, Unplanned: int64(len(p.Unscheduled)),
		Objective: planObjective(p.Objective), Seed: p.Seed, Engine: p.Engine,
		ModelHash: p.ModelHash, AcceptedAt: p.AcceptedAt, AcceptedBy: p.AcceptedBy,
		OverloadCount: int64(len(overloads(p.Load)))}
}

func viewPlan(p roadmap.Full) planView {
	return planView{PlanHead: viewPlanHead(p.Plan), Items: viewPlanItems(p.Items),
		Load:        viewAll(p.Load, func(l roadmap.Load) planLoad { return planLoad(l) }),
		Overloads:   overloads(p.Load),
		Conflicts:   viewAll(p.Conflicts, viewNote),
		Unscheduled: viewAll(p.Unscheduled, viewNote),
		Changes: viewAll(p.Changes,
			func(c roadmap.Change) planChange { return planChange(c) })}
}

func viewNote(n roadmap.Note) planNote { return planNote(n) }

func overloads(loads []roadmap.Load) []planLoad {
	over := []planLoad{}
	for _, l := range loads {
		if l.Over() {
			over = append(over, planLoad(l))
		}
	}
	return over
}

func viewPlanItems(items []roadmap.Shown) []planItem { return viewAll(items, viewPlanItem) }

func viewPlanItem(i roadmap.Shown) planItem {
	v := planItem{ItemID: i.ItemID, Key: i.Key, Title: i.Title, Status: i.Status,
		TeamID: i.TeamID, Start: i.Start, Finish: i.Finish, P50: i.P50, P85: i.P85, Due: i.Due,
		Effort: i.Effort, CostOfDelay: i.CostOfDelay, Cause: i.Cause, CauseKind: i.CauseKind,
		CauseItemID: i.CauseItemID, Locked: i.Locked, Why: i.Why}
	if i.Due != "" {
		v.Late = &i.LateProbability
	}
	return v
}

// viewAll views every record of a list; the list is never null.
func viewAll[R, V any](records []R, view func(R) V) []V {
	out := make([]V, len(records))
	for n, r := range records {
		out[n] = view(r)
	}
	return out
}
