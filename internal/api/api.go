package api

import (
	"context"
	"log/slog"
	"net/http"

	"github.com/danielgtaylor/huma/v2"
	"github.com/danielgtaylor/huma/v2/adapters/humago"

	"github.com/throughlinehq/throughline/internal/kit/scope"
	"github.com/throughlinehq/throughline/internal/people"
	"github.com/throughlinehq/throughline/internal/platform/blob"
	"github.com/throughlinehq/throughline/internal/platform/database"
	"github.com/throughlinehq/throughline/internal/platform/live"
)

// Prefix is where the interface lives.
const Prefix = "/api/v1"

// API is the REST interface. Fill the fields and call [API.Handler].
type API struct {
	DB      *database.DB
	Log     *slog.Logger
	Files   *blob.Store // uploaded files
	Live    *live.Hub   // who wants to hear of changes
	BaseURL string      // where people reach the pages, for links
	Version string
	// Authenticate says who sends a request, or returns an Unauthenticated fault. The zero
	// value asks the database about the request's cookie or bearer token.
	Authenticate func(*http.Request) (scope.Scope, people.Identity, error)

	throttle *people.Throttle

	huma  huma.API
	mux   *http.ServeMux
	table []Op
}

// huma keeps these as globals; they hold for the whole program.
func init() {
	huma.DefaultArrayNullable = false // fill sees to it
	huma.ValidateStrictCasing = true
	huma.NewErrorWithContext = func(_ huma.Context, status int, message string,
		errs ...error) huma.StatusError {
		return humaProblem(status, message, errs...)
	}
}

// Handler builds the interface.
func (a *API) Handler() http.Handler {
	if a.Authenticate == nil {
		a.Authenticate = a.whoSends
	}
	a.throttle = people.NewThrottle()
	a.mux = http.NewServeMux()
	a.huma = humago.New(a.mux, a.config())
	a.routes()
	a.serveReference()
	a.mux.HandleFunc("/", func(w http.ResponseWriter, _ *http.Request) {
		writeProblem(w, newProblem(http.StatusNotFound, "There is nothing at this address."))
	})
	return a.withHeaders(sameOrigin(a.mux))
}

// sameOrigin refuses a change that a page of another site made a browser send, cookie and all.
// Programs, which send no Origin and no Sec-Fetch-Site, pass.
func sameOrigin(next http.Handler) http.Handler {
	protection := http.NewCrossOriginProtection()
	protection.SetDenyHandler(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		writeProblem(w, newProblem(http.StatusForbidden,
			"This request comes from a page of another site."))
	}))
	return protection.Handler(next)
}

// Table lists every operation; the permission tests are generated from it.
func (a *API) Table() []Op { return a.table }

func (a *API) routes() {
	a.systemRoutes()
	a.sessionRoutes()
	a.peopleRoutes()
	a.tokenRoutes()
	a.runRoutes()
	a.feedbackRoutes()
	a.customerRoutes()
	a.importRoutes()
	a.insightRoutes()
	a.backlogRoutes()
	a.roadmapRoutes()
	a.priorityRoutes()
	a.releaseRoutes()
	a.flagRoutes()
	a.segmentRoutes()
	a.environmentRoutes()
	a.eventRoutes()
	a.erasureRoutes()
	a.binRoutes()
	a.lineRoutes()
}

func (a *API) config() huma.Config {
	config := huma.DefaultConfig("Throughline", a.Version)
	config.CreateHooks = nil // no $schema fields in answers
	config.OpenAPIPath = Prefix + "/openapi"
	config.DocsPath, config.SchemasPath = "", ""
	config.Info.Description = "The line from a customer's words to the answer they get back."
	config.Components.SecuritySchemes = map[string]*huma.SecurityScheme{
		"session": {Type: "apiKey", In: "cookie", Name: "__Host-throughline"},
		"token":   {Type: "http", Scheme: "bearer"},
	}
	return config
}

// withHeaders keeps every answer from being guessed at, framed or kept by a shared cache.
func (a *API) withHeaders(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		h := w.Header()
		h.Set("X-Content-Type-Options", "nosniff")
		h.Set("Cache-Control", "no-store")
		h.Set("Content-Security-Policy", "default-src 'none'; frame-ancestors 'none'")
		next.ServeHTTP(w, r)
	})
}

type health struct {
	Status  string `json:"status" enum:"ok"`
	Version string `json:"version"`
}

func (a *API) systemRoutes() {
	plain(a, Op{ID: "version", Method: http.MethodGet, Path: "/version",
		Summary: "Which program this is", Public: "a client must know what it talks to"},
		func(context.Context, *struct{}) (health, error) {
			return health{Status: "ok", Version: a.Version}, nil
		})
}
