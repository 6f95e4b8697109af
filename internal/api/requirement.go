package api

import (
	"net/http"
	"time"

	"github.com/throughlinehq/throughline/internal/backlog"
	"github.com/throughlinehq/throughline/internal/flow"
	"github.com/throughlinehq/throughline/internal/kit/id"
	"github.com/throughlinehq/throughline/internal/people"
	"github.com/throughlinehq/throughline/internal/platform/database"
)

// requirementRoutes are what an item needs and what must hold for it.
func (a *API) requirementRoutes() {
	write(a, Op{ID: "item-needs", Method: http.MethodPost, Path: "/items/{id}/dependencies",
		Summary: "Let an item wait for another", Verb: people.WriteBacklog,
		Status: http.StatusCreated}, needItem)
	write(a, Op{ID: "item-needs-no-more", Method: http.MethodDelete,
		Path: "/items/{id}/dependencies/{needs}", Summary: "End a dependency",
		Verb: people.WriteBacklog, Unguarded: "a dependency is there or not"}, unneedItem)
	write(a, Op{ID: "opportunity-promote", Method: http.MethodPost,
		Path: "/opportunities/{id}/items", Summary: "Make an item that answers an opportunity",
		Verb: people.WriteBacklog, Status: http.StatusCreated}, promoteOpportunity)
	write(a, Op{ID: "item-answers", Method: http.MethodPut, Path: "/items/{id}/opportunities",
		Summary: "Say which opportunities an item answers", Verb: people.WriteBacklog,
		Unguarded: "a set that is replaced whole"}, answerOpportunities)
	read(a, Op{ID: "criterion-list", Method: http.MethodGet, Path: "/items/{id}/criteria",
		Summary: "List what must hold for an item", Verb: people.ReadBacklog}, listCriteria)
	write(a, Op{ID: "criterion-create", Method: http.MethodPost, Path: "/items/{id}/criteria",
		Summary: "Add a criterion", Verb: people.WriteBacklog, Status: http.StatusCreated},
		addCriterion)
	write(a, Op{ID: "criterion-update", Method: http.MethodPatch, Path: "/criteria/{id}",
		Summary: "Reword a criterion, or note whether it holds", Verb: people.WriteBacklog},
		changeCriterion)
	write(a, Op{ID: "criterion-delete", Method: http.MethodDelete, Path: "/criteria/{id}",
		Summary: "Remove a criterion", Verb: people.WriteBacklog}, removeCriterion)
	write(a, Op{ID: "item-acceptance", Method: http.MethodPost, Path: "/items/{id}/acceptance",
		Summary: "Give the verdict on an item", Verb: people.Accept,
		Status: http.StatusCreated}, acceptItem)
	read(a, Op{ID: "acceptance-list", Method: http.MethodGet, Path: "/items/{id}/acceptance",
		Summary: "List the verdicts on an item, the last first", Verb: people.ReadBacklog},
		listAcceptances)
}

func needItem(tx *database.Tx, in *struct {
	PathID
	Body struct {
		Needs id.ID  `json:"needs" doc:"The item to be finished first"`
		Kind  string `json:"kind,omitempty" default:"finish_to_start"`
	}
}) (itemView, error) {
	if err := backlog.Need(tx, in.ID, in.Body.Needs, in.Body.Kind); err != nil {
		return itemView{}, err
	}
	return getItem(tx, &in.PathID)
}

func unneedItem(tx *database.Tx, in *struct {
	PathID
	Needs id.ID `path:"needs" maxLength:"80"`
}) (none, error) {
	return none{}, backlog.Unneed(tx, in.ID, in.Needs)
}

func promoteOpportunity(tx *database.Tx, in *struct {
	PathID
	Body struct {
		Title     string       `json:"title,omitempty" doc:"Left out: the opportunity's"`
		Type      backlog.Type `json:"type,omitempty" doc:"Left out: feature"`
		ProductID id.ID        `json:"product_id,omitempty" doc:"Left out: the first product"`
	}
}) (itemView, error) {
	i, err := backlog.Promote(tx, in.ID, backlog.Input{Title: in.Body.Title,
		Type: in.Body.Type, ProductID: in.Body.ProductID})
	if err != nil {
		return itemView{}, err
	}
	return getItem(tx, &PathID{i.ID})
}

func answerOpportunities(tx *database.Tx, in *struct {
	PathID
	Body struct {
		OpportunityIDs []id.ID `json:"opportunity_ids" maxItems:"50" uniqueItems:"true"`
	}
}) (itemView, error) {
	if err := backlog.Answer(tx, in.ID, in.Body.OpportunityIDs); err != nil {
		return itemView{}, err
	}
	return getItem(tx, &in.PathID)
}

type criterionView struct {
	Record
	ItemID    id.ID      `json:"item_id"`
	Text      string     `json:"text"`
	Status    string     `json:"status" enum:"open,met,failed"`
	Evidence  string     `json:"evidence" doc:"How we know"`
	CheckedBy id.ID      `json:"checked_by,omitempty"`
	CheckedAt *time.Time `json:"checked_at,omitempty"`
}

func viewCriterion(k backlog.Criterion) criterionView {
	return criterionView{recordOf(k.Meta), k.ItemID, k.Text, string(k.Status), k.Evidence,
		k.CheckedBy, k.CheckedAt}
}

func listCriteria(tx *database.Tx, in *PathID) (PageOut[criterionView], error) {
	found, err := backlog.Criteria(tx, in.ID)
	return all(found, viewCriterion), err
}

func addCriterion(tx *database.Tx, in *struct {
	PathID
	Body struct {
		Text string `json:"text"`
	}
}) (criterionView, error) {
	k, err := backlog.AddCriterion(tx, in.ID, in.Body.Text)
	return viewCriterion(k), err
}

func changeCriterion(tx *database.Tx, in *struct {
	PathID
	Match
	Body struct {
		Text     *string                  `json:"text,omitempty"`
		Status   *backlog.CriterionStatus `json:"status,omitempty"`
		Evidence *string                  `json:"evidence,omitempty"`
	}
}) (criterionView, error) {
	k, err := backlog.ChangeCriterion(tx, in.ID, in.version(),
		backlog.CriterionPatch(in.Body))
	return viewCriterion(k), err
}

func removeCriterion(tx *database.Tx, in *struct {
	PathID
	Match
}) (none, error) {
	return none{}, backlog.RemoveCriterion(tx, in.ID, in.version())
}

func acceptItem(tx *database.Tx, in *struct {
	PathID
	Body struct {
		Verdict string `json:"verdict" doc:"accepted or rejected"`
		Reason  string `json:"reason,omitempty" doc:"A rejection says what is missing"`
	}
}) (itemView, error) {
	verdict := backlog.Verdict(in.Body.Verdict)
	if _, err := flow.Accept(tx, in.ID, verdict, in.Body.Reason); err != nil {
		return itemView{}, err
	}
	return getItem(tx, &in.PathID)
}

type acceptanceView struct {
	Record
	ItemID   id.ID                     `json:"item_id"`
	Verdict  string                    `json:"verdict" enum:"accepted,rejected"`
	Reason   string                    `json:"reason"`
	JudgedBy id.ID                     `json:"judged_by"`
	Criteria []backlog.JudgedCriterion `json:"criteria" nullable:"false" doc:"As they stood"`
}

func listAcceptances(tx *database.Tx, in *PathID) (PageOut[acceptanceView], error) {
	found, err := backlog.Acceptances(tx, in.ID)
	return all(found, func(a backlog.Acceptance) acceptanceView {
		return acceptanceView{recordOf(a.Meta), a.ItemID, string(a.Verdict), a.Reason,
			a.JudgedBy, append([]backlog.JudgedCriterion{}, a.Criteria...)}
	}), err
}
