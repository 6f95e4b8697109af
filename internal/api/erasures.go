package api

import (
	"net/http"
	"time"

	"github.com/throughlinehq/throughline/internal/event"
	"github.com/throughlinehq/throughline/internal/flow"
	"github.com/throughlinehq/throughline/internal/people"
	"github.com/throughlinehq/throughline/internal/platform/database"
)

func (a *API) erasureRoutes() {
	read(a, Op{ID: "erasure-list", Method: http.MethodGet, Path: "/erasures",
		Summary: "List the erasures of people, the newest first", Verb: people.ErasePerson},
		listErasures)
	write(a, Op{ID: "erasure-create", Method: http.MethodPost, Path: "/erasures",
		Summary: "Erase a person: ids, events, variants, the customer and what they said",
		Verb:    people.ErasePerson, Status: http.StatusAccepted}, erasePerson)
	read(a, Op{ID: "erasure-get", Method: http.MethodGet, Path: "/erasures/{id}",
		Summary: "Read how far an erasure is", Verb: people.ErasePerson}, getErasure)
}

// erasureView says nothing of who was erased.
type erasureView struct {
	Record
	Identities  int64      `json:"identities" doc:"How many ids the person had"`
	Assignments int64      `json:"assignments" doc:"How many variants were remembered"`
	Listings    int64      `json:"listings" doc:"How many segments listed the person"`
	Customers   int64      `json:"customers" doc:"How many customers went by one of the ids"`
	Feedback    int64      `json:"feedback" doc:"How much they had said"`
	Messages    int64      `json:"messages" doc:"How many messages were for them"`
	Events      int64      `json:"events" doc:"How many events were deleted so far"`
	FinishedAt  *time.Time `json:"finished_at,omitempty" doc:"When the last event was deleted"`
}

func viewErasure(e event.Erasure) erasureView {
	return erasureView{recordOf(e.Meta), e.Identities, e.Assignments, e.Listings, e.Customers,
		e.Feedback, e.Messages, e.Events, e.FinishedAt}
}

func listErasures(tx *database.Tx, in *struct{ PageIn }) (PageOut[erasureView], error) {
	found, err := event.Erasures(tx, in.request())
	return pageOf(found, viewErasure), err
}

func erasePerson(tx *database.Tx, in *struct {
	Body struct {
		IDs []string `json:"ids" minItems:"1" maxItems:"100" doc:"What clients call the person, or an address"`
	}
}) (erasureView, error) {
	e, err := flow.ErasePerson(tx, in.Body.IDs)
	if err != nil {
		return erasureView{}, err
	}
	return viewErasure(e), nil
}

func getErasure(tx *database.Tx, in *PathID) (erasureView, error) {
	e, err := event.GetErasure(tx, in.ID)
	if err != nil {
		return erasureView{}, err
	}
	return viewErasure(e), nil
}
