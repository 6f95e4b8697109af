package api

import (
	"encoding/json"
	"net/http"
	"time"

	"github.com/throughlinehq/throughline/internal/flag"
	"github.com/throughlinehq/throughline/internal/kit/id"
	"github.com/throughlinehq/throughline/internal/people"
	"github.com/throughlinehq/throughline/internal/platform/database"
)

func (a *API) flagRoutes() {
	read(a, Op{ID: "flag-list", Method: http.MethodGet, Path: "/flags",
		Summary: "List flags by key", Verb: people.ReadFlags}, listFlags)
	write(a, Op{ID: "flag-create", Method: http.MethodPost, Path: "/flags",
		Summary: "Add a flag, off everywhere", Verb: people.WriteFlags,
		Status: http.StatusCreated}, createFlag)
	read(a, Op{ID: "flag-get", Method: http.MethodGet, Path: "/flags/{id}",
		Summary: "Read one flag", Verb: people.ReadFlags}, getFlag)
	write(a, Op{ID: "flag-update", Method: http.MethodPatch, Path: "/flags/{id}",
		Summary: "Edit a flag's definition or description", Verb: people.WriteFlags}, changeFlag)
	write(a, Op{ID: "flag-delete", Method: http.MethodDelete, Path: "/flags/{id}",
		Summary: "Archive a flag; its key is free again", Verb: people.WriteFlags}, archiveFlag)
	write(a, Op{ID: "flag-switch", Method: http.MethodPut, Verb: people.WriteFlags,
		Path:    "/flags/{id}/environments/{environment}",
		Summary: "Switch a flag on or off in an environment"}, switchFlag)
	read(a, Op{ID: "flag-history", Method: http.MethodGet, Path: "/flags/{id}/versions",
		Summary: "List what a flag was, the newest first", Verb: people.ReadFlags}, listVersions)
}

type flagView struct {
	Record
	Key         string          `json:"key" doc:"What the product's code calls it"`
	Description string          `json:"description"`
	Definition  json.RawMessage `json:"definition" doc:"flagd's flag object, without its state"`
	EnabledIn   []id.ID         `json:"enabled_in" doc:"The environments in which it is on"`
}

func viewFlag(f flag.Flag) flagView {
	return flagView{Record: recordOf(f.Meta), Key: f.Key, Description: f.Description,
		Definition: json.RawMessage(f.Definition), EnabledIn: f.EnabledIn}
}

// shownFlag is a flag, or nothing beside an error.
func shownFlag(f flag.Flag, err error) (flagView, error) {
	if err != nil {
		return flagView{}, err
	}
	return viewFlag(f), nil
}

func listFlags(tx *database.Tx, in *struct {
	PageIn
	Text        string `query:"text" maxLength:"200" doc:"Part of the key or the description"`
	Environment id.ID  `query:"environment" maxLength:"80" doc:"Only what is on in it"`
}) (PageOut[flagView], error) {
	filter := flag.Filter{Words: in.Text, EnabledIn: in.Environment}
	found, err := flag.List(tx, filter, in.request())
	return pageOf(found, viewFlag), err
}

func createFlag(tx *database.Tx, in *struct {
	Body struct {
		Key         string          `json:"key"`
		Description string          `json:"description,omitempty"`
		Definition  json.RawMessage `json:"definition" doc:"flagd's flag object"`
	}
}) (flagView, error) {
	return shownFlag(flag.Create(tx, flag.Input{Key: in.Body.Key,
		Description: in.Body.Description, Definition: string(in.Body.Definition)}))
}

func getFlag(tx *database.Tx, in *PathID) (flagView, error) {
	return shownFlag(flag.Get(tx, in.ID))
}

func changeFlag(tx *database.Tx, in *struct {
	PathID
	Match
	Body struct {
		Description *string         `json:"description,omitempty"`
		Definition  json.RawMessage `json:"definition,omitempty" doc:"flagd's flag object"`
	}
}) (flagView, error) {
	patch := flag.Patch{Description: in.Body.Description}
	if in.Body.Definition != nil {
		text := string(in.Body.Definition)
		patch.Definition = &text
	}
	return shownFlag(flag.Change(tx, in.ID, in.version(), patch))
}

func archiveFlag(tx *database.Tx, in *struct {
	PathID
	Match
}) (none, error) {
	return none{}, flag.Archive(tx, in.ID, in.version())
}

func switchFlag(tx *database.Tx, in *struct {
	PathID
	Match
	Environment id.ID `path:"environment" maxLength:"80"`
	Body        struct {
		Enabled bool `json:"enabled"`
	}
}) (flagView, error) {
	return shownFlag(flag.Switch(tx, in.ID, in.version(), in.Environment, in.Body.Enabled))
}

// flagVersionView is what a flag was after one change.
type flagVersionView struct {
	Version     int64           `json:"version"`
	At          time.Time       `json:"at"`
	ActorID     id.ID           `json:"actor_id"`
	ActorName   string          `json:"actor_name"`
	Action      string          `json:"action" enum:"created,updated,enabled,disabled,archived,restored"`
	Description string          `json:"description"`
	Definition  json.RawMessage `json:"definition"`
	EnabledIn   []id.ID         `json:"enabled_in"`
}

func viewFlagVersion(v flag.Version) flagVersionView {
	return flagVersionView{v.Version, v.At, v.ActorID, v.ActorName, v.Action, v.Description,
		json.RawMessage(v.Definition), v.EnabledIn}
}

func listVersions(tx *database.Tx, in *struct {
	PathID
	PageIn
}) (PageOut[flagVersionView], error) {
	found, err := flag.History(tx, in.ID, in.request())
	return pageOf(found, viewFlagVersion), err
}
