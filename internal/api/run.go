package api

import (
	"encoding/json"
	"net/http"
	"time"

	"github.com/throughlinehq/throughline/internal/audit"
	"github.com/throughlinehq/throughline/internal/kit/fault"
	"github.com/throughlinehq/throughline/internal/kit/id"
	"github.com/throughlinehq/throughline/internal/people"
	"github.com/throughlinehq/throughline/internal/platform/database"
	"github.com/throughlinehq/throughline/internal/platform/jobs"
)

func (a *API) runRoutes() {
	read(a, Op{ID: "audit-list", Method: http.MethodGet, Path: "/audit",
		Summary: "List who did what, the newest first", Verb: people.ReadAudit}, listAudit)
	read(a, Op{ID: "job-list", Method: http.MethodGet, Path: "/jobs",
		Summary: "List background work, the newest first", Verb: people.ReadJobs}, listJobs)
	read(a, Op{ID: "job-get", Method: http.MethodGet, Path: "/jobs/{id}",
		Summary: "Read how far a job is", Verb: people.ReadJobs}, getJob)
	write(a, Op{ID: "job-cancel", Method: http.MethodPost, Path: "/jobs/{id}/cancellation",
		Summary: "Cancel a job", Verb: people.ManageJobs}, cancelJob)
	write(a, Op{ID: "job-retry", Method: http.MethodPost, Path: "/jobs/{id}/retry",
		Summary: "Run a failed job again", Verb: people.ManageJobs}, retryJob)
	a.rawRead(Op{ID: "live", Method: http.MethodGet, Path: "/live",
		Summary: "Server-sent events: which records changed", Verb: people.ReadPeople}, a.stream)
}

// AuditView is an entry of the audit chain as the API writes it.
type AuditView struct {
	Seq       int64           `json:"seq"`
	At        time.Time       `json:"at"`
	ActorKind string          `json:"actor_kind" enum:"user,token,system"`
	ActorID   id.ID           `json:"actor_id"`
	ActorName string          `json:"actor_name"`
	Action    string          `json:"action"`
	RecordID  id.ID           `json:"record_id"`
	Detail    json.RawMessage `json:"detail"`
	Hash      string          `json:"hash"`
}

func viewAudit(e audit.Entry) AuditView {
	return AuditView{e.Seq, e.At, e.ActorKind, e.ActorID, e.ActorName, e.Action, e.RecordID,
		json.RawMessage(e.Detail), e.Hash}
}

func listAudit(tx *database.Tx, in *struct {
	PageIn
	Record id.ID `query:"record" maxLength:"80" doc:"Only what was done to this record"`
}) (PageOut[AuditView], error) {
	found, err := audit.List(tx, in.Record, in.request())
	return pageOf(found, viewAudit), err
}

type jobView struct {
	ID         id.ID      `json:"id"`
	Kind       string     `json:"kind"`
	State      string     `json:"state" enum:"waiting,running,done,failed,cancelled"`
	Done       int64      `json:"done"`
	Total      int64      `json:"total" doc:"0 while it is not known"`
	Attempt    int64      `json:"attempt"`
	Error      string     `json:"error"`
	CreatedBy  id.ID      `json:"created_by"`
	CreatedAt  time.Time  `json:"created_at"`
	FinishedAt *time.Time `json:"finished_at,omitempty"`
}

func viewJob(j jobs.Job) jobView {
	return jobView{j.ID, j.Kind, string(j.State), j.Done, j.Total, j.Attempt, j.Error,
		j.CreatedBy, j.CreatedAt, j.FinishedAt}
}

func listJobs(tx *database.Tx, in *struct {
	PageIn
	State []jobs.State `query:"state,explode" enum:"waiting,running,done,failed,cancelled"`
	Kind  []string     `query:"kind,explode" maxItems:"20"`
}) (PageOut[jobView], error) {
	found, err := jobs.List(tx, jobs.Query{States: in.State, Kinds: in.Kind}, in.request())
	return pageOf(found, viewJob), err
}

func getJob(tx *database.Tx, in *PathID) (jobView, error) {
	j, err := jobs.Get(tx, in.ID)
	return viewJob(j), err
}

func cancelJob(tx *database.Tx, in *PathID) (jobView, error) {
	if err := jobs.Cancel(tx, in.ID); err != nil {
		return jobView{}, err
	}
	return auditedJob(tx, in, "cancelled")
}

func retryJob(tx *database.Tx, in *PathID) (jobView, error) {
	if err := jobs.Retry(tx, in.ID); err != nil {
		return jobView{}, err
	}
	return auditedJob(tx, in, "retried")
}

func auditedJob(tx *database.Tx, in *PathID, action string) (jobView, error) {
	if err := audit.Log(tx, action, in.ID, nil); err != nil {
		return jobView{}, err
	}
	return getJob(tx, in)
}

// keepAlive is how often a quiet stream sends a sign of life, so that proxies keep it open.
const keepAlive = 25 * time.Second

// stream tells a browser which records of its workspace change. It ends when the sender's
// access ends, which is looked at with each sign of life.
func (a *API) stream(w http.ResponseWriter, r *http.Request, c *call) {
	flusher, ok := w.(http.Flusher)
	if !ok || a.Live == nil {
		writeProblem(w, a.problemOf(r.Context(),
			fault.New(fault.Unavailable, "Live updates are not available.")))
		return
	}
	news, cancel := a.Live.Subscribe(c.scope.Workspace)
	defer cancel()
	w.Header().Set("Content-Type", "text/event-stream")
	_, _ = w.Write([]byte(": hello\n\n")) // a gone client shows at the next write
	flusher.Flush()
	tick := time.NewTicker(keepAlive)
	defer tick.Stop()
	for {
		line := []byte(": still here\n\n")
		select {
		case <-r.Context().Done():
			return
		case records, open := <-news:
			if !open {
				return
			}
			raw, _ := json.Marshal(map[string]any{"records": records}) // strings encode
			line = append(append([]byte("data: "), raw...), "\n\n"...)
		case <-tick.C:
			if _, _, err := a.Authenticate(r); err != nil {
				return
			}
		}
		if _, err := w.Write(line); err != nil {
			return
		}
		flusher.Flush()
	}
}
