package api_test

import (
	"encoding/json"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/throughlinehq/throughline/internal/api"
	"github.com/throughlinehq/throughline/internal/kit/fault"
	"github.com/throughlinehq/throughline/internal/kit/id"
	"github.com/throughlinehq/throughline/internal/kit/scope"
	"github.com/throughlinehq/throughline/internal/people"
	"github.com/throughlinehq/throughline/internal/platform/database"
	"github.com/throughlinehq/throughline/internal/platform/database/databasetest"
)

// client calls the API as one actor.
type client struct {
	t       *testing.T
	handler http.Handler
	actor   string // "workspace/role", as the test's authenticator reads it
}

// reply is an answer, with its body decoded as far as it is JSON.
type reply struct {
	Status int
	Header http.Header
	Body   map[string]any
	Raw    string
}

// newClient serves the API over a database for an owner of workspace A.
func newClient(t *testing.T, db *database.DB) client {
	t.Helper()
	a := &api.API{DB: db, Log: slog.New(slog.NewTextHandler(io.Discard, nil)),
		Authenticate: fakeAuthenticate, Version: "test"}
	return client{t: t, handler: a.Handler(), actor: "workspace_a/owner"}
}

// fakeAuthenticate believes a header, so that a test can be anybody.
func fakeAuthenticate(r *http.Request) (scope.Scope, people.Identity, error) {
	workspace, role, found := strings.Cut(r.Header.Get("Test-Actor"), "/")
	if !found {
		return scope.Scope{}, people.Identity{}, fault.New(fault.Unauthenticated, "Sign in first.")
	}
	return scope.Scope{Workspace: id.ID(workspace), Actor: scope.Actor{Kind: scope.User,
		ID: id.ID("user_" + role), Name: role, Roles: []scope.Role{scope.Role(role)}}}, people.Identity{}, nil
}

func (c client) as(actor string) client { c.actor = actor; return c }

// do sends a request; headers are "Name: value".
func (c client) do(method, path, body string, headers ...string) reply {
	c.t.Helper()
	r := httptest.NewRequest(method, api.Prefix+path, strings.NewReader(body))
	if body != "" {
		r.Header.Set("Content-Type", "application/json")
	}
	if c.actor != "" {
		r.Header.Set("Test-Actor", c.actor)
	}
	for _, h := range headers {
		name, value, _ := strings.Cut(h, ": ")
		r.Header.Set(name, value)
	}
	w := httptest.NewRecorder()
	c.handler.ServeHTTP(w, r)
	out := reply{Status: w.Code, Header: w.Header(), Raw: w.Body.String()}
	_ = json.Unmarshal(w.Body.Bytes(), &out.Body) // lists and empty bodies stay nil
	return out
}

// want sends a request and fails unless it is answered with the status.
func (c client) want(status int, method, path, body string, headers ...string) reply {
	c.t.Helper()
	got := c.do(method, path, body, headers...)
	if got.Status != status {
		c.t.Fatalf("%s %s: %d, want %d: %s", method, path, got.Status, status, got.Raw)
	}
	return got
}

func each(t *testing.T, test func(t *testing.T, c client)) {
	t.Helper()
	databasetest.Each(t, func(t *testing.T, db *database.DB) { test(t, newClient(t, db)) })
}
