package api

import (
	"net/http"

	"github.com/throughlinehq/throughline/internal/flag"
	"github.com/throughlinehq/throughline/internal/kit/id"
	"github.com/throughlinehq/throughline/internal/people"
	"github.com/throughlinehq/throughline/internal/platform/database"
)

func (a *API) environmentRoutes() {
	read(a, Op{ID: "environment-list", Method: http.MethodGet, Path: "/environments",
		Summary: "List where clients run", Verb: people.ReadFlags}, listEnvironments)
	write(a, Op{ID: "environment-create", Method: http.MethodPost, Path: "/environments",
		Summary: "Add an environment, in which every flag is off", Verb: people.ManageFlags,
		Status: http.StatusCreated}, addEnvironment)
	write(a, Op{ID: "environment-update", Method: http.MethodPatch, Path: "/environments/{id}",
		Summary: "Rename an environment", Verb: people.ManageFlags}, renameEnvironment)
	write(a, Op{ID: "environment-delete", Method: http.MethodDelete,
		Path: "/environments/{id}", Verb: people.ManageFlags,
		Summary: "Put an environment without keys and flags that are on in the bin"},
		removeEnvironment)
	read(a, Op{ID: "client-key-list", Method: http.MethodGet, Path: "/environments/{id}/keys",
		Summary: "List the keys of an environment's clients", Verb: people.ReadFlags},
		listClientKeys)
	write(a, Op{ID: "client-key-create", Method: http.MethodPost,
		Path: "/environments/{id}/keys", Verb: people.ManageFlags, ShownOnce: true,
		Summary: "Make a key for clients; its secret is shown once",
		Status:  http.StatusCreated}, addClientKey)
	write(a, Op{ID: "client-key-delete", Method: http.MethodDelete, Path: "/client-keys/{id}",
		Summary: "Revoke a client's key at once", Verb: people.ManageFlags,
		Unguarded: "a key has no versions that could be lost"}, revokeClientKey)
}

type environmentView struct {
	Record
	Key  string `json:"key" doc:"What rules may ask for; it never changes"`
	Name string `json:"name"`
}

func viewEnvironment(e flag.Environment) environmentView {
	return environmentView{recordOf(e.Meta), e.Key, e.Name}
}

func listEnvironments(tx *database.Tx, _ *struct{}) (PageOut[environmentView], error) {
	found, err := flag.Environments(tx)
	return all(found, viewEnvironment), err
}

func addEnvironment(tx *database.Tx, in *struct {
	Body struct {
		Key  string `json:"key"`
		Name string `json:"name"`
	}
}) (environmentView, error) {
	e, err := flag.AddEnvironment(tx, in.Body.Key, in.Body.Name)
	return viewEnvironment(e), err
}

func renameEnvironment(tx *database.Tx, in *struct {
	PathID
	Match
	Body struct {
		Name string `json:"name"`
	}
}) (environmentView, error) {
	e, err := flag.RenameEnvironment(tx, in.ID, in.version(), in.Body.Name)
	return viewEnvironment(e), err
}

func removeEnvironment(tx *database.Tx, in *struct {
	PathID
	Match
}) (none, error) {
	return none{}, flag.RemoveEnvironment(tx, in.ID, in.version())
}

type clientKeyView struct {
	Record
	EnvironmentID id.ID  `json:"environment_id"`
	Name          string `json:"name"`
	Prefix        string `json:"prefix"`
	Secret        string `json:"secret,omitempty" doc:"Shown once, when it is made"`
}

func viewClientKey(k flag.ClientKey) clientKeyView {
	return clientKeyView{Record: recordOf(k.Meta), EnvironmentID: k.EnvironmentID, Name: k.Name,
		Prefix: k.Prefix}
}

func listClientKeys(tx *database.Tx, in *PathID) (PageOut[clientKeyView], error) {
	found, err := flag.Keys(tx, in.ID)
	return all(found, viewClientKey), err
}

func addClientKey(tx *database.Tx, in *struct {
	PathID
	Body struct {
		Name string `json:"name"`
	}
}) (clientKeyView, error) {
	secret, k, err := flag.AddKey(tx, in.ID, in.Body.Name)
	v := viewClientKey(k)
	v.Secret = secret
	return v, err
}

func revokeClientKey(tx *database.Tx, in *PathID) (none, error) {
	return none{}, flag.RevokeKey(tx, in.ID)
}
