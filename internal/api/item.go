package api

import (
	"github.com/danielgtaylor/huma/v2"

	"github.com/throughlinehq/throughline/internal/backlog"
	"github.com/throughlinehq/throughline/internal/kit/id"
)

// itemView is how an item is shown.
type itemView struct {
	Record
	Number         int64         `json:"number"`
	Key            string        `json:"key" doc:"HAR-12"`
	ProductID      id.ID         `json:"product_id"`
	Type           string        `json:"type" enum:"initiative,feature,story,bug,task"`
	ParentID       id.ID         `json:"parent_id,omitempty"`
	Title          string        `json:"title"`
	Description    string        `json:"description"`
	Status         itemStatus    `json:"status"`
	NextStatuses   []itemStatus  `json:"next_statuses" nullable:"false" doc:"Settable by hand now"`
	TeamID         id.ID         `json:"team_id,omitempty"`
	AssigneeID     id.ID         `json:"assignee_id,omitempty"`
	Estimate       *estimateView `json:"estimate,omitempty"`
	Due            string        `json:"due,omitempty" format:"date"`
	Position       string        `json:"position" doc:"Sorts the backlog, byte by byte"`
	VoteCount      int64         `json:"vote_count"`
	Voted          bool          `json:"voted" doc:"By you"`
	CustomerCount  int64         `json:"customer_count" doc:"Who asked, by linked quotes"`
	AccountCount   int64         `json:"account_count"`
	ARRMinor       int64         `json:"arr_minor" doc:"What these accounts pay a year"`
	Currency       string        `json:"currency"`
	CriteriaTotal  int64         `json:"criteria_total"`
	CriteriaMet    int64         `json:"criteria_met"`
	OpportunityIDs []id.ID       `json:"opportunity_ids" nullable:"false"`
	Needs          []id.ID       `json:"needs" nullable:"false" doc:"Items to be finished first"`
}

// itemStatus is described to clients by its values.
type itemStatus string

// Schema lists the statuses.
func (itemStatus) Schema(huma.Registry) *huma.Schema {
	s := &huma.Schema{Type: huma.TypeString}
	for _, status := range backlog.Statuses {
		s.Enum = append(s.Enum, status)
	}
	return s
}

// estimateView is an effort with its uncertainty.
type estimateView struct {
	P10 float64 `json:"p10" doc:"Person-weeks: less in one case of ten"`
	P50 float64 `json:"p50"`
	P90 float64 `json:"p90"`
}

func viewItem(l backlog.Listed) itemView {
	v := itemView{
		Record: recordOf(l.Meta), Number: l.Number, Key: l.Key, ProductID: l.ProductID,
		Type: string(l.Type), ParentID: l.ParentID, Title: l.Title, Description: l.Description,
		Status: itemStatus(l.Status), TeamID: l.TeamID, AssigneeID: l.AssigneeID, Due: l.Due,
		Position: l.Position, VoteCount: l.VoteCount, Voted: l.Voted,
		CustomerCount: l.CustomerCount, AccountCount: l.AccountCount, ARRMinor: l.ARRMinor,
		Currency: l.Currency, CriteriaTotal: l.CriteriaTotal, CriteriaMet: l.CriteriaMet,
		OpportunityIDs: append([]id.ID{}, l.OpportunityIDs...),
		Needs:          append([]id.ID{}, l.Needs...),
	}
	v.NextStatuses = []itemStatus{}
	for _, s := range backlog.NextStatuses(l.Status) {
		v.NextStatuses = append(v.NextStatuses, itemStatus(s))
	}
	if l.Known() {
		v.Estimate = &estimateView{l.P10, l.P50, l.P90}
	}
	return v
}

// itemInput is a new item as a client sends it.
type itemInput struct {
	ProductID   id.ID        `json:"product_id,omitempty" doc:"Left out: the first product"`
	Type        string       `json:"type,omitempty" default:"story"`
	ParentID    id.ID        `json:"parent_id,omitempty"`
	Title       string       `json:"title"`
	Description string       `json:"description,omitempty"`
	TeamID      id.ID        `json:"team_id,omitempty"`
	AssigneeID  id.ID        `json:"assignee_id,omitempty"`
	Estimate    estimateView `json:"estimate,omitzero"`
	Due         string       `json:"due,omitempty"`
}

func (in itemInput) input() backlog.Input {
	return backlog.Input{ProductID: in.ProductID, Type: backlog.Type(in.Type),
		ParentID: in.ParentID, Title: in.Title, Description: in.Description, TeamID: in.TeamID,
		AssigneeID: in.AssigneeID, Estimate: backlog.Estimate(in.Estimate), Due: in.Due}
}

// itemPatch is a change; what is left out stays. An empty id or day clears the field.
type itemPatch struct {
	Type        *backlog.Type          `json:"type,omitempty"`
	ParentID    *id.ID                 `json:"parent_id,omitempty"`
	Title       *string                `json:"title,omitempty"`
	Description *string                `json:"description,omitempty"`
	Status      *backlog.Status        `json:"status,omitempty"`
	TeamID      *id.ID                 `json:"team_id,omitempty"`
	AssigneeID  *id.ID                 `json:"assignee_id,omitempty"`
	Estimate    nullable[estimateView] `json:"estimate,omitzero" doc:"null clears it"`
	Due         *string                `json:"due,omitempty"`
}

func (p itemPatch) patch() backlog.Patch {
	return backlog.Patch{Type: p.Type, ParentID: p.ParentID, Title: p.Title,
		Description: p.Description, Status: p.Status, TeamID: p.TeamID,
		AssigneeID: p.AssigneeID, Estimate: (*backlog.Estimate)(p.Estimate.change()), Due: p.Due}
}
