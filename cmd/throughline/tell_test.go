package main

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"log/slog"
	"sync"
	"testing"
	"time"

	"github.com/throughlinehq/throughline/internal/cli"
	"github.com/throughlinehq/throughline/internal/flow"
	"github.com/throughlinehq/throughline/internal/kit/scope"
	"github.com/throughlinehq/throughline/internal/platform/database"
	"github.com/throughlinehq/throughline/internal/platform/jobs"
	"github.com/throughlinehq/throughline/internal/platform/mail"
	"github.com/throughlinehq/throughline/internal/release"
)

// relay is a mail server in one of its moods.
type relay struct {
	mu    sync.Mutex
	sent  map[string]int // by receiver
	mood  func(r *relay, to string) error
	first string         // who was written to first
	tries map[string]int // by receiver
}

func (r *relay) Send(_ context.Context, m mail.Message) (mail.Receipt, error) {
	r.mu.Lock()
	defer r.mu.Unlock()
	to := m.To.Address
	r.first = cmp.Or(r.first, to)
	r.tries[to]++
	if err := r.mood(r, to); err != nil {
		return mail.Receipt{}, err
	}
	r.sent[to]++
	return mail.Receipt{}, nil
}

// TestJ2TellingSurvivesTheRelay tells the demo's customers over relays that are down for a
// while, refuse one receiver, or stay down: nobody is told twice, and who was not told is
// recorded as such.
func TestJ2TellingSurvivesTheRelay(t *testing.T) {
	for name, c := range map[string]struct {
		mood  func(r *relay, to string) error
		check func(states map[release.MessageState]int, r *relay) error
	}{
		"down twice": {
			func(r *relay, to string) error {
				if to == r.first && r.tries[to] <= 2 {
					return errors.New("connection refused")
				}
				return nil
			},
			func(states map[release.MessageState]int, r *relay) error {
				if states[release.Sent] != len(r.sent) || states[release.Sent] == 0 ||
					states[release.Failed] > 0 {
					return fmt.Errorf("%v", states)
				}
				return nil
			}},
		"one receiver is unknown": {
			func(r *relay, to string) error {
				if to == r.first {
					return fmt.Errorf("%w: no such mailbox", mail.ErrBounced)
				}
				return nil
			},
			func(states map[release.MessageState]int, r *relay) error {
				if states[release.Bounced] != 1 || states[release.Sent] != len(r.sent) {
					return fmt.Errorf("%v", states)
				}
				return nil
			}},
		"down for good": {
			func(*relay, string) error { return errors.New("connection refused") },
			func(states map[release.MessageState]int, r *relay) error {
				if states[release.Sent] > 0 || states[release.Failed] == 0 || len(r.sent) > 0 {
					return fmt.Errorf("%v", states)
				}
				return nil
			}},
	} {
		t.Run(name, func(t *testing.T) {
			db, err := cli.Store{Data: t.TempDir()}.Open(t.Context()) // whose clock goes on
			if err != nil {
				t.Fatal(err)
			}
			defer db.Close()
			if err := fillDemo(t.Context(), db); err != nil {
				t.Fatal(err)
			}
			r := &relay{sent: map[string]int{}, tries: map[string]int{}, mood: c.mood}
			runTelling(t, db, r)
			if err := c.check(messageStates(t, db), r); err != nil {
				t.Error(err)
			}
			for to, times := range r.sent {
				if times > 1 {
					t.Errorf("%s was told %d times", to, times)
				}
			}
		})
	}
}

// runTelling works off every job of telling.
func runTelling(t *testing.T, db *database.DB, r *relay) {
	t.Helper()
	runner := jobs.NewRunner(db, jobs.Settings{Poll: 10 * time.Millisecond,
		Log: slog.New(slog.DiscardHandler)})
	flow.Handle(runner, flow.Workshop{DB: db, Mail: r, MailFrom: "us@northpier.example",
		MailBackoff: func(int) time.Duration { return time.Millisecond }})
	ctx, stop := context.WithTimeout(t.Context(), time.Minute)
	defer stop()
	var running sync.WaitGroup
	running.Go(func() { runner.Run(ctx) })
	for tick := time.Tick(20 * time.Millisecond); counted(t, db, `SELECT count(*) FROM job
		WHERE kind = '`+flow.TellJob+`' AND state IN ('waiting', 'running')`) > 0; {
		select {
		case <-ctx.Done():
			t.Fatal("telling did not end")
		case <-tick:
		}
	}
	stop()
	running.Wait()
}

func counted(t *testing.T, db *database.DB, query string) (n int64) {
	t.Helper()
	err := db.Read(t.Context(), scope.ForSystem(scope.Everywhere, "test"),
		func(tx *database.Tx) (err error) {
			n, err = database.Value[int64](tx, query)
			return err
		})
	if err != nil {
		t.Fatal(err)
	}
	return n
}

// messageStates counts the messages of releases that were told, by state.
func messageStates(t *testing.T, db *database.DB) map[release.MessageState]int {
	t.Helper()
	states := map[release.MessageState]int{}
	for _, s := range []release.MessageState{release.Drafted, release.Queued, release.Sent,
		release.Failed, release.Bounced} {
		states[s] = int(counted(t, db, `SELECT count(*) FROM message
			WHERE state = '`+string(s)+`' AND address <> ''`))
	}
	return states
}
