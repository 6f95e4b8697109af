package main

import (
	"context"
	"errors"
	"log/slog"
	"net"
	"net/http"
	"net/url"
	"os"
	"time"

	"github.com/throughlinehq/throughline/internal/cli"
	"github.com/throughlinehq/throughline/internal/kit/fault"
	"github.com/throughlinehq/throughline/internal/ofrep"
)

// serveCommand serves until it is told to stop.
type serveCommand struct {
	cli.Store
	Listen         string   `help:"Address to listen on." default:"127.0.0.1:8080" env:"THROUGHLINE_LISTEN"`
	BaseURL        string   `help:"Address that people use, for links in mail." env:"THROUGHLINE_BASE_URL"`
	TrustedProxies []string `help:"Networks of reverse proxies whose X-Forwarded-For is believed." env:"THROUGHLINE_TRUSTED_PROXIES"`
	FlagRate       float64  `help:"Requests for flags a second that a client key may send; 0 for any number." env:"THROUGHLINE_FLAG_RATE"`
	FlagBurst      int      `help:"How many of them it may send at once." default:"100" env:"THROUGHLINE_FLAG_BURST"`
	AssignmentDays int      `help:"Days for which a sticky variant is remembered after its last use." default:"90" env:"THROUGHLINE_ASSIGNMENT_DAYS"`
	Mail
}

// Mail says how mail is sent; without a relay it is written into the folder "mail" of --data.
type Mail struct {
	SMTP string `help:"Mail relay: smtp://user:password@host:587." env:"THROUGHLINE_SMTP"`
	From string `help:"Sender of mail." default:"noreply@localhost.localdomain" env:"THROUGHLINE_FROM"`
}

// Help shows examples below the flags.
func (serveCommand) Help() string {
	return `Examples:
  throughline serve
  throughline serve --listen 0.0.0.0:8080 --base-url https://throughline.example.org
  throughline serve --database-url postgres://throughline@db.example.org/throughline`
}

// Run opens the records and serves them.
func (c serveCommand) Run(env *cli.Env) error {
	log := slog.New(slog.NewJSONHandler(env.Err, nil))
	proxies, err := parseProxies(c.TrustedProxies)
	if err != nil {
		return err
	}
	if err := checkBase(c.BaseURL); err != nil {
		return err
	}
	if c.AssignmentDays < 1 || c.AssignmentDays > 3660 {
		return fault.New(fault.Invalid, "--assignment-days must be 1 to 3660.")
	}
	listener, err := listen(c.Listen)
	if err != nil {
		return err
	}
	defer listener.Close()
	db, err := c.Open(env.Context)
	if err != nil {
		return err
	}
	defer db.Close()
	h, err := newHouse(env.Context, c.settings(env.Version), db, log)
	if err != nil {
		return err
	}
	defer h.close()
	log.Info("serving", "address", addressOf(listener), "database", db.Kind())
	return serve(env, listener, behindProxies(proxies, h.handler()))
}

func (c serveCommand) settings(version string) settings {
	base := c.BaseURL
	if base == "" {
		base = "http://" + c.Listen
	}
	return settings{version: version, baseURL: base, data: c.Data, smtp: c.SMTP, from: c.From,
		asking:          ofrep.Limit{PerSecond: c.FlagRate, Burst: c.FlagBurst},
		keepAssignments: time.Duration(c.AssignmentDays) * 24 * time.Hour}
}

// checkBase refuses an address that links in mail could not lead to; none is right too.
func checkBase(base string) error {
	u, err := url.Parse(base)
	if base == "" || err == nil && (u.Scheme == "http" || u.Scheme == "https") && u.Host != "" {
		return nil
	}
	return fault.New(fault.Invalid, "--base-url %q must look like "+
		"https://throughline.example.org.", base)
}

// The times a client may take; a slow one must not hold a connection for ever.
const (
	headerTime   = 10 * time.Second
	idleTime     = 2 * time.Minute
	shutdownTime = 10 * time.Second
)

// listen takes the address. Do it before anything else: a second start must leave no trace.
func listen(address string) (net.Listener, error) {
	listener, err := net.Listen("tcp", address)
	if err == nil {
		return listener, nil
	}
	kind := fault.Invalid
	if refused := new(os.SyscallError); errors.As(err, &refused) {
		kind = fault.Unavailable // it is an address, but somebody has it or it is forbidden
	}
	return nil, fault.Wrap(kind, err,
		"The address cannot be listened on; choose another with --listen")
}

func addressOf(listener net.Listener) string { return "http://" + listener.Addr().String() }

// serve answers until the context ends, then lets running requests finish.
func serve(env *cli.Env, listener net.Listener, h http.Handler) error {
	server := &http.Server{Handler: h, ReadHeaderTimeout: headerTime, IdleTimeout: idleTime,
		MaxHeaderBytes: 64 << 10}
	failed := make(chan error, 1)
	go func() { failed <- server.Serve(listener) }()
	select {
	case err := <-failed:
		return err
	case <-env.Context.Done():
	}
	ctx, cancel := context.WithTimeout(context.WithoutCancel(env.Context), shutdownTime)
	defer cancel()
	if err := server.Shutdown(ctx); errors.Is(err, context.DeadlineExceeded) {
		return server.Close() // event streams never finish by themselves
	}
	return nil
}
