package api

import (
	"context"
	"encoding/json"
	"errors"
	"net/http"
	"strings"

	"github.com/danielgtaylor/huma/v2"

	"github.com/throughlinehq/throughline/internal/kit/fault"
)

// Problem is an error answer by RFC 9457, with the fields that are wrong.
type Problem struct {
	Type   string         `json:"type" doc:"Names the sort of problem"`
	Title  string         `json:"title"`
	Status int            `json:"status"`
	Detail string         `json:"detail" doc:"What is wrong and what to do"`
	Errors []ProblemField `json:"errors,omitempty"`
}

// ProblemField is one field that is wrong.
type ProblemField struct {
	Pointer string `json:"pointer" doc:"Where: #/title in the body, or query/limit"`
	Detail  string `json:"detail"`
}

// Error implements error.
func (p *Problem) Error() string { return p.Detail }

// GetStatus implements huma.StatusError.
func (p *Problem) GetStatus() int { return p.Status }

// ContentType implements huma.ContentTypeFilter.
func (p *Problem) ContentType(string) string { return "application/problem+json" }

// statuses is the one table from what went wrong to what HTTP calls it.
var statuses = map[fault.Kind]int{
	fault.Internal:        http.StatusInternalServerError,
	fault.Malformed:       http.StatusBadRequest,
	fault.Invalid:         http.StatusUnprocessableEntity,
	fault.Unauthenticated: http.StatusUnauthorized,
	fault.Forbidden:       http.StatusForbidden,
	fault.NotFound:        http.StatusNotFound,
	fault.Conflict:        http.StatusConflict,
	fault.Stale:           http.StatusPreconditionFailed,
	fault.NoMatch:         http.StatusPreconditionRequired,
	fault.TooLarge:        http.StatusRequestEntityTooLarge,
	fault.TooMany:         http.StatusTooManyRequests,
	fault.Unavailable:     http.StatusServiceUnavailable,
	fault.NoSpace:         http.StatusInsufficientStorage,
}

func newProblem(status int, detail string) *Problem {
	title := http.StatusText(status)
	return &Problem{Type: "urn:throughline:problem:" + strings.ReplaceAll(strings.ToLower(title),
		" ", "-"), Title: title, Status: status, Detail: detail}
}

// problem turns any error into an answer. What is not a fault is our mistake: it is logged
// and not shown.
func (a *API) problem(ctx context.Context, err error) error {
	if err == nil {
		return nil
	}
	p := a.problemOf(ctx, err)
	if p.Status == http.StatusTooManyRequests {
		return huma.ErrorWithHeaders(p, http.Header{"Retry-After": {retryAfter}})
	}
	return p
}

// retryAfter is how many seconds a client that was too fast should wait.
const retryAfter = "60"

func (a *API) problemOf(ctx context.Context, err error) *Problem {
	var f *fault.Error
	if !errors.As(err, &f) || f.Kind == fault.Internal {
		a.Log.ErrorContext(ctx, "request failed", "error", err)
		return newProblem(http.StatusInternalServerError,
			"Something went wrong on our side; it was logged. Trying again is safe.")
	}
	if f.Kind == fault.Unavailable || f.Kind == fault.NoSpace {
		a.Log.WarnContext(ctx, "request refused", "error", err)
	}
	status := statuses[f.Kind]
	if errors.Is(err, errMediaType) {
		status = http.StatusUnsupportedMediaType
	}
	p := newProblem(status, f.Detail)
	for _, field := range f.Fields {
		pointer := field.Pointer
		if strings.HasPrefix(pointer, "/") {
			pointer = "#" + pointer
		}
		p.Errors = append(p.Errors, ProblemField{pointer, field.Detail})
	}
	if p.Detail == "" {
		p.Detail = "Some fields are not valid."
	}
	return p
}

// refuse answers a request that never reached its operation.
func (a *API) refuse(ctx huma.Context, err error) {
	p := a.problemOf(ctx.Context(), err)
	ctx.SetHeader("Content-Type", "application/problem+json")
	if p.Status == http.StatusTooManyRequests {
		ctx.SetHeader("Retry-After", retryAfter)
	}
	ctx.SetStatus(p.Status)
	_ = json.NewEncoder(ctx.BodyWriter()).Encode(p) // the client may be gone
}

func writeProblem(w http.ResponseWriter, p *Problem) {
	w.Header().Set("Content-Type", "application/problem+json")
	w.WriteHeader(p.Status)
	_ = json.NewEncoder(w).Encode(p) // the client may be gone
}

// humaProblem builds the answer for what huma itself refuses: fields that do not fit their
// schema. It leaves out the values, which may be large or secret.
func humaProblem(status int, message string, errs ...error) huma.StatusError {
	if status == http.StatusBadRequest && len(errs) > 0 {
		status = http.StatusUnprocessableEntity
	}
	p := newProblem(status, message)
	for _, err := range errs {
		var detailer huma.ErrorDetailer
		if errors.As(err, &detailer) {
			detail := detailer.ErrorDetail()
			p.Errors = append(p.Errors, ProblemField{pointerOf(detail.Location), detail.Message})
		} else if err != nil {
			p.Errors = append(p.Errors, ProblemField{"#", err.Error()})
		}
	}
	if len(p.Errors) > 0 {
		p.Detail = "Some fields are not valid."
	}
	return p
}

// pointerOf turns huma's "body.items[3].title" into "#/items/3/title", and "query.limit" into
// "query/limit".
func pointerOf(location string) string {
	path := strings.NewReplacer(".", "/", "[", "/", "]", "").Replace(location)
	if rest, ok := strings.CutPrefix(path, "body"); ok {
		return "#" + rest
	}
	return path
}
