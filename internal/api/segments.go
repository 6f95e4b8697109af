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

func (a *API) segmentRoutes() {
	read(a, Op{ID: "segment-list", Method: http.MethodGet, Path: "/segments",
		Summary: "List segments by key", Verb: people.ReadFlags}, listSegments)
	write(a, Op{ID: "segment-create", Method: http.MethodPost, Path: "/segments",
		Summary: "Add a segment, which rules of flags can name by its key",
		Verb:    people.WriteFlags, Status: http.StatusCreated}, createSegment)
	read(a, Op{ID: "segment-get", Method: http.MethodGet, Path: "/segments/{id}",
		Summary: "Read one segment", Verb: people.ReadFlags}, getSegment)
	write(a, Op{ID: "segment-update", Method: http.MethodPatch, Path: "/segments/{id}",
		Summary: "Edit a segment, and with it every flag that names it",
		Verb:    people.WriteFlags}, changeSegment)
	write(a, Op{ID: "segment-delete", Method: http.MethodDelete, Path: "/segments/{id}",
		Summary: "Put a segment that nothing names in the bin", Verb: people.WriteFlags},
		removeSegment)
	read(a, Op{ID: "segment-history", Method: http.MethodGet, Path: "/segments/{id}/versions",
		Summary: "List what a segment was, the newest first", Verb: people.ReadFlags},
		listSegmentVersions)
}

type segmentView struct {
	Record
	Key         string          `json:"key" doc:"What rules name it by: {\"$ref\": key}"`
	Description string          `json:"description"`
	Definition  json.RawMessage `json:"definition" doc:"if (JsonLogic), include and exclude (targeting keys)"`
}

// shownSegment is a segment, or nothing beside an error.
func shownSegment(s flag.Segment, err error) (segmentView, error) {
	if err != nil {
		return segmentView{}, err
	}
	return viewSegment(s), nil
}

func viewSegment(s flag.Segment) segmentView {
	return segmentView{recordOf(s.Meta), s.Key, s.Description, json.RawMessage(s.Definition)}
}

func listSegments(tx *database.Tx, in *struct {
	PageIn
	Text string `query:"text" maxLength:"200" doc:"Part of the key or the description"`
}) (PageOut[segmentView], error) {
	found, err := flag.ListSegments(tx, in.Text, in.request())
	return pageOf(found, viewSegment), err
}

func createSegment(tx *database.Tx, in *struct {
	Body struct {
		Key         string          `json:"key"`
		Description string          `json:"description,omitempty"`
		Definition  json.RawMessage `json:"definition" doc:"if (JsonLogic), include and exclude (targeting keys)"`
	}
}) (segmentView, error) {
	return shownSegment(flag.CreateSegment(tx, flag.SegmentInput{Key: in.Body.Key,
		Description: in.Body.Description, Definition: string(in.Body.Definition)}))
}

func getSegment(tx *database.Tx, in *PathID) (segmentView, error) {
	return shownSegment(flag.GetSegment(tx, in.ID))
}

func changeSegment(tx *database.Tx, in *struct {
	PathID
	Match
	Body struct {
		Description *string         `json:"description,omitempty"`
		Definition  json.RawMessage `json:"definition,omitempty" doc:"if (JsonLogic), include and exclude (targeting keys)"`
	}
}) (segmentView, error) {
	patch := flag.Patch{Description: in.Body.Description}
	if in.Body.Definition != nil {
		text := string(in.Body.Definition)
		patch.Definition = &text
	}
	return shownSegment(flag.ChangeSegment(tx, in.ID, in.version(), patch))
}

func removeSegment(tx *database.Tx, in *struct {
	PathID
	Match
}) (none, error) {
	return none{}, flag.RemoveSegment(tx, in.ID, in.version())
}

// segmentVersionView is what a segment was after one change.
type segmentVersionView struct {
	Version     int64           `json:"version"`
	At          time.Time       `json:"at"`
	ActorID     id.ID           `json:"actor_id"`
	ActorName   string          `json:"actor_name"`
	Action      string          `json:"action" enum:"created,updated,removed,restored"`
	Description string          `json:"description"`
	Definition  json.RawMessage `json:"definition"`
}

func viewSegmentVersion(v flag.SegmentVersion) segmentVersionView {
	return segmentVersionView{v.Version, v.At, v.ActorID, v.ActorName, v.Action, v.Description,
		json.RawMessage(v.Definition)}
}

func listSegmentVersions(tx *database.Tx, in *struct {
	PathID
	PageIn
}) (PageOut[segmentVersionView], error) {
	found, err := flag.SegmentHistory(tx, in.ID, in.request())
	return pageOf(found, viewSegmentVersion), err
}
