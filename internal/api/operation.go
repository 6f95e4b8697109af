package api

import (
	"context"
	"net/http"
	"reflect"
	"strconv"
	"strings"

	"github.com/danielgtaylor/huma/v2"

	"github.com/throughlinehq/throughline/internal/kit/fault"
	"github.com/throughlinehq/throughline/internal/kit/scope"
	"github.com/throughlinehq/throughline/internal/people"
	"github.com/throughlinehq/throughline/internal/platform/database"
)

// Op declares an operation: one row of the route table.
type Op struct {
	ID      string // "feedback-list": the name in OpenAPI and in the typed client
	Method  string
	Path    string // below /api/v1
	Summary string
	Verb    people.Verb // what the actor must be allowed to do
	Public  string      // instead of Verb: why everybody may call it
	Status  int         // of a success; 0 means 200, or 204 where nothing is returned

	MaxBody   int64  // bytes; 0 means 1 MiB
	RawBody   bool   // the body is a file, not JSON
	Unguarded string // why a change needs no If-Match
	ShownOnce bool   // the answer holds a secret and is not kept for a repetition
}

const defaultMaxBody = 1 << 20

// none is the answer of an operation that returns nothing.
type none struct{}

// answer is what an operation returns to the client. Its body has no type of its own: huma
// compiles its machinery anew for every type it meets.
type answer struct {
	Status int
	ETag   string `header:"ETag"`
	Body   any
}

// versioned is a view of a record with a version.
type versioned interface{ version() int64 }

// Match is embedded in the input of every change: the version that the client read.
type Match struct {
	IfMatch string `header:"If-Match" doc:"The ETag of the version you read: \"3\""`
}

type matcher interface{ match() (int64, error) }

func (m Match) match() (int64, error) {
	if m.IfMatch == "" {
		return 0, fault.New(fault.NoMatch,
			"Send If-Match with the ETag of the version you read, so that no change is lost.")
	}
	version, err := strconv.ParseInt(strings.Trim(m.IfMatch, `"`), 10, 64)
	if err != nil {
		return 0, fault.New(fault.Stale, "If-Match %s is not an ETag of this record.", m.IfMatch)
	}
	return version, nil
}

// version is the version that the client read; the guard has checked that it can be read.
func (m Match) version() int64 {
	version, _ := m.match()
	return version
}

// read declares an operation that changes nothing.
func read[I, O any](a *API, op Op, fn func(*database.Tx, *I) (O, error)) {
	register(a, op, func(ctx context.Context, in *I) (out O, err error) {
		err = a.DB.Read(ctx, callOf(ctx).scope, func(tx *database.Tx) error {
			out, err = fn(tx, in)
			return err
		})
		return out, err
	})
}

// write declares an operation that changes records, in one transaction.
func write[I, O any](a *API, op Op, fn func(*database.Tx, *I) (O, error)) {
	_, guarded := any(new(I)).(matcher)
	if op.Method != http.MethodPost && !guarded && op.Unguarded == "" {
		panic("api: " + op.ID + " changes a record and neither takes If-Match nor says why not")
	}
	register(a, op, func(ctx context.Context, in *I) (out O, err error) {
		if m, ok := any(in).(matcher); ok {
			if _, err := m.match(); err != nil {
				return out, err
			}
		}
		call := callOf(ctx)
		err = a.DB.Write(ctx, call.scope, func(tx *database.Tx) error {
			out, err = once(tx, call, op, func() (O, error) { return fn(tx, in) })
			return err
		})
		return out, err
	})
}

// plain declares an operation that opens its transactions itself, or needs none: signing in,
// streaming, work across workspaces.
func plain[I, O any](a *API, op Op, fn func(context.Context, *I) (O, error)) {
	register(a, op, fn)
}

func register[I, O any](a *API, op Op, fn func(context.Context, *I) (O, error)) {
	declared, describe := a.declare(&op, reflect.TypeFor[O]())
	huma.Register(a.huma, declared, func(ctx context.Context, in *I) (*answer, error) {
		out, err := fn(ctx, in)
		if err != nil {
			return nil, a.problem(ctx, err)
		}
		return reply(op.Status, &out), nil
	})
	describe()
}

// reply is the answer that has what out points to as its body.
func reply(status int, out any) *answer {
	if _, empty := out.(*none); empty {
		return nil
	}
	body := reflect.ValueOf(out).Elem()
	fill(body)
	made := &answer{Status: status, Body: body.Interface()}
	if v, ok := made.Body.(versioned); ok {
		made.ETag = `"` + strconv.FormatInt(v.version(), 10) + `"`
	}
	return made
}

// declare adds an operation to the route table and returns it in huma's words. What it calls when
// the operation is registered says in the description what out looks like.
func (a *API) declare(op *Op, out reflect.Type) (declared huma.Operation, describe func()) {
	if (op.Verb == "") == (op.Public == "") {
		panic("api: " + op.ID + " must declare a verb, or why it is public")
	}
	if op.MaxBody == 0 {
		op.MaxBody = defaultMaxBody
	}
	empty := out == reflect.TypeFor[none]()
	if op.Status == 0 {
		op.Status = http.StatusOK
		if empty {
			op.Status = http.StatusNoContent
		}
	}
	a.table = append(a.table, *op)
	success := &huma.Response{}
	declared = huma.Operation{
		OperationID: op.ID, Method: op.Method, Path: Prefix + op.Path, Summary: op.Summary,
		Tags: []string{strings.SplitN(strings.Trim(op.Path, "/"), "/", 2)[0]},
		// One byte more than the budget: our own check answers first.
		DefaultStatus: op.Status, MaxBodyBytes: op.MaxBody + 1,
		Middlewares: huma.Middlewares{a.guard(*op)}, Errors: documentedErrors(*op),
		RejectUnknownQueryParameters: true,
		Responses:                    map[string]*huma.Response{strconv.Itoa(op.Status): success},
	}
	if op.Verb != "" {
		declared.Description = "Takes the permission `" + string(op.Verb) + "`."
		declared.Security = []map[string][]string{{"session": {}}, {"token": {}}}
	}
	if empty {
		return declared, func() { success.Content, success.Headers = nil, nil }
	}
	schemas := a.huma.OpenAPI().Components.Schemas
	success.Content = map[string]*huma.MediaType{
		"application/json": {Schema: schemas.Schema(out, true, op.ID+"Response")}}
	return declared, func() {}
}

func documentedErrors(op Op) []int {
	errors := []int{http.StatusUnprocessableEntity}
	if op.Verb != "" {
		errors = append(errors, http.StatusUnauthorized, http.StatusForbidden)
	}
	if strings.Contains(op.Path, "{") {
		errors = append(errors, http.StatusNotFound)
	}
	if op.Method != http.MethodGet {
		errors = append(errors, http.StatusConflict)
	}
	return errors
}

// call is what the guard learnt about a request.
type call struct {
	scope       scope.Scope
	who         people.Identity
	address     string // the client's
	writer      http.ResponseWriter
	key         string // Idempotency-Key
	requestHash string
}

type callKey struct{}

func callOf(ctx context.Context) *call {
	c, _ := ctx.Value(callKey{}).(*call)
	if c == nil {
		return &call{}
	}
	return c
}

// guard runs before anything of the request is decoded.
func (a *API) guard(op Op) func(huma.Context, func(huma.Context)) {
	return func(ctx huma.Context, next func(huma.Context)) {
		c, err := a.admit(ctx, op)
		if err != nil {
			a.refuse(ctx, err)
			return
		}
		next(huma.WithValue(ctx, callKey{}, c))
	}
}

// rawRead declares an operation that writes its own answer: a stream or a file.
func (a *API) rawRead(op Op, serve func(http.ResponseWriter, *http.Request, *call)) {
	a.table = append(a.table, op)
	declared := &huma.Operation{OperationID: op.ID, Method: op.Method, Path: Prefix + op.Path,
		Summary: op.Summary, Description: "Takes the permission `" + string(op.Verb) + "`.",
		Tags:      []string{strings.SplitN(strings.Trim(op.Path, "/"), "/", 2)[0]},
		Security:  []map[string][]string{{"session": {}}, {"token": {}}},
		Responses: map[string]*huma.Response{"200": {Description: "OK"}}}
	a.huma.OpenAPI().AddOperation(declared)
	a.mux.HandleFunc(op.Method+" "+declared.Path, func(w http.ResponseWriter, r *http.Request) {
		c := &call{address: r.RemoteAddr, writer: w}
		var err error
		if c.scope, c.who, err = a.Authenticate(r); err == nil {
			err = people.Can(c.scope.Actor, op.Verb)
		}
		if err != nil {
			writeProblem(w, a.problemOf(r.Context(), err))
			return
		}
		serve(w, r, c)
	})
}
