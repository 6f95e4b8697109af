package api

import (
	"net/http"

	"github.com/throughlinehq/throughline/internal/people"
	"github.com/throughlinehq/throughline/internal/platform/database"
	"github.com/throughlinehq/throughline/internal/roadmap"
)

func (a *API) teamRoutes() {
	read(a, Op{ID: "team-list", Method: http.MethodGet, Path: "/teams",
		Summary: "List the teams with their capacity", Verb: people.ReadRoadmap}, listTeams)
	write(a, Op{ID: "team-create", Method: http.MethodPost, Path: "/teams",
		Summary: "Add a team", Verb: people.Plan, Status: http.StatusCreated}, addTeam)
	write(a, Op{ID: "team-update", Method: http.MethodPatch, Path: "/teams/{id}",
		Summary: "Change a team's name or capacity", Verb: people.Plan}, changeTeam)
	write(a, Op{ID: "team-delete", Method: http.MethodDelete, Path: "/teams/{id}",
		Summary: "Put a team without open items in the bin", Verb: people.Plan}, removeTeam)
}

type teamView struct {
	Record
	Name       string          `json:"name"`
	Capacity   float64         `json:"capacity" doc:"Person-weeks a week"`
	Exceptions []exceptionView `json:"exceptions" nullable:"false"`
}

// exceptionView is a week in which a team can do more or less than usual.
type exceptionView struct {
	Week     string  `json:"week" doc:"Its Monday: 2027-01-11"`
	Capacity float64 `json:"capacity"`
}

func viewTeam(t roadmap.Team) teamView {
	v := teamView{recordOf(t.Meta), t.Name, t.Capacity, []exceptionView{}}
	for _, e := range t.Exceptions {
		v.Exceptions = append(v.Exceptions, exceptionView(e))
	}
	return v
}

func exceptionsOf(views []exceptionView) []roadmap.Exception {
	list := make([]roadmap.Exception, len(views))
	for n, e := range views {
		list[n] = roadmap.Exception(e)
	}
	return list
}

func listTeams(tx *database.Tx, _ *struct{}) (PageOut[teamView], error) {
	found, err := roadmap.Teams(tx)
	out := PageOut[teamView]{Records: make([]teamView, len(found))}
	for n, t := range found {
		out.Records[n] = viewTeam(t)
	}
	return out, err
}

func addTeam(tx *database.Tx, in *struct {
	Body struct {
		Name       string          `json:"name"`
		Capacity   float64         `json:"capacity"`
		Exceptions []exceptionView `json:"exceptions,omitempty" maxItems:"520"`
	}
}) (teamView, error) {
	t, err := roadmap.AddTeam(tx, in.Body.Name, in.Body.Capacity, exceptionsOf(in.Body.Exceptions))
	return viewTeam(t), err
}

func changeTeam(tx *database.Tx, in *struct {
	PathID
	Match
	Body struct {
		Name       *string          `json:"name,omitempty"`
		Capacity   *float64         `json:"capacity,omitempty"`
		Exceptions *[]exceptionView `json:"exceptions,omitempty" maxItems:"520"`
	}
}) (teamView, error) {
	patch := roadmap.TeamPatch{Name: in.Body.Name, Capacity: in.Body.Capacity}
	if in.Body.Exceptions != nil {
		weeks := exceptionsOf(*in.Body.Exceptions)
		patch.Exceptions = &weeks
	}
	t, err := roadmap.ChangeTeam(tx, in.ID, in.version(), patch)
	return viewTeam(t), err
}

func removeTeam(tx *database.Tx, in *struct {
	PathID
	Match
}) (none, error) {
	return none{}, roadmap.RemoveTeam(tx, in.ID, in.version())
}
