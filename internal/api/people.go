package api

import (
	"net/http"
	"net/url"
	"time"

	"github.com/throughlinehq/throughline/internal/kit/id"
	"github.com/throughlinehq/throughline/internal/kit/scope"
	"github.com/throughlinehq/throughline/internal/people"
	"github.com/throughlinehq/throughline/internal/platform/database"
)

func (a *API) peopleRoutes() {
	read(a, Op{ID: "workspace-get", Method: http.MethodGet, Path: "/workspace",
		Summary: "Read the workspace", Verb: people.ReadPeople}, getWorkspace)
	write(a, Op{ID: "workspace-update", Method: http.MethodPatch, Path: "/workspace",
		Summary: "Rename the workspace or change how it works", Verb: people.ManagePeople},
		changeWorkspace)
	read(a, Op{ID: "member-list", Method: http.MethodGet, Path: "/members",
		Summary: "List who works here", Verb: people.ReadPeople}, listMembers)
	write(a, Op{ID: "member-update", Method: http.MethodPatch, Path: "/members/{id}",
		Summary: "Change somebody's roles", Verb: people.ManagePeople}, changeRoles)
	write(a, Op{ID: "member-delete", Method: http.MethodDelete, Path: "/members/{id}",
		Summary: "Take somebody out of the workspace", Verb: people.ManagePeople}, removeMember)
	read(a, Op{ID: "invitation-list", Method: http.MethodGet, Path: "/invitations",
		Summary: "List open invitations", Verb: people.ManagePeople}, listInvitations)
	write(a, Op{ID: "invitation-create", Method: http.MethodPost, Path: "/invitations",
		Summary: "Invite somebody; the link is shown once", Verb: people.ManagePeople,
		Status: http.StatusCreated, ShownOnce: true}, a.invite)
	write(a, Op{ID: "invitation-delete", Method: http.MethodDelete, Path: "/invitations/{id}",
		Summary: "Withdraw an invitation", Verb: people.ManagePeople,
		Unguarded: "an invitation is never changed"}, withdrawInvitation)
}

func (a *API) tokenRoutes() {
	read(a, Op{ID: "token-list", Method: http.MethodGet, Path: "/tokens",
		Summary: "List API tokens", Verb: people.OwnTokens}, listTokens)
	write(a, Op{ID: "token-create", Method: http.MethodPost, Path: "/tokens",
		Summary: "Make an API token; its secret is shown once", Verb: people.OwnTokens,
		Status: http.StatusCreated, ShownOnce: true}, createToken)
	write(a, Op{ID: "token-delete", Method: http.MethodDelete, Path: "/tokens/{id}",
		Summary: "Revoke an API token", Verb: people.OwnTokens,
		Unguarded: "a token is never changed"}, revokeToken)
}

func getWorkspace(tx *database.Tx, _ *struct{}) (workspaceView, error) {
	w, err := people.GetWorkspace(tx)
	return viewWorkspace(w), err
}

func changeWorkspace(tx *database.Tx, in *struct {
	Match
	Body struct {
		Name *string      `json:"name,omitempty"`
		Hats *people.Hats `json:"hats,omitempty" enum:"together,apart"`
	}
}) (workspaceView, error) {
	w, err := people.ChangeWorkspace(tx, in.version(), people.WorkspaceInput(in.Body))
	return viewWorkspace(w), err
}

// memberView is a member; its version guards the roles.
type memberView struct {
	UserID   id.ID        `json:"user_id"`
	Version  int64        `json:"version"`
	Name     string       `json:"name"`
	Email    string       `json:"email"`
	Roles    []scope.Role `json:"roles"`
	Disabled bool         `json:"disabled"`
	JoinedAt time.Time    `json:"joined_at"`
}

func (v memberView) version() int64 { return v.Version }

func viewMember(m people.Member) memberView {
	return memberView{m.UserID, m.Version, m.Name, m.Email, m.Roles, m.DisabledAt != nil,
		m.CreatedAt}
}

func listMembers(tx *database.Tx, in *struct{ PageIn }) (PageOut[memberView], error) {
	found, err := people.ListMembers(tx, in.request())
	return pageOf(found, viewMember), err
}

func changeRoles(tx *database.Tx, in *struct {
	PathID
	Match
	Body struct {
		Roles []scope.Role `json:"roles" minItems:"1" maxItems:"7"`
	}
}) (memberView, error) {
	m, err := people.ChangeRoles(tx, in.ID, in.version(), in.Body.Roles)
	return viewMember(m), err
}

func removeMember(tx *database.Tx, in *struct {
	PathID
	Match
}) (none, error) {
	return none{}, people.RemoveMember(tx, in.ID, in.version())
}

type invitationView struct {
	Record
	Email     string       `json:"email"`
	Roles     []scope.Role `json:"roles"`
	ExpiresAt time.Time    `json:"expires_at"`
	Link      string       `json:"link,omitempty" doc:"Shown once, when it is made"`
}

func viewInvitation(i people.Invitation) invitationView {
	return invitationView{Record: recordOf(i.Meta), Email: i.Email, Roles: i.Roles,
		ExpiresAt: i.ExpiresAt}
}

func listInvitations(tx *database.Tx, in *struct{ PageIn }) (PageOut[invitationView], error) {
	found, err := people.ListInvitations(tx, in.request())
	return pageOf(found, viewInvitation), err
}

func (a *API) invite(tx *database.Tx, in *struct {
	Body struct {
		Email string       `json:"email"`
		Roles []scope.Role `json:"roles" minItems:"1" maxItems:"7"`
	}
}) (invitationView, error) {
	secret, i, err := people.Invite(tx, in.Body.Email, in.Body.Roles)
	v := viewInvitation(i)
	v.Link = a.BaseURL + "/join#" + url.QueryEscape(secret) // a fragment stays out of logs
	return v, err
}

func withdrawInvitation(tx *database.Tx, in *PathID) (none, error) {
	return none{}, people.RevokeInvitation(tx, in.ID)
}

type tokenView struct {
	Record
	UserID    id.ID      `json:"user_id"`
	Name      string     `json:"name"`
	Prefix    string     `json:"prefix"`
	Scopes    []string   `json:"scopes"`
	ExpiresAt *time.Time `json:"expires_at,omitempty"`
	UsedAt    *time.Time `json:"used_at,omitempty"`
	Secret    string     `json:"secret,omitempty" doc:"Shown once, when it is made"`
}

func viewToken(t people.APIToken) tokenView {
	return tokenView{Record: recordOf(t.Meta), UserID: t.UserID, Name: t.Name, Prefix: t.Prefix,
		Scopes: t.Scopes, ExpiresAt: t.ExpiresAt, UsedAt: t.UsedAt}
}

func listTokens(tx *database.Tx, in *struct{ PageIn }) (PageOut[tokenView], error) {
	found, err := people.ListTokens(tx, in.request())
	return pageOf(found, viewToken), err
}

func createToken(tx *database.Tx, in *struct {
	Body struct {
		Name      string     `json:"name"`
		Scopes    []string   `json:"scopes" maxItems:"100"`
		ExpiresAt *time.Time `json:"expires_at,omitempty"`
	}
}) (tokenView, error) {
	secret, t, err := people.CreateToken(tx, people.TokenInput(in.Body))
	v := viewToken(t)
	v.Secret = secret
	return v, err
}

func revokeToken(tx *database.Tx, in *PathID) (none, error) {
	return none{}, people.RevokeToken(tx, in.ID)
}
