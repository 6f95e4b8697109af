package api

import (
	"context"
	"net/http"
	"strings"

	"github.com/throughlinehq/throughline/internal/kit/id"
	"github.com/throughlinehq/throughline/internal/kit/scope"
	"github.com/throughlinehq/throughline/internal/people"
	"github.com/throughlinehq/throughline/internal/platform/database"
)

func (a *API) sessionRoutes() {
	plain(a, Op{ID: "setup-get", Method: http.MethodGet, Path: "/setup",
		Summary: "Whether this installation waits for its first owner",
		Public:  "nobody can sign in before the set-up"}, a.needsSetUp)
	plain(a, Op{ID: "setup-create", Method: http.MethodPost, Path: "/setup",
		Summary: "Make the first workspace and its owner", Status: http.StatusCreated,
		Public: "nobody can sign in before the set-up; it works once"}, a.setUp)
	plain(a, Op{ID: "session-create", Method: http.MethodPost, Path: "/session",
		Summary: "Sign in", Status: http.StatusCreated,
		Public: "signing in is how one becomes somebody"}, a.signIn)
	plain(a, Op{ID: "session-delete", Method: http.MethodDelete, Path: "/session",
		Summary: "Sign out", Verb: people.OwnTokens, Unguarded: "a session has no versions"},
		a.signOut)
	plain(a, Op{ID: "session-workspace", Method: http.MethodPost, Path: "/session/workspace",
		Summary: "Work in another of one's workspaces", Verb: people.OwnTokens},
		a.switchWorkspace)
	plain(a, Op{ID: "me-get", Method: http.MethodGet, Path: "/me",
		Summary: "Who I am and what I may do", Verb: people.OwnTokens}, a.me)
	plain(a, Op{ID: "me-update", Method: http.MethodPatch, Path: "/me",
		Summary: "Change my name", Verb: people.OwnTokens,
		Unguarded: "one's own name; the last writing is the wanted one"}, a.renameMe)
	plain(a, Op{ID: "me-password", Method: http.MethodPost, Path: "/me/password",
		Summary: "Change my password; ends my other sessions", Verb: people.OwnTokens,
		Status: http.StatusNoContent}, a.changePassword)
	plain(a, Op{ID: "invitation-look-up", Method: http.MethodPost, Path: "/invitations/lookup",
		Summary: "Read whom an invitation is for, and where to",
		Public:  "the invited are nobody yet; without the secret nothing is shown"},
		a.lookUpInvitation)
	plain(a, Op{ID: "invitation-accept", Method: http.MethodPost, Path: "/invitations/acceptance",
		Summary: "Join by an invitation", Status: http.StatusCreated,
		Public: "the invited are nobody yet; the secret is what lets them in"}, a.acceptInvitation)
}

// whoSends asks the database about the request's cookie or bearer token.
func (a *API) whoSends(r *http.Request) (scope.Scope, people.Identity, error) {
	var c people.Credential
	if cookie, err := r.Cookie(a.cookieName()); err == nil {
		c.Cookie = cookie.Value
	}
	if bearer, ok := strings.CutPrefix(r.Header.Get("Authorization"), "Bearer "); ok {
		c.Bearer = bearer
	}
	return people.Authenticate(r.Context(), a.DB, c)
}

// secure reports whether people reach the pages by https.
func (a *API) secure() bool { return strings.HasPrefix(a.BaseURL, "https://") }

// cookieName is the session's: with https under the prefix that browsers guard best.
func (a *API) cookieName() string {
	if a.secure() {
		return "__Host-throughline"
	}
	return "throughline"
}

// keepSession gives the browser the session's secret; an empty one ends it there.
func (a *API) keepSession(ctx context.Context, secret string) {
	cookie := &http.Cookie{Name: a.cookieName(), Value: secret, Path: "/", HttpOnly: true,
		Secure: a.secure(), SameSite: http.SameSiteLaxMode, MaxAge: 90 * 24 * 3600}
	if secret == "" {
		cookie.MaxAge = -1
	}
	http.SetCookie(callOf(ctx).writer, cookie)
}

type needsOut struct {
	Needed bool `json:"needed"`
}

func (a *API) needsSetUp(ctx context.Context, _ *struct{}) (needsOut, error) {
	needed, err := people.NeedsSetUp(ctx, a.DB)
	return needsOut{needed}, err
}

// meView is who one is.
type meView struct {
	User       userView        `json:"user"`
	Workspace  workspaceView   `json:"workspace"`
	Roles      []scope.Role    `json:"roles"`
	Verbs      []people.Verb   `json:"verbs" doc:"What I may do"`
	Workspaces []workspaceView `json:"workspaces" doc:"Where I am a member"`
}

type userView struct {
	ID    id.ID  `json:"id"`
	Name  string `json:"name"`
	Email string `json:"email"`
}

type workspaceView struct {
	Record
	Name string `json:"name"`
	Slug string `json:"slug"`
	Hats string `json:"hats" enum:"together,apart" doc:"Whether one person may wear every hat"`
}

func viewWorkspace(w people.Workspace) workspaceView {
	return workspaceView{recordOf(w.Meta), w.Name, w.Slug, string(w.Settings.Hats)}
}

func (a *API) me(ctx context.Context, _ *struct{}) (meView, error) {
	return a.meOf(ctx, callOf(ctx).scope)
}

func (a *API) meOf(ctx context.Context, s scope.Scope) (v meView, err error) {
	v.Roles, v.Verbs = s.Actor.Roles, []people.Verb{}
	for _, verb := range people.Verbs() {
		if people.Can(s.Actor, verb) == nil {
			v.Verbs = append(v.Verbs, verb)
		}
	}
	err = a.DB.Read(ctx, s, func(tx *database.Tx) error {
		user, err := people.Me(tx)
		if err != nil {
			return err
		}
		v.User = userView{user.ID, user.Name, user.Email}
		workspace, err := people.GetWorkspace(tx)
		v.Workspace = viewWorkspace(workspace)
		return err
	})
	if err != nil {
		return v, err
	}
	own, err := people.OwnWorkspaces(ctx, a.DB, s.Actor.ID)
	for _, w := range own {
		v.Workspaces = append(v.Workspaces, viewWorkspace(w))
	}
	return v, err
}

// welcome opens the session in the browser and says who has come in.
func (a *API) welcome(ctx context.Context, secret string, err error) (meView, error) {
	if err != nil {
		return meView{}, err
	}
	s, _, err := people.Authenticate(ctx, a.DB, people.Credential{Cookie: secret})
	if err != nil {
		return meView{}, err
	}
	a.keepSession(ctx, secret)
	return a.meOf(ctx, s)
}

func (a *API) setUp(ctx context.Context, in *struct {
	Body struct {
		WorkspaceName string `json:"workspace_name"`
		Name          string `json:"name"`
		Email         string `json:"email"`
		Password      string `json:"password"`
	}
}) (meView, error) {
	secret, _, err := people.SetUp(ctx, a.DB, people.SetUpInput(in.Body))
	return a.welcome(ctx, secret, err)
}

func (a *API) signIn(ctx context.Context, in *struct {
	Body struct {
		Email    string `json:"email" maxLength:"254"`
		Password string `json:"password" maxLength:"200"`
	}
}) (meView, error) {
	secret, _, err := people.SignIn(ctx, a.DB, a.throttle, people.SignInInput{
		Email: in.Body.Email, Password: in.Body.Password, Address: callOf(ctx).address})
	return a.welcome(ctx, secret, err)
}

func (a *API) acceptInvitation(ctx context.Context, in *struct {
	Body struct {
		Secret   string `json:"secret" maxLength:"200"`
		Name     string `json:"name,omitempty" doc:"Of a new account"`
		Password string `json:"password" doc:"Of a new account, or the one of the account there is"`
	}
}) (meView, error) {
	secret, _, err := people.AcceptInvitation(ctx, a.DB, a.throttle, people.AcceptInput{
		Secret: in.Body.Secret, Name: in.Body.Name, Password: in.Body.Password,
		Address: callOf(ctx).address})
	return a.welcome(ctx, secret, err)
}

// welcomeView is what the link of an invitation shows.
type welcomeView struct {
	Email     string `json:"email"`
	Workspace string `json:"workspace"`
	Known     bool   `json:"known" doc:"There is an account: its password lets in"`
}

func (a *API) lookUpInvitation(ctx context.Context, in *struct {
	Body struct {
		Secret string `json:"secret" maxLength:"200"`
	}
}) (welcomeView, error) {
	w, err := people.LookUpInvitation(ctx, a.DB, in.Body.Secret)
	return welcomeView(w), err
}

func (a *API) signOut(ctx context.Context, _ *struct{}) (none, error) {
	err := people.SignOut(ctx, a.DB, callOf(ctx).who)
	if err == nil {
		a.keepSession(ctx, "")
	}
	return none{}, err
}

func (a *API) switchWorkspace(ctx context.Context, in *struct {
	Body struct {
		WorkspaceID id.ID `json:"workspace_id"`
	}
}) (meView, error) {
	c := callOf(ctx)
	if _, err := people.SwitchWorkspace(ctx, a.DB, c.who, in.Body.WorkspaceID); err != nil {
		return meView{}, err
	}
	s := c.scope
	s.Workspace = in.Body.WorkspaceID
	return a.meOf(ctx, s)
}

func (a *API) renameMe(ctx context.Context, in *struct {
	Body struct {
		Name string `json:"name"`
	}
}) (meView, error) {
	c := callOf(ctx)
	err := a.DB.Write(ctx, c.scope, func(tx *database.Tx) error {
		user, err := people.Me(tx)
		if err != nil {
			return err
		}
		_, err = people.Rename(tx, user.Version, in.Body.Name)
		return err
	})
	if err != nil {
		return meView{}, err
	}
	return a.meOf(ctx, c.scope)
}

func (a *API) changePassword(ctx context.Context, in *struct {
	Body struct {
		OldPassword string `json:"old_password" maxLength:"200"`
		NewPassword string `json:"new_password" maxLength:"200"`
	}
}) (none, error) {
	c := callOf(ctx)
	return none{}, people.ChangePassword(ctx, a.DB, a.throttle, c.who, people.ChangePasswordInput{
		Old: in.Body.OldPassword, New: in.Body.NewPassword, Address: c.address})
}
