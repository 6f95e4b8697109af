package api

import (
	"context"
	"net/http"

	"github.com/throughlinehq/throughline/internal/kit/id"
	"github.com/throughlinehq/throughline/internal/people"
	"github.com/throughlinehq/throughline/internal/platform/database"
	"github.com/throughlinehq/throughline/internal/roadmap"
)

func (a *API) roadmapRoutes() {
	a.teamRoutes()
	read(a, Op{ID: "plan-list", Method: http.MethodGet, Path: "/plans",
		Summary: "List plans, the newest first", Verb: people.ReadRoadmap}, listPlans)
	a.proposeRoute()
	read(a, Op{ID: "plan-get", Method: http.MethodGet, Path: "/plans/{id}",
		Summary: "Read one plan and what it changes", Verb: people.ReadRoadmap}, getPlan)
	write(a, Op{ID: "plan-update", Method: http.MethodPatch, Path: "/plans/{id}",
		Summary: "Rename a plan", Verb: people.Plan}, renamePlan)
	write(a, Op{ID: "plan-delete", Method: http.MethodDelete, Path: "/plans/{id}",
		Summary: "Put a proposal in the bin", Verb: people.Plan}, removePlan)
	write(a, Op{ID: "plan-accept", Method: http.MethodPost, Path: "/plans/{id}/acceptance",
		Summary: "Make a proposal the accepted plan", Verb: people.Plan}, acceptPlan)
	read(a, Op{ID: "roadmap-get", Method: http.MethodGet, Path: "/roadmap",
		Summary: "Read the accepted plan by what comes now, next and later",
		Verb:    people.ReadRoadmap}, getRoadmap)
}

// planInput asks for a plan.
type planInput struct {
	Name    string     `json:"name"`
	Start   string     `json:"start,omitempty" doc:"A Monday; left out: this week's"`
	ItemIDs []id.ID    `json:"item_ids,omitempty" maxItems:"20000" doc:"None: all ready or under way"`
	Locks   []planLock `json:"locks,omitempty" maxItems:"1000"`
	Seed    int64      `json:"seed,omitempty" doc:"The same seed and records give the same plan"`
}

// planLock holds an item to a start.
type planLock struct {
	ItemID id.ID  `json:"item_id"`
	Start  string `json:"start" doc:"A Monday"`
}

func (in planInput) request() roadmap.Request {
	r := roadmap.Request{Name: in.Name, Start: in.Start, ItemIDs: in.ItemIDs, Seed: in.Seed}
	for _, l := range in.Locks {
		r.Locks = append(r.Locks, roadmap.Lock(l))
	}
	return r
}

// proposeRoute declares the one operation that works between two transactions: nothing waits
// for the solver.
func (a *API) proposeRoute() {
	op := Op{ID: "plan-propose", Method: http.MethodPost, Path: "/plans",
		Summary: "Solve a plan and keep it as a proposal", Verb: people.Plan,
		Status: http.StatusCreated}
	plain(a, op, func(ctx context.Context, in *struct{ Body planInput }) (planView, error) {
		return a.propose(ctx, op, in.Body.request())
	})
}

func (a *API) propose(ctx context.Context, op Op, r roadmap.Request) (out planView, err error) {
	call := callOf(ctx)
	var draft *roadmap.Draft
	err = a.DB.Read(ctx, call.scope, func(tx *database.Tx) error {
		draft, err = roadmap.Gather(tx, r)
		return err
	})
	if err != nil {
		return out, err
	}
	solved, err := draft.Solve()
	if err != nil {
		return out, err
	}
	err = a.DB.Write(ctx, call.scope, func(tx *database.Tx) error {
		out, err = once(tx, call, op, func() (planView, error) {
			p, err := roadmap.Save(tx, solved)
			if err != nil {
				return planView{}, err
			}
			return getPlan(tx, &PathID{p.ID})
		})
		return err
	})
	return out, err
}

func listPlans(tx *database.Tx, in *PageIn) (PageOut[PlanHead], error) {
	found, err := roadmap.Plans(tx, in.request())
	return pageOf(found, viewPlanHead), err
}

func getPlan(tx *database.Tx, in *PathID) (planView, error) {
	p, err := roadmap.LoadPlan(tx, in.ID)
	return viewPlan(p), err
}

func renamePlan(tx *database.Tx, in *struct {
	PathID
	Match
	Body struct {
		Name string `json:"name"`
	}
}) (planView, error) {
	if err := roadmap.Rename(tx, in.ID, in.version(), in.Body.Name); err != nil {
		return planView{}, err
	}
	return getPlan(tx, &in.PathID)
}

func removePlan(tx *database.Tx, in *struct {
	PathID
	Match
}) (none, error) {
	return none{}, roadmap.Remove(tx, in.ID, in.version())
}

func acceptPlan(tx *database.Tx, in *PathID) (planView, error) {
	if err := roadmap.Accept(tx, in.ID); err != nil {
		return planView{}, err
	}
	return getPlan(tx, in)
}

// roadmapView is the accepted plan as it is looked at.
type roadmapView struct {
	Plan    *planView `json:"plan,omitempty" doc:"Absent while no plan is accepted"`
	Buckets buckets   `json:"buckets"`
}

// buckets hold the items that are not done.
type buckets struct {
	Now   []planItem `json:"now" nullable:"false" doc:"In progress, or starts within 2 weeks"`
	Next  []planItem `json:"next" nullable:"false" doc:"Starts within the 12 weeks after them"`
	Later []planItem `json:"later" nullable:"false" doc:"The rest"`
}

func getRoadmap(tx *database.Tx, _ *struct{}) (roadmapView, error) {
	v, err := roadmap.Look(tx)
	if err != nil {
		return roadmapView{}, err
	}
	out := roadmapView{Buckets: buckets{Now: viewPlanItems(v.Now), Next: viewPlanItems(v.Next),
		Later: viewPlanItems(v.Later)}}
	if v.Plan != nil {
		plan := viewPlan(*v.Plan)
		out.Plan = &plan
	}
	return out, nil
}
