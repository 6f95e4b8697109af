package api

import (
	"net/http"
	"time"

	"github.com/throughlinehq/throughline/internal/flow"
	"github.com/throughlinehq/throughline/internal/kit/id"
	"github.com/throughlinehq/throughline/internal/people"
	"github.com/throughlinehq/throughline/internal/platform/database"
)

// restorable is where the records of each kind are found that can be taken out of the bin.
var restorable = []struct{ kind, path, article string }{
	{"feedback", "/feedback", ""},
	{"opportunity", "/opportunities", "an "},
	{"item", "/items", "an "},
	{"criterion", "/criteria", "a "},
	{"plan", "/plans", "a "},
	{"team", "/teams", "a "},
	{"release", "/releases", "a "},
	{"environment", "/environments", "an "},
	{"flag", "/flags", "a "},
	{"segment", "/segments", "a "},
}

func (a *API) binRoutes() {
	read(a, Op{ID: "bin-list", Method: http.MethodGet, Path: "/bin", Verb: people.ReadLine,
		Summary: "List what was removed that you may bring back, the last first"}, listBin)
	verbs := flow.Restorable()
	for _, r := range restorable {
		write(a, Op{ID: r.kind + "-restore", Method: http.MethodPost,
			Path: r.path + "/{id}/restoration", Verb: verbs[r.kind],
			Summary: "Take " + r.article + r.kind + " out of the bin"},
			func(tx *database.Tx, in *PathID) (none, error) {
				return none{}, flow.Restore(tx, r.kind, in.ID)
			})
	}
}

// removedView is a record in the bin.
type removedView struct {
	ID        id.ID      `json:"id"`
	Kind      string     `json:"kind" enum:"feedback,opportunity,item,criterion,plan,team,release,environment,flag,segment"`
	Title     string     `json:"title" doc:"Its name, or how it begins"`
	RemovedAt time.Time  `json:"removed_at"`
	RemovedBy string     `json:"removed_by" doc:"Empty when nobody knows any more"`
	DueAt     *time.Time `json:"due_at,omitempty" doc:"When it is deleted for good; none: never"`
}

func viewRemoved(r flow.Removed) removedView {
	return removedView{r.RecordID, r.Kind, r.Title, r.RemovedAt, r.RemovedByName, r.DueAt}
}

func listBin(tx *database.Tx, in *struct {
	PageIn
	Kind string `query:"kind" enum:"feedback,opportunity,item,criterion,plan,team,release,environment,flag,segment"`
}) (PageOut[removedView], error) {
	found, err := flow.Bin(tx, in.Kind, in.request())
	return pageOf(found, viewRemoved), err
}
