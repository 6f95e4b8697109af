package api

import (
	"net/http"
	"time"

	"github.com/throughlinehq/throughline/internal/backlog"
	"github.com/throughlinehq/throughline/internal/feedback"
	"github.com/throughlinehq/throughline/internal/flow"
	"github.com/throughlinehq/throughline/internal/kit/id"
	"github.com/throughlinehq/throughline/internal/kit/page"
	"github.com/throughlinehq/throughline/internal/people"
	"github.com/throughlinehq/throughline/internal/platform/database"
	"github.com/throughlinehq/throughline/internal/release"
)

func (a *API) releaseRoutes() {
	read(a, Op{ID: "release-list", Method: http.MethodGet, Path: "/releases",
		Summary: "List releases, the newest first", Verb: people.ReadRelease}, listReleases)
	write(a, Op{ID: "release-create", Method: http.MethodPost, Path: "/releases",
		Summary: "Draft a release", Verb: people.Ship, Status: http.StatusCreated}, createRelease)
	read(a, Op{ID: "release-get", Method: http.MethodGet, Path: "/releases/{id}",
		Summary: "Read one release", Verb: people.ReadRelease}, getRelease)
	write(a, Op{ID: "release-update", Method: http.MethodPatch, Path: "/releases/{id}",
		Summary: "Rename a release or rewrite its notes", Verb: people.Ship}, changeRelease)
	write(a, Op{ID: "release-delete", Method: http.MethodDelete, Path: "/releases/{id}",
		Summary: "Put a draft in the bin", Verb: people.Ship}, removeRelease)
	write(a, Op{ID: "release-items", Method: http.MethodPut, Path: "/releases/{id}/items",
		Summary: "Say which accepted items it gives to customers", Verb: people.Ship},
		setReleaseItems)
	write(a, Op{ID: "release-publish", Method: http.MethodPost,
		Path: "/releases/{id}/publication", Verb: people.Ship,
		Summary: "Ship it, and draft a message for each customer who asked"}, publishRelease)
	write(a, Op{ID: "release-tell", Method: http.MethodPost, Path: "/releases/{id}/telling",
		Summary: "Send every drafted message", Verb: people.TellBack,
		Status: http.StatusAccepted}, tellRelease)
	read(a, Op{ID: "message-list", Method: http.MethodGet, Path: "/releases/{id}/messages",
		Summary: "List what those who asked are told", Verb: people.ReadRelease}, listMessages)
	write(a, Op{ID: "message-update", Method: http.MethodPatch, Path: "/messages/{id}",
		Summary: "Edit a message before it is sent, or set it aside", Verb: people.TellBack},
		changeMessage)
	write(a, Op{ID: "message-send", Method: http.MethodPost, Path: "/messages/{id}/delivery",
		Summary: "Send one message", Verb: people.TellBack, Status: http.StatusAccepted},
		sendMessage)
}

type releaseView struct {
	Record
	Number     int64         `json:"number"`
	Name       string        `json:"name"`
	Notes      string        `json:"notes" doc:"Markdown"`
	State      string        `json:"state" enum:"draft,released"`
	ReleasedAt *time.Time    `json:"released_at,omitempty"`
	Items      []releaseItem `json:"items" doc:"Only where one release is read"`
	Asked      int64         `json:"asked" doc:"Customers who asked for something in it"`
	Told       int64         `json:"told"`
	Open       int64         `json:"open"`
	Failed     int64         `json:"failed" doc:"Not reached, or set aside"`
}

type releaseItem struct {
	ItemID id.ID  `json:"item_id"`
	Key    string `json:"key"`
	Title  string `json:"title"`
	Status string `json:"status"`
}

func viewRelease(r release.Release) releaseView {
	return releaseView{Record: recordOf(r.Meta), Number: r.Number, Name: r.Name, Notes: r.Notes,
		State: string(r.State), ReleasedAt: r.ReleasedAt, Items: []releaseItem{}, Asked: r.Asked,
		Told: r.Told, Open: r.Open(), Failed: r.Failed}
}

// withItems shows a release with what is in it.
func withItems(tx *database.Tx, r release.Release, err error) (releaseView, error) {
	if err != nil {
		return releaseView{}, err
	}
	v := viewRelease(r)
	items, err := release.Items(tx, r.ID)
	if err != nil {
		return v, err
	}
	found, err := backlog.LoadAll(tx, items)
	for _, item := range found {
		v.Items = append(v.Items, releaseItem{item.ID, item.Key, item.Title,
			string(item.Status)})
	}
	return v, err
}

func listReleases(tx *database.Tx, in *struct{ PageIn }) (PageOut[releaseView], error) {
	found, err := release.List(tx, in.request())
	return pageOf(found, viewRelease), err
}

func createRelease(tx *database.Tx, in *struct {
	Body struct {
		Name  string `json:"name"`
		Notes string `json:"notes,omitempty"`
	}
}) (releaseView, error) {
	r, err := release.Create(tx, in.Body.Name, in.Body.Notes)
	return viewRelease(r), err
}

func getRelease(tx *database.Tx, in *PathID) (releaseView, error) {
	r, err := release.Get(tx, in.ID)
	return withItems(tx, r, err)
}

func changeRelease(tx *database.Tx, in *struct {
	PathID
	Match
	Body struct {
		Name  *string `json:"name,omitempty"`
		Notes *string `json:"notes,omitempty"`
	}
}) (releaseView, error) {
	r, err := release.Change(tx, in.ID, in.version(), in.Body.Name, in.Body.Notes)
	return withItems(tx, r, err)
}

func removeRelease(tx *database.Tx, in *struct {
	PathID
	Match
}) (none, error) {
	return none{}, release.Remove(tx, in.ID, in.version())
}

func setReleaseItems(tx *database.Tx, in *struct {
	PathID
	Match
	Body struct {
		ItemIDs []id.ID `json:"item_ids" maxItems:"500"`
	}
}) (releaseView, error) {
	r, err := release.SetItems(tx, in.ID, in.version(), in.Body.ItemIDs)
	return withItems(tx, r, err)
}

func publishRelease(tx *database.Tx, in *PathID) (releaseView, error) {
	r, err := flow.Publish(tx, in.ID)
	return withItems(tx, r, err)
}

func tellRelease(tx *database.Tx, in *PathID) (jobView, error) {
	if _, err := release.Get(tx, in.ID); err != nil {
		return jobView{}, err
	}
	job, err := flow.Tell(tx, in.ID, "")
	if err != nil {
		return jobView{}, err
	}
	return getJob(tx, &PathID{job})
}

type messageView struct {
	Record
	ReleaseID   id.ID         `json:"release_id"`
	Customer    customerRef   `json:"customer"`
	AccountName string        `json:"account_name,omitempty"`
	To          string        `json:"to"`
	Subject     string        `json:"subject"`
	Body        string        `json:"body"`
	State       string        `json:"state" enum:"draft,queued,sent,failed,bounced,skipped"`
	Reason      string        `json:"reason"`
	SentAt      *time.Time    `json:"sent_at,omitempty"`
	Feedback    []feedbackRef `json:"feedback" doc:"What the message answers"`
}

type feedbackRef struct {
	ID   id.ID  `json:"id"`
	Key  string `json:"key"`
	Text string `json:"text"`
}

// viewMessages shows messages with the words that they answer.
func viewMessages(tx *database.Tx, found []release.ToTell) ([]messageView, error) {
	var asked []id.ID
	for _, m := range found {
		asked = append(asked, m.FeedbackIds...)
	}
	words, err := feedback.LoadAll(tx, asked)
	if err != nil {
		return nil, err
	}
	views := make([]messageView, len(found))
	for i, m := range found {
		views[i] = messageView{Record: recordOf(m.Meta), ReleaseID: m.ReleaseID,
			Customer:    customerRef{m.CustomerID, m.CustomerName},
			AccountName: m.AccountName, To: m.Address, Subject: m.Subject, Body: m.Body,
			State: string(m.State), Reason: m.Reason, SentAt: m.SentAt,
			Feedback: []feedbackRef{}}
		for _, record := range m.FeedbackIds {
			if l, ok := words[record]; ok {
				views[i].Feedback = append(views[i].Feedback,
					feedbackRef{l.ID, viewFeedback(l).Key, l.Text})
			}
		}
	}
	return views, nil
}

func listMessages(tx *database.Tx, in *struct {
	PathID
	PageIn
	State []string `query:"state,explode" maxItems:"6"`
}) (PageOut[messageView], error) {
	if _, err := release.Get(tx, in.ID); err != nil {
		return PageOut[messageView]{}, err
	}
	found, err := release.Messages(tx, in.ID, in.State, in.request())
	if err != nil {
		return PageOut[messageView]{}, err
	}
	views, err := viewMessages(tx, found.Records)
	return pageOf(page.Page[messageView]{Records: views, Next: found.Next},
		func(v messageView) messageView { return v }), err
}

func oneMessage(tx *database.Tx, m release.ToTell, err error) (messageView, error) {
	if err != nil {
		return messageView{}, err
	}
	views, err := viewMessages(tx, []release.ToTell{m})
	if err != nil {
		return messageView{}, err
	}
	return views[0], nil
}

func changeMessage(tx *database.Tx, in *struct {
	PathID
	Match
	Body struct {
		To      *string               `json:"to,omitempty"`
		Subject *string               `json:"subject,omitempty"`
		Body    *string               `json:"body,omitempty"`
		State   *release.MessageState `json:"state,omitempty" enum:"draft,skipped"`
		Reason  *string               `json:"reason,omitempty" doc:"Why it is set aside"`
	}
}) (messageView, error) {
	b := in.Body
	m, err := release.ChangeMessage(tx, in.ID, in.version(), release.MessagePatch{
		Address: b.To, Subject: b.Subject, Body: b.Body, State: b.State, Reason: b.Reason})
	return oneMessage(tx, m, err)
}

func sendMessage(tx *database.Tx, in *PathID) (messageView, error) {
	m, err := release.LoadMessage(tx, in.ID)
	if err != nil {
		return messageView{}, err
	}
	if _, err := flow.Tell(tx, m.ReleaseID, m.ID); err != nil {
		return messageView{}, err
	}
	m, err = release.LoadMessage(tx, in.ID)
	return oneMessage(tx, m, err)
}
