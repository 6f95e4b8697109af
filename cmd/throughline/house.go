package main

import (
	"context"
	"log/slog"
	"net/http"
	"path/filepath"
	"time"

	"github.com/throughlinehq/throughline/internal/api"
	"github.com/throughlinehq/throughline/internal/flow"
	"github.com/throughlinehq/throughline/internal/ingest"
	"github.com/throughlinehq/throughline/internal/kit/id"
	"github.com/throughlinehq/throughline/internal/ofrep"
	"github.com/throughlinehq/throughline/internal/platform/blob"
	"github.com/throughlinehq/throughline/internal/platform/database"
	"github.com/throughlinehq/throughline/internal/platform/jobs"
	"github.com/throughlinehq/throughline/internal/platform/live"
	"github.com/throughlinehq/throughline/internal/platform/mail"
	"github.com/throughlinehq/throughline/web"
)

// settings is what the house is furnished with.
type settings struct {
	version string
	baseURL string
	data    string      // folder of uploaded files
	smtp    string      // the mail relay; empty means that mail goes into a folder
	from    string      // the address that mail comes from
	asking  ofrep.Limit // how often a client key may ask for flags
	// keepAssignments is how long sticky variants are remembered after their last use.
	keepAssignments time.Duration
}

// house is the running program: the API, the pages, and the workers behind them.
type house struct {
	api    *api.API
	flags  *ofrep.Server
	events *ingest.Server
	files  *blob.Store
	log    *slog.Logger
	worked chan struct{} // closed when the workers have gone home
	stop   context.CancelFunc
}

// newHouse wires the rooms over an open database and lets the workers begin.
func newHouse(
	ctx context.Context, s settings, db *database.DB, log *slog.Logger,
) (*house, error) {
	files, err := blob.Open(filepath.Join(s.data, "files"))
	if err != nil {
		return nil, err
	}
	sender, err := s.sender()
	if err != nil {
		return nil, err
	}
	hub := new(live.Hub)
	runner := jobs.NewRunner(db, jobs.Settings{Log: log})
	flow.Handle(runner, flow.Workshop{DB: db, Files: api.Uploads(files), Mail: sender,
		MailFrom: s.from, KeepAssignments: s.keepAssignments,
		Tidy: []flow.Tidying{api.ForgetAnswers}})
	flags := ofrep.New(db, hub, s.asking, log)
	db.OnCommit = func(workspace id.ID, touched []id.ID) {
		flags.Heard(workspace, touched) // before the hub wakes those who listen for it
		hub.Publish(workspace, touched)
		runner.Heard(workspace, touched)
	}
	ctx, stop := context.WithCancel(ctx)
	h := &house{log: log, files: files, stop: stop, worked: make(chan struct{}), flags: flags,
		events: ingest.New(db, log),
		api: &api.API{DB: db, Log: log, Files: files, Live: hub, BaseURL: s.baseURL,
			Version: s.version}}
	go func() {
		defer close(h.worked)
		runner.Run(ctx)
	}()
	return h, nil
}

// sender hands mail to the relay, or into a folder where somebody can look at it.
func (s settings) sender() (mail.Sender, error) {
	if s.smtp != "" {
		return mail.NewSMTP(s.smtp)
	}
	return mail.NewFolder(filepath.Join(s.data, "mail"))
}

// close sends the workers home and waits for them.
func (h *house) close() {
	h.stop()
	<-h.worked
	h.flags.Close()
	h.files.Close()
}

// handler serves the API, flags to clients, the pages and the signs of life, and takes events.
func (h *house) handler() http.Handler {
	mux := http.NewServeMux()
	mux.Handle("/api/", h.api.Handler())
	mux.HandleFunc("GET /healthz", func(w http.ResponseWriter, _ *http.Request) {
		_, _ = w.Write([]byte("ok\n")) // the asker may be gone
	})
	mux.HandleFunc("GET /readyz", h.ready)
	mux.Handle(ofrep.Prefix, h.flags.Handler())
	protection := http.NewCrossOriginProtection()
	h.events.Mount(mux, protection.AddInsecureBypassPattern)
	mux.Handle("/", web.Handler())
	protection.AddInsecureBypassPattern(ofrep.Prefix) // no cookie counts there, only a key
	return protection.Handler(h.recovered(mux))
}

// ready says whether the database answers.
func (h *house) ready(w http.ResponseWriter, r *http.Request) {
	if err := h.api.DB.Ping(r.Context()); err != nil {
		h.log.Warn("not ready", "error", err)
		http.Error(w, "the database does not answer", http.StatusServiceUnavailable)
		return
	}
	_, _ = w.Write([]byte("ready\n")) // the asker may be gone
}

// recovered answers a panic with a problem instead of a cut connection.
func (h *house) recovered(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		defer func() {
			if p := recover(); p != nil && p != http.ErrAbortHandler {
				h.log.Error("panic in a request", "path", r.URL.Path, "panic", p)
				http.Error(w, "Something went wrong on our side; it was logged.",
					http.StatusInternalServerError)
			}
		}()
		next.ServeHTTP(w, r)
	})
}
