package ingest

import (
	"compress/gzip"
	"context"
	"encoding/json"
	"errors"
	"io"
	"log/slog"
	"net/http"
	"strings"
	"sync"

	"github.com/throughlinehq/throughline/internal/event"
	"github.com/throughlinehq/throughline/internal/flag"
	"github.com/throughlinehq/throughline/internal/kit/fault"
	"github.com/throughlinehq/throughline/internal/kit/id"
	"github.com/throughlinehq/throughline/internal/kit/scope"
	"github.com/throughlinehq/throughline/internal/platform/database"
)

const (
	maxBody     = 4 << 20 // bytes of a request, packed and unpacked
	maxMessages = 5000    // of a batch
	maxShown    = 100     // rejections that an answer lists
)

// Server answers clients. Make one with [New].
type Server struct {
	db       *database.DB
	recorder *event.Recorder
	log      *slog.Logger

	mu    sync.Mutex
	rules map[id.ID]*flag.Rules // of workspaces whose keys were shown
}

// New makes a server over a database.
func New(db *database.DB, log *slog.Logger) *Server {
	return &Server{db: db, recorder: event.NewRecorder(db), log: log,
		rules: map[id.ID]*flag.Rules{}}
}

// routes says who reads the messages at which path.
var routes = map[string]reader{
	"/v1/batch": readerOf[segment](""), "/v1/track": readerOf[segment]("track"),
	"/v1/identify": readerOf[segment]("identify"), "/v1/page": readerOf[segment]("page"),
	"/v1/screen": readerOf[segment]("screen"), "/v1/group": readerOf[segment]("group"),
	"/v1/alias": readerOf[segment]("alias"),
	"/batch":    readerOf[posthog](""), "/batch/{$}": readerOf[posthog](""),
	"/capture": readerOf[posthog](""), "/capture/{$}": readerOf[posthog](""),
	"/ofrep/v1/track": readerOf[openFeature](""),
}

// Mount adds the paths to a mux; open hears each of them, since pages of any site may send
// events: a request is known by its key alone, never by a cookie.
func (s *Server) Mount(mux *http.ServeMux, open func(pattern string)) {
	for path, read := range routes {
		mux.HandleFunc("POST "+path, s.take(read))
		mux.HandleFunc("OPTIONS "+path, preflight)
		open(path)
	}
}

func preflight(w http.ResponseWriter, _ *http.Request) {
	h := w.Header()
	h.Set("Access-Control-Allow-Origin", "*")
	h.Set("Access-Control-Allow-Methods", "POST")
	h.Set("Access-Control-Allow-Headers",
		"Authorization, Content-Type, Content-Encoding, X-API-Key")
	h.Set("Access-Control-Max-Age", "7200")
	w.WriteHeader(http.StatusNoContent)
}

// take answers a request whose messages are read by read.
func (s *Server) take(read reader) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Access-Control-Allow-Origin", "*")
		w.Header().Set("X-Content-Type-Options", "nosniff")
		sent, err := open(w, r, read)
		if err != nil {
			s.refuse(w, r, err)
			return
		}
		workspace, client, err := s.client(r.Context(), secretOf(r, sent.envelope))
		if err != nil {
			s.refuse(w, r, err)
			return
		}
		told := sent.tell(client.Place.ID, s.db.Now())
		rejected, err := s.recorder.Record(r.Context(), workspace, told.events)
		if err != nil {
			s.refuse(w, r, err)
			return
		}
		told.reject(rejected)
		answer(w, told)
	}
}

// open unpacks and reads a request within its bounds.
func open(w http.ResponseWriter, r *http.Request, read reader) (sent request, err error) {
	body := io.Reader(http.MaxBytesReader(w, r.Body, maxBody))
	switch r.Header.Get("Content-Encoding") {
	case "", "identity":
	case "gzip":
		if body, err = gzip.NewReader(body); err != nil {
			return sent, fault.Wrap(fault.Malformed, err, "The body is not gzip.")
		}
	default:
		return sent, fault.New(fault.Malformed, "Send the body as it is, or packed by gzip.")
	}
	raw, err := io.ReadAll(io.LimitReader(body, maxBody+1))
	var large *http.MaxBytesError
	switch {
	case errors.As(err, &large) || len(raw) > maxBody:
		return sent, fault.New(fault.TooLarge, "A request may have 4 MiB, unpacked as well.")
	case err != nil:
		return sent, fault.Wrap(fault.Malformed, err, "The body cannot be read.")
	}
	return read(raw)
}

// secretOf is the key that a request shows, in one of the ways that clients know.
func secretOf(r *http.Request, e envelope) string {
	if user, _, ok := r.BasicAuth(); ok {
		return user
	}
	if bearer, ok := strings.CutPrefix(r.Header.Get("Authorization"), "Bearer "); ok {
		return bearer
	}
	for _, key := range []string{r.Header.Get("X-API-Key"), e.APIKey, e.Token} {
		if key != "" {
			return key
		}
	}
	return e.WriteKey
}

// client finds whose secret this is. Every request asks, so that a revoked key counts no more;
// what did not change since is not read again.
func (s *Server) client(ctx context.Context, secret string) (id.ID, *flag.Client, error) {
	unknown := fault.New(fault.Unauthenticated, "Send the key of an environment.")
	workspace, ours := flag.WorkspaceOf(secret)
	if !ours {
		return "", nil, unknown
	}
	s.mu.Lock()
	rules := s.rules[workspace]
	s.mu.Unlock()
	before := rules
	err := s.db.Read(ctx, scope.ForSystem(workspace, "events"), func(tx *database.Tx) (err error) {
		rules, err = flag.Load(tx, before)
		return err
	})
	if err != nil {
		return "", nil, err
	}
	client := rules.Client(secret)
	if client == nil {
		return "", nil, unknown // and made-up workspaces do not fill the memory
	}
	if rules != before {
		s.mu.Lock()
		s.rules[workspace] = rules
		s.mu.Unlock()
	}
	return workspace, client, nil
}

// answer says what was kept. A request of which nothing was is refused, so that somebody sees.
func answer(w http.ResponseWriter, told telling) {
	kept := told.messages - len(told.rejected)
	status := http.StatusOK
	if kept == 0 && told.messages > 0 {
		status = http.StatusBadRequest
	}
	shown := told.rejected[:min(len(told.rejected), maxShown)]
	writeJSON(w, status, map[string]any{"success": status == http.StatusOK, "accepted": kept,
		"rejected": len(told.rejected), "rejections": shown})
}

// refuse answers a request of which nothing was kept. What is our mistake is logged, not shown.
func (s *Server) refuse(w http.ResponseWriter, r *http.Request, err error) {
	status, detail := http.StatusInternalServerError, "Something went wrong on our side; try again."
	var known *fault.Error
	if errors.As(err, &known) {
		detail = known.Detail
	}
	switch fault.KindOf(err) {
	case fault.Malformed:
		status = http.StatusBadRequest
	case fault.Unauthenticated:
		status = http.StatusUnauthorized
	case fault.TooLarge:
		status = http.StatusRequestEntityTooLarge
	case fault.TooMany:
		status = http.StatusTooManyRequests
		w.Header().Set("Retry-After", "1")
	case fault.Unavailable, fault.NoSpace:
		status = http.StatusServiceUnavailable
	}
	if status >= http.StatusInternalServerError {
		s.log.ErrorContext(r.Context(), "events were not kept", "error", err)
	}
	writeJSON(w, status, map[string]any{"success": false, "error": detail})
}

func writeJSON(w http.ResponseWriter, status int, value any) {
	body, _ := json.Marshal(value) // texts and numbers always encode
	w.Header().Set("Content-Type", "application/json")
	w.WriteHeader(status)
	_, _ = w.Write(body) // the client may be gone
}
