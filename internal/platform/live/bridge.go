package live

import (
	"context"
	"crypto/rand"
	"encoding/json"
	"log/slog"
	"time"

	"github.com/jackc/pgx/v5"

	"github.com/throughlinehq/throughline/internal/kit/id"
)

const (
	channel = "throughline_live"
	// most is how many records one notification names: PostgreSQL takes 8,000 bytes, an
	// identifier is shorter than 64.
	most = 100
	// outgoing is how much news may wait for the connection before it is dropped.
	outgoing = 256
)

// Bridge carries news between the processes that share a PostgreSQL database, by NOTIFY.
type Bridge struct {
	url     string
	self    string
	log     *slog.Logger
	deliver func(workspace id.ID, touched []id.ID)
	missed  func()
	out     chan notice
}

// notice is what travels: who sent it, and what it says.
type notice struct {
	From      string
	Workspace id.ID
	Touched   []id.ID
}

// NewBridge makes a bridge over the database at url. deliver hears what other processes
// publish; missed is called when the connection was lost and news with it.
func NewBridge(url string, log *slog.Logger,
	deliver func(workspace id.ID, touched []id.ID), missed func(),
) *Bridge {
	return &Bridge{url: url, self: rand.Text(), log: log, deliver: deliver, missed: missed,
		out: make(chan notice, outgoing)}
}

// Publish sends news to the other processes. It never waits; what cannot be sent is dropped,
// as news is only a hint.
func (b *Bridge) Publish(workspace id.ID, touched []id.ID) {
	for begin := 0; begin < len(touched); begin += most {
		part := touched[begin:min(begin+most, len(touched))]
		select {
		case b.out <- notice{b.self, workspace, part}:
		default:
			b.log.Warn("live: news dropped, the database is too slow to pass it on")
		}
	}
}

// Run keeps the bridge up until ctx ends, and connects anew after each failure.
func (b *Bridge) Run(ctx context.Context) {
	const longest = 30 * time.Second
	for wait := time.Second; ctx.Err() == nil; wait = min(2*wait, longest) {
		began := time.Now()
		err := b.connected(ctx)
		if ctx.Err() != nil {
			return
		}
		b.log.Warn("live: connection to the database lost", "error", err)
		b.missed()
		if time.Since(began) > longest {
			wait = time.Second
		}
		select {
		case <-ctx.Done():
		case <-time.After(wait):
		}
	}
}

// connected listens on one connection and sends on another until either breaks.
func (b *Bridge) connected(ctx context.Context) error {
	ctx, end := context.WithCancelCause(ctx)
	defer end(nil)
	listener, err := pgx.Connect(ctx, b.url)
	if err != nil {
		return err
	}
	defer listener.Close(context.WithoutCancel(ctx)) //nolint:errcheck // it is broken already
	if _, err := listener.Exec(ctx, "LISTEN "+channel); err != nil {
		return err
	}
	sent := make(chan struct{})
	go func() {
		defer close(sent)
		end(b.send(ctx))
	}()
	defer func() { end(nil); <-sent }()
	for {
		heard, err := listener.WaitForNotification(ctx)
		if err != nil {
			end(err) // unless the sender gave a reason before
			return context.Cause(ctx)
		}
		var n notice
		if json.Unmarshal([]byte(heard.Payload), &n) == nil && n.From != b.self {
			b.deliver(n.Workspace, n.Touched)
		}
	}
}

func (b *Bridge) send(ctx context.Context) error {
	sender, err := pgx.Connect(ctx, b.url)
	if err != nil {
		return err
	}
	defer sender.Close(context.WithoutCancel(ctx)) //nolint:errcheck // nothing is pending
	for {
		select {
		case <-ctx.Done():
			return ctx.Err()
		case n := <-b.out:
			raw, err := json.Marshal(n)
			if err != nil {
				return err
			}
			if _, err := sender.Exec(ctx, "SELECT pg_notify($1, $2)", channel,
				string(raw)); err != nil {
				return err
			}
		}
	}
}
