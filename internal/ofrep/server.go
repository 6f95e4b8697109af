package ofrep

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"io"
	"log/slog"
	"math"
	"net/http"
	"strconv"
	"strings"
	"sync/atomic"
	"time"

	"github.com/throughlinehq/throughline/internal/event"
	"github.com/throughlinehq/throughline/internal/flag"
	"github.com/throughlinehq/throughline/internal/kit/fault"
	"github.com/throughlinehq/throughline/internal/kit/id"
	"github.com/throughlinehq/throughline/internal/kit/scope"
	"github.com/throughlinehq/throughline/internal/platform/database"
	"github.com/throughlinehq/throughline/internal/platform/live"
)

// Prefix is where the protocol lives.
const Prefix = "/ofrep/"

// maxBody is how large a request may be, in bytes: a context describes one person.
const maxBody = 256 << 10

// Server answers clients. Make one with [New].
type Server struct {
	cache     cache
	hub       *live.Hub
	log       *slog.Logger
	limit     limiter
	exposures exposures
	streams   atomic.Int64
}

// New makes a server over a database; the hub tells it of changes.
func New(db *database.DB, hub *live.Hub, limit Limit, log *slog.Logger) *Server {
	return &Server{cache: cache{db: db, held: map[id.ID]*held{}}, hub: hub, log: log,
		limit:     limiter{Limit: limit},
		exposures: exposures{recorder: event.NewRecorder(db), log: log}}
}

// Close waits until the exposures of what was answered are stored. Close the listener before.
func (s *Server) Close() { s.exposures.done.Wait() }

// Heard takes note of records that a transaction changed. It does not block.
func (s *Server) Heard(workspace id.ID, touched []id.ID) {
	for _, record := range touched {
		switch record.Kind() {
		case "flag", "segment", "environment", "clientkey":
			s.cache.changed(workspace)
			return
		}
	}
}

// Handler serves what is below [Prefix].
func (s *Server) Handler() http.Handler {
	mux := http.NewServeMux()
	mux.HandleFunc("POST /ofrep/v1/evaluate/flags/{key}", s.asked(s.evaluate))
	mux.HandleFunc("POST /ofrep/v1/evaluate/flags", s.asked(s.evaluateAll))
	mux.HandleFunc("GET "+streamPath, s.stream)
	mux.HandleFunc("OPTIONS "+Prefix, preflight)
	return withHeaders(mux)
}

// withHeaders lets pages of any site ask: a request is known by its key alone, never by a
// cookie, so that there is nothing that another site could borrow.
func withHeaders(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		h := w.Header()
		h.Set("Access-Control-Allow-Origin", "*")
		h.Set("Access-Control-Expose-Headers", "ETag, Retry-After")
		h.Set("X-Content-Type-Options", "nosniff")
		h.Set("Cache-Control", "no-store")
		next.ServeHTTP(w, r)
	})
}

// preflight tells a browser what a page may send.
func preflight(w http.ResponseWriter, _ *http.Request) {
	h := w.Header()
	h.Set("Access-Control-Allow-Methods", "GET, POST")
	h.Set("Access-Control-Allow-Headers", "Authorization, Content-Type, If-None-Match, X-API-Key")
	h.Set("Access-Control-Max-Age", "7200")
	w.WriteHeader(http.StatusNoContent)
}

// question is a request of a client that may ask.
type question struct {
	rules  *flag.Rules
	client *flag.Client
	*flag.Question
}

// asked reads who asks and for whom before it lets a handler answer.
func (s *Server) asked(
	answer func(http.ResponseWriter, *http.Request, question),
) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		secret := secretOf(r)
		workspace, ours := flag.WorkspaceOf(secret)
		if !ours {
			unknown(w)
			return
		}
		rules, client, err := s.client(r, workspace, secret)
		if err != nil {
			s.failed(w, r, err)
			return
		}
		if client == nil {
			unknown(w)
			return
		}
		now := s.cache.db.Now()
		if wait := s.limit.take(client.KeyID, now); wait > 0 {
			tooMany(w, wait)
			return
		}
		context, problem := contextOf(w, r)
		if problem != nil {
			problem.Key = r.PathValue("key")
			problem.write(w)
			return
		}
		answer(w, r, question{rules, client,
			&flag.Question{Place: client.Place, Context: context, Now: now}})
	}
}

// client finds who holds a secret, and the rules for it. A client that was told of a change, by
// another process perhaps, names it: then rules that do not know of it yet are read again.
func (s *Server) client(
	r *http.Request, workspace id.ID, secret string,
) (*flag.Rules, *flag.Client, error) {
	rules, err := s.cache.rules(r.Context(), workspace)
	if err != nil {
		return nil, nil, err
	}
	client := rules.Client(secret)
	if client == nil || r.URL.RawQuery == "" {
		return rules, client, nil
	}
	tag := r.URL.Query().Get("flagConfigEtag")
	if tag != "" && tag != client.Place.Tag(s.cache.db.Now()) {
		s.cache.changed(workspace)
		if rules, err = s.cache.rules(r.Context(), workspace); err != nil {
			return nil, nil, err
		}
	}
	return rules, rules.Client(secret), nil
}

// secretOf is the key that a request shows, as a bearer token or as X-API-Key.
func secretOf(r *http.Request) string {
	if bearer, ok := strings.CutPrefix(r.Header.Get("Authorization"), "Bearer "); ok {
		return bearer
	}
	return r.Header.Get("X-API-Key")
}

// contextOf decodes for whom flags are evaluated.
func contextOf(w http.ResponseWriter, r *http.Request) (map[string]any, *refusal) {
	body, err := io.ReadAll(http.MaxBytesReader(w, r.Body, maxBody))
	var large *http.MaxBytesError
	var kind *json.UnmarshalTypeError
	var request struct {
		Context map[string]any `json:"context"`
	}
	if err == nil {
		err = json.Unmarshal(body, &request)
	}
	switch {
	case errors.As(err, &large):
		return nil, &refusal{status: http.StatusRequestEntityTooLarge, Code: "INVALID_CONTEXT",
			Details: "The request is larger than 256 KiB."}
	case errors.As(err, &kind):
		return nil, &refusal{status: http.StatusBadRequest, Code: "INVALID_CONTEXT",
			Details: "The context must be a JSON object."}
	case err != nil:
		return nil, &refusal{status: http.StatusBadRequest, Code: "PARSE_ERROR",
			Details: "The request is not JSON."}
	case request.Context == nil:
		request.Context = map[string]any{}
	}
	if target, given := request.Context["targetingKey"]; given {
		if _, text := target.(string); !text {
			return nil, &refusal{status: http.StatusBadRequest, Code: "INVALID_CONTEXT",
				Details: "The targetingKey must be a text."}
		}
	}
	return request.Context, nil
}

// evaluate answers what one flag is.
func (s *Server) evaluate(w http.ResponseWriter, r *http.Request, q question) {
	key := r.PathValue("key")
	if err := s.recall(r, q, key); err != nil {
		s.failed(w, r, err)
		return
	}
	body, outcome := q.rules.Append(nil, key, q.Question)
	s.remember(r, q)
	for _, g := range q.Given {
		if g.Record {
			workspace, _ := flag.WorkspaceOf(secretOf(r))
			s.exposures.add(r.Context(), workspace, exposureOf(q, g))
		}
	}
	switch outcome.Code {
	case "":
		writeJSON(w, http.StatusOK, body)
	case "FLAG_NOT_FOUND":
		(&refusal{http.StatusNotFound, key, outcome.Code, outcome.Detail}).write(w)
	default:
		(&refusal{http.StatusBadRequest, key, outcome.Code, outcome.Detail}).write(w)
	}
}

// recall reads what sticky rules gave before to whom is asked for.
func (s *Server) recall(r *http.Request, q question, key string) error {
	units := q.rules.Units(key, q.Question)
	if len(units) == 0 {
		return nil
	}
	return s.cache.db.Read(r.Context(), s.scope(r), func(tx *database.Tx) error {
		return q.Recall(tx, units)
	})
}

// remember keeps what sticky rules gave. The answer waits for it, once for everybody: whoever asks
// again as somebody else must be known. One that cannot be kept is given even so.
func (s *Server) remember(r *http.Request, q question) {
	if !q.Remembers() {
		return
	}
	err := s.cache.db.Write(r.Context(), s.scope(r), func(tx *database.Tx) error {
		return q.rules.Remember(tx, q.Question)
	})
	if err != nil {
		s.log.ErrorContext(r.Context(), "a sticky variant was not kept", "error", err)
	}
}

func (s *Server) scope(r *http.Request) scope.Scope {
	workspace, _ := flag.WorkspaceOf(secretOf(r)) // it was looked at before
	return scope.ForSystem(workspace, "flags")
}

// evaluateAll answers what every flag is, unless the client has that answer already. The tag is
// a sum over the answer, since the same rules are something else for everybody; it covers the
// stream's address, so that a client gets a new one in time. Nothing is recorded as an exposure:
// a client that asks for every flag uses few of them, and tracks those itself.
func (s *Server) evaluateAll(w http.ResponseWriter, r *http.Request, q question) {
	if err := s.recall(r, q, ""); err != nil {
		s.failed(w, r, err)
		return
	}
	body := append(make([]byte, 0, 4096), `{"flags":`...)
	body = q.rules.AppendAll(body, q.Question)
	s.remember(r, q)
	body = append(body, `,"eventStreams":[{"type":"sse","endpoint":{"requestUri":"`...)
	body = append(body, streamPath+"?token="+q.client.StreamToken(q.Now)...)
	body = append(body, `"},"inactivityDelaySec":120}]}`...)
	sum := sha256.Sum256(body)
	tag := `"` + hex.EncodeToString(sum[:16]) + `"`
	w.Header().Set("ETag", tag)
	if known := r.Header.Get("If-None-Match"); known == "*" || strings.Contains(known, tag) {
		w.WriteHeader(http.StatusNotModified)
		return
	}
	writeJSON(w, http.StatusOK, body)
}

// refusal is an answer without a value.
type refusal struct {
	status  int
	Key     string `json:"key,omitempty"`
	Code    string `json:"errorCode,omitempty"`
	Details string `json:"errorDetails"`
}

func (e *refusal) write(w http.ResponseWriter) {
	body, _ := json.Marshal(e) // texts always encode
	writeJSON(w, e.status, body)
}

// unknown refuses whoever shows no key, or one that opens nothing.
func unknown(w http.ResponseWriter) {
	w.Header().Set("WWW-Authenticate", "Bearer")
	(&refusal{status: http.StatusUnauthorized,
		Details: "Send the key of an environment: Authorization: Bearer tlf_..."}).write(w)
}

// tooMany refuses a key that asks too often.
func tooMany(w http.ResponseWriter, wait time.Duration) {
	w.Header().Set("Retry-After", strconv.Itoa(int(math.Ceil(wait.Seconds()))))
	(&refusal{status: http.StatusTooManyRequests,
		Details: "This key asks too often; wait as long as Retry-After says."}).write(w)
}

// failed answers what is our mistake, or the database's: it is logged and not shown.
func (s *Server) failed(w http.ResponseWriter, r *http.Request, err error) {
	s.log.ErrorContext(r.Context(), "flags could not be read", "error", err)
	status := http.StatusInternalServerError
	if fault.Is(err, fault.Unavailable) {
		status = http.StatusServiceUnavailable
	}
	(&refusal{status: status, Details: "Something went wrong on our side; try again."}).write(w)
}

func writeJSON(w http.ResponseWriter, status int, body []byte) {
	w.Header().Set("Content-Type", "application/json")
	w.WriteHeader(status)
	_, _ = w.Write(body) // the client may be gone
}
